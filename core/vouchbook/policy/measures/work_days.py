"""Adds up the days of jobs: each counts once, for the first way and job that takes it, within the ways' limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from vouchbook.domain.evidence import Item
from vouchbook.domain.trace import Because, Why
from vouchbook.policy.calendar import NEVER, Spans, merged, without
from vouchbook.policy.conditions import Conditions
from vouchbook.policy.measured import Measured
from vouchbook.policy.months import FULL, Weighed, lighter_than_full, months


class Way(NamedTuple):
    """One way for days to count; ``at_most`` is in parts of months."""

    conditions: Conditions
    marks: tuple[str, ...]
    at_most: int | None
    once_accepted: bool


class Job(NamedTuple):
    """A job's days up to the day asked: those that each way takes, for sure and possibly, and those that none does."""

    item: Item
    weight: int
    sure: Sequence[Spans]
    possible: Sequence[Spans]
    lost: Sequence[tuple[Spans, Because]]


class Share:
    """What one job contributes: the days that are its own, and how much of them is over a limit."""

    __slots__ = ("awaits", "counts", "days", "over")

    def __init__(self) -> None:
        self.days: list[tuple[int, int]] = []
        self.counts = self.awaits = False
        self.over = 0


def add_up(jobs: Sequence[Job], ways: Sequence[Way], by_fraction: bool, measured: Measured) -> None:
    """Measure jobs that are in the order of their first days, and put each into its lists."""
    measured.sure = _total([[(job.weight, job.sure[way]) for job in jobs] for way in range(len(ways))], ways)
    measured.possible = measured.sure
    if any(job.sure != job.possible for job in jobs):
        possible = _total([[(job.weight, job.possible[way]) for job in jobs] for way in range(len(ways))], ways)
        measured.possible = max(possible, measured.sure)
    for job, share in zip(jobs, _shares(jobs, ways, by_fraction), strict=True):
        if share.counts:
            measured.counted.append(job.item.id)
        if share.awaits:
            measured.pending.append(job.item)
        if doubled := _others(job, share):
            measured.exclude(job.item, worth(doubled, job.weight), DOUBLED)
        if share.over:
            measured.exclude(job.item, share.over, Because(Why.OVER_LIMIT))
        for days, because in job.lost:
            measured.exclude(job.item, worth(days, job.weight), because)


DOUBLED = Because(Why.ALREADY_COUNTED)


def _others(job: Job, share: Share) -> Spans:
    """The days of a job that count already with another one."""
    own = share.days
    if own == [*job.possible[0]] and not any(job.possible[1:]):
        return NEVER
    taken = merged(part for days in job.possible for part in days) if any(job.possible[1:]) else job.possible[0]
    return without(taken, merged(own)) if own else taken


def _total(by_way: Sequence[Sequence[tuple[int, Spans]]], ways: Sequence[Way]) -> int:
    """The parts of months of all ways together: a way adds what its new days add to the runs there are."""
    total, so_far = 0, 0
    taken = NEVER
    lighter: Weighed = ()
    for way, jobs in zip(ways, by_way, strict=True):
        new = [(low, high, weight) for weight, days in jobs for low, high in (without(days, taken) if taken else days)]
        if new:
            taken = merged((*taken, *((low, high) for low, high, _ in new)))
            lighter = (*lighter, *lighter_than_full(new))
            grown = months(taken, lighter)
            gained = max(grown - so_far, 0)
            total += gained if way.at_most is None else min(gained, way.at_most)
            so_far = grown
    return total


def _shares(jobs: Sequence[Job], ways: Sequence[Way], by_fraction: bool) -> list[Share]:
    """Each day belongs to the first way and job that takes it, what is sure before what is possible.

    By fractions, jobs of one way share their days: two half-time jobs make a whole one.
    """
    shares = [Share() for _ in jobs]
    left = [way.at_most for way in ways]
    claimed = NEVER
    for surely in (True, False):
        for way in range(len(ways)):
            parts = [
                (part, job, share)
                for job, share in zip(jobs, shares, strict=True)
                if (days := job.sure[way] if surely else job.possible[way])
                for part in (without(days, claimed) if claimed else days)
            ]
            parts.sort(key=_begins)
            reach = 0
            for (low, high), job, share in parts:
                if not by_fraction:
                    low = max(low, reach)
                    if low >= high:
                        continue
                    reach = high
                share.days.append((low, high))
                limit = left[way]
                if limit is not None:
                    amount = worth(((low, high),), job.weight)
                    share.over += max(amount - limit, 0)
                    left[way] = max(limit - amount, 0)
                if limit != 0:
                    share.counts, share.awaits = share.counts or surely, share.awaits or not surely
            if parts:
                claimed = merged((*claimed, *(part for part, _, _ in parts)))
    return shares


def _begins(part: tuple[tuple[int, int], Job, Share]) -> int:
    return part[0][0]


def worth(days: Spans, weight: int) -> int:
    """A job's days alone, in parts of months."""
    return months(days) if weight == FULL else months(days) * weight // FULL
