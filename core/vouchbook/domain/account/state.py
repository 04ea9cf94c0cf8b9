"""An account as its events leave it: charges with what became of each, payments, refunds, invoices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.account.allocation import Allocation, allocate
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
    OrganisationWords,
    PaymentReceived,
    PaymentReversed,
    RefundPaid,
    ScholarshipApplied,
    ScholarshipReturned,
    WriteOffTakenBack,
)
from vouchbook.domain.names import ChargeId, GrantId, InvoiceId, PayerId, PaymentId, RefundId
from vouchbook.domain.sealed import Sealed


class Charged(Struct, frozen=True):
    """One charge: its ``terms`` as they were recorded, and the cents of it that are owed no more, by why not.

    ``kept``: what its terms keep of the part that is here. ``taken``: that it came here from somebody else's
    account, as long as it stays; ``came_on``: the last day on which it did.
    """

    terms: FeeCharged
    kept: int = 0
    voided_on: date | None = None
    voided: int = 0
    written_off: int = 0
    written_off_on: date | None = None
    moved: int = 0
    moved_to: PayerId | None = None
    taken: ChargeTakenOver | None = None
    came_on: date | None = None
    grants: Mapping[GrantId, ScholarshipApplied] = {}
    returned: frozenset[GrantId] = frozenset()
    refunded: int = 0

    @property
    def granted(self) -> int:
        """What funds pay of it."""
        return sum(grant.cents for id_, grant in self.grants.items() if id_ not in self.returned)

    @property
    def to_pay(self) -> int:
        """What its payer was or is to pay, what was given back of it included."""
        return self.terms.cents - self.voided - self.written_off - self.moved - self.granted

    @property
    def since(self) -> date:
        """The day from which it is owed here: charged, or taken over."""
        return self.terms.on if self.came_on is None else self.came_on

    def kept_of(self, cents: int) -> int:
        """What the terms keep of a part that goes to somebody else: as much as what stays does not cover."""
        return max(self.kept - (self.terms.cents - self.moved - cents), 0)


class Paid(Struct, frozen=True):
    """A payment, and when it turned out to be none."""

    received: PaymentReceived
    reversed_on: date | None = None


class Invoice(Struct, frozen=True):
    issued: InvoiceIssued
    voided_on: date | None = None


class Account(Struct, frozen=True, dict=True):
    """One payer's account; ``words`` say who an organisation is."""

    payer: PayerId | None = None
    words: Sealed[OrganisationWords] | None = None
    charges: Mapping[ChargeId, Charged] = {}
    payments: Mapping[PaymentId, Paid] = {}
    refunds: Mapping[RefundId, RefundPaid] = {}
    invoices: Mapping[InvoiceId, Invoice] = {}

    @cached_property
    def allocation(self) -> Allocation:
        """Which payment paid what: follows from what stands here, never from the order in which it was recorded."""
        return allocate(
            [each.received for each in self.payments.values() if each.reversed_on is None],
            {id_: (each.terms.due_on, each.to_pay, each.refunded) for id_, each in self.charges.items()},
            sum(refund.cents for refund in self.refunds.values() if refund.charge is None),
        )

    def paid(self, charge: ChargeId) -> int:
        """What stands paid of a charge: received for it and not given back."""
        return max(self.allocation.paid.get(charge, 0) - self.charges[charge].refunded, 0)

    def open(self, charge: ChargeId) -> int:
        """What is still to pay of a charge."""
        return self.charges[charge].to_pay - self.allocation.paid.get(charge, 0)

    @property
    def owed(self) -> int:
        return sum(self.open(charge) for charge in self.charges)

    @property
    def credit(self) -> int:
        """What was paid beyond all charges; below zero where more was given back than turned out to be paid."""
        return self.allocation.credit

    @property
    def balance(self) -> int:
        """What the payer owes; below zero what they have in credit. Equal to their receivable lines."""
        return self.owed - self.credit

    def billed_on(self, charge: ChargeId) -> InvoiceId | None:
        """The invoice that asks for a charge and was not voided."""
        for id_, invoice in self.invoices.items():
            if invoice.voided_on is None and any(line.charge == charge for line in invoice.issued.billed):
                return id_
        return None

    def open_on(self, invoice: InvoiceId) -> int:
        """What is still to pay of an invoice: what it billed, as far as that stands open."""
        billed = self.invoices[invoice].issued.billed
        return sum(min(line.cents, self.open(line.charge)) for line in billed)


