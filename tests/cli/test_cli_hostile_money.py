"""Hostile words, amounts, days and files to what keeps money, policies, vetting and rosters: an answer, and no more."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.cli.conftest import Shell

from vouchbook.associations import package
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.parsed import MOST_BYTES, Parsed

VOUCHBOOK = str(Path(sys.executable).with_name("vouchbook"))
RULES = package("nc").policy_file.read_text("utf-8")
EDIT = ("policy", "edit", "nc", "fee", "--occasion", "registration", "--set", "amount=30.00", "--from", "2027-01-01",
        "--source", "board2026", "--source-title", "Minutes")  # fmt: skip
NINES = "9" * 5000


def position(shell: Shell) -> int:
    events: list[dict[str, int]] = shell.json("ledger", "show")
    return events[-1]["position"]


@pytest.fixture
def keeper(shell: Shell) -> tuple[Shell, str, str]:
    """A shell with somebody who applies and an agency."""
    ana = shell.id("person", "register", "--given-name", "Ana", "--family-name", "Ruiz", "--email", "a@example.org")
    return shell, ana, shell.id("account", "register", "An Agency", "--address", "1 Main Street")


# ── Words, amounts, days ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("account", "register", "a\u202eb", "--address", "x"), "invisible character U+202E"),
        (("account", "register", "Org", "--address", "x", "--email", "a\x1bb@example.org"), "invisible character"),
        (("account", "register", "Org", "--address", "x", "--email", "no address"), "write an e-mail address"),
        (("account", "register", "Org", "--address", "x", "--email", "x" * 100_000), "characters; at most"),
        (("account", "correct", "AGENCY", "--email", "\u202e"), "the e-mail address"),
        (("account", "register", "x" * 10_000_000, "--address", "x"), "characters; at most"),
        (("account", "pay", "AGENCY", NINES, "--method", "cash"), "no amount of money"),
        (("account", "pay", "AGENCY", "1000000001", "--method", "cash"), "more than any account holds"),
        (("account", "pay", "AGENCY", "45.00", "--method", "cash", "--reference", "a\x00b"), "invisible character"),
        (("account", "pay", "AGENCY", "45.00", "--method", "cash", "--remark", "x" * 10_000_000), "at most 20,000"),
        (("account", "pay", "AGENCY", "45.00", "--method", "cash", "--received", "0001-01-01"), "outside the days"),
        (("account", "pay", "AGENCY", "45.00", "--method", "cash", "--for", "\u202e" * 500), "has no charge"),
        (("account", "pay", "AGENCY", "45.00", "--method", "cash", "--invoice", "2026-²"), "no invoice"),
        (("account", "refund", "AGENCY", NINES, "--method", "cash"), "no amount of money"),
        (("account", "invoice", "issue", "AGENCY", "--due", "9999-12-31"), "outside the days"),
        (("account", "invoice", "show", f"2026-{NINES}"), "no invoice"),
        (("account", "export", "--from", "2026-01-01", "--to", "2026-12-31", "--csv", "/nowhere/x.csv"),
         "/nowhere/x.csv"),
        (("fund", "open", "\u202e"), "names no fund"),
        (("roster", "enter", "ANA", "--capacity", NINES), "range"),
        (("vetting", "open", "\u202e", "--scope", "rsc"), "no record of"),
        (("vetting", "interview", "v-0", "--notes", "x" * 10_000_000), "no record of"),
        (("reference", "request", "ANA", "--rater", "\u202e", "--slot", "\u202e"), ""),
        (("policy", "approve", "nc", "\u202e" * 1000, "--as", "board:p-0000000000"), ""),
        (("policy", "propose", "nc", "--installed", "--from", "9999-12-31", "--reason", "r"), "outside the days"),
    ],
    ids=lambda each: " ".join(each)[:30] if isinstance(each, tuple) else "",
)  # fmt: skip
def test_hostile_words_are_named_shortly_and_record_nothing(
    keeper: tuple[Shell, str, str], words: tuple[str, ...], said: str
) -> None:
    shell, ana, agency = keeper
    before = position(shell)
    result = _invoked(shell, *({"ANA": ana, "AGENCY": agency}.get(word, word) for word in words))
    assert result.exit_code in (1, 2), result.output
    assert not isinstance(result.exception, Exception), result.exception
    assert said in result.stderr
    assert result.stdout == ""
    assert not {"\u202e", "\x1b", "\x00"} & set(result.stderr)
    assert position(shell) == before


def _invoked(shell: Shell, *words: object):  # click's
    from click.testing import CliRunner

    from vouchbook.cli import main

    return CliRunner().invoke(main, [str(word) for word in words], env=shell._env)


# ── Notifications ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cents": 10**11 + 1}, "more than any account holds"),
        ({"cents": 2**63}, "more than any account holds"),
        ({"cents": 10**23}, ""),
        ({"cents": 1.5}, "finds no payment"),
        ({"cents": -1}, "one cent or more"),
        ({"received_on": "0001-01-01"}, "before 1900-01-01"),
        ({"received_on": "9999-12-31"}, "after today"),
        ({"payer": "p-\u0000"}, "no record of"),
        ({"words": "\u202e"}, "invisible character"),
        ({"reference": "x" * 30_000}, "at most"),
        ({"charges": ["=1+1"] * 1000}, "has no charge"),
    ],
    ids=str,
)
def test_a_hostile_notification_is_refused(
    keeper: tuple[Shell, str, str], tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    shell, ana, _ = keeper
    told = {"payer": ana, "cents": 500, "currency": "USD", "method": "cash", "received_on": "2026-11-20",
            "reference": "r", **changed}  # fmt: skip
    file = tmp_path / "told.json"
    file.write_text(json.dumps(told), "utf-8")
    before = position(shell)
    result = _invoked(shell, "account", "notify", file, "--provider", "manual")
    assert (result.exit_code in (1, 2), result.stdout) == (True, ""), result.output
    assert not isinstance(result.exception, Exception), result.exception
    assert said in result.stderr
    assert position(shell) == before


def test_the_largest_payments_leave_the_books_in_balance(keeper: tuple[Shell, str, str]) -> None:
    shell, _, agency = keeper
    for number in range(3):
        shell("account", "pay", agency, "1000000000", "--method", "transfer", "--reference", str(number))
    assert shell.json("account", "trial-balance")["debit"] == 300_000_000_000
    assert "An Agency" in shell("account", "list").stdout


# ── Policy files ──────────────────────────────────────────────────────────────────────────────

DEEP = {
    "arrays": RULES + "\n[zz]\nx = " + "[" * 5000 + "]" * 5000 + "\n",
    "tables": RULES + "\nx = " + "{a=" * 3000 + "1" + "}" * 3000 + "\n",
    "a name": ".".join(["a"] * 100_000) + " = 1\n",
}


@pytest.mark.parametrize("which", list(DEEP))
def test_a_policy_nested_without_end_is_refused_in_a_moment(which: str) -> None:
    began = time.perf_counter()
    with pytest.raises(PolicyMistakes, match="nested too deeply"):
        Parsed.read(DEEP[which], "deep.toml")
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DEEP["arrays"], "nested too deeply"),
        (RULES + "\n#" + "x" * MOST_BYTES, "larger than 1000 kB"),
        (RULES.replace("[association]", f"[association]\nzz = {NINES}", 1), "thousands of digits"),
        (RULES.replace("2027-12-21", "9999-12-31"), "between 1900-01-01 and 2199-12-31"),
        (RULES.replace("2027-12-21", "0001-01-01"), "between 1900-01-01 and 2199-12-31"),
        ("\x00", "no TOML"),
    ],
    ids=["deep", "10 MB", "a huge number", "9999", "0001", "NUL"],
)
def test_a_hostile_draft_is_refused_wherever_it_is_read(
    keeper: tuple[Shell, str, str], tmp_path: Path, text: str, said: str
) -> None:
    shell, ana, _ = keeper
    draft = tmp_path / "draft.toml"
    draft.write_text(text, "utf-8")
    before = position(shell)
    for words in (
        ("policy", "check", draft),
        ("policy", "propose", "nc", "--file", draft, "--from", "2027-01-01", "--reason", "r", "--as",
         f"coordinator:{ana}"),
        ("policy", "impact", "nc", "--file", draft, "--from", "2027-01-01"),
        ("policy", "diff", "nc", draft),
        (*EDIT, "--draft", draft),
    ):  # fmt: skip
        assert said in shell.wrong(*words), words
    assert draft.read_text("utf-8") == text
    assert position(shell) == before


def test_another_text_of_the_same_rules_is_another_proposal(keeper: tuple[Shell, str, str], tmp_path: Path) -> None:
    """Under one id of one's own, not even a comment changes: it would be recorded, or not, without a word."""
    shell, ana, _ = keeper
    draft = tmp_path / "draft.toml"
    shell(*EDIT, "--draft", draft)
    asked = ("policy", "propose", "nc", "--file", draft, "--from", "2027-01-01", "--reason", "r", "--as",
             f"coordinator:{ana}", "--command-id", "mine")  # fmt: skip
    shell(*asked)
    assert shell.json(*asked)["repeated"]
    draft.write_text(draft.read_text("utf-8") + "\n# as the treasurer wished\n", "utf-8")
    assert "recorded with other content" in shell.wrong(*asked)


