"""A book in which every text that a person can write of money, vetting, references or policy is a canary."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct
from tests.service.conftest import TODAY, Asking
from tests.service.journey import IMHS
from tests.service.references import Referenced

from vouchbook.associations import package
from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.evidence import PersonWords, Standing
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ChargeId,
    FeeOccasion,
    FundKey,
    InvoiceId,
    ItemId,
    PayerId,
    PaymentId,
    PaymentMethod,
    PersonId,
    PlanKey,
    Source,
    TermId,
    VettingId,
    VettingScope,
)
from vouchbook.domain.streams import ACCOUNT
from vouchbook.domain.vetting import EndCause, VettedBy
from vouchbook.hookspecs import PaymentNotice
from vouchbook.service import (
    charges,
    colleagues,
    evidence,
    fee_charging,
    funds,
    invoices,
    membership,
    payers,
    payments,
    person,
    policy_change,
    provider,
    rating,
    vetting,
)
from vouchbook.service.folder import Folder
from vouchbook.service.office import Done, Office

FUND = FundKey("membership_scholarship")
DEARER = '\n[[fee]]\noccasion = "registration"\nfrom = 2027-01-01\nsource = "assumed"\namount = "30.00"\n'


class Planted(Struct, frozen=True):
    """Who is in it, and what came of every request."""

    applicant: PersonId
    colleague: str
    rating: ItemId
    provider: PersonId
    vetting: VettingId
    agency: PayerId
    cora: PersonId
    ben: PersonId
    payment: PaymentId
    invoice: InvoiceId
    proposal: str
    results: tuple[dict[str, Any], ...]


class Planter:
    """An office whose coordinator writes canaries wherever words are taken."""

    def __init__(self, folder: Folder, office: Office, tmp: Path) -> None:
        self.folder, self.office, self.tmp, self.ask = folder, office, tmp, Asking()
        self.results: list[dict[str, Any]] = []

    def took(self, done: Done) -> Any:  # ids by name
        self.results.append(done.result)
        return done.result

    def somebody(self, name: str) -> PersonId:
        words = PersonWords(f"Canary{name}", "Canaryfamily", f"canary.{name.lower()}@example.org", phone="Canaryphone")
        return PersonId(self.took(person.register(self.office, self.ask(), words))["person"])

    def vetted(self, who: PersonId) -> VettingId:
        office, ask = self.office, self.ask
        id_ = VettingId(self.took(vetting.open_vetting(office, ask(), who, VettingScope.RSC))["vetting"])
        self.took(vetting.interview(
            office, ask(), id_, by=None, how=VettedBy.INTERVIEW, held_on=TODAY, words="Canarynotes"
        ))  # fmt: skip
        self.took(vetting.decide(office, ask(), id_, vetted=True, reason="Canaryvetted"))
        return id_

    def pays(self, payer: str, cents: int, reference: str, *meant: ChargeId) -> PaymentId:
        notice = PaymentNotice(
            PayerId(payer), cents, "USD", PaymentMethod.CHEQUE, TODAY, reference, meant, "Canaryremark"
        )
        return PaymentId(self.took(payments.pay(self.office, self.ask(), notice))["payment"])

    def charged(self, who: PersonId) -> list[ChargeId]:
        state = self.office.load(ACCOUNT, who).state
        return [id_ for id_ in state.charges if state.open(id_) > 0]

    def held_elsewhere(self, who: PersonId) -> None:
        office, ask = self.office, self.ask
        standing = Standing(None, AssociationCode("mi"), date(2015, 1, 1), category=CategoryCode("IMHM-C"))
        (item,) = self.took(evidence.claim_standing(office, ask(), who, standing))["items"]
        claims = evidence.Claims((ItemId(item),))
        self.took(evidence.confirm(office, ask(), who, claims, source=Source.REGISTRY, where="Canaryregistry"))
        self.took(colleagues.standing_ended(
            office, ask(), who, ItemId(item), date(2026, 10, 1), source=Source.REGISTRY, where="Canaryended"
        ))  # fmt: skip

    def member(self, who: PersonId) -> None:
        office, ask = self.office, self.ask
        claimed = self.took(membership.claim(office, ask("applicant", who), who, "WAIMH", first=TODAY, last=TODAY))
        terms = (TermId(claimed["term"]),)
        self.took(membership.confirm(office, ask(), who, terms, source=Source.CONFIRMED, where="Canarylist"))
        self.took(membership.join(office, ask(), who, PlanKey("individual"), bought_on=TODAY))

    def references(self, way: Referenced) -> ItemId:
        id_ = way.requests("alma", "other")  # type: ignore[arg-type]
        self.took(way.receives(id_, words="Canaryrating"))
        self.took(rating.decline_rating(self.office, self.ask(), way.requests("denise", "supervisor")))  # type: ignore[arg-type]
        return id_

    def money(self, who: PersonId) -> tuple[PayerId, PaymentId, InvoiceId]:
        office, ask = self.office, self.ask
        words = OrganisationWords("Canary Agency", "1 Canary Street\nCanaryville", "canary.pay@example.org")
        agency = PayerId(self.took(payers.register(office, ask(), words))["payer"])
        self.took(payers.correct(office, ask(), agency, name="The Canary Agency"))
        self.took(fee_charging.charge(office, ask(), who, FeeOccasion.EXAM, category=IMHS))
        self.took(funds.open_fund(office, ask(), FUND))
        self.took(funds.add_budget(office, ask(), FUND, 50_000, "The Canary family"))
        membership_fee = next(c for c in self.charged(who) if office.load(ACCOUNT, who).state.charges[c].terms.plan)
        self.took(funds.grant(office, ask(), FUND, PayerId(who), membership_fee, 500))
        bounced = self.pays(who, 700, "Canarycheque")
        self.took(payments.reverse(office, ask(), bounced, "Canarybounced"))
        over = next(c for c in self.charged(who) if c != membership_fee)
        self.took(charges.take_over(office, ask(), agency, PayerId(who), (over,)))
        number = InvoiceId(self.took(invoices.issue(office, ask(), agency))["invoice"])
        self.took(invoices.void(office, ask(), number, "Canaryvoidinvoice"))
        number = InvoiceId(self.took(invoices.issue(office, ask(), agency))["invoice"])
        kept = self.pays(agency, 1_000, "Canarytransfer")
        self.pays(agency, 900_000, "Canarytoomuch")
        self.took(charges.refund(office, ask(), agency, None, 100, PaymentMethod.CASH, reason="Canaryrefund"))
        self.took(charges.write_off(office, ask(), PayerId(who), membership_fee, "Canarywriteoff"))
        left = self.charged(who)
        if left:
            self.took(charges.void(office, ask(), PayerId(who), left[0], "Canaryvoid"))
        return agency, kept, number

    def policy(self, cora: PersonId, ben: PersonId) -> str:
        office, ask = self.office, self.ask
        ids = []
        for amount in ("30.00", "31.00"):
            file = self.tmp / "draft.toml"
            more = DEARER.replace("30.00", amount)
            file.write_text(package("nc").policy_file.read_text("utf-8") + more, "utf-8")
            asked = ask("coordinator", cora)
            draft = policy_change.draft_of(file)
            done = policy_change.propose(office, asked, draft, date(2027, 1, 1), "Canaryproposal")
            ids.append(self.took(done)["proposal"])
        self.took(policy_change.reject(office, ask("board", ben), ids[0], "Canaryrejected"))
        self.took(policy_change.approve(self.folder, office, ask("board", ben), ids[1]))
        return str(ids[1])


def planted(folder: Folder, office: Office, tmp: Path) -> Planted:
    planter = Planter(folder, office, tmp)
    ask = planter.ask
    way = Referenced(office, ask, tmp)
    who = way.person
    new = person.Correction("Canarygiven", "Canaryfamily", "canary.ana@example.org")
    planter.took(person.correct(office, ask(), who, new))
    giver, cora, ben = (planter.somebody(name) for name in ("Giver", "Cora", "Ben"))
    id_ = planter.vetted(giver)
    planter.took(provider.enter(office, ask(), giver, capacity=3, takes_outside=True))
    planter.held_elsewhere(giver)
    planter.took(colleagues.identify(office, ask(), who, way.colleagues["ruth"], giver))
    planter.member(who)
    received = planter.references(way)
    agency, payment, invoice = planter.money(who)
    proposal = planter.policy(cora, ben)
    gone = planter.somebody("Gone")
    ended = planter.vetted(gone)
    planter.took(vetting.end(office, ask(), ended, EndCause.WITHDRAWN, "Canaryend"))
    return Planted(
        applicant=who,
        colleague=way.colleagues["alma"],
        rating=received,
        provider=giver,
        vetting=id_,
        agency=agency,
        cora=cora,
        ben=ben,
        payment=payment,
        invoice=invoice,
        proposal=proposal,
        results=tuple(planter.results),
    )
