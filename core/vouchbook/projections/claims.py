"""What people say of others and nobody has confirmed yet: whose claim it is, of which kind, since when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Column, Index, Text, and_, bindparam, func, select

from vouchbook.domain.evidence import CLAIMS
from vouchbook.domain.membership import TermConfirmed, TermRecorded, TermVoided
from vouchbook.domain.names import Source
from vouchbook.domain.person import EvidenceConfirmed, EvidenceRecorded, EvidenceWithdrawn
from vouchbook.domain.rating import RatingConfirmed, RatingReceived, RatingReplaced, RatingRequested
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange, Value
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "unconfirmed",
    Column("item", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("since", Text),
)
"""``since`` is empty while a reference has not come in: there is nothing to confirm yet."""
Index("unconfirmed_person", TABLE.c.association, TABLE.c.person)


class ClaimRow(Struct, frozen=True):
    item: str
    person: str
    kind: str
    since: date


class Unconfirmed(Struct, frozen=True):
    """How many claims of a person wait, and since when the oldest of them does."""

    person: str
    claims: int
    since: date


READS = (
    EvidenceRecorded,
    EvidenceConfirmed,
    EvidenceWithdrawn,
    RatingRequested,
    RatingReceived,
    RatingConfirmed,
    RatingReplaced,
    TermRecorded,
    TermConfirmed,
    TermVoided,
)


def changes(entry: Entry) -> Iterable[RowChange]:
    whose = entry.stream.partition(":")[2]
    match entry.event:
        case EvidenceRecorded(item=item, facts=facts, source=source) if isinstance(facts, CLAIMS):
            yield _claim(item, whose, str(facts.__struct_config__.tag), entry.happened_on, source)
        case EvidenceConfirmed(item=item) | EvidenceWithdrawn(item=item):
            yield RowChange("unconfirmed", {"item": item}, None)
        case RatingRequested(person=person):
            yield RowChange("unconfirmed", {"item": whose}, {"person": person, "kind": "rating", "since": None})
        case RatingReceived(source=source):
            waits = {"since": entry.happened_on} if source is Source.ASSERTED else None
            yield RowChange("unconfirmed", {"item": whose}, waits)
        case RatingConfirmed() | RatingReplaced():
            yield RowChange("unconfirmed", {"item": whose}, None)
        case TermRecorded(term=term, person=person, source=source):
            yield _claim(term, person, "membership", entry.happened_on, source)
        case TermConfirmed(term=term) | TermVoided(term=term):
            yield RowChange("unconfirmed", {"item": term}, None)
        case _:
            return


def _claim(item: str, person: str, kind: str, since: date, source: Source) -> RowChange:
    waits: dict[str, Value] | None = (
        {"person": person, "kind": kind, "since": since} if source is Source.ASSERTED else None
    )
    return RowChange("unconfirmed", {"item": item}, waits)


_WAITING = and_(mine(TABLE), TABLE.c.since.is_not(None))
_ALL = (
    select(TABLE.c.item, TABLE.c.person, TABLE.c.kind, TABLE.c.since)
    .where(_WAITING)
    .order_by(TABLE.c.since, TABLE.c.person, TABLE.c.item)
)
_OF = _ALL.where(TABLE.c.person == bindparam("of"))
_BY_PERSON = (
    select(TABLE.c.person, func.count().label("claims"), func.min(TABLE.c.since).label("since"))
    .where(_WAITING)
    .group_by(TABLE.c.person)
    .order_by(func.min(TABLE.c.since), TABLE.c.person)
    .limit(bindparam("most"))
)
_PEOPLE = select(func.count(TABLE.c.person.distinct())).where(_WAITING)


def unconfirmed(book: Book) -> list[ClaimRow]:
    """Every claim that nobody has confirmed, the oldest first."""
    return book.query(_ALL, ClaimRow)


def unconfirmed_of(book: Book, person: str) -> list[ClaimRow]:
    return book.query(_OF, ClaimRow, of=person)


def unconfirmed_by_person(book: Book, most: int | None = None) -> list[Unconfirmed]:
    """Whose claims wait, those who wait the longest first."""
    return book.query(_BY_PERSON, Unconfirmed, most=_ALL_OF_THEM if most is None else most)


def unconfirmed_people(book: Book) -> int:
    """How many people have claims that wait."""
    ((number,),) = book.fetch(_PEOPLE)
    return int(number)


_ALL_OF_THEM = 1 << 40
