"""One line of a sheet being asked of many people: on which day, under which rows of standing, about which cycle."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from vouchbook.domain.evidence import Standing
from vouchbook.domain.names import AssociationCode, CategoryCode, DegreeLevel, StandingName
from vouchbook.policy.columns.arrays import Flags, Ints
from vouchbook.policy.columns.layout import Badge
from vouchbook.policy.columns.people import BadgeDays, Held, People, Table
from vouchbook.policy.columns.stretches import contained
from vouchbook.policy.standing_rows import RulingRows

_ANY_DAY = date.min


class Fit(NamedTuple):
    """The rows of which something is so, for sure, and those of which it is or a reviewer may say so."""

    sure: Flags
    possible: Flags


class Evaluation:
    """What all lines of a sheet share, whoever is asked."""

    def __init__(
        self,
        association: AssociationCode,
        category: CategoryCode,
        cycle: tuple[date, date] | None,
        rows: RulingRows,
    ) -> None:
        self.association = association
        self.category = category
        self.cycle = cycle
        self._rows = rows
        self._days: dict[tuple[StandingName, tuple[Badge, ...]], BadgeDays] = {}

    def days(self, may: StandingName, badges: tuple[Badge, ...]) -> BadgeDays:
        """On which days each badge counts for ``may``: the rows answer as they do for one person's standing."""
        if (may, badges) not in self._days:
            self._days[may, badges] = tuple(
                tuple((days, way.once_accepted) for days, way in self._rows.ways(_standing(badge), may))
                for badge in badges
            )
        return self._days[may, badges]


def _standing(badge: Badge) -> Standing:
    return Standing(
        None,
        badge.association,
        _ANY_DAY,
        category=badge.category,
        emerging=badge.emerging,
        vetted=badge.vetted,
    )


class Asked:
    """A line being asked of some people; ``today`` is the ordinal of the day asked."""

    def __init__(self, evaluation: Evaluation, people: People, day: date) -> None:
        self.evaluation = evaluation
        self.people = people
        self.day = day
        self.today = day.toordinal()

    def table(self, name: str) -> Table:
        return self.people.table(name)

    def degree(self, level: DegreeLevel) -> Ints:
        return self.people.degree(level, self.today)

    def held(self, may: StandingName) -> Held:
        return self.people.held(self.evaluation.days(may, self.people.badges))

    def counts(self, may: StandingName, table: Table, who: str, first: str, last: str) -> Fit:
        """Of which rows the colleague named counts for ``may`` on every day from first to last."""
        held, (low, high) = self.held(may), table.days_of(who, first, last)
        sure = contained(low, high, held.sure)
        return Fit(sure, sure if held.possible is held.sure else contained(low, high, held.possible))

    def in_time(self, table: Table) -> Flags:
        """Which trainings, sessions or hours of service are over by the day asked, and within the cycle."""
        cycle, last = self.evaluation.cycle, table.ints("last")
        over: Flags = last <= self.today
        if cycle is None:
            return over
        begins, ends = (day.toordinal() for day in cycle)
        return over & (table.ints("first") >= begins) & (last <= ends)

    def nobody(self) -> Ints:
        return np.zeros(self.people.number, dtype=np.int64)
