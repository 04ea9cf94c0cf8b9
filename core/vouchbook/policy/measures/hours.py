"""Clock hours of training, RSC or service: which items count, in which way, and whether they suffice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vouchbook.domain.trace import Because, Lack, Lacking, Status, Unit, Why
from vouchbook.policy import conditions
from vouchbook.policy.asked import Asked
from vouchbook.policy.conditions import AWAITS, Conditions
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.measures.selection import selections
from vouchbook.policy.measures.tally import KINDS, Counting, Dated, Taken, standing_of
from vouchbook.policy.rules import Hours

_BETTER = (Status.MISSING, Status.JUDGEMENT, Status.MET)


class Way(NamedTuple):
    """One way for an item to count; ways are tried in the order of the sheet."""

    number: int
    conditions: Conditions
    marks: tuple[str, ...]
    once_accepted: bool


def compiled(rule: Hours) -> Measure:
    written = [
        (rule.of, rule.where, False, None),
        *((way.of or rule.of, way.where, way.once_accepted, way.at_most) for way in rule.also),
    ]
    ways: dict[type[Dated], list[Way]] = {}
    for number, (of, where, once_accepted, _) in enumerate(written):
        way = Way(number, conditions.compiled(where, KINDS[of]), conditions.marked(where), once_accepted)
        ways.setdefault(KINDS[of], []).append(way)
    counting = Counting(rule, [at_most for *_, at_most in written])

    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.MINUTES, rule.minimum)
        taken: list[Taken] = []
        for kind, of_kind in ways.items():
            _collect(kind, of_kind, counting.plain, asked, measured, taken)
        _count(taken, counting, rule, asked, measured)
        return measured

    return measure


def _collect(
    kind: type[Dated], ways: Sequence[Way], plain: bool, asked: Asked, measured: Measured, taken: list[Taken]
) -> None:
    """Each item counts in the first way that takes it; what none takes is excluded, with the reason.

    Where nothing but the sum is asked for, what surely counts is added up at once.
    """
    day, accepted, exclude, cycle = asked.day, asked.accepted, measured.exclude, asked.evaluation.cycle
    opened = [(way, way.conditions.opened(asked), plain and not way.once_accepted) for way in ways]
    for item, facts in asked.desk.of(kind):
        if facts.last > day:
            exclude(item, facts.minutes, Because(Why.AFTER_DAY_ASKED, on=facts.last, until=day))
            continue
        if cycle and not (cycle[0] <= facts.first and facts.last <= cycle[1]):
            exclude(item, facts.minutes, Because(Why.OUTSIDE_CYCLE, on=facts.first, until=cycle[1]))
            continue
        answer = accepted.get(item.id) if accepted else None
        if answer is False:
            exclude(item, facts.minutes, REJECTED)
            continue
        low, high = facts.first.toordinal(), facts.last.toordinal() + 1
        objection: Because | None = None
        for way, fits, at_once in opened:
            surely = fits is None or fits(facts, low, high)
            if surely and at_once:
                measured.sure += facts.minutes
                measured.counted.append(item.id)
                break
            objection = None if surely else way.conditions.objection(facts, asked, low, high)
            if objection is None or objection is AWAITS:
                sure = answer is True or not (way.once_accepted or objection is AWAITS)
                taken.append(Taken(item, facts, way.number, sure, low, high))
                break
        else:
            if len(ways) > 1:
                objection = _nearest(ways, facts, asked, low, high)
            exclude(item, facts.minutes, objection or AWAITS)


def _nearest(ways: Sequence[Way], facts: Dated, asked: Asked, low: int, high: int) -> Because | None:
    """The objection of the way that the item was probably meant for: that with the fewest conditions not met."""

    def distance(way: Way) -> int:
        return way.conditions.failed(facts, asked, low, high) - conditions.bears(facts, way.marks)

    return min(ways, key=distance).conditions.objection(facts, asked, low, high)


def _count(taken: list[Taken], counting: Counting, rule: Hours, asked: Asked, measured: Measured) -> None:
    """Choose the items that serve best, add them up, and put every item into its list."""
    chosen: Sequence[Taken] = taken
    if rule.within or rule.providers_at_most:
        chosen = _best(taken, counting, rule, asked)
        _leave_out(taken, chosen, rule, measured)
    tally = counting.tally(chosen, asked)
    measured.possible = measured.sure + tally.possible
    measured.sure += tally.sure
    for each in chosen:
        if each.amount:
            if each.sure and each.item.id not in tally.verdict.uncertain:
                measured.counted.append(each.item.id)
            else:
                measured.pending.append(each.item)
        if each.amount < each.facts.minutes:
            measured.exclude(each.item, each.facts.minutes - each.amount, Because(each.shortened))
    if measured.possible < rule.minimum:
        measured.lacking.append(Lacking(Lack.AMOUNT, amount=rule.minimum - measured.possible))
    measured.further += tally.verdict.further
    measured.lacking += tally.verdict.lacking


def _best(taken: Sequence[Taken], counting: Counting, rule: Hours, asked: Asked) -> Sequence[Taken]:
    def worth(chosen: Sequence[Taken]) -> tuple[int, int, int]:
        tally = counting.tally(chosen, asked)
        return _BETTER.index(standing_of(tally, rule.minimum)), tally.possible, tally.sure

    return max(selections(taken, rule), key=worth)


def _leave_out(taken: Sequence[Taken], chosen: Sequence[Taken], rule: Hours, measured: Measured) -> None:
    kept = {each.item.id for each in chosen}
    providers = {each.provider for each in chosen}
    for each in taken:
        if each.item.id not in kept:
            other = rule.providers_at_most is not None and each.provider not in providers
            why = Why.TOO_MANY_PROVIDERS if other else Why.OUTSIDE_BEST_WINDOW
            measured.exclude(each.item, each.facts.minutes, Because(why))
