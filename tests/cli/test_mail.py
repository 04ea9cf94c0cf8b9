"""``vouchbook mail``, as an operator or a mail server types it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.conftest import Shell
from tests.service.journey import sample
from tests.service.test_bounces import report

from vouchbook.cli import main


@pytest.fixture
def applied(shell: Shell) -> str:
    """Somebody who is charged for a registration, and told so."""
    person = shell.id("person", "import", sample("imhs-complete"))
    shell("application", "open", person, "IMHS")
    return person


def the_letter(shell: Shell) -> dict[str, str]:
    (found,) = shell.json("mail", "list")
    return dict(found)


def test_a_letter_goes_into_a_folder_and_is_listed_as_sent(shell: Shell, applied: str, tmp_path: Path) -> None:
    assert the_letter(shell)["state"] == "waiting"
    said = shell("mail", "send", "--by", tmp_path / "out", "--sender", "office@nc.example.org").stdout
    assert " ".join(said.split()).startswith("1 letter sent, by way of the folder ")
    (file,) = (tmp_path / "out").iterdir()
    assert "From: North Carolina" in file.read_text()
    assert "/nc/my/fees" in file.read_text()
    assert the_letter(shell)["state"] == "sent"
    assert shell.json("mail", "send", "--by", tmp_path / "out")["came"] == {}


def test_a_letter_is_read_sent_again_and_stopped(shell: Shell, applied: str, tmp_path: Path) -> None:
    shell("mail", "send", "--by", tmp_path / "out")
    letter = the_letter(shell)["letter"]
    said = shell("mail", "show", letter).stdout
    assert "As it went:" in said
    assert "Subject: A fee is due" in said
    shell("mail", "again", letter)
    assert the_letter(shell)["state"] == "waiting"
    assert "waits to be sent already" in shell.refused("mail", "again", letter)
    shell("mail", "cancel", letter)
    assert the_letter(shell)["state"] == "cancelled"
    shell("mail", "send", "--by", tmp_path / "out")
    assert the_letter(shell)["state"] == "cancelled"


def test_what_has_gone_is_not_stopped(shell: Shell, applied: str, tmp_path: Path) -> None:
    shell("mail", "send", "--by", tmp_path / "out")
    assert "has gone" in shell.refused("mail", "cancel", the_letter(shell)["letter"])


@pytest.mark.parametrize("how", ["piped", "file", "folder"])
def test_a_report_of_a_mail_server_is_noted(shell: Shell, applied: str, tmp_path: Path, how: str) -> None:
    shell("mail", "send", "--by", tmp_path / "out")
    letter = the_letter(shell)["letter"]
    (tmp_path / "reports").mkdir()
    file = tmp_path / "reports" / "1"
    file.write_bytes(report(letter))
    if how == "piped":
        done = CliRunner().invoke(
            main, ["mail", "bounced", "-d", str(shell.data)], input=file.read_bytes(), env={"VOUCHBOOK_AS": None}
        )
        assert done.stdout == f"{letter} did not arrive.\n"
    else:
        assert f"{letter} did not arrive." in shell("mail", "bounced", file if how == "file" else file.parent).stdout
    assert the_letter(shell)["state"] == "bounced"
    assert "it came back undelivered (5.1.1)" in " ".join(shell("mail", "list").stdout.split())


def test_a_report_of_something_else_is_said_to_be_none(shell: Shell, applied: str, tmp_path: Path) -> None:
    file = tmp_path / "1"
    file.write_text("Subject: hello\n\nI am on holiday.")
    assert "No report of a letter of ours" in shell("mail", "bounced", file).stdout


def test_a_letter_is_previewed(shell: Shell) -> None:
    said = shell("mail", "preview", "reference_asked").stdout
    assert said.startswith("Subject: A reference is asked of you\n\nDear Ben Ward,")


def test_nobody_is_written_to_before_somebody_says_how(shell: Shell, applied: str) -> None:
    assert "Say who carries letters away" in shell.wrong("mail", "send")
    assert "write a mail server as smtp://" in shell.wrong("mail", "send", "--by", "http://example.org")
    assert the_letter(shell)["state"] == "waiting"


def test_settings_say_how(shell: Shell, applied: str, tmp_path: Path) -> None:
    settings = tmp_path / "portal.toml"
    settings.write_text(
        f'data = "{shell.data}"\n[mail]\nfolder = "out"\nsender = "office@nc.example.org"\n'
        '[association.nc]\nshort = "NCIMHA"\ncontact = "help@nc.example.org"\n'
    )
    shell("mail", "send", "--settings", settings)
    (file,) = (tmp_path / "out").iterdir()
    assert "Reply-To: help@nc.example.org" in file.read_text()


def test_only_the_office_sends(shell: Shell, applied: str, tmp_path: Path) -> None:
    for words in (("list",), ("send", "--by", tmp_path / "out"), ("show", "letter-0"), ("again", "letter-0")):
        shell.refused("mail", *words, "--as", "applicant:p-7k3m9q2x4d")
    assert not (tmp_path / "out").exists()


def test_a_letter_that_is_not_there_is_said_so(shell: Shell) -> None:
    assert "has no letter letter-0" in shell.wrong("mail", "show", "letter-0")
    assert shell("mail", "list").stdout == "No letter is in the outbox.\n"
