"""Charges what policy asks for, in the same append as what causes it; and holds back a step that is to be paid first.

A fee is charged once for each thing that it is about: an application, a term of membership, a cycle of an endorsement.
Its id follows from that, so that asking twice, or submitting again after a deferral, charges nothing again. The charge
keeps the policy version and the row that it rests on; where policy has no row, nothing is charged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date

from vouchbook.associations import Association
from vouchbook.domain import account as accounts
from vouchbook.domain.account import Account
from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ChargeId,
    EndorsementId,
    FeeDue,
    FeeOccasion,
    PaidBefore,
    PayerId,
    PersonId,
    PlanKey,
    TermId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.domain.trace import Moments
from vouchbook.hookspecs import Fee
from vouchbook.ledger.entries import Job, Write
from vouchbook.service.accounts import charge_write
from vouchbook.service.fees import asks_exam, fees_of
from vouchbook.service.office import Office, Request
from vouchbook.service.outbox import Recipient, letter

Subject = ApplicationId | TermId | EndorsementId
ON_THE_WAY = (FeeOccasion.REGISTRATION, FeeOccasion.PROCESSING, FeeOccasion.EXAM)
"""The occasions of an application, in the order in which they come."""
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def charges(
    office: Office,
    association: Association,
    person: PersonId,
    occasion: FeeOccasion,
    *,
    subject: Subject,
    on: date,
    due_on: date | None = None,
    category: CategoryCode | None = None,
    plan: PlanKey | None = None,
) -> tuple[Write, ...]:
    """What an occasion adds to somebody's account, for the plan of the use case that causes it; maybe nothing.

    :param subject: what it is charged for, once: the term bought, the application, the endorsement
    :param due_on: the day on which it is due, and whose fees apply, where that is not the day it is recorded
    """
    moments = Moments(asked=due_on or on)
    fees = fees_of(office, association, person, occasion, category=category, plan=plan, moments=moments)
    return written(
        office, association, person, fees, subject=subject, on=on, due_on=due_on or on, category=category, plan=plan
    )


def charges_at(
    office: Office, association: Association, moment: FeeDue, application: EndorsementApplication, moments: Moments
) -> tuple[Write, ...]:
    """What a step of an application adds to the applicant's account: every fee that is due with it."""
    person, category = PersonId(str(application.person)), CategoryCode(str(application.category))
    registered = moments.registered or moments.asked
    exam = not application.emerging and asks_exam(association.version.document, category, registered)
    fees: dict[FeeOccasion, Fee] = {}
    for occasion in ON_THE_WAY:
        for fee in fees_of(office, association, person, occasion, category=category, moments=moments):
            if fee.due is moment and (exam or fee.occasion is not FeeOccasion.EXAM):
                fees.setdefault(fee.occasion, fee)
    return written(
        office,
        association,
        person,
        tuple(fees.values()),
        subject=ApplicationId(str(application.id)),
        on=moments.asked,
        due_on=moments.asked,
        category=category,
    )


def written(
    office: Office,
    association: Association,
    person: PersonId,
    fees: Iterable[Fee],
    *,
    subject: Subject,
    on: date,
    due_on: date,
    category: CategoryCode | None = None,
    plan: PlanKey | None = None,
    cycle: date | None = None,
    anew: bool = False,
) -> tuple[Write, ...]:
    """These fees as charges, but for those that were charged before.

    :param cycle: the end of the cycle of an endorsement that is renewed: each has charges of its own
    :param anew: charge again what was voided since
    """
    account: Account = office.load(ACCOUNT, person).state
    commands = [
        accounts.Charge(
            charge=id_,
            about=person,
            occasion=fee.occasion,
            category=category,
            plan=plan,
            cents=fee.cents,
            due_on=due_on,
            on=on,
            policy=association.version.digest,
            subject=subject,
            refund=fee.refund,
            kept=fee.kept,
            confirmed=fee.confirmed,
            paid_before=fee.paid_before,
            row=fee.row,
        )
        for fee in fees
        if (id_ := _free_id(account, subject, fee.occasion, cycle, anew=anew)) is not None
    ]
    return (charge_write(office, *commands),) if commands else ()


