"""Whom the end of vetting leaves without a provider: who counts on its last day, and who on the day after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import CategoryCode, ColleagueId, StandingName, VettingScope
from vouchbook.domain.trace import Moments
from vouchbook.policy.document import PolicyDocument, VettingEnd, VettingRow, ruling_row
from vouchbook.policy.providers import Counting
from vouchbook.policy.questions import POLICY_ALONE, Questions

By = Literal["given", "registered", "submitted", "decided"]


class Receiving(Struct, frozen=True):
    """Somebody who needs RSC for a category, with those who give it to them and what these hold.

    ``may``: what a provider has to be, as the sheet says it. ``registered`` and ``submitted``: the days of the
    application, as far as they are known; what has not come yet is taken to come on the day asked about.
    """

    category: CategoryCode
    may: tuple[StandingName, ...]
    providers: tuple[ColleagueId, ...]
    portfolio: Portfolio
    registered: date | None = None
    submitted: date | None = None


class Left(Struct, frozen=True):
    """The providers who count on the last day of vetting, and those who count on the day after."""

    before: tuple[ColleagueId, ...]
    after: tuple[ColleagueId, ...]

    @property
    def alone(self) -> bool:
        """Had a provider, and has none any more."""
        return bool(self.before) and not self.after


def next_end(document: PolicyDocument, scope: VettingScope, on: date) -> VettingEnd | None:
    """The end of vetting that comes next, seen from a day; where all have passed, the last; ``None``: there is none."""
    row = ruling_row(tuple(row for row in document.vetting if row.scope is scope), on)
    ends = sorted(row.ends if row is not None else (), key=lambda end: end.on)
    return next((end for end in ends if end.on >= on), ends[-1] if ends else None)


def with_end(document: PolicyDocument, scope: VettingScope, end: VettingEnd) -> PolicyDocument:
    """The policy as it would be if vettings of a scope ended so, and otherwise never."""
    others = tuple(row for row in document.vetting if row.scope is not scope)
    return replace(document, vetting=(*others, VettingRow(scope=scope, ends=(end,))))


def left(document: PolicyDocument, end: VettingEnd, receiving: Receiving, ask: Questions = POLICY_ALONE) -> Left:
    """Who of somebody's providers counts on the last day, and who on the day after it."""
    return Left(_counting(document, end.on, receiving, ask), _counting(document, _after(end), receiving, ask))


def _after(end: VettingEnd) -> date:
    return end.on + timedelta(days=1)


def _counting(document: PolicyDocument, on: date, of: Receiving, ask: Questions) -> tuple[ColleagueId, ...]:
    moments = Moments(asked=on, registered=of.registered or on, submitted=of.submitted or on, decided=on)
    asked = [Counting(document, may, moments, ask) for may in of.may]
    return tuple(who for who in of.providers if any(each.counts(of.portfolio, who, of.category) for each in asked))
