"""Stretches of days of many people at once: all laid on one line, where each person or colleague has their own part.

A position is ``owner`` times 2²² plus the ordinal of a day. Days never reach 2²², nor a person's colleagues 2¹⁶, so
that stretches of different owners cannot touch, and what ``policy.calendar`` says of one person's days is one sort,
or one search, for all.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from vouchbook.policy.columns.arrays import Flags, Ints

_BITS = 22
_COLLEAGUES = 16
LATEST = date.max.toordinal() + 1
"""The end of a stretch that is open; no day is as late."""
_EDGE = np.iinfo(np.int64)


class Runs(NamedTuple):
    """Stretches on the line, first position included, end excluded; in order, apart from each other."""

    low: Ints
    high: Ints


def colleague(owner: Ints, number: Ints) -> Ints:
    """An owner for each colleague of each person: the same number of two people is two colleagues."""
    return (owner << _COLLEAGUES) + number


def owner_of_colleague(colleagues: Ints) -> Ints:
    return colleagues >> _COLLEAGUES


def position(owner: Ints, day: Ints | int) -> Ints:
    return (owner << _BITS) + day


def day_of(positions: Ints) -> Ints:
    return positions & ((1 << _BITS) - 1)


def owner_of(positions: Ints) -> Ints:
    return positions >> _BITS


def merged(low: Ints, high: Ints) -> Runs:
    """All days that are in any of the stretches; those that overlap or touch become one.

    >>> runs = merged(np.array([5, 1, 3, 6, 9]), np.array([9, 3, 4, 7, 9]))
    >>> runs.low.tolist(), runs.high.tolist()
    ([1, 5], [4, 9])
    """
    some = low < high
    low, high = low[some], high[some]
    order = np.argsort(low, kind="stable")
    low, reach = low[order], np.maximum.accumulate(high[order])
    begins = np.ones(len(low), dtype=np.bool_)
    begins[1:] = low[1:] > reach[:-1]
    ends = np.ones(len(low), dtype=np.bool_)
    ends[:-1] = begins[1:]
    return Runs(low[begins], reach[ends])


def complement(runs: Runs) -> Runs:
    """All days of everybody that are in none of the runs."""
    return Runs(np.append(_EDGE.min, runs.high), np.append(runs.low, _EDGE.max))


def contained(low: Ints, high: Ints, runs: Runs) -> Flags:
    """Which stretches lie wholly within one run.

    >>> contained(np.array([2, 2]), np.array([4, 5]), Runs(np.array([1]), np.array([4]))).tolist()
    [True, False]
    """
    if not len(runs.low):
        return np.zeros(len(low), dtype=np.bool_)
    run = np.searchsorted(runs.low, low, side="right") - 1
    return (run >= 0) & (high <= runs.high[run])


def common(low: Ints, high: Ints, runs: Runs) -> tuple[Ints, Ints, Ints]:
    """The parts of stretches that are in runs: for each part the stretch that it is of, and its days.

    >>> [found.tolist() for found in common(np.array([1, 8]), np.array([5, 12]), Runs(np.array([4]), np.array([9])))]
    [[0, 1], [4, 8], [5, 9]]
    """
    first = np.searchsorted(runs.high, low, side="right")
    number = np.maximum(np.searchsorted(runs.low, high, side="left") - first, 0)
    of = np.repeat(np.arange(len(low)), number)
    run = np.arange(len(of)) + np.repeat(first - (np.cumsum(number) - number), number)
    return of, np.maximum(low[of], runs.low[run]), np.minimum(high[of], runs.high[run])
