"""``policy impact`` as a state admin types it: of a draft, a proposal, the installed package; in words, JSON, CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Shell

from vouchbook.associations import package

LATER = "2027-01-01"
DEARER = """
[[fee]]
occasion = "processing"
for = ["IMHS"]
amount = 120
from = 2027-01-01
source = "assumed"
confirmed = false
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "next-year.toml"
    file.write_text(package("nc").policy_file.read_text("utf-8") + DEARER, "utf-8")
    return file


@pytest.fixture
def open_(shell: Shell, samples: Callable[[str], Path]) -> str:
    person = shell.id("person", "import", samples("imhs-complete"))
    return shell.id("application", "open", person, "IMHS")


def test_a_draft_in_words_names_people_and_what_changes(shell: Shell, open_: str, draft: Path) -> None:
    told = shell("policy", "impact", "nc", "--file", draft, "--from", LATER).stdout
    assert "Looked at: 1 person, 1 open application" in told
    assert "Maribel Osei-Locklear: IMHS" in told
    assert open_ in told
    assert "still to pay: processing $100.00 → $120.00" in told
    assert "processing (IMHS): $100.00 → $120.00" in told
    assert "What differs for those who come later: vouchbook policy diff" in told


def test_json_and_csv_hold_ids_and_no_names(shell: Shell, open_: str, draft: Path, tmp_path: Path) -> None:
    table = tmp_path / "affected.csv"
    asked = ("policy", "impact", "nc", "--file", draft, "--from", LATER, "--csv", table)
    answer = shell(*asked, "--json").stdout
    found = shell.json(*asked[:-2])
    assert found["days"][0]["summary"] == {
        "people": 1, "applications": 1, "endorsements": 0, "standings": 0, "members": 0, "prices": 1,
    }  # fmt: skip
    assert "Maribel" not in answer + table.read_text("utf-8")
    with table.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert (rows[0]["what"], rows[0]["id"], rows[0]["on"]) == ("application", open_, LATER)


def test_nobody_affected_is_said_plainly(shell: Shell, open_: str, draft: Path) -> None:
    assert "nothing changes" in shell("policy", "impact", "nc", "--installed", "--from", LATER).stdout
    draft.write_text(draft.read_text("utf-8").split("\n[[fee]]\noccasion = \"processing\"\nfor = [\"IMHS\"]\namount")[0]
                     .replace("typical = 75", "typical = 80"), "utf-8")  # fmt: skip
    assert "Nobody is affected" in shell("policy", "impact", "nc", "--file", draft, "--from", LATER).stdout


def test_a_later_day_is_told_with_what_is_new_on_it(shell: Shell, open_: str, draft: Path) -> None:
    told = shell("policy", "impact", "nc", "--file", draft, "--from", "2026-12-01").stdout
    assert "On 1 December 2026: nobody is affected" in told
    assert "On 1 January 2027" in told
    assert "$100.00 → $120.00" in told


def test_a_proposal_names_its_own_day(shell: Shell, open_: str, draft: Path) -> None:
    cora = shell.id("person", "register", "--given-name", "Cora", "--family-name", "Diaz", "--email", "c@example.org")
    proposal = shell.id(
        "policy", "propose", "nc", "--file", draft, "--from", LATER, "--reason", "the board", "--as",
        f"coordinator:{cora}",
    )  # fmt: skip
    found = shell.json("policy", "impact", "nc", "--proposal", proposal, "--as", "board")
    assert (found["in_force_from"], found["days"][0]["summary"]["applications"]) == (LATER, 1)


def test_a_question_that_is_wrong_names_what_is_missing(shell: Shell, draft: Path) -> None:
    assert "--file DRAFT, --proposal ID, or --installed" in shell.wrong("policy", "impact", "nc", "--from", LATER)
    assert "--from DAY" in shell.wrong("policy", "impact", "nc", "--file", draft)
    both = ("policy", "impact", "nc", "--file", draft, "--installed", "--from", LATER)
    assert "Say which policy" in shell.wrong(*both)
    early = ("policy", "impact", "nc", "--file", draft, "--from", "2020-01-01")
    assert "give a later first day" in shell.refused(*early)
    draft.write_text("no policy", "utf-8")
    assert "next-year.toml" in shell.wrong("policy", "impact", "nc", "--file", draft, "--from", LATER)


@pytest.mark.parametrize("role", ["alliance", "anyone", "reviewer:p-7k3m9q2x4d"])
def test_others_are_turned_away(shell: Shell, draft: Path, role: str) -> None:
    said = shell.refused("policy", "impact", "nc", "--file", draft, "--from", LATER, "--as", role)
    assert "that is for board, coordinator" in said
