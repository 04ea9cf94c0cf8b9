"""Decides on scholarships: what a fund pays of a charge, and what goes back to it."""

from __future__ import annotations

from vouchbook.domain.account.facts import Event, ScholarshipApplied, ScholarshipReturned
from vouchbook.domain.account.requests import ApplyScholarship, ReturnScholarship
from vouchbook.domain.account.state import Account
from vouchbook.domain.account.stated import known_charge, not_before
from vouchbook.domain.refusal import Refused


def apply(command: ApplyScholarship, account: Account) -> list[Event]:
    """:raises Refused: more than is to pay, or a grant that is known already"""
    charge = known_charge(command.charge, account)
    given = charge.grants.get(command.grant)
    applied = ScholarshipApplied(
        charge=command.charge,
        occasion=charge.terms.occasion,
        category=charge.terms.category,
        fund=command.fund,
        grant=command.grant,
        cents=command.cents,
        on=command.on,
    )
    if given is not None:
        if given == applied and command.grant not in charge.returned:
            return []
        raise Refused("grant_exists", grant=command.grant)
    if command.cents < 1:
        raise Refused("amount_missing")
    not_before(charge, command.on)
    possible = max(charge.to_pay - charge.refunded, 0)
    if command.cents > possible:
        raise Refused("scholarship_too_large", charge=command.charge, cents=command.cents, possible=possible)
    return [applied]


def give_back(command: ReturnScholarship, account: Account) -> list[Event]:
    """:raises Refused: this fund granted no such thing"""
    charge = known_charge(command.charge, account)
    given = charge.grants.get(command.grant)
    if given is None or given.fund != command.fund:
        raise Refused("unknown_grant", grant=command.grant, charge=command.charge)
    if command.grant in charge.returned:
        return []
    if command.on < given.on:
        raise Refused("before_grant", grant=command.grant, on=command.on, until=given.on)
    return [
        ScholarshipReturned(
            charge=command.charge,
            occasion=given.occasion,
            category=given.category,
            fund=given.fund,
            grant=given.grant,
            cents=given.cents,
            on=command.on,
        )
    ]
