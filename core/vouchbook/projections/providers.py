"""Who is on the roster of providers, since when, and how many they say they take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Boolean, Column, Integer, Text, select

from vouchbook.domain.provider import ProviderChanged, ProviderDelisted, ProviderListed
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "provider",
    Column("person", Text, primary_key=True),
    Column("capacity", Integer),
    Column("takes_outside", Boolean, nullable=False),
    Column("listed_on", Text, nullable=False),
    Column("left_on", Text),
)


class ProviderRow(Struct, frozen=True):
    """As it was said last; what was said before stands in the provider's stream."""

    person: str
    capacity: int | None
    takes_outside: bool
    listed_on: date
    left_on: date | None


READS = (ProviderListed, ProviderChanged, ProviderDelisted)


def changes(entry: Entry) -> Iterable[RowChange]:
    key = {"person": entry.stream.partition(":")[2]}
    match entry.event:
        case ProviderListed(capacity=capacity, takes_outside=outside, on=on):
            listed = {"capacity": capacity, "takes_outside": outside, "listed_on": on, "left_on": None}
            yield RowChange("provider", key, listed)
        case ProviderChanged(capacity=capacity, takes_outside=outside):
            yield RowChange("provider", key, {"capacity": capacity, "takes_outside": outside})
        case ProviderDelisted(on=on):
            yield RowChange("provider", key, {"left_on": on})
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in ProviderRow.__struct_fields__)
_ALL = select(*_COLUMNS).where(mine(TABLE)).order_by(TABLE.c.person)


def providers(book: Book) -> list[ProviderRow]:
    """Everybody who is, or was, on the roster."""
    return book.query(_ALL, ProviderRow)
