"""The registry: who is endorsed in what, from when to when; names stay sealed where they were recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Boolean, Column, Index, Text, bindparam, select

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
