"""What an account, a payment or an invoice says, in ids, days and whole cents: what letters put into words."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.names import (
    CategoryCode,
    ChargeId,
    FeeOccasion,
    InvoiceId,
    PayerId,
    PaymentId,
    PaymentMethod,
    PersonId,
    PlanKey,
    RefundId,
)


class StatedCharge(Struct, frozen=True):
    """A charge and what became of it, in cents: ``open`` is what is left of ``cents`` by all the others."""

    charge: ChargeId
    about: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    plan: PlanKey | None
    on: date
    due_on: date
    cents: int
    paid: int
    refunded: int
    granted: int
    written_off: int
    voided: int
    moved: int
    moved_to: PayerId | None
    open: int
    invoice: InvoiceId | None
    confirmed: bool


class PaidPart(Struct, frozen=True):
    """So much of a payment went to a charge."""

    charge: ChargeId
    about: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    cents: int


class Receipt(Struct, frozen=True):
    """A payment with what it paid; ``rest`` cents of it are in the payer's credit, or went back from there."""

    payment: PaymentId
    payer: PayerId
    received_on: date
    method: PaymentMethod
    reference: str
    cents: int
    currency: str
    reversed_on: date | None
    parts: tuple[PaidPart, ...]
    rest: int


class StatedRefund(Struct, frozen=True):
    refund: RefundId
    charge: ChargeId | None
    cents: int
    method: PaymentMethod
    on: date
    exception: bool


class Statement(Struct, frozen=True):
    """An account at the end of a day; ``balance`` is what is owed, below zero what is in credit."""

    payer: PayerId
    on: date
    currency: str
    charges: tuple[StatedCharge, ...]
    payments: tuple[Receipt, ...]
    refunds: tuple[StatedRefund, ...]
    owed: int
    credit: int
    balance: int


class Debtor(Struct, frozen=True):
    """What somebody owes, by how many days it is past due; ``since`` is the day on which the oldest of it was due.

    ``ages``: not due yet, then up to 30, 60 and 90 days past due, then more.
    """

    payer: PayerId
    balance: int
    since: date | None
    ages: tuple[int, ...]


class InvoiceLine(Struct, frozen=True):
    """What was billed for whom, and what of it is still open, in cents."""

    charge: ChargeId
    about: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    cents: int
    open: int
    confirmed: bool


class ShownInvoice(Struct, frozen=True):
    """An invoice on a day; ``number`` as it is printed, ``2026-0007``. People are named by their ids."""

    invoice: InvoiceId
    number: str
    payer: PayerId
    issued_on: date
    due_on: date
    voided_on: date | None
    currency: str
    lines: tuple[InvoiceLine, ...]
    cents: int
    open: int
