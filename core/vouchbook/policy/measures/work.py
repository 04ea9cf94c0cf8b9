"""Months of work: each day counts once, in the first way that takes it; whole periods need not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vouchbook.domain.evidence import Work
from vouchbook.domain.trace import Because, Lack, Lacking, Unit, Why
from vouchbook.policy import conditions
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import NEVER, Spans, common, first_outside, merged, without
from vouchbook.policy.daily import By
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.measures.work_days import Job, Way, add_up
from vouchbook.policy.months import FULL, MONTH
from vouchbook.policy.rules import Months


def compiled(rule: Months) -> Measure:
    ways = [Way(conditions.compiled(rule.where, Work), conditions.marked(rule.where), None, False)] + [
        Way(
            conditions.compiled(way.where, Work),
            conditions.marked(way.where),
            None if way.at_most is None else way.at_most * MONTH,
            way.once_accepted,
        )
        for way in rule.also
    ]
    by_fraction = rule.part_time == "by_fraction"

    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.MONTHS, rule.minimum * MONTH)
        add_up(list(jobs(ways, by_fraction, asked)), ways, by_fraction, measured)
        if measured.possible < measured.required:
            measured.lacking.append(Lacking(Lack.AMOUNT, amount=measured.required - measured.possible))
        return measured

    return measure


def jobs(ways: Sequence[Way], by_fraction: bool, asked: Asked) -> Iterable[Job]:
    """The jobs in the order of their first days, each with the days that the ways take, and why they leave others."""
    opened = [(way, way.conditions.days(asked)) for way in ways]
    nothing = [(NEVER, NEVER)] * len(ways)
    day, tomorrow = asked.day, asked.today + 1
    for item, facts in sorted(asked.desk.of(Work), key=lambda pair: pair[1].first):
        low = facts.first.toordinal()
        high = tomorrow if facts.last is None else facts.last.toordinal() + 1
        lost: list[tuple[Spans, Because]] = []
        if high > tomorrow or low >= high:
            ahead = ((max(low, tomorrow), high),) if max(low, tomorrow) < high else NEVER
            lost.append((ahead, Because(Why.AFTER_DAY_ASKED, on=facts.last or facts.first, until=day)))
            high = min(high, tomorrow)
        days = ((low, high),) if low < high else NEVER
        answer = asked.accepted.get(item.id) if asked.accepted else None
        taken = nothing
        if days and answer is False:
            lost.append((days, REJECTED))
            days = NEVER
        if days:
            taken = [_taken(ways[0], opened[0][1], facts, days, asked, answer is True)]
            if taken[0][0] is days:  # the first way takes every day: no other is asked
                taken += nothing[1:]
            else:
                taken += [_taken(way, open_, facts, days, asked, answer is True) for way, open_ in opened[1:]]
                unfit = without(days, merged(part for _, possible in taken for part in possible))
                if unfit:
                    lost += _objections(_nearest(ways, facts, days, asked), facts, unfit, asked)
        weight = facts.fraction if by_fraction and facts.fraction is not None else FULL
        yield Job(item, weight, [sure for sure, _ in taken], [possible for _, possible in taken], lost)


def _taken(way: Way, open_: Spans, facts: Work, days: Spans, asked: Asked, accepted: bool) -> tuple[Spans, Spans]:
    """The days of a job that a way takes, for sure and possibly; ``open_`` are its days for all jobs."""
    for check in way.conditions.whole:
        if check(facts) is not None:
            return NEVER, NEVER
    ((low, high),) = days
    sure = possible = days if first_outside(low, high, open_) is None else common(days, open_)
    for condition in way.conditions.on_days:
        if isinstance(condition, By):
            held = condition.held(facts, asked, low, high)
            sure, possible = common(sure, held.sure), common(possible, held.possible)
    if accepted:
        return possible, possible
    return (NEVER, possible) if way.once_accepted else (sure, possible)


def _nearest(ways: Sequence[Way], facts: Work, days: Spans, asked: Asked) -> Way:
    """The way that a job was probably meant for: that with the fewest conditions not met."""
    if len(ways) == 1:
        return ways[0]
    ((low, high),) = days

    def distance(way: Way) -> int:
        return way.conditions.failed(facts, asked, low, high) - conditions.bears(facts, way.marks)

    return min(ways, key=distance)


def _objections(way: Way, facts: Work, days: Spans, asked: Asked) -> list[tuple[Spans, Because]]:
    """Why this way does not take these days: for each condition, those days on which it is the first to fail."""
    for check in way.conditions.whole:
        if because := check(facts):
            return [(days, because)]
    found: list[tuple[Spans, Because]] = []
    for condition in way.conditions.on_days:
        for low, high in days:
            held = condition.held(facts, asked, low, high).possible
            at: int | None = first_outside(low, high, held)
            while at is not None:
                end = min((start for start, _ in held if start > at), default=high)
                part = ((at, min(end, high)),)
                found.append((part, condition.why(facts, asked, at)))
                days = without(days, part)
                at = first_outside(part[0][1], high, held) if part[0][1] < high else None
    return found
