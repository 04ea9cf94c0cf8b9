"""The conditions that hold on some days only: after a degree, recently, by somebody of standing, while licensed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Protocol

from vouchbook.domain.evidence import Facts, Rsc, Work
from vouchbook.domain.names import ColleagueId, DegreeLevel, QuestionKey, StandingName
from vouchbook.domain.trace import Because, Why
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import ALWAYS, NEVER, Spans, earlier, without
from vouchbook.policy.rules import Length, Where
from vouchbook.policy.standings import NOT_HELD, Held


class DayCheck(Protocol):
    """What holds on some days only."""

    def held(self, facts: Facts | None, asked: Asked, low: int, high: int) -> Held: ...

    def why(self, facts: Facts, asked: Asked, on: int) -> Because: ...


def checks(where: Where, kind: type[Facts]) -> Iterator[DayCheck]:
    if where.after_degree is not None:
        yield AfterDegree(where.after_degree)
    if where.within_last is not None:
        yield WithinLast(where.within_last)
    if where.given_by is not None:
        yield By(where.given_by, "provider" if issubclass(kind, Rsc) else None)
    if where.supervised_by is not None:
        yield By(where.supervised_by, "supervisor" if issubclass(kind, Work) else None)
    if where.licensed is not None:
        yield Licensed(where.licensed)


class AfterDegree:
    """On or after the day of the earliest degree of a level or higher; without one, never."""

    def __init__(self, level: DegreeLevel) -> None:
        self.level = level

    def held(self, facts: Facts | None, asked: Asked, low: int, high: int) -> Held:
        awarded = asked.evaluation.degree(self.level, asked.day)
        if awarded is None:
            return NOT_HELD
        days = ((awarded.toordinal(), ALWAYS[0][1]),)
        return Held(days, days)

    def why(self, facts: Facts, asked: Asked, on: int) -> Because:
        awarded = asked.evaluation.degree(self.level, asked.day)
        code = Why.NO_DEGREE if awarded is None else Why.BEFORE_DEGREE
        return Because(code, on=date.fromordinal(on), until=awarded, name=QuestionKey(self.level.value))


class WithinLast:
    """After the day that lies a length of time before the day asked."""

    def __init__(self, length: Length) -> None:
        self.length = length

    def held(self, facts: Facts | None, asked: Asked, low: int, high: int) -> Held:
        days = ((earlier(asked.day, self.length).toordinal() + 1, ALWAYS[0][1]),)
        return Held(days, days)

    def why(self, facts: Facts, asked: Asked, on: int) -> Because:
        return Because(Why.TOO_LONG_AGO, on=date.fromordinal(on), until=earlier(asked.day, self.length))


class By:
    """The provider, or the supervisor, counts under a standing on the day."""

    def __init__(self, may: StandingName, who: str | None) -> None:
        self.may = may
        self.who = who

    def held(self, facts: Facts | None, asked: Asked, low: int, high: int) -> Held:
        who = self._who(facts)
        return NOT_HELD if who is None else asked.standings.held(who, self.may, low, high)

    def opened(self, asked: Asked) -> Callable[[Facts, int, int], Spans]:
        """The days on which an item's provider surely counts, looked up once per provider where that is enough."""
        known: dict[ColleagueId | None, Spans] = {}
        who, may, standings, always = self.who or "", self.may, asked.standings, asked.standings.same_for_all_days

        def sure(facts: Facts, low: int, high: int) -> Spans:
            provider = getattr(facts, who, None)
            if provider not in known or not always:
                known[provider] = NEVER if provider is None else standings.held(provider, may, low, high).sure
            return known[provider]

        return sure

    def why(self, facts: Facts, asked: Asked, on: int) -> Because:
        who = self._who(facts)
        if who is None:
            return Because(Why.PROVIDER_WITHOUT_STANDING, on=date.fromordinal(on), may=self.may)
        return asked.standings.why(who, self.may, on)

    def _who(self, facts: Facts | None) -> ColleagueId | None:
        return getattr(facts, self.who) if self.who else None


class Licensed:
    """The person holds a licence for mental health on the day, or holds none."""

    def __init__(self, wanted: bool) -> None:
        self.wanted = wanted

    def held(self, facts: Facts | None, asked: Asked, low: int, high: int) -> Held:
        licensed = asked.evaluation.licensed
        days = licensed if self.wanted else without(ALWAYS, licensed)
        return Held(days, days)

    def why(self, facts: Facts, asked: Asked, on: int) -> Because:
        return Because(Why.CONDITION_NOT_MET, on=date.fromordinal(on), name=QuestionKey("licensed"))
