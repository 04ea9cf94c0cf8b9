"""The command line as people and scripts meet it: what it answers, what it refuses, and with which exit status."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from tests.cli.conftest import Shell

from vouchbook.cli.main import NOUNS, main

EVALUATE = ("evaluate", "-a", "nc", "-c", "IMHS", "--on", "2026-11-20", "-p")


def commands(command: click.Command, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        return [words]
    context = click.Context(command)
    found = []
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        found += commands(inner, (*words, name))
    return found


# ── Help ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", commands(main), ids=" ".join)
def test_every_command_says_what_it_does(bare: Shell, words: tuple[str, ...]) -> None:
    said = bare(*words, "--help").stdout
    assert len(said.splitlines()) > 4
    assert re.search(r"^  [A-Z].*", said, re.MULTILINE), "a sentence under the usage line"


def test_help_imports_no_noun() -> None:
    code = (
        "import sys; from vouchbook.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlalchemy', 'cryptography', 'pluggy', 'msgspec', 'vouchbook.service'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_mistyped_noun_is_recognised(bare: Shell) -> None:
    assert "Did you mean evidence?" in bare.wrong("evidense")
    assert set(NOUNS) >= {"init", "evaluate", "association", "person", "member", "evidence", "application", "registry",
                          "ledger", "projections"}  # fmt: skip


# ── Evaluate ──────────────────────────────────────────────────────────────────────────────────


def test_evaluate_answers_json_in_the_published_shape(bare: Shell, samples) -> None:
    found = bare.json(*EVALUATE, samples("imhs-complete"))
    assert list(found) == ["association", "category", "on", "policy", "met", "findings"]
    assert (found["association"], found["category"], found["on"], found["met"]) == ("nc", "IMHS", "2026-11-20", True)
    assert found["policy"].startswith("sha256:")
    for finding in found["findings"]:
        assert set(finding) == {
            "requirement", "status", "due", "required", "counted", "pending", "because", "counted_items",
            "pending_items", "excluded_items", "judgements", "source",
        }  # fmt: skip
        assert set(finding["source"]) == {"document", "line", "effective_from", "confirmed"}


def test_evaluate_exits_with_one_when_something_is_missing(bare: Shell, samples) -> None:
    result = bare(
        *("evaluate", "-a", "nc", "-c", "IMHS", "--on", "2022-01-01", "-p"), samples("imhs-complete"), exit_code=1
    )
    assert "missing" in result.stdout.lower()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-a", "xx", "-c", "IMHS", "--on", "2026-11-20"), "'xx' is not installed"),
        (("-a", "nc", "-c", "XYZ", "--on", "2026-11-20"), "nc offers"),
        (("-a", "nc", "-c", "ECMHM-P", "--on", "2026-11-20"), "nc offers"),
        (("-a", "nc", "-c", "IMHS", "--on", "2026-06-31"), "write it like 2026-11-20"),
        (("-a", "nc", "-c", "IMHS", "--on", "2001-01-01"), "first one begins"),
    ],
)
def test_a_wrong_question_exits_with_two_and_says_nothing_on_standard_output(
    bare: Shell, samples, words: tuple[str, ...], said: str
) -> None:
    assert said in bare.wrong("evaluate", *words, "-p", samples("imhs-complete"))
    error = bare("evaluate", *words, "-p", samples("imhs-complete"), "--json", exit_code=2)
    assert error.stdout == ""


def test_a_bad_file_is_answered_with_every_mistake_at_once(bare: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(
        'format = "vouchbook-portfolio/1"\n[person]\ngiven_name = "A"\nfamily_name = "B"\nemail = "a@example.org"\n'
        '[[training]]\nid = "t1"\ntitle = "x"\non = 2026-03-01\nhours = "-1"\n'
        '[[training]]\nid = "t1"\ntitel = "x"\non = 2026-03-01\nhours = "25"\n'
        '[[rsc]]\nid = "r1"\non = 2026-03-01\nhours = "1"\nsetting = "group"\nprovider = "nobody"\n',
        "utf-8",
    )
    said = bare.wrong(*EVALUATE, bad)
    for part in ("t1", "titel", "hours", "nobody"):
        assert part in said
    assert len(said.strip().splitlines()) >= 4


# ── Books ─────────────────────────────────────────────────────────────────────────────────────


def test_init_refuses_a_folder_that_is_not_empty_and_leaves_it_alone(bare: Shell) -> None:
    bare.data.mkdir()
    (bare.data / "mine.txt").write_text("mine", "utf-8")
    assert "not empty" in bare.wrong("init", bare.data)
    assert [path.name for path in bare.data.iterdir()] == ["mine.txt"]


def test_the_root_key_is_readable_by_its_owner_alone_and_lies_outside(shell: Shell) -> None:
    assert stat.S_IMODE(shell.key.stat().st_mode) == 0o400
    assert shell.data not in shell.key.parents


def test_a_key_file_that_others_can_read_is_refused(shell: Shell) -> None:
    shell.key.chmod(0o444)
    assert "chmod" in shell.wrong("person", "list")


def test_a_missing_key_file_is_named_with_the_way_out(shell: Shell) -> None:
    shell.key.rename(shell.key.with_suffix(".elsewhere"))
    assert "--key-file" in shell.wrong("person", "list")
    shell("person", "list", "--key-file", shell.key.with_suffix(".elsewhere"))


def test_the_book_is_shown_verified_exported_and_rebuilt_without_a_key(shell: Shell, tmp_path: Path) -> None:
    shell.id("person", "register", "--given-name", "Ana", "--family-name", "Ruiz", "--email", "ana@example.org")
    shell.key.unlink()
    assert "whole" in shell("ledger", "verify").stdout
    assert "person_registered" in shell("ledger", "show").stdout
    shell("ledger", "export", "--to", tmp_path / "book.jsonl")
    lines = (tmp_path / "book.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["position"] for line in lines] == [1, 2]
    shell("projections", "rebuild")


def test_a_folder_of_a_newer_version_is_refused(shell: Shell) -> None:
    manifest = shell.data / "vouchbook.toml"
    manifest.write_text(manifest.read_text("utf-8").replace("format = 1", "format = 99"), "utf-8")
    assert "upgrade" in shell.wrong("person", "list")


def test_no_folder_is_said_plainly(bare: Shell) -> None:
    assert "no data folder" in bare.wrong("person", "list")


def test_an_association_that_is_not_installed_or_has_no_book(shell: Shell) -> None:
    assert "not installed" in shell.wrong("association", "found", "xx")
    assert "no book of tn" in shell.wrong("person", "list", "-a", "tn")


def test_an_actor_is_a_role_and_an_id_never_a_name(shell: Shell) -> None:
    assert "the book keeps no names" in shell.wrong("person", "list", "--as", "coordinator:Jessica")
    assert "roles are" in shell.wrong("person", "list", "--as", "queen")
    assert "may" in shell.refused("person", "list", "--as", "anyone")


def test_the_same_command_id_records_once_and_other_content_is_refused(shell: Shell) -> None:
    ana = ("person", "register", "--given-name", "Ana", "--family-name", "Ruiz", "--email", "ana@example.org")
    first = shell.json(*ana, "--command-id", "mine")
    again = shell.json(*ana, "--command-id", "mine")
    assert (again["person"], again["repeated"]) == (first["person"], True)
    assert "id of its own" in shell.wrong(*ana[:-1], "other@example.org", "--command-id", "mine")


def test_errors_are_json_when_asked_for(shell: Shell) -> None:
    result = shell("application", "explain", "a-0000000000", "--json", exit_code=2)
    assert result.stdout == ""
    assert json.loads(result.stderr)["error"]["code"] == "unknown_application"


def test_names_never_stand_in_what_the_ledger_shows_or_exports(shell: Shell, samples) -> None:
    shell("person", "import", samples("imhs-complete"))
    family = re.search(r'family_name\s*=\s*"([^"]+)"', samples("imhs-complete").read_text("utf-8"))
    assert family is not None
    assert family[1] not in shell("ledger", "show", "--json").stdout
    assert family[1].encode() not in b"".join(path.read_bytes() for path in shell.data.rglob("*") if path.is_file())


def test_what_was_interrupted_left_nothing(shell: Shell, samples) -> None:
    """Ctrl-C at one moment or another of an import: no traceback, no half of it, and the book is whole."""
    environment = {**os.environ, "VOUCHBOOK_DATA": str(shell.data), "VOUCHBOOK_ON": "2026-11-20"}
    begun = "import sys; from vouchbook.cli import main; print('begun', flush=True); main(sys.argv[1:])"
    command = [sys.executable, "-c", begun, "person", "import", str(samples("imhs-complete"))]
    for pause in (0.0, 0.1, 0.2, 0.3, 0.4):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(pause)  # the moment is what is tested, not the time
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=20)
        ours = re.sub(r"Exception ignored in: .*?KeyboardInterrupt:? *\n", "", stderr, flags=re.DOTALL)
        assert "Traceback" not in ours, stderr  # the interpreter speaks of its own callbacks on its own
    people = shell.json("person", "list")
    assert len(people) in (0, 1), "a whole import or none; a second one would be the same person"
    assert "whole" in shell("ledger", "verify").stdout
