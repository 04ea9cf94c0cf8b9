"""Everything that the book has of a person and that they may see, in one piece to take away."""

from __future__ import annotations

from datetime import date

import msgspec
from msgspec import Struct

from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import ApplicationId, PayerId, PersonId
from vouchbook.letters.access import happened as accessed
from vouchbook.letters.findings import because
from vouchbook.letters.history import step_said, who_said
from vouchbook.letters.memberships import Status
from vouchbook.letters.stated import Statement
from vouchbook.policy.document import NoEmerging, NoSheet, UnknownCategory
from vouchbook.projections.applications import ApplicationRow, applications_of
from vouchbook.projections.endorsements import EndorsementRow, endorsements_of
from vouchbook.service import access_log, explanation, history, members, reading, references, returns, statements
from vouchbook.service.case import read_case
from vouchbook.service.case_words import words_of
from vouchbook.service.explanation import Answered
from vouchbook.service.office import Office
from vouchbook.service.reading import SeenItem
from vouchbook.service.references import Reference
from vouchbook.service.returns import SeenReturn


class Found(Struct, frozen=True):
    """What the rules found of one requirement, in words."""

    requirement: str
    status: str
    because: str


class Happened(Struct, frozen=True):
    """One step of a history."""

    on: date
    who: str
    what: str


class OwnApplication(Struct, frozen=True):
    """An application with what was found, answered, asked and decided, as far as its applicant may read it."""

    days: ApplicationRow
    state: str
    policy: str
    findings: tuple[Found, ...]
    reason: str | None
    answers: tuple[Answered, ...]
    questions: tuple[SeenReturn, ...]
    history: tuple[Happened, ...]


class OwnData(Struct, frozen=True):
    """Everything of one person in one association's book, on a day."""

    association: str
    on: date
    person: str
    state: str | None
    words: PersonWords
    evidence: tuple[SeenItem, ...]
    references: tuple[Reference, ...]
    memberships: Status
    endorsements: tuple[EndorsementRow, ...]
    applications: tuple[OwnApplication, ...]
    account: Statement
    read_by: tuple[Happened, ...]


def own_data(office: Office, principal: Principal, person: PersonId) -> OwnData:
    """Gather everything; that somebody else has taken it is noted in the access log.

    What references say is never among it.

    :raises Refused: not for the asker's eyes
    """
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    access_log.read(office, principal, person, "all data", act="download_data")
    on = office.today
    seen = reading.person(office, principal, person)
    return OwnData(
        association=office.version_on(on).document.association.name,
        on=on,
        person=person,
        state=seen.state,
        words=seen.words,
        evidence=tuple(reading.evidence(office, principal, person)),
        references=tuple(references.of_person(office, principal, person, on)),
        memberships=members.status(office, principal, person, on),
        endorsements=tuple(endorsements_of(office.book, person)),
        applications=tuple(_application(office, principal, row) for row in applications_of(office.book, person)),
        account=statements.statement(office, principal, PayerId(person), on),
        read_by=tuple(
            Happened(line.at.date(), who_said(line.actor, own=False), accessed(line.act, line.what, line.outcome))
            for line in access_log.of_person(office, principal, person)
        ),
    )


def _application(office: Office, principal: Principal, row: ApplicationRow) -> OwnApplication:
    id_ = ApplicationId(row.application)
    labels = words_of(office, read_case(office, id_)).labels
    steps = tuple(
        Happened(
            step.on,
            who_said(step.who, own=step.own),
            step_said(step.type, step.number, labels.get(step.item) if step.item else None, step.outcome),
        )
        for step in history.history(office, principal, id_)
    )
    asked = returns.of_application(office, principal, id_)
    try:
        found = explanation.explain(office, principal, id_)
    except (NoSheet, NoEmerging, UnknownCategory):  # what was asked is no longer known; what happened is
        return OwnApplication(row, "", "", (), None, (), asked, steps)
    return OwnApplication(
        days=row,
        state=found.state,
        policy=found.trace.policy,
        findings=()
        if found.state in ("under_review", "on_hold")
        else tuple(
            Found(each.requirement, each.status.value, because(each, found.version, found.names))
            for each in found.trace.findings
        ),
        reason=None if found.decision is None else found.decision.reason,
        answers=found.answers,
        questions=asked,
        history=steps,
    )


def as_json(data: OwnData) -> bytes:
    """For programs: days as ISO dates, money in cents, hours in minutes."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2)
