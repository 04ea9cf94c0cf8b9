"""Who is in the book: ids, where their sealed names stand, and nothing opened."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import BigInteger, Column, Text, bindparam, select

from vouchbook.domain.person import PersonCorrected, PersonRegistered
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import read_model

TABLE = read_model(
    "person",
    Column("person", Text, primary_key=True),
    Column("named_in", BigInteger, nullable=False),
)
"""``named_in``: the version of the person's stream whose event holds their current name, sealed."""


class PersonRow(Struct, frozen=True):
    person: str
    named_in: int


READS = (PersonRegistered, PersonCorrected)


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case PersonRegistered() | PersonCorrected():
            yield RowChange("person", {"person": entry.stream.partition(":")[2]}, {"named_in": entry.version})
        case _:
            return


_ALL = (
    select(TABLE.c.person, TABLE.c.named_in)
    .where(TABLE.c.association == bindparam("association"))
    .order_by(TABLE.c.person)
)


def everybody(book: Book) -> list[PersonRow]:
    return book.query(_ALL, PersonRow)
