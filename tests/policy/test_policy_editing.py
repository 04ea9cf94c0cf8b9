"""A policy file changed row by row: what was asked for is there, and every other line stays as it was written."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from vouchbook.associations import package
from vouchbook.policy.editing import typed
from vouchbook.policy.editing.change import Edit, Edited, edited
from vouchbook.policy.editing.rows import UnknownRow
from vouchbook.policy.editing.text import OnlyByHand
from vouchbook.service.evaluation import installed_editions, policy_of

NEXT_YEAR = date(2027, 1, 1)
TEXT = package("nc").policy_file.read_text("utf-8")
BOARD: dict[str, Any] = {"source": "board2026", "title": "Board minutes of 12 November 2026"}


def edit(table: str, key: Mapping[str, Any], *values: str, text: str = TEXT, **more: Any) -> Edited:
    said = tuple((name, value) for name, _, value in (each.partition("=") for each in values))
    wanted = Edit(table=table, key=key, set=said, **{"from_": NEXT_YEAR, **BOARD, **more})
    return edited(text, "draft.toml", wanted, installed_editions())


def changes(made: Edited, text: str = TEXT) -> tuple[list[str], list[str]]:
    """The lines that are gone, and those that came."""
    found = list(difflib.ndiff(text.splitlines(), made.text.splitlines()))
    return [each[2:] for each in found if each.startswith("- ")], [each[2:] for each in found if each.startswith("+ ")]


# ── A new dated row ───────────────────────────────────────────────────────────────────────────


def test_a_new_row_is_a_whole_row_and_every_other_line_stays() -> None:
    made = edit("fee", {"occasion": "registration"}, "amount=30.00")
    gone, came = changes(made)
    assert gone == []
    assert sorted(came) == sorted([
        'board2026 = { title = "Board minutes of 12 November 2026" }',
        "",
        "[[fee]]",
        'occasion = "registration"',
        "from     = 2027-01-01",
        'source   = "board2026"',
        'amount   = "30.00"',
        'due      = "registration"',
    ])  # fmt: skip
    assert (made.done, made.before and made.before["amount"]) == ("added", "20.00")


def test_what_is_made_can_be_read_and_rules_from_its_day() -> None:
    version, in_vain = policy_of(edit("fee", {"occasion": "registration"}, "amount=30.00").text, "draft.toml")
    rows = [row for row in version.document.fee if "registration" in str(row.occasion).lower()]
    assert [(row.amount, row.confirmed) for row in rows] == [(2000, False), (3000, True)]
    assert rows[1].from_ == NEXT_YEAR
    assert in_vain == ()


def test_a_requirement_keeps_its_conditions() -> None:
    made = edit("requirement", {"for": ["IMHS"], "key": "rsc"}, "minimum=52")
    before, row = made.before, made.row
    assert before is not None
    assert row["where"] == before["where"]
    assert (before["minimum"], row["minimum"]) == (50, 52)
    assert "at" not in row


def test_an_internship_beside_the_work_is_copied_with_it() -> None:
    made = edit("requirement", {"for": ["IMHS"], "key": "work"}, "minimum=30")
    assert made.before is not None
    assert made.row["also"] == made.before["also"]
    assert policy_of(made.text, "draft.toml")


def test_the_guidelines_row_becomes_one_of_the_associations_own() -> None:
    made = edit("requirement", {"for": ["IFS"], "key": "training"}, "minimum=36")
    assert made.edition == "2024"
    assert made.row["for"] == ["IFS"]
    version, _ = policy_of(made.text, "draft.toml")
    sheet = [each for each in version.document.sheets if each.category == "IFS" and each.at.value == "application"][-1]
    assert next(line.origin for line in sheet.lines if line.rule.key == "training") == "own"


def test_a_row_with_a_new_key_needs_all_that_such_a_row_has() -> None:
    made = edit("plan", {"key": "student"}, "name=Student member", "covers=endorsement")
    assert (made.done, made.before) == ("added", None)
    assert made.row == {
        "key": "student", "from": NEXT_YEAR, "source": "board2026", "name": "Student member",
        "covers": ["endorsement"],
    }  # fmt: skip


def test_the_row_of_the_same_day_is_changed_and_not_doubled() -> None:
    first = edit("fee", {"occasion": "registration"}, "amount=30.00")
    again = edit("fee", {"occasion": "registration"}, "amount=35.00", text=first.text, title=None)
    assert again.done == "changed"
    assert changes(again, first.text) == (['amount   = "30.00"'], ['amount   = "35.00"'])


def test_a_row_for_one_category_of_several_leaves_the_others_alone() -> None:
    made = edit("fee", {"occasion": "processing", "for": ["IFA"]}, "amount=60")
    assert made.row["for"] == ["IFA"]
    version, _ = policy_of(made.text, "draft.toml")
    rows = [row for row in version.document.fee if "processing" in str(row.occasion).lower() and row.from_ == NEXT_YEAR]
    assert [row.for_ for row in rows] == [("IFA",)]
    later = edit("fee", {"occasion": "processing", "for": ["IFA"]}, "amount=70", text=made.text, title=None,
                 from_=date(2028, 1, 1))  # fmt: skip
    assert later.before is not None
    assert later.before["amount"] == 60


def test_until_when_it_rules_and_that_nobody_confirmed_it_can_be_said() -> None:
    made = edit("fee", {"occasion": "registration"}, "amount=10", until=date(2027, 3, 31), unconfirmed=True,
                line="item 4", note="for a quarter")  # fmt: skip
    head = {name: made.row[name] for name in ("until", "confirmed", "line", "note")}
    assert head == {"until": date(2027, 3, 31), "confirmed": False, "line": "item 4", "note": "for a quarter"}


# ── Ended, confirmed ──────────────────────────────────────────────────────────────────────────


def test_a_row_ends_with_a_day() -> None:
    made = edit("fund", {"key": "membership_scholarship"}, end=True, from_=date(2026, 12, 31), source=None)
    gone, came = changes(made)
    assert (gone, [each.split(" = ")[1] for each in came]) == ([], ["2026-12-31"])


def test_a_value_is_confirmed_by_somebody_and_its_comment_stays() -> None:
    made = edit("vetting", {"scope": "rsc"}, confirm=True, line=None)
    gone, came = changes(made)
    assert [each.split(" = ")[1] for each in gone] == ['"sheet"', "false"]
    assert [each.split(" = ")[1] for each in came[1:]] == ['"board2026"', "true"]
    assert "# the website says 31 December" in made.text


def test_what_is_confirmed_already_stays() -> None:
    once = edit("vetting", {"scope": "rsc"}, confirm=True)
    with pytest.raises(UnknownRow, match="confirmed already"):
        edit("vetting", {"scope": "rsc"}, confirm=True, text=once.text, title=None)


# ── Turned down, with the way out ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "key", "values", "more", "said"),
    [
        ("fees", {}, ["amount=1"], {}, 'did you mean "fee"'),
        ("fee", {"scope": "rsc"}, ["amount=1"], {}, "told apart by: --occasion --for --plan --members"),
        ("fee", {"occasion": "processing"}, ["amount=1"], {}, "several rows of .* --for IFA"),
        ("fee", {"occasion": "registration"}, [], {}, "--set amount=30.00"),
        ("fee", {"occasion": "registration"}, ["amount=1"], {"source": None}, "--source KEY"),
        ("fee", {"occasion": "registration"}, ["amount=1"], {"title": None}, "--source-title"),
        ("fee", {"occasion": "registration"}, ["amount=1"], {"source": "sheet"}, "give the new document another key"),
        ("fee", {"occasion": "registration"}, ["amount=1"], {"end": True}, "leave out --set"),
        ("fee", {"occasion": "reinstatement"}, [], {"end": True}, "no row of"),
        ("requirement", {"for": ["IFS"], "key": "training"}, [], {"confirm": True}, "that of the guidelines of 2024"),
    ],
)
def test_what_cannot_be_done_names_what_can(
    table: str, key: dict[str, Any], values: list[str], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(UnknownRow, match=said):
        edit(table, key, *values, **more)


def test_a_file_written_otherwise_is_for_an_editor() -> None:
    rows = TEXT.index("[[lapse]]"), TEXT.index("[[recognition]]")
    inline = 'lapse = [{ then = "nothing", source = "assumed", confirmed = false }]\n'
    head = TEXT.index("[association]")
    text = TEXT[:head] + inline + TEXT[head : rows[0]] + TEXT[rows[1] :]
    with pytest.raises(OnlyByHand, match="in an editor"):
        edit("lapse", {}, "then=off_registry", text=text)


# ── What was typed ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "row", "name", "text", "value"),
    [
        ("fee", {}, "amount", "30.00", "30.00"),
        ("fee", {}, "amount", "30", 30),
        ("fee", {}, "amount", "30.005", "30.005"),
        ("fee", {}, "amount", "-5", -5),
        ("fee", {}, "amount", "30 EUR", "30 EUR"),
        ("plan", {}, "name", "2027", "2027"),
        ("plan", {}, "covers", "endorsement, training", ["endorsement", "training"]),
        ("plan", {}, "covers", '["endorsement"]', ["endorsement"]),
        ("intake", {}, "residents", "yes", True),
        ("renewal", {}, "next_due", "2027-12-31", date(2027, 12, 31)),
        ("renewal", {}, "window_opens", "10-01", "10-01"),
        ("vetting", {}, "ends", "[{ on = 2027-12-31 }]", [{"on": date(2027, 12, 31)}]),
        ("requirement", {"kind": "hours"}, "minimum", "1:30", "1:30"),
        ("requirement", {"kind": "hours"}, "where.peer", "no", False),
        ("requirement", {"kind": "months"}, "where.with", "infant,parent", ["infant", "parent"]),
        ("requirement", {"kind": "ratings"}, "known_for", "1 year", "1 year"),
        ("requirement", {"kind": "hours"}, "nothing_known", "text", "text"),
    ],
)
def test_a_value_means_what_its_field_holds(
    table: str, row: dict[str, object], name: str, text: str, value: object
) -> None:
    assert typed.value(table, row, name, text) == value


def test_the_text_says_what_it_said_and_the_change_alone() -> None:
    made = edit("fee", {"occasion": "registration"}, "amount=30.00")
    before, after = tomllib.loads(TEXT), tomllib.loads(made.text)
    assert {name for name in after if after[name] != before.get(name)} == {"fee", "sources"}
    assert [row for row in after["fee"] if row not in before["fee"]] == [made.row]
