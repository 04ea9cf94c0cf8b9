"""So many items, or so many families served, for many people; see ``measures.counting``."""

from __future__ import annotations

import numpy as np

from vouchbook.policy.columns.arrays import Flags, Ints
from vouchbook.policy.columns.asked import Asked, Fit
from vouchbook.policy.columns.conditions import Conditions
from vouchbook.policy.columns.found import Found, Measure, measured, only
from vouchbook.policy.columns.people import Table
from vouchbook.policy.rules import Count


def compiled(rule: Count) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "of", "minimum", "sum", "where", "judgement")
    conditions = Conditions(rule.where)

    def measure(asked: Asked) -> Found:
        table = asked.table(rule.of)
        fit = _jobs(conditions, table, asked) if rule.of == "work" else _dated(conditions, table, asked)
        amounts = table.ints("families") if rule.sum == "families" else np.ones(table.rows, dtype=np.int64)
        sure, possible = (table.sum(amounts * which) for which in fit)
        return measured(sure, possible, rule.minimum)

    return measure


def _dated(conditions: Conditions, table: Table, asked: Asked) -> Fit:
    in_time = asked.in_time(table)
    return Fit(*(in_time & which for which in conditions.fits(table, asked)))


def _jobs(conditions: Conditions, table: Table, asked: Asked) -> Fit:
    """A job counts when on one day at least, up to the day asked, everything holds; its families count whole."""
    return Fit(*(_some(stretches.job, table) for stretches in conditions.days(table, asked)))


def _some(jobs: Ints, table: Table) -> Flags:
    found = np.zeros(table.rows, dtype=np.bool_)
    found[jobs] = True
    return found
