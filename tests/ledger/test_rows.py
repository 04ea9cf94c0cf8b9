"""What a change of a read model's row does, in each of its forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import Enum

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, Text

from vouchbook.ledger import Book, RowChange
from vouchbook.ledger.dialect import Connection
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


STRICT = Table(
    "desk",
    MetaData(),
    Column("association", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("until", Text),
)


class Role(Enum):
    GUEST = "guest"


@pytest.fixture
def writer(book: Book) -> RowWriter:
    for statement in book.dialect.schema([TABLE, STRICT]):
        book.transaction(lambda connection, statement=statement: connection.execute(statement))  # type: ignore[misc]
    return RowWriter(book.dialect, {"seat": TABLE, "desk": STRICT}, "nc")


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
        (RowChange("chair", {"person": "1"}, None), "no read model is called 'chair'; there are desk, seat"),
        (RowChange("seat", {"persn": "1"}, None), "seat has no column persn; it has association, cohort, person"),
        (seat("a", "1", rol="x"), "seat has no column rol"),
    ],
)
def test_a_misspelt_change_is_refused_by_name(book: Book, writer: RowWriter, change: RowChange, message: str) -> None:
    with pytest.raises(LookupError, match=message):
        writer.prepared([change])


KEYS = st.sampled_from([
    {"cohort": "a", "person": "1"}, {"person": "1", "cohort": "a"}, {"cohort": "a", "person": "2"},
    {"cohort": "b", "person": "1"}, {"cohort": "a"}, {"person": "1"}, {"role": "guest"},
])  # fmt: skip
VALUES = st.none() | st.fixed_dictionaries(
    {}, optional={"role": st.sampled_from(["guest", "member", Role.GUEST]), "until": st.sampled_from(["x", None])}
)
CHANGES = st.lists(st.builds(RowChange, st.just("seat"), KEYS, VALUES), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(CHANGES)
def test_many_changes_at_once_come_to_what_they_come_to_one_by_one(
    book: Book, writer: RowWriter, changes: list[RowChange]
) -> None:
    """A row may be made, changed, removed and made again, by its key or by others', in any order."""
    possible = [c for c in changes if c.values or c.values is None or {"cohort", "person"} == set(c.key)]

    def at_once(connection: Connection) -> None:
        writer.write(connection, possible)

    def one_by_one(connection: Connection) -> None:
        for change in possible:
            for step, row in writer.prepared((change,)):
                step(connection, row)

    assert come_to(book, at_once) == come_to(book, one_by_one)


def come_to(book: Book, work: Callable[[Connection], None]) -> list[tuple[object, ...]]:
    def tried(connection: Connection) -> list[tuple[object, ...]]:
        connection.execute("DELETE FROM seat")
        work(connection)
        return connection.execute("SELECT * FROM seat ORDER BY cohort, person").fetchall()

    return book.transaction(tried)


def test_of_rows_that_must_be_whole_some_columns_are_changed_and_none_is_made(book: Book, writer: RowWriter) -> None:
    def desk(person: str, **values: str | None) -> RowChange:
        return RowChange("desk", {"person": person}, values)

    def write(*changes: RowChange) -> list[tuple[object, ...]]:
        book.transaction(lambda connection: writer.write(connection, changes))
        return book.snapshot(lambda c: c.execute("SELECT person, role, until FROM desk ORDER BY person").fetchall())

    assert write(desk("1", role="a"), desk("2", role="b"), desk("1", until="x")) == [("1", "a", "x"), ("2", "b", None)]
    assert write(desk("1", until="y"), desk("2", until="z")) == [("1", "a", "y"), ("2", "b", "z")]
    with pytest.raises(book.dialect.duplicate, match="NOT NULL"):
        write(desk("2", until="w"), desk("3", until="w"))
    assert write() == [("1", "a", "y"), ("2", "b", "z")]


def test_a_row_may_get_another_key(book: Book, writer: RowWriter) -> None:
    assert written(book, writer, seat("a", "1", role="guest")) == [("a", "1", "guest", None)]
    moved = RowChange("seat", {"cohort": "a", "person": "1"}, {"person": "2"})
    assert written(book, writer, moved) == [("a", "2", "guest", None)]
