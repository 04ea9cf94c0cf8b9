"""Whose degree fits a way to a standing: the applicant's on each day, and that of whoever has the standing."""

from __future__ import annotations

from typing import NamedTuple

from vouchbook.domain.evidence import Education
from vouchbook.domain.names import ColleagueId, DegreeLevel
from vouchbook.policy.calendar import ALWAYS, NEVER, Spans, common, span, without
from vouchbook.policy.document import Way
from vouchbook.policy.portfolio import Desk, exceeds, reaches


class Fit(NamedTuple):
    """The days on which both degrees fit; ``doubtful``: nobody knows the provider's, so that a reviewer has to say."""

    days: Spans
    doubtful: bool = False


ANY = Fit(ALWAYS)


def of_applicant(way: Way, desk: Desk) -> Spans:
    """The days on which the applicant's degrees are within the limits of a way: each counts from the day it was given.

    A certificate, or a degree that stands beside the others, is neither high enough nor too high.
    """
    days = ALWAYS
    if (least := way.applicant_degree_at_least) is not None:
        days = _from_the_first(desk, [level for level in DegreeLevel if reaches(level, DegreeLevel(least))])
    if (most := way.applicant_degree_at_most) is not None:
        above = [level for level in DegreeLevel if exceeds(level, DegreeLevel(most))]
        days = without(days, _from_the_first(desk, above))
    return days


def fit(way: Way, holder: ColleagueId | None, desk: Desk) -> Fit:
    """When a way takes somebody; ``None`` is the person themself, who is no applicant's provider."""
    if not way.asks_applicant and way.provider_degree_at_least is None:
        return ANY
    if holder is None and way.asks_applicant:
        return Fit(NEVER)
    days, doubtful = of_applicant(way, desk), False
    if (least := way.provider_degree_at_least) is not None:
        wanted = DegreeLevel(least)
        if holder is None:
            days = common(days, _from_the_first(desk, [level for level in DegreeLevel if reaches(level, wanted)]))
        else:
            colleague = desk.colleague(holder)
            level = colleague.degree_level if colleague else None
            doubtful = level is None
            if level is not None and not reaches(level, wanted):
                days = NEVER
    return Fit(days, doubtful)


def _from_the_first(desk: Desk, levels: list[DegreeLevel]) -> Spans:
    """Every day from the first on which somebody had a degree of one of these levels."""
    awarded = [degree.awarded_on for _, degree in desk.of(Education) if degree.level in levels]
    return span(min(awarded), None) if awarded else NEVER
