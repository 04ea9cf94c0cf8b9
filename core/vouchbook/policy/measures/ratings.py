"""Reference ratings: which are valid, and the most places that different raters can fill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from vouchbook.domain.evidence import Colleague, Item, Rating, Rsc, Work
from vouchbook.domain.names import ColleagueId, ItemId, SlotKey
from vouchbook.domain.trace import Because, Lack, Lacking, Status, Unit, Why
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import earlier, first_outside, later
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.measures.matching import Matching
from vouchbook.policy.rules import Ratings, Slot


class Valid(NamedTuple):
    """A rating that may fill its place; ``sure`` unless a reviewer has to say so."""

    item: Item
    facts: Rating
    sure: bool


Fits = Callable[[Rating, Asked], Because | None]


def compiled(rule: Ratings) -> Measure:
    slots = {slot.key: slot for slot in rule.slot}

    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.RATINGS, len(slots))
        valid: list[Valid] = []
        for item, facts, because in judged(rule, asked):
            if because is None:
                because, sure = _place(slots.get(facts.slot), facts, asked)
                if because is None:
                    valid.append(Valid(item, facts, sure or asked.accepted.get(item.id) is True))
                    continue
            measured.exclude(item, 1, because)
        endorsed = _at_least_one(rule, valid, asked, measured)
        _fill(slots, valid, endorsed, measured)
        return measured

    return measure


def judged(rule: Ratings, asked: Asked) -> Iterator[tuple[Item, Rating, Because | None]]:
    """Every rating with the reason why it is not valid, whatever place it is for; ``None``: it is valid."""
    for item, facts in asked.desk.of(Rating):
        yield item, facts, _invalid(rule, item, facts, asked)


def _invalid(rule: Ratings, item: Item, facts: Rating, asked: Asked) -> Because | None:
    on = facts.rated_on
    if on > asked.day:
        return Because(Why.AFTER_DAY_ASKED, on=on, until=asked.day)
    if not asked.desk.believed(item):
        return Because(Why.CLAIM_UNCONFIRMED)
    if asked.accepted.get(item.id) is False:
        return REJECTED
    if rule.within_last is not None and on <= earlier(asked.day, rule.within_last):
        return Because(Why.TOO_LONG_AGO, on=on, until=earlier(asked.day, rule.within_last))
    if rule.known_for is not None and (since := later(facts.known_since, rule.known_for)) > on:
        return Because(Why.KNOWN_TOO_SHORTLY, on=on, until=since)
    limit = rule.not_enough_information_below
    if limit is not None and facts.not_enough_information >= limit:
        return Because(Why.NOT_ENOUGH_INFORMATION, amount=facts.not_enough_information)
    return None


def _place(slot: Slot | None, facts: Rating, asked: Asked) -> tuple[Because | None, bool]:
    """Why a rating cannot fill its place, and whether it surely can."""
    if slot is None:
        return Because(Why.NO_SLOT, slot=facts.slot), False
    sure = True
    if slot.is_ == "gave_rsc" and not _gave_rsc(facts.rater, asked):
        return Because(Why.GAVE_NO_RSC, who=facts.rater, slot=slot.key), False
    if slot.is_ == "current_supervisor":
        sure = _works_with(facts, asked)
    if slot.is_ == "received_rsc":  # only the person says to whom they give RSC; if nobody said it, a reviewer asks
        sure = _receives_rsc(facts.rater, asked)
    if slot.may is not None:
        day = facts.rated_on.toordinal()
        held = asked.standings.held(facts.rater, slot.may, day, day + 1)
        if first_outside(day, day + 1, held.possible) is not None:
            return asked.standings.why(facts.rater, slot.may, day), False
        sure = sure and first_outside(day, day + 1, held.sure) is None
    return None, sure


def _gave_rsc(rater: ColleagueId, asked: Asked) -> bool:
    return any(rsc.provider == rater and rsc.first <= asked.day for _, rsc in asked.desk.of(Rsc))


def _receives_rsc(rater: ColleagueId, asked: Asked) -> bool:
    return any(each.colleague == rater and each.receives_rsc for _, each in asked.desk.of(Colleague))


def _works_with(facts: Rating, asked: Asked) -> bool:
    """Whether the rater's employer is that of a job running on the day rated."""
    rater = asked.desk.colleague(facts.rater)
    if rater is None or rater.employer is None:
        return False
    return any(
        job.employer == rater.employer
        and job.first <= facts.rated_on
        and (job.last is None or facts.rated_on <= job.last)
        for _, job in asked.desk.of(Work)
    )


def _at_least_one(rule: Ratings, valid: Sequence[Valid], asked: Asked, measured: Measured) -> set[ItemId]:
    """Hold ``at_least_one_may`` against the valid ratings; those whose raters surely have it and may take a place."""
    may = rule.at_least_one_may
    if may is None:
        return set()
    surely, perhaps = set(), []
    for each in valid:
        day = each.facts.rated_on.toordinal()
        held = asked.standings.held(each.facts.rater, may, day, day + 1)
        accepted = asked.accepted.get(each.item.id) is True
        if each.sure and first_outside(day, day + 1, held.possible if accepted else held.sure) is None:
            surely.add(each.item.id)
        elif first_outside(day, day + 1, held.possible) is None:
            perhaps.append(each.item)
    if not surely:
        measured.further.append(Status.JUDGEMENT if perhaps else Status.MISSING)
        measured.pending += perhaps
        if not perhaps:
            measured.lacking.append(Lacking(Lack.ENDORSED_RATER, may=may))
    return surely


def _fill(slots: dict[SlotKey, Slot], valid: Sequence[Valid], endorsed: set[ItemId], measured: Measured) -> None:
    """Fill as many places as possible, each with another rater: first with what is sure, then with the rest."""
    ordered = sorted(valid, key=lambda each: each.item.id not in endorsed)
    surely = Matching((each.facts.rater, each.facts.slot) for each in ordered if each.sure)
    measured.sure = len(surely.filled)
    possibly = surely.extended((each.facts.rater, each.facts.slot) for each in ordered)
    measured.possible = len(possibly.filled)
    taken: dict[SlotKey, ItemId] = {}  # of two ratings by one rater for one place, only one counts
    for each in ordered:
        if each.sure and surely.filled.get(each.facts.slot) == each.facts.rater:
            taken.setdefault(each.facts.slot, each.item.id)
    awaiting = {item.id for item in measured.pending}
    for each in valid:
        rater, slot = each.facts.rater, each.facts.slot
        if each.item.id in awaiting:
            continue
        if taken.get(slot) == each.item.id:
            measured.counted.append(each.item.id)
        elif not each.sure and possibly.filled.get(slot) == rater != surely.filled.get(slot):
            measured.pending.append(each.item)
        else:
            here = rater in (surely.filled.get(slot), possibly.filled.get(slot))
            code = Why.SAME_RATER if rater in possibly.filled.values() and not here else Why.NO_SLOT
            measured.exclude(each.item, 1, Because(code, who=rater, slot=slot))
    measured.lacking += [Lacking(Lack.SLOT, slot=slot) for slot in slots if slot not in possibly.filled]
