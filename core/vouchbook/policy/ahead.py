"""On which day a line of a sheet will be met, or no longer is, if everything goes on as it is.

Nothing but the passing of days changes then: a job that goes on adds one day each day, and everything else turns on
days that are known beforehand. Between two of those days a line comes nearer, or stays as it is; so that it is enough
to look at the days on which anything turns, and to halve the stretch in which a running job brings the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from msgspec import Struct

from vouchbook.domain.evidence import Item, Portfolio, Work
from vouchbook.domain.names import CategoryCode, Occasion, RequirementKey
from vouchbook.domain.trace import Moments, Question, Status
from vouchbook.policy.calendar import later
from vouchbook.policy.comparing.days import days_of_change
from vouchbook.policy.cycles import judged_on
from vouchbook.policy.document import NoSheet, sheet_on
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.rules import Length, Line, Where
from vouchbook.policy.version import PolicyVersion

T = TypeVar("T")
YEARS = 10
"""So far is looked ahead; what takes longer is not said."""
_DAY = timedelta(days=1)
_CLAMPED = 4  # a length of months that ends in a shorter month turns up to this many days away from its end
Stands = Callable[[date], bool]


class Asked(Struct, frozen=True):
    """A line of a sheet held against a portfolio: everything about it but the day."""

    version: PolicyVersion
    category: CategoryCode
    key: RequirementKey
    portfolio: Portfolio
    opened_on: date | None
    settled: tuple[Question, ...] = ()
    emerging: bool = False
    ask: Questions = POLICY_ALONE

    def met(self, on: date) -> bool:
        """Whether it is met on a day; one that is asked of nobody then is."""
        moments = Moments(asked=on, registered=self.opened_on)
        try:
            trace = evaluate(
                self.version,
                self.category,
                Occasion.APPLICATION,
                self.portfolio,
                self.settled,
                moments,
                emerging=self.emerging,
                ask=self.ask,
                only=self.key,
            )
        except NoSheet:
            return False
        return all(finding.status is Status.MET for finding in trace.findings)

    @property
    def sheet_line(self) -> Line | None:
        moments = Moments(asked=self.opened_on or date.min, registered=self.opened_on)
        day = judged_on(self.version.document, self.category, Occasion.APPLICATION, moments)
        try:
            _, sheet = sheet_on(self.version.document, self.category, Occasion.APPLICATION, day)
        except NoSheet:
            return None
        return next((line for line in sheet.lines if line.rule.key == self.key), None)


def first_met(line: Asked, today: date, *, years: int = YEARS) -> date | None:
    """The first day after today on which the line is met; none within so many years is none."""
    return _first(line, today, years, wanted=True)


def last_met(line: Asked, today: date, *, years: int = YEARS) -> date | None:
    """The last day through which a line that is met today stays so; none within so many years is none."""
    lost = _first(line, today, years, wanted=False)
    return lost - _DAY if lost is not None else None


def _first(line: Asked, today: date, years: int, *, wanted: bool) -> date | None:
    last = later(today, Length(months=12 * years))
    if _day_by_day(line, today):
        day = today
        while (day := day + _DAY) <= last:
            if line.met(day) is wanted:
                return day
        return None
    days = [*turning_days(line, today, last), last + _DAY]
    grows = wanted and any(True for _ in _running(line.portfolio.items, today))
    for day, following in pairwise(days):
        if line.met(day) is wanted:
            return day
        end = following - _DAY
        if grows and end > day and line.met(end):
            return _halved(line.met, day, end)
    return None


def _halved(met: Stands, missing: date, there: date) -> date:
    """The first day after ``missing`` on which it is met, when it is met on ``there`` and never lost between."""
    while there - missing > _DAY:
        middle = missing + (there - missing) // 2
        if met(middle):
            there = middle
        else:
            missing = middle
    return there


def turning_days(line: Asked, today: date, last: date) -> Sequence[date]:
    """Every day after today, through ``last``, on which more may change than that a job has lasted a day longer."""
    days = {today + _DAY, *days_of_change(line.version.document, today, last)}
    days.update(end.on + _DAY for row in line.version.document.vetting for end in row.ends)
    of_items = {day for item in line.portfolio.items for day in _days(item.facts)}
    rule = line.sheet_line
    lengths = set(_lengths(rule)) if rule is not None else set()
    for day in (*of_items, *days):
        days.update((day, day + _DAY))
        for length in lengths:
            turned = later(day, length)
            days.update(turned + each * _DAY for each in range(-_CLAMPED, _CLAMPED + 1) if turned.year < 9999)
    return sorted(day for day in days if today < day <= last)


def _running(items: Sequence[Item], today: date) -> Iterator[Work]:
    for item in items:
        if isinstance(item.facts, Work) and (item.facts.last is None or item.facts.last > today):
            yield item.facts


def _day_by_day(line: Asked, today: date) -> bool:
    """Whether every day has to be looked at: a package answers for days of its own, or work must be recent."""
    if line.ask is not POLICY_ALONE:
        return True
    rule = line.sheet_line
    recent = any(where.within_last for where in _found(rule, Where)) if rule is not None else False
    return recent and any(True for _ in _running(line.portfolio.items, today))


def _days(facts: Struct) -> Iterator[date]:
    for name in facts.__struct_fields__:
        value = getattr(facts, name)
        if isinstance(value, date):
            yield value


def _lengths(line: Line) -> Iterator[Length]:
    yield from _found(line, Length)


def _found(value: object, kind: type[T]) -> Iterator[T]:
    """Everything of a kind within a rule."""
    if isinstance(value, kind):
        yield value
    if isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _found(getattr(value, name), kind)
    elif isinstance(value, tuple):
        for each in value:
            yield from _found(each, kind)
