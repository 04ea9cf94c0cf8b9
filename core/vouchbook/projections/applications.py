"""Every application with the days of its way; whether it is open is a question of those days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Boolean, Column, ColumnElement, Index, Text, and_, bindparam, func, or_, select

from vouchbook.domain.application import (
    ApplicationDecided,
    ApplicationOpened,
    ApplicationSubmitted,
    ApplicationWithdrawn,
)
from vouchbook.domain.names import Outcome
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange, Value
from vouchbook.ledger.tables import read_model

TABLE = read_model(
    "application",
    Column("application", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("opened_on", Text, nullable=False),
    Column("submitted_on", Text),
    Column("decided_on", Text),
    Column("outcome", Text),
    Column("withdrawn_on", Text),
    Column("emerging", Boolean, nullable=False),
)
Index("application_person", TABLE.c.association, TABLE.c.person)


class ApplicationRow(Struct, frozen=True):
    application: str
    person: str
    category: str
    opened_on: date
    submitted_on: date | None
    decided_on: date | None
    outcome: str | None
    withdrawn_on: date | None
    emerging: bool


READS = (ApplicationOpened, ApplicationSubmitted, ApplicationDecided, ApplicationWithdrawn)
PARTS = {ApplicationSubmitted: ("on",), ApplicationDecided: ("on", "outcome")}  # and no traces


def changes(entry: Entry) -> Iterable[RowChange]:
    key = {"application": entry.stream.partition(":")[2]}
    match entry.event:
        case ApplicationOpened(person=person, category=category, on=on, emerging=emerging):
            empty = dict.fromkeys(("submitted_on", "decided_on", "outcome", "withdrawn_on"))
            opened: dict[str, Value] = {"person": person, "category": category, "opened_on": on, "emerging": emerging}
            yield RowChange("application", key, {**opened, **empty})
        case ApplicationSubmitted(on=on):
            yield RowChange("application", key, {"submitted_on": on, "decided_on": None, "outcome": None})
        case ApplicationDecided(on=on, outcome=outcome):
            yield RowChange("application", key, {"decided_on": on, "outcome": outcome.value})
        case ApplicationWithdrawn(on=on):
            yield RowChange("application", key, {"withdrawn_on": on})
        case _:
            return


def under_review() -> ColumnElement[bool]:
    """The condition that it was submitted and neither approved, deferred nor withdrawn; on hold it still is."""
    table = TABLE.c
    undecided = or_(table.outcome.is_(None), table.outcome == Outcome.ON_HOLD.value)
    return and_(table.submitted_on.is_not(None), table.withdrawn_on.is_(None), undecided)


_COLUMNS = tuple(TABLE.c[name] for name in ApplicationRow.__struct_fields__)
_ALL = (
    select(*_COLUMNS)
    .where(TABLE.c.association == bindparam("association"))
    .order_by(TABLE.c.opened_on, TABLE.c.application)
)
_OF = _ALL.where(TABLE.c.person == bindparam("of"))


def applications(book: Book) -> list[ApplicationRow]:
    """Every application, the oldest first."""
    return book.query(_ALL, ApplicationRow)


def applications_of(book: Book, person: str) -> list[ApplicationRow]:
    return book.query(_OF, ApplicationRow, of=person)


_TO_SUBMIT = _ALL.where(
    TABLE.c.withdrawn_on.is_(None),
    or_(TABLE.c.submitted_on.is_(None), TABLE.c.outcome == Outcome.DEFERRED.value),
)


def to_submit(book: Book) -> list[ApplicationRow]:
    """Every application that may still be submitted, or submitted again, the oldest first."""
    return book.query(_TO_SUBMIT, ApplicationRow)


_ONE_TO_SUBMIT = _TO_SUBMIT.where(TABLE.c.application == bindparam("of"))


def one_to_submit(book: Book, application: str) -> list[ApplicationRow]:
    """The application of an id, if it may still be submitted."""
    return book.query(_ONE_TO_SUBMIT, ApplicationRow, of=application)


_APPLYING = (
    select(TABLE.c.category, func.count(TABLE.c.person.distinct()))
    .where(
        TABLE.c.association == bindparam("association"),
        TABLE.c.withdrawn_on.is_(None),
        TABLE.c.outcome.is_(None) | (TABLE.c.outcome != "approved"),
    )
    .group_by(TABLE.c.category)
)
_DECIDED = (
    select(TABLE.c.category, func.count(TABLE.c.application))
    .where(
        TABLE.c.association == bindparam("association"),
        TABLE.c.outcome == "approved",
        TABLE.c.decided_on > bindparam("after"),
        TABLE.c.decided_on <= bindparam("upto"),
    )
    .group_by(TABLE.c.category)
)


def people_applying(book: Book) -> dict[str, int]:
    """How many people have an application on its way, by category."""
    return dict(book.fetch(_APPLYING))


def approved_between(book: Book, after: date, upto: date) -> dict[str, int]:
    """How many applications were approved later than ``after`` and not later than ``upto``, by category."""
    return dict(book.fetch(_DECIDED, after=after.isoformat(), upto=upto.isoformat()))
