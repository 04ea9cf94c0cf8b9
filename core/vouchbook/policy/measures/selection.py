"""Which items may count together: those within the best stretch of time, or of no more providers than allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from vouchbook.domain.evidence import Rsc
from vouchbook.policy.calendar import later
from vouchbook.policy.measures.tally import Taken
from vouchbook.policy.rules import Hours, Length

MOST_COMBINATIONS = 500
"""With more ways to choose providers than this, only those who gave most are looked at."""


def selections(taken: Sequence[Taken], rule: Hours) -> Iterator[Sequence[Taken]]:
    """Every choice of items worth adding up; at least one, be it empty."""
    for within in _windows(taken, rule.within) if rule.within else [taken]:
        if rule.providers_at_most is None:
            yield within
        else:
            yield from _by_providers(within, rule.providers_at_most)


def _windows(taken: Sequence[Taken], length: Length) -> Iterator[Sequence[Taken]]:
    """The whole items in each stretch that begins with an item; one that lies within another adds nothing."""
    found, last = False, 0
    for start in sorted({each.facts.first for each in taken}):
        low, high = start.toordinal(), later(start, length).toordinal()
        window = [each for each in taken if low <= each.low and each.high <= high]
        reach = max((each.high for each in window), default=0)
        if reach > last:
            found, last = True, reach
            yield window
    if not found:
        yield []


def _by_providers(taken: Sequence[Taken], at_most: int) -> Iterator[Sequence[Taken]]:
    minutes: dict[object, int] = {}
    for each in taken:
        provider = _provider(each)
        minutes[provider] = minutes.get(provider, 0) + each.facts.minutes
    if len(minutes) <= at_most:
        yield taken
        return
    by_most = sorted(minutes, key=lambda provider: -minutes[provider])
    for number, together in enumerate(combinations(by_most, at_most)):
        if number == MOST_COMBINATIONS:
            return
        yield [each for each in taken if _provider(each) in together]


def _provider(each: Taken) -> object:
    return each.facts.provider if isinstance(each.facts, Rsc) else None
