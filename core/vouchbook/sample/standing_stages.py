"""Stages of those who are somebody already: members, endorsed here or elsewhere, vetted, on the roster."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import date, timedelta

from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.evidence import Standing
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ChargeId,
    FundKey,
    ItemId,
    PayerId,
    Source,
    VettingId,
    VettingScope,
)
from vouchbook.domain.vetting import VettedBy
from vouchbook.sample.life import Life
from vouchbook.sample.portfolios import Gap
from vouchbook.sample.stages_of_review import endorsed
from vouchbook.service import charges, evidence, funds, invoices, payers, provider, vetting

Days = Iterator[date]
FUND = FundKey("membership_scholarship")


# ── Membership and money ──────────────────────────────────────────────────────────────────────


def membership_due(life: Life) -> Days:
    yield from _begun(life, 46)
    yield life.ago(25)
    life.joins(pays=False)


def membership_ending(life: Life) -> Days:
    first = life.ago(345)
    yield first
    life.documents()
    life.joins(last=life.ago(-19))
    yield life.ago(58)
    life.opens()
    life.confirmed()
    yield life.ago(41)
    life.refers()


def membership_lapsed(life: Life) -> Days:
    yield life.ago(420)
    life.documents(Gap.WORK)
    life.joins(last=life.ago(56))
    yield life.ago(100)
    life.opens()


def scholarship(life: Life) -> Days:
    yield from _begun(life, 63)
    yield life.ago(54)
    charged = life.joins(pays=False)
    yield life.ago(47)
    for each in charged:
        funds.grant(life.office, life.staff(), FUND, PayerId(life.person), ChargeId(str(each["charge"])))


def invoice_unpaid(life: Life) -> Days:
    yield from _begun(life, 84, pays=False)
    yield life.ago(80)
    life.joins(pays=False)
    yield life.ago(66)
    name = life.world.names.agency()
    words = OrganisationWords(name, "12 Willow Lane\nSomewhere", "accounts@example.org")
    payer = PayerId(payers.register(life.office, life.staff(), words).result["payer"])
    charges.take_over(life.office, life.staff(), payer, PayerId(life.person))
    invoices.issue(life.office, life.staff(), payer, due_on=life.ago(36))


# ── Endorsed ──────────────────────────────────────────────────────────────────────────────────


def endorsed_long(life: Life) -> Days:
    yield from endorsed(life, 240)
    yield life.ago(40)
    life.opens("IMHS")


def endorsement_lapsed(life: Life) -> Days:
    yield from endorsed(life, 520)


def emerging(life: Life) -> Days:
    yield from endorsed(life, 180)
    yield life.ago(90)
    life.opens("ERS", emerging=True)
    life.panel.clear()
    yield life.ago(84)
    life.submits()
    yield life.ago(78)
    life.assigned()
    yield life.ago(60)
    life.reviewed()
    yield life.ago(55)
    life.decided()


def endorsed_elsewhere(life: Life) -> Days:
    yield life.ago(28)
    life.documents()
    held = Standing(None, AssociationCode("sc"), life.ago(1200), category=CategoryCode(life.category))
    (item,) = evidence.claim_standing(life.office, life.own(), life.person, held).result["items"]
    yield life.ago(21)
    claims = evidence.Claims((ItemId(item),))
    evidence.confirm(
        life.office,
        life.staff(),
        life.person,
        claims,
        source=Source.REGISTRY,
        where="public registry of South Carolina",
    )


# ── Vetted, and on the roster ─────────────────────────────────────────────────────────────────


def vetting_opened(life: Life) -> Days:
    yield from _candidate(life, 18)


def vetting_interviewed(life: Life) -> Days:
    id_ = yield from _candidate(life, 37)
    yield life.ago(16)
    _interviewed(life, id_)


def vetted(life: Life) -> Days:
    id_ = yield from _candidate(life, 260)
    yield life.ago(245)
    _interviewed(life, id_)
    yield life.ago(240)
    vetting.decide(life.office, life.staff(), id_, vetted=True, reason="Long practice, and two who vouch for it.")
    yield life.ago(236)
    provider.enter(life.office, life.staff(), life.person, capacity=6, takes_outside=True)


def vetting_refused(life: Life) -> Days:
    id_ = yield from _candidate(life, 200)
    yield life.ago(188)
    _interviewed(life, id_)
    yield life.ago(181)
    vetting.decide(life.office, life.staff(), id_, vetted=False, reason="No practice with babies yet.")


def roster(life: Life) -> Days:
    """A mentor who is endorsed here, and gives RSC."""
    yield from endorsed(life, 330)
    yield life.ago(270)
    provider.enter(life.office, life.staff(), life.person, capacity=8, takes_outside=True)
    yield life.ago(80)
    provider.change(life.office, life.own(), life.person, capacity=5)


# ── What several of them have in common ───────────────────────────────────────────────────────


def _begun(life: Life, days: int, *, pays: bool = True) -> Days:
    yield life.ago(days)
    life.documents()
    yield life.ago(days - 3)
    life.opens(pays=pays)


def _candidate(life: Life, days: int) -> Generator[date, None, VettingId]:
    yield life.ago(days)
    life.documents()
    opened = vetting.open_vetting(life.office, life.staff(), life.person, VettingScope.RSC)
    return VettingId(opened.result["vetting"])


def _interviewed(life: Life, id_: VettingId) -> None:
    vetting.interview(
        life.office,
        life.staff(),
        id_,
        by=None,
        how=VettedBy.INTERVIEW,
        held_on=life.here - timedelta(days=1),
        words="Spoke for an hour about cases, culture and limits.",
    )