# ── Files that are written ────────────────────────────────────────────────────────────────────

WRITERS = {
    "export": ("account", "export", "--from", "2026-01-01", "--to", "2026-12-31", "--csv"),
    "impact": ("policy", "impact", "nc", "--installed", "--from", "2027-06-01", "--csv"),
    "ledger": ("ledger", "export", "--to"),
}


@pytest.mark.parametrize("which", list(WRITERS))
def test_no_file_is_written_over_and_no_link_is_followed(
    keeper: tuple[Shell, str, str], tmp_path: Path, which: str
) -> None:
    shell, _, _ = keeper
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", "utf-8")
    nowhere = tmp_path / "nowhere.csv"
    nowhere.symlink_to(tmp_path / "not-there")
    for taken in (mine, nowhere):
        assert "name a new file" in shell.wrong(*WRITERS[which], taken)
    for beside in (f"new.csv{end}" for end in (".part", ".tmp", "~")):
        (tmp_path / beside).symlink_to(mine)
    shell(*WRITERS[which], tmp_path / "new.csv")
    assert mine.read_text("utf-8") == "mine"
    assert not (tmp_path / "not-there").exists()
    names = {path.name for path in tmp_path.iterdir()} - {"alliance", "alliance.root-key"}
    assert names == {"mine.txt", "nowhere.csv", "new.csv", "new.csv.part", "new.csv.tmp", "new.csv~"}


