"""Which colleague of whom is which person of the book: to find a provider's supervisees, and people's providers."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import Column, Index, Text, bindparam, select

from vouchbook.domain.person import ColleagueIdentified
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "identified",
    Column("person", Text, primary_key=True),
    Column("colleague", Text, primary_key=True),
    Column("is_person", Text, nullable=False),
)
Index("identified_is_person", TABLE.c.association, TABLE.c.is_person)


class IdentifiedRow(Struct, frozen=True):
    """``person`` names ``colleague``, who is ``is_person``."""

    person: str
    colleague: str
    is_person: str


READS = (ColleagueIdentified,)


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case ColleagueIdentified(colleague=colleague, person=who):
            key = {"person": entry.stream.partition(":")[2], "colleague": colleague}
            yield RowChange("identified", key, None if who is None else {"is_person": who})
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in IdentifiedRow.__struct_fields__)
_ALL = select(*_COLUMNS).where(mine(TABLE)).order_by(TABLE.c.person, TABLE.c.colleague)
_WHO = _ALL.where(TABLE.c.is_person == bindparam("of"))


def identified(book: Book) -> list[IdentifiedRow]:
    """Every colleague of whom it is known who they are."""
    return book.query(_ALL, IdentifiedRow)


def named_as(book: Book, person: str) -> list[IdentifiedRow]:
    """Whose colleague somebody is."""
    return book.query(_WHO, IdentifiedRow, of=person)
