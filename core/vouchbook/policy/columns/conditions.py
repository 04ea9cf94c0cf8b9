"""The conditions of ``where`` for rows of items: what ``policy.conditions`` and ``policy.daily`` say of one item.

A session or training must fulfil a condition on every day it spans; a job counts on exactly the days on which
everything holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

import numpy as np

from vouchbook.policy.calendar import earlier
from vouchbook.policy.columns.arrays import Flags, Ints
from vouchbook.policy.columns.asked import Asked, Fit
from vouchbook.policy.columns.found import only
from vouchbook.policy.columns.people import Table
from vouchbook.policy.columns.stretches import Runs, common, complement, contained, day_of, position
from vouchbook.policy.rules import Where

_FLAGS = ("peer", "paid", "supervised", "internship", "volunteer", "specialised_training")
_ALL = {"with_": "with_", "services": "services"}
_ANY = {"services_any": "services", "about": "about", "setting": "setting"}
_DAYS = ("after_degree", "within_last", "given_by", "supervised_by", "licensed")


class Stretches(NamedTuple):
    """Days of jobs: for each stretch the row of its job, its first day and the day after its last."""

    job: Ints
    low: Ints
    high: Ints

    def none(self) -> Stretches:
        return Stretches(*(each[:0] for each in self))

    def within(self, owner: Ints, runs: Runs) -> Stretches:
        """The days that are in runs; ``owner`` gives each job's part of the line."""
        own = owner[self.job]
        of, low, high = common(position(own, self.low), position(own, self.high), runs)
        return Stretches(self.job[of], day_of(low), day_of(high))


class Conditions:
    """Everything one ``where`` asks.

    :raises NotCovered: it asks for something that is not known here
    """

    def __init__(self, where: Where) -> None:
        only(where, *_FLAGS, *_ALL, *_ANY, *_DAYS, "covers_competency")
        self.where = where

    def fits(self, table: Table, asked: Asked) -> Fit:
        """Which trainings, sessions or hours of service fulfil everything on all their days."""
        first = table.ints("first")
        sure = self._whole(table) & (first >= self._from(table, asked))
        if (may := self.where.supervised_by) is not None:  # only work has a supervisor
            return Fit(np.zeros_like(sure), np.zeros_like(sure))
        if self.where.licensed is not None:
            low, high = position(table.owner, first), position(table.owner, table.ints("last") + 1)
            sure &= contained(low, high, self._licensed(asked))
        if (may := self.where.given_by) is None:
            return Fit(sure, sure)
        if not table.has("provider"):
            return Fit(np.zeros_like(sure), np.zeros_like(sure))
        by = asked.counts(may, table, "provider", "first", "last")
        surely = sure & by.sure
        return Fit(surely, surely if by.possible is by.sure else sure & by.possible)

    def days(self, table: Table, asked: Asked) -> tuple[Stretches, Stretches]:
        """The days of jobs up to the day asked on which everything holds, for sure and possibly."""
        low = np.maximum(table.ints("first"), self._from(table, asked))
        high = np.minimum(table.ints("last"), asked.today) + 1
        job = np.flatnonzero(self._whole(table) & (low < high))
        if self.where.given_by is not None:  # work has no provider
            job = job[:0]
        sure = possible = Stretches(job, low[job], high[job])
        if self.where.licensed is not None:
            sure = possible = sure.within(table.owner, self._licensed(asked))
        if (may := self.where.supervised_by) is not None:
            named = table.ints("supervisor")[sure.job] > 0
            sure = possible = Stretches(*(each[named] for each in sure))
            supervisor, held = table.colleagues("supervisor"), asked.held(may)
            sure = sure.within(supervisor, held.sure)
            possible = sure if held.possible is held.sure else possible.within(supervisor, held.possible)
        return sure, possible

    def _whole(self, table: Table) -> Flags:
        """What items are, whatever the day; absent = false."""
        fits = np.ones(table.rows, dtype=np.bool_)
        for name in _FLAGS:
            wanted = getattr(self.where, name)
            if wanted is not None:
                fits &= (table.flags(name) if table.has(name) else np.zeros_like(fits)) == wanted
        for name, column in _ALL.items():
            if wanted := getattr(self.where, name):
                fits &= _all(table, column, wanted)
        for name, column in _ANY.items():
            if wanted := getattr(self.where, name):
                fits &= _any(table, column, wanted)
        if self.where.covers_competency is not None:
            fits &= (
                (table.ints("areas") != 0) == self.where.covers_competency
                if table.has("areas")
                else np.zeros_like(fits)
            )
        return fits

    def _from(self, table: Table, asked: Asked) -> Ints | int:
        """The first day that a degree and a length of time leave, for each row or for all."""
        begins: Ints | int = 1
        if self.where.within_last is not None:
            begins = earlier(asked.day, self.where.within_last).toordinal() + 1
        if self.where.after_degree is not None:
            begins = np.maximum(asked.degree(self.where.after_degree), begins)[table.owner]
        return begins

    def _licensed(self, asked: Asked) -> Runs:
        licensed = asked.people.licensed
        return licensed if self.where.licensed else complement(licensed)


def _all(table: Table, column: str, wanted: Sequence[Enum]) -> Flags:
    places = table.places(column, [each.value for each in wanted]) if table.has(column) else []
    if len(places) < len(wanted):
        return np.zeros(table.rows, dtype=np.bool_)
    bits = _bits(places)
    found: Flags = (table.ints(column) & bits) == bits
    return found


def _any(table: Table, column: str, wanted: Sequence[Enum]) -> Flags:
    places = table.places(column, [each.value for each in wanted]) if table.has(column) else []
    found: Flags = (table.ints(column) & _bits(places)) != 0 if places else np.zeros(table.rows, dtype=np.bool_)
    return found


def _bits(places: Sequence[int]) -> int:
    return sum(1 << place for place in {*places})
