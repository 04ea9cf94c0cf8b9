"""What happens to an account: charged, paid, given back, moved; the facts that its stream holds.

Amounts are whole cents of the association's currency. Whatever an event says of money can be written as lines
that sum to zero without looking at any other event (see ``lines``), so it repeats what its charge was for.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.events import event
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

Subject = ApplicationId | TermId | EndorsementId


class OrganisationWords(Struct, frozen=True):
    """Who an employer or agency is, and where its invoices go."""

    name: str
    address: str
    email: str = ""


class PaymentWords(Struct, frozen=True):
    """How whoever paid calls the payment: a cheque's number, a remark."""

    reference: str
    remark: str = ""


@event("account_opened", stream="account")
class AccountOpened(Struct, frozen=True):
    """An employer or agency pays for people; a person's account begins by itself with the first charge."""

    payer: PayerId
    on: date
    words: Sealed[OrganisationWords]


@event("account_corrected", stream="account")
class AccountCorrected(Struct, frozen=True):
    """An organisation's name or billing address is another one."""

    words: Sealed[OrganisationWords]


@event("fee_charged", stream="account")
class FeeCharged(Struct, frozen=True):
    """Somebody owes a fee, by the ``policy`` of that digest; nothing to pay is a charge of 0 cents.

    ``kept`` are the cents that are not given back where ``refund`` says part of it is. ``row`` names the fee row that
    the amount rests on, ``confirmed`` whether somebody had confirmed it, ``paid_before`` the step that waits for it.
    """

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


@event("charge_voided", stream="account")
class ChargeVoided(Struct, frozen=True):
    """A charge was made in error; the ``cents`` that stood open of it are owed no more and were no income."""

    charge: ChargeId
    occasion: FeeOccasion
    category: CategoryCode | None
    cents: int
    on: date
    reason: Sealed[str]


@event("charge_written_off", stream="account")
class ChargeWrittenOff(Struct, frozen=True):
    """What stands open of a charge will not be asked for any more."""

    charge: ChargeId
    occasion: FeeOccasion
    category: CategoryCode | None
    cents: int
    on: date
    reason: Sealed[str]


@event("write_off_taken_back", stream="account")
class WriteOffTakenBack(Struct, frozen=True):
    """What was given up of a charge is owed again: it was given up in error, or is paid after all."""

    charge: ChargeId
    occasion: FeeOccasion
    category: CategoryCode | None
    cents: int
    on: date
    reason: Sealed[str]


@event("payment_received", stream="account")
class PaymentReceived(Struct, frozen=True):
    """Money came in on ``received_on``; ``charges`` are those it was meant for, before any other that is due.

    ``reference`` tells the same payment from another one: a cheque's number, a provider's id.
    """

    payment: PaymentId
    cents: int
    method: PaymentMethod
    provider: PaymentProviderName
    reference: KeyedDigest | None
    received_on: date
    charges: tuple[ChargeId, ...]
    words: Sealed[PaymentWords] | None


@event("payment_reversed", stream="account")
class PaymentReversed(Struct, frozen=True):
    """A payment was recorded in error, or did not hold: a cheque came back."""

    payment: PaymentId
    cents: int
    method: PaymentMethod
    on: date
    reason: Sealed[str]


@event("refund_paid", stream="account")
class RefundPaid(Struct, frozen=True):
    """Money went back: of what was paid for a charge or, without one, of what was paid beyond all charges.

    ``exception``: more than the charge's terms give back, for the reason sealed here.
    """

    refund: RefundId
    charge: ChargeId | None
    occasion: FeeOccasion | None
    category: CategoryCode | None
    cents: int
    method: PaymentMethod
    on: date
    exception: bool
    reason: Sealed[str] | None


@event("scholarship_applied", stream="account")
class ScholarshipApplied(Struct, frozen=True):
    """A fund pays a part of a charge, or all of it."""

    charge: ChargeId
    occasion: FeeOccasion
    category: CategoryCode | None
    fund: FundKey
    grant: GrantId
    cents: int
    on: date


@event("scholarship_returned", stream="account")
class ScholarshipReturned(Struct, frozen=True):
    """What a fund gave for a charge goes back to it, and is owed by the payer again."""

    charge: ChargeId
    occasion: FeeOccasion
    category: CategoryCode | None
    fund: FundKey
    grant: GrantId
    cents: int
    on: date


@event("charge_moved", stream="account")
class ChargeMoved(Struct, frozen=True):
    """What stood open of a charge is owed by somebody else from now on; their account says ``charge_taken``."""

    charge: ChargeId
    occasion: FeeOccasion
    category: CategoryCode | None
    to: PayerId
    cents: int
    on: date


@event("charge_taken_over", stream="account")
class ChargeTakenOver(Struct, frozen=True):
    """What stood open of somebody's charge is owed here from now on; ``since`` is the day it was charged."""

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


class Billed(Struct, frozen=True):
    """One line of an invoice: what stood open of a charge when it was issued."""

    charge: ChargeId
    about: PersonId
    cents: int


@event("invoice_issued", stream="account")
class InvoiceIssued(Struct, frozen=True):
    """A payer is asked for what stands open; the ``number`` counts the invoices of the ``year``."""

    invoice: InvoiceId
    year: int
    number: int
    billed: tuple[Billed, ...]
    issued_on: date
    due_on: date


@event("invoice_voided", stream="account")
class InvoiceVoided(Struct, frozen=True):
    """An invoice asks for nothing any more; its charges can be billed anew."""

    invoice: InvoiceId
    on: date
    reason: Sealed[str]


Event = (
    AccountOpened
    | AccountCorrected
    | FeeCharged
    | ChargeVoided
    | ChargeWrittenOff
    | WriteOffTakenBack
    | PaymentReceived
    | PaymentReversed
    | RefundPaid
    | ScholarshipApplied
    | ScholarshipReturned
    | ChargeMoved
    | ChargeTakenOver
    | InvoiceIssued
    | InvoiceVoided
)


def day_of(event: Event) -> date | None:
    """The day on which it happened for the account; ``None`` for what has none, such as a corrected address."""
    match event:
        case PaymentReceived(received_on=on) | InvoiceIssued(issued_on=on):
            return on
        case AccountCorrected():
            return None
        case _:
            return event.on
