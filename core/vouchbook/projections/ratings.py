"""Which references were asked for, by person, and which are still awaited: to find the streams, not what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Column, Index, Text, bindparam, func, select

from vouchbook.domain.rating import (
    RatingDeclined,
    RatingOpened,
    RatingReceived,
    RatingReminded,
    RatingReplaced,
    RatingRequested,
)
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "rating",
    Column("rating", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("requested_on", Text, nullable=False),
    Column("moved_on", Text, nullable=False),
    Column("closed_on", Text),
)
"""``moved_on``: when it was asked for, opened by the rater or last reminded of.

``closed_on``: the day on which it came in, was declined or replaced; awaited until then.
"""
Index("rating_person", TABLE.c.association, TABLE.c.person)


class Awaited(Struct, frozen=True):
    """A reference that has not come in; since ``moved_on`` nobody has heard of it."""

    rating: str
    person: str
    requested_on: date
    moved_on: date


READS = (RatingRequested, RatingOpened, RatingReminded, RatingReceived, RatingDeclined, RatingReplaced)


def changes(entry: Entry) -> Iterable[RowChange]:
    key = {"rating": entry.stream.partition(":")[2]}
    match entry.event:
        case RatingRequested(person=person):
            on = entry.happened_on
            yield RowChange("rating", key, {"person": person, "requested_on": on, "moved_on": on, "closed_on": None})
        case RatingOpened(on=on) | RatingReminded(on=on):
            yield RowChange("rating", key, {"moved_on": on})
        case RatingReceived() | RatingDeclined() | RatingReplaced():
            yield RowChange("rating", key, {"closed_on": entry.happened_on})
        case _:
            return


_OF = select(TABLE.c.rating).where(mine(TABLE), TABLE.c.person == bindparam("of"))
"""In no order: asked for one, SQLite reads the whole table in it instead of finding the person's few."""
_AWAITED = (
    select(TABLE.c.rating)
    .where(mine(TABLE), TABLE.c.closed_on.is_(None))
    .order_by(TABLE.c.requested_on, TABLE.c.rating)
)


def ratings_of(book: Book, person: str) -> list[str]:
    """The ids of every reference asked for by a person."""
    return sorted(row[0] for row in book.fetch(_OF, of=person))


def awaited(book: Book) -> list[str]:
    """The ids of every reference that has not come in, been declined or replaced; the longest awaited first."""
    return [row[0] for row in book.fetch(_AWAITED)]


_SILENT = (
    select(TABLE.c.rating, TABLE.c.person, TABLE.c.requested_on, TABLE.c.moved_on)
    .where(mine(TABLE), TABLE.c.closed_on.is_(None), TABLE.c.moved_on <= bindparam("by"))
    .order_by(TABLE.c.moved_on, TABLE.c.rating)
    .limit(bindparam("most"))
)
_SILENT_NUMBER = select(func.count()).where(
    mine(TABLE), TABLE.c.closed_on.is_(None), TABLE.c.moved_on <= bindparam("by")
)


def silent_since(book: Book, by: date, most: int | None = None) -> list[Awaited]:
    """The awaited references of which nothing was heard after a day, the longest silent first."""
    return book.query(_SILENT, Awaited, by=by.isoformat(), most=_ALL_OF_THEM if most is None else most)


def silent_number(book: Book, by: date) -> int:
    """How many these are."""
    ((number,),) = book.fetch(_SILENT_NUMBER, by=by.isoformat())
    return int(number)


_ALL_OF_THEM = 1 << 40


_WHOSE = select(TABLE.c.person).where(mine(TABLE), TABLE.c.rating == bindparam("of"))


def whose(book: Book, rating: str) -> list[str]:
    """Who asked for a reference; nobody where there is none of that id."""
    return [row[0] for row in book.fetch(_WHOSE, of=rating)]
