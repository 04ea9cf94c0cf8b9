"""Some people in a row with the rows of their items; what several lines ask of them is worked out once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from vouchbook.domain.evidence import LicenceKind
from vouchbook.domain.names import DegreeLevel, PersonId
from vouchbook.policy.calendar import Spans
from vouchbook.policy.columns.arrays import Flags, Groups, Ints
from vouchbook.policy.columns.layout import TABLES, Badge
from vouchbook.policy.columns.store import Columns
from vouchbook.policy.columns.stretches import LATEST, Runs, colleague, merged, position
from vouchbook.policy.portfolio import reaches

BadgeDays = tuple[tuple[tuple[Spans, bool], ...], ...]
"""For each badge of the head, the days on which rows let it count, and whether a reviewer must accept it then."""


class Held(NamedTuple):
    """On which days colleagues count, for sure and possibly, each on their own part of the line."""

    sure: Runs
    possible: Runs


class Table(Groups):
    """The rows of one kind of fact, each person's in the order of their portfolio."""

    def __init__(self, columns: Columns, name: str, low: int, high: int) -> None:
        starts = columns.starts(name, low, high)
        super().__init__(starts - starts[0])
        self.name = name
        self._columns = columns
        self._low = int(starts[0])
        self._ints: dict[str, Ints] = {}
        self._flags: dict[str, Flags] = {}
        self._days: dict[tuple[str, str, str], tuple[Ints, Ints]] = {}

    def has(self, column: str) -> bool:
        return column in TABLES[self.name]

    def ints(self, column: str) -> Ints:
        if column not in self._ints:
            stored = self._columns.values(self.name, column, self._low, self._low + self.rows)
            self._ints[column] = stored.astype(np.int64)
        return self._ints[column]

    def flags(self, column: str) -> Flags:
        if column not in self._flags:
            stored = self._columns.values(self.name, column, self._low, self._low + self.rows)
            self._flags[column] = stored.astype(np.bool_)
        return self._flags[column]

    def colleagues(self, column: str) -> Ints:
        """Whom a column names, as owners on the line."""
        return colleague(self.owner, self.ints(column))

    def days_of(self, who: str, first: str, last: str) -> tuple[Ints, Ints]:
        """Each row's days, the end excluded, on the part of the line of the colleague that it names."""
        if (who, first, last) not in self._days:
            colleagues = self.colleagues(who)
            self._days[who, first, last] = (
                position(colleagues, self.ints(first)),
                position(colleagues, self.ints(last)) + 1,
            )
        return self._days[who, first, last]

    def names(self, column: str) -> tuple[str, ...]:
        return self._columns.head.names[column]

    def place(self, column: str, name: str) -> int:
        """The place of a name in the head's list; -1 where nobody has it."""
        return self._columns.places[column].get(name, -1)

    def places(self, column: str, names: Sequence[str]) -> list[int]:
        return [place for name in names if (place := self.place(column, name)) >= 0]


class People:
    """The people from ``low`` up to before ``high``."""

    def __init__(self, columns: Columns, low: int, high: int) -> None:
        self.low = low
        self.high = high
        self.number = high - low
        self._columns = columns
        self._tables: dict[str, Table] = {}
        self._degrees: dict[tuple[DegreeLevel, int], Ints] = {}
        self._held: dict[BadgeDays, Held] = {}

    @property
    def badges(self) -> tuple[Badge, ...]:
        return self._columns.head.badges

    def table(self, name: str) -> Table:
        if name not in self._tables:
            self._tables[name] = Table(self._columns, name, self.low, self.high)
        return self._tables[name]

    def ids(self) -> list[PersonId]:
        return self._columns.ids(self.low, self.high)

    @cached_property
    def aside(self) -> Flags:
        """Who was set aside: no row of theirs is here."""
        return self.table("person").flags("aside")

    def degree(self, level: DegreeLevel, upto: int) -> Ints:
        """The day of everybody's earliest degree of this level or higher awarded by a day; ``LATEST``: none."""
        if (level, upto) not in self._degrees:
            table = self.table("education")
            levels = table.places("level", [each.value for each in DegreeLevel if reaches(each, level)])
            awarded = table.ints("awarded_on")
            counts = np.isin(table.ints("level"), levels) & (awarded <= upto)
            self._degrees[level, upto] = table.least(np.where(counts, awarded, LATEST), otherwise=LATEST)
        return self._degrees[level, upto]

    @cached_property
    def licensed(self) -> Runs:
        """The days on which people hold a licence for mental health, each person on their own part of the line."""
        table = self.table("licence")
        rows = table.ints("kind") == table.place("kind", LicenceKind.MENTAL_HEALTH.value)
        owner = table.owner[rows]
        return merged(position(owner, table.ints("first")[rows]), position(owner, table.ints("last")[rows] + 1))

    def held(self, days: BadgeDays) -> Held:
        """The days on which colleagues count under these days of badges."""
        if days not in self._held:
            self._held[days] = self._hold(days)
        return self._held[days]

    def _hold(self, days: BadgeDays) -> Held:
        ways = [(low, high, accepted) for badge in days for spans, accepted in badge for low, high in spans]
        if not ways:
            return Held(_NOTHING, _NOTHING)
        low, high, once_accepted = (np.array(each, dtype=np.int64) for each in zip(*ways, strict=True))
        number = np.array([sum(len(spans) for spans, _ in badge) for badge in days], dtype=np.int64)
        begins = np.cumsum(number) - number
        table = self.table("standing")
        rows = np.flatnonzero(table.flags("believed"))
        badge = table.ints("badge")[rows]
        times = number[badge]
        each = np.repeat(rows, times)
        way = np.arange(len(each)) - np.repeat(np.cumsum(times) - times - begins[badge], times)
        owner = table.colleagues("holder")[each]
        first = position(owner, np.maximum(table.ints("first")[each], low[way]))
        end = position(owner, np.minimum(table.ints("last")[each] + 1, high[way]))
        surely = once_accepted[way] == 0
        sure = merged(first[surely], end[surely])
        return Held(sure, sure if surely.all() else merged(first, end))


_NOTHING = Runs(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
