"""What follows from a request: the facts to record, a refusal that names the way out, or silence."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from vouchbook.domain.application import reviews
from vouchbook.domain.application.facts import (
    ApplicationDecided,
    ApplicationOpened,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    Event,
    EvidenceCured,
    ExamRecorded,
)
from vouchbook.domain.application.order import must_be_under_review, not_before
from vouchbook.domain.application.requests import (
    Accept,
    Answer,
    AnswerReturn,
    Assign,
    Command,
    Complete,
    Cure,
    Decide,
    Open,
    RecordExam,
    Release,
    ReturnItem,
    Submit,
    TakeBack,
    WithdrawApplication,
)
from vouchbook.domain.application.state import EndorsementApplication
from vouchbook.domain.names import Outcome
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
            must_be_under_review(application)
            if version == application.person_version and claims == application.claims:
                return []
            not_before(on, application)
            return [EvidenceCured(on=on, person_version=version, claims=claims, reason=reason)]
        case Assign():
            return reviews.assign(command, application)
        case Accept():
            return reviews.accept(command, application)
        case Release():
            return reviews.release(command, application)
        case Answer():
            return reviews.answer(command, application)
        case TakeBack():
            return reviews.take_back(command, application)
        case ReturnItem():
            return reviews.return_item(command, application)
        case AnswerReturn():
            return reviews.answer_return(command, application)
        case Complete():
            return reviews.complete(command, application)
        case RecordExam():
            return _record_exam(command, application)
        case Decide():
            return _decide(command, application)
        case WithdrawApplication(on=on):
            not_before(on, application)
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
    not_before(command.on, application)
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
    not_before(command.on, application)
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


def _closed_on(application: EndorsementApplication) -> date | None:
    return application.withdrawn_on or (application.decided.on if application.decided else None)
