"""What a change of a read model's row does, in each of its forms."""

from __future__ import annotations

from datetime import date
from enum import Enum

import pytest
from sqlalchemy import Column, MetaData, Table, Text

from vouchbook.ledger import Book, RowChange
from vouchbook.ledger.rows import RowWriter

TABLE = Table(
    "seat",
    MetaData(),
    Column("association", Text, primary_key=True),
    Column("cohort", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("role", Text),
    Column("until", Text),
)


class Role(Enum):
    GUEST = "guest"


@pytest.fixture
def writer(book: Book) -> RowWriter:
    for statement in book.dialect.schema([TABLE]):
        book.transaction(lambda connection, statement=statement: connection.execute(statement))  # type: ignore[misc]
    return RowWriter(book.dialect, {"seat": TABLE}, "nc")


def written(book: Book, writer: RowWriter, *changes: RowChange) -> list[tuple[object, ...]]:
    book.transaction(lambda connection: writer.write(connection, changes))
    select = "SELECT cohort, person, role, until FROM seat WHERE association = 'nc' ORDER BY cohort, person"
    return book.snapshot(lambda connection: connection.execute(select).fetchall())


def seat(cohort: str, person: str, **values: object) -> RowChange:
    return RowChange("seat", {"cohort": cohort, "person": person}, values)  # type: ignore[arg-type]


def test_a_whole_row_is_made_and_replaced(book: Book, writer: RowWriter) -> None:
    assert written(book, writer, seat("a", "1", role="member", until=None)) == [("a", "1", "member", None)]
    assert written(book, writer, seat("a", "1", until="x", role="guest")) == [("a", "1", "guest", "x")]


def test_named_columns_alone_are_changed_and_a_missing_row_is_made_of_them(book: Book, writer: RowWriter) -> None:
    written(book, writer, seat("a", "1", role="member", until="x"))
    assert written(book, writer, seat("a", "1", until="y"), seat("a", "2", role="guest")) == [
        ("a", "1", "member", "y"),
        ("a", "2", "guest", None),
    ]


def test_a_row_may_be_its_key_alone(book: Book, writer: RowWriter) -> None:
    written(book, writer, seat("a", "1", role="member"))
    assert written(book, writer, seat("a", "1"), seat("a", "2")) == [("a", "1", "member", None), ("a", "2", None, None)]


def test_other_columns_than_the_key_change_every_row_that_matches_and_make_none(book: Book, writer: RowWriter) -> None:
    written(book, writer, seat("a", "1", role="member"), seat("b", "1", role="member"), seat("b", "2", role="guest"))
    found = written(
        book,
        writer,
        RowChange("seat", {"person": "1"}, {"until": "y"}),
        RowChange("seat", {"person": "9"}, {"until": "y"}),
    )
    assert found == [("a", "1", "member", "y"), ("b", "1", "member", "y"), ("b", "2", "guest", None)]


def test_rows_are_removed_by_their_key_or_by_a_part_of_it(book: Book, writer: RowWriter) -> None:
    written(book, writer, *(seat(cohort, person) for cohort in "ab" for person in "12"))
    assert written(book, writer, RowChange("seat", {"cohort": "a", "person": "2"}, None)) == [
        ("a", "1", None, None), ("b", "1", None, None), ("b", "2", None, None),
    ]  # fmt: skip
    assert written(book, writer, RowChange("seat", {"cohort": "b"}, None)) == [("a", "1", None, None)]


def test_days_are_stored_in_iso_form_and_codes_as_their_text(book: Book, writer: RowWriter) -> None:
    found = written(book, writer, seat("a", "1", role=Role.GUEST, until=date(2026, 3, 2)))
    assert found == [("a", "1", "guest", "2026-03-02")]


def test_another_associations_rows_stay_as_they_are(book: Book, writer: RowWriter) -> None:
    other = RowWriter(book.dialect, {"seat": TABLE}, "tn")
    book.transaction(lambda connection: other.write(connection, [seat("a", "1", role="theirs")]))
    assert written(book, writer, RowChange("seat", {"cohort": "a"}, None), seat("a", "1", role="ours")) == [
        ("a", "1", "ours", None)
    ]
    theirs = "SELECT role FROM seat WHERE association = 'tn'"
    assert book.snapshot(lambda connection: connection.execute(theirs).fetchall()) == [("theirs",)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (RowChange("chair", {"person": "1"}, None), "no read model is called 'chair'; there are seat"),
        (RowChange("seat", {"persn": "1"}, None), "seat has no column persn; it has association, cohort, person"),
        (seat("a", "1", rol="x"), "seat has no column rol"),
    ],
)
def test_a_misspelt_change_is_refused_by_name(book: Book, writer: RowWriter, change: RowChange, message: str) -> None:
    with pytest.raises(LookupError, match=message):
        writer.prepared([change])
