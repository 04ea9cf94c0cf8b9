"""Every application under review with how far its panel is, and for whom it waits; from read models alone."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import CategoryCode
from vouchbook.projections.panels import panels_under_review, reviews_awaited
from vouchbook.service.office import Office


class UnderReview(Struct, frozen=True):
    """``waiting_for`` are the reviewers who have not completed, ``since`` the day on which the first was named."""

    application: str
    person: str
    category: str
    submitted_on: date
    named: int
    completed: int
    needed: int
    waiting_for: tuple[str, ...]
    since: date | None


def listing(office: Office, principal: Principal, on: date) -> list[UnderReview]:
    """The longest submitted first; a coordinator's list."""
    office.allow(principal, Action.SEE_EVERYBODY)
    waiting: dict[str, list[tuple[date, str]]] = {}
    for each in reviews_awaited(office.book, on):
        waiting.setdefault(each.application, []).append((each.assigned_on, each.reviewer))
    needed: dict[str, int] = {}
    found = []
    for row in panels_under_review(office.book):
        if row.category not in needed:
            needed[row.category] = office.association(on).review_plan(CategoryCode(row.category), on).reviewers
        of = waiting.get(row.application, [])
        found.append(
            UnderReview(
                application=row.application,
                person=row.person,
                category=row.category,
                submitted_on=row.submitted_on,
                named=row.reviewers,
                completed=row.completed,
                needed=needed[row.category],
                waiting_for=tuple(reviewer for _, reviewer in of),
                since=min((day for day, _ in of), default=None),
            )
        )
    return found
