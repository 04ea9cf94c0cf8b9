"""The ``[[standing]]`` and ``[[vetting]]`` rows of one category, cut into the days on which each rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TypeVar

from vouchbook.domain.evidence import Standing
from vouchbook.domain.names import CategoryCode, Moment, StandingName, VettingScope
from vouchbook.domain.trace import Moments
from vouchbook.policy.calendar import ALWAYS, NEVER, Spans, common, merged, span
from vouchbook.policy.cycles import moment, standing_moment
from vouchbook.policy.document import PolicyDocument, Row, StandingRow, VettingRow, Way, ruling_row

R = TypeVar("R", bound=Row)
Cut = list[tuple[Spans, R]]
Ways = list[tuple[Spans, Way]]
"""The days on which rows let a standing count, each with the way that takes it then."""


class StandingRows:
    """Read from a policy version once; the days are worked out when a standing is first asked about."""

    def __init__(self, document: PolicyDocument, category: CategoryCode) -> None:
        self.document = document
        self.category = category
        self.own = document.association.code
        self._standing: dict[StandingName, Cut[StandingRow]] = {}
        self._vetting: dict[VettingScope, Cut[VettingRow]] = {}
        self.known: dict[tuple[object, ...], Ways] = {}
        self.same_for_all_moments = all(end.by == "given" for row in document.vetting for end in row.ends)

    def standing(self, may: StandingName) -> Cut[StandingRow]:
        """A row that names the category goes before one for every category, whatever their dates."""
        if may not in self._standing:
            rows = [row for row in self.document.standing if row.may == may]
            named = [row for row in rows if self.category in row.for_]
            every = [row for row in rows if "every" in row.for_]
            self._standing[may] = _cut(StandingRow, named, every)
        return self._standing[may]

    def vetting(self, scope: VettingScope) -> Cut[VettingRow]:
        if scope not in self._vetting:
            self._vetting[scope] = _cut(VettingRow, [row for row in self.document.vetting if row.scope is scope])
        return self._vetting[scope]


class RulingRows:
    """The same rows for one evaluation: each day asks the row that rules it, or all ask that of one moment."""

    def __init__(self, rows: StandingRows, moments: Moments) -> None:
        self.category = rows.category
        self._all = rows
        self._moments = moments
        ruling = standing_moment(rows.document, moments)
        self._on = None if ruling is None else ruling.toordinal()

    def ways(self, standing: Standing, may: StandingName) -> Ways:
        """The days on which a standing may count while it is held; worked out once where no moment matters."""
        own = standing.association == self._all.own
        kind = (may, standing.category, standing.emerging, standing.vetted and standing.vetted.value, own)
        known = self._all.known if self._on is None and self._all.same_for_all_moments else {}
        if kind not in known:
            known[kind] = self._ways(standing, may, own)
        return known[kind]

    def _ways(self, standing: Standing, may: StandingName, own: bool) -> Ways:
        found = []
        for days, row in self._ruling(self._all.standing(may)):
            for way in row.any_of:
                if _fits(way, row, standing, own):
                    allowed = days if standing.vetted is None else common(days, self._until_sunset(standing.vetted))
                    found.append((allowed, way))
        return found

    def named(self, may: StandingName) -> list[Way]:
        """Every way that some row names, whatever its days."""
        return [way for _, row in self._ruling(self._all.standing(may)) for way in row.any_of]

    def sunset(self, scope: VettingScope) -> date | None:
        """The earliest day on which a row lets vettings end."""
        return min((end.on for _, row in self._ruling(self._all.vetting(scope)) for end in row.ends), default=None)

    def vetted(self, scope: VettingScope) -> Spans:
        """The days on which vettings of a scope count."""
        return self._until_sunset(scope)

    def _until_sunset(self, scope: VettingScope) -> Spans:
        rows = self._ruling(self._all.vetting(scope))
        if not rows:
            return ALWAYS
        return merged(part for days, row in rows for part in common(days, self._before_ends(row)))

    def _before_ends(self, row: VettingRow) -> Spans:
        days = ALWAYS
        for end in row.ends:
            if end.by == "given":
                days = common(days, span(None, end.on))
            elif moment(self._moments, Moment(end.by)) > end.on:
                return NEVER
        return days

    def _ruling(self, cut: Cut[R]) -> Cut[R]:
        if self._on is None:
            return cut
        return [(ALWAYS, row) for days, row in cut if any(low <= self._on < high for low, high in days)]


def _fits(way: Way, row: StandingRow, standing: Standing, own: bool) -> bool:
    if standing.vetted is not None:
        return way.vetted is standing.vetted and own  # whom another association has interviewed is nobody here
    if standing.emerging and not way.emerging:
        return False
    return (standing.category in way.holds or "every" in way.holds) and (own or row.association == "any")


def _cut(kind: type[R], *rows: Sequence[R]) -> Cut[R]:
    """The days on which each row rules; the first sequence of rows that has one for a day answers for it."""
    edges = sorted(
        {*ALWAYS[0]}
        | {row.from_.toordinal() for group in rows for row in group if row.from_}
        | {row.until.toordinal() + 1 for group in rows for row in group if row.until}
    )
    found: Cut[R] = []
    for low, high in pairwise(edges):
        for group in rows:
            row = ruling_row(tuple(group), date.fromordinal(low))
            if isinstance(row, kind):
                found.append((((low, high),), row))
                break
    return found
