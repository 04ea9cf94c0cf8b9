"""What follows from a request: the facts to record, a refusal that names the way out, or silence."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec.structs import replace

from vouchbook.domain.application.facts import (
    ApplicationDecided,
    ApplicationOpened,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Event,
    EvidenceCured,
    ExamRecorded,
    FindingRecorded,
    ReviewCompleted,
    ReviewerAssigned,
    ReviewerReleased,
)
from vouchbook.domain.application.requests import (
    Answer,
    Assign,
    Command,
    Complete,
    Cure,
    Decide,
    Open,
    RecordExam,
    Release,
    Submit,
    WithdrawApplication,
)
from vouchbook.domain.application.state import EndorsementApplication
from vouchbook.domain.names import Outcome, PersonId
from vouchbook.domain.refusal import Refused


def decide(command: Command, application: EndorsementApplication) -> list[Event]:
    """The events that follow from a request; none when it is already so.

    :raises Refused: with the code of the reason
    """
    if isinstance(command, Open):
        return _open(command, application)
    if application.id is None or application.opened_on is None:
        raise Refused("unknown_application")
    if application.closed:
        return _when_closed(command, application)
    match command:
        case Submit():
            return _submit(command, application, application.opened_on)
        case Cure(on=on, person_version=version, claims=claims, reason=reason):
            _must_be_under_review(application)
            if version == application.person_version and claims == application.claims:
                return []
            _not_before(on, application)
            return [EvidenceCured(on=on, person_version=version, claims=claims, reason=reason)]
        case Assign():
            return _assign(command, application)
        case Release():
            return _release(command, application)
        case Answer():
            return _answer(command, application)
        case Complete():
            return _complete(command, application)
        case RecordExam():
            return _record_exam(command, application)
        case Decide():
            return _decide(command, application)
        case WithdrawApplication(on=on):
            _not_before(on, application)
            return [ApplicationWithdrawn(on=on)]
        case _:
            assert_never(command)


def _when_closed(command: Command, application: EndorsementApplication) -> list[Event]:
    """A closed application stays as it is; asking once more for what it came to is not an error."""
    match command:
        case WithdrawApplication() if application.withdrawn_on is not None:
            return []
        case Decide(outcome=Outcome.APPROVED) if application.withdrawn_on is None:
            return []
        case _:
            raise Refused("application_closed", on=_closed_on(application))


def _open(command: Open, application: EndorsementApplication) -> list[Event]:
    if application.id is not None:
        return []
    if command.emerging and command.begun is not None:  # else the time for the rest would never run out
        raise Refused("begun_already", category=command.category, endorsement=command.begun)
    return [
        ApplicationOpened(
            application=command.application,
            person=command.person,
            category=command.category,
            on=command.on,
            emerging=command.emerging,
        )
    ]


def _submit(command: Submit, application: EndorsementApplication, opened_on: date) -> list[Event]:
    if application.under_review:
        return []  # asking twice is not an error, and records nothing
    if command.on < opened_on:
        raise Refused("before_opening", on=command.on, until=opened_on)
    _not_before(command.on, application)
    if command.ruling.missing_at_submission:
        raise Refused("requirements_missing", requirements=command.ruling.missing_at_submission)
    return [
        ApplicationSubmitted(
            on=command.on,
            ruling=command.ruling,
            trace=command.trace,
            person_version=command.person_version,
            claims=command.claims,
            reviewers=command.reviewers,
        )
    ]


def _assign(command: Assign, application: EndorsementApplication) -> list[Event]:
    _must_be_under_review(application)
    _not_before(command.on, application)
    if command.reviewer == application.person:
        raise Refused("own_application", person=command.reviewer)
    if command.reviewer in application.reviewers:
        raise Refused("already_reviewer", reviewer=command.reviewer)
    if len(application.reviewers) >= application.panel:
        raise Refused("panel_complete", reviewers=application.reviewers)
    if not command.may_review:
        raise Refused("reviewer_without_standing", reviewer=command.reviewer)
    return [
        ReviewerAssigned(reviewer=command.reviewer, on=command.on, overridden=command.overridden, reason=command.reason)
    ]


def _release(command: Release, application: EndorsementApplication) -> list[Event]:
    _must_be_under_review(application)
    if command.reviewer not in application.reviewers:
        return []
    _not_before(command.on, application)
    return [ReviewerReleased(reviewer=command.reviewer, on=command.on, reason=command.reason)]


def _answer(command: Answer, application: EndorsementApplication) -> list[Event]:
    _must_be_under_review(application)
    _must_be_reviewer(command.reviewer, application)
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


def _complete(command: Complete, application: EndorsementApplication) -> list[Event]:
    _must_be_under_review(application)
    _must_be_reviewer(command.reviewer, application)
    if application.completed.get(command.reviewer) is command.recommends:
        return []
    _not_before(command.on, application)
    answered = {question for who, question in application.answers if who == command.reviewer}
    asked = dict.fromkeys(replace(q, answer=None) for q in (*command.to_answer, *application.disputed))
    unanswered = tuple(question for question in asked if question not in answered)
    if unanswered:
        raise Refused("questions_unanswered", questions=unanswered)
    return [ReviewCompleted(reviewer=command.reviewer, recommends=command.recommends, on=command.on)]


def _record_exam(command: RecordExam, application: EndorsementApplication) -> list[Event]:
    if command.result.sat_on > command.today:
        raise Refused("after_today", item=command.item, on=command.result.sat_on, today=command.today)
    if any(item.facts == command.result for item in application.exams):
        return []
    return [ExamRecorded(item=command.item, result=command.result)]


def _decide(command: Decide, application: EndorsementApplication) -> list[Event]:
    if application.submitted is None:
        raise Refused("not_submitted")
    if application.decided is not None and not application.under_review:
        if application.decided.outcome is command.outcome:
            return []
        raise Refused("already_decided", outcome=application.decided.outcome, on=application.decided.on)
    _not_before(command.on, application)
    if command.outcome is not Outcome.ON_HOLD and len(application.completed) < application.panel:
        raise Refused("reviews_incomplete", done=len(application.completed), needed=application.panel)
    if command.outcome is Outcome.APPROVED:
        if command.ruling.missing_at_decision:
            raise Refused("requirements_missing", requirements=command.ruling.missing_at_decision)
        still_open = dict.fromkeys((*command.ruling.open_questions, *application.disputed))
        if still_open:
            raise Refused("questions_open", questions=tuple(still_open))
        against = tuple(who for who, recommends in application.completed.items() if recommends is not Outcome.APPROVED)
        if against:
            raise Refused("reviewers_disagree", reviewers=against)
    return [
        ApplicationDecided(
            outcome=command.outcome,
            on=command.on,
            ruling=command.ruling,
            trace=command.trace,
            endorsement=command.endorsement if command.outcome is Outcome.APPROVED else None,
            reason=command.reason,
        )
    ]


def _not_before(on: date, application: EndorsementApplication) -> None:
    """Refuse a step that is dated before the one it follows."""
    if application.reached is not None and on < application.reached:
        raise Refused("before_last_step", on=on, until=application.reached)


def _must_be_under_review(application: EndorsementApplication) -> None:
    if application.submitted is None:
        raise Refused("not_submitted")
    if not application.under_review and application.decided is not None:
        raise Refused("already_decided", outcome=application.decided.outcome, on=application.decided.on)


def _must_be_reviewer(reviewer: PersonId, application: EndorsementApplication) -> None:
    if reviewer not in application.reviewers:
        raise Refused("not_a_reviewer", reviewer=reviewer)


def _closed_on(application: EndorsementApplication) -> date | None:
    return application.withdrawn_on or (application.decided.on if application.decided else None)
