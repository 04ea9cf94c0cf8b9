"""Renewal each year from 1 October to 31 December, fifteen hours, no grace; and the way back after a lapse."""

from __future__ import annotations

from datetime import date

import pytest

from vouchbook.domain.names import About, CategoryCode, Occasion
from vouchbook.domain.trace import Lack, Status

YEAR_END = date(2026, 12, 31)


def renewed(tn, requirement: str, on: date = YEAR_END, **changes):
    return tn.finding(requirement, on=on, at=Occasion.RENEWAL, **changes)


def hours(tn, amount: str, *about: About, year: int = 2026):
    return [tn.training(amount, on=date(year, 4, 2)), tn.training("1", *about, on=date(year, 4, 2))]


def test_fifteen_hours_a_year_one_of_them_about_equity(tn):
    assert renewed(tn, "training", training=hours(tn, "14", About.DEIA)).status is Status.MET
    assert renewed(tn, "training", training=hours(tn, "13:45", About.DEIA)).status is Status.MISSING
    without = renewed(tn, "training", training=hours(tn, "23"))
    assert [(lack.code, lack.name) for lack in without.lacking] == [(Lack.PART, "deia")]


@pytest.mark.parametrize(("year", "met"), [(2023, True), (2024, False)])
def test_the_hour_about_equity_is_asked_from_2024(tn, year, met):
    found = renewed(tn, "training", date(year, 12, 31), training=hours(tn, "14", year=year))
    assert found.status is (Status.MET if met else Status.MISSING)


def test_nobody_needs_to_be_a_member_to_renew(tn):
    assert renewed(tn, "membership", membership=[]).status is Status.MET


def test_an_endorsement_holds_to_the_end_of_the_year_and_not_a_day_longer(association):
    term = association.endorsement_term(CategoryCode("IMHS"), date(2026, 3, 2))
    assert (term.last, term.grace_until) == (YEAR_END, None)


def test_the_window_opens_in_october_and_whoever_misses_it_leaves_the_registry(tn):
    (renewal,) = tn.version.document.renewal
    (lapse,) = tn.version.document.lapse
    assert (renewal.window_opens, renewal.proof, lapse.then) == ("10-01", "every_hour", "off_registry")


def test_the_way_back_is_three_references_and_the_experience_meanwhile_without_an_exam(tn):
    three = [tn.rating(who, "one") for who in ("a", "b")]
    trace = tn.trace(at=Occasion.REINSTATEMENT, rating=[*three, tn.rating("c", "third")])
    assert {finding.requirement for finding in trace.findings} == {"ratings", "experience"}
    assert "ratings" in tn.trace(at=Occasion.REINSTATEMENT, rating=three).missing
    assert [question.key for question in trace.open_questions] == ["new", "accrued"]
