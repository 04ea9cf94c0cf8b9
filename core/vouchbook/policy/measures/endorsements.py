"""An endorsement that the person has to hold already, long enough and complete."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.evidence import Item, Standing
from vouchbook.domain.trace import Because, Lack, Lacking, Unit, Why
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import Spans, later, merged, span
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.own_standings import not_in_force, own_endorsements
from vouchbook.policy.rules import Holds
from vouchbook.policy.source import EVERY


def compiled(rule: Holds) -> Measure:
    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.ENDORSEMENTS, 1)
        asked_for = [
            (item, standing)
            for item, standing in own_endorsements(asked)
            if standing.category in rule.any_of or EVERY in rule.any_of
        ]
        runs = _runs(rule, asked_for, asked)
        for item, standing in asked_for:
            if because := _objection(rule, item, standing, runs, asked):
                measured.exclude(item, 1, because)
            else:
                measured.counted.append(item.id)
        measured.sure = measured.possible = 1 if measured.counted else 0
        if not measured.counted:
            measured.lacking.append(Lacking(Lack.ENDORSEMENT, on=asked.day))
        return measured

    return measure


def _runs(rule: Holds, held: list[tuple[Item, Standing]], asked: Asked) -> Spans:
    """The days on which something that counts was held: one endorsement may follow upon another."""
    return merged(
        part
        for item, standing in held
        if (rule.emerging or not standing.emerging)
        and asked.desk.believed(item)
        and asked.accepted.get(item.id) is not False
        for part in span(standing.first, standing.last)
    )


def _objection(rule: Holds, item: Item, standing: Standing, runs: Spans, asked: Asked) -> Because | None:
    if because := not_in_force(item, standing, asked):
        return because
    if standing.emerging and not rule.emerging:
        return Because(Why.STANDING_EMERGING, on=asked.day)
    if asked.accepted.get(item.id) is False:
        return REJECTED
    if rule.held_for is not None:
        since = next(date.fromordinal(low) for low, high in runs if low <= asked.today < high)
        if (long_enough := later(since, rule.held_for)) > asked.day:
            return Because(Why.HELD_TOO_SHORTLY, on=asked.day, until=long_enough)
    return None
