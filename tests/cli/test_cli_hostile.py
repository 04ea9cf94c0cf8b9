"""Bad input and bad places: a clear answer, the right exit status, nothing recorded, and never a traceback."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.conftest import Shell

VOUCHBOOK = str(Path(sys.executable).with_name("vouchbook"))
ANA = ("person", "register", "--given-name", "Ana", "--family-name", "Ruiz", "--email", "ana@example.org")


def run(shell: Shell, *words: object, **env: str) -> subprocess.CompletedProcess[bytes]:
    """In a process of its own, as a terminal starts it."""
    place = {"VOUCHBOOK_DATA": str(shell.data), "VOUCHBOOK_ON": "2026-11-20"}
    return subprocess.run(
        [VOUCHBOOK, *map(str, words)], env={**os.environ, **place, **env}, capture_output=True, check=False
    )


@pytest.fixture
def imported(shell: Shell, samples) -> tuple[Shell, str, str]:
    person = shell.id("person", "import", samples("imhs-complete"))
    return shell, person, shell.id("application", "open", person, "IMHS")


def position(shell: Shell) -> int:
    events: list[dict[str, int]] = shell.json("ledger", "show")
    return events[-1]["position"]


# ── What is typed ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*ANA[:3], "", *ANA[4:]), "the given name is empty"),
        ((*ANA[:3], "\x1b[2J", *ANA[4:]), "invisible character"),
        ((*ANA[:-1], "nobody"), "write an e-mail address"),
        ((*ANA, "--state", "ÄÖ"), "is no state"),
        ((*ANA, "--on", "2026-06-31"), "is no day"),
        ((*ANA, "--on", "0001-01-01"), "outside the days"),
        (("person", "show", ""), "no record of “”"),
        (("person", "show", "p-" + "9" * 5000), "…"),
        (("member", "join", "p-0000000000", "--from", "9999-12-31"), "outside the days"),
        (("application", "exam", "a-0", "--part", "essay", "--sat-on", "2026-11-17", "--score", "1e400000000",
          "--passed"), "is no score"),
        (("ledger", "export", "--to", "/nowhere/book.jsonl"), "No such file"),
        (("evidence", "list", "p-0000000000"), "no record of"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_a_wrong_word_is_named_and_records_nothing(shell: Shell, words: tuple[str, ...], said: str) -> None:
    before = position(shell)
    answer = shell.wrong(*words)
    assert said in answer
    assert len(answer) < 600, "what was typed is not read back at length"
    assert position(shell) == before


def test_what_was_typed_never_steers_the_terminal(shell: Shell) -> None:
    for words in (("person", "show", "\x1b[31m\x9b2J\u202e"), ("policy", "show", "\x1b[31m"), ("\x1b[31m",)):
        answer = shell.wrong(*words)
        assert not {"\x1b", "\x9b", "\u202e"} & set(answer)


def test_bytes_that_are_no_utf_8_are_said_to_be_none(shell: Shell) -> None:
    done = subprocess.run(
        [VOUCHBOOK.encode(), b"person", b"show", b"\xff"], capture_output=True, check=False,
        env={**os.environ, "VOUCHBOOK_DATA": str(shell.data)},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"no UTF-8" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        '[[answer]]\nrequirement = "training"\nquestion = "promotion"\nanswer = "yes"\nreason = 5\n',
        '[[answer]]\nrequirement = "training"\nquestion = "promotion"\nanswer = "perhaps"\nreason = "r"\n',
        '[[answer]]\nrequirement = "training"\nanswer = "yes"\nreason = "r"\n',
        '[[answer]]\nrequirement = "training"\nqestion = "promotion"\nanswer = "yes"\nreason = "r"\n',
        "[answer]\nx = 1\n",
        "x = [",
        "",
    ],
    ids=[
        "a number for a reason",
        "neither yes nor no",
        "no question",
        "a mistyped key",
        "one table",
        "no TOML",
        "empty",
    ],
)
def test_a_file_of_answers_that_is_none_is_refused_by_its_name(
    imported: tuple[Shell, str, str], tmp_path: Path, text: str
) -> None:
    shell, _, application = imported
    file = tmp_path / "answers.toml"
    file.write_text(text, "utf-8")
    assert "answers.toml" in shell.wrong("application", "answer", application, "--file", file)


def test_an_unknown_reference_of_a_file_is_named(imported: tuple[Shell, str, str]) -> None:
    shell, person, _ = imported
    assert "'t99'" in shell.wrong("evidence", "list", person, "--ref", "t99", "--quiet")


# ── Where it is printed ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_an_output_without_our_signs_gets_others(imported: tuple[Shell, str, str], encoding: str) -> None:
    shell, person, application = imported
    for words in (("application", "explain", application), ("evidence", "list", person), ("application", "--help")):
        done = run(shell, *words, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, b"")
    answer = run(shell, "person", "list", "--json", PYTHONIOENCODING=encoding)
    assert json.loads(answer.stdout)[0]["name"] == "Maribel Osei-Locklear"


def test_a_narrow_terminal_gets_narrow_lines(imported: tuple[Shell, str, str]) -> None:
    shell, person, application = imported
    for words, width in ((("application", "explain", application, "--brief"), 40), (("evidence", "list", person), 72)):
        lines = run(shell, *words, COLUMNS=str(width)).stdout.decode().splitlines()
        assert max(map(len, lines)) <= width
    wide = run(shell, "evidence", "list", person, COLUMNS="").stdout.decode().splitlines()
    assert len(wide) == 2 + 30, "where a program reads, an item is a line"


def test_who_reads_only_the_first_line_is_told_nothing_else(imported: tuple[Shell, str, str]) -> None:
    shell, _, _ = imported
    env = {**os.environ, "VOUCHBOOK_DATA": str(shell.data), "LINES": "1"}
    for words in ("ledger show --json", "ledger export", "policy show nc"):
        done = subprocess.run(
            ["bash", "-c", f"'{VOUCHBOOK}' {words} | head -c 1"], env=env, capture_output=True, check=False
        )
        assert done.stderr == b""


@pytest.mark.parametrize(
    "words",
    [
        ("association", "list"), ("association", "show", "nc"), ("policy", "show", "nc"), ("person", "list"),
        ("person", "show", "PERSON"), ("member", "list", "PERSON"), ("evidence", "list", "PERSON"),
        ("application", "list"), ("application", "show", "APPLICATION"), ("application", "explain", "APPLICATION"),
        ("application", "questions", "APPLICATION"), ("registry", "list"), ("ledger", "show"), ("ledger", "verify"),
        ("projections", "rebuild"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_answer_is_json_where_json_is_asked_for(imported: tuple[Shell, str, str], words: tuple[str, ...]) -> None:
    shell, person, application = imported
    assert shell.json(*({"PERSON": person, "APPLICATION": application}.get(word, word) for word in words)) is not None


# ── Where it is kept ──────────────────────────────────────────────────────────────────────────


def altered(shell: Shell, statement: str) -> None:
    """As somebody does who has the file and not the program."""
    with closing(sqlite3.connect(shell.data / "books" / "nc.sqlite")) as book:
        book.execute("DROP TRIGGER event_no_update")
        book.execute(statement)
        book.commit()


def test_a_byte_changed_in_the_book_is_found(imported: tuple[Shell, str, str]) -> None:
    shell, _, _ = imported
    altered(
        shell,
        "UPDATE event SET data = CAST(replace(data, '2026-11-20', '2026-11-21') AS BLOB) "
        "WHERE type = 'application_opened'",
    )
    assert "restore the newest backup" in shell("ledger", "verify", exit_code=1).stdout


def test_an_event_of_a_type_that_nobody_registered_stops_what_would_need_it(imported: tuple[Shell, str, str]) -> None:
    shell, _, application = imported
    altered(shell, "UPDATE event SET type = 'application_dreamt' WHERE type = 'application_opened'")
    assert "upgrade" in shell.refused("application", "explain", application)
    assert "application_dreamt" in shell("ledger", "verify", exit_code=1).stdout


def test_a_policy_with_two_rows_of_one_day_in_an_installed_package_founds_nothing(shell: Shell, tmp_path: Path) -> None:
    from vouchbook.associations import package

    site, module = tmp_path / "site", tmp_path / "site" / "vouchbook_xx"
    shutil.copytree(package("nc").folder, module)
    text = (module / "policy.toml").read_text("utf-8").replace('"nc"', '"xx"')
    fee = text[text.index("[[fee]]") :].split("\n\n")[0]
    (module / "policy.toml").write_text(f"{text}\n\n{fee}\n", "utf-8")
    about = site / "vouchbook_xx-0.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: vouchbook-xx\nVersion: 0.1\n", "utf-8")
    (about / "entry_points.txt").write_text("[vouchbook.associations]\nxx = vouchbook_xx\n", "utf-8")
    (about / "RECORD").write_text("", "utf-8")
    for words in (
        ("policy", "show", "xx"),
        ("association", "found", "xx"),
        ("init", tmp_path / "more", "--with", "xx"),
    ):
        done = run(shell, *words, PYTHONPATH=str(site))
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"policy.toml:" in done.stderr
        assert b"Traceback" not in done.stderr
    assert sorted(path.name for path in (shell.data / "books").glob("*.sqlite")) == ["alliance.sqlite", "nc.sqlite"]
    assert not (tmp_path / "more").exists()


def test_rules_are_shown_without_a_key_and_their_document_is_the_bytes_that_the_version_names(shell: Shell) -> None:
    shell.key.unlink()
    version = shell.json("policy", "show", "nc")["policy"]
    document = run(shell, "policy", "show", "nc", "--document").stdout
    assert f"sha256:{hashlib.sha256(document).hexdigest()}" == version


def test_a_book_of_an_association_is_founded_by_the_alliance_and_under_ones_own_id(shell: Shell) -> None:
    assert "that is for alliance" in shell.refused("association", "found", "nc", "--as", "coordinator")
    first, again = (shell.json("association", "found", "nc", "--command-id", "mine") for _ in range(2))
    assert (again["repeated"], again["policy"]) == (True, first["policy"])


def test_the_same_command_at_once_from_two_processes_is_recorded_once(shell: Shell) -> None:
    env = {**os.environ, "VOUCHBOOK_DATA": str(shell.data), "VOUCHBOOK_ON": "2026-11-20"}
    both = [
        subprocess.Popen([VOUCHBOOK, *ANA, "--command-id", "mine", "--quiet"], env=env, stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    said = {process.communicate(timeout=30)[0] for process in both}
    assert [process.returncode for process in both] == [0, 0]
    assert len(said) == 1
    assert len(shell.json("person", "list")) == 1
