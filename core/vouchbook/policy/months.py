"""Exact months of work: the days merged into runs, whole months stepped from a run's first day, the rest in parts.

A month is ``MONTH`` parts, so that every share of a month of 28, 29, 30 or 31 days is a whole number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from vouchbook.policy.calendar import Spans, days_in

MONTH = 377_580
"""The least common multiple of 28, 29, 30 and 31."""
FULL = 10_000
"""The weight of a day of full-time work, or of any day where part-time work counts in full."""

_END = date.max.toordinal()

Weighed = tuple[tuple[int, int, int], ...]
"""Stretches of days as ``(first, end, weight)``, in order, none overlapping."""


def months(spans: Spans, lighter: Weighed = ()) -> int:
    """The parts of months in these days; ``lighter`` are stretches of them that weigh less than ``FULL``.

    Two years to the day are 24 months, whichever months they cross:

    >>> from vouchbook.policy.calendar import span
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

    Half a year at half time is a quarter of a year:

    >>> half_time = span(date(2025, 1, 1), date(2025, 6, 30))
    >>> months(half_time, lighter_than_full((*days, FULL // 2) for days in half_time)) == 3 * MONTH
    True
    """
    total = 0
    for low, high in spans:
        total += _run(low, high, [part for part in lighter if low <= part[0] < high] if lighter else ())
    return total // FULL


def lighter_than_full(jobs: Iterable[tuple[int, int, int]]) -> Weighed:
    """Where jobs laid over each other come to less than full time; weights of one day add up.

    >>> lighter_than_full([(1, 10, 5000), (5, 20, 6000)])
    ((1, 5, 5000), (10, 20, 6000))
    """
    jobs = list(jobs)
    if all(weight >= FULL for _, _, weight in jobs):
        return ()
    edges = sorted({edge for low, high, _ in jobs for edge in (low, high)})
    parts = []
    for low, high in pairwise(edges):
        weight = sum(weight for start, end, weight in jobs if start <= low < end)
        if 0 < weight < FULL:
            parts.append((low, high, weight))
    return tuple(parts)


def _run(low: int, high: int, lighter: Iterable[tuple[int, int, int]]) -> int:
    """The months of one run in parts times ``FULL``; ``lighter`` are its stretches that weigh less than ``FULL``."""
    first, end = date.fromordinal(low), date.fromordinal(high - 1)
    whole = (end.year - first.year) * 12 + end.month - first.month
    start, following = _step(first, whole), _step(first, whole + 1)
    if following <= high:
        whole, start, following = whole + 1, following, _step(first, whole + 2)
    elif start > high:
        whole, start, following = whole - 1, _step(first, whole - 1), start
    total = (whole * MONTH + (high - start) * (MONTH // (following - start))) * FULL
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
    day = first.day
    if year > 9999:
        return _END + 31 * (month + 12 * (year - 10_000)) + day
    if day > 28:
        day = min(day, days_in(year, month + 1))
    return date(year, month + 1, day).toordinal()
