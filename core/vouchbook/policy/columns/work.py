"""Months of work for many people: each day counts once, in the first way that takes it; see ``measures.work``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from vouchbook.policy.columns.arrays import Ints
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.conditions import Conditions, Stretches
from vouchbook.policy.columns.days import parts
from vouchbook.policy.columns.found import Found, Measure, measured, only
from vouchbook.policy.columns.people import Table
from vouchbook.policy.columns.stretches import Runs, common, complement, day_of, merged, owner_of, position
from vouchbook.policy.months import FULL, MONTH
from vouchbook.policy.rules import Months

_NONE = np.empty(0, dtype=np.int64)


class Way(NamedTuple):
    """One way for days to count; ``at_most`` is in parts of months."""

    conditions: Conditions
    at_most: int | None
    once_accepted: bool


class Lighter(NamedTuple):
    """Stretches on the line on which somebody works less than full time; ``lacking`` of ``FULL``."""

    low: Ints
    high: Ints
    lacking: Ints


def compiled(rule: Months) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "minimum", "where", "also", "part_time", "judgement")
    ways = [Way(Conditions(rule.where), None, False)]
    for also in rule.also:
        only(also, "where", "at_most", "once_accepted", "line")
        at_most = None if also.at_most is None else also.at_most * MONTH
        ways.append(Way(Conditions(also.where), at_most, also.once_accepted))
    by_fraction = rule.part_time == "by_fraction"

    def measure(asked: Asked) -> Found:
        table = asked.table("work")
        taken = [way.conditions.days(table, asked) for way in ways]
        possible = [perhaps for _, perhaps in taken]
        sure = [
            perhaps.none() if way.once_accepted else surely for way, (surely, perhaps) in zip(ways, taken, strict=True)
        ]
        weights = table.ints("fraction") if by_fraction else np.full(table.rows, FULL)
        number = asked.people.number
        surely = _total(ways, sure, weights, table, number)
        if all(one is other for one, other in zip(sure, possible, strict=True)):
            return measured(surely, surely, rule.minimum * MONTH)
        return measured(
            surely, np.maximum(_total(ways, possible, weights, table, number), surely), rule.minimum * MONTH
        )

    return measure


def _total(ways: Sequence[Way], days: Sequence[Stretches], weights: Ints, table: Table, number: int) -> Ints:
    """The parts of months of all ways together: a way adds what its new days add to the runs there are."""
    total = so_far = np.zeros(number, dtype=np.int64)
    taken = Runs(_NONE, _NONE)
    lighter = Lighter(_NONE, _NONE, _NONE)
    for way, stretches in zip(ways, days, strict=True):
        owner = table.owner[stretches.job]
        low, high = position(owner, stretches.low), position(owner, stretches.high)
        weight = weights[stretches.job]
        if len(taken.low):
            of, low, high = common(low, high, complement(taken))
            weight = weight[of]
        if not len(low):
            continue
        taken = merged(np.append(taken.low, low), np.append(taken.high, high))
        lighter = Lighter(*(np.append(*both) for both in zip(lighter, _lighter(low, high, weight), strict=True)))
        grown = _months(taken, lighter, number)
        gained = np.maximum(grown - so_far, 0)
        total = total + (gained if way.at_most is None else np.minimum(gained, way.at_most))
        so_far = grown
    return total


def _lighter(low: Ints, high: Ints, weight: Ints) -> Lighter:
    """Where jobs laid over each other come to less than full time; weights of one day add up."""
    if (weight >= FULL).all():
        return Lighter(_NONE, _NONE, _NONE)
    edges, edge = np.unique(np.append(low, high), return_inverse=True)
    change = np.zeros(len(edges), dtype=np.int64)
    np.add.at(change, edge, np.append(weight, -weight))
    together = np.cumsum(change)[:-1]
    light = (together > 0) & (together < FULL)
    return Lighter(edges[:-1][light], edges[1:][light], FULL - together[light])


def _months(runs: Runs, lighter: Lighter, number: int) -> Ints:
    """The exact months of everybody's runs; see ``policy.months``."""
    total = np.zeros(number, dtype=np.int64)
    first = day_of(runs.low)
    np.add.at(total, owner_of(runs.low), parts(first, day_of(runs.high)) * FULL)
    if len(lighter.low):
        of = first[np.searchsorted(runs.low, lighter.low, side="right") - 1]
        lacking = (parts(of, day_of(lighter.high)) - parts(of, day_of(lighter.low))) * lighter.lacking
        np.subtract.at(total, owner_of(lighter.low), lacking)
    return total // FULL
