"""Vetting and the roster on the command line: the way through, the lists, and what is refused with what is possible."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Shell

NOTES, REASON = ("--notes", "knows the Guidelines"), ("--reason", "ten years of giving RSC")


def person(shell: Shell, name: str) -> str:
    email = f"{name.lower()}@example.org"
    return shell.id("person", "register", "--given-name", name, "--family-name", "Reyes", "--email", email)


@pytest.fixture
def nora(shell: Shell) -> str:
    return person(shell, "Nora")


def vetted(shell: Shell, who: str, scope: str = "rsc") -> str:
    id_ = shell.id("vetting", "open", who, "--scope", scope)
    shell("vetting", "interview", id_, *NOTES)
    shell("vetting", "decide", id_, "vetted", *REASON)
    return id_


def test_the_way_is_told_step_by_step(shell: Shell, nora: str) -> None:
    opened = shell("vetting", "open", nora, "--scope", "rsc").stdout
    assert "for RSC is open; the interview comes next" in opened
    (row,) = shell.json("vetting", "list")
    assert (row["status"], row["scope"], row["name"]) == ("open", "rsc", "Nora Reyes")
    assert "interview is recorded" in shell("vetting", "interview", row["vetting"], *NOTES).stdout
    said = shell("vetting", "decide", row["vetting"], "vetted", *REASON).stdout
    assert "vetted for RSC from 2026-11-20 through 2027-12-21, the last day by the policy" in said
    shown = shell("vetting", "show", row["vetting"]).stdout
    assert all(word in shown for word in ("Nora Reyes", "On 2026-11-20: vetted", NOTES[1], REASON[1]))
    assert "ended by the policy" in shell("vetting", "show", row["vetting"], "--on", "2027-12-22").stdout


def test_what_is_not_possible_says_what_is(shell: Shell, nora: str) -> None:
    id_ = shell.id("vetting", "open", nora, "--scope", "rsc")
    assert "go on with it, or end it" in shell.refused("vetting", "open", nora, "--scope", "rsc")
    assert "vouchbook vetting interview" in shell.refused("vetting", "decide", id_, "vetted", *REASON)
    assert "a phone call is less" in shell.refused("vetting", "interview", id_, *NOTES, "--how", "phone_call")
    assert "nobody interviews themself" in shell.refused("vetting", "interview", id_, *NOTES, "--by", nora)
    assert "has not been held yet" in shell.refused("vetting", "interview", id_, *NOTES, "--held-on", "2026-11-21")
    assert "write down what was said" in shell.wrong("vetting", "interview", id_, "--notes", " ")
    assert "nobody acts on their own" in shell.refused(
        "vetting", "decide", id_, "vetted", *REASON, "--as", f"coordinator:{nora}"
    )
    assert "see: vouchbook vetting list" in shell.wrong("vetting", "show", "v-0000000000")
    assert len(shell.json("ledger", "show", "--type", "vetting_opened")) == 1


def test_it_ends_for_a_reason(shell: Shell, nora: str) -> None:
    id_ = vetted(shell, nora, "reference")
    shell("vetting", "end", id_, "--because", "withdrawn", "--reason", "moved away")
    assert shell.json("vetting", "list", "--on", "2026-11-21") == []
    (row,) = shell.json("vetting", "list", "--on", "2026-11-21", "--all")
    assert (row["status"], row["last"]) == ("withdrawn", "2026-11-20")
    assert "no endorsement of" in shell.refused(
        "vetting", "end", vetted(shell, nora), "--because", "endorsed", "--reason", "Michigan"
    )


def test_the_roster_is_a_list_a_spreadsheet_and_json(shell: Shell, nora: str) -> None:
    assert "(none)" in shell("roster").stdout
    vetted(shell, nora)
    shell("roster", "enter", nora, "--capacity", "3", "--outside")
    assert "vetted by nc" in shell("roster").stdout
    head, line = shell("roster", "--csv").stdout.splitlines()
    assert (head.split(",")[0], line.split(",")[0]) == ("person", nora)
    (listed,) = shell.json("roster", "--category", "IMHS")["providers"]
    assert (listed["capacity"], listed["takes_outside"], listed["until"]) == (3, True, "2027-12-21")
    (public,) = shell.json("roster", "--as", "anyone")["providers"]
    assert public["now"] is None
    assert shell.json("roster", "--scope", "reference")["providers"] == []
    assert "nc offers" in shell.wrong("roster", "--category", "XX")


def test_the_roster_is_changed_left_and_shown(shell: Shell, nora: str) -> None:
    assert "vouchbook vetting open" in shell.refused("roster", "enter", nora)
    vetted(shell, nora)
    shell("roster", "enter", nora)
    assert "Say what changes" in shell.wrong("roster", "change", nora)
    assert "cannot be taken" in shell.refused("roster", "change", nora, "--capacity", "-1")
    shell("roster", "change", nora, "--capacity", "0", "--outside")
    shell("roster", "leave", nora)
    history = shell.json("roster", "show", nora)["history"]
    assert [step["what"] for step in history] == ["entered", "changed", "left"]
    assert "Gives RSC that counts:" in shell("roster", "show", nora).stdout


def test_options_before_a_command_are_not_lost_without_a_word(shell: Shell, nora: str) -> None:
    assert "Write the options after show" in shell.wrong("roster", "--scope", "rsc", "show", nora)


def test_who_loses_nobody_is_said_too(shell: Shell) -> None:
    said = shell("roster", "sunset").stdout
    assert "counts through 21 December 2027" in said
    assert "Nobody loses their only provider by it: of 0 files" in said
    assert shell.json("roster", "sunset")["losing"] == []


def test_a_cell_that_a_spreadsheet_would_calculate_is_text(shell: Shell) -> None:
    odd = shell.id("person", "register", "--given-name", "=1+1", "--family-name", "Reyes", "--email", "odd@example.org")
    vetted(shell, odd)
    assert f"{odd},'=1+1 Reyes," in shell("roster", "--csv").stdout


def test_colleagues_are_identified_and_taken_back(shell: Shell, nora: str, samples) -> None:
    path: Path = samples("imhs-complete")
    who = shell.id("person", "import", path)
    colleague = shell("evidence", "colleagues", who, "--quiet").stdout.split()[0]
    assert f"{colleague} is {nora}" in shell("evidence", "identify", who, colleague, "--is", nora).stdout
    assert shell.json("evidence", "colleagues", who)[0]["is_person"] == nora
    assert "nobody gives themself" in shell.refused("evidence", "identify", who, colleague, "--is", who)
    assert "--nobody" in shell.wrong("evidence", "identify", who, colleague)
    shell("evidence", "identify", who, colleague, "--nobody")
    assert shell.json("evidence", "colleagues", who)[0]["is_person"] is None