def test_a_draft_behind_a_link_is_changed_where_it_is(keeper: tuple[Shell, str, str], tmp_path: Path) -> None:
    shell, _, _ = keeper
    (tmp_path / "drafts").mkdir()
    link, real = tmp_path / "draft.toml", tmp_path / "drafts" / "real.toml"
    link.symlink_to(real)
    shell(*EDIT, "--draft", link)
    assert link.is_symlink()
    assert "30.00" in real.read_text("utf-8")
    real.chmod(0o640)
    shell(*EDIT[:6], "--set", "amount=31.00", *EDIT[8:], "--draft", link)
    assert "31.00" in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in real.parent.iterdir()] == ["real.toml"]


@pytest.mark.parametrize("place", ["/nowhere/draft.toml", "/proc/draft.toml"])
def test_a_draft_that_cannot_be_written_is_named(keeper: tuple[Shell, str, str], place: str) -> None:
    shell, _, _ = keeper
    assert place in shell.wrong(*EDIT, "--draft", place)


def test_a_file_of_something_else_is_no_draft(keeper: tuple[Shell, str, str], tmp_path: Path) -> None:
    shell, _, _ = keeper
    other = tmp_path / "portfolio.toml"
    other.write_text('format = "vouchbook-portfolio/1"\n[person]\ngiven_name = "Ana"\n', "utf-8")
    before = other.read_bytes()
    shell.wrong(*EDIT, "--draft", other)
    assert other.read_bytes() == before


