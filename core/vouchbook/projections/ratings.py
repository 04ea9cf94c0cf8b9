"""Which references were asked for, by person: to find the streams, not to say what they hold."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Index, Text, bindparam, select

from vouchbook.domain.rating import RatingRequested
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import read_model

TABLE = read_model(
    "rating",
    Column("rating", Text, primary_key=True),
    Column("person", Text, nullable=False),
)
Index("rating_person", TABLE.c.association, TABLE.c.person)


READS = (RatingRequested,)


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case RatingRequested(rating=rating, person=person):
            yield RowChange("rating", {"rating": rating}, {"person": person})
        case _:
            return


_OF = (
    select(TABLE.c.rating)
    .where(TABLE.c.association == bindparam("association"), TABLE.c.person == bindparam("of"))
    .order_by(TABLE.c.rating)
)


def ratings_of(book: Book, person: str) -> tuple[str, ...]:
    """The ids of every reference asked for by a person."""
    return tuple(row[0] for row in book.fetch(_OF, of=person))
