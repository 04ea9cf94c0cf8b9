"""Double entry: what each event writes to which account of the bookkeeper, in lines that sum to zero.

A line above zero is a debit, one below a credit. What a payer has in credit stands with the receivables, below zero.
"""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct

from vouchbook.domain.account.facts import (
    AccountCorrected,
    AccountOpened,
    ChargeMoved,
    ChargeTakenOver,
    ChargeVoided,
    ChargeWrittenOff,
    Event,
    FeeCharged,
    InvoiceIssued,
    InvoiceVoided,
    PaymentReceived,
    PaymentReversed,
    RefundPaid,
    ScholarshipApplied,
    ScholarshipReturned,
    WriteOffTakenBack,
)
from vouchbook.domain.names import FeeOccasion, FundKey, PaymentMethod

RECEIVABLE = "receivable"
WRITTEN_OFF = "written_off"
CLEARING = "clearing"
"""Where a charge stands between two payers: zero whenever a command has been recorded."""


class Line(Struct, frozen=True):
    """``cents`` on an account: ``receivable``, ``income:renewal``, ``money:cheque``, ``scholarship:FUND``."""

    account: str
    cents: int


def income(occasion: FeeOccasion) -> str:
    return f"income:{occasion.value}"


def money(method: PaymentMethod) -> str:
    return f"money:{method.value}"


def scholarship(fund: FundKey) -> str:
    return f"scholarship:{fund}"


def lines(event: Event) -> tuple[Line, ...]:
    """What an event writes, the debit first; nothing where it moves no cent."""
    match event:
        case FeeCharged(occasion=occasion, cents=cents):
            return _between(RECEIVABLE, income(occasion), cents)
        case ChargeVoided(occasion=occasion, cents=cents):
            return _between(income(occasion), RECEIVABLE, cents)
        case ChargeWrittenOff(cents=cents):
            return _between(WRITTEN_OFF, RECEIVABLE, cents)
        case WriteOffTakenBack(cents=cents):
            return _between(RECEIVABLE, WRITTEN_OFF, cents)
        case PaymentReceived(method=method, cents=cents):
            return _between(money(method), RECEIVABLE, cents)
        case PaymentReversed(method=method, cents=cents):
            return _between(RECEIVABLE, money(method), cents)
        case RefundPaid(occasion=occasion, method=method, cents=cents):
            return _between(RECEIVABLE if occasion is None else income(occasion), money(method), cents)
        case ScholarshipApplied(fund=fund, cents=cents):
            return _between(scholarship(fund), RECEIVABLE, cents)
        case ScholarshipReturned(fund=fund, cents=cents):
            return _between(RECEIVABLE, scholarship(fund), cents)
        case ChargeMoved(cents=cents):
            return _between(CLEARING, RECEIVABLE, cents)
        case ChargeTakenOver(cents=cents):
            return _between(RECEIVABLE, CLEARING, cents)
        case AccountOpened() | AccountCorrected() | InvoiceIssued() | InvoiceVoided():
            return ()
        case _:
            assert_never(event)


def _between(debit: str, credit: str, cents: int) -> tuple[Line, ...]:
    return (Line(debit, cents), Line(credit, -cents)) if cents else ()
