"""Adds up the minutes of taken rows, within limits, and holds parts and spread against them; see ``measures.tally``."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np

from vouchbook.policy.columns.applies import applies, known
from vouchbook.policy.columns.arrays import Codes, Flags, Groups, Ints
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.conditions import Conditions
from vouchbook.policy.columns.days import later
from vouchbook.policy.columns.found import JUDGEMENT, MET, MISSING, Found, NotCovered, judge, measured, only
from vouchbook.policy.columns.people import Table
from vouchbook.policy.columns.stretches import LATEST
from vouchbook.policy.rules import Applies, Hours, Length

MOST_PARTS = 6
"""Disjoint parts are held together in every combination, and these double with each part."""


class Taken(NamedTuple):
    """Rows that some way takes, those of one owner together in the order of their portfolio.

    ``owner`` is a person, or one of several selections of a person's rows; ``surely`` and ``possibly`` have a
    bit for each part that the row fits.
    """

    owner: Ints
    first: Ints
    last: Ints
    minutes: Ints
    way: Ints
    sure: Flags
    provider: Ints
    surely: Ints
    possibly: Ints

    def rows(self, which: Ints | Flags) -> Taken:
        return Taken(
            self.owner[which],
            self.first[which],
            self.last[which],
            self.minutes[which],
            self.way[which],
            self.sure[which],
            self.provider[which],
            self.surely[which],
            self.possibly[which],
        )

    def followed_by(self, other: Taken) -> Taken:
        return Taken(
            np.append(self.owner, other.owner),
            np.append(self.first, other.first),
            np.append(self.last, other.last),
            np.append(self.minutes, other.minutes),
            np.append(self.way, other.way),
            np.append(self.sure, other.sure),
            np.append(self.provider, other.provider),
            np.append(self.surely, other.surely),
            np.append(self.possibly, other.possibly),
        )


class _Part(NamedTuple):
    minimum: int
    when: Applies | None
    conditions: Conditions


class Tally:
    """How the rows of one rule are added up once its ways have taken them.

    :raises NotCovered: a part asks for what is not known here
    """

    def __init__(self, rule: Hours) -> None:
        self.rule = rule
        self.limits = {way: also.at_most for way, also in enumerate(rule.also, 1) if also.at_most is not None}
        self.parts: list[_Part] = []
        for part in rule.parts:
            only(part, "key", "minimum", "where", "when")
            known(part.when)
            self.parts.append(_Part(part.minimum, part.when, Conditions(part.where)))
        if rule.disjoint and len(self.parts) > MOST_PARTS:
            raise NotCovered(f"more than {MOST_PARTS} disjoint parts")
        self.plain = not (self.limits or self.parts or rule.spread_over or rule.most_from_one)

    def bits(self, table: Table, asked: Asked) -> tuple[Ints, Ints]:
        """The parts that each row of a table fits, for sure and possibly, one bit for each."""
        surely, possibly = np.zeros(table.rows, dtype=np.int64), np.zeros(table.rows, dtype=np.int64)
        for place, part in enumerate(self.parts):
            fit = part.conditions.fits(table, asked)
            surely |= fit.sure.astype(np.int64) << place
            possibly |= fit.possible.astype(np.int64) << place
        return surely, possibly

    def found(self, taken: Taken, number: int, people: Ints, asked: Asked) -> Found:
        """What the rows of each of so many owners come to; ``people`` says whose each owner is."""
        groups = Groups.of(taken.owner, number)
        amounts = self._within_limits(taken, groups)
        surely = amounts * taken.sure
        further = [*self._parts(taken, amounts, surely, groups, people, asked), *self._spread(taken, groups)]
        if self.rule.most_from_one:
            sure, possible = _most_from_one(taken, surely, number), _most_from_one(taken, amounts, number)
        else:
            sure, possible = groups.sum(surely), groups.sum(amounts)
        return measured(sure, possible, self.rule.minimum, *further)

    def _within_limits(self, taken: Taken, groups: Groups) -> Ints:
        """Keep each way within its limit: what is sure goes first, then by day."""
        if not self.limits:
            return taken.minutes
        amounts = taken.minutes.copy()
        order = np.lexsort((taken.first, ~taken.sure, taken.owner))
        way, minutes = taken.way[order], taken.minutes[order]
        for limited, limit in self.limits.items():
            of_way = np.where(way == limited, minutes, 0)
            before = np.cumsum(of_way) - of_way
            before -= before[groups.start[groups.owner]]
            amounts[order] -= of_way - np.clip(limit - before, 0, of_way)
        return amounts

    def _parts(
        self, taken: Taken, amounts: Ints, surely: Ints, groups: Groups, people: Ints, asked: Asked
    ) -> list[Codes]:
        """With disjoint parts, what fits any of several must reach the sum of their minima: no minute serves two."""
        applying = [applies(part.when, asked)[people] for part in self.parts]
        found = []
        for size in range(1, len(self.parts) + 1 if self.rule.disjoint else 2):
            for places in combinations(range(len(self.parts)), size):
                wanted = sum(1 << place for place in places)
                possible = groups.sum(amounts * ((taken.possibly & wanted) != 0))
                sure = groups.sum(surely * ((taken.surely & wanted) != 0))
                status = judge(sure, possible, sum(self.parts[place].minimum for place in places))
                for place in places:
                    status = np.where(applying[place], status, MET).astype(np.uint8)
                found.append(status)
        return found

    def _spread(self, taken: Taken, groups: Groups) -> list[Codes]:
        if self.rule.spread_over is None:
            return []
        sure = _far_apart(taken, taken.sure, groups, self.rule.spread_over)
        possible = _far_apart(taken, np.ones_like(taken.sure), groups, self.rule.spread_over)
        return [np.where(sure, MET, np.where(possible, JUDGEMENT, MISSING)).astype(np.uint8)]


def _far_apart(taken: Taken, which: Flags, groups: Groups, length: Length) -> Flags:
    """Whether first and last row lie so far apart."""
    first = groups.least(np.where(which, taken.first, LATEST), otherwise=LATEST)
    last = groups.most(np.where(which, taken.last, 0), otherwise=0)
    far: Flags = (first < LATEST) & (later(first, length) <= last)
    return far


def _most_from_one(taken: Taken, amounts: Ints, number: int) -> Ints:
    """The minutes that count where all others together must stay below the largest provider."""
    order = np.lexsort((taken.provider, taken.owner))
    owner, provider = taken.owner[order], taken.provider[order]
    changes = (owner[1:] != owner[:-1]) | (provider[1:] != provider[:-1])
    begins = np.flatnonzero(np.append(True, changes)[: len(order)])
    each = np.add.reduceat(amounts[order], begins) if len(begins) else amounts
    groups = Groups.of(owner[begins], number)
    most, total = groups.most(each, otherwise=0), groups.sum(each)
    counts: Ints = most + np.minimum(total - most, np.maximum(most - 1, 0))
    return counts
