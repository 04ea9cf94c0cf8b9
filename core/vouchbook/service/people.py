"""Finding somebody of the book: by name, by address, by id, by how far they have come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, and_, bindparam, func, or_, select

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.names import Outcome, PersonId
from vouchbook.ledger.tables import mine
from vouchbook.projections.applications import TABLE as APPLICATIONS
from vouchbook.projections.applications import ApplicationRow, applications_of, under_review
from vouchbook.projections.claims import unconfirmed_by_person
from vouchbook.projections.endorsements import TABLE as ENDORSEMENTS
from vouchbook.projections.endorsements import EndorsementRow, endorsements_of
from vouchbook.service import people_index as index
from vouchbook.service.office import Office

PAGE = 50
"""People on one page."""


class Stage(Enum):
    """Who is looked for."""

    APPLYING = "applying"  # with an application that is not submitted
    UNDER_REVIEW = "under_review"
    ENDORSED = "endorsed"
    TO_CONFIRM = "to_confirm"  # with claims that nobody has confirmed
    NEITHER = "neither"  # neither applying nor endorsed


class Wanted(Struct, frozen=True):
    """Whom somebody looks for; an empty one means everybody."""

    text: str = ""
    stage: Stage | None = None
    category: str = ""


class Found(Struct, frozen=True):
    """Somebody who was found, with what they apply for and are endorsed in."""

    person: PersonId
    name: str
    applying: tuple[ApplicationRow, ...] = ()
    endorsed: tuple[EndorsementRow, ...] = ()


class Matches(Struct, frozen=True):
    """One page of what was found; ``total`` is how many there are on all pages."""

    people: tuple[Found, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def search(office: Office, principal: Principal, wanted: Wanted, on: date, *, page: int | None = 1) -> Matches:
    """Everybody who is looked for, by name; a coordinator's list. Without a ``page``, all of them."""
    office.allow(principal, Action.SEE_EVERYBODY)
    found = index.index_of(office).matching(office, wanted.text)
    among = _among(office, wanted, on)
    if among is not None:
        found = [(name, person) for name, person in found if person in among]
    if wanted.stage is Stage.NEITHER:
        others = {*_with_application(office, ""), *_endorsed(office, "", on)}
        found = [(name, person) for name, person in found if person not in others]
    total = len(found)
    if page is not None:
        page = min(max(page, 1), max(1, -(-total // PAGE)))
        found = found[(page - 1) * PAGE : page * PAGE]
    people = tuple(
        Found(
            PersonId(person),
            name,
            tuple(row for row in applications_of(office.book, person) if is_open(row)),
            tuple(row for row in endorsements_of(office.book, person) if in_force(row, on)),
        )
        for name, person in found
    )
    return Matches(people, total, page or 1)


def names(office: Office, principal: Principal, people: Iterable[str]) -> dict[str, str]:
    """The names of a few people, opened for a page; a coordinator's."""
    office.allow(principal, Action.SEE_EVERYBODY)
    return index.names(office, people)


def is_open(row: ApplicationRow) -> bool:
    """Whether an application may still come to something."""
    return row.withdrawn_on is None and row.outcome != Outcome.APPROVED.value


def is_under_review(row: ApplicationRow) -> bool:
    return is_open(row) and row.submitted_on is not None and row.outcome != Outcome.DEFERRED.value


def in_force(row: EndorsementRow, on: date) -> bool:
    return row.interval.status(on) in (EndorsementStatus.ACTIVE, EndorsementStatus.IN_GRACE)


# ── Whom a filter means ───────────────────────────────────────────────────────────────────────

_OPEN = and_(
    mine(APPLICATIONS),
    APPLICATIONS.c.withdrawn_on.is_(None),
    or_(APPLICATIONS.c.outcome.is_(None), APPLICATIONS.c.outcome != Outcome.APPROVED.value),
)
_IN = or_(bindparam("category") == "", APPLICATIONS.c.category == bindparam("category"))
_WITH_APPLICATION = select(APPLICATIONS.c.person).where(_OPEN, _IN)
_NOT_SUBMITTED = _WITH_APPLICATION.where(
    or_(APPLICATIONS.c.submitted_on.is_(None), APPLICATIONS.c.outcome == Outcome.DEFERRED.value)
)
_REVIEWED = select(APPLICATIONS.c.person).where(mine(APPLICATIONS), under_review(), _IN)
_ENDORSED = select(ENDORSEMENTS.c.person).where(
    mine(ENDORSEMENTS),
    or_(bindparam("category") == "", ENDORSEMENTS.c.category == bindparam("category")),
    ENDORSEMENTS.c.valid_from <= bindparam("day"),
    func.coalesce(ENDORSEMENTS.c.grace_until, ENDORSEMENTS.c.valid_until) >= bindparam("day"),
)


def _among(office: Office, wanted: Wanted, on: date) -> set[str] | None:
    """The people whom a stage and a category mean; ``None``: everybody."""
    category = wanted.category
    match wanted.stage:
        case Stage.APPLYING:
            return _people(office, _NOT_SUBMITTED, category=category)
        case Stage.UNDER_REVIEW:
            return _people(office, _REVIEWED, category=category)
        case Stage.ENDORSED:
            return _endorsed(office, category, on)
        case Stage.TO_CONFIRM:
            waiting = {row.person for row in unconfirmed_by_person(office.book)}
            within = _among_category(office, category, on)
            return waiting if within is None else waiting & within
        case _:
            return None if wanted.stage is Stage.NEITHER else _among_category(office, category, on)


def _among_category(office: Office, category: str, on: date) -> set[str] | None:
    return _with_application(office, category) | _endorsed(office, category, on) if category else None


def _with_application(office: Office, category: str) -> set[str]:
    return _people(office, _WITH_APPLICATION, category=category)


def _endorsed(office: Office, category: str, on: date) -> set[str]:
    return _people(office, _ENDORSED, category=category, day=on.isoformat())


def _people(office: Office, statement: Select[Any], **values: str) -> set[str]:
    return {row[0] for row in office.book.fetch(statement, **values)}
