"""``vouchbook import`` as a coordinator types it: a check, then the same with --record, and Ctrl-C at any moment."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Shell
from tests.service.tables import PEOPLE, TRAINING, many, workbook, written

from vouchbook.policy.spreadsheet.columns import NAMES, columns
from vouchbook.service.importing import Stage

VOUCHBOOK = str(Path(sys.executable).with_name("vouchbook"))


def position(shell: Shell) -> int:
    events: list[dict[str, int]] = shell.json("ledger", "show")
    return events[-1]["position"]


def left(shell: Shell) -> list[str]:
    return [each.name for each in shell.data.iterdir() if each.name not in ("books", "keys", "vouchbook.toml")]


def test_a_check_says_what_is_new_and_how_to_record_it(shell: Shell, tmp_path: Path) -> None:
    files = written(tmp_path, people=PEOPLE, training=TRAINING)
    before = position(shell)
    said = shell("import", *files).stdout
    assert "people.csv: people, 2 rows" in said
    assert re.search(r"^training +3 +0$", said, re.MULTILINE)
    assert "Nothing was recorded. To record: " in said
    assert position(shell) == before


def test_recorded_once_it_is_there_and_recorded_twice_it_says_so(shell: Shell, tmp_path: Path) -> None:
    files = written(tmp_path, people=PEOPLE, training=TRAINING)
    assert "Recorded, all together.  [events 2-6]" in shell("import", *files, "--record").stdout
    assert len(shell.json("person", "list")) == 2
    said = shell("import", *files, "--record").stdout
    assert "Everything is in the book already; nothing was recorded" in said
    assert position(shell) == 6


def test_problems_are_listed_and_counted_and_the_status_is_two(shell: Shell, tmp_path: Path) -> None:
    files = written(tmp_path, people=PEOPLE, training=TRAINING.replace("1:30", "ten").replace("1.5", "eleven"))
    for record in ((), ("--record",)):
        said = shell.wrong("import", *files, *record, "--show-problems", 1)
        assert "2 problems; nothing was recorded." in said
        assert 'training.csv row 2, column hours ("ten"): write clock hours: 1.5 or 1:30' in said
        assert "… and 1 more; see them with --show-problems 2" in said
    assert position(shell) == 1


def test_a_program_reads_numbers_and_problems_as_json(shell: Shell, tmp_path: Path) -> None:
    files = written(tmp_path, people=PEOPLE, training=TRAINING)
    found = shell.json("import", *files, "--record")
    assert found["people"] == {"new": 2, "there": 0}
    assert found["items"] == {"training": {"new": 3, "there": 0}}
    assert (found["recorded"], found["first"], found["last"]) == (True, 2, 6)
    (path,) = written(tmp_path, training=TRAINING.replace("1:30", "ten"))
    error = json.loads(shell("import", path, "--json", exit_code=2).stderr)["error"]
    assert error["code"] == "import_problems"
    assert error["parameters"] == {
        "total": 1,
        "problems": [{"file": "training.csv", "row": 2, "column": "hours", "value": "ten",
                      "problem": "write clock hours: 1.5 or 1:30"}],
    }  # fmt: skip


def test_what_was_not_read_and_what_is_only_claimed_is_said(shell: Shell, tmp_path: Path) -> None:
    exam: list[list[object]] = [
        ["email", "part", "sat on", "score", "passed"],
        ["ana@example.org", "essay", "2026-05-01", 0.85, True],
    ]
    book = workbook(tmp_path / "book.xlsx", {"exam": exam, "Remarks": [["x"]]})
    said = shell("import", *written(tmp_path, people=PEOPLE), book, "--record").stdout
    assert "book.xlsx sheet Remarks: not read, because its name is that of no table" in said
    assert "1 new item is a claim about others" in said
    assert "vouchbook evidence confirm PERSON" in said


@pytest.mark.parametrize("table", NAMES)
def test_a_template_is_a_header_that_is_read_without_a_word(shell: Shell, tmp_path: Path, table: str) -> None:
    made = shell("import", "--template", "--table", table).stdout_bytes
    assert made.startswith(b"\xef\xbb\xbfemail,")
    (tmp_path / f"{table}.csv").write_bytes(made)
    assert f"{table}.csv: {table}, 0 rows" in shell("import", tmp_path / f"{table}.csv").stdout
    assert made.decode("utf-8-sig").strip().split(",") == list(columns(table))


def test_what_is_missing_from_the_question_is_asked_for(shell: Shell) -> None:
    assert "Name the files to import" in shell.wrong("import")
    assert "Say which table with --table" in shell.wrong("import", "--template")


def test_only_the_coordinator_is_heard(shell: Shell, tmp_path: Path) -> None:
    said = shell.refused("import", *written(tmp_path, people=PEOPLE), "--as", "applicant:p-0000000000")
    assert "that is for coordinator" in said


# ── On a terminal ─────────────────────────────────────────────────────────────────────────────


def environment(shell: Shell) -> dict[str, str]:
    return {**os.environ, "VOUCHBOOK_DATA": str(shell.data), "VOUCHBOOK_ON": "2026-11-20"}


def test_a_bar_shows_each_stage_on_a_terminal_and_nowhere_else(shell: Shell, tmp_path: Path) -> None:
    command = [VOUCHBOOK, "import", *map(str, many(tmp_path, 300, 30)), "--record"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, env=environment(shell), stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    seen = b""
    while select.select([ours], [], [], 30)[0]:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not chunk:
            break
        seen += chunk
    os.close(ours)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert [stage.value for stage in Stage if stage.value.encode() not in seen] == []
    piped = subprocess.run(command, env=environment(shell), capture_output=True, check=True)
    assert piped.stderr == b""


STARTED = """
import os, signal, sys
from vouchbook.cli.main import main
from vouchbook.service import importing
stage, at = sys.argv[1], int(sys.argv[2])
usual = importing._Importing.__init__
def init(self, office, request, wanted, rows, progress):
    seen = 0
    def told(now, done, total):
        nonlocal seen
        seen += now.value == stage
        if seen == at:
            seen += 1
            print("here", file=sys.stderr, flush=True)
            os.kill(os.getpid(), signal.SIGINT)
    usual(self, office, request, wanted, rows, told)
