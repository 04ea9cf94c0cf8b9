"""Somebody with an account, charged and paying, in steps that tests begin, stop and vary."""

from __future__ import annotations

from datetime import date

from tests.service.conftest import TODAY, Asking

from vouchbook.domain.account import Charge, OrganisationWords
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import (
    CategoryCode,
    ChargeId,
    Digest,
    FeeOccasion,
    PayerId,
    PaymentMethod,
    PersonId,
    Refundable,
)
from vouchbook.hookspecs import PaymentNotice
from vouchbook.service import payers, payments, person
from vouchbook.service.accounts import charge_write
from vouchbook.service.office import Done, Office, Plan

POLICY = Digest("sha256:" + "0" * 64)
IMHS = CategoryCode("IMHS")


class Bookkeeper:
    """An office and somebody who keeps its accounts."""

    def __init__(self, office: Office, ask: Asking) -> None:
        self.office = office
        self.ask = ask

    def somebody(self, name: str = "Ana") -> PersonId:
        words = PersonWords(name, "Ruiz", f"{name.lower()}@example.org")
        return PersonId(person.register(self.office, self.ask(), words).result["person"])

    def agency(self, name: str = "Blue Ridge Family Center") -> PayerId:
        words = OrganisationWords(name, "12 Main Street\nAsheville NC 28801")
        return PayerId(payers.register(self.office, self.ask(), words).result["payer"])

    def charged(
        self,
        who: PersonId,
        cents: int,
        *,
        occasion: FeeOccasion = FeeOccasion.PROCESSING,
        on: date = TODAY,
        due_on: date | None = None,
        refund: Refundable = Refundable.ALL,
        kept: int = 0,
        confirmed: bool = True,
    ) -> ChargeId:
        charge = ChargeId(self.office.edge.mint("ch"))
        command = Charge(
            charge=charge,
            about=who,
            occasion=occasion,
            category=IMHS,
            plan=None,
            cents=cents,
            due_on=due_on or on,
            on=on,
            policy=POLICY,
            subject=None,
            refund=refund,
            kept=kept,
            confirmed=confirmed,
        )
        self.office.record(
            self.ask(on=on), "charge", [command], lambda: Plan(writes=(charge_write(self.office, command),))
        )
        return charge

    def paid(
        self,
        payer: str,
        cents: int,
        *,
        reference: str = "",
        method: PaymentMethod = PaymentMethod.CHEQUE,
        received_on: date = TODAY,
        charges: tuple[ChargeId, ...] = (),
        currency: str = "USD",
        on: date = TODAY,
    ) -> Done:
        notice = PaymentNotice(PayerId(payer), cents, currency, method, received_on, reference, charges)
        return payments.pay(self.office, self.ask(on=on), notice)
