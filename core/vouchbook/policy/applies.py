"""To whom a line or part of a sheet applies: who holds what, who attests what, how long something is held."""

from __future__ import annotations

from vouchbook.domain.evidence import Attestation
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import later
from vouchbook.policy.own_standings import not_in_force, own_endorsements
from vouchbook.policy.rules import Applies


def applies(rule: Applies | None, asked: Asked) -> bool:
    """Whether everything that ``rule`` says of the person is so on the day asked.

    Who does not hold an endorsement has held it for no time at all: ``held_less_than`` is true of them.
    """
    if rule is None:
        return True
    held = [standing for item, standing in own_endorsements(asked) if not_in_force(item, standing, asked) is None]
    if rule.holds and not any(standing.category in rule.holds for standing in held):
        return False
    if rule.attests is not None and not any(
        attestation.statement == rule.attests and attestation.given_on <= asked.day
        for _, attestation in asked.desk.of(Attestation)
    ):
        return False
    wanted = rule.holds or (asked.evaluation.category,)
    since = min((standing.first for standing in held if standing.category in wanted), default=None)
    if rule.held_at_least is not None and (since is None or later(since, rule.held_at_least) > asked.day):
        return False
    return rule.held_less_than is None or since is None or later(since, rule.held_less_than) > asked.day
