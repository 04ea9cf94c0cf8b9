"""Decides on who owes a charge: what stands open moves from one payer to another, through a clearing account."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.account import billing
from vouchbook.domain.account.facts import ChargeMoved, ChargeTakenOver, Event
from vouchbook.domain.account.requests import MoveOut, TakeOver
from vouchbook.domain.account.state import Account, Charged
from vouchbook.domain.account.stated import as_event, known_charge, not_before
from vouchbook.domain.names import PayerId, Refundable
from vouchbook.domain.refusal import Refused


def move(command: MoveOut, account: Account) -> list[Event]:
    """:raises Refused: nothing of it is open, or an invoice asks for it"""
    charge = known_charge(command.charge, account)
    cents = account.open(command.charge)
    if not cents:
        if charge.moved_to == command.to:
            return []
        raise Refused("nothing_open", charge=command.charge)
    not_before(charge, command.on)
    billing.not_billed(command.charge, account)
    return [
        ChargeMoved(
            charge=command.charge,
            occasion=charge.terms.occasion,
            category=charge.terms.category,
            to=command.to,
            cents=cents,
            on=command.on,
        )
    ]


def take_over(command: TakeOver, account: Account) -> list[Event]:
    """:raises Refused: nothing to owe, or more than had moved away from here"""
    taken = as_event(command, ChargeTakenOver)
    known = account.charges.get(command.charge)
    if known is not None and known.taken == taken:
        return []
    if command.cents < 1:
        raise Refused("amount_missing")
    if command.on < command.since:
        raise Refused("before_charge", charge=command.charge, on=command.on, until=command.since)
    theirs = account.payer is None  # a person is handed no more than went away; an employer may take over more
    if known is not None and theirs and command.cents > known.moved:
        raise Refused("charge_exists", charge=command.charge)
    return [taken]


def handed_over(account: Account, charge: Charged, from_: PayerId, on: date) -> TakeOver:
    """What whoever takes over a charge is asked for: what stands open of it."""
    terms, cents = charge.terms, account.open(charge.terms.charge)
    return TakeOver(
        charge=terms.charge,
        from_=from_,
        about=terms.about,
        occasion=terms.occasion,
        category=terms.category,
        plan=terms.plan,
        cents=cents,
        due_on=terms.due_on,
        since=terms.on,
        on=on,
        policy=terms.policy,
        subject=terms.subject,
        refund=terms.refund,
        kept=charge.kept_of(cents) if terms.refund is Refundable.PART else 0,
        confirmed=terms.confirmed,
        paid_before=terms.paid_before,
        row=terms.row,
    )
