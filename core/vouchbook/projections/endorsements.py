"""The registry: who is endorsed in what, from when to when; names stay sealed where they were recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Boolean, Column, Index, Text, bindparam, func, select

from vouchbook.domain.endorsement import EndorsementGranted, Interval
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import read_model

TABLE = read_model(
    "endorsement",
    Column("endorsement", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("application", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("valid_from", Text, nullable=False),
    Column("valid_until", Text, nullable=False),
    Column("grace_until", Text),
    Column("emerging", Boolean, nullable=False),
)
Index("endorsement_person", TABLE.c.association, TABLE.c.person)


class EndorsementRow(Struct, frozen=True):
    """An entry of the registry: its days, from which any day's status follows."""

    endorsement: str
    person: str
    application: str
    category: str
    valid_from: date
    valid_until: date
    grace_until: date | None
    emerging: bool

    @property
    def interval(self) -> Interval:
        return Interval(self.valid_from, self.valid_until, self.grace_until)


READS = (EndorsementGranted,)


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case EndorsementGranted() as granted:
            yield RowChange(
                "endorsement",
                {"endorsement": granted.endorsement},
                {
                    "person": granted.person,
                    "application": granted.application,
                    "category": granted.category,
                    "valid_from": granted.valid_from,
                    "valid_until": granted.valid_until,
                    "grace_until": granted.grace_until,
                    "emerging": granted.emerging,
                },
            )
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in EndorsementRow.__struct_fields__)
_ALL = (
    select(*_COLUMNS)
    .where(TABLE.c.association == bindparam("association"))
    .order_by(TABLE.c.category, TABLE.c.valid_from, TABLE.c.endorsement)
)
_OF = _ALL.where(TABLE.c.person == bindparam("of"))


def endorsements(book: Book) -> list[EndorsementRow]:
    """Every endorsement ever granted, by category."""
    return book.query(_ALL, EndorsementRow)


def endorsements_of(book: Book, person: str) -> list[EndorsementRow]:
    return book.query(_OF, EndorsementRow, of=person)


_IN_FORCE = (
    select(TABLE.c.category, func.count(TABLE.c.person.distinct()))
    .where(
        TABLE.c.association == bindparam("association"),
        TABLE.c.valid_from <= bindparam("day"),
        func.coalesce(TABLE.c.grace_until, TABLE.c.valid_until) >= bindparam("day"),
    )
    .group_by(TABLE.c.category)
)


def people_in_force(book: Book, on: date) -> dict[str, int]:
    """How many people hold an endorsement in force, or in grace, on a day; by category."""
    return dict(book.fetch(_IN_FORCE, day=on.isoformat()))


_ENDING = _ALL.where(TABLE.c.valid_until >= bindparam("first"), TABLE.c.valid_until <= bindparam("last"))


def ending_between(book: Book, first: date, last: date) -> list[EndorsementRow]:
    """The endorsements that end within these days and of which the person has no later one in the category."""
    rows = book.query(_ENDING, EndorsementRow, first=first.isoformat(), last=last.isoformat())
    latest = {
        (row.person, row.category): max(each.valid_until for each in endorsements_of(book, row.person)
                                        if each.category == row.category)
        for row in rows
    }  # fmt: skip
    return sorted(
        (row for row in rows if latest[row.person, row.category] == row.valid_until),
        key=lambda row: (row.valid_until, row.endorsement),
    )
