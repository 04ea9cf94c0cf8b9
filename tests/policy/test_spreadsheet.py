"""The tables of a spreadsheet follow from the readers of the portfolio file, and speak of mistakes as tables do."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchbook.policy import portfolio_values as values
from vouchbook.policy.portfolio_people import person
from vouchbook.policy.portfolio_tables import TABLES
from vouchbook.policy.spreadsheet.cells import Cell, Fault, Formula, day_advice, meanings, shown, unreadable
from vouchbook.policy.spreadsheet.columns import NAMES, PEOPLE, WHOSE, columns, letter, likeliest, read_header
from vouchbook.policy.spreadsheet.fields import UNNAMED, Row

FILE_WORDS = re.compile(r'quotation|TOML|brackets|\[\[|"…"|as text: "', re.IGNORECASE)


def read(table: str, cells: dict[str, Cell]) -> list[tuple[str | None, str]]:
    """What is wrong with a row, by column."""
    said: list[tuple[str | None, str]] = []
    row = Row(cells, lambda column, _, text: said.append((column, text)), unnamed=f"{UNNAMED}1")
    if table == PEOPLE:
        person(row)
    else:
        for _ in TABLES[table](row):
            pass
        row.close()
    return said


def header(table: str, *names: Cell) -> tuple[tuple[str | None, ...], list[str]]:
    said: list[str] = []
    found = read_header(table, names, lambda column, _, text: said.append(f"{column}: {text}"))
    return found.fields, said


# ── Columns ───────────────────────────────────────────────────────────────────────────────────


def test_every_table_of_the_portfolio_file_can_be_a_table_of_a_spreadsheet() -> None:
    assert set(NAMES) == {PEOPLE, *TABLES}
    assert all(WHOSE in columns(name) for name in NAMES)


def test_the_columns_are_the_fields_that_the_reader_asks_for() -> None:
    assert list(columns("training")) == [
        "email", "id", "on", "hours", "title", "from", "until", "competencies", "about", "provider",
    ]  # fmt: skip
    assert set(columns("colleagues")) >= {"colleague_email", "standing.as", "standing.scope", "receives_rsc"}
    assert {name for name, column in columns("training").items() if column.many} == {"competencies", "about"}
    assert {name for name, column in columns("exam").items() if column.remedy} == {
        "email", "part", "sat_on", "score", "passed",
    }  # fmt: skip


@pytest.mark.parametrize("table", NAMES)
def test_every_column_is_known_by_its_own_name(table: str) -> None:
    fields, said = header(table, *columns(table))
    assert said == []
    assert [each for each in fields if each] == [each.field for each in columns(table).values() if each.field]


def test_names_may_differ_in_case_blanks_and_marks() -> None:
    for written in ("E-Mail", "e mail", "EMAIL", " email "):
        assert header("training", written, "title", "on", "hours")[1] == []
    assert header("colleagues", "person", "name", "Standing As", "standing_from", "ASSOCIATION")[0] == (
        None, "name", "standing.as", "standing.from", "standing.association",
    )  # fmt: skip


def test_a_day_or_a_period_suffices() -> None:
    assert header("training", "email", "title", "hours", "from", "until")[1] == []
    assert header("training", "email", "title", "hours", "from")[1] == [
        "until: this column is missing from the table training"
    ]
    assert header("training", "email", "title", "hours")[1] == ["on: this column is missing from the table training"]


def test_the_likeliest_table_is_the_one_whose_columns_are_named() -> None:
    assert likeliest(["Email", "Given name", "family_name"]) == (PEOPLE, 2)
    assert likeliest(["email", "part", "score"])[0] == "exam"
    assert likeliest(["x", None, 3]) == (None, 0)


@given(st.integers(0, 16_383))
def test_columns_are_lettered_as_spreadsheets_letter_them(place: int) -> None:
    number = 0
    for each in letter(place):
        number = number * 26 + ord(each) - 64
    assert number == place + 1


# ── Cells ─────────────────────────────────────────────────────────────────────────────────────

NONSENSE: tuple[Cell, ...] = ("nonsense", "-1", "=x", True, 10**15, Decimal("1.2345"), date(2026, 3, 1), Formula("=1"),
                              datetime(2026, 3, 1, 10, tzinfo=UTC).replace(tzinfo=None), time(1, 2, 3), Fault("#N/A"),
                              timedelta(seconds=90), "\x00", "x" * 30_000, "a;b")  # fmt: skip


@pytest.mark.parametrize("table", NAMES)
def test_whatever_stands_in_a_cell_the_advice_is_one_for_spreadsheets(table: str) -> None:
    for column in columns(table).values():
        for cell in NONSENSE:
            for _, text in read(table, {column.field or WHOSE: cell}):
                assert not FILE_WORDS.search(text.replace('CSV UTF-8"', "")), text


@pytest.mark.parametrize("table", NAMES)
def test_an_empty_row_lacks_what_is_required_and_nothing_else(table: str) -> None:
    lacking = {column for column, text in read(table, {}) if text.startswith("is empty; ")}
    required = {each.field for each in columns(table).values() if each.remedy and "." not in each.field and each.field}
    assert lacking == required | ({"email"} if table == PEOPLE else set())


def test_a_cell_is_named_once_however_much_is_wrong_with_it() -> None:
    assert [column for column, _ in read("training", {"title": "=x" + "y" * 30_000, "on": "x", "hours": "x"})] == [
        "title", "on", "hours",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("1.5", 90), ("1:30", 90), (2, 120), (Decimal("0.25"), 15), (time(1, 30), 90), (timedelta(hours=26), 1560)],
)
def test_hours_are_read_in_every_form_that_a_cell_has(cell: Cell, minutes: int) -> None:
    for meaning in meanings(cell):
        try:
            assert values.minutes(meaning) == minutes
            break
        except ValueError:
            continue
    else:
        pytest.fail("no meaning of it is an amount of hours")


def test_lists_stand_in_one_cell() -> None:
    said = read("training", {"title": "One", "on": "2026-03-01", "hours": "1", "about": " deia ;; rsc; x;y"})
    assert said == [("about", "known here: deia, rsc, rsc_given")] * 2


@given(st.dates(date(1955, 1, 1), date(2117, 1, 1)))
def test_a_day_written_by_a_calendar_is_read_back_with_every_day_it_may_be(day: date) -> None:
    american, european = f"{day.month}/{day.day}/{day.year}", f"{day.day}.{day.month}.{day.year}"
    for written in (american, european):
        assert day.isoformat() in str(day_advice(written))
    ambiguous = day.day <= 12 and day.day != day.month
    assert ("may be" in str(day_advice(american))) == ambiguous


@given(st.text(max_size=40))
def test_no_text_is_shown_that_could_steer_a_terminal(text: str) -> None:
    assert shown(text).isprintable()
    assert len(shown(text)) <= 400
    unreadable(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-9999, max_value=9999, places=3))
def test_a_plain_number_is_never_taken_for_a_formula(number: Decimal) -> None:
    assert unreadable(str(number)) is None
