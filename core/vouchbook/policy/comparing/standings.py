"""Who counts as what under two policies: on the two days asked about, and on every other day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import NamedTuple, get_args

from msgspec import Struct

from vouchbook.domain.names import CategoryCode, DegreeLevel, Moment, StandingName, VettingScope
from vouchbook.policy.comparing.effects import LOOSER, OTHER, SAME, STRICTER, Change, Effect, joined
from vouchbook.policy.document import PolicyDocument, Ranked, StandingRow, VettingRow, Way, ruling_row
from vouchbook.policy.portfolio import exceeds, reaches
from vouchbook.policy.source import EVERY
from vouchbook.policy.standing_rows import Cut, R, StandingRows

Ends = tuple[tuple[str, date], ...] | None
"""Through which day of which moment a vetting counts; ``None``: not at all."""


class Side(Struct, frozen=True):
    """A policy, and the day on which its rows are asked."""

    document: PolicyDocument
    on: date


class Standings:
    """The standings of two policies that the lines of one category may name.

    ``every_day`` is false where one of the two has no days: then the rows are taken as if they ruled for ever.
    """

    def __init__(self, old: Side, new: Side, category: CategoryCode, *, every_day: bool = True) -> None:
        self._every_day = every_day and old.document != new.document
        self._sides = (old, new)
        self._rows = tuple(StandingRows(side.document, category) for side in (old, new))
        self._moments = tuple(_judged_by(side) for side in (old, new))
        self._known: dict[str, tuple[Change, ...]] = {}

    def changes(self, name: str) -> tuple[Change, ...]:
        if name not in self._known:
            self._known[name] = tuple(self._changes(StandingName(name)))
        return self._known[name]

    def on_the_days(self, name: str) -> Effect:
        """The effect between the two days asked about."""
        return self._effect(StandingName(name), self._sides[0].on, self._sides[1].on)

    def awaits(self, name: str) -> bool:
        """Whether some row, of whatever days, lets somebody have the standing once a reviewer accepts it."""
        return any(
            way.once_accepted or way.provider_degree_at_least is not None
            for rows in self._rows
            for _, row in rows.standing(StandingName(name))
            for way in row.any_of
        )

    def _changes(self, name: StandingName) -> Iterator[Change]:
        old, new = (
            _on(rows.standing(name), side.on.toordinal()) for rows, side in zip(self._rows, self._sides, strict=True)
        )
        today = self.on_the_days(name)
        always, since = self._on_other_days(name)
        if self._moments[0] is not self._moments[1] and (old or new):
            yield Change("transition.standing", self._moments[0], self._moments[1], OTHER)
        if today is not SAME:
            yield Change(f"standing.{name}", old, new, today)
        if always not in (SAME, today):
            yield Change(f"standing_from.{name}", None, since, always)

    def _on_other_days(self, name: StandingName) -> tuple[Effect, date | None]:
        """The effects of all days, and the first day on which something differs; one policy never differs from itself.

        A session is judged by the rows of its own day, so that what counted long ago matters today.
        """
        if not self._every_day:
            return SAME, None
        cut = [spans for rows in self._rows for spans, _ in rows.standing(name)]
        cut += [spans for rows in self._rows for scope in VettingScope for spans, _ in rows.vetting(scope)]
        days = sorted({date.min} | {date.fromordinal(low) for spans in cut for low, _ in spans})
        effects = [(self._effect(name, day, day), day) for day in days]
        return joined(effect for effect, _ in effects), next(
            (day for effect, day in effects if effect is not SAME), None
        )

    def _effect(self, name: StandingName, old: date, new: date) -> Effect:
        days = old.toordinal(), new.toordinal()
        was, now = (_on(rows.standing(name), day) for rows, day in zip(self._rows, days, strict=True))
        named = {code for row in (was, now) if row for way in row.any_of for code in way.holds} - {EVERY}
        degrees = [*_degrees(was, now)]
        effects = [
            _compared(_level(was, *kind), _level(now, *kind))
            for kind in product({*named, ""}, (False, True), (False, True), degrees)
        ]
        for scope in VettingScope:
            ends = [self._ends(place, scope, day) for place, day in enumerate(days)]
            for held in degrees:
                before, after = (_vetted(row, scope, held) for row in (was, now))
                effects.append(_counting(before, after, ends[0], ends[1]))
        return joined(effects)

    def _ends(self, place: int, scope: VettingScope, day: int) -> Ends:
        cut = self._rows[place].vetting(scope)
        row = _on(cut, day)
        if row is None:  # no row limits it; among rows of their days, a day without one is a day on which none counts
            return () if not cut or self._moments[place] is not Moment.GIVEN else None
        return tuple((end.by, end.on) for end in row.ends)


def _judged_by(side: Side) -> Moment:
    row = ruling_row(tuple(row for row in side.document.transition if row.of == "standing"), side.on)
    return row.judged_by if row else Moment.GIVEN


def _on(cut: Cut[R], day: int) -> R | None:
    return next((row for spans, row in cut if any(low <= day < high for low, high in spans)), None)


class _Degrees(NamedTuple):
    """The highest degrees of the applicant (``None``: none) and the provider (``None``: nobody knows)."""

    applicant: DegreeLevel | None
    provider: DegreeLevel | None


def _degrees(*rows: StandingRow | None) -> Iterator[_Degrees]:
    """Everything that the degrees of two people may be, as far as one of the rows asks for them."""
    ways = [way for row in rows if row for way in row.any_of]
    if not any(way.asks_applicant or way.provider_degree_at_least is not None for way in ways):
        yield _Degrees(None, None)
        return
    ranked = [DegreeLevel(level) for level in get_args(Ranked)]
    for applicant, provider in product((None, *ranked), (None, DegreeLevel.OTHER, *ranked)):
        yield _Degrees(applicant, provider)


def _level(row: StandingRow | None, category: str, emerging: bool, own: bool, held: _Degrees) -> int:
    """2: an endorsement counts, 1: once a reviewer accepts it, 0: not at all."""
    if row is None or (row.association == "own" and not own):
        return 0
    ways = [way for way in row.any_of if {category, EVERY} & {*way.holds} and (way.emerging or not emerging)]
    return max((_with_degrees(way, held) for way in ways), default=0)


def _vetted(row: StandingRow | None, scope: VettingScope, held: _Degrees) -> int:
    ways = [way for way in row.any_of if way.vetted is scope] if row else []
    return max((_with_degrees(way, held) for way in ways), default=0)


def _with_degrees(way: Way, held: _Degrees) -> int:
    """The same of one way, for people who have these degrees."""
    least, most = way.applicant_degree_at_least, way.applicant_degree_at_most
    if least is not None and (held.applicant is None or not reaches(held.applicant, DegreeLevel(least))):
        return 0
    if most is not None and held.applicant is not None and exceeds(held.applicant, DegreeLevel(most)):
        return 0
    if (wanted := way.provider_degree_at_least) is not None:
        if held.provider is None:
            return 1
        if not reaches(held.provider, DegreeLevel(wanted)):
            return 0
    return 1 if way.once_accepted else 2


def _compared(old: int, new: int) -> Effect:
    return SAME if old == new else STRICTER if new < old else LOOSER


def _counting(old: int, new: int, old_ends: Ends, new_ends: Ends) -> Effect:
    """A vetting with its ends: an earlier end, or one more, is stricter."""
    old, new = (0 if ends is None else level for level, ends in ((old, old_ends), (new, new_ends)))
    if not old or not new:
        return _compared(old, new)
    before, after = (
        {by: min(on for each, on in ends if each == by) for by, _ in ends} for ends in (old_ends or (), new_ends or ())
    )
    effects = [_compared(old, new)]
    for by in {*before, *after}:
        if by not in before or by not in after:
            effects.append(STRICTER if by in after else LOOSER)
        elif before[by] != after[by]:
            effects.append(STRICTER if after[by] < before[by] else LOOSER)
    return joined(effects)


def vetting_effect(old: VettingRow, new: VettingRow) -> Effect:
    """How much longer, or less long, what vetted people do counts; how they were vetted is no difference."""
    before, after = (tuple((end.by, end.on) for end in row.ends) for row in (old, new))
    return _counting(2, 2, before, after)
