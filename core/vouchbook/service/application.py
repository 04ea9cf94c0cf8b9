"""An application's way: opened, submitted with pinned evidence, cured, examined, withdrawn, and decided.

Approving grants the endorsement in the same moment: both are recorded, or neither.
"""

from __future__ import annotations

import hashlib
from datetime import date

from vouchbook.domain import application as applications
from vouchbook.domain import endorsement as endorsements
from vouchbook.domain import evidence
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    Digest,
    EndorsementId,
    ItemId,
    Occasion,
    Outcome,
    PersonId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import APPLICATION, ENDORSEMENT
from vouchbook.domain.trace import Moments
from vouchbook.hookspecs import Term
from vouchbook.ledger.entries import Claim, Write
from vouchbook.policy.document import sheet_on
from vouchbook.service.evaluation import Case, claims_of, evaluate_case, moments_of, read_case, ruling_of
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import person_words
from vouchbook.service.person import known_person


def open_application(office: Office, request: Request, person: PersonId, category: CategoryCode) -> Done:
    """Register somebody for a category; one application per person and category may be open.

    :raises UnknownCategory: the association does not offer it
    :raises NoSheet: there is no sheet for it on this day
    :raises Taken: an application for it is already open
    """
    office.allow(request.principal, Action.OPEN_APPLICATION, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        sheet_on(office.version_on(request.on).document, category, Occasion.APPLICATION, request.on)
        id_ = ApplicationId(office.edge.mint("a"))
        new = office.load(APPLICATION, id_)
        events = applications.decide(applications.Open(id_, person, category, request.on), new.state)
        return Plan(
            writes=(new.write(events),),
            unchanged=((loaded.stream, loaded.version),),
            claims=(_open_claim(office, person, category),),
            result={"application": id_, "person": person},
        )

    return office.record(request, "open_application", [person, category], plan)


def submit(office: Office, request: Request, application: ApplicationId) -> Done:
    """Ask for review: evaluated on this day, the evidence pinned as it stands.

    :raises Refused: something due at submission is missing; the refusal lists it
    """
    case = read_case(office, application)
    person = case.application.state.person
    office.allow(request.principal, Action.SUBMIT, Circumstances(about=person))

    def plan() -> Plan:
        case = read_case(office, application)
        association = office.association(request.on)
        state = case.application.state
        moments = Moments(asked=request.on, registered=state.opened_on, submitted=request.on)
        trace = evaluate_case(office, case, association, moments, submitting=True)
        events = applications.decide(
            applications.Submit(
                on=request.on,
                ruling=ruling_of(trace, association),
                trace=trace,
                person_version=case.person.version,
                claims=claims_of(case),
                reviewers=association.review_plan(state.category, request.on).reviewers,
            ),
            state,
        )
        return Plan(
            writes=(case.application.write(events),),
            unchanged=case.versions,
            result={"application": application},
        )

    return office.record(request, "submit", [application], plan)


def cure(office: Office, request: Request, application: ApplicationId, reason: str) -> Done:
    """Let evidence from after the submission in, for a reason that is recorded."""
    case = read_case(office, application)
    person = case.application.state.person
    office.allow(request.principal, Action.CURE, Circumstances(about=person))
    given = sealed_reason(person, reason)

    def plan() -> Plan:
        case = read_case(office, application)
        events = applications.decide(
            applications.Cure(request.on, case.person.version, claims_of(case), given), case.application.state
        )
        return Plan(
            writes=(case.application.write(events),), unchanged=case.versions, result={"application": application}
        )

    return office.record(request, "cure", [application, reason], plan)


def record_exam(office: Office, request: Request, application: ApplicationId, result: evidence.Exam) -> Done:
    """Record the result of one part of the exam, as it came from who gave it."""
    case = read_case(office, application)
    office.allow(request.principal, Action.RECORD_EXAM, Circumstances(about=case.application.state.person))

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        command = applications.RecordExam(ItemId(office.edge.mint("ex")), result, request.on)
        events = applications.decide(command, loaded.state)
        return Plan(writes=(loaded.write(events),), result={"application": application})

    return office.record(request, "record_exam", [application, result], plan)


def withdraw(office: Office, request: Request, application: ApplicationId) -> Done:
    """Take an application back; another one may then be opened for the category."""
    case = read_case(office, application)
    person = case.application.state.person
    office.allow(request.principal, Action.WITHDRAW_APPLICATION, Circumstances(about=person))

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        events = applications.decide(applications.WithdrawApplication(request.on), loaded.state)
        claim = _open_claim(office, person, loaded.state.category)
        return Plan(
            writes=(loaded.write(events),),
            released=(claim,) if events else (),
            result={"application": application},
        )

    return office.record(request, "withdraw_application", [application], plan)


def decide(office: Office, request: Request, application: ApplicationId, outcome: Outcome, reason: str) -> Done:
    """Approve, defer or hold; an approval grants the endorsement in the same moment.

    :raises Refused: reviews are not complete, a question is open, something is missing, or one's own case
    """
    case = read_case(office, application)
    person = case.application.state.person
    office.allow(request.principal, Action.DECIDE, Circumstances(about=person))
    given = sealed_reason(person, reason)

    def plan() -> Plan:
        case = read_case(office, application)
        association = office.association(request.on)
        state = case.application.state
        trace = evaluate_case(office, case, association, moments_of(state, request.on, decided=request.on))
        endorsement = EndorsementId(office.edge.mint("e"))
        events = applications.decide(
            applications.Decide(
                outcome=outcome,
                on=request.on,
                ruling=ruling_of(trace, association),
                trace=trace,
                endorsement=endorsement,
                reason=given,
            ),
            state,
        )
        approved = any(isinstance(e, applications.ApplicationDecided) and e.endorsement for e in events)
        granted = (_granted(office, case, association.endorsement_term(state.category, request.on), endorsement,
                            trace.policy, request.on),) if approved else ()  # fmt: skip
        return Plan(
            writes=(case.application.write(events), *granted),
            unchanged=case.versions,
            released=(_open_claim(office, person, state.category),) if approved else (),
            result={"application": application, "outcome": outcome.value}
            | ({"endorsement": endorsement} if approved else {}),
        )

    return office.record(request, "decide", [application, outcome, reason], plan)


def _granted(office: Office, case: Case, term: Term, endorsement: EndorsementId, policy: Digest, on: date) -> Write:
    state = case.application.state
    name = person_words(office, case.person).name
    salt = office.edge.salt()
    granted = endorsements.EndorsementGranted(
        endorsement=endorsement,
        application=state.id,
        person=state.person,
        category=state.category,
        valid_from=term.first,
        valid_until=term.last,
        grace_until=term.grace_until,
        policy=policy,
        commitment=commitment(salt, name, state.category, term.first),
        salt=Sealed(Purpose.IDENTITY, (state.person,), salt),
        name=Sealed(Purpose.IDENTITY, (state.person,), name),
    )
    new = office.load(ENDORSEMENT, endorsement)
    return new.write(endorsements.decide(endorsements.Grant(granted), new.state))


def commitment(salt: str, name: str, category: str, valid_from: date) -> Digest:
    """``SHA-256(salt ‖ name ‖ category ‖ from)``: proves a name to whoever is shown the salt."""
    shown = f"{salt}{name}{category}{valid_from.isoformat()}"
    return Digest("sha256:" + hashlib.sha256(shown.encode()).hexdigest())


def sealed_reason(person: PersonId, reason: str) -> Sealed[str]:
    """:raises Refused: a decision needs a reason in words"""
    if not reason.strip():
        raise Refused("reason_missing")
    return Sealed(Purpose.EVIDENCE, (person,), reason)


def _open_claim(office: Office, person: PersonId, category: CategoryCode) -> Claim:
    return office.claim("open_application", person, category)
