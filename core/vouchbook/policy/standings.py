"""Who counts as what on which days: the standings that a portfolio names, under the rows that rule those days."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from vouchbook.domain.evidence import Item, Standing
from vouchbook.domain.names import ColleagueId, StandingName
from vouchbook.domain.trace import Because, Why
from vouchbook.policy.calendar import NEVER, Spans, common, merged, span
from vouchbook.policy.degrees import fit
from vouchbook.policy.document import Way
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.standing_rows import RulingRows, Ways


class Held(NamedTuple):
    """The days on which something holds for sure, and those on which it does or a reviewer may say so."""

    sure: Spans
    possible: Spans


Days = list[tuple[Spans, bool]]
"""The days on which a standing may count, and whether a reviewer must accept it then."""

WithWays = tuple[Item, Standing, Ways]

NOT_HELD = Held(NEVER, NEVER)

_NEARNESS = (
    Why.VETTING_ENDED,
    Why.STANDING_ENDED,
    Why.STANDING_NOT_YET,
    Why.STANDING_UNCONFIRMED,
    Why.PROVIDER_DEGREE,
    Why.APPLICANT_DEGREE,
    Why.VETTED_ELSEWHERE,
    Why.STANDING_EMERGING,
    Why.VETTED_OTHERWISE,
    Why.PROVIDER_WITHOUT_STANDING,
)
"""What comes nearest to counting explains best why nothing does."""
_VETTING_ENDED, _ENDED, _NOT_YET, _UNCONFIRMED, _PROVIDER_DEGREE, _APPLICANT_DEGREE = range(6)


class Standings:
    """The standings of a portfolio's colleagues; each holder's is worked out once, when first asked for."""

    def __init__(self, rows: RulingRows, desk: Desk, ask: Questions) -> None:
        self._rows = rows
        self._desk = desk
        self._ask = ask
        self.same_for_all_days = ask is POLICY_ALONE  # then ``held`` answers for every day at once
        self._known: dict[tuple[ColleagueId | None, StandingName], Held] = {}
        self._of: dict[tuple[ColleagueId | None, StandingName], list[WithWays]] = {}
        self._answers: dict[tuple[ColleagueId | None, int, StandingName, int], bool] = {}

    def held(self, holder: ColleagueId | None, may: StandingName, low: int, high: int) -> Held:
        """On which days from ``low`` up to before ``high`` the holder counts; of other days it says nothing."""
        if not self.same_for_all_days:
            return self._by_question(holder, may, low, high)
        known = self._known.get((holder, may))
        if known is None:
            known = self._known[holder, may] = self._by_policy(holder, may)
        return known

    def why(self, holder: ColleagueId | None, may: StandingName, on: int) -> Because:
        """Why the holder does not count on a day: by what comes nearest to it, of two endings by the later one."""
        nearest, until = len(_NEARNESS) - 1, None
        for item, standing, ways in self._with_ways(holder, may):
            found, day = self._shortcoming(item, standing, ways, may, holder, on)
            later = day is not None and until is not None and (day < until if found == _NOT_YET else day > until)
            if found < nearest or (found == nearest and later):
                nearest, until = found, day
        return Because(_NEARNESS[nearest], on=date.fromordinal(on), until=until, who=holder, may=may)

    def _by_policy(self, holder: ColleagueId | None, may: StandingName) -> Held:
        sure: list[tuple[int, int]] = []
        once_accepted: list[tuple[int, int]] = []
        for item, standing, ways in self._with_ways(holder, may):
            if self._desk.believed(item):
                surely, perhaps = _days(standing, self._fitting(ways, holder))
                sure += surely
                once_accepted += perhaps
        return _held(sure, once_accepted)

    def _by_question(self, holder: ColleagueId | None, may: StandingName, low: int, high: int) -> Held:
        """Ask the association's code about every standing on every day that matters: it may add or take days."""
        sure: list[tuple[int, int]] = []
        once_accepted: list[tuple[int, int]] = []
        for number, (item, standing, ways) in enumerate(self._with_ways(holder, may)):
            if not self._desk.believed(item):
                continue
            proposed, perhaps = _days(standing, self._fitting(ways, holder))
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

    def _with_ways(self, holder: ColleagueId | None, may: StandingName) -> list[WithWays]:
        """The holder's standings, each with the days on which rows let it count."""
        if (holder, may) not in self._of:
            held = self._desk.standings.get(holder, ())
            self._of[holder, may] = [(item, standing, self._rows.ways(standing, may)) for item, standing in held]
        return self._of[holder, may]

    def _fitting(self, ways: Ways, holder: ColleagueId | None) -> Days:
        """The ways on the days on which the applicant's degree and the holder's are such as they ask for."""
        found = []
        for days, way in ways:
            fits = fit(way, holder, self._desk)
            found.append((common(days, fits.days), way.once_accepted or fits.doubtful))
        return found

    def _shortcoming(
        self, item: Item, standing: Standing, ways: Ways, may: StandingName, holder: ColleagueId | None, on: int
    ) -> tuple[int, date | None]:
        """Why one standing does not count on a day, as an index of ``_NEARNESS``, and the day that it turns on."""
        if not ways:
            return _NEARNESS.index(self._unfit(standing, may)), None
        if not self._desk.believed(item):
            return _UNCONFIRMED, None
        if standing.first.toordinal() > on:
            return _NOT_YET, standing.first
        if standing.last is not None and standing.last.toordinal() < on:
            return _ENDED, standing.last
        ruling = [way for days, way in ways if any(low <= on < high for low, high in days)]
        if ruling:  # all but a degree is as it should be
            suits = any(fit(_for_anybody(way), holder, self._desk).days for way in ruling)
            return _APPLICANT_DEGREE if suits else _PROVIDER_DEGREE, None
        ended = max((high for days, _ in ways for _, high in days if high <= on), default=None)
        until = None if ended is None else date.fromordinal(ended - 1)
        if standing.vetted is not None:
            return _VETTING_ENDED, until or self._rows.sunset(standing.vetted)
        if until is not None:  # a later row of the policy no longer names what is held
            return _ENDED, until
        return len(_NEARNESS) - 1, None

    def _unfit(self, standing: Standing, may: StandingName) -> Why:
        """Why no way of any row takes this standing, whatever the day."""
        ways = self._rows.named(may)
        if standing.vetted is not None and any(way.vetted for way in ways):
            elsewhere = any(way.vetted is standing.vetted for way in ways)
            return Why.VETTED_ELSEWHERE if elsewhere else Why.VETTED_OTHERWISE
        if standing.emerging and any(standing.category in way.holds or "every" in way.holds for way in ways):
            return Why.STANDING_EMERGING
        return Why.PROVIDER_WITHOUT_STANDING


def _for_anybody(way: Way) -> Way:
    """The way as it takes a provider, whatever the applicant's degree."""
    return replace(way, applicant_degree_at_least=None, applicant_degree_at_most=None)


def _days(standing: Standing, ways: Days) -> Held:
    """The days on which one standing counts, and those on which it counts once a reviewer accepts it."""
    held = span(standing.first, standing.last)
    sure: list[tuple[int, int]] = []
    once_accepted: list[tuple[int, int]] = []
    for days, accepted in ways:
        (once_accepted if accepted else sure).extend(common(days, held))
    return Held(merged(sure), merged(once_accepted))


def _held(sure: list[tuple[int, int]], once_accepted: list[tuple[int, int]]) -> Held:
    surely = merged(sure)
    return Held(surely, merged((*sure, *once_accepted)) if once_accepted else surely)