def test_ctrl_c_during_impact_leaves_no_file_and_no_traceback(keeper: tuple[Shell, str, str], tmp_path: Path) -> None:
    shell, _, _ = keeper
    env = {**os.environ, "VOUCHBOOK_DATA": str(shell.data), "VOUCHBOOK_ON": "2026-11-20"}
    before = position(shell)
    for pause in (0.3, 0.6, 0.9, 1.2, 1.6):
        target = tmp_path / f"affected-{pause}.csv"
        asked = subprocess.Popen(
            [VOUCHBOOK, *WRITERS["impact"], str(target)], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        with suppress(subprocess.TimeoutExpired):
            asked.wait(pause)
        asked.send_signal(signal.SIGINT)
        _, err = asked.communicate(timeout=60)
        assert b"Traceback" not in err or b"/vouchbook/" not in err, err  # else Python itself was still starting
        assert not target.exists() or target.read_text("utf-8").startswith("on,what"), "whole, or not there"
    assert position(shell) == before
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".vouchbook-")] == []


# ── Two at once ───────────────────────────────────────────────────────────────────────────────


def test_two_processes_open_one_vetting_and_grant_a_budget_once(keeper: tuple[Shell, str, str]) -> None:
    shell, ana, _ = keeper
    env = {**os.environ, "VOUCHBOOK_DATA": str(shell.data), "VOUCHBOOK_ON": "2026-11-20", "VOUCHBOOK_ASSOCIATION": "nc"}

    def at_once(*words: str) -> list[int]:
        both = [
            subprocess.Popen([VOUCHBOOK, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)
        ]
        said = [each.communicate(timeout=60) for each in both]
        assert not any(b"Traceback" in err for _, err in said), said
        return sorted(each.returncode for each in both)

    assert at_once("vetting", "open", ana, "--scope", "rsc") == [0, 1]
    assert len(shell.json("vetting", "list")) == 1
    shell("member", "join", ana)
    (charge,) = shell.json("account", "statement", ana)["charges"]
    shell("fund", "open", "membership_scholarship")
    shell("fund", "add", "membership_scholarship", "30.00")
    assert at_once("fund", "grant", "membership_scholarship", ana, charge["charge"], "--amount", "20.00") == [0, 1]
    assert shell.json("fund", "show", "membership_scholarship")["left"] == 1000
    assert at_once("account", "pay", ana, "5.00", "--method", "cheque", "--reference", "17") == [0, 0]
    assert len(shell.json("account", "statement", ana)["payments"]) == 1


def test_a_proposal_is_settled_once_by_two_processes(keeper: tuple[Shell, str, str], tmp_path: Path) -> None:
    shell, cora, _ = keeper
    ben = shell.id("person", "register", "--given-name", "Ben", "--family-name", "Vale", "--email", "b@example.org")
    draft = tmp_path / "draft.toml"
    shell(*EDIT, "--draft", draft)
    made = shell.id("policy", "propose", "nc", "--file", draft, "--from", "2027-01-01", "--reason", "r", "--as",
                    f"coordinator:{cora}")  # fmt: skip
    env = {**os.environ, "VOUCHBOOK_DATA": str(shell.data), "VOUCHBOOK_ON": "2026-11-20"}
    asked = [
        ["policy", "approve", "nc", made, "--as", f"board:{ben}"],
        ["policy", "reject", "nc", made, "--reason", "no", "--as", f"board:{ben}"],
    ]
    both = [
        subprocess.Popen([VOUCHBOOK, *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for words in asked
    ]
    said = [each.communicate(timeout=60) for each in both]
    assert sorted(each.returncode for each in both) == [0, 1], said
    assert not any(b"Traceback" in err for _, err in said)
    stages = [step["stage"] for step in shell.json("policy", "history", "nc")["history"] if step["proposal"] == made]
    assert len(stages) == 1
    assert stages[0] in ("adopted", "rejected")
