"""Clock hours for many people: which rows count, in which way, and whether they suffice; see ``measures.hours``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from vouchbook.policy.columns.asked import Asked, Fit
from vouchbook.policy.columns.conditions import Conditions
from vouchbook.policy.columns.found import Found, Measure, measured, only
from vouchbook.policy.columns.people import Table
from vouchbook.policy.columns.selection import best_selection
from vouchbook.policy.columns.tally import Taken, Tally
from vouchbook.policy.rules import Hours


class Way(NamedTuple):
    """One way for a row to count; ways are tried in the order of the sheet."""

    number: int
    conditions: Conditions
    once_accepted: bool


def compiled(rule: Hours) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(
        rule, "key", "of", "minimum", "typical", "where", "also", "parts", "disjoint", "within", "spread_over",
        "providers_at_most", "most_from_one", "judgement",
    )  # fmt: skip
    ways: dict[str, list[Way]] = {rule.of: [Way(0, Conditions(rule.where), False)]}
    for number, also in enumerate(rule.also, 1):
        only(also, "where", "of", "at_most", "once_accepted", "line")
        ways.setdefault(also.of or rule.of, []).append(Way(number, Conditions(also.where), also.once_accepted))
    tally = Tally(rule)
    chooses = rule.within or rule.providers_at_most

    def plain(asked: Asked) -> Found:
        sure = possible = asked.nobody()
        for kind, of_kind in ways.items():
            table = asked.table(kind)
            minutes = table.ints("minutes")
            for _, takes in _taken(table, of_kind, asked):
                perhaps = table.sum(minutes * takes.possible)
                possible = possible + perhaps
                sure = sure + (perhaps if takes.sure is takes.possible else table.sum(minutes * takes.sure))
        return measured(sure, possible, rule.minimum)

    def full(asked: Asked) -> Found:
        taken = _together([_rows(asked.table(kind), of_kind, tally, asked) for kind, of_kind in ways.items()])
        if chooses:
            return best_selection(taken, tally, asked)
        number = asked.people.number
        return tally.found(taken, number, np.arange(number), asked)

    return plain if tally.plain and not chooses else full


def _taken(table: Table, ways: Sequence[Way], asked: Asked) -> Iterator[tuple[Way, Fit]]:
    """Each row counts in the first way that takes it: for each way the rows that it takes, surely and possibly."""
    left = asked.in_time(table)
    for way in ways:
        fit = way.conditions.fits(table, asked)
        possible = left & fit.possible
        sure = possible if fit.sure is fit.possible else left & fit.sure
        yield way, Fit(np.zeros_like(sure) if way.once_accepted else sure, possible)
        left = left & ~fit.possible


def _rows(table: Table, ways: Sequence[Way], tally: Tally, asked: Asked) -> Taken:
    sure, number = np.zeros(table.rows, dtype=np.bool_), np.full(table.rows, -1)
    for way, takes in _taken(table, ways, asked):
        number[takes.possible] = way.number
        sure |= takes.sure
    surely, possibly = tally.bits(table, asked)
    return Taken(
        table.owner,
        table.ints("first"),
        table.ints("last"),
        table.ints("minutes"),
        number,
        sure,
        table.ints("provider") if table.has("provider") else np.zeros_like(number),
        surely,
        possibly,
    ).rows(number >= 0)


def _together(kinds: Sequence[Taken]) -> Taken:
    if len(kinds) == 1:
        return kinds[0]
    together = kinds[0]
    for kind in kinds[1:]:
        together = together.followed_by(kind)
    return together.rows(np.argsort(together.owner, kind="stable"))
