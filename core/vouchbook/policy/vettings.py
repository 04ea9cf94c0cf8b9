"""What policy says of vetting: whether anybody is still vetted, where a vetting stands on a day, what supersedes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import CategoryCode, StandingName, VettingScope
from vouchbook.domain.trace import Moments
from vouchbook.domain.vetting import Offer, VettedBy, Vetting, VettingStatus
from vouchbook.policy.document import PolicyDocument, ruling_row
from vouchbook.policy.providers import Counting
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.standing_rows import RulingRows, StandingRows

NO_CATEGORY = CategoryCode("")
"""Vetting rows are of no category."""


def offer(document: PolicyDocument, scope: VettingScope, on: date) -> Offer | None:
    """How the association vets for a scope on a day; ``None``: no row lets it.

    Nobody is vetted anew once nothing that they then do can count: after the end by the day given, submitted or
    decided. An end by the day registered leaves the applications registered before, so that it closes nothing.
    """
    row = ruling_row(tuple(row for row in document.vetting if row.scope is scope), on)
    if row is None:
        return None
    return Offer(VettedBy(row.by), min((end.on for end in row.ends if end.by != "registered"), default=None))


def last_given(document: PolicyDocument, scope: VettingScope, on: date) -> date | None:
    """The last day that counts by the row which rules a day, where it ends vettings by the day given."""
    row = ruling_row(tuple(row for row in document.vetting if row.scope is scope), on)
    ends = () if row is None else tuple(end.on for end in row.ends if end.by == "given")
    return min(ends, default=None)


def status(vetting: Vetting, document: PolicyDocument, on: date, moments: Moments | None = None) -> VettingStatus:
    """Where a vetting stands on a day: what was recorded of it, then the ends of ``[[vetting]]``.

    :param moments: the days of the application in which it is to count; without them, one registered, submitted and
        decided on that day
    """
    found = vetting.status(on)
    if found is not VettingStatus.VETTED or vetting.opened is None:
        return found
    return found if counts(document, vetting.opened.scope, on, moments) else VettingStatus.SUNSET


def counts(document: PolicyDocument, scope: VettingScope, on: date, moments: Moments | None = None) -> bool:
    """Whether vettings of a scope count on a day, for an application of these days."""
    rows = RulingRows(StandingRows(document, NO_CATEGORY), moments or Moments(asked=on))
    return any(low <= on.toordinal() < high for low, high in rows.vetted(scope))


def superseded(
    document: PolicyDocument, scope: VettingScope, held: Portfolio, on: date, ask: Questions = POLICY_ALONE
) -> bool:
    """Whether somebody's endorsements let them do all that a vetting of the scope does, on a day.

    They do where each row that lets the vetting count for a category lets the endorsements count, too: nobody may do
    less for having been endorsed.
    """
    moments = Moments(asked=on)
    return all(
        Counting(document, may, moments, ask).counts(held, None, category)
        for category, may in _taking(document, scope, on)
    )


def _taking(document: PolicyDocument, scope: VettingScope, on: date) -> Iterator[tuple[CategoryCode, StandingName]]:
    """For applicants of which category a vetting of the scope lets somebody do what, by the rows of a day."""
    for category in document.association.categories:
        rows = StandingRows(document, category)
        for may in dict.fromkeys(row.may for row in document.standing):
            for days, row in rows.standing(may):
                rules = any(low <= on.toordinal() < high for low, high in days)
                if rules and any(way.vetted is scope for way in row.any_of):
                    yield category, may
