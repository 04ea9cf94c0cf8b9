"""A panel reviews and somebody decides: every question settled by everybody alike before an approval."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.application import (
    Answer,
    Assign,
    Complete,
    Decide,
    Event,
    FindingRecorded,
    Release,
    ReviewCompleted,
    ReviewerAssigned,
    ReviewerReleased,
)
from vouchbook.domain.names import ItemId, Outcome, PersonId, QuestionKey, Relation, RequirementKey
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
from vouchbook.testing.applications import DECIDED, ENDORSEMENT, REVIEWED, SUBMITTED

DAY = timedelta(days=1)
ROSA, FIRST, SECOND, THIRD = (PersonId(f"p-{name}") for name in ("rosa", "first", "second", "third"))
REASON = sealed("seen in the file")
PROMOTION = Question(RequirementKey("work"), key=QuestionKey("promotion"))
JOB = Question(RequirementKey("work"), item=ItemId("wo-1"), revision=1)
ASKED = (PROMOTION, JOB)

UNDER_REVIEW = (opened(), submitted(claims=claimed(**{"wo-1": 1})))
PANEL = (*UNDER_REVIEW, assigned(FIRST), assigned(SECOND))
BOTH_DONE = (*PANEL, completed(FIRST), completed(SECOND))
DEFERRED = (*BOTH_DONE, decided(Outcome.DEFERRED))


def assign(
    reviewer: PersonId, *, on: date = SUBMITTED, may_review: bool = True, overridden: tuple[Relation, ...] = ()
) -> Assign:
    return Assign(reviewer, on, may_review, overridden, REASON if overridden else None)


def answer(reviewer: PersonId, question: Question = PROMOTION, accepted: bool = True) -> Answer:
    return Answer(reviewer, question, accepted, REASON, askable=ASKED)


def complete(
    reviewer: PersonId,
    *to_answer: Question,
    recommends: Outcome = Outcome.APPROVED,
    on: date = REVIEWED,
) -> Complete:
    return Complete(reviewer, recommends, on, to_answer)


def decide(outcome: Outcome = Outcome.APPROVED, says: Ruling | None = None, on: date = DECIDED) -> Decide:
    return Decide(outcome, on, says or ruling(on), trace(on), ENDORSEMENT, sealed("as the reviewers recommend"))


def no(who: PersonId, question: Question = PROMOTION) -> FindingRecorded:
    return answered(who, question, accepted=False)


# ── The panel ─────────────────────────────────────────────────────────────────────────────────


def test_a_reviewer_joins_the_panel() -> None:
    given(*UNDER_REVIEW).when(assign(FIRST)).then(assigned(FIRST))


def test_a_conflict_that_was_let_pass_is_recorded_with_its_reason() -> None:
    given(*UNDER_REVIEW).when(assign(FIRST, overridden=(Relation.SAME_EMPLOYER,))).then(
        ReviewerAssigned(FIRST, SUBMITTED, (Relation.SAME_EMPLOYER,), REASON)
    )


def test_a_released_reviewer_leaves_with_their_answers_and_somebody_else_takes_the_place() -> None:
    panel = (*UNDER_REVIEW, assigned(FIRST), assigned(SECOND), no(FIRST))
    released = ReviewerReleased(FIRST, REVIEWED, REASON)
    given(*panel).when(Release(FIRST, REVIEWED, REASON)).then(released)
    state = APPLICATION.fold((*panel, released))
    assert (state.reviewers, dict(state.answers), state.disputed) == ((SECOND,), {}, ())
    given(*panel, released).when(assign(FIRST, on=REVIEWED)).then(assigned(FIRST, REVIEWED))


def test_somebody_who_is_not_on_the_panel_is_not_released() -> None:
    given(*UNDER_REVIEW, assigned(FIRST)).when(Release(SECOND, REVIEWED, REASON)).then_nothing()


def test_nobody_is_released_before_they_joined_or_after_the_decision() -> None:
    given(*UNDER_REVIEW, assigned(FIRST)).when(Release(FIRST, SUBMITTED - DAY, REASON)).then_refused("before_last_step")
    given(opened()).when(Release(FIRST, REVIEWED, REASON)).then_refused("not_submitted")


def test_the_second_reviewer_is_somebody_else() -> None:
    given(*UNDER_REVIEW, assigned(FIRST)).when(assign(SECOND)).then(assigned(SECOND))
    given(*UNDER_REVIEW, assigned(FIRST)).when(assign(FIRST)).then_refused("already_reviewer", reviewer=FIRST)


def test_a_complete_panel_takes_nobody_more() -> None:
    given(*PANEL).when(assign(THIRD)).then_refused("panel_complete", reviewers=(FIRST, SECOND))


def test_a_panel_is_as_large_as_policy_asked_at_the_submission() -> None:
    alone = (opened(), submitted(reviewers=1), assigned(FIRST))
    three = (opened(), submitted(reviewers=3), assigned(FIRST), assigned(SECOND))
    given(*alone).when(assign(SECOND)).then_refused("panel_complete", reviewers=(FIRST,))
    given(*three).when(assign(THIRD)).then(assigned(THIRD))


def test_nobody_reviews_their_own_application() -> None:
    given(*UNDER_REVIEW).when(assign(ROSA)).then_refused("own_application", person=ROSA)


def test_a_reviewer_must_be_allowed_to_review() -> None:
    given(*UNDER_REVIEW).when(assign(FIRST, may_review=False)).then_refused("reviewer_without_standing", reviewer=FIRST)


def test_nobody_is_assigned_before_the_submission() -> None:
    given(opened()).when(assign(FIRST)).then_refused("not_submitted")
    given(*UNDER_REVIEW).when(assign(FIRST, on=SUBMITTED - DAY)).then_refused(
        "before_last_step", on=SUBMITTED - DAY, until=SUBMITTED
    )


# ── Answers ───────────────────────────────────────────────────────────────────────────────────


def test_a_reviewer_answers_a_question_with_a_reason() -> None:
    given(*PANEL).when(answer(FIRST)).then(answered(FIRST, PROMOTION))


def test_an_item_is_answered_in_the_revision_that_was_seen() -> None:
    given(*PANEL).when(answer(FIRST, JOB, accepted=False)).then(no(FIRST, JOB))


def test_a_question_that_was_settled_elsewhere_is_recorded_as_it_is_asked() -> None:
    given(*PANEL).when(answer(FIRST, replace(PROMOTION, answer=True))).then(answered(FIRST, PROMOTION))


def test_an_answer_may_be_changed_until_the_review_is_completed() -> None:
    given(*PANEL, answered(FIRST, PROMOTION)).when(answer(FIRST, accepted=False)).then(no(FIRST))
    assert APPLICATION.fold([*PANEL, answered(FIRST, PROMOTION), no(FIRST)]).answers == {(FIRST, PROMOTION): False}


@pytest.mark.parametrize(
    "question",
    [
        Question(RequirementKey("work"), key=QuestionKey("prevention")),
        Question(RequirementKey("rsc"), key=QuestionKey("promotion")),
        replace(JOB, revision=2),
        replace(JOB, item=ItemId("wo-2")),
    ],
    ids=["another key", "another requirement", "another revision", "another item"],
)
def test_only_what_is_asked_can_be_answered(question: Question) -> None:
    given(*PANEL).when(answer(FIRST, question)).then_refused(
        "no_such_question", requirement=question.requirement, key=question.key, item=question.item
    )


def test_only_the_panel_answers() -> None:
    given(*PANEL).when(answer(THIRD)).then_refused("not_a_reviewer", reviewer=THIRD)


def test_before_the_submission_there_is_nothing_to_answer() -> None:
    given(opened()).when(answer(FIRST)).then_refused("not_submitted")


def test_a_completed_review_is_not_answered_again() -> None:
    settled = (*PANEL, answered(FIRST, PROMOTION), answered(SECOND, PROMOTION), completed(FIRST))
    given(*settled).when(answer(FIRST, accepted=False)).then_refused("review_completed", reviewer=FIRST)


def test_unless_the_panel_disagrees() -> None:
    disputed = (*PANEL, answered(FIRST, PROMOTION), no(SECOND), completed(FIRST), completed(SECOND))
    given(*disputed).when(answer(FIRST, accepted=False)).then(no(FIRST))


def test_a_question_that_came_up_later_is_answered_by_those_who_had_completed() -> None:
    given(*BOTH_DONE).when(answer(FIRST)).then(answered(FIRST, PROMOTION))


def test_after_a_cure_the_new_revision_can_be_settled_by_everybody() -> None:
    newer = replace(JOB, revision=2)
    done = (*PANEL, answered(FIRST, JOB), answered(SECOND, JOB), completed(FIRST), completed(SECOND))
    after = (*done, cured(*claimed(**{"wo-1": 2})))
    assert APPLICATION.fold(after).disputed == ()
    given(*after).when(replace(answer(FIRST, newer), askable=(newer,))).then(answered(FIRST, newer))
    settled = (*after, answered(FIRST, newer), answered(SECOND, newer))
    assert APPLICATION.fold(settled).settled == (replace(newer, answer=True),)
    given(*settled).when(decide()).then(decided())


def test_what_somebody_rejected_can_be_answered_by_the_others_though_rules_do_not_ask_it_any_more() -> None:
    events = (*PANEL, no(FIRST, JOB))
    given(*events).when(replace(answer(SECOND, JOB), askable=())).then(answered(SECOND, JOB))


# ── What the panel has settled ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "settled", "disputed"),
    [
        ((), (), ()),
        ((answered(FIRST, PROMOTION),), (), (PROMOTION,)),
        ((answered(FIRST, PROMOTION), no(SECOND)), (), (PROMOTION,)),
        ((answered(FIRST, PROMOTION), answered(SECOND, PROMOTION)), (replace(PROMOTION, answer=True),), ()),
        ((no(FIRST), no(SECOND)), (replace(PROMOTION, answer=False),), ()),
        ((no(FIRST), answered(SECOND, PROMOTION), no(SECOND)), (replace(PROMOTION, answer=False),), ()),
    ],
    ids=["nobody", "only one", "one each way", "both yes", "both no", "agreed after all"],
)
def test_a_question_is_settled_when_everybody_has_given_the_same_answer(
    answers: tuple[Event, ...], settled: tuple[Question, ...], disputed: tuple[Question, ...]
) -> None:
    application = APPLICATION.fold([*PANEL, *answers])
    assert (application.settled, application.disputed) == (settled, disputed)


def test_nothing_is_settled_while_the_panel_is_not_complete() -> None:
    application = APPLICATION.fold([*UNDER_REVIEW, assigned(FIRST), answered(FIRST, PROMOTION)])
    assert (application.settled, application.disputed) == ((), (PROMOTION,))


def test_a_reviewer_alone_settles_what_they_answer() -> None:
    application = APPLICATION.fold([opened(), submitted(reviewers=1), assigned(FIRST), no(FIRST)])
    assert application.settled == (replace(PROMOTION, answer=False),)


def test_the_answers_to_a_question_are_found_whatever_it_was_settled_on() -> None:
    application = APPLICATION.fold([*PANEL, answered(FIRST, PROMOTION), no(SECOND), no(FIRST, JOB)])
    assert application.answers_to(replace(PROMOTION, answer=False)) == {FIRST: True, SECOND: False}


# ── Completed ─────────────────────────────────────────────────────────────────────────────────


def test_a_review_is_completed_when_everything_is_answered() -> None:
    answers = (answered(FIRST, PROMOTION), no(FIRST, JOB))
    given(*PANEL, *answers).when(complete(FIRST, *ASKED)).then(completed(FIRST))


def test_a_review_without_questions_is_completed() -> None:
    given(*PANEL).when(complete(FIRST)).then(completed(FIRST))


def test_an_unanswered_question_is_named() -> None:
    given(*PANEL, answered(FIRST, PROMOTION)).when(complete(FIRST, *ASKED)).then_refused(
        "questions_unanswered", questions=(JOB,)
    )


def test_what_another_reviewer_has_answered_is_not_answered_yet() -> None:
    given(*PANEL, answered(SECOND, PROMOTION)).when(complete(FIRST, PROMOTION)).then_refused(
        "questions_unanswered", questions=(PROMOTION,)
    )


def test_each_judges_alone_and_what_another_brought_up_is_asked_of_nobody_who_has_not_completed() -> None:
    given(*PANEL, no(SECOND, JOB)).when(complete(FIRST)).then(completed(FIRST))


def test_what_another_reviewer_brought_up_is_asked_of_those_who_have_completed() -> None:
    changed = complete(FIRST, recommends=Outcome.DEFERRED)
    before = (*PANEL, no(SECOND, JOB), completed(FIRST))
    given(*before).when(changed).then_refused("questions_unanswered", questions=(JOB,))
    both = (*PANEL, no(SECOND, JOB), completed(FIRST), no(FIRST, JOB))
    given(*both).when(changed).then(completed(FIRST, Outcome.DEFERRED))


def test_completing_twice_records_nothing() -> None:
    given(*PANEL, completed(FIRST)).when(complete(FIRST, on=REVIEWED + DAY)).then_nothing()


def test_a_reviewer_who_has_changed_their_mind_says_so() -> None:
    given(*PANEL, completed(FIRST)).when(complete(FIRST, recommends=Outcome.DEFERRED)).then(
        completed(FIRST, Outcome.DEFERRED)
    )
    application = APPLICATION.fold([*PANEL, completed(FIRST), completed(FIRST, Outcome.DEFERRED)])
    assert application.completed == {FIRST: Outcome.DEFERRED}


@pytest.mark.parametrize("recommends", [Outcome.DEFERRED, Outcome.ON_HOLD])
def test_no_approval_while_a_reviewer_would_not_approve(recommends: Outcome) -> None:
    split = (*PANEL, completed(FIRST), completed(SECOND, recommends))
    given(*split).when(decide()).then_refused("reviewers_disagree", reviewers=(SECOND,))
    agreed = APPLICATION.fold([*split, completed(SECOND)])
    assert [type(event).__name__ for event in APPLICATION.decide(decide(), agreed)] == ["ApplicationDecided"]
    deferred = APPLICATION.fold(split)
    assert [type(event).__name__ for event in APPLICATION.decide(decide(Outcome.DEFERRED), deferred)] == [
        "ApplicationDecided"
    ]


def test_only_the_panel_completes_reviews() -> None:
    given(*PANEL).when(complete(THIRD)).then_refused("not_a_reviewer", reviewer=THIRD)


def test_a_review_is_not_completed_before_the_submission() -> None:
    given(opened()).when(complete(FIRST)).then_refused("not_submitted")
    given(*PANEL).when(complete(FIRST, on=SUBMITTED)).then(ReviewCompleted(FIRST, Outcome.APPROVED, SUBMITTED))
    given(*PANEL).when(complete(FIRST, on=SUBMITTED - DAY)).then_refused("before_last_step", until=SUBMITTED)


# ── Decided ───────────────────────────────────────────────────────────────────────────────────


def test_an_approval_names_the_endorsement_that_it_grants() -> None:
    given(*BOTH_DONE).when(decide()).then(decided())
    assert decided().endorsement == ENDORSEMENT


@pytest.mark.parametrize("outcome", [Outcome.DEFERRED, Outcome.ON_HOLD])
def test_any_other_outcome_grants_none(outcome: Outcome) -> None:
    given(*BOTH_DONE).when(decide(outcome)).then(decided(outcome))
    assert decided(outcome).endorsement is None


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.DEFERRED])
def test_a_decision_waits_for_all_reviews(outcome: Outcome) -> None:
    given(*PANEL, completed(FIRST)).when(decide(outcome)).then_refused("reviews_incomplete", done=1, needed=2)


def test_reviews_are_incomplete_while_nobody_is_assigned() -> None:
    given(*UNDER_REVIEW).when(decide()).then_refused("reviews_incomplete", done=0, needed=2)


def test_an_application_may_be_put_on_hold_at_any_time_of_its_review() -> None:
    given(*UNDER_REVIEW).when(decide(Outcome.ON_HOLD)).then(hold())


def test_after_a_hold_it_goes_on() -> None:
    given(*BOTH_DONE, hold()).when(decide(on=DECIDED)).then(decided())
    given(*UNDER_REVIEW, hold(SUBMITTED)).when(assign(FIRST)).then(assigned(FIRST))


def test_holding_again_records_the_new_reason() -> None:
    given(*UNDER_REVIEW, hold()).when(decide(Outcome.ON_HOLD, on=DECIDED + DAY)).then(hold(DECIDED + DAY))


def test_an_approval_needs_everything_that_is_due_at_the_decision() -> None:
    given(*BOTH_DONE).when(decide(says=not_met("exam", at="decision"))).then_refused(
        "requirements_missing", requirements=("exam",)
    )


def test_a_deferral_needs_nothing_but_the_reviews() -> None:
    says = replace(not_met("exam"), open_questions=ASKED)
    given(*BOTH_DONE).when(decide(Outcome.DEFERRED, says)).then(replace(decided(Outcome.DEFERRED), ruling=says))


def test_an_approval_with_an_unanswered_judgement_is_refused() -> None:
    given(*BOTH_DONE).when(decide(says=undecided(PROMOTION))).then_refused("questions_open", questions=(PROMOTION,))


def test_a_disputed_question_blocks_an_approval() -> None:
    disputed = (*PANEL, answered(FIRST, JOB), no(SECOND, JOB), completed(FIRST), completed(SECOND))
    given(*disputed).when(decide()).then_refused("questions_open", questions=(JOB,))
    given(*disputed).when(decide(Outcome.DEFERRED)).then(decided(Outcome.DEFERRED))


def test_a_question_that_is_open_and_disputed_is_named_once() -> None:
    disputed = (*PANEL, answered(FIRST, JOB), no(SECOND, JOB), completed(FIRST), completed(SECOND))
    given(*disputed).when(decide(says=undecided(*ASKED))).then_refused("questions_open", questions=ASKED)


def test_agreeing_frees_the_approval() -> None:
    agreed = (*PANEL, answered(FIRST, JOB), no(SECOND, JOB), completed(FIRST), completed(SECOND), answered(SECOND, JOB))
    given(*agreed).when(decide()).then(decided())


def test_a_decision_is_not_dated_before_the_submission() -> None:
    same_day = (opened(), submitted(), assigned(FIRST), assigned(SECOND), completed(FIRST), completed(SECOND))
    given(*same_day).when(decide(on=SUBMITTED)).then(decided(on=SUBMITTED))
    given(*same_day).when(decide(on=SUBMITTED - DAY)).then_refused(
        "before_last_step", on=SUBMITTED - DAY, until=SUBMITTED
    )


def test_what_was_not_submitted_cannot_be_decided() -> None:
    given(opened()).when(decide(Outcome.ON_HOLD)).then_refused("not_submitted")


def test_deciding_the_same_twice_records_nothing() -> None:
    given(*DEFERRED).when(decide(Outcome.DEFERRED)).then_nothing()
    given(*BOTH_DONE, decided()).when(decide()).then_nothing()


def test_what_was_withdrawn_cannot_be_approved() -> None:
    given(*BOTH_DONE, withdrawn()).when(decide()).then_refused("application_closed", on=DECIDED)


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.ON_HOLD])
def test_what_was_deferred_is_decided_anew_only_after_a_new_submission(outcome: Outcome) -> None:
    given(*DEFERRED).when(decide(outcome)).then_refused("already_decided", outcome=Outcome.DEFERRED, on=DECIDED)


@pytest.mark.parametrize(
    "command", [assign(THIRD), answer(FIRST), complete(FIRST)], ids=["assign", "answer", "complete"]
)
def test_a_deferred_application_is_not_reviewed_any_more(command: Struct) -> None:
    given(*DEFERRED).when(command).then_refused("already_decided", outcome=Outcome.DEFERRED, on=DECIDED)


@pytest.mark.parametrize(
    "command",
    [assign(THIRD), answer(FIRST), complete(FIRST), decide(Outcome.DEFERRED)],
    ids=["assign", "answer", "complete", "decide"],
)
@pytest.mark.parametrize("end", [decided(), withdrawn()], ids=["approved", "withdrawn"])
def test_a_closed_application_is_neither_reviewed_nor_decided(end: Event, command: Struct) -> None:
    given(*BOTH_DONE, end).when(command).then_refused("application_closed", on=DECIDED)
