"""To whom of many people a line or part applies; see ``policy.applies``."""

from __future__ import annotations

import numpy as np

from vouchbook.policy.columns.arrays import Flags
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.days import later
from vouchbook.policy.columns.endorsements import in_force, own_endorsements
from vouchbook.policy.columns.found import only
from vouchbook.policy.columns.stretches import LATEST
from vouchbook.policy.rules import Applies


def known(rule: Applies | None) -> None:
    """:raises NotCovered: it asks for what is not known here"""
    if rule is not None:
        only(rule, "holds", "attests", "held_at_least", "held_less_than")


def applies(rule: Applies | None, asked: Asked) -> Flags:
    """Whether everything that ``rule`` says of the person is so on the day asked."""
    found = np.ones(asked.people.number, dtype=np.bool_)
    if rule is None:
        return found
    wanted = rule.holds or (asked.evaluation.category,)
    held = own_endorsements(lambda badge: badge.category in wanted, asked) & in_force(asked)
    table = asked.table("standing")
    if rule.holds:
        found &= table.any(held)
    if rule.attests is not None:
        stated = asked.table("attestation")
        said = stated.ints("statement") == stated.place("statement", rule.attests)
        found &= stated.any(said & (stated.ints("given_on") <= asked.today))
    since = table.least(np.where(held, table.ints("first"), LATEST), otherwise=LATEST)
    if rule.held_at_least is not None:
        found &= (since < LATEST) & (later(since, rule.held_at_least) <= asked.today)
    if rule.held_less_than is not None:
        found &= (since == LATEST) | (later(since, rule.held_less_than) > asked.today)
    return found
