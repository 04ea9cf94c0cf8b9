"""Who reviews what: assigned since when, done since when, and what each recommends; of the current submission."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Column, Index, Text, and_, bindparam, func, select

from vouchbook.domain.application import (
    ApplicationSubmitted,
    ReviewCompleted,
    ReviewerAssigned,
    ReviewerReleased,
)
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model
from vouchbook.projections.applications import TABLE as APPLICATIONS
from vouchbook.projections.applications import under_review

TABLE = read_model(
    "panel",
    Column("application", Text, primary_key=True),
    Column("reviewer", Text, primary_key=True),
    Column("assigned_on", Text, nullable=False),
    Column("completed_on", Text),
    Column("recommends", Text),
)
Index("panel_reviewer", TABLE.c.association, TABLE.c.reviewer)


class PanelRow(Struct, frozen=True):
    application: str
    reviewer: str
    assigned_on: date
    completed_on: date | None
    recommends: str | None


class Waiting(Struct, frozen=True):
    """A review that is not completed, of an application under review."""

    application: str
    person: str
    reviewer: str
    assigned_on: date


class Progress(Struct, frozen=True):
    """How far the panel of an application under review has come; ``last_on`` is the day of the latest review."""

    application: str
    person: str
    category: str
    submitted_on: date
    outcome: str | None
    reviewers: int
    completed: int
    last_on: date | None


READS = (ReviewerAssigned, ReviewerReleased, ReviewCompleted, ApplicationSubmitted)
PARTS = {ApplicationSubmitted: ("on",)}  # and no traces


def changes(entry: Entry) -> Iterable[RowChange]:
    application = entry.stream.partition(":")[2]
    match entry.event:
        case ReviewerAssigned(reviewer=reviewer, on=on):
            assigned = {"assigned_on": on, "completed_on": None, "recommends": None}
            yield RowChange("panel", {"application": application, "reviewer": reviewer}, assigned)
        case ReviewerReleased(reviewer=reviewer):
            yield RowChange("panel", {"application": application, "reviewer": reviewer}, None)
        case ReviewCompleted(reviewer=reviewer, recommends=recommends, on=on):
            done = {"completed_on": on, "recommends": recommends.value}
            yield RowChange("panel", {"application": application, "reviewer": reviewer}, done)
        case ApplicationSubmitted():
            yield RowChange("panel", {"application": application}, None)
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in PanelRow.__struct_fields__)
_OF = select(*_COLUMNS).where(mine(TABLE), TABLE.c.application == bindparam("of")).order_by(TABLE.c.assigned_on)
_BY = select(*_COLUMNS).where(mine(TABLE), TABLE.c.reviewer == bindparam("of")).order_by(TABLE.c.assigned_on)
_SAME = and_(APPLICATIONS.c.association == TABLE.c.association, APPLICATIONS.c.application == TABLE.c.application)
_WAITING = (
    select(TABLE.c.application, APPLICATIONS.c.person, TABLE.c.reviewer, TABLE.c.assigned_on)
    .join_from(TABLE, APPLICATIONS, _SAME)
    .where(mine(TABLE), TABLE.c.completed_on.is_(None), under_review(), TABLE.c.assigned_on <= bindparam("by"))
    .order_by(TABLE.c.assigned_on, TABLE.c.application, TABLE.c.reviewer)
)
_PROGRESS = (
    select(
        APPLICATIONS.c.application, APPLICATIONS.c.person, APPLICATIONS.c.category, APPLICATIONS.c.submitted_on,
        APPLICATIONS.c.outcome,
        func.count(TABLE.c.reviewer).label("reviewers"),
        func.count(TABLE.c.completed_on).label("completed"),
        func.max(TABLE.c.completed_on).label("last_on"),
    )
    .join_from(APPLICATIONS, TABLE, _SAME, isouter=True)
    .where(mine(APPLICATIONS), under_review())
    .group_by(
        APPLICATIONS.c.application, APPLICATIONS.c.person, APPLICATIONS.c.category, APPLICATIONS.c.submitted_on,
        APPLICATIONS.c.outcome,
    )
    .order_by(APPLICATIONS.c.submitted_on, APPLICATIONS.c.application)
)  # fmt: skip


def panel_of(book: Book, application: str) -> list[PanelRow]:
    """Who is on the panel of an application."""
    return book.query(_OF, PanelRow, of=application)


def reviewed_by(book: Book, reviewer: str) -> list[PanelRow]:
    """The panels that somebody is on."""
    return book.query(_BY, PanelRow, of=reviewer)


def reviews_awaited(book: Book, assigned_by: date) -> list[Waiting]:
    """The reviews that are not completed and were assigned by a day, the oldest first."""
    return book.query(_WAITING, Waiting, by=assigned_by.isoformat())


def panels_under_review(book: Book) -> list[Progress]:
    """Every application under review with how far its panel has come, the longest submitted first."""
    return book.query(_PROGRESS, Progress)
