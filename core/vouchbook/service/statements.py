"""Accounts as people look at them: statements, receipts, who owes what since when."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.account import Account, Paid, PaymentWords
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import ChargeId, PayerId, PaymentId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.stated import Debtor, PaidPart, Receipt, StatedCharge, StatedRefund, Statement
from vouchbook.projections.account_lines import Owed, owed
from vouchbook.projections.payments import payment
from vouchbook.service.accounts import account_on, currency
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, opened
from vouchbook.service.payers import known_payer, name_of, whose

AGES = (30, 60, 90)
"""The days past due after which a debt is looked at anew."""


def statement(office: Office, principal: Principal, payer: PayerId, on: date) -> Statement:
    """An account at the end of a day, by what is known today.

    :raises Refused: not for the asker, or nobody of that id
    """
    office.allow(principal, Action.SEE_ACCOUNT, whose(payer))
    known_payer(office, payer)
    state = account_on(office, payer, on)
    charges = sorted(state.charges.items(), key=lambda each: (each[1].terms.due_on, each[0]))
    payments = sorted(state.payments.values(), key=lambda each: (each.received.received_on, each.received.payment))
    return Statement(
        payer=payer,
        on=on,
        currency=currency(office, on),
        charges=tuple(_charge(state, id_) for id_, _ in charges),
        payments=tuple(_receipt(office, payer, state, each, on) for each in payments),
        refunds=tuple(
            StatedRefund(each.refund, each.charge, each.cents, each.method, each.on, each.exception)
            for each in sorted(state.refunds.values(), key=lambda each: (each.on, each.refund))
        ),
        owed=state.owed,
        credit=state.credit,
        balance=state.balance,
    )


def receipt(office: Office, principal: Principal, id_: PaymentId, on: date) -> Receipt:
    """One payment with what it paid, by what was received up to a day.

    :raises Refused: not for the asker, or there is no such payment
    """
    found = payment(office.book, id_)
    office.allow(principal, Action.SEE_ACCOUNT, whose(found[0].payer if found else ""))
    if not found:
        raise Refused("unknown_payment", payment=id_)
    state = account_on(office, found[0].payer, on)
    if id_ not in state.payments:
        raise Refused("payment_later", payment=id_, on=on)
    return _receipt(office, found[0].payer, state, state.payments[id_], on)


def debtors(office: Office, principal: Principal, on: date) -> list[Debtor]:
    """Everybody who owes something on a day, or has something in credit; the oldest debts first."""
    office.allow(principal, Action.SEE_ACCOUNTS)
    found = [_debtor(office, PayerId(row.payer), on) for row in owed(office.book, on) if row.cents]
    return sorted(found, key=lambda each: (each.since or date.max, each.payer))


def balances(office: Office, principal: Principal, on: date) -> list[Owed]:
    """Who owes something on a day, those who owe the most first, and after them who has something in credit."""
    office.allow(principal, Action.SEE_ACCOUNTS)
    return sorted((row for row in owed(office.book, on) if row.cents), key=lambda row: (-row.cents, row.payer))


def aged(office: Office, principal: Principal, payers: tuple[str, ...], on: date) -> list[Debtor]:
    """Since when each of a few payers owes what; in the order given."""
    office.allow(principal, Action.SEE_ACCOUNTS)
    return [_debtor(office, PayerId(payer), on) for payer in payers]


def named(office: Office, principal: Principal, payers: tuple[str, ...]) -> dict[str, str]:
    """The names of payers and of people they pay for, opened for a letter or a list."""
    for payer in payers:
        office.allow(principal, Action.SEE_ACCOUNT, whose(payer))
    return {payer: name_of(office, payer) for payer in payers}


def _debtor(office: Office, payer: PayerId, on: date) -> Debtor:
    state = account_on(office, payer, on)
    ages = [0] * (len(AGES) + 2)
    since: date | None = None
    for id_, charge in state.charges.items():
        open_ = state.open(id_)
        if open_ <= 0:
            continue
        late = (on - charge.terms.due_on).days
        ages[0 if late <= 0 else 1 + sum(late > age for age in AGES)] += open_
        since = min(since or date.max, charge.terms.due_on)
    return Debtor(payer, state.balance, since, tuple(ages))


def _charge(state: Account, id_: ChargeId) -> StatedCharge:
    charge = state.charges[id_]
    terms = charge.terms
    return StatedCharge(
        charge=id_,
        about=terms.about,
        occasion=terms.occasion,
        category=terms.category,
        plan=terms.plan,
        on=terms.on,
        due_on=terms.due_on,
        cents=terms.cents,
        paid=state.paid(id_),
        refunded=charge.refunded,
        granted=charge.granted,
        written_off=charge.written_off,
        voided=charge.voided,
        moved=charge.moved,
        moved_to=charge.moved_to if charge.moved else None,
        open=state.open(id_),
        invoice=state.billed_on(id_),
        confirmed=terms.confirmed,
    )


def _receipt(office: Office, payer: PayerId, state: Account, paid: Paid, on: date) -> Receipt:
    received = paid.received
    words = opened(office, received.words) if received.words is not None else PaymentWords("")
    parts = tuple(
        PaidPart(part.charge, (terms := state.charges[part.charge].terms).about, terms.occasion, terms.category,
                 part.cents)
        for part in state.allocation.parts
        if part.payment == received.payment
    )  # fmt: skip
    back = state.allocation.returned.get(received.payment, 0)
    return Receipt(
        payment=received.payment,
        payer=payer,
        received_on=received.received_on,
        method=received.method,
        reference=words.reference if words is not None else ERASED,
        cents=received.cents,
        currency=currency(office, on),
        reversed_on=paid.reversed_on,
        parts=parts,
        rest=0 if paid.reversed_on else received.cents - back - sum(part.cents for part in parts),
        paid_back=back,
    )