importing._Importing.__init__ = init
main(sys.argv[3:])
"""
"""The command, in a process of its own that gets a real SIGINT at a moment that the test chooses."""


@pytest.mark.parametrize(
    ("stage", "at"),
    [("Reading", 1), ("Reading", 3), ("Checking", 1), ("Checking", 200), ("Preparing", 1), ("Preparing", 399),
     ("Recording", 1), ("Recording", 2)],
)  # fmt: skip
def test_ctrl_c_in_the_middle_records_nothing_and_says_so(shell: Shell, tmp_path: Path, stage: str, at: int) -> None:
    files = many(tmp_path, 4_000, 400)
    command = [sys.executable, "-c", STARTED, stage, str(at), "import", *map(str, files), "--record"]
    done = subprocess.run(command, env=environment(shell), capture_output=True, check=False)
    assert b"here" in done.stderr, "the moment never came"
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"Stopped. Nothing of this import was recorded." in done.stderr
    assert b"Traceback" not in done.stderr
    assert position(shell) == 1
    assert left(shell) == []
    assert "is whole" in shell("ledger", "verify").stdout
    shell("import", *files, "--record")
    assert position(shell) == 1 + 400 + 4_000


@pytest.mark.parametrize("stage", ["Reading", "Checking", "Preparing", "Recording"])
def test_a_process_that_is_killed_leaves_nothing(shell: Shell, tmp_path: Path, stage: str) -> None:
    files = many(tmp_path, 1_000, 300)
    started = STARTED.replace("SIGINT", "SIGKILL")
    command = [sys.executable, "-c", started, stage, "1", "import", *map(str, files), "--record"]
    done = subprocess.run(command, env=environment(shell), capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert left(shell) == []
    assert position(shell) == 1
    shell("import", *files, "--record")
    assert "is whole" in shell("ledger", "verify").stdout


def test_two_who_import_the_same_at_once_record_it_once(shell: Shell, tmp_path: Path) -> None:
    command = [VOUCHBOOK, "import", *map(str, many(tmp_path, 1_000, 100)), "--record"]
    both = [subprocess.Popen(command, env=environment(shell), stdout=subprocess.PIPE) for _ in range(2)]
    said = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert position(shell) == 1 + 100 + 1_000
    assert "is whole" in shell("ledger", "verify").stdout
