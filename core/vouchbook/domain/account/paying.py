"""Decides on money: what came in, what turned out to be none, what goes back."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from vouchbook.domain.account.facts import Event, PaymentReceived, PaymentReversed, RefundPaid
from vouchbook.domain.account.requests import Receive, Refund, Reverse
from vouchbook.domain.account.state import Account
from vouchbook.domain.account.stated import known_charge, not_before
from vouchbook.domain.names import ChargeId, Refundable
from vouchbook.domain.refusal import Refused

MOST = 100_000_000_000
"""Cents: no payment of the field is as large, and of smaller ones a book can hold more than will ever come."""
FIRST = date(1900, 1, 1)
"""What came in before is a slip of the hand, and no list would show it."""


def receive(command: Receive, account: Account) -> list[Event]:
    """:raises Refused: nothing came, or too much; long ago, or after today; a charge that is not there or was voided"""
    received = PaymentReceived(
        payment=command.payment,
        cents=command.cents,
        method=command.method,
        provider=command.provider,
        reference=command.reference,
        received_on=command.received_on,
        charges=command.charges,
        words=command.words,
    )
    known = account.payments.get(command.payment)
    if known is not None:
        if replace(known.received, words=None) == replace(received, words=None):
            return []
        raise Refused("payment_exists", payment=command.payment)
    if command.cents < 1:
        raise Refused("amount_missing")
    if command.cents > MOST:
        raise Refused("amount_too_large", cents=command.cents, possible=MOST)
    if command.received_on < FIRST:
        raise Refused("received_too_early", on=command.received_on, first=FIRST)
    if command.received_on > command.today:
        raise Refused("received_after_today", on=command.received_on, today=command.today)
    for charge in command.charges:
        if known_charge(charge, account).voided_on is not None:
            raise Refused("charge_voided", charge=charge)
    return [received]


def reverse(command: Reverse, account: Account) -> list[Event]:
    """:raises Refused: no such payment, or it came later"""
    known = account.payments.get(command.payment)
    if known is None:
        raise Refused("unknown_payment", payment=command.payment)
    if known.reversed_on is not None:
        return []
    received = known.received
    if command.on < received.received_on:
        raise Refused("before_payment", payment=command.payment, on=command.on, until=received.received_on)
    return [
        PaymentReversed(
            payment=command.payment,
            cents=received.cents,
            method=received.method,
            on=command.on,
            reason=command.reason,
        )
    ]


def refund(command: Refund, account: Account) -> list[Event]:
    """:raises Refused: more than was paid or, unless as an exception, than the charge's terms give back"""
    known = account.refunds.get(command.refund)
    if known is not None:
        same = (known.charge, known.method) == (command.charge, command.method)
        if same and command.cents in (None, known.cents):
            return []
        raise Refused("refund_exists", refund=command.refund)
    if command.cents is not None and command.cents < 1:
        raise Refused("amount_missing")
    if command.charge is None:
        return [_of_credit(command, account)]
    return [_of_charge(command, command.charge, account)]


def _of_credit(command: Refund, account: Account) -> RefundPaid:
    possible = max(account.credit, 0)
    cents = possible if command.cents is None else command.cents
    if not possible:
        raise Refused("no_credit")
    if cents > possible:
        raise Refused("refund_exceeds_credit", cents=cents, possible=possible)
    return RefundPaid(
        refund=command.refund,
        charge=None,
        occasion=None,
        category=None,
        cents=cents,
        method=command.method,
        on=command.on,
        exception=False,
        reason=command.reason,
    )


def _of_charge(command: Refund, id_: ChargeId, account: Account) -> RefundPaid:
    charge = known_charge(id_, account)
    not_before(charge, command.on)
    paid, by_terms = account.paid(id_), given_back(account, id_)
    if command.exception and command.reason is None:
        raise Refused("reason_missing")
    possible = paid if command.exception else by_terms
    if not paid:
        raise Refused("nothing_paid", charge=id_)
    cents = possible if command.cents is None else command.cents
    if cents > paid:
        raise Refused("refund_exceeds_paid", charge=id_, cents=cents, paid=paid, possible=possible)
    if cents > possible or not possible:
        raise Refused("refund_beyond_terms", charge=id_, paid=paid, possible=possible)
    return RefundPaid(
        refund=command.refund,
        charge=id_,
        occasion=charge.terms.occasion,
        category=charge.terms.category,
        cents=cents,
        method=command.method,
        on=command.on,
        exception=cents > by_terms,
        reason=command.reason,
    )


def given_back(account: Account, charge: ChargeId) -> int:
    """How many cents the terms of a charge give back of what stands paid for it."""
    known, paid = account.charges[charge], account.paid(charge)
    match known.terms.refund:
        case Refundable.NONE:
            return 0
        case Refundable.ALL:
            return paid
        case Refundable.PART:
            return max(paid - known.kept, 0)
