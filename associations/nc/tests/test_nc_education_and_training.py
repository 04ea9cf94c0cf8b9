"""The specialist's sheet, "Education" and "Training": which degree, how many hours, and what reviewers say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.names import Area, DegreeLevel, QuestionKey
from vouchbook.domain.trace import Finding, Lack, Status, Why


def keys(finding: Finding) -> list[QuestionKey]:
    return [question.key for question in finding.questions if question.key]


@pytest.mark.parametrize("level", [DegreeLevel.MASTER, DegreeLevel.DOCTORATE])
def test_a_masters_or_doctors_degree_meets_education_and_reviewers_judge_its_field(nc, level):
    found = nc.finding("education", education=[nc.degree(level)])
    assert found.status is Status.MET
    assert found.counted_items == ("education-1",)
    assert keys(found) == ["field"]


@pytest.mark.parametrize("level", [level for level in DegreeLevel if level.value not in ("master", "doctorate")])
def test_another_degree_or_certificate_is_for_reviewers_to_accept(nc, level):
    found = nc.finding("education", education=[nc.degree(level)])
    assert found.status is Status.JUDGEMENT
    assert found.pending_items == ("education-1",)


def test_accepting_another_degree_meets_education_and_refusing_it_leaves_it_missing(nc):
    bachelor = [nc.degree(DegreeLevel.BACHELOR)]
    accepted = nc.answered("education", item="education-1")
    assert nc.finding("education", education=bachelor, settled=[accepted]).status is Status.MET
    refused = nc.answered("education", item="education-1", answer=False)
    found = nc.finding("education", education=bachelor, settled=[refused])
    assert found.status is Status.MISSING
    assert nc.because(found, "education-1").code is Why.REJECTED_BY_REVIEWER


def test_without_any_education_it_is_missing(nc):
    found = nc.finding("education", education=[])
    assert found.status is Status.MISSING
    assert [lack.code for lack in found.lacking] == [Lack.DEGREE]


def test_a_degree_awarded_after_the_day_asked_does_not_count_yet(nc):
    awarded = date(2026, 11, 20)
    assert nc.finding("education", education=[nc.degree(on=awarded)]).status is Status.MET
    found = nc.finding("education", education=[nc.degree(on=awarded + timedelta(days=1))])
    assert found.status is Status.MISSING
    assert nc.because(found, "education-1").code is Why.AFTER_DAY_ASKED


def test_beside_a_masters_degree_nobody_needs_to_accept_the_bachelors(nc):
    found = nc.finding("education", education=[nc.degree(), nc.degree(DegreeLevel.BACHELOR, date(2015, 5, 1))])
    assert found.status is Status.MET
    assert not found.pending_items
    assert nc.because(found, "education-2").code is Why.NOT_NEEDED


def test_a_field_that_reviewers_judge_unfit_leaves_education_missing(nc):
    found = nc.finding("education", settled=[nc.answered("education", key="field", answer=False)])
    assert found.status is Status.MISSING
    assert [lack.code for lack in found.lacking] == [Lack.JUDGED_NOT_MET]


def test_thirty_hours_of_training_are_enough_and_a_quarter_hour_less_is_not(nc):
    assert nc.finding("training", training=[nc.training("30")]).status is Status.MET
    found = nc.finding("training", training=[nc.training("12"), nc.training("17.75")])
    assert found.status is Status.MISSING
    assert [(lack.code, lack.amount) for lack in found.lacking] == [(Lack.AMOUNT, 15)]


def test_the_typical_seventy_five_hours_are_advice_and_no_condition(nc):
    found = nc.finding("training", training=[nc.training("30")])
    assert found.required == 30 * 60
    assert found.status is Status.MET


def test_hours_written_one_colon_thirty_are_an_hour_and_a_half(nc):
    assert nc.finding("training", training=[nc.training("1:30")]).counted == nc.training("1.5").minutes == 90


def test_training_from_before_the_degree_counts(nc):
    early = nc.training("30", nc.degree_day - timedelta(days=400))
    assert nc.finding("training", training=[early]).status is Status.MET


def test_training_on_the_day_asked_counts_and_on_the_next_day_not_yet(nc):
    assert nc.finding("training", training=[nc.training("30", nc.today)]).status is Status.MET
    found = nc.finding("training", training=[nc.training("30", nc.today + timedelta(days=1))])
    assert found.status is Status.MISSING
    assert nc.because(found, "training-1").code is Why.AFTER_DAY_ASKED


def test_a_course_that_ends_after_the_day_asked_does_not_count_in_part(nc):
    course = nc.training("30", nc.today - timedelta(days=30), until=nc.today + timedelta(days=1))
    assert nc.finding("training", training=[course]).counted == 0


def test_whether_training_is_relationship_based_is_for_reviewers_to_say(nc):
    assert keys(nc.finding("training")) == ["promotion", "principles", "other_field"]


def test_a_training_that_reviewers_do_not_accept_no_longer_counts(nc):
    hours = [nc.training("26"), nc.training("6")]
    assert nc.finding("training", training=hours).status is Status.MET
    refused = nc.answered("training", item="training-2", answer=False)
    found = nc.finding("training", training=hours, settled=[refused])
    assert (found.status, found.counted) == (Status.MISSING, 26 * 60)
    assert refused in found.questions


def test_an_answer_about_an_older_revision_of_an_item_says_nothing_of_it(nc):
    stale = nc.answered("training", item="training-1", answer=False)
    stale = type(stale)(stale.requirement, item=stale.item, revision=2, answer=False)
    assert nc.finding("training", settled=[stale]).status is Status.MET


def test_the_eight_areas_may_be_covered_by_training_coursework_and_rsc(nc):
    assert nc.finding("competencies").status is Status.MET
    areas = tuple(Area)[:8]
    shown = nc.degree(transcript=True, coursework=areas)
    assert nc.finding("competencies", training=[], education=[shown]).status is Status.MET


def test_an_area_that_nothing_names_is_for_reviewers_to_judge(nc):
    training = [nc.training("30", areas=tuple(area for area in Area if area is not Area.SYSTEMS_EXPERTISE))]
    found = nc.finding("competencies", training=training)
    assert found.status is Status.JUDGEMENT
    assert keys(found) == ["systems_expertise"]
    shown = nc.answered("competencies", key="systems_expertise")
    assert nc.finding("competencies", training=training, settled=[shown]).status is Status.MET
    not_shown = nc.answered("competencies", key="systems_expertise", answer=False)
    assert nc.finding("competencies", training=training, settled=[not_shown]).status is Status.MISSING


def test_reflection_working_with_others_and_thinking_are_shown_by_ratings_too(nc):
    shown = (Area.REFLECTION, Area.WORKING_WITH_OTHERS, Area.THINKING)
    training = [nc.training("30", areas=tuple(area for area in tuple(Area)[:8] if area not in shown))]
    assert nc.finding("competencies", training=training).status is Status.MET
    assert sorted(keys(nc.finding("competencies", training=training, rating=[]))) == sorted(a.value for a in shown)


def test_a_rating_that_is_not_valid_shows_no_area(nc):
    training = [nc.training("30", areas=tuple(area for area in tuple(Area)[:8] if area is not Area.THINKING))]
    ratings = [nc.rating("denise", "supervisor", not_enough=6)]
    assert keys(nc.finding("competencies", training=training, rating=ratings)) == ["thinking"]


def test_coursework_shows_an_area_only_with_its_transcript(nc):
    without = nc.finding("competencies", training=[], education=[nc.degree(coursework=tuple(Area)[:8])])
    assert without.status is Status.JUDGEMENT
    assert nc.because(without, "education-1").code is Why.NO_TRANSCRIPT


def test_coursework_alone_is_for_reviewers_and_needs_a_transcript(nc):
    """Where the level itself may be accepted, the transcript matters to the competencies only."""
    unfinished = nc.degree(DegreeLevel.OTHER, coursework=[Area.THINKING])
    assert nc.finding("education", education=[unfinished]).status is Status.JUDGEMENT


def test_evidence_of_competencies_after_the_day_asked_shows_nothing(nc):
    late = nc.training("30", nc.today + timedelta(days=1), areas=(Area.SYSTEMS_EXPERTISE,))
    found = nc.finding("competencies", training=[late])
    assert nc.because(found, "training-1").code is Why.AFTER_DAY_ASKED