NO_ACCOUNT = Account()


def evolve(account: Account, event: Event) -> Account:
    """What speaks of a charge or payment that is not there is passed by: a fold up to a day may lack it."""
    match event:
        case AccountOpened(payer=payer, words=words):
            return replace(account, payer=payer, words=words)
        case AccountCorrected(words=words):
            return replace(account, words=words)
        case FeeCharged(charge=id_):
            return replace(account, charges={**account.charges, id_: Charged(event, event.kept)})
        case PaymentReceived(payment=payment):
            return replace(account, payments={**account.payments, payment: Paid(event)})
        case PaymentReversed(payment=payment, on=on):
            if payment not in account.payments:
                return account
            changed = replace(account.payments[payment], reversed_on=on)
            return replace(account, payments={**account.payments, payment: changed})
        case RefundPaid(refund=refund, charge=None):
            return replace(account, refunds={**account.refunds, refund: event})
        case RefundPaid(refund=refund):
            return _of_charge(replace(account, refunds={**account.refunds, refund: event}), event)
        case InvoiceIssued(invoice=invoice):
            return replace(account, invoices={**account.invoices, invoice: Invoice(event)})
        case InvoiceVoided(invoice=invoice, on=on):
            if invoice not in account.invoices:
                return account
            voided = replace(account.invoices[invoice], voided_on=on)
            return replace(account, invoices={**account.invoices, invoice: voided})
        case (
            ChargeVoided() | ChargeWrittenOff() | WriteOffTakenBack() | ScholarshipApplied() | ScholarshipReturned()
            | ChargeMoved() | ChargeTakenOver()
        ):  # fmt: skip
            return _of_charge(account, event)
        case _:
            assert_never(event)


_OfCharge = (
    ChargeVoided
    | ChargeWrittenOff
    | WriteOffTakenBack
    | ScholarshipApplied
    | ScholarshipReturned
    | ChargeMoved
    | ChargeTakenOver
    | RefundPaid
)


def _of_charge(account: Account, event: _OfCharge) -> Account:
    charge = account.charges.get(ChargeId(str(event.charge)))
    if charge is None:
        if not isinstance(event, ChargeTakenOver):
            return account
        charged = Charged(terms_of(event), event.kept, taken=event, came_on=event.on)
    else:
        charged = _became(charge, event)
    return replace(account, charges={**account.charges, charged.terms.charge: charged})


def _became(charge: Charged, event: _OfCharge) -> Charged:
    match event:
        case ChargeVoided(cents=cents, on=on):
            return replace(charge, voided=charge.voided + cents, voided_on=on)
        case ChargeWrittenOff(cents=cents, on=on):
            return replace(charge, written_off=charge.written_off + cents, written_off_on=on)
        case WriteOffTakenBack(cents=cents):
            return replace(charge, written_off=charge.written_off - cents)
        case ScholarshipApplied(grant=grant):
            return replace(charge, grants={**charge.grants, grant: event})
        case ScholarshipReturned(grant=grant):
            return replace(charge, returned=charge.returned | {grant})
        case ChargeMoved(cents=cents, to=to):
            kept = charge.kept - charge.kept_of(cents)
            return replace(charge, kept=kept, moved=charge.moved + cents, moved_to=to, taken=None)
        case ChargeTakenOver(cents=cents, kept=kept):
            more = max(cents - charge.moved, 0)
            terms = replace(charge.terms, cents=charge.terms.cents + more)
            moved = charge.moved - cents + more
            kept += charge.kept
            left_with = charge.moved_to if moved else None
            return replace(
                charge, terms=terms, kept=kept, moved=moved, moved_to=left_with, taken=event, came_on=event.on
            )
        case RefundPaid(cents=cents):
            return replace(charge, refunded=charge.refunded + cents)
        case _:
            assert_never(event)


def terms_of(taken: ChargeTakenOver) -> FeeCharged:
    """A charge as it stands with who took it over: the same, but for how much of it is theirs."""
    return FeeCharged(
        charge=taken.charge,
        about=taken.about,
        occasion=taken.occasion,
        category=taken.category,
        plan=taken.plan,
        cents=taken.cents,
        due_on=taken.due_on,
        on=taken.since,
        policy=taken.policy,
        subject=taken.subject,
        refund=taken.refund,
        kept=taken.kept,
        confirmed=taken.confirmed,
        paid_before=taken.paid_before,
        row=taken.row,
    )
