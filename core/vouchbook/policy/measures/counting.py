"""So many items, or so many families served: what fulfils the conditions is counted, whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from vouchbook.domain.evidence import Item, Work
from vouchbook.domain.trace import Because, Lack, Lacking, Unit, Why
from vouchbook.policy import conditions
from vouchbook.policy.asked import Asked
from vouchbook.policy.conditions import AWAITS, Conditions
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.measures.tally import KINDS, Dated
from vouchbook.policy.measures.work import jobs
from vouchbook.policy.measures.work_days import Way
from vouchbook.policy.rules import Count


class Looked(NamedTuple):
    """An item that was looked at: whether it fits, ``AWAITS`` where only a reviewer can say, or why it does not."""

    item: Item
    amount: int
    objection: Because | None


def compiled(rule: Count) -> Measure:
    look = _at_jobs(rule) if rule.of == "work" else _at_dated(KINDS[rule.of], rule)
    unit = Unit.FAMILIES if rule.sum == "families" else Unit.ITEMS

    def measure(asked: Asked) -> Measured:
        measured = Measured(unit, rule.minimum)
        for item, amount, objection in look(asked):
            if objection is not None and objection is not AWAITS:
                measured.exclude(item, amount, objection)
            elif not amount:
                measured.exclude(item, 0, Because(Why.FAMILIES_NOT_SAID))
            elif objection is None or asked.accepted.get(item.id):
                measured.sure += amount
                measured.counted.append(item.id)
            else:
                measured.possible += amount
                measured.pending.append(item)
        measured.possible += measured.sure
        if measured.possible < rule.minimum:
            measured.lacking.append(Lacking(Lack.AMOUNT, amount=rule.minimum - measured.possible))
        return measured

    return measure


def _at_dated(kind: type[Dated], rule: Count) -> Callable[[Asked], Iterable[Looked]]:
    """Sessions, trainings and service must fulfil every condition on every day, as they do where hours are asked."""
    asks = conditions.compiled(rule.where, kind)

    def look(asked: Asked) -> Iterable[Looked]:
        for item, facts in asked.desk.of(kind):
            yield Looked(item, 1, _objection(item, facts, asks, asked))

    return look


def _objection(item: Item, facts: Dated, asks: Conditions, asked: Asked) -> Because | None:
    cycle = asked.evaluation.cycle
    if facts.last > asked.day:
        return Because(Why.AFTER_DAY_ASKED, on=facts.last, until=asked.day)
    if cycle and not (cycle[0] <= facts.first and facts.last <= cycle[1]):
        return Because(Why.OUTSIDE_CYCLE, on=facts.first, until=cycle[1])
    if asked.accepted.get(item.id) is False:
        return REJECTED
    return asks.objection(facts, asked, facts.first.toordinal(), facts.last.toordinal() + 1)


def _at_jobs(rule: Count) -> Callable[[Asked], Iterable[Looked]]:
    """A job counts when on one day at least, up to the day asked, everything holds; its families count whole."""
    way = Way(conditions.compiled(rule.where, Work), conditions.marked(rule.where), None, False)

    def look(asked: Asked) -> Iterable[Looked]:
        families = {item.id: facts.families or 0 for item, facts in asked.desk.of(Work)}
        for job in jobs([way], False, asked):
            amount = families[job.item.id] if rule.sum == "families" else 1
            if job.sure[0]:
                yield Looked(job.item, amount, None)
            elif job.possible[0]:
                yield Looked(job.item, amount, AWAITS)
            else:
                yield Looked(job.item, amount, job.lost[-1][1])

    return look
