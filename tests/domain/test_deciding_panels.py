"""A panel takes its cases, leaves them, sends items back, and judges alone before it compares."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.domain.test_deciding_reviews import assign

from vouchbook.domain.application import (
    Accept,
    AnswerReturn,
    ClaimedItem,
    Complete,
    EndorsementApplication,
    Event,
    FindingTakenBack,
    ItemReturned,
    Release,
    ReturnAnswered,
    ReturnItem,
    ReviewAccepted,
    ReviewCompleted,
    ReviewerReleased,
    TakeBack,
)
from vouchbook.domain.names import ItemId, Outcome, PersonId, QuestionKey, ReleaseCause, RequirementKey, ReturnId
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Question
from vouchbook.testing import (
    answered,
    assigned,
    claimed,
    completed,
    decided,
    given,
    opened,
    sealed,
    submitted,
    withdrawn,
)
from vouchbook.testing.applications import DECIDED, REVIEWED, SUBMITTED

DAY = timedelta(days=1)
FIRST, SECOND, THIRD = (PersonId(f"p-{name}") for name in ("first", "second", "third"))
REASON = sealed("we share an office")
PROMOTION = Question(RequirementKey("work"), key=QuestionKey("promotion"))
WORK, JOB = RequirementKey("work"), ItemId("wo-1")
ONE, TWO = ReturnId("ret-1"), ReturnId("ret-2")
PANEL = (opened(), submitted(claims=claimed(**{"wo-1": 1})), assigned(FIRST), assigned(SECOND))
CLOSED = (decided(Outcome.DEFERRED), withdrawn())


def back(returned: ReturnId = ONE, reviewer: PersonId = FIRST, item: ItemId = JOB, revision: int = 1) -> ReturnItem:
    asked = sealed("Which of the two jobs is meant?")
    return ReturnItem(returned, reviewer, WORK, item, revision, REVIEWED, asked, (ClaimedItem(JOB, 1),))


def returned(id_: ReturnId = ONE, reviewer: PersonId = FIRST) -> ItemReturned:
    return ItemReturned(id_, reviewer, WORK, JOB, 1, REVIEWED, sealed("Which of the two jobs is meant?"))


def said(id_: ReturnId = ONE) -> ReturnAnswered:
    return ReturnAnswered(id_, REVIEWED, sealed("The first one."))


# ── Conflict first ────────────────────────────────────────────────────────────────────────────


def test_a_reviewer_takes_the_case_once() -> None:
    given(*PANEL).when(Accept(FIRST, REVIEWED)).then(ReviewAccepted(FIRST, REVIEWED))
    given(*PANEL, ReviewAccepted(FIRST, REVIEWED)).when(Accept(FIRST, REVIEWED + DAY)).then_nothing()


def test_only_the_panel_takes_it_and_not_before_it_was_submitted_nor_after_the_decision() -> None:
    given(*PANEL).when(Accept(THIRD, REVIEWED)).then_refused("not_a_reviewer", reviewer=THIRD)
    given(*PANEL).when(Accept(FIRST, SUBMITTED - DAY)).then_refused("before_last_step")
    given(opened()).when(Accept(FIRST, REVIEWED)).then_refused("not_submitted")
    given(*PANEL, decided(Outcome.DEFERRED)).when(Accept(FIRST, DECIDED)).then_refused("already_decided")


@pytest.mark.parametrize("cause", list(ReleaseCause))
def test_who_leaves_leaves_with_a_cause_and_takes_answers_and_questions_along(cause: ReleaseCause) -> None:
    events = (*PANEL, ReviewAccepted(FIRST, REVIEWED), answered(FIRST, PROMOTION), returned())
    left = ReviewerReleased(FIRST, REVIEWED, REASON, cause)
    given(*events).when(Release(FIRST, REVIEWED, REASON, cause)).then(left)
    state = APPLICATION.fold((*events, left))
    assert (state.reviewers, state.accepted, dict(state.answers), dict(state.returns)) == ((SECOND,), (), {}, {})


def test_who_declared_a_conflict_is_never_asked_again_not_even_after_another_submission() -> None:
    left = ReviewerReleased(FIRST, REVIEWED, REASON, ReleaseCause.CONFLICT)
    given(*PANEL, left).when(assign(FIRST, on=REVIEWED)).then_refused("conflict_declared", reviewer=FIRST)
    given(*PANEL, left).when(assign(THIRD, on=REVIEWED)).then(assigned(THIRD, REVIEWED))
    again = (*PANEL, left, assigned(THIRD, REVIEWED), completed(SECOND), completed(THIRD), decided(Outcome.DEFERRED))
    given(*again, submitted(DECIDED)).when(assign(FIRST, on=DECIDED)).then_refused("conflict_declared")


@pytest.mark.parametrize("cause", [ReleaseCause.DECLINED, ReleaseCause.OFFICE])
def test_who_declined_or_was_released_may_be_asked_again(cause: ReleaseCause) -> None:
    left = ReviewerReleased(FIRST, REVIEWED, REASON, cause)
    given(*PANEL, left).when(assign(FIRST, on=REVIEWED)).then(assigned(FIRST, REVIEWED))


def test_a_new_submission_asks_everybody_anew() -> None:
    events = (*PANEL, ReviewAccepted(FIRST, REVIEWED), returned(), completed(FIRST), completed(SECOND))
    state = APPLICATION.fold((*events, decided(Outcome.DEFERRED), submitted(DECIDED)))
    assert (state.accepted, dict(state.returns)) == ((), {})


# ── Undo ──────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_taken_back_before_the_review_is_completed_and_not_after() -> None:
    given(*PANEL, answered(FIRST, PROMOTION)).when(TakeBack(FIRST, PROMOTION)).then(FindingTakenBack(FIRST, PROMOTION))
    done = (*PANEL, answered(FIRST, PROMOTION), completed(FIRST))
    given(*done).when(TakeBack(FIRST, PROMOTION)).then_refused("review_completed", reviewer=FIRST)


def test_what_was_taken_back_was_never_answered_and_the_others_keep_theirs() -> None:
    events = (*PANEL, answered(FIRST, PROMOTION), answered(SECOND, PROMOTION), FindingTakenBack(FIRST, PROMOTION))
    assert APPLICATION.fold(events).answers == {(SECOND, PROMOTION): True}
    complete = Complete(FIRST, Outcome.APPROVED, REVIEWED, (PROMOTION,))
    given(*events).when(complete).then_refused("questions_unanswered", questions=(PROMOTION,))


def test_taking_back_what_was_not_answered_records_nothing() -> None:
    given(*PANEL, answered(SECOND, PROMOTION)).when(TakeBack(FIRST, PROMOTION)).then_nothing()
    given(*PANEL).when(TakeBack(THIRD, PROMOTION)).then_refused("not_a_reviewer", reviewer=THIRD)


# ── Sent back ─────────────────────────────────────────────────────────────────────────────────


def test_one_item_is_sent_back_and_the_rest_goes_on() -> None:
    given(*PANEL).when(back()).then(returned())
    given(*PANEL, returned()).when(Complete(FIRST, Outcome.APPROVED, REVIEWED, ())).then(completed(FIRST))


def test_asking_again_waits_for_the_answer() -> None:
    given(*PANEL, returned()).when(back()).then_nothing()
    given(*PANEL, returned()).when(back(TWO)).then_refused("returned_already", item=JOB)
    given(*PANEL, returned(), said()).when(back(TWO)).then(returned(TWO))
    given(*PANEL, returned()).when(back(TWO, SECOND)).then(returned(TWO, SECOND))


@pytest.mark.parametrize(
    "command", [back(item=ItemId("ra-1")), back(revision=2)], ids=["a reference", "another revision"]
)
def test_only_what_the_requirement_looks_at_is_sent_back(command: ReturnItem) -> None:
    given(*PANEL).when(command).then_refused("not_returnable", item=command.item)


def test_who_has_completed_or_is_not_on_the_panel_sends_nothing_back() -> None:
    given(*PANEL, completed(FIRST)).when(back()).then_refused("review_completed", reviewer=FIRST)
    given(*PANEL).when(back(reviewer=THIRD)).then_refused("not_a_reviewer", reviewer=THIRD)


def test_the_applicant_answers_once() -> None:
    answer = AnswerReturn(ONE, REVIEWED, sealed("The first one."))
    given(*PANEL, returned()).when(answer).then(said())
    given(*PANEL, returned(), said()).when(answer).then_refused("return_answered_already", on=REVIEWED)
    given(*PANEL).when(answer).then_refused("unknown_return", returned=ONE)
    given(*PANEL, returned()).when(replace(answer, on=REVIEWED - DAY)).then_refused("before_last_step", until=REVIEWED)


@pytest.mark.parametrize("end", CLOSED, ids=["deferred", "withdrawn"])
def test_after_the_end_nothing_is_sent_back_or_answered(end: Event) -> None:
    events = (*PANEL, returned(), completed(FIRST), completed(SECOND), end)
    code = "already_decided" if end is CLOSED[0] else "application_closed"
    for command in (back(TWO), AnswerReturn(ONE, DECIDED, sealed("late")), TakeBack(FIRST, PROMOTION)):
        given(*events).when(command).then_refused(code)


# ── Alone first ───────────────────────────────────────────────────────────────────────────────

BOTH = (*PANEL, answered(FIRST, PROMOTION), answered(SECOND, PROMOTION, accepted=False), returned(TWO, SECOND))


def known(*events: Event) -> EndorsementApplication:
    state: EndorsementApplication = APPLICATION.fold(events)
    return state.known_to(FIRST)


def test_until_they_have_completed_a_reviewer_knows_nothing_of_what_the_others_say() -> None:
    alone = known(*BOTH, completed(SECOND, Outcome.DEFERRED))
    assert alone == known(*PANEL, answered(FIRST, PROMOTION))
    assert (alone.settled, alone.disputed) == ((replace(PROMOTION, answer=True),), ())


def test_afterwards_they_know_all_of_it() -> None:
    events = (*BOTH, completed(SECOND, Outcome.DEFERRED), completed(FIRST))
    assert known(*events) == APPLICATION.fold(events)
    assert known(*events).disputed == (PROMOTION,)


def test_a_recommendation_may_say_why() -> None:
    why = Complete(FIRST, Outcome.APPROVED, REVIEWED, (), REASON)
    given(*PANEL).when(why).then(ReviewCompleted(FIRST, Outcome.APPROVED, REVIEWED, REASON))
