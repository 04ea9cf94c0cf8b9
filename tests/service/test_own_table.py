"""A person's own table: pasted from a spreadsheet, shown as it is understood, entered all or nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from tests.service.conftest import Asking
from tests.service.journey import Journey

from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.service import documenting, reading
from vouchbook.service.importing import own
from vouchbook.service.importing.files import Unreadable
from vouchbook.service.office import Done, Office

TRAININGS = (
    "title\ton\thours\tprovider\tcompetencies\n"
    "Circle of Security\t3/1/2026\t6\tUNC\treflection; thinking\n"
    "Baby moves\t2026-04-02\t1:30\t\t\n"
)


@pytest.fixture
def way(nc: Office, ask: Asking) -> Journey:
    return Journey(nc, ask).imported()


@pytest.fixture
def see(way: Journey, tmp_path: Path):
    def seen(text: str, table: str = "training") -> own.Understood:
        return own.look(way.office, way.ask("applicant", way.person), way.person, table, text, tmp_path)

    return seen


@pytest.fixture
def enter(way: Journey, tmp_path: Path):
    def entered(text: str, table: str = "training") -> Done:
        return own.enter(way.office, way.ask("applicant", way.person), way.person, table, text, tmp_path)

    return entered


def titles(way: Journey) -> set[str]:
    items = reading.evidence(way.office, way.ask().principal, way.person)
    return {str(each.words.get("title")) for each in items if each.kind == "training"}


def test_a_table_is_shown_row_by_row_and_nothing_is_recorded(way: Journey, see) -> None:
    before = way.office.book.position
    found = see(TRAININGS)
    assert found.items == (
        "Circle of Security, 6 clock hours, 2026-03-01",
        "Baby moves, 1.5 clock hours, 2026-04-02",
    )
    assert (found.rows, found.there, found.problems, found.enters) == (2, 0, (), True)
    assert way.office.book.position == before


def test_what_was_confirmed_is_entered_and_twice_is_once(way: Journey, see, enter) -> None:
    done = enter(TRAININGS)
    assert len(done.result["items"]) == 2
    assert {"Circle of Security", "Baby moves"} <= titles(way)
    again = see(TRAININGS)
    assert (again.items, again.there, again.enters) == ((), 2, False)
    assert enter(TRAININGS).result["items"] == []


def test_one_wrong_row_keeps_every_row_out_and_is_named_by_row_and_column(way: Journey, see, enter) -> None:
    text = TRAININGS + "No hours\t4/5/2026\t\t\t\nNo day\tsoon\t2\t\t\n"
    before = way.office.book.position
    found = see(text)
    assert [(each.row, each.column) for each in found.problems] == [(4, "hours"), (5, "on")]
    assert not found.enters
    with pytest.raises(own.Unfit):
        enter(text)
    assert way.office.book.position == before


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("title\ton\thours\n", ""),
        ("nothing\tknown\nx\ty\n", "unknown here"),
        ("title\ton\thours\nFuture\t11/21/2026\t1\n", "after today"),
        ("title\ton\thours\n=HYPERLINK(1)\t3/1/2026\t1\n", "formula"),
        ("email\ttitle\ton\thours\nsomebody@else.org\tA\t3/1/2026\t1\n", "somebody else's"),
        ('title\ton\thours\n"never closed\t3/1/2026\t1\n', "quotation mark"),
        ("title\ton\thours\nA\t3/1/2026\t1\nA\t3/1/2026\t1\n", "says the same as row 2"),
        ("title\ton\thours\n" + "A\t3/1/2026\t1\n" * 2_001, "more than 2,000 rows"),
        ("title\ton\thours\n" + "A" * 2_000_001, "longer than 2 MB"),
        ("title\ton\thours\tconfirmed\nA\t3/1/2026\t1\tyes\n", "an import confirms nothing"),
    ],
)
def test_a_table_that_is_wrong_says_why_and_enters_nothing(way: Journey, see, enter, text: str, said: str) -> None:
    before = way.office.book.position
    found = see(text)
    assert not found.enters
    assert not said or any(said in each.text for each in found.problems), found.problems
    if said:
        with pytest.raises(own.Unfit):
            enter(text)
    assert way.office.book.position == before


def test_rows_of_ones_own_address_are_ones_own(way: Journey, see) -> None:
    mine = reading.person(way.office, way.ask().principal, way.person).words.email
    assert see(f"email\ttitle\ton\thours\n{mine}\tA\t3/1/2026\t1\n").enters


def test_separators_are_found_by_the_header(see) -> None:
    assert see("title,on,hours\nA,3/1/2026,1\n").enters
    assert see("Title;On;Hours\nA;3/1/2026;1\n").enters


def test_empty_lines_above_the_header_are_none_and_rows_keep_their_numbers(see) -> None:
    found = see("\n\n" + TRAININGS + "No hours\t4/5/2026\t\t\t\n")
    assert [(each.row, each.column) for each in found.problems] == [(6, "hours")]


def test_a_colleague_is_named_by_name_or_address_or_id(way: Journey, see) -> None:
    named = documenting.named_by(way.office, way.ask().principal, way.person)[0]
    for written in (named.name, named.name.upper(), named.colleague):
        found = see(f"provider\tsetting\ton\thours\n{written}\tindividual\t3/1/2026\t1\n", "rsc")
        assert found.problems == ()
        assert named.name in found.items[0]
    found = see("provider\tsetting\ton\thours\nNobody At All\tindividual\t3/1/2026\t1\n", "rsc")
    assert [each.column for each in found.problems] == ["provider"]


def test_references_signatures_and_people_are_not_brought_as_a_table(see) -> None:
    assert set(own.OFFERED).isdisjoint({"ratings", "signatures", "people", "standings"})
    for table in ("ratings", "signatures", "people", "nonsense"):
        with pytest.raises(Refused, match="not_offered_here"):
            see("a\tb\n1\t2\n", table)


def test_what_stands_of_a_rating_is_not_to_be_guessed(way: Journey, see) -> None:
    with pytest.raises(Refused):
        see("rater\tslot\trated_on\tknown_since\tnot_enough_information\twaived_access\trelationship\n", "ratings")


@pytest.mark.parametrize("table", own.OFFERED)
def test_every_table_can_be_looked_at_with_its_header_alone(see, table: str) -> None:
    header = "\t".join(column.name for column in own.own_columns(table))
    assert see(header + "\n", table).problems == ()


def test_a_claim_is_a_claim(way: Journey, see) -> None:
    found = see("as\tassociation\tfrom\nIMHS\tmi\t1/5/2020\n", "endorsements")
    assert (found.enters, found.claims) == (True, 1)


# ── Workbooks ─────────────────────────────────────────────────────────────────────────────────


def workbook(*rows: list[object], title: str = "Sheet1", more: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name in more:
        book.create_sheet(name)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_becomes_the_same_table(see, tmp_path: Path) -> None:
    body = workbook(["title", "on", "hours"], ["Circle", date(2026, 3, 1), 1.5], [], ["Baby", date(2026, 3, 2), 2])
    text = own.rows_of_workbook(body, "training", tmp_path)
    assert see(text).items == ("Circle, 1.5 clock hours, 2026-03-01", "Baby, 2 clock hours, 2026-03-02")
    assert text.splitlines()[2].strip('"') == "", "rows keep their numbers"


def test_of_several_sheets_the_one_of_that_name_is_read(tmp_path: Path) -> None:
    body = workbook(["title", "on", "hours"], ["A", "2026-03-01", 1], title="Training", more=("Notes",))
    assert "A" in own.rows_of_workbook(body, "training", tmp_path)
    with pytest.raises(Unreadable, match="has 2 sheets"):
        own.rows_of_workbook(body, "rsc", tmp_path)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


def macros() -> bytes:
    out = io.BytesIO(workbook(["title"], ["A"]))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "is no workbook"),
        (b"MZ not a workbook", "is no workbook"),
        (b"PK\x03\x04 not a workbook", "is no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "protected by a password"),
        (bomb(), "unpacks to"),
        (macros(), "holds macros"),
    ],
    ids=["empty", "program", "broken", "old", "bomb", "macros"],
)
def test_a_workbook_that_is_none_or_swells_is_refused(tmp_path: Path, body: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        own.rows_of_workbook(body, "training", tmp_path)


def test_a_workbook_of_endless_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="more than 2,000 rows"):
        own.rows_of_workbook(workbook(*(list[object]("x") for _ in range(2_002))), "training", tmp_path)


def test_nothing_that_was_pasted_stays_in_the_workspace(way: Journey, see, tmp_path: Path) -> None:
    see(TRAININGS.replace("Baby", "Canary"))
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"Canary" in path.read_bytes()] == []


def test_a_book_that_moved_on_meanwhile_is_decided_on_as_it_is(way: Journey, enter, tmp_path: Path) -> None:
    """What somebody else entered between the look and the word is there already, and is not entered twice."""
    other = own.enter(way.office, way.ask(), way.person, "training", TRAININGS, tmp_path)
    assert len(other.result["items"]) == 2
    assert enter(TRAININGS).result["items"] == []


def test_somebody_unknown_brings_nothing(nc: Office, ask: Asking, tmp_path: Path) -> None:
    nobody = PersonId("p-0000000000")
    with pytest.raises(Refused, match="unknown_person"):
        own.look(nc, ask(), nobody, "training", TRAININGS, tmp_path)
