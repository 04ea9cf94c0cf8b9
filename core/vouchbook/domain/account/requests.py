"""What is asked of an account: every request carries all that its decision needs."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.account.facts import OrganisationWords, PaymentWords
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ChargeId,
    Digest,
    EndorsementId,
    FeeOccasion,
    FundKey,
    GrantId,
    InvoiceId,
    KeyedDigest,
    PaidBefore,
    PayerId,
    PaymentId,
    PaymentMethod,
    PaymentProviderName,
    PersonId,
    PlanKey,
    Refundable,
    RefundId,
    TermId,
)
from vouchbook.domain.sealed import Sealed


class OpenAccount(Struct, frozen=True):
    payer: PayerId
    on: date
    words: Sealed[OrganisationWords]


class CorrectAccount(Struct, frozen=True):
    words: Sealed[OrganisationWords]


class Charge(Struct, frozen=True):
    """Owe a fee; ``kept`` says in cents what is not given back where ``refund`` is part."""

    charge: ChargeId
    about: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    plan: PlanKey | None
    cents: int
    due_on: date
    on: date
    policy: Digest
    subject: ApplicationId | TermId | EndorsementId | None
    refund: Refundable
    kept: int
    confirmed: bool = True
    paid_before: PaidBefore = PaidBefore.NOTHING
    row: Digest | None = None


class VoidCharge(Struct, frozen=True):
    charge: ChargeId
    on: date
    reason: Sealed[str]


class WriteOff(Struct, frozen=True):
    """Give up all that stands open of a charge."""

    charge: ChargeId
    on: date
    reason: Sealed[str]


class TakeBackWriteOff(Struct, frozen=True):
    """Let what was given up of a charge be owed again."""

    charge: ChargeId
    on: date
    reason: Sealed[str]


class Receive(Struct, frozen=True):
    """Money came in; ``today`` is the day it is recorded, which may be much later."""

    payment: PaymentId
    cents: int
    method: PaymentMethod
    provider: PaymentProviderName
    reference: KeyedDigest | None
    received_on: date
    charges: tuple[ChargeId, ...]
    words: Sealed[PaymentWords] | None
    today: date


class Reverse(Struct, frozen=True):
    payment: PaymentId
    on: date
    reason: Sealed[str]


class Refund(Struct, frozen=True):
    """Give back ``cents``, or as much as the terms of the charge allow; of no charge, what is in credit."""

    refund: RefundId
    charge: ChargeId | None
    cents: int | None
    method: PaymentMethod
    on: date
    exception: bool
    reason: Sealed[str] | None


class ApplyScholarship(Struct, frozen=True):
    charge: ChargeId
    fund: FundKey
    grant: GrantId
    cents: int
    on: date


class ReturnScholarship(Struct, frozen=True):
    """Give back what a grant paid for a charge, all of it."""

    charge: ChargeId
    fund: FundKey
    grant: GrantId
    on: date


class MoveOut(Struct, frozen=True):
    """Let another payer owe what stands open of a charge."""

    charge: ChargeId
    to: PayerId
    on: date


class TakeOver(Struct, frozen=True):
    """Owe what stood open of another payer's charge; ``since`` is the day it was charged."""

    charge: ChargeId
    from_: PayerId
    about: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    plan: PlanKey | None
    cents: int
    due_on: date
    since: date
    on: date
    policy: Digest
    subject: ApplicationId | TermId | EndorsementId | None
    refund: Refundable
    kept: int
    confirmed: bool = True
    paid_before: PaidBefore = PaidBefore.NOTHING
    row: Digest | None = None


class IssueInvoice(Struct, frozen=True):
    """Bill all that stands open and on no other invoice, or of it the ``charges`` named."""

    invoice: InvoiceId
    year: int
    number: int
    charges: tuple[ChargeId, ...]
    issued_on: date
    due_on: date


class VoidInvoice(Struct, frozen=True):
    invoice: InvoiceId
    on: date
    reason: Sealed[str]


Command = (
    OpenAccount
    | CorrectAccount
    | Charge
    | VoidCharge
    | WriteOff
    | TakeBackWriteOff
    | Receive
    | Reverse
    | Refund
    | ApplyScholarship
    | ReturnScholarship
    | MoveOut
    | TakeOver
    | IssueInvoice
    | VoidInvoice
)
