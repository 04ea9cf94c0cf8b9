"""Which of an application's or a renewal's days a rule asks about, and which cycle a renewal is about."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec.structs import replace

from vouchbook.domain.names import CategoryCode, Moment, Occasion
from vouchbook.domain.trace import Moments
from vouchbook.policy.calendar import earlier, later
from vouchbook.policy.document import (
    EmergingRow,
    PolicyDocument,
    RenewalRow,
    TransitionRow,
    emerging_on,
    ruling_row,
)
from vouchbook.policy.rules import Length


def moment(moments: Moments, which: Moment) -> date:
    """The day of a moment; one that has not come yet, or is not known, is the day asked."""
    match which:
        case Moment.REGISTERED:
            known = moments.registered
        case Moment.SUBMITTED:
            known = moments.submitted
        case Moment.DECIDED:
            known = moments.decided
        case Moment.CYCLE_START:
            known = moments.cycle_start
        case Moment.CYCLE_END:
            known = moments.cycle_end
        case Moment.GIVEN:
            known = None
    return known or moments.asked


def with_cycle(document: PolicyDocument, category: CategoryCode, at: Occasion, moments: Moments) -> Moments:
    """The moments of a renewal with its cycle: the one given, else the one that ``[[renewal]]`` puts the day in."""
    if at is not Occasion.RENEWAL or (moments.cycle_start and moments.cycle_end):
        return moments
    row = renewal_row(document, category, moments.asked)
    if row is None:
        return moments
    every = Length(months=12 * max(row.every_years, 1))
    due = row.next_due
    while due < moments.asked:
        due = later(due, every)
    while moments.asked <= (before := earlier(due, every)) < due:
        due = before
    return replace(
        moments,
        cycle_start=moments.cycle_start or min(earlier(due, every) + timedelta(days=1), due),
        cycle_end=moments.cycle_end or due,
    )


def renewal_row(document: PolicyDocument, category: CategoryCode, on: date) -> RenewalRow | None:
    """The row by which endorsements in a category are renewed on a day."""
    for wanted in (category, "every"):  # a row that names the category goes before one for all
        row = ruling_row(tuple(row for row in document.renewal if wanted in row.for_), on)
        if isinstance(row, RenewalRow):
            return row
    return None


def judged_on(document: PolicyDocument, category: CategoryCode, at: Occasion, moments: Moments) -> date:
    """The day whose sheet judges: the moment that ``[[transition]]`` names for it."""
    if at is Occasion.RENEWAL:
        return moment(moments, _transition(document, ("renewal",), Moment.CYCLE_START, moments.asked))
    named = (f"sheet:{category}", "requirements")
    return moment(moments, _transition(document, named, Moment.REGISTERED, moments.asked))


def emerging_row(document: PolicyDocument, category: CategoryCode, moments: Moments) -> EmergingRow:
    """The row that rules an application begun as emerging: that of the day whose sheet judges it.

    :raises NoEmerging: there is none
    """
    return emerging_on(document, category, judged_on(document, category, Occasion.APPLICATION, moments))


def standing_moment(document: PolicyDocument, moments: Moments) -> date | None:
    """The day whose ``[[standing]]`` and ``[[vetting]]`` rows rule; ``None``: those of each day itself."""
    which = _transition(document, ("standing",), Moment.GIVEN, moments.asked)
    return None if which is Moment.GIVEN else moment(moments, which)


def fees_judged_on(document: PolicyDocument, moments: Moments) -> date:
    """The day whose fees apply: that on which they are due, unless ``[[transition]]`` names another moment."""
    return moment(moments, _transition(document, ("fees",), Moment.GIVEN, moments.asked))


def _transition(document: PolicyDocument, named: tuple[str, ...], default: Moment, on: date) -> Moment:
    for of in named:
        row = ruling_row(tuple(row for row in document.transition if row.of == of), on)
        if isinstance(row, TransitionRow):
            return row.judged_by
    return default
