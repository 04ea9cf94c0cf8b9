"""Days and stretches of days: what lies a length of time later or earlier, what is common to two stretches."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from vouchbook.policy.rules import Length

Spans = tuple[tuple[int, int], ...]
"""Stretches of days as ordinals, first day included, end excluded; in order, apart from each other."""

NEVER: Spans = ()
ALWAYS: Spans = ((1, date.max.toordinal() + 1),)


def span(first: date | None, last: date | None) -> Spans:
    """The days from ``first`` through ``last``; ``None`` leaves that side open.

    >>> span(date(2024, 2, 28), date(2024, 3, 1))[0][1] - span(date(2024, 2, 28), None)[0][0]
    3
    """
    low = ALWAYS[0][0] if first is None else first.toordinal()
    high = ALWAYS[0][1] if last is None else last.toordinal() + 1
    return ((low, high),) if low < high else NEVER


def merged(stretches: Iterable[tuple[int, int]]) -> Spans:
    """All days that are in any of the stretches; those that overlap or touch become one.

    >>> merged([(5, 9), (1, 3), (3, 4), (6, 7)])
    ((1, 4), (5, 9))
    """
    runs: list[tuple[int, int]] = []
    for low, high in sorted(stretches):
        if runs and low <= runs[-1][1]:
            if high > runs[-1][1]:
                runs[-1] = (runs[-1][0], high)
        elif low < high:
            runs.append((low, high))
    return tuple(runs)


def common(one: Spans, other: Spans) -> Spans:
    """The days that are in both.

    >>> common(((1, 5), (8, 12)), ((4, 9),))
    ((4, 5), (8, 9))
    """
    if one == ALWAYS or not other:
        return other
    found = []
    for low, high in one:
        for start, end in other:
            if max(low, start) < min(high, end):
                found.append((max(low, start), min(high, end)))
    return tuple(found)


def without(one: Spans, other: Spans) -> Spans:
    """The days of ``one`` that are not in ``other``.

    >>> without(((1, 10),), ((2, 3), (5, 20)))
    ((1, 2), (3, 5))
    """
    if not one or not other:
        return one
    left = []
    for low, high in one:
        for start, end in other:
            if end <= low or high <= start:
                continue
            if low < start:
                left.append((low, start))
            low = end
        if low < high:
            left.append((low, high))
    return tuple(left)


def first_outside(low: int, high: int, spans: Spans) -> int | None:
    """The first day from ``low`` up to before ``high`` that is not in ``spans``, if there is one.

    >>> first_outside(1, 5, ((1, 5),)), first_outside(1, 5, ((1, 3), (4, 9)))
    (None, 3)
    """
    for start, end in spans:
        if start <= low < end:
            return None if high <= end else end
    return low


_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in(year: int, month: int) -> int:
    """How many days a month has.

    >>> days_in(2024, 2), days_in(2100, 2)
    (29, 28)
    """
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _DAYS[month]


def later(day: date, length: Length) -> date:
    """The day a length of time after ``day``; what a month lacks falls back to its last day.

    >>> later(date(2024, 2, 29), Length(months=12)), later(date(2024, 1, 31), Length(months=1))
    (datetime.date(2025, 2, 28), datetime.date(2024, 2, 29))
    """
    return _moved(day, length.months, length.days)


def earlier(day: date, length: Length) -> date:
    """The day a length of time before ``day``.

    >>> earlier(date(2026, 11, 20), Length(months=12)), earlier(date(2024, 3, 30), Length(months=1))
    (datetime.date(2025, 11, 20), datetime.date(2024, 2, 29))
    """
    return _moved(day, -length.months, -length.days)


def _moved(day: date, months: int, days: int) -> date:
    """Outside of what a date can say, the first or last day there is: a rule may ask for more years than exist."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    moved = date(year, month + 1, min(day.day, days_in(year, month + 1)))
    try:
        return moved + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max
