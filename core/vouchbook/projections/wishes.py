"""Every wish about money with its days: whose it is, of which kind, and since when it waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Column, Index, Text, bindparam, select

from vouchbook.domain.wish import WishAnswered, WishMade, WishTakenBack
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "wish",
    Column("wish", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("made_on", Text, nullable=False),
    Column("closed_on", Text),
)
Index("wish_person", TABLE.c.association, TABLE.c.person)


class WishRow(Struct, frozen=True):
    wish: str
    person: str
    kind: str
    made_on: date
    closed_on: date | None


READS = (WishMade, WishAnswered, WishTakenBack)


def changes(entry: Entry) -> Iterable[RowChange]:
    key = {"wish": entry.stream.partition(":")[2]}
    match entry.event:
        case WishMade(person=person, kind=kind, on=on):
            yield RowChange("wish", key, {"person": person, "kind": kind.value, "made_on": on, "closed_on": None})
        case WishAnswered(on=on) | WishTakenBack(on=on):
            yield RowChange("wish", key, {"closed_on": on})
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in WishRow.__struct_fields__)
_ALL = select(*_COLUMNS).where(mine(TABLE)).order_by(TABLE.c.made_on, TABLE.c.wish)
_OF = _ALL.where(TABLE.c.person == bindparam("of"))
_OPEN = _ALL.where(TABLE.c.closed_on.is_(None))


def wishes_of(book: Book, person: str) -> list[WishRow]:
    """Everything that somebody asked for, the oldest first."""
    return book.query(_OF, WishRow, of=person)


def open_wishes(book: Book) -> list[WishRow]:
    """What nobody has answered, the oldest first."""
    return book.query(_OPEN, WishRow)
