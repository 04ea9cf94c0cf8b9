"""Laws of accounts: lines sum to zero, no order of late payments matters, nothing is paid twice or lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vouchbook.domain.account import (
    RECEIVABLE,
    Charge,
    Command,
    Event,
    FeeCharged,
    MoveOut,
    Receive,
    Refund,
    Reverse,
    VoidCharge,
    WriteOff,
    lines,
)
from vouchbook.domain.account.facts import PaymentReceived
from vouchbook.domain.account.requests import ApplyScholarship, ReturnScholarship
from vouchbook.domain.names import (
    ChargeId,
    Digest,
    FeeOccasion,
    FundKey,
    GrantId,
    PayerId,
    PaymentId,
    PaymentMethod,
    PaymentProviderName,
    PersonId,
    Refundable,
    RefundId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.testing import sealed

TODAY = date(2026, 11, 20)
DAYS = st.integers(0, 6).map(lambda n: TODAY - timedelta(days=n))
CENTS = st.integers(1, 500)
CHARGES = [ChargeId(f"ch-{n}") for n in range(4)]
WHY = sealed("why")
MANUAL = PaymentProviderName("manual")


def ids(kind: Any, prefix: str, most: int) -> st.SearchStrategy[Any]:
    return st.integers(0, most).map(lambda n: kind(f"{prefix}-{n}"))


CHARGE = st.sampled_from(CHARGES)
AFTERWARDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        Refund, ids(RefundId, "re", 5), CHARGE | st.none(), CENTS | st.none(), st.sampled_from(PaymentMethod),
        st.just(TODAY), st.booleans(), st.just(WHY),
    ),
    st.builds(Reverse, ids(PaymentId, "pay", 9), st.just(TODAY), st.just(WHY)),
    st.builds(VoidCharge, CHARGE, st.just(TODAY), st.just(WHY)),
    st.builds(WriteOff, CHARGE, st.just(TODAY), st.just(WHY)),
    st.builds(MoveOut, CHARGE, st.just(PayerId("org-1")), st.just(TODAY)),
    st.builds(ApplyScholarship, CHARGE, st.just(FundKey("fund")), ids(GrantId, "g", 3), CENTS, st.just(TODAY)),
    st.builds(ReturnScholarship, CHARGE, st.just(FundKey("fund")), ids(GrantId, "g", 3), st.just(TODAY)),
)  # fmt: skip
COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(
        Charge, CHARGE, st.just(PersonId("p-1")), st.sampled_from(FeeOccasion), st.none(), st.none(),
        st.integers(0, 500), DAYS, st.just(TODAY - timedelta(days=6)), st.just(Digest("sha256:0")), st.none(),
        st.sampled_from(Refundable), st.just(0),
    ),
    st.builds(
        Receive, ids(PaymentId, "pay", 9), CENTS, st.sampled_from(PaymentMethod), st.just(MANUAL), st.none(), DAYS,
        st.lists(CHARGE, max_size=2).map(tuple), st.none(), st.just(TODAY),
    ),
    AFTERWARDS,
)  # fmt: skip


def recorded(commands: list[Command]) -> list[Event]:
    events: list[Event] = []
    account = ACCOUNT.initial
    for command in commands:
        try:
            decided = ACCOUNT.decide(command, account)
        except Refused:
            continue
        events += decided
        account = ACCOUNT.fold(decided, account)
    return events


HISTORIES = st.lists(COMMANDS, max_size=40).map(recorded)


@given(HISTORIES)
def test_the_lines_of_every_event_sum_to_zero(events: list[Event]) -> None:
    for event in events:
        assert sum(line.cents for line in lines(event)) == 0


@given(HISTORIES)
def test_the_balance_is_what_the_receivable_lines_say(events: list[Event]) -> None:
    receivable = sum(line.cents for event in events for line in lines(event) if line.account == RECEIVABLE)
    assert ACCOUNT.fold(events).balance == receivable


@given(HISTORIES)
def test_no_charge_is_paid_beyond_what_is_to_pay_and_no_payment_is_spent_twice(events: list[Event]) -> None:
    account = ACCOUNT.fold(events)
    for id_, charge in account.charges.items():
        assert 0 <= account.allocation.paid[id_] <= max(charge.to_pay, 0)
        assert account.open(id_) >= 0
    for one, payment in account.payments.items():
        spent = sum(part.cents for part in account.allocation.parts if part.payment == one)
        assert 0 <= spent <= (0 if payment.reversed_on else payment.received.cents)
    assert account.credit <= 0 or account.owed == 0, "who owes something has nothing left to pay it with"


CHARGED = st.builds(
    FeeCharged, CHARGE, st.just(PersonId("p-1")), st.sampled_from(FeeOccasion), st.none(), st.none(), CENTS, DAYS,
    st.just(TODAY - timedelta(days=6)), st.just(Digest("sha256:0")), st.none(), st.sampled_from(Refundable), st.just(0),
)  # fmt: skip
RECEIVED = st.builds(
    PaymentReceived, ids(PaymentId, "pay", 5), CENTS, st.sampled_from(PaymentMethod), st.just(MANUAL), st.none(), DAYS,
    st.lists(CHARGE, max_size=1).map(tuple), st.none(),
)  # fmt: skip


def by_charge(event: FeeCharged) -> ChargeId:
    return event.charge


def by_payment(event: PaymentReceived) -> PaymentId:
    return event.payment


@given(
    st.lists(CHARGED, unique_by=by_charge, min_size=2, max_size=4),
    st.lists(RECEIVED, unique_by=by_payment, min_size=2, max_size=6),
    st.data(),
)
def test_no_order_in_which_payments_were_recorded_changes_the_account(
    charges: list[FeeCharged], payments: list[PaymentReceived], data: st.DataObject
) -> None:
    """The same payments, each recorded earlier or later than it was, and what came after all of them."""
    after = data.draw(st.lists(AFTERWARDS, max_size=6))
    here: list[Event] = [*charges, *payments]
    there = data.draw(st.permutations(here))
    for command in after:
        decided = answered(command, here)
        here, there = [*here, *decided], [*there, *decided]
    one, other = ACCOUNT.fold(here), ACCOUNT.fold(there)
    assert one == other
    assert one.allocation.paid == other.allocation.paid
    assert one.allocation.credit == other.allocation.credit
    assert set(one.allocation.parts) == set(other.allocation.parts)


def answered(command: Command, before: list[Event]) -> list[Event]:
    try:
        return ACCOUNT.decide(command, ACCOUNT.fold(before))
    except Refused:
        return []


@given(HISTORIES, st.integers(1, 500))
def test_giving_back_credit_takes_nothing_from_any_charge(events: list[Event], cents: int) -> None:
    account = ACCOUNT.fold(events)
    if account.credit < cents:
        return
    asked = Refund(RefundId("re-new"), None, cents, PaymentMethod.CASH, TODAY, False, None)
    after = ACCOUNT.fold(ACCOUNT.decide(asked, account), account)
    assert after.allocation.paid == account.allocation.paid
    assert after.credit == account.credit - cents
