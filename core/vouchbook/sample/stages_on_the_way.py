"""Stages of those who have an account, collect evidence, apply, and ask for references."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from vouchbook.domain.names import ColleagueId
from vouchbook.sample.life import Life
from vouchbook.sample.portfolios import Gap
from vouchbook.service import membership, rating

Days = Iterator[date]


def eligibility_only(life: Life) -> Days:
    yield life.ago(9)
    life.registers()


def evidence_only(life: Life) -> Days:
    yield life.ago(40)
    life.documents(Gap.RSC)


def opened_empty(life: Life) -> Days:
    yield life.ago(3)
    life.registers()
    life.opens(pays=False)


def opened_little(life: Life) -> Days:
    yield from _opened(life, 70, Gap.EDUCATION, Gap.TRAINING, Gap.WORK, Gap.RSC)


def opened_half(life: Life) -> Days:
    yield from _opened(life, 95, Gap.RSC, Gap.AREAS)
    yield life.ago(60)
    life.joins()
    life.signs()
    life.confirmed()


def ready(life: Life) -> Days:
    yield from complete(life, 75)


def claims_unconfirmed(life: Life) -> Days:
    yield from _opened(life, 50)
    yield life.ago(34)
    life.joins()
    first = life.ago(300)
    membership.claim(life.office, life.own(), life.person, "WAIMH", first=first, last=first + timedelta(days=364))


def withdrawn(life: Life) -> Days:
    yield from _opened(life, 130, Gap.TRAINING)
    yield life.ago(45)
    life.withdraws()


# ── References ────────────────────────────────────────────────────────────────────────────────


def reference_requested(life: Life) -> Days:
    yield from _joined(life, 48)
    yield life.ago(4)
    life.refers()


def reference_opened(life: Life) -> Days:
    yield from _joined(life, 52)
    yield life.ago(11)
    life.refers()
    yield life.ago(6)
    life.opened(next(iter(life.ratings)))


def reference_silent(life: Life) -> Days:
    yield from _joined(life, 80)
    yield life.ago(33)
    life.refers()
    yield life.ago(26)
    first, second, *_ = life.ratings
    life.opened(second)
    yield life.ago(20)
    life.received(first)


def reference_declined(life: Life) -> Days:
    yield from _joined(life, 66)
    yield life.ago(30)
    life.refers()
    yield life.ago(12)
    first, *others = life.ratings
    rating.decline_rating(life.office, life.staff(), life.ratings[first])
    life.received(*others)


def reference_replaced(life: Life) -> Days:
    yield from _joined(life, 88)
    yield life.ago(48)
    life.refers("supervisor", "rsc_provider")
    yield life.ago(31)
    rating.remind(life.office, life.staff(), life.ratings["supervisor"])
    yield life.ago(13)
    instead = ColleagueId(life.colleagues["other"])
    done = rating.replace_rating(life.office, life.own(), life.ratings["supervisor"], instead, waived=True)
    life.ratings["supervisor"] = done.result["rating"]


def reference_received(life: Life) -> Days:
    yield from _joined(life, 72)
    yield life.ago(40)
    life.refers()
    yield life.ago(17)
    life.opened()
    life.received()


# ── What many of them have in common ──────────────────────────────────────────────────────────


def _opened(life: Life, days: int, *gaps: Gap) -> Days:
    yield life.ago(days)
    life.documents(*gaps)
    yield life.ago(days - 2)
    life.opens()


def _joined(life: Life, days: int) -> Days:
    yield from _opened(life, days)
    yield life.ago(days - 5)
    life.joins()
    life.confirmed()
    life.signs()


def complete(life: Life, days: int) -> Days:
    """Everything that is due at a submission, by some five weeks after the beginning."""
    yield from _joined(life, days)
    yield life.ago(days - 10)
    life.refers()
    yield life.ago(days - 16)
    life.opened()
    yield life.ago(days - 30)
    life.received()
