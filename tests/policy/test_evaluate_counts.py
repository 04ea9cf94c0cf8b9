"""Counting: so many trainings, sessions or jobs that fit, or so many families served in jobs that do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.policy.by_hand import (
    GIVE_RSC,
    TODAY,
    count,
    degree,
    endorsed,
    finding,
    policy,
    question,
    rsc,
    training,
    work,
)

from vouchbook.domain.evidence import Facts, ServiceGiven, ServiceHours
from vouchbook.domain.names import About, AssociationCode, DegreeLevel, Occasion, ServiceKind, With
from vouchbook.domain.trace import Because, Excluded, Finding, Lack, Lacking, Moments, Status, Unit, Why
from vouchbook.policy.document import StandingRow, Way
from vouchbook.policy.rules import Where

DAY = timedelta(days=1)
RAISING = Where(paid=True, with_=(With.CHILD, With.PARENT), services=(ServiceKind.ADMINISTRATION,))
CYCLE = Moments(TODAY, cycle_start=date(2026, 1, 1), cycle_end=date(2026, 12, 31))


def why(found: Finding) -> list[Why]:
    return [each.because.code for each in found.excluded_items]


# ── Sessions, trainings, service ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("number", "status"), [(1, Status.MISSING), (2, Status.MET), (3, Status.MET)])
def test_so_many_trainings_about_a_subject(number: int, status: Status) -> None:
    about = [training(1, about=(About.RSC,)) for _ in range(number)]
    found = finding(policy(count(2, "training", where=Where(about=(About.RSC,)))), *about, training(40))
    assert (found.status, found.unit, found.counted) == (status, Unit.ITEMS, number)
    assert why(found) == [Why.CONDITION_NOT_MET]
    assert (found.lacking == (Lacking(Lack.AMOUNT, amount=1),)) is (status is Status.MISSING)


def test_a_session_counts_when_every_day_of_it_fulfils_the_conditions() -> None:
    version = policy(count(1, "rsc", where=Where(after_degree=DegreeLevel.MASTER)))
    awarded = date(2025, 5, 1)
    facts = (degree(on=awarded), rsc(6, awarded, awarded + 30 * DAY), rsc(6, awarded - DAY, awarded + 30 * DAY))
    found = finding(version, *facts)
    assert (found.counted, found.counted_items, why(found)) == (1, ("2",), [Why.BEFORE_DEGREE])


@pytest.mark.parametrize(("last", "expected"), [(TODAY, []), (TODAY + DAY, [Why.AFTER_DAY_ASKED])])
def test_what_is_still_to_come_does_not_count(last: date, expected: list[Why]) -> None:
    assert why(finding(policy(count(1, "training")), training(3, TODAY, last))) == expected


@pytest.mark.parametrize(("on", "counted"), [(date(2025, 12, 31), 0), (date(2026, 1, 1), 1)])
def test_a_renewal_counts_what_lies_within_its_cycle(on: date, counted: int) -> None:
    version = policy(count(1, "service"), at=Occasion.RENEWAL)
    given = ServiceHours(ServiceGiven.REVIEWING, on, on, 60, AssociationCode("zz"))
    found = finding(version, given, at=Occasion.RENEWAL, moments=CYCLE)
    assert (found.counted, why(found)) == (counted, [] if counted else [Why.OUTSIDE_CYCLE])
    assert finding(policy(count(1, "service")), given).counted == 1


def test_a_provider_whom_a_reviewer_must_accept_makes_a_session_possible() -> None:
    standing = [StandingRow(may=GIVE_RSC, any_of=(Way(holds=("IMHS",), once_accepted=True),))]
    version = policy(count(2, "rsc", where=Where(given_by=GIVE_RSC)), standing=standing)
    facts: tuple[Facts, ...] = (endorsed("ruth", "IMHS"), rsc(1), rsc(1), rsc(1, by="olga"))
    found = finding(version, *facts)
    assert (found.status, found.counted, found.pending) == (Status.JUDGEMENT, 0, 2)
    assert (found.pending_items, why(found)) == (("2", "3"), [Why.PROVIDER_WITHOUT_STANDING])

    accepted = [question("2", answer=True), question("3", answer=True)]
    assert finding(version, *facts, settled=accepted).status is Status.MET
    rejected = finding(version, *facts, settled=[accepted[0], question("3", answer=False)])
    assert (rejected.status, rejected.counted_items) == (Status.MISSING, ("2",))
    assert why(rejected)[0] is Why.REJECTED_BY_REVIEWER


# ── Jobs and families ─────────────────────────────────────────────────────────────────────────


def job(families: int | None, first: date = date(2024, 1, 1), last: date | None = None, **changes: object) -> Facts:
    fits = {"paid": True, "with_": (With.CHILD, With.PARENT), "services": (ServiceKind.ADMINISTRATION,)}
    return work(first, last, families=families, **{**fits, **changes})


@pytest.mark.parametrize(("second", "status"), [(4, Status.MISSING), (5, Status.MET)])
def test_families_are_those_of_all_jobs_that_fit_together(second: int, status: Status) -> None:
    version = policy(count(10, "work", sum="families", where=RAISING))
    found = finding(version, job(5), job(second), job(90, paid=False), job(90, with_=(With.INFANT, With.PARENT)))
    assert (found.status, found.unit, found.counted) == (status, Unit.FAMILIES, 5 + second)
    assert found.excluded_items == (
        Excluded(found.excluded_items[0].item, 90, Because(Why.NOT_PAID)),
        Excluded(found.excluded_items[1].item, 90, Because(Why.NOT_WITH)),
    )


def test_with_a_child_is_not_with_an_infant_and_administration_is_a_service_of_its_own() -> None:
    version = policy(count(1, "work", where=RAISING))
    assert finding(version, job(None)).status is Status.MET
    assert why(finding(version, job(None, with_=(With.PARENT,)))) == [Why.NOT_WITH]
    assert why(finding(version, job(None, services=(ServiceKind.POLICY,)))) == [Why.SERVICES_LACKING]


@pytest.mark.parametrize(("last", "status"), [(date(2024, 4, 30), Status.MISSING), (date(2024, 5, 1), Status.MET)])
def test_one_day_on_which_everything_holds_makes_a_job_count_whole(last: date, status: Status) -> None:
    version = policy(count(8, "work", sum="families", where=Where(after_degree=DegreeLevel.MASTER)))
    found = finding(version, degree(on=date(2024, 5, 1)), job(8, date(2020, 1, 1), last))
    assert found.status is status
    assert why(found) == ([] if status is Status.MET else [Why.BEFORE_DEGREE])


@pytest.mark.parametrize(("first", "counted"), [(TODAY, 1), (TODAY + DAY, 0)])
def test_a_job_counts_from_the_first_day_up_to_the_day_asked(first: date, counted: int) -> None:
    assert finding(policy(count(1, "work")), job(None, first)).counted == counted


def test_a_job_that_names_no_families_adds_none_and_says_so() -> None:
    found = finding(policy(count(1, "work", sum="families")), job(None), job(0))
    assert (found.status, found.counted) == (Status.MISSING, 0)
    assert [(each.amount, each.because.code) for each in found.excluded_items] == [(0, Why.FAMILIES_NOT_SAID)] * 2


def test_a_job_under_a_supervisor_whom_a_reviewer_must_accept_is_possible_with_all_its_families() -> None:
    standing = [StandingRow(may=GIVE_RSC, any_of=(Way(holds=("IMHS",), once_accepted=True),))]
    version = policy(count(5, "work", sum="families", where=Where(supervised_by=GIVE_RSC)), standing=standing)
    facts = (endorsed("ruth", "IMHS"), job(6, supervisor="ruth"))
    found = finding(version, *facts)
    assert (found.status, found.counted, found.pending, found.pending_items) == (Status.JUDGEMENT, 0, 6, ("2",))
    assert finding(version, *facts, settled=[question("2", answer=True)]).counted == 6
    rejected = finding(version, *facts, settled=[question("2", answer=False)])
    assert (rejected.status, why(rejected)) == (Status.MISSING, [Why.REJECTED_BY_REVIEWER])
