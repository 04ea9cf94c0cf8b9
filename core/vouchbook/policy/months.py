"""Exact months of work: the days merged into runs, whole months stepped from a run's first day, the rest in parts.

A month is ``MONTH`` parts, so that every share of a month of 28, 29, 30 or 31 days is a whole number.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from vouchbook.policy.calendar import Spans, merged

MONTH = 377_580
"""The least common multiple of 28, 29, 30 and 31."""
FULL = 10_000
"""The weight of a day of full-time work, or of any day where part-time work counts in full."""

Weighed = tuple[tuple[int, int, int], ...]
"""Stretches of days as ``(first, end, weight)``, in order, none overlapping; a weight is at most ``FULL``."""


def months(spans: Spans) -> int:
    """The parts of months in these days.

    Two years to the day are 24 months, whichever months they cross:

    >>> months(span(date(2022, 2, 15), date(2024, 2, 14))) == 24 * MONTH
    True

    A step from the 31st falls back to the last day of a shorter month, leap days included:

    >>> months(span(date(2024, 1, 31), date(2024, 2, 28))) == MONTH
    True
    >>> months(span(date(2023, 1, 31), date(2023, 2, 27))) == MONTH
    True

    What is left counts by the length of the step it belongs to:

    >>> months(span(date(2024, 2, 1), date(2024, 2, 28))) == MONTH * 28 // 29
    True
    """
    return sum(_run(low, high, ()) for low, high in spans) // FULL


def weighed_months(weighed: Weighed) -> int:
    """The parts of months in these days, each day by its weight; rounded down once, at the end.

    >>> half = tuple((low, high, FULL // 2) for low, high in span(date(2022, 2, 15), date(2024, 2, 14)))
    >>> weighed_months(half) == 12 * MONTH
    True
    """
    total = 0
    for low, high in merged((low, high) for low, high, _ in weighed):
        total += _run(low, high, [part for part in weighed if low <= part[0] < high and part[2] < FULL])
    return total // FULL


def layered(jobs: Iterable[tuple[int, int, int]]) -> Weighed:
    """Jobs laid over each other: weights of one day add up, but no day weighs more than ``FULL``.

    >>> layered([(1, 10, 5000), (5, 20, 6000)])
    ((1, 5, 5000), (5, 10, 10000), (10, 20, 6000))
    """
    jobs = list(jobs)
    edges = sorted({edge for low, high, _ in jobs for edge in (low, high)})
    parts = []
    for low, high in pairwise(edges):
        weight = sum(weight for start, end, weight in jobs if start <= low < end)
        if weight:
            parts.append((low, high, min(weight, FULL)))
    return tuple(parts)


def _run(low: int, high: int, lighter: Iterable[tuple[int, int, int]]) -> int:
    """The months of one run in parts times ``FULL``; ``lighter`` are its stretches that weigh less than ``FULL``."""
    first, end = date.fromordinal(low), date.fromordinal(high - 1)
    whole = (end.year - first.year) * 12 + end.month - first.month
    while _step(first, whole + 1) <= high:
        whole += 1
    while _step(first, whole) > high:
        whole -= 1
    start = _step(first, whole)
    total = (whole * MONTH + (high - start) * (MONTH // (_step(first, whole + 1) - start))) * FULL
    for begins, ends, weight in lighter:
        total -= (FULL - weight) * _parts(first, begins, ends)
    return total


def _parts(first: date, low: int, high: int) -> int:
    """The parts of months that the days from ``low`` are worth within a run that begins on ``first``."""
    day = date.fromordinal(low)
    index = (day.year - first.year) * 12 + day.month - first.month
    while _step(first, index) > low:
        index -= 1
    total = 0
    while low < high:
        start, following = _step(first, index), _step(first, index + 1)
        total += (min(high, following) - max(low, start)) * (MONTH // (following - start))
        low, index = following, index + 1
    return total


def _step(first: date, months: int) -> int:
    """The ordinal of the day that many months after ``first``, also where a date can no longer say it."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    if year > date.max.year:
        return date.max.toordinal() + min(first.day, 31)
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1])).toordinal()
