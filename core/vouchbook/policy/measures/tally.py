"""Adds up the clock hours of chosen items, within limits, and holds parts and spread against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from vouchbook.domain.evidence import Item, Rsc, ServiceHours, Training
from vouchbook.domain.names import ColleagueId, ItemId, QuestionKey
from vouchbook.domain.trace import Lack, Lacking, Status, Why
from vouchbook.policy import conditions
from vouchbook.policy.applies import applies
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import later
from vouchbook.policy.conditions import AWAITS, Conditions
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


class Verdict:
    """What the conditions beside the minimum say; ``uncertain`` are items that only a reviewer can give to a part."""

    __slots__ = ("further", "lacking", "uncertain")

    def __init__(self) -> None:
        self.further: list[Status] = []
        self.lacking: list[Lacking] = []
        self.uncertain: set[ItemId] = set()


class Tally(NamedTuple):
    """Minutes for sure and possibly, and what is said of them beside the minimum."""

    sure: int
    possible: int
    verdict: Verdict


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
        verdict = Verdict()
        if self.plain:
            return Tally(sure, possible, verdict)
        self._hold_parts(chosen, asked, verdict)
        self._hold_spread(chosen, verdict)
        if self.rule.most_from_one:
            sure, _ = _most_from_one(each for each in chosen if each.sure)
            possible, largest = _most_from_one(chosen)
            _shorten_others(chosen, largest, sum(each.amount for each in chosen) - possible)
        return Tally(sure, possible, verdict)

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

    def _hold_parts(self, chosen: Sequence[Taken], asked: Asked, verdict: Verdict) -> None:
        parts = [(part, by_kind) for part, by_kind in self.parts if applies(part.when, asked)]
        fitting = [_fits(each, parts, asked) for each in chosen]
        for size in range(1, len(parts) + 1 if self.rule.disjoint else 2):
            for places in combinations(range(len(parts)), size):
                wanted = sum(1 << place for place in places)
                self._hold([parts[place][0] for place in places], wanted, chosen, fitting, verdict)

    def _hold(
        self,
        parts: Sequence[Part],
        wanted: int,
        chosen: Sequence[Taken],
        fitting: Sequence[tuple[int, int]],
        verdict: Verdict,
    ) -> None:
        """With disjoint parts, what fits any of several must reach the sum of their minima: no minute serves two."""
        minimum = sum(part.minimum for part in parts)
        sure = possible = 0
        uncertain = []
        for each, (surely, possibly) in zip(chosen, fitting, strict=True):
            if possibly & wanted:
                possible += each.amount
                if each.sure and surely & wanted:
                    sure += each.amount
                else:
                    uncertain.append(each.item.id)
        status = judge(sure, possible, minimum)
        verdict.further.append(status)
        if status is Status.JUDGEMENT:
            verdict.uncertain.update(uncertain)
        if status is Status.MISSING:
            if len(parts) == 1:
                verdict.lacking.append(Lacking(Lack.PART, amount=minimum - possible, name=parts[0].key))
            elif not any(lack.code in (Lack.PART, Lack.PARTS_TOGETHER) for lack in verdict.lacking):
                names = QuestionKey(" ".join(part.key for part in parts))
                verdict.lacking.append(Lacking(Lack.PARTS_TOGETHER, amount=minimum - possible, name=names))

    def _hold_spread(self, chosen: Sequence[Taken], verdict: Verdict) -> None:
        if self.rule.spread_over is None:
            return
        sure = self._spread(each for each in chosen if each.sure)
        possible = self._spread(chosen)
        verdict.further.append(Status.MET if sure else Status.JUDGEMENT if possible else Status.MISSING)
        if not possible:
            first = min(chosen, key=lambda each: each.low, default=None)
            reach = later(first.facts.first, self.rule.spread_over) if first else None
            verdict.lacking.append(Lacking(Lack.SPREAD, on=reach))

    def _spread(self, chosen: Iterable[Taken]) -> bool:
        """Whether first and last item lie so far apart."""
        days = [(each.facts.first, each.facts.last) for each in chosen]
        if not days or self.rule.spread_over is None:
            return False
        return later(min(first for first, _ in days), self.rule.spread_over) <= max(last for _, last in days)


def _fits(each: Taken, parts: Sequence[tuple[Part, Mapping[type[Dated], Conditions]]], asked: Asked) -> tuple[int, int]:
    """The parts that an item fits, for sure and possibly, one bit for each."""
    surely = possibly = 0
    for place, (_, by_kind) in enumerate(parts):
        objection = by_kind[type(each.facts)].objection(each.facts, asked, each.low, each.high)
        if objection is None or objection is AWAITS:
            possibly |= 1 << place
            if objection is None or asked.accepted.get(each.item.id):
                surely |= 1 << place
    return surely, possibly


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
    return worst((judge(tally.sure, tally.possible, minimum), *tally.verdict.further))
