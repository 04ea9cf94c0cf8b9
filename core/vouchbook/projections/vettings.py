"""Every vetting with its days: whose it is, for which scope; whether it counts is a question of day and policy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Boolean, Column, Index, Text, bindparam, select

from vouchbook.domain.vetting import VettingDecided, VettingEnded, VettingInterviewed, VettingOpened
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange, Value
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "vetting",
    Column("vetting", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("opened_on", Text, nullable=False),
    Column("interviewed_on", Text),
    Column("decided_on", Text),
    Column("vetted", Boolean),
    Column("valid_until", Text),
    Column("ended_on", Text),
    Column("cause", Text),
)
Index("vetting_person", TABLE.c.association, TABLE.c.person)


class VettingRow(Struct, frozen=True):
    """The days of a vetting; ``interviewed_on`` is that of the talk recorded last."""

    vetting: str
    person: str
    scope: str
    opened_on: date
    interviewed_on: date | None
    decided_on: date | None
    vetted: bool | None
    valid_until: date | None
    ended_on: date | None
    cause: str | None


READS = (VettingOpened, VettingInterviewed, VettingDecided, VettingEnded)


def changes(entry: Entry) -> Iterable[RowChange]:
    key = {"vetting": entry.stream.partition(":")[2]}
    match entry.event:
        case VettingOpened(person=person, scope=scope, on=on):
            later = ("interviewed_on", "decided_on", "vetted", "valid_until", "ended_on", "cause")
            opened: dict[str, Value] = {"person": person, "scope": scope.value, "opened_on": on}
            yield RowChange("vetting", key, {**opened, **dict.fromkeys(later)})
        case VettingInterviewed(on=on):
            yield RowChange("vetting", key, {"interviewed_on": on})
        case VettingDecided(vetted=vetted, on=on, valid_until=until):
            yield RowChange("vetting", key, {"decided_on": on, "vetted": vetted, "valid_until": until})
        case VettingEnded(on=on, cause=cause):
            yield RowChange("vetting", key, {"ended_on": on, "cause": cause.value})
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in VettingRow.__struct_fields__)
_ALL = select(*_COLUMNS).where(mine(TABLE)).order_by(TABLE.c.opened_on, TABLE.c.vetting)
_OF = _ALL.where(TABLE.c.person == bindparam("of"))


def vettings(book: Book) -> list[VettingRow]:
    """Every vetting, the oldest first."""
    return book.query(_ALL, VettingRow)


def vettings_of(book: Book, person: str) -> list[VettingRow]:
    return book.query(_OF, VettingRow, of=person)
