"""The specialist's sheet, "Continuing requirements": each year's hours, from 2024 one about equity, and membership."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.evidence import Attestation, Training
from vouchbook.domain.names import About, Occasion, StatementCode
from vouchbook.domain.trace import Finding, Lack, Status, Why

YEAR_END = date(2026, 12, 31)


def renewal(nc, requirement: str, on: date = YEAR_END, **changes) -> Finding:
    found: Finding = nc.finding(requirement, on=on, at=Occasion.RENEWAL, **changes)
    return found


def fifteen(nc, hours="14", about: tuple[About, ...] = (About.DEIA,), on=date(2026, 4, 2)) -> list[Training]:
    return [nc.training(hours, on), nc.training("1", on, about=about)]


def test_fifteen_hours_a_year_one_of_them_about_equity(nc):
    assert renewal(nc, "training", training=fifteen(nc)).status is Status.MET
    short = renewal(nc, "training", training=fifteen(nc, "13.75"))
    assert [(lack.code, lack.amount) for lack in short.lacking] == [(Lack.AMOUNT, 15)]
    without = renewal(nc, "training", training=fifteen(nc, "23", about=()))
    assert [(lack.code, lack.name) for lack in without.lacking] == [(Lack.PART, "deia")]


def test_before_2024_no_hour_about_equity_was_asked(nc):
    on = date(2023, 12, 31)
    assert renewal(nc, "training", on, training=fifteen(nc, about=(), on=date(2023, 4, 2))).status is Status.MET


def test_who_gives_rsc_needs_three_hours_about_it(nc):
    gives = [Attestation(StatementCode("gives_rsc"), date(2026, 1, 15))]
    hours = [nc.training("12", date(2026, 4, 2), about=(About.DEIA,))]
    about = [nc.training("2:45", date(2026, 5, 2), about=(About.RSC,)), nc.training("1", date(2026, 6, 2))]
    assert renewal(nc, "training", training=[*hours, *about]).status is Status.MET
    found = renewal(nc, "training", training=[*hours, *about], attestation=gives)
    assert [(lack.code, lack.name, lack.amount) for lack in found.lacking] == [(Lack.PART, "about_rsc", 15)]
    more = nc.training("0:15", date(2026, 7, 2), about=(About.RSC,))
    assert renewal(nc, "training", training=[*hours, *about, more], attestation=gives).status is Status.MET


def test_an_hour_may_be_about_equity_and_rsc_at_once(nc):
    gives = [Attestation(StatementCode("gives_rsc"), date(2026, 1, 15))]
    both = [nc.training("12", date(2026, 4, 2)), nc.training("3", date(2026, 4, 3), about=(About.DEIA, About.RSC))]
    assert renewal(nc, "training", training=both, attestation=gives).status is Status.MET


def test_hours_of_another_year_do_not_count(nc):
    found = renewal(nc, "training", training=fifteen(nc, on=date(2025, 12, 31)))
    assert (found.counted, nc.because(found, "training-1").code) == (0, Why.OUTSIDE_CYCLE)


def test_twelve_hours_of_rsc_a_year(nc):
    assert renewal(nc, "rsc", rsc=[nc.session("12", date(2026, 3, 3))]).status is Status.MET
    assert renewal(nc, "rsc", rsc=[nc.session("11:45", date(2026, 3, 3))]).status is Status.MISSING


def test_membership_goes_on(nc):
    assert renewal(nc, "membership").status is Status.MET
    lapsed = [nc.membership(date(2025, 1, 1), date(2026, 6, 30))]
    assert renewal(nc, "membership", membership=lapsed).status is Status.MISSING
