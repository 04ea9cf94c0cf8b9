"""What the core answers, from policy data, when an association's code stays silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import msgspec

from vouchbook.domain.names import (
    CategoryCode,
    FeeOccasion,
    PaidBefore,
    PaymentProviderName,
    PlanKey,
    Refundable,
    Relation,
    StandingName,
)
from vouchbook.domain.years import DayOfYear, MembershipYear
from vouchbook.hookspecs import Fee, PaymentNotice, ReviewPlan, Term
from vouchbook.policy.document import FeeRow, PlanRow, PolicyDocument, ReviewRow, Row, ruling_row
from vouchbook.policy.fees import digest_of, due_of, fee_row, upgrade_row

R = TypeVar("R", bound=Row)


class PolicySilent(LookupError):
    """The policy has no row that answers; the message names the table and the way out."""


def membership_term(document: PolicyDocument, plan: PlanKey, bought_on: date) -> Term:
    """The days a membership covers, by ``[[membership]]``: the calendar year with its cut-off, or a rolling year.

    :raises PolicySilent: the plan is not sold on that day, or no row says how long it runs
    """
    sold_plan(document, plan, bought_on)
    return Term(bought_on, membership_year(document, plan, bought_on).last(bought_on))


def membership_year(document: PolicyDocument, plan: PlanKey, bought_on: date) -> MembershipYear:
    """How long a plan bought on a day runs, wherever it begins; a row that names the plan goes before one for all.

    :raises PolicySilent: no row for the day
    """
    for wanted in (plan, None):
        row = ruling_row(tuple(row for row in document.membership if row.plan == wanted), bought_on)
        if row is not None:
            break
    else:
        raise PolicySilent(f"no [[membership]] row rules on {bought_on}: add one, or another first day")
    if row.year == "rolling":
        return MembershipYear()
    cut_off = row.next_year_if_bought_from
    return MembershipYear(
        DayOfYear.read(row.ends_on or document.association.year_end),
        DayOfYear.read(cut_off) if cut_off is not None else None,
    )


def sold_plan(document: PolicyDocument, plan: PlanKey, on: date) -> PlanRow:
    """The row of a plan that may be bought on a day.

    :raises PolicySilent: it is not sold then; the message says when it is, and what is sold
    """
    rows = {key: [row for row in document.plan if row.key == key] for key in sorted({r.key for r in document.plan})}
    if row := ruling_row(rows.get(plan, []), on):
        return row
    code = document.association.code
    if plan not in rows:
        raise PolicySilent(f"{code} sells {', '.join(rows) or 'no membership'}; not {plan!r}")
    then = ", ".join(key for key in rows if ruling_row(rows[key], on)) or "nothing"
    dates = " and ".join(_dates(row) for row in rows[plan])
    raise PolicySilent(f"{code} does not sell {plan!r} on {on}, only {dates}; sold on that day: {then}")


def _dates(row: Row) -> str:
    first = f"from {row.from_}" if row.from_ else ""
    return " ".join(filter(None, (first, f"until {row.until}" if row.until else "")))


def fee(
    document: PolicyDocument,
    occasion: FeeOccasion,
    *,
    category: CategoryCode | None = None,
    plan: PlanKey | None = None,
    member: bool | None = None,
    held: tuple[CategoryCode, ...] = (),
    on: date,
) -> Fee | None:
    """What an occasion costs by ``[[fee]]`` and, for whoever holds other categories here, by ``[[upgrade]]``.

    :param on: the day whose rows apply; see ``cycles.fees_judged_on``
    :return: ``None``: the policy has no row, and nothing is charged
    """
    row = fee_row(document, occasion, on, category=category, plan=plan, member=member)
    if row is None:
        return None
    cents = row.amount
    others = tuple(each for each in held if each != category)
    if category is not None and others:
        cents = _upgraded(document, row, category, plan, member, others, on)
    return Fee(
        occasion=occasion,
        cents=cents,
        due=due_of(document, row, on, category=category),
        refund=Refundable(row.refund),
        kept=min(row.kept or 0, cents),
        source=row.source,
        line=row.line,
        confirmed=row.confirmed,
        paid_before=PaidBefore(row.paid_before),
        added_to=FeeOccasion(row.added_to) if row.added_to else None,
        full=row.amount if cents != row.amount else None,
        row=digest_of(row),
    )


def _upgraded(
    document: PolicyDocument,
    row: FeeRow,
    category: CategoryCode,
    plan: PlanKey | None,
    member: bool | None,
    held: tuple[CategoryCode, ...],
    on: date,
) -> int:
    """The price for somebody who holds other categories here: less what processing the dearest of them costs."""
    upgrade = upgrade_row(document, category, on)
    if upgrade is None:
        return row.amount
    if row.occasion == FeeOccasion.REGISTRATION.value and not upgrade.registration_again:
        return 0
    if row.occasion != FeeOccasion.PROCESSING.value or upgrade.charge == "full":
        return row.amount
    before = (fee_row(document, FeeOccasion.PROCESSING, on, category=each, plan=plan, member=member) for each in held)
    return max(0, row.amount - max((each.amount for each in before if each), default=0))


def review_plan(document: PolicyDocument, category: CategoryCode, on: date) -> ReviewPlan:
    """:raises PolicySilent: no ``[[review]]`` row for the category and day"""
    row = review_row(document, category, on)
    if row is None:
        raise PolicySilent(f"no [[review]] row rules {category} on {on}: say how many review it")
    return ReviewPlan(
        reviewers=row.reviewers,
        reviewer_may=StandingName(row.reviewer_may),
        conflicts=tuple(Relation(conflict) for conflict in row.conflicts),
        override=row.override_by == "coordinator",
    )


def review_row(document: PolicyDocument, category: CategoryCode, on: date) -> ReviewRow | None:
    """The ``[[review]]`` row in force for a category."""
    return _for_category(document.review, category, on)


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


def _same_day(day: date, year: int) -> date:
    return _day_of(f"{day.month}-{day.day}", year)


class ManualRecorder:
    """The payment provider of every association: the coordinator, who tells of cheques, cash and transfers.

    A notification is a ``PaymentNotice`` as JSON; the reference may be empty where there is none, as with cash.
    """

    name = PaymentProviderName("manual")

    def read(self, notification: bytes) -> PaymentNotice | None:
        try:
            return msgspec.json.decode(notification, type=PaymentNotice)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None


MANUAL = ManualRecorder()
