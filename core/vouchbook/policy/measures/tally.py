"""Adds up the clock hours of chosen items, within limits, and holds parts and spread against them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from vouchbook.domain.evidence import Item, Rsc, ServiceHours, Training
from vouchbook.domain.names import ColleagueId, QuestionKey
from vouchbook.domain.trace import Lack, Lacking, Status, Why
from vouchbook.policy import conditions
from vouchbook.policy.applies import applies
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import later
from vouchbook.policy.measured import judge, worst
from vouchbook.policy.rules import Hours, Part

Dated = Training | Rsc | ServiceHours
KINDS: dict[str, type[Dated]] = {"training": Training, "rsc": Rsc, "service": ServiceHours}


class Taken:
    """An item that some way takes; ``amount`` is what of its minutes counts, ``shortened`` why not all do."""

    __slots__ = ("amount", "facts", "high", "item", "low", "shortened", "sure", "way")

    def __init__(self, item: Item, facts: Dated, way: int, sure: bool, low: int, high: int) -> None:
        self.item = item
        self.facts = facts
        self.way = way
        self.sure = sure
        self.low = low
        self.high = high
        self.amount = facts.minutes
        self.shortened = Why.OVER_LIMIT

    @property
    def provider(self) -> ColleagueId | None:
        return self.facts.provider if isinstance(self.facts, Rsc) else None


class Tally(NamedTuple):
    """Minutes for sure and possibly; ``further`` is what the conditions beside the minimum say of them."""

    sure: int
    possible: int
    further: tuple[Status, ...] = ()
    lacking: tuple[Lacking, ...] = ()


class Counting:
    """How the items of one rule are added up once its ways have taken them."""

    def __init__(self, rule: Hours, limits: Sequence[int | None]) -> None:
        self.rule = rule
        self.limits = {way: limit for way, limit in enumerate(limits) if limit is not None}
        self.parts = [
            (part, {kind: conditions.compiled(part.where, kind) for kind in KINDS.values()}) for part in rule.parts
        ]
        chooses = rule.within or rule.providers_at_most
        self.plain = not (chooses or self.limits or rule.most_from_one or rule.parts or rule.spread_over)

    def tally(self, chosen: Sequence[Taken], asked: Asked) -> Tally:
        self._shorten(chosen)
        sure = sum(each.amount for each in chosen if each.sure)
        possible = sum(each.amount for each in chosen)
        if self.plain:
            return Tally(sure, possible)
        further: list[Status] = []
        lacking: list[Lacking] = []
        self._hold_parts(chosen, asked, further, lacking)
        self._hold_spread(chosen, further, lacking)
        if self.rule.most_from_one:
            sure, _ = _most_from_one(each for each in chosen if each.sure)
            possible, largest = _most_from_one(chosen)
            _shorten_others(chosen, largest, sum(each.amount for each in chosen) - possible)
        return Tally(sure, possible, tuple(further), tuple(lacking))

    def _shorten(self, chosen: Sequence[Taken]) -> None:
        """Keep each way within its limit: what is sure goes first, then by day."""
        left = dict(self.limits)
        for each in chosen:
            each.amount, each.shortened = each.facts.minutes, Why.OVER_LIMIT
        if left:
            for each in sorted(chosen, key=lambda each: (not each.sure, each.low)):
                if each.way in left:
                    each.amount = min(each.amount, left[each.way])
                    left[each.way] -= each.amount

    def _hold_parts(self, chosen: Sequence[Taken], asked: Asked, further: list[Status], lacking: list[Lacking]) -> None:
        parts = [(part, by_kind) for part, by_kind in self.parts if applies(part.when, asked)]
        masks = [
            sum(
                1 << place
                for place, (_, by_kind) in enumerate(parts)
                if by_kind[type(each.facts)].objection(each.facts, asked, each.low, each.high) is None
            )
            for each in chosen
        ]
        for size in range(1, len(parts) + 1 if self.rule.disjoint else 2):
            for places in combinations(range(len(parts)), size):
                wanted = sum(1 << place for place in places)
                fitting = [each for each, mask in zip(chosen, masks, strict=True) if mask & wanted]
                self._hold([parts[place][0] for place in places], fitting, further, lacking)

    def _hold(
        self, parts: Sequence[Part], fitting: Iterable[Taken], further: list[Status], lacking: list[Lacking]
    ) -> None:
        """With disjoint parts, what fits any of several must reach the sum of their minima: no minute serves two."""
        minimum = sum(part.minimum for part in parts)
        fitting = list(fitting)
        possible = sum(each.amount for each in fitting)
        status = judge(sum(each.amount for each in fitting if each.sure), possible, minimum)
        further.append(status)
        if status is Status.MISSING:
            if len(parts) == 1:
                lacking.append(Lacking(Lack.PART, amount=minimum - possible, name=parts[0].key))
            elif not any(lack.code in (Lack.PART, Lack.PARTS_TOGETHER) for lack in lacking):
                names = QuestionKey(" ".join(part.key for part in parts))
                lacking.append(Lacking(Lack.PARTS_TOGETHER, amount=minimum - possible, name=names))

    def _hold_spread(self, chosen: Sequence[Taken], further: list[Status], lacking: list[Lacking]) -> None:
        if self.rule.spread_over is None:
            return
        sure = self._spread(each for each in chosen if each.sure)
        possible = self._spread(chosen)
        further.append(Status.MET if sure else Status.JUDGEMENT if possible else Status.MISSING)
        if not possible:
            first = min(chosen, key=lambda each: each.low, default=None)
            reach = later(first.facts.first, self.rule.spread_over) if first else None
            lacking.append(Lacking(Lack.SPREAD, on=reach))

    def _spread(self, chosen: Iterable[Taken]) -> bool:
        """Whether first and last item lie so far apart."""
        days = [(each.facts.first, each.facts.last) for each in chosen]
        if not days or self.rule.spread_over is None:
            return False
        return later(min(first for first, _ in days), self.rule.spread_over) <= max(last for _, last in days)


def _most_from_one(chosen: Iterable[Taken]) -> tuple[int, ColleagueId | None]:
    """The minutes that count where all others together must stay below the largest provider; and who that is."""
    by_provider: dict[ColleagueId | None, int] = {}
    for each in chosen:
        by_provider[each.provider] = by_provider.get(each.provider, 0) + each.amount
    largest = max(by_provider, key=lambda provider: by_provider[provider], default=None)
    most = by_provider.get(largest, 0)
    return most + min(sum(by_provider.values()) - most, max(most - 1, 0)), largest


def _shorten_others(chosen: Sequence[Taken], largest: ColleagueId | None, excess: int) -> None:
    """Take what is too much from the others: what awaits a reviewer first, then the latest."""
    for each in sorted(chosen, key=lambda each: (each.sure, -each.low)):
        if excess and each.provider != largest:
            cut = min(excess, each.amount)
            each.amount -= cut
            each.shortened = Why.NOT_MOST_FROM_ONE
            excess -= cut


def standing_of(tally: Tally, minimum: int) -> Status:
    """The status that this tally would give the requirement."""
    return worst((judge(tally.sure, tally.possible, minimum), *tally.further))
