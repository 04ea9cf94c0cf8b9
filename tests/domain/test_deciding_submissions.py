"""An application until it is under review: opened, submitted with pinned evidence, cured, examined, withdrawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.application import (
    ApplicationOpened,
    ClaimedItem,
    Cure,
    Decide,
    EvidenceCured,
    ExamRecorded,
    Open,
    RecordExam,
    Submit,
    WithdrawApplication,
)
from vouchbook.domain.evidence import Exam
from vouchbook.domain.names import (
    EndorsementId,
    ExamPart,
    ItemId,
    Outcome,
    PersonId,
    QuestionKey,
    RequirementKey,
    Source,
)
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Question
from vouchbook.testing import (
    answered,
    assigned,
    claimed,
    completed,
    cured,
    decided,
    given,
    hold,
    not_met,
    opened,
    ruling,
    sealed,
    submitted,
    trace,
    undecided,
    withdrawn,
)
from vouchbook.testing.applications import APPLICATION as ID
from vouchbook.testing.applications import DECIDED, OPENED, REVIEWED, SPECIALIST, SUBMITTED

DAY = timedelta(days=1)
ROSA, FIRST, SECOND = PersonId("p-rosa"), PersonId("p-first"), PersonId("p-second")
CLAIMS = claimed(work=1, rsc=2)
REASON = sealed("the transcript came late")


def submit(on: date = SUBMITTED, says: Ruling | None = None, claims: tuple[ClaimedItem, ...] = ()) -> Submit:
    return Submit(on, says or ruling(on), trace(on), person_version=3, claims=claims, reviewers=2)


def cure(*claims: ClaimedItem, person_version: int = 4, on: date = REVIEWED) -> Cure:
    return Cure(on, person_version, claims, REASON)


REVIEWS = (assigned(FIRST), assigned(SECOND), completed(FIRST), completed(SECOND))
DEFERRED = (opened(), submitted(), *REVIEWS, decided(Outcome.DEFERRED))
APPROVED = (opened(), submitted(), *REVIEWS, decided())
WITHDRAWN = (opened(), withdrawn())


# ── Opened ────────────────────────────────────────────────────────────────────────────────────


def test_an_application_is_opened_for_a_category() -> None:
    given().when(Open(ID, ROSA, SPECIALIST, OPENED)).then(ApplicationOpened(ID, ROSA, SPECIALIST, OPENED))


def test_opening_twice_records_nothing() -> None:
    given(opened()).when(Open(ID, ROSA, SPECIALIST, OPENED + DAY)).then_nothing()


BEGUN = EndorsementId("e-begun")


def test_one_may_begin_as_emerging() -> None:
    given().when(Open(ID, ROSA, SPECIALIST, OPENED, emerging=True)).then(
        ApplicationOpened(ID, ROSA, SPECIALIST, OPENED, emerging=True)
    )
    assert APPLICATION.fold([ApplicationOpened(ID, ROSA, SPECIALIST, OPENED, emerging=True)]).emerging
    assert not APPLICATION.fold([opened()]).emerging


def test_nobody_begins_as_emerging_twice_and_what_was_begun_may_be_completed() -> None:
    given().when(Open(ID, ROSA, SPECIALIST, OPENED, emerging=True, begun=BEGUN)).then_refused(
        "begun_already", category=SPECIALIST, endorsement=BEGUN
    )
    given().when(Open(ID, ROSA, SPECIALIST, OPENED, begun=BEGUN)).then(opened())


EXAM = Exam(ExamPart.ESSAY, sat_on=REVIEWED, score=8000, passed=True)


@pytest.mark.parametrize(
    "command",
    [
        submit(),
        cure(),
        RecordExam(ItemId("ex-1"), EXAM, today=REVIEWED),
        Decide(Outcome.DEFERRED, DECIDED, ruling(), trace(), None, REASON),
        WithdrawApplication(DECIDED),
    ],
    ids=lambda command: type(command).__name__,
)
def test_of_an_application_that_was_never_opened_nothing_is_recorded(command: Struct) -> None:
    given().when(command).then_refused("unknown_application")


# ── Submitted ─────────────────────────────────────────────────────────────────────────────────


def test_a_submission_records_the_ruling_the_trace_and_what_it_rests_on() -> None:
    given(opened()).when(submit(claims=CLAIMS)).then(submitted(claims=CLAIMS))


def test_submitting_twice_records_nothing() -> None:
    given(opened(), submitted()).when(submit()).then_nothing()


def test_it_may_be_submitted_on_the_day_it_was_opened_and_not_before() -> None:
    given(opened()).when(submit(OPENED)).then(submitted(OPENED))
    given(opened()).when(submit(OPENED - DAY)).then_refused("before_opening", on=OPENED - DAY, until=OPENED)


def test_what_is_due_at_submission_must_be_met() -> None:
    given(opened()).when(submit(says=not_met("work", "rsc"))).then_refused(
        "requirements_missing", requirements=("work", "rsc")
    )


def test_what_is_due_at_the_decision_does_not_hinder_a_submission() -> None:
    says = not_met("exam", at="decision")
    given(opened()).when(submit(says=says)).then(replace(submitted(), ruling=says))


def test_open_questions_do_not_hinder_a_submission() -> None:
    says = undecided(Question("work"))  # type: ignore[arg-type]
    given(opened()).when(submit(says=says)).then(replace(submitted(), ruling=says))


def test_a_deferred_application_may_be_submitted_again() -> None:
    given(*DEFERRED).when(submit(DECIDED)).then(submitted(DECIDED))


def test_it_cannot_be_submitted_again_before_the_day_it_was_deferred() -> None:
    given(*DEFERRED).when(submit(DECIDED - DAY)).then_refused("before_last_step", on=DECIDED - DAY, until=DECIDED)


def test_a_new_submission_begins_its_reviews_anew() -> None:
    work = Question(RequirementKey("work"))
    events = (opened(), submitted(), assigned(FIRST), answered(FIRST, work), completed(FIRST), *DEFERRED[4:])
    application = APPLICATION.fold([*events, submitted(DECIDED, claims=CLAIMS, person_version=9)])
    assert (application.reviewers, application.answers, application.completed) == ((), {}, {})
    assert (application.disputed, application.settled) == ((), ())
    assert (application.claims, application.person_version) == (CLAIMS, 9)
    assert application.under_review


def test_an_application_on_hold_is_still_under_review() -> None:
    assert APPLICATION.fold([opened(), submitted(), hold()]).under_review
    given(opened(), submitted(), hold()).when(submit(DECIDED)).then_nothing()


@pytest.mark.parametrize("events", [APPROVED, WITHDRAWN], ids=["approved", "withdrawn"])
def test_a_closed_application_is_not_submitted_again(events: tuple[Struct, ...]) -> None:
    given(*events).when(submit(DECIDED)).then_refused("application_closed", on=DECIDED)


# ── Cured ─────────────────────────────────────────────────────────────────────────────────────


def test_later_evidence_enters_only_by_a_cure() -> None:
    application = APPLICATION.fold([opened(), submitted(claims=CLAIMS)])
    assert (application.person_version, application.claims) == (3, CLAIMS)
    newer = claimed(work=2, rsc=2)
    given(opened(), submitted(claims=CLAIMS)).when(cure(*newer)).then(EvidenceCured(REVIEWED, 4, newer, REASON))
    application = APPLICATION.fold([opened(), submitted(claims=CLAIMS), cured(*newer)])
    assert (application.person_version, application.claims) == (4, newer)


def test_a_cure_without_anything_new_records_nothing() -> None:
    given(opened(), submitted(claims=CLAIMS)).when(cure(*CLAIMS, person_version=3)).then_nothing()


def test_a_reference_that_came_in_is_something_new_though_the_person_is_as_before() -> None:
    more = (*CLAIMS, *claimed(rating=1))
    given(opened(), submitted(claims=CLAIMS)).when(cure(*more, person_version=3)).then(
        EvidenceCured(REVIEWED, 3, more, REASON)
    )


def test_a_cure_is_not_dated_before_the_submission() -> None:
    given(opened(), submitted()).when(cure(on=SUBMITTED)).then(EvidenceCured(SUBMITTED, 4, (), REASON))
    given(opened(), submitted()).when(cure(on=SUBMITTED - DAY)).then_refused(
        "before_last_step", on=SUBMITTED - DAY, until=SUBMITTED
    )


def test_what_was_not_submitted_cannot_be_cured() -> None:
    given(opened()).when(cure()).then_refused("not_submitted")


def test_what_was_deferred_is_not_cured_but_submitted_again() -> None:
    given(*DEFERRED).when(cure(on=DECIDED)).then_refused("already_decided", outcome=Outcome.DEFERRED, on=DECIDED)


def test_what_is_on_hold_may_be_cured() -> None:
    given(opened(), submitted(), hold()).when(cure(on=DECIDED)).then(EvidenceCured(DECIDED, 4, (), REASON))


def test_after_a_cure_the_answers_on_a_replaced_revision_are_asked_again() -> None:
    old = Question(RequirementKey("work"), item=ItemId("work"), revision=1)
    kept = Question(RequirementKey("rsc"), item=ItemId("rsc"), revision=2)
    judged = Question(RequirementKey("work"), key=QuestionKey("promotion"))
    reviewed = (opened(), submitted(claims=CLAIMS), assigned(FIRST), *(answered(FIRST, q) for q in (old, kept, judged)))
    application = APPLICATION.fold([*reviewed, cured(*claimed(work=2, rsc=2))])
    assert set(application.answers) == {(FIRST, kept), (FIRST, judged)}


# ── Exam ──────────────────────────────────────────────────────────────────────────────────────


def test_a_part_of_the_exam_counts_as_confirmed() -> None:
    recorded = ExamRecorded(ItemId("ex-1"), EXAM)
    given(opened()).when(RecordExam(ItemId("ex-1"), EXAM, today=REVIEWED)).then(recorded)
    (item,) = APPLICATION.fold([opened(), recorded]).exams
    assert (item.id, item.facts, item.source) == ("ex-1", EXAM, Source.CONFIRMED)


def test_a_result_recorded_twice_is_recorded_once() -> None:
    given(opened(), ExamRecorded(ItemId("ex-1"), EXAM)).when(
        RecordExam(ItemId("ex-2"), EXAM, today=REVIEWED)
    ).then_nothing()


def test_a_part_may_be_sat_again() -> None:
    again = replace(EXAM, sat_on=DECIDED, passed=False)
    given(opened(), ExamRecorded(ItemId("ex-1"), EXAM)).when(RecordExam(ItemId("ex-2"), again, today=DECIDED)).then(
        ExamRecorded(ItemId("ex-2"), again)
    )


def test_an_exam_cannot_have_been_sat_tomorrow() -> None:
    given(opened()).when(RecordExam(ItemId("ex-1"), EXAM, today=REVIEWED - DAY)).then_refused(
        "after_today", item="ex-1", on=REVIEWED, today=REVIEWED - DAY
    )


# ── Withdrawn ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "events",
    [(opened(),), (opened(), submitted()), DEFERRED, (opened(), submitted(), hold())],
    ids=["only opened", "under review", "deferred", "on hold"],
)
def test_an_application_may_be_withdrawn_until_it_is_approved(events: tuple[Struct, ...]) -> None:
    given(*events).when(WithdrawApplication(DECIDED)).then(withdrawn())
    assert not APPLICATION.fold([*events, withdrawn()]).under_review


def test_withdrawing_twice_records_nothing() -> None:
    given(*WITHDRAWN).when(WithdrawApplication(DECIDED + DAY)).then_nothing()


def test_what_was_approved_cannot_be_withdrawn() -> None:
    given(*APPROVED).when(WithdrawApplication(DECIDED)).then_refused("application_closed", on=DECIDED)


def test_an_application_is_not_withdrawn_before_the_day_it_was_opened() -> None:
    given(opened()).when(WithdrawApplication(OPENED)).then(withdrawn(OPENED))
    given(opened()).when(WithdrawApplication(OPENED - DAY)).then_refused(
        "before_last_step", on=OPENED - DAY, until=OPENED
    )


@pytest.mark.parametrize("events", [APPROVED, WITHDRAWN], ids=["approved", "withdrawn"])
@pytest.mark.parametrize(
    "command",
    [cure(), RecordExam(ItemId("ex-1"), EXAM, today=REVIEWED)],
    ids=lambda command: type(command).__name__,
)
def test_nothing_is_added_to_a_closed_application(events: tuple[Struct, ...], command: Struct) -> None:
    given(*events).when(command).then_refused("application_closed", on=DECIDED)
