"""What many people hold themselves: in force, complete, long enough; see ``measures.endorsements``."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vouchbook.policy.columns.arrays import Flags
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.days import later
from vouchbook.policy.columns.found import Found, Measure, only, settled
from vouchbook.policy.columns.layout import Badge
from vouchbook.policy.columns.stretches import day_of, merged, position
from vouchbook.policy.rules import Holds, Length
from vouchbook.policy.source import EVERY


def own_endorsements(wanted: Callable[[Badge], bool], asked: Asked) -> Flags:
    """Which standings are people's own endorsements, believed and of a wanted badge, in force or not."""
    table = asked.table("standing")
    badges = [badge.category is not None and wanted(badge) for badge in asked.people.badges]
    own: Flags = (table.ints("holder") == 0) & table.flags("believed")
    return own & np.isin(table.ints("badge"), np.flatnonzero(badges))


def in_force(asked: Asked) -> Flags:
    """Which standings hold on the day asked."""
    table = asked.table("standing")
    found: Flags = (table.ints("first") <= asked.today) & (asked.today <= table.ints("last"))
    return found


def compiled(rule: Holds) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "any_of", "emerging", "held_for", "judgement")

    def wanted(badge: Badge) -> bool:
        return (badge.category in rule.any_of or EVERY in rule.any_of) and (rule.emerging or not badge.emerging)

    def measure(asked: Asked) -> Found:
        own = own_endorsements(wanted, asked)
        holds = asked.table("standing").any(own & in_force(asked))
        if rule.held_for is not None:
            holds &= _long_enough(own, rule.held_for, asked)
        return settled(holds.astype(np.int64), 1)

    return measure


def _long_enough(own: Flags, length: Length, asked: Asked) -> Flags:
    """Who has held something of this without a gap for so long: one endorsement may follow upon another."""
    table = asked.table("standing")
    owner = table.owner[own]
    runs = merged(position(owner, table.ints("first")[own]), position(owner, table.ints("last")[own] + 1))
    today = position(np.arange(asked.people.number), asked.today)
    run = np.searchsorted(runs.low, today, side="right") - 1
    found = np.zeros(asked.people.number, dtype=np.bool_)
    there = np.flatnonzero(run >= 0)
    there = there[today[there] < runs.high[run[there]]]
    found[there] = later(day_of(runs.low[run[there]]), length) <= asked.today
    return found
