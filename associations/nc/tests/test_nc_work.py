"""The specialist's sheet, "Specialized Work Experience": two years, paid, supervised, after the degree, with both."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchbook.domain.evidence import Work
from vouchbook.domain.names import ServiceKind, With
from vouchbook.domain.trace import Lack, Status, Why
from vouchbook.policy.months import MONTH

DAY = timedelta(days=1)


def test_two_years_to_the_day_are_enough_and_a_day_less_is_not(nc):
    begun = date(2024, 11, 21)
    assert nc.finding("work", work=[nc.job(begun)]).status is Status.MET
    found = nc.finding("work", work=[nc.job(begun + DAY)])
    assert found.status is Status.MISSING
    assert found.lacking[0].code is Lack.AMOUNT


def test_fifteen_february_to_fourteen_february_two_years_later_is_exactly_twenty_four_months(nc):
    found = nc.finding("work", work=[nc.job(date(2022, 2, 15), date(2024, 2, 14))])
    assert found.counted == found.required == 24 * MONTH


def test_a_leap_day_within_the_period_is_no_month_more_or_less(nc):
    assert nc.finding("work", work=[nc.job(date(2022, 3, 1), date(2024, 2, 29))]).counted == 24 * MONTH
    found = nc.finding("work", work=[nc.job(date(2022, 3, 1), date(2024, 2, 28))])
    assert found.counted == 23 * MONTH + MONTH * 28 // 29
    assert found.status is Status.MISSING


def test_work_begins_to_count_on_the_day_of_the_degree(nc):
    before = nc.finding("work", work=[nc.job(nc.degree_day - 30 * DAY, nc.degree_day - DAY)])
    assert before.counted == 0
    assert nc.because(before, "work-1").code is Why.BEFORE_DEGREE
    on_the_day = nc.finding("work", work=[nc.job(nc.degree_day, nc.degree_day)])
    assert on_the_day.counted == MONTH // 31


def test_a_job_begun_before_the_degree_counts_from_its_day_and_says_what_is_lost(nc):
    found = nc.finding("work", work=[nc.job(date(2021, 4, 8), date(2021, 6, 7))])
    assert found.counted == MONTH
    assert found.counted_items == ("work-1",)
    (lost,) = found.excluded_items
    assert (lost.item, lost.amount, lost.because.until) == ("work-1", MONTH, nc.degree_day)


def test_without_a_masters_degree_no_work_counts(nc):
    found = nc.finding("work", education=[])
    assert found.status is Status.MISSING
    assert nc.because(found, "work-1").code is Why.NO_DEGREE


def test_of_two_degrees_the_earlier_one_begins_the_count(nc):
    later = nc.degree(on=date(2025, 5, 1))
    assert nc.finding("work", education=[later]).status is Status.MISSING
    assert nc.finding("work", education=[later, nc.degree()]).status is Status.MET


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"paid": False}, Why.NOT_PAID),
        ({"supervised": False}, Why.NOT_SUPERVISED),
        ({"with_": (With.PARENT,)}, Why.NOT_WITH),
        ({"with_": (With.INFANT,)}, Why.NOT_WITH),
        ({"services": (ServiceKind.PARENT_INFANT_THERAPY,)}, Why.SERVICES_LACKING),
        ({"services": (ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT,)}, Why.SERVICES_LACKING),
        ({"services": (ServiceKind.CONSULTATION, ServiceKind.PROMOTION)}, Why.SERVICES_LACKING),
    ],
)
def test_unpaid_unsupervised_or_other_work_does_not_count(nc, change, why):
    found = nc.finding("work", work=[nc.job(date(2022, 1, 1), **change)])
    assert (found.status, found.counted) == (Status.MISSING, 0)
    assert nc.because(found, "work-1").code is why


def test_further_services_beside_assessment_and_therapy_do_no_harm(nc):
    services = tuple(ServiceKind)
    assert nc.finding("work", work=[nc.job(date(2024, 11, 21), services=services)]).status is Status.MET


def test_part_time_work_counts_in_full(nc):
    assert nc.finding("work", work=[nc.job(date(2024, 11, 21), fraction=2500)]).status is Status.MET


def test_two_jobs_at_the_same_time_count_once(nc):
    twice = [nc.job(date(2024, 1, 1), date(2024, 12, 31)), nc.job(date(2024, 7, 1), date(2025, 3, 31))]
    found = nc.finding("work", work=twice)
    assert found.counted == 15 * MONTH
    assert nc.because(found, "work-2").code is Why.ALREADY_COUNTED
    assert sum(each.amount for each in found.excluded_items) == 6 * MONTH


def test_a_job_within_another_one_adds_nothing(nc):
    jobs = [nc.job(date(2024, 11, 21)), nc.job(date(2025, 1, 1), date(2025, 6, 30))]
    found = nc.finding("work", work=jobs)
    assert found.counted_items == ("work-1",)
    assert nc.because(found, "work-2").code is Why.ALREADY_COUNTED


def test_jobs_that_follow_each_other_make_one_run(nc):
    jobs = [nc.job(date(2022, 2, 15), date(2023, 3, 9)), nc.job(date(2023, 3, 10), date(2024, 2, 14))]
    assert nc.finding("work", work=jobs).counted == 24 * MONTH


def test_work_after_the_day_asked_does_not_count_yet(nc):
    found = nc.finding("work", work=[nc.job(date(2025, 11, 21), date(2026, 12, 20))])
    assert found.counted == 12 * MONTH
    assert nc.because(found, "work-1").code is Why.AFTER_DAY_ASKED
    later = nc.finding("work", work=[nc.job(nc.today + DAY)])
    assert (later.counted, nc.because(later, "work-1").code) == (0, Why.AFTER_DAY_ASKED)


def test_what_reviewers_are_asked_of_the_work(nc):
    assert [question.key for question in nc.finding("work").questions] == ["behalf", "trained", "intervention"]


# ── The internship ────────────────────────────────────────────────────────────────────────────


def a_year_of_work(nc) -> Work:
    job: Work = nc.job(date(2025, 11, 21))
    return job


def test_an_internship_under_an_endorsed_supervisor_counts_once_reviewers_accept_it(nc):
    work = [a_year_of_work(nc), nc.internship(date(2020, 5, 1), date(2021, 4, 30))]
    found = nc.finding("work", work=work)
    assert (found.status, found.counted, found.pending) == (Status.JUDGEMENT, 12 * MONTH, 12 * MONTH)
    assert found.pending_items == ("work-2",)
    accepted = nc.finding("work", work=work, settled=[nc.answered("work", item="work-2")])
    assert (accepted.status, accepted.pending) == (Status.MET, 0)
    refused = nc.finding("work", work=work, settled=[nc.answered("work", item="work-2", answer=False)])
    assert refused.status is Status.MISSING
    assert nc.because(refused, "work-2").code is Why.REJECTED_BY_REVIEWER


def test_of_a_longer_internship_only_twelve_months_count(nc):
    internship = nc.internship(date(2020, 2, 1), date(2021, 4, 30))
    found = nc.finding("work", work=[internship, nc.job(date(2025, 11, 22))])
    assert found.status is Status.MISSING
    assert found.pending == 12 * MONTH
    assert nc.because(found, "work-1").code is Why.OVER_LIMIT
    assert found.excluded_items[0].amount == 3 * MONTH


def test_two_internships_share_the_twelve_months(nc):
    first = nc.internship(date(2019, 6, 1), date(2020, 3, 31), with_="elder")
    second = nc.internship(date(2020, 9, 1), date(2021, 4, 30), with_="elder")
    elder = nc.endorsed("elder", "IMHS", since=date(2018, 1, 1))
    found = nc.finding("work", work=[first, second], standing=[elder])
    assert found.pending == 12 * MONTH
    assert found.pending_items == ("work-1", "work-2")


@pytest.mark.parametrize("category", ["IMHS", "IMHM-C", "ECMHS", "ECMHM-C"])
def test_the_supervisor_may_be_a_specialist_or_clinical_mentor_or_their_twins(nc, category):
    supervisor = [nc.endorsed("sue", category, of="mi")]
    work = [a_year_of_work(nc), nc.internship(date(2020, 5, 1), date(2021, 4, 30), with_="sue")]
    assert nc.finding("work", work=work, standing=supervisor).status is Status.JUDGEMENT


@pytest.mark.parametrize("standing", ["IFS", "ERS", "vetted", None])
def test_with_another_supervisor_an_internship_does_not_count(nc, standing):
    held = {None: [], "vetted": [nc.vetted("sue")]}.get(standing) or [nc.endorsed("sue", standing)] * bool(standing)
    work = [a_year_of_work(nc), nc.internship(date(2020, 5, 1), date(2021, 4, 30), with_="sue")]
    found = nc.finding("work", work=work, standing=held)
    assert (found.status, found.pending) == (Status.MISSING, 0)
    assert nc.because(found, "work-2").code is Why.PROVIDER_WITHOUT_STANDING
    assert nc.because(found, "work-2").who == "sue"


def test_an_internship_is_split_at_the_day_of_the_supervisors_endorsement(nc):
    supervisor = [nc.endorsed("sue", "IMHS", since=date(2020, 11, 1))]
    work = [nc.internship(date(2020, 5, 1), date(2021, 4, 30), with_="sue")]
    found = nc.finding("work", work=work, standing=supervisor)
    assert found.pending == 6 * MONTH
    because = nc.because(found, "work-1")
    assert (because.code, because.until) == (Why.STANDING_NOT_YET, date(2020, 11, 1))


def test_an_internship_with_only_parents_does_not_count(nc):
    work = [nc.internship(date(2020, 5, 1), date(2021, 4, 30), **{"services": (ServiceKind.CONSULTATION,)})]
    assert nc.because(nc.finding("work", work=work), "work-1").code is Why.SERVICES_LACKING


days = st.dates(date(2021, 5, 8), date(2026, 11, 20))


@given(st.lists(st.tuples(days, days).map(sorted), max_size=8))
def test_no_day_counts_twice(nc, periods):
    found = nc.finding("work", work=[nc.job(first, last) for first, last in periods])
    covered = {first + n * DAY for first, last in periods for n in range((last - first).days + 1)}
    runs = sum(1 for day in covered if day - DAY not in covered)
    assert found.counted <= (len(covered) * MONTH) // 28
    assert found.counted >= len(covered) * MONTH // 31 - runs
    assert set(found.counted_items) <= {f"work-{n + 1}" for n in range(len(periods))}
