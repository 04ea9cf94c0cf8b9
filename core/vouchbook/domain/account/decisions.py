"""Decides what may happen to an account: charges, what is paid and given back, who owes; pure."""

from __future__ import annotations

from typing import assert_never

from vouchbook.domain.account import billing, granting, moving, paying
from vouchbook.domain.account.facts import (
    AccountCorrected,
    AccountOpened,
    ChargeVoided,
    ChargeWrittenOff,
    Event,
    FeeCharged,
    WriteOffTakenBack,
)
from vouchbook.domain.account.requests import (
    ApplyScholarship,
    Charge,
    Command,
    CorrectAccount,
    IssueInvoice,
    MoveOut,
    OpenAccount,
    Receive,
    Refund,
    ReturnScholarship,
    Reverse,
    TakeBackWriteOff,
    TakeOver,
    VoidCharge,
    VoidInvoice,
    WriteOff,
)
from vouchbook.domain.account.state import Account
from vouchbook.domain.account.stated import as_event, known_charge, not_before
from vouchbook.domain.refusal import Refused


def decide(command: Command, account: Account) -> list[Event]:
    """:raises Refused: what the account cannot bear; the parameters say what is possible, in cents"""
    match command:
        case OpenAccount(payer=payer, on=on, words=words):
            return [] if account.payer else [AccountOpened(payer=payer, on=on, words=words)]
        case CorrectAccount(words=words):
            if account.payer is None:
                raise Refused("unknown_payer")
            return [AccountCorrected(words=words)]
        case Charge():
            return _charge(command, account)
        case VoidCharge():
            return _void(command, account)
        case WriteOff():
            return _write_off(command, account)
        case TakeBackWriteOff():
            return _take_back(command, account)
        case Receive():
            return paying.receive(command, account)
        case Reverse():
            return paying.reverse(command, account)
        case Refund():
            return paying.refund(command, account)
        case ApplyScholarship():
            return granting.apply(command, account)
        case ReturnScholarship():
            return granting.give_back(command, account)
        case MoveOut():
            return moving.move(command, account)
        case TakeOver():
            return moving.take_over(command, account)
        case IssueInvoice():
            return billing.issue(command, account)
        case VoidInvoice():
            return billing.void(command, account)
        case _:
            assert_never(command)


def _charge(command: Charge, account: Account) -> list[Event]:
    charged = as_event(command, FeeCharged)
    known = account.charges.get(command.charge)
    if known is not None:
        if known.terms == charged:
            return []
        raise Refused("charge_exists", charge=command.charge)
    if command.cents < 0 or command.kept < 0:
        raise Refused("amount_negative", cents=min(command.cents, command.kept))
    if command.kept > command.cents:
        raise Refused("kept_exceeds_charge", charge=command.charge, kept=command.kept, cents=command.cents)
    return [charged]


def _void(command: VoidCharge, account: Account) -> list[Event]:
    charge = known_charge(command.charge, account)
    if charge.voided_on is not None:
        return []
    not_before(charge, command.on)
    if account.open(command.charge):  # a settled invoice asks for nothing
        billing.not_billed(command.charge, account)
    if paid := account.paid(command.charge):
        raise Refused("charge_paid", charge=command.charge, paid=paid)
    if (unpaid := charge.refunded - account.allocation.paid[command.charge]) > 0:
        raise Refused("charge_refunded", charge=command.charge, cents=unpaid)
    if charge.granted:
        raise Refused("charge_has_scholarship", charge=command.charge, granted=charge.granted)
    if charge.moved:
        raise Refused("charge_moved", charge=command.charge, payer=charge.moved_to)
    terms = charge.terms
    return [
        ChargeVoided(
            charge=command.charge,
            occasion=terms.occasion,
            category=terms.category,
            cents=account.open(command.charge),
            on=command.on,
            reason=command.reason,
        )
    ]


def _write_off(command: WriteOff, account: Account) -> list[Event]:
    charge = known_charge(command.charge, account)
    cents = account.open(command.charge)
    if not cents:
        if charge.written_off:
            return []
        raise Refused("nothing_open", charge=command.charge)
    not_before(charge, command.on)
    return [
        ChargeWrittenOff(
            charge=command.charge,
            occasion=charge.terms.occasion,
            category=charge.terms.category,
            cents=cents,
            on=command.on,
            reason=command.reason,
        )
    ]


def _take_back(command: TakeBackWriteOff, account: Account) -> list[Event]:
    charge = known_charge(command.charge, account)
    if charge.written_off_on is None:
        raise Refused("not_written_off", charge=command.charge)
    if not charge.written_off:
        return []
    if charge.voided_on is not None:
        raise Refused("charge_voided", charge=command.charge)
    if command.on < charge.written_off_on:
        raise Refused("before_write_off", charge=command.charge, on=command.on, until=charge.written_off_on)
    return [
        WriteOffTakenBack(
            charge=command.charge,
            occasion=charge.terms.occasion,
            category=charge.terms.category,
            cents=charge.written_off,
            on=command.on,
            reason=command.reason,
        )
    ]
