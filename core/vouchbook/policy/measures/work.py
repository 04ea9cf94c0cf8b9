"""Months of work: each day counts once, in the first way that takes it; whole periods need not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vouchbook.domain.evidence import Item, Work
from vouchbook.domain.trace import Because, Lack, Lacking, Unit, Why
from vouchbook.policy import conditions
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import NEVER, Spans, common, first_outside, merged, span, without
from vouchbook.policy.conditions import Conditions
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.months import FULL, MONTH, Weighed, layered, months, weighed_months
from vouchbook.policy.rules import Months


class Way(NamedTuple):
    """One way for days to count; ``at_most`` is in parts of months."""

    conditions: Conditions
    marks: tuple[str, ...]
    at_most: int | None
    once_accepted: bool


class Job(NamedTuple):
    """A period of work up to the day asked: its days in each way, for sure and possibly, and what none takes."""

    item: Item
    facts: Work
    weight: int
    days: Spans
    sure: tuple[Spans, ...]
    possible: tuple[Spans, ...]
    lost: Sequence[tuple[Spans, Because]]


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
        jobs = list(_jobs(ways, by_fraction, asked, measured))
        _add_up(jobs, ways, by_fraction, measured)
        if measured.possible < measured.required:
            measured.lacking.append(Lacking(Lack.AMOUNT, amount=measured.required - measured.possible))
        return measured

    return measure


def _jobs(ways: Sequence[Way], by_fraction: bool, asked: Asked, measured: Measured) -> Iterable[Job]:
    for item, facts in sorted(asked.desk.of(Work), key=lambda pair: pair[1].first):
        if facts.first > asked.day:
            later = months(span(facts.first, facts.last)) if facts.last else 0
            measured.exclude(item, later, Because(Why.AFTER_DAY_ASKED, on=facts.first, until=asked.day))
            continue
        days = span(facts.first, facts.last if facts.last and facts.last <= asked.day else asked.day)
        answer = asked.accepted.get(item.id)
        if answer is False:
            measured.exclude(item, months(days), REJECTED)
            continue
        lost: list[tuple[Spans, Because]] = []
        if facts.last and facts.last > asked.day:
            ahead = without(span(facts.first, facts.last), days)
            lost.append((ahead, Because(Why.AFTER_DAY_ASKED, on=facts.last, until=asked.day)))
        taken = [_taken(way, facts, days, asked, accepted=answer is True) for way in ways]
        unfit = without(days, merged(part for _, possible in taken for part in possible))
        if unfit:
            lost += _objections(_nearest(ways, facts, days, asked), facts, unfit, asked)
        weight = facts.fraction if by_fraction and facts.fraction is not None else FULL
        yield Job(item, facts, weight, days, tuple(s for s, _ in taken), tuple(p for _, p in taken), lost)


def _taken(way: Way, facts: Work, days: Spans, asked: Asked, *, accepted: bool) -> tuple[Spans, Spans]:
    """The days of a job that a way takes, for sure and possibly."""
    if any(check(facts) is not None for check in way.conditions.whole):
        return NEVER, NEVER
    sure = possible = days
    ((low, high),) = days
    for condition in way.conditions.on_days:
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


def _add_up(jobs: Sequence[Job], ways: Sequence[Way], by_fraction: bool, measured: Measured) -> None:
    measured.sure = _total([[(job.weight, job.sure[way]) for job in jobs] for way in range(len(ways))], ways)
    measured.possible = measured.sure
    if any(job.sure != job.possible for job in jobs):
        possible = _total([[(job.weight, job.possible[way]) for job in jobs] for way in range(len(ways))], ways)
        measured.possible = max(possible, measured.sure)
    shares = _shares(jobs, ways, by_fraction)
    for job, share in zip(jobs, shares, strict=True):
        if share.sure:
            measured.counted.append(job.item.id)
        if share.pending:
            measured.pending.append(job.item)
        doubled = without(merged(part for days in job.possible for part in days), merged(share.days))
        if doubled:
            measured.exclude(job.item, _worth(doubled, job.weight), Because(Why.ALREADY_COUNTED))
        if share.over:
            measured.exclude(job.item, share.over, Because(Why.OVER_LIMIT))
        for days, because in job.lost:
            measured.exclude(job.item, _worth(days, job.weight), because)


def _total(by_way: Sequence[Sequence[tuple[int, Spans]]], ways: Sequence[Way]) -> int:
    """The parts of months of all ways together: a way adds what its new days add to the runs there are."""
    total, so_far = 0, 0
    taken = NEVER
    layers: Weighed = ()
    for way, jobs in zip(ways, by_way, strict=True):
        new = [(low, high, weight) for weight, days in jobs for low, high in without(days, taken)]
        if new:
            layers = (*layers, *layered(new))
            taken = merged((*taken, *((low, high) for low, high, _ in new)))
            grown = weighed_months(layers)
            gained = max(grown - so_far, 0)
            total += gained if way.at_most is None else min(gained, way.at_most)
            so_far = grown
    return total


class Share:
    """What one job contributes: its own days, in parts of months for sure and pending, and what is over a limit."""

    __slots__ = ("days", "over", "pending", "sure")

    def __init__(self) -> None:
        self.days: list[tuple[int, int]] = []
        self.sure = self.pending = self.over = 0


def _shares(jobs: Sequence[Job], ways: Sequence[Way], by_fraction: bool) -> list[Share]:
    """Each day belongs to the first way and job that takes it, what is sure before what is possible.

    By fractions, jobs of one way share their days: two half-time jobs make a whole one.
    """
    shares = [Share() for _ in jobs]
    left = [way.at_most for way in ways]
    claimed = NEVER
    for surely in (True, False):
        for way in range(len(ways)):
            before = claimed
            for job, share in zip(jobs, shares, strict=True):
                days = job.sure[way] if surely else job.possible[way]
                own = without(days, before if by_fraction else claimed)
                if not own:
                    continue
                claimed = merged((*claimed, *own))
                share.days += own
                amount, limit = _worth(own, job.weight), left[way]
                if limit is not None:
                    share.over += max(amount - limit, 0)
                    amount = min(amount, limit)
                    left[way] = limit - amount
                if surely:
                    share.sure += amount
                else:
                    share.pending += amount
    return shares


def _worth(days: Spans, weight: int) -> int:
    return months(days) * weight // FULL
