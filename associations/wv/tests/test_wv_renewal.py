"""Renewal as the guidelines ask: fifteen hours and twelve of RSC each year, membership; days as most associations."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.names import About, CategoryCode, Occasion
from vouchbook.domain.trace import Status

YEAR_END = date(2026, 12, 31)


def renewed(wv, requirement: str, **changes):
    return wv.finding(requirement, on=YEAR_END, at=Occasion.RENEWAL, **changes)


def test_fifteen_hours_a_year_one_of_them_about_equity(wv):
    on = date(2026, 4, 2)
    enough = [wv.training("14", on=on), wv.training("1", About.DEIA, on=on)]
    assert renewed(wv, "training", training=enough).status is Status.MET
    assert renewed(wv, "training", training=enough[:1]).status is Status.MISSING


def test_twelve_hours_of_rsc_a_year(wv):
    assert renewed(wv, "rsc", rsc=[wv.session("12")]).status is Status.MET
    assert renewed(wv, "rsc", rsc=[wv.session("11:45")]).status is Status.MISSING


def test_membership_goes_on(wv):
    assert renewed(wv, "membership").status is Status.MET
    assert renewed(wv, "membership", membership=[]).status is Status.MISSING


def test_an_endorsement_holds_to_the_end_of_the_year(association):
    term = association.endorsement_term(CategoryCode("IMHS"), date(2026, 3, 2))
    assert term.last == YEAR_END