def _free_id(
    account: Account, subject: Subject, occasion: FeeOccasion, cycle: date | None, *, anew: bool
) -> ChargeId | None:
    """The id of a charge that is not there yet; ``None`` where it is."""
    again = 0
    while (id_ := charge_id(subject, occasion, cycle, again)) in account.charges:
        if not anew or account.charges[id_].voided_on is None:
            return None
        again += 1
    return id_


def standing_id(account: Account, subject: Subject, occasion: FeeOccasion, cycle: date | None) -> ChargeId | None:
    """What something was charged under and not voided since."""
    again = 0
    while (id_ := charge_id(subject, occasion, cycle, again)) in account.charges:
        if account.charges[id_].voided_on is None:
            return id_
        again += 1
    return None


def charge_id(subject: Subject, occasion: FeeOccasion, cycle: date | None = None, again: int = 0) -> ChargeId:
    """``ch-7k3m9q2x4d``, made of what it is charged for, so that the same thing is charged once."""
    digest = hashlib.sha256(f"{subject}\0{occasion.value}\0{cycle or ''}\0{again}".encode()).digest()
    return ChargeId("ch-" + "".join(_LETTERS[byte & 31] for byte in digest[:10]))


def charged(writes: Iterable[Write]) -> list[dict[str, object]]:
    """What of a plan's writes is charged, for its result: ids, codes and cents."""
    return [
        {"charge": event.charge, "occasion": event.occasion.value, "cents": event.cents}
        for write in writes
        for event in write.events
        if isinstance(event, accounts.FeeCharged)
    ]


def charge_letter(office: Office, request: Request, person: PersonId, writes: Iterable[Write]) -> tuple[Job, ...]:
    """One letter to whoever is charged, about everything that a plan charges them and that costs something."""
    ids = [str(each["charge"]) for each in charged(writes) if each["cents"]]
    to = Recipient(payer=PayerId(person))
    return (letter(office, request, "charged", to, {"charges": " ".join(ids)}),) if ids else ()


def charged_for(office: Office, person: PersonId, subject: Subject, writes: Iterable[Write]) -> list[dict[str, object]]:
    """The same with what stands charged for a thing already: asked again, the answer names the charges of then."""
    account: Account = office.load(ACCOUNT, person).state
    before: list[dict[str, object]] = [
        {"charge": id_, "occasion": charge.terms.occasion.value, "cents": charge.terms.cents}
        for id_, charge in account.charges.items()
        if charge.terms.subject == subject and charge.voided_on is None
    ]
    return [*before, *charged(writes)]


def must_be_settled(office: Office, application: EndorsementApplication, step: PaidBefore) -> None:
    """:raises Refused: ``fees_unpaid``: a charge that is to be paid before this step stands open, and which

    What an employer has taken over holds nobody up.
    """
    account: Account = office.load(ACCOUNT, str(application.person)).state
    open_ = [
        (charge.terms.occasion, account.open(id_))
        for id_, charge in account.charges.items()
        if charge.terms.paid_before is step
        and account.open(id_) > 0
        and (charge.terms.subject == application.id or charge.terms.occasion is FeeOccasion.MEMBERSHIP)
    ]
    if open_:
        raise Refused("fees_unpaid", step=step, fees_owed=tuple(open_), person=application.person)


def refunds(office: Office, application: EndorsementApplication) -> list[dict[str, object]]:
    """What stands of an application's charges, and what policy gives back of each: ids, codes and cents."""
    account: Account = office.load(ACCOUNT, str(application.person)).state
    return [
        {
            "charge": id_,
            "occasion": charge.terms.occasion.value,
            "paid": account.paid(id_),
            "given_back": accounts.given_back(account, id_),
            "granted": charge.granted,
            "open": account.open(id_),
        }
        for id_, charge in account.charges.items()
        if charge.terms.subject == application.id and charge.voided_on is None
    ]
