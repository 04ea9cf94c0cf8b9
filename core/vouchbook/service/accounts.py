"""Accounts within other use cases: what they add to somebody's account, and what somebody still owes."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain import account as accounts
from vouchbook.domain.account import Account
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ChargeId,
    EndorsementId,
    FeeOccasion,
    InvoiceId,
    PayerId,
    PersonId,
    PlanKey,
    TermId,
)
from vouchbook.domain.streams import ACCOUNT
from vouchbook.ledger.entries import Write
from vouchbook.service.office import Office


class OpenCharge(Struct, frozen=True):
    """A charge of which ``open`` cents are still to pay by ``payer``, who may be another than whom it is about."""

    charge: ChargeId
    payer: PayerId
    about: PersonId
    occasion: FeeOccasion
    category: CategoryCode | None
    plan: PlanKey | None
    subject: ApplicationId | TermId | EndorsementId | None
    cents: int
    open: int
    on: date
    due_on: date
    invoice: InvoiceId | None = None


def account_write(office: Office, payer: str, *commands: accounts.Command) -> Write:
    """What several commands add to one account, for the plan of a use case that does more.

    :raises Refused: the account cannot bear one of them
    """
    loaded = office.load(ACCOUNT, payer)
    state: Account = loaded.state
    events: list[accounts.Event] = []
    for command in commands:
        decided = accounts.decide(command, state)
        events += decided
        state = ACCOUNT.fold(decided, state)
    return loaded.write(events)


def charge_write(office: Office, command: accounts.Charge, *more: accounts.Charge) -> Write:
    """What charges add to the account of the person they are about; all of them about the same person.

    A plan holds one write per stream: charge everything of one person with one call.
    """
    return account_write(office, command.about, command, *more)


def account_on(office: Office, payer: str, on: date) -> Account:
    """An account as it stood at the end of a day, by what is known today: late payments are where they belong."""
    loaded = office.load(ACCOUNT, payer)
    by_then = [entry.event for entry in loaded.entries if (accounts.day_of(entry.event) or on) <= on]  # type: ignore[arg-type]
    account: Account = loaded.state if len(by_then) == loaded.version else ACCOUNT.fold(by_then)
    return account


def open_charges(account: Account, payer: PayerId) -> tuple[OpenCharge, ...]:
    """What is still to pay of an account, what is due first in front."""
    found = [
        OpenCharge(
            charge=id_,
            payer=payer,
            about=charge.terms.about,
            occasion=charge.terms.occasion,
            category=charge.terms.category,
            plan=charge.terms.plan,
            subject=charge.terms.subject,
            cents=charge.terms.cents,
            open=open_,
            on=charge.terms.on,
            due_on=charge.terms.due_on,
            invoice=account.billed_on(id_),
        )
        for id_, charge in account.charges.items()
        if (open_ := account.open(id_)) > 0
    ]
    return tuple(sorted(found, key=lambda each: (each.due_on, each.charge)))


def outstanding(office: Office, person: PersonId, on: date) -> tuple[OpenCharge, ...]:
    """What somebody owes at the end of a day; what an employer has taken over is not theirs to pay."""
    return open_charges(account_on(office, person, on), PayerId(person))


def currency(office: Office, on: date) -> str:
    """The currency in which the association keeps its accounts: ``USD``."""
    return office.version_on(on).document.association.currency
