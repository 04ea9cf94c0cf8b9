"""The specialist's sheet, "Reflective Supervision/Consultation" and footnote 2: how much, from whom, until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.trace import Because, Lack, Status, Why

DAY = timedelta(days=1)
SUNSET = date(2027, 12, 21)
LATER = date(2028, 3, 1)


def why(nc, **changes) -> Because:
    found = nc.finding("rsc", **changes)
    assert found.counted == 0
    because: Because = nc.because(found, "rsc-1")
    return because


def test_fifty_hours_are_enough_and_a_quarter_hour_less_is_not(nc):
    assert nc.finding("rsc", rsc=[nc.session("24"), nc.session("24"), nc.session("2")]).status is Status.MET
    found = nc.finding("rsc", rsc=[nc.session("24"), nc.session("24"), nc.session("1:45")])
    assert found.status is Status.MISSING
    assert [(lack.code, lack.amount) for lack in found.lacking] == [(Lack.AMOUNT, 15)]


def test_a_session_before_the_degree_does_not_count_and_on_its_day_it_does(nc):
    early = why(nc, rsc=[nc.session("2", nc.degree_day - DAY)])
    assert (early.code, early.until) == (Why.BEFORE_DEGREE, nc.degree_day)
    assert nc.finding("rsc", rsc=[nc.session("2", nc.degree_day)]).counted == 120


def test_without_a_masters_degree_no_session_counts(nc):
    assert why(nc, education=[]).code is Why.NO_DEGREE


def test_a_series_that_begins_before_the_degree_does_not_count_in_part(nc):
    series = nc.session("20", nc.degree_day - DAY, until=nc.degree_day + 60 * DAY)
    assert why(nc, rsc=[series]).code is Why.BEFORE_DEGREE


@pytest.mark.parametrize("category", ["IMHM-C", "ECMHM-C", "ERS"])
def test_a_clinical_mentor_or_reflective_supervisor_of_any_association_may_give_rsc(nc, category):
    assert nc.finding("rsc", standing=[nc.endorsed("ruth", category, of="mi")]).status is Status.MET


@pytest.mark.parametrize("category", ["IMHS", "IMHM-P", "IMHM-RF", "IFS", "ECMHS"])
def test_an_endorsed_provider_without_the_add_on_does_not_count(nc, category):
    because = why(nc, standing=[nc.endorsed("ruth", category)])
    assert (because.code, because.who, because.may) == (Why.PROVIDER_WITHOUT_STANDING, "ruth", "give_rsc")


def test_a_provider_without_any_standing_does_not_count(nc):
    assert why(nc, standing=[]).code is Why.PROVIDER_WITHOUT_STANDING


def test_an_add_on_still_being_completed_does_not_count(nc):
    assert why(nc, standing=[nc.endorsed("ruth", "ERS", emerging=True)]).code is Why.STANDING_EMERGING


def test_a_provider_counts_from_the_day_of_their_endorsement(nc):
    since = date(2025, 9, 1)
    standing = [nc.endorsed("ruth", "IMHM-C", since=since)]
    assert nc.finding("rsc", rsc=[nc.session("2", since)], standing=standing).counted == 120
    because = why(nc, rsc=[nc.session("2", since - DAY)], standing=standing)
    assert (because.code, because.until) == (Why.STANDING_NOT_YET, since)


def test_a_provider_counts_through_the_last_day_of_their_endorsement(nc):
    until = date(2025, 12, 31)
    standing = [nc.endorsed("ruth", "IMHM-C", until=until)]
    assert nc.finding("rsc", rsc=[nc.session("2", until)], standing=standing).counted == 120
    because = why(nc, rsc=[nc.session("2", until + DAY)], standing=standing)
    assert (because.code, because.on, because.until) == (Why.STANDING_ENDED, until + DAY, until)


def test_a_provider_vetted_by_nc_counts_through_the_sunset_day_and_not_after(nc):
    vetted = [nc.vetted("ruth")]
    assert nc.finding("rsc", on=LATER, rsc=[nc.session("2", SUNSET)], standing=vetted).counted == 120
    because = why(nc, on=LATER, rsc=[nc.session("2", SUNSET + DAY)], standing=vetted)
    assert (because.code, because.on, because.until) == (Why.VETTING_ENDED, SUNSET + DAY, SUNSET)


def test_hours_given_before_the_sunset_still_count_when_asked_about_after_it(nc):
    """Assumed, and marked as not confirmed: the sunset goes by the day of the session."""
    before = nc.session("50", date(2026, 1, 5), until=SUNSET)
    assert nc.finding("rsc", on=LATER, rsc=[before], standing=[nc.vetted("ruth")]).status is Status.MET


def test_a_series_that_crosses_the_sunset_does_not_count(nc):
    crossing = nc.session("10", SUNSET - 7 * DAY, until=SUNSET + DAY)
    because = why(nc, on=LATER, rsc=[crossing], standing=[nc.vetted("ruth")])
    assert (because.code, because.on) == (Why.VETTING_ENDED, SUNSET + DAY)


def test_a_series_goes_on_counting_when_the_provider_is_endorsed_before_the_sunset(nc):
    crossing = nc.session("10", SUNSET - 7 * DAY, until=SUNSET + DAY)
    standing = [nc.vetted("ruth"), nc.endorsed("ruth", "ERS", since=SUNSET + DAY)]
    assert nc.finding("rsc", on=LATER, rsc=[crossing], standing=standing).counted == 600


def test_a_gap_between_two_standings_breaks_a_series(nc):
    crossing = nc.session("10", SUNSET - 7 * DAY, until=SUNSET + 7 * DAY)
    standing = [nc.vetted("ruth"), nc.endorsed("ruth", "ERS", since=SUNSET + 2 * DAY)]
    assert why(nc, on=LATER, rsc=[crossing], standing=standing).on == SUNSET + DAY


def test_a_vetting_counts_from_its_own_first_day(nc):
    because = why(nc, rsc=[nc.session("2", date(2026, 3, 3))], standing=[nc.vetted("ruth", since=date(2026, 3, 4))])
    assert (because.code, because.until) == (Why.STANDING_NOT_YET, date(2026, 3, 4))


def test_whom_another_association_has_vetted_does_not_count(nc):
    assert why(nc, standing=[nc.vetted("ruth", of="sc")]).code is Why.VETTED_ELSEWHERE


def test_whom_nc_vetted_for_references_only_does_not_count(nc):
    assert why(nc, standing=[nc.vetted("ruth", "reference")]).code is Why.VETTED_OTHERWISE


def test_sessions_among_peers_never_count(nc):
    assert why(nc, rsc=[nc.session("50", until=date(2026, 10, 1), peer=True)]).code is Why.PEER


def test_a_session_after_the_day_asked_does_not_count_yet(nc):
    assert nc.finding("rsc", rsc=[nc.session("2", nc.today)]).counted == 120
    assert why(nc, rsc=[nc.session("2", nc.today + DAY)]).code is Why.AFTER_DAY_ASKED


def test_whether_services_were_being_given_is_for_reviewers_to_say(nc):
    assert [question.key for question in nc.finding("rsc").questions] == ["while_providing"]


def test_in_a_book_a_standing_that_nobody_confirmed_does_not_count(nc):
    assert nc.finding("rsc", in_a_book=True).status is Status.MET
    assert why(nc, in_a_book=True, unconfirmed=("standing-1",)).code is Why.STANDING_UNCONFIRMED
