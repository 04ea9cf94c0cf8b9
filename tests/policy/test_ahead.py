"""The day on which a line will be met is the day that looking at every single day would have found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.service.books import changed, of_rule

from vouchbook.domain.evidence import (
    Education,
    Exam,
    Facts,
    Item,
    Licence,
    LicenceKind,
    Membership,
    Portfolio,
    Training,
    Work,
)
from vouchbook.domain.names import (
    About,
    AssociationCode,
    CategoryCode,
    DegreeLevel,
    EmployerKey,
    ExamPart,
    ItemId,
    PlanKey,
    RequirementKey,
    ServiceKind,
    With,
)
from vouchbook.policy.ahead import Asked, first_met, last_met, turning_days
from vouchbook.policy.rules import Length, Rule
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import installed_policy

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
YEARS = 3
CLINICAL = (ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT, ServiceKind.PARENT_INFANT_THERAPY)
FAMILY = (With.INFANT, With.PARENT)
NC, TN = installed_policy("nc"), installed_policy("tn")


def _recent(rule: Any) -> Rule:
    """Two years of work within the last two and a half: a running job gains days, and old ones fall out."""
    return replace(rule, where=replace(rule.where, within_last=Length(months=30)))


def _valid_for_a_year(rule: Any) -> Rule:
    return replace(rule, valid_for=Length(months=12))


RECENT = changed(NC.document, of_rule("IMHS", "work", _recent))
SHORT_EXAM = changed(NC.document, of_rule("IMHS", "exam", _valid_for_a_year))


def asked(version: PolicyVersion, key: str, *facts: Facts) -> Asked:
    items = tuple(Item(ItemId(f"i-{number}"), each) for number, each in enumerate(facts))
    return Asked(version, CategoryCode("IMHS"), RequirementKey(key), Portfolio(items, claims_taken=True), TODAY)


def job(first: date, last: date | None = None, **more: object) -> Work:
    return Work(
        first=first, last=last, employer=EmployerKey("e"), paid=True, supervised=True, with_=FAMILY, services=CLINICAL,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def looked_at_every_day(line: Asked, *, wanted: bool) -> date | None:
    day = TODAY
    while (day := day + DAY) <= date(TODAY.year + YEARS, TODAY.month, TODAY.day):
        if line.met(day) is wanted:
            return day
    return None


days = st.dates(date(2023, 1, 1), date(2029, 6, 30))
past = st.dates(date(2022, 1, 1), TODAY)


@st.composite
def jobs(draw: st.DrawFn) -> Work:
    first = draw(past)
    last = draw(st.one_of(st.none(), st.dates(first, date(2028, 12, 31))))
    internship = draw(st.booleans())
    return job(first, last, internship=internship, fraction=draw(st.sampled_from([None, 5_000])))


degrees = st.builds(Education, st.sampled_from([DegreeLevel.MASTER, DegreeLevel.BACHELOR]), days, st.just(True))
licences = st.builds(Licence, st.just(LicenceKind.MENTAL_HEALTH), days, st.one_of(st.none(), days))
terms = st.builds(
    lambda first, long: Membership(AssociationCode("nc"), PlanKey("individual"), first, first + long * DAY),
    days,
    st.integers(0, 500),
)
exams = st.builds(Exam, st.sampled_from(ExamPart), days, st.just(9_000), st.just(True))
trainings = st.builds(
    lambda on, minutes: Training(on, on, minutes, about=tuple(About)), st.dates(TODAY, date(2028, 1, 1)),
    st.integers(60, 900),
)  # fmt: skip


@pytest.mark.parametrize(
    ("version", "key"),
    [(NC, "work"), (TN, "work"), (RECENT, "work"), (TN, "education"), (NC, "education"), (NC, "membership"),
     (SHORT_EXAM, "exam"), (NC, "training")],
    ids=["nc work", "tn work while licensed", "recent work", "tn education", "nc education", "membership", "exam",
         "training"],
)  # fmt: skip
@settings(max_examples=12, deadline=None)
@given(
    facts=st.lists(st.one_of(jobs(), jobs(), degrees, licences, terms, exams, trainings), max_size=6),
)
def test_the_first_and_the_last_day_are_those_that_looking_at_every_day_finds(
    version: PolicyVersion, key: str, facts: list[Facts]
) -> None:
    line = asked(version, key, *facts)
    if line.met(TODAY):
        lost = looked_at_every_day(line, wanted=False)
        assert last_met(line, TODAY, years=YEARS) == (lost - DAY if lost else None)
    else:
        assert first_met(line, TODAY, years=YEARS) == looked_at_every_day(line, wanted=True)


MASTER = Education(DegreeLevel.MASTER, date(2020, 6, 1), True)


def test_a_job_that_goes_on_brings_the_24_months_on_the_last_day_of_the_24th() -> None:
    line = asked(NC, "work", MASTER, job(date(2025, 6, 21)))
    assert first_met(line, TODAY) == date(2027, 6, 20)
    assert not line.met(date(2027, 6, 19))


def test_a_job_that_ends_before_brings_nothing() -> None:
    assert first_met(asked(NC, "work", MASTER, job(date(2025, 6, 21), date(2027, 6, 19))), TODAY) is None
    assert first_met(asked(NC, "work", MASTER, job(date(2025, 6, 21), date(2027, 6, 20))), TODAY) == date(2027, 6, 20)


def test_a_membership_is_met_through_its_last_day() -> None:
    term = Membership(AssociationCode("nc"), PlanKey("individual"), date(2026, 1, 1), date(2026, 12, 31))
    assert last_met(asked(NC, "membership", term), TODAY) == date(2026, 12, 31)


def test_an_exam_that_counts_for_a_year_is_met_through_the_day_a_year_later() -> None:
    parts = [Exam(part, date(2026, 3, 31), 9_000, True) for part in ExamPart]
    assert last_met(asked(SHORT_EXAM, "exam", *parts), TODAY) == date(2027, 3, 31)


def test_what_only_has_to_be_added_is_never_met_by_waiting() -> None:
    assert first_met(asked(NC, "work"), TODAY) is None
    assert first_met(asked(NC, "training"), TODAY) is None


def test_few_days_are_looked_at_where_nothing_turns() -> None:
    line = asked(NC, "work", MASTER, job(date(2025, 6, 21)))
    assert len(turning_days(line, TODAY, date(2036, 11, 20))) < 40
