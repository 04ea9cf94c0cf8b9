"""What an account, a payment or an invoice says, in ids, days and whole cents: what letters put into words."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.names import (
    CategoryCode,
    ChargeId,
    Digest,
    FeeOccasion,
    InvoiceId,
    PaidBefore,
    PayerId,
    PaymentId,
    PaymentMethod,
    PersonId,
    PlanKey,
    Refundable,
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


class RestsOn(Struct, frozen=True):
    """The row of the policy that a charge rests on, with its source; ``cents`` is its amount."""

    cents: int
    for_: tuple[str, ...]
    plan: PlanKey | None
    members: bool | None
    from_: date | None
    until: date | None
    source: str
    url: str | None
    line: str | None
    note: str | None
    confirmed: bool


class ChargeBasis(Struct, frozen=True):
    """A charge as it was recorded, and why: by which policy, in force since when, and which row of it.

    No ``row``: it was recorded without one. ``upgrade``: less than the row says, because of another endorsement here.
    """

    charge: ChargeId
    payer: PayerId
    about: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    plan: PlanKey | None
    subject: str | None
    cents: int
    currency: str | None
    on: date
    due_on: date
    refund: Refundable
    kept: int
    paid_before: PaidBefore
    confirmed: bool
    policy: Digest
    in_force_from: date | None
    row: RestsOn | None
    upgrade: bool


class PaidPart(Struct, frozen=True):
    """So much of a payment went to a charge."""

    charge: ChargeId
    about: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    cents: int


class Receipt(Struct, frozen=True):
    """One payment with what it paid; ``paid_back`` cents went back out of the credit, the ``rest`` is still in it."""

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
    paid_back: int = 0


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
