"""Which references were asked for, by person, and which are still awaited: to find the streams, not what they hold."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Index, Text, bindparam, select

from vouchbook.domain.rating import RatingDeclined, RatingReceived, RatingReplaced, RatingRequested
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "rating",
    Column("rating", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("requested_on", Text, nullable=False),
    Column("closed_on", Text),
)
"""``closed_on``: the day on which it came in, was declined or replaced; awaited until then."""
Index("rating_person", TABLE.c.association, TABLE.c.person)


READS = (RatingRequested, RatingReceived, RatingDeclined, RatingReplaced)


def changes(entry: Entry) -> Iterable[RowChange]:
    key = {"rating": entry.stream.partition(":")[2]}
    match entry.event:
        case RatingRequested(person=person):
            yield RowChange("rating", key, {"person": person, "requested_on": entry.happened_on, "closed_on": None})
        case RatingReceived() | RatingDeclined() | RatingReplaced():
            yield RowChange("rating", key, {"closed_on": entry.happened_on})
        case _:
            return


_OF = select(TABLE.c.rating).where(mine(TABLE), TABLE.c.person == bindparam("of")).order_by(TABLE.c.rating)
_AWAITED = (
    select(TABLE.c.rating)
    .where(mine(TABLE), TABLE.c.closed_on.is_(None))
    .order_by(TABLE.c.requested_on, TABLE.c.rating)
)


def ratings_of(book: Book, person: str) -> list[str]:
    """The ids of every reference asked for by a person."""
    return [row[0] for row in book.fetch(_OF, of=person)]


def awaited(book: Book) -> list[str]:
    """The ids of every reference that has not come in, been declined or replaced; the longest awaited first."""
    return [row[0] for row in book.fetch(_AWAITED)]
