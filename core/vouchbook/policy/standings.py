"""Who counts as what on which days: the standings that a portfolio names, under the rows that rule those days."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from vouchbook.domain.evidence import Item, Standing
from vouchbook.domain.names import ColleagueId, StandingName
from vouchbook.domain.trace import Because, Why
from vouchbook.policy.calendar import NEVER, Spans, common, merged, span
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.standing_rows import RulingRows


class Held(NamedTuple):
    """The days on which something holds for sure, and those on which it does or a reviewer may say so."""

    sure: Spans
    possible: Spans


NOT_HELD = Held(NEVER, NEVER)

_NEARNESS = (
    Why.VETTING_ENDED,
    Why.STANDING_ENDED,
    Why.STANDING_NOT_YET,
    Why.STANDING_UNCONFIRMED,
    Why.VETTED_ELSEWHERE,
    Why.STANDING_EMERGING,
    Why.VETTED_OTHERWISE,
    Why.PROVIDER_WITHOUT_STANDING,
)
"""What comes nearest to counting explains best why nothing does."""


class Standings:
    """The standings of a portfolio's colleagues; each holder's is worked out once, when first asked for."""

    def __init__(self, rows: RulingRows, desk: Desk, ask: Questions) -> None:
        self._rows = rows
        self._desk = desk
        self._ask = ask
        self._known: dict[tuple[ColleagueId | None, StandingName], Held] = {}
        self._answers: dict[tuple[ColleagueId | None, int, StandingName, int], bool] = {}

    def held(self, holder: ColleagueId | None, may: StandingName, low: int, high: int) -> Held:
        """On which days from ``low`` up to before ``high`` the holder counts; of other days it says nothing."""
        if self._ask is not POLICY_ALONE:
            return self._by_question(holder, may, low, high)
        known = self._known.get((holder, may))
        if known is None:
            known = self._known[holder, may] = self._by_policy(holder, may)
        return known

    def why(self, holder: ColleagueId | None, may: StandingName, on: int) -> Because:
        """Why the holder does not count on a day, by what comes nearest to counting."""
        nearest: tuple[Why, date | None] = (Why.PROVIDER_WITHOUT_STANDING, None)
        for item, standing in self._desk.standings.get(holder, ()):
            found = self._shortcoming(item, standing, may, on)
            if _nearer(found, nearest):
                nearest = found
        code, until = nearest
        return Because(code, on=date.fromordinal(on), until=until, who=holder, may=may)

    def _by_policy(self, holder: ColleagueId | None, may: StandingName) -> Held:
        sure: list[tuple[int, int]] = []
        once_accepted: list[tuple[int, int]] = []
        for item, standing in self._desk.standings.get(holder, ()):
            if self._desk.believed(item):
                surely, perhaps = self._days(standing, may)
                sure += surely
                once_accepted += perhaps
        return _held(sure, once_accepted)

    def _by_question(self, holder: ColleagueId | None, may: StandingName, low: int, high: int) -> Held:
        """Ask the association's code about every standing on every day that matters: it may add or take days."""
        sure: list[tuple[int, int]] = []
        once_accepted: list[tuple[int, int]] = []
        for number, (item, standing) in enumerate(self._desk.standings.get(holder, ())):
            if not self._desk.believed(item):
                continue
            proposed, perhaps = self._days(standing, may)
            once_accepted += perhaps
            for day in range(low, high):
                asked = (holder, number, may, day)
                if asked not in self._answers:
                    self._answers[asked] = self._ask.standing_counts(
                        proposed=any(start <= day < end for start, end in proposed),
                        standing=standing,
                        may=may,
                        category=self._rows.category,
                        on=date.fromordinal(day),
                    )
                if self._answers[asked]:
                    sure.append((day, day + 1))
        return _held(sure, once_accepted)

    def _days(self, standing: Standing, may: StandingName) -> Held:
        """The days on which one standing counts, and those on which it counts once a reviewer accepts it."""
        held = span(standing.first, standing.last)
        sure: list[tuple[int, int]] = []
        once_accepted: list[tuple[int, int]] = []
        for days, accepted in self._rows.ways(standing, may):
            (once_accepted if accepted else sure).extend(common(days, held))
        return Held(merged(sure), merged(once_accepted))

    def _shortcoming(self, item: Item, standing: Standing, may: StandingName, on: int) -> tuple[Why, date | None]:
        ways = [days for days, _ in self._rows.ways(standing, may)]
        if not ways:
            return self._unfit(standing, may), None
        if not self._desk.believed(item):
            return Why.STANDING_UNCONFIRMED, None
        if standing.first.toordinal() > on:
            return Why.STANDING_NOT_YET, standing.first
        if standing.last is not None and standing.last.toordinal() < on:
            return Why.STANDING_ENDED, standing.last
        ended = max((high for days in ways for _, high in days if high <= on), default=None)
        until = None if ended is None else date.fromordinal(ended - 1)
        if standing.vetted is not None:
            return Why.VETTING_ENDED, until or self._rows.sunset(standing.vetted)
        if until is not None:  # a later row of the policy no longer names what is held
            return Why.STANDING_ENDED, until
        return Why.PROVIDER_WITHOUT_STANDING, None

    def _unfit(self, standing: Standing, may: StandingName) -> Why:
        """Why no way of any row takes this standing, whatever the day."""
        ways = self._rows.named(may)
        if standing.vetted is not None and any(way.vetted for way in ways):
            elsewhere = any(way.vetted is standing.vetted for way in ways)
            return Why.VETTED_ELSEWHERE if elsewhere else Why.VETTED_OTHERWISE
        if standing.emerging and any(standing.category in way.holds or "every" in way.holds for way in ways):
            return Why.STANDING_EMERGING
        return Why.PROVIDER_WITHOUT_STANDING


def _held(sure: list[tuple[int, int]], once_accepted: list[tuple[int, int]]) -> Held:
    surely = merged(sure)
    return Held(surely, merged((*sure, *once_accepted)) if once_accepted else surely)


def _nearer(found: tuple[Why, date | None], than: tuple[Why, date | None]) -> bool:
    """The nearer code; of two endings the later one, of two beginnings the earlier."""
    if found[0] is not than[0]:
        return _NEARNESS.index(found[0]) < _NEARNESS.index(than[0])
    if found[1] is None or than[1] is None:
        return False
    return found[1] < than[1] if found[0] is Why.STANDING_NOT_YET else found[1] > than[1]
