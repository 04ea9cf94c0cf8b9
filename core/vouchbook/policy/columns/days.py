"""The calendar for arrays of days: lengths of time later, and the exact months of ``policy.months``."""

from __future__ import annotations

from datetime import date

import numpy as np

from vouchbook.policy.columns.arrays import Ints
from vouchbook.policy.months import MONTH
from vouchbook.policy.rules import Length

_EPOCH = date(1970, 1, 1).toordinal()
_BEFORE = (1970 - 1) * 12
_MONTHS = 9999 * 12
"""The months that a date can name; they are counted from January of the year 1."""
_MIN, _MAX = date.min.toordinal(), date.max.toordinal()


def _starts() -> Ints:
    """The first day of every month; those that no date can name have 31 days, as in ``policy.months``."""
    named = np.arange(-_BEFORE, _MONTHS - _BEFORE).astype("M8[M]").astype("M8[D]").astype(np.int64) + _EPOCH
    return np.append(named, [_MAX + 1, _MAX + 32, _MAX + 63])


_START = _starts()
_MONTH = np.repeat(np.arange(_MONTHS + 1, dtype=np.int32), np.diff(_START[: _MONTHS + 2]))
"""The month of every day less one: looked up a good deal sooner than it is worked out."""


def _month(days: Ints) -> Ints:
    return _MONTH[days - 1].astype(np.int64)


def _in_month(month: Ints, day: Ints) -> Ints:
    """The days with these numbers, from 0, in their months; what a month lacks falls back to its last day."""
    start = _START[month]
    found: Ints = start + np.minimum(day, _START[month + 1] - start - 1)
    return found


def later(days: Ints, length: Length) -> Ints:
    """The days a length of time after ``days``, as ``policy.calendar.later`` has them.

    >>> [date.fromordinal(day).isoformat() for day in later(np.array([738945, 738916]), Length(months=12))]
    ['2025-02-28', '2025-01-31']
    """
    month = _month(days)
    reached = month + min(length.months, _MONTHS)
    inside = reached < _MONTHS
    found = _in_month(np.minimum(reached, _MONTHS - 1), days - _START[month]) + min(length.days, _MAX)
    return np.where(inside, np.clip(found, _MIN, _MAX), _MAX)


def parts(first: Ints, upto: Ints) -> Ints:
    """The parts of months from the first day of a run up to before another: ``upto`` may be any day of it, or its end.

    Whole months are stepped from ``first``; what is left counts by the length of the step it belongs to.

    >>> parts(np.array([738201]), np.array([738201 + 730])) == 24 * MONTH  # 15 February 2022 to 14 February 2024
    array([ True])
    """
    month = _month(first)
    day = first - _START[month]
    reached = _month(upto)
    reached = reached - (_in_month(reached, day) > upto)
    start, following = _in_month(reached, day), _in_month(reached + 1, day)
    return (reached - month) * MONTH + (upto - start) * (MONTH // (following - start))
