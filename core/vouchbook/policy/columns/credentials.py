"""Degrees and licences of many people: a named one suffices, another awaits; see ``measures.credentials``."""

from __future__ import annotations

import numpy as np

from vouchbook.domain.names import Acceptable
from vouchbook.policy.columns.arrays import Flags
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.days import later
from vouchbook.policy.columns.found import Found, Measure, measured, only
from vouchbook.policy.columns.people import Table
from vouchbook.policy.rules import Degree, Licence


def degree(rule: Degree) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "levels", "reviewer_may_accept", "transcript", "unofficial_transcript", "judgement")
    levels = [level.value for level in rule.levels]
    acceptable = [level.value for level in rule.reviewer_may_accept]

    def measure(asked: Asked) -> Found:
        table = asked.table("education")
        awarded = table.ints("awarded_on") <= asked.today
        shown = table.flags("transcript")
        with_transcript = shown if rule.transcript == "always" else np.ones_like(shown)
        named = np.isin(table.ints("level"), table.places("level", levels))
        others = np.isin(table.ints("level"), table.places("level", acceptable)) & with_transcript
        if Acceptable.COURSEWORK.value in acceptable:
            others |= table.flags("coursework") & (shown | (rule.transcript == "never"))
        return _one(table, awarded & named & with_transcript, awarded & ~named & others)

    return measure


def licence(rule: Licence) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "kinds", "reviewer_may_accept", "held", "judgement")

    def measure(asked: Asked) -> Found:
        table = asked.table("licence")
        held = (table.ints("first") <= asked.today) & (asked.today <= table.ints("last"))
        if rule.held is not None:
            held &= later(table.ints("first"), rule.held) <= asked.today
        named = np.isin(table.ints("kind"), table.places("kind", rule.kinds))
        others = np.isin(table.ints("kind"), table.places("kind", rule.reviewer_may_accept))
        return _one(table, held & named, held & others)

    return measure


def _one(table: Table, named: Flags, acceptable: Flags) -> Found:
    """One is enough; while one counts, nobody needs to look at what might be accepted."""
    sure = table.any(named)
    return measured(sure.astype(np.int64), (sure | table.any(acceptable)).astype(np.int64), 1)
