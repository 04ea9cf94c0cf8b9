"""What the core answers, from policy data, when an association's code stays silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from vouchbook.domain.names import CategoryCode, PlanKey, Relation, StandingName
from vouchbook.hookspecs import ReviewPlan, Term
from vouchbook.policy.document import PolicyDocument, Row, ruling_row

R = TypeVar("R", bound=Row)


class PolicySilent(LookupError):
    """The policy has no row that answers; the message names the table and the way out."""


def membership_term(document: PolicyDocument, plan: PlanKey, bought_on: date) -> Term:
    """The days a membership covers, by ``[[membership]]``: the calendar year with its cut-off, or a rolling year.

    :raises PolicySilent: no such plan, or no row for the day
    """
    known = [row.key for row in document.plan]
    if plan not in known:
        raise PolicySilent(f"{document.association.code} sells {', '.join(known) or 'no membership'}; not {plan!r}")
    row = ruling_row(document.membership, bought_on)
    if row is None:
        raise PolicySilent(f"no [[membership]] row rules on {bought_on}: add one, or another first day")
    if row.year == "rolling":
        return Term(bought_on, _same_day(bought_on, bought_on.year + 1) - timedelta(days=1))
    ends_on = row.ends_on or document.association.year_end
    last = _day_of(ends_on, bought_on.year)
    if last < bought_on:
        last = _day_of(ends_on, bought_on.year + 1)
    if row.next_year_if_bought_from is not None and bought_on >= _last_before(last, row.next_year_if_bought_from):
        last = _day_of(ends_on, last.year + 1)
    return Term(bought_on, last)


def review_plan(document: PolicyDocument, category: CategoryCode, on: date) -> ReviewPlan:
    """:raises PolicySilent: no ``[[review]]`` row for the category and day"""
    row = _for_category(document.review, category, on)
    if row is None:
        raise PolicySilent(f"no [[review]] row rules {category} on {on}: say how many review it")
    return ReviewPlan(
        reviewers=row.reviewers,
        reviewer_may=StandingName(row.reviewer_may),
        conflicts=tuple(Relation(conflict) for conflict in row.conflicts),
        override=row.override_by == "coordinator",
    )


def endorsement_term(document: PolicyDocument, category: CategoryCode, granted_on: date) -> Term:
    """From the day of the decision through the next day on which renewals are due, by ``[[renewal]]``.

    :raises PolicySilent: no row for the category and day
    """
    row = _for_category(document.renewal, category, granted_on)
    if row is None:
        raise PolicySilent(f"no [[renewal]] row rules {category} on {granted_on}: say when renewals are due")
    every = max(row.every_years, 1)
    year = row.next_due.year
    while _same_day(row.next_due, year) <= granted_on:
        year += every
    while _same_day(row.next_due, year - every) > granted_on:
        year -= every
    due = _same_day(row.next_due, year)
    grace = None
    if row.grace_until is not None:
        grace = _day_of(row.grace_until, due.year)
        if grace <= due:
            grace = _day_of(row.grace_until, due.year + 1)
    return Term(granted_on, due, grace)


def _for_category(rows: Sequence[R], category: CategoryCode, on: date) -> R | None:
    """The row in force for a category: one that names it goes before one for every category."""
    for wanted in (category, "every"):
        mine = tuple(row for row in rows if wanted in getattr(row, "for_", ("every",)))
        row = ruling_row(mine, on)
        if row is not None:
            return row
    return None


def _day_of(day: str, year: int) -> date:
    """``"12-31"`` in a year; 29 February falls back to the 28th."""
    month, number = (int(part) for part in day.split("-"))
    try:
        return date(year, month, number)
    except ValueError:
        return date(year, month, number - 1)


def _last_before(end: date, day: str) -> date:
    """The latest such day of a year up to ``end``: a cut-off may lie in the calendar year before."""
    this_year = _day_of(day, end.year)
    return this_year if this_year <= end else _day_of(day, end.year - 1)


def _same_day(day: date, year: int) -> date:
    return _day_of(f"{day.month}-{day.day}", year)
