"""What follows from what is asked of a panel: who joins and leaves it, what they answer, what they send back."""

from __future__ import annotations

from msgspec.structs import replace

from vouchbook.domain.application.facts import (
    ClaimedItem,
    Event,
    FindingRecorded,
    FindingTakenBack,
    ItemReturned,
    ReturnAnswered,
    ReviewAccepted,
    ReviewCompleted,
    ReviewerAssigned,
    ReviewerReleased,
)
from vouchbook.domain.application.order import must_be_reviewer, must_be_under_review, not_before
from vouchbook.domain.application.requests import (
    Accept,
    Answer,
    AnswerReturn,
    Assign,
    Complete,
    Release,
    ReturnItem,
    TakeBack,
)
from vouchbook.domain.application.state import EndorsementApplication
from vouchbook.domain.refusal import Refused


def assign(command: Assign, application: EndorsementApplication) -> list[Event]:
    must_be_under_review(application)
    not_before(command.on, application)
    if command.reviewer == application.person:
        raise Refused("own_application", person=command.reviewer)
    if command.reviewer in application.reviewers:
        raise Refused("already_reviewer", reviewer=command.reviewer)
    if len(application.reviewers) >= application.panel:
        raise Refused("panel_complete", reviewers=application.reviewers)
    if not command.may_review:
        raise Refused("reviewer_without_standing", reviewer=command.reviewer)
    if command.reviewer in application.partial:
        raise Refused("conflict_declared", reviewer=command.reviewer)
    return [
        ReviewerAssigned(reviewer=command.reviewer, on=command.on, overridden=command.overridden, reason=command.reason)
    ]


def accept(command: Accept, application: EndorsementApplication) -> list[Event]:
    must_be_under_review(application)
    must_be_reviewer(command.reviewer, application)
    if command.reviewer in application.accepted:
        return []
    not_before(command.on, application)
    return [ReviewAccepted(reviewer=command.reviewer, on=command.on)]


def release(command: Release, application: EndorsementApplication) -> list[Event]:
    must_be_under_review(application)
    if command.reviewer not in application.reviewers:
        return []
    not_before(command.on, application)
    return [ReviewerReleased(reviewer=command.reviewer, on=command.on, reason=command.reason, cause=command.cause)]


def answer(command: Answer, application: EndorsementApplication) -> list[Event]:
    must_be_under_review(application)
    must_be_reviewer(command.reviewer, application)
    question = replace(command.question, answer=None)
    asked = {replace(q, answer=None) for q in (*command.askable, *application.disputed)}
    if question not in asked:
        raise Refused("no_such_question", requirement=question.requirement, key=question.key, item=question.item)
    again = command.reviewer in application.completed and (command.reviewer, question) in application.answers
    if again and question not in application.disputed:
        raise Refused("review_completed", reviewer=command.reviewer)
    return [
        FindingRecorded(reviewer=command.reviewer, question=question, accepted=command.accepted, reason=command.reason)
    ]


def take_back(command: TakeBack, application: EndorsementApplication) -> list[Event]:
    must_be_under_review(application)
    must_be_reviewer(command.reviewer, application)
    question = replace(command.question, answer=None)
    if (command.reviewer, question) not in application.answers:
        return []
    if command.reviewer in application.completed:
        raise Refused("review_completed", reviewer=command.reviewer)
    return [FindingTakenBack(reviewer=command.reviewer, question=question)]


def return_item(command: ReturnItem, application: EndorsementApplication) -> list[Event]:
    must_be_under_review(application)
    must_be_reviewer(command.reviewer, application)
    if command.returned in application.returns:
        return []
    if command.reviewer in application.completed:
        raise Refused("review_completed", reviewer=command.reviewer)
    if ClaimedItem(command.item, command.revision) not in command.returnable:
        raise Refused("not_returnable", item=command.item)
    asked = (each.asked for each in application.returns.values() if each.answered_on is None)
    if any((each.reviewer, each.item) == (command.reviewer, command.item) for each in asked):
        raise Refused("returned_already", item=command.item)
    not_before(command.on, application)
    return [
        ItemReturned(
            returned=command.returned,
            reviewer=command.reviewer,
            requirement=command.requirement,
            item=command.item,
            revision=command.revision,
            on=command.on,
            ask=command.ask,
        )
    ]


def answer_return(command: AnswerReturn, application: EndorsementApplication) -> list[Event]:
    must_be_under_review(application)
    found = application.returns.get(command.returned)
    if found is None:
        raise Refused("unknown_return", returned=command.returned)
    if found.answered_on is not None:
        raise Refused("return_answered_already", on=found.answered_on)
    not_before(command.on, application)
    if command.on < found.asked.on:
        raise Refused("before_last_step", on=command.on, until=found.asked.on)
    return [ReturnAnswered(returned=command.returned, on=command.on, words=command.words)]


def complete(command: Complete, application: EndorsementApplication) -> list[Event]:
    """The first time, what others have brought up is asked of nobody: each judges alone, and then they compare."""
    must_be_under_review(application)
    must_be_reviewer(command.reviewer, application)
    if application.completed.get(command.reviewer) is command.recommends:
        return []
    not_before(command.on, application)
    answered = {question for who, question in application.answers if who == command.reviewer}
    compared = application.disputed if command.reviewer in application.completed else ()
    asked = dict.fromkeys(replace(q, answer=None) for q in (*command.to_answer, *compared))
    unanswered = tuple(question for question in asked if question not in answered)
    if unanswered:
        raise Refused("questions_unanswered", questions=unanswered)
    return [
        ReviewCompleted(reviewer=command.reviewer, recommends=command.recommends, on=command.on, reason=command.reason)
    ]
