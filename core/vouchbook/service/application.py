"""An application's way: opened, submitted with pinned evidence, cured, examined, withdrawn, and decided.

Approving grants the endorsement in the same moment: both are recorded, or neither.
"""

from __future__ import annotations

from datetime import date

from vouchbook.domain import application as applications
from vouchbook.domain import evidence
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    EndorsementId,
    FeeDue,
    ItemId,
    Occasion,
    Outcome,
    PaidBefore,
    PersonId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Moments
from vouchbook.ledger.entries import Claim, Write
from vouchbook.policy.document import NoEmerging, PolicyDocument, emerging_on, sheet_on
from vouchbook.policy.residents import open_to
from vouchbook.projections.applications import applications_of
from vouchbook.projections.endorsements import endorsements_of
from vouchbook.service.access import allowed
from vouchbook.service.case import claims_of, moments_of, read_case
from vouchbook.service.charging import charge_letter, charged, charges_at, must_be_settled, refunds
from vouchbook.service.evaluation import evaluate_case, ruling_of
from vouchbook.service.fees import may_upgrade
from vouchbook.service.granting import granted_endorsement, term_of
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.outbox import Recipient, Wanted, letters
from vouchbook.service.person import known_person
from vouchbook.service.vetting import superseded_by
from vouchbook.service.written import sealed_reason


def open_application(
    office: Office, request: Request, person: PersonId, category: CategoryCode, *, emerging: bool = False
) -> Done:
    """Register somebody for a category; one application per person and category may be open.

    ``emerging``: they begin as emerging, and are asked only what policy asks of those; another application then
    asks for everything.

    :raises Refused: they live elsewhere and policy takes residents alone; nobody may begin as emerging there, or they
        did so before
    :raises UnknownCategory: the association does not offer it
    :raises NoSheet: there is no sheet for it on this day
    :raises Taken: an application for it is already open
    """
    office.allow(request.principal, Action.OPEN_APPLICATION, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        document = office.version_on(request.on).document
        sheet_on(document, category, Occasion.APPLICATION, request.on)
        open_to(document, loaded.state.state, request.on)
        may_upgrade(office, document, person, category, request.on)
        before: tuple[tuple[str, int], ...] = ()
        if emerging:
            _must_be_begun(office, document, category, request.on)
            before = _applied(office, person, category)
        id_ = ApplicationId(office.edge.mint("a"))
        new = office.load(APPLICATION, id_)
        command = applications.Open(
            application=id_,
            person=person,
            category=category,
            on=request.on,
            emerging=emerging,
            begun=_begun(office, person, category),
        )
        events = applications.decide(command, new.state)
        moments = Moments(asked=request.on, registered=request.on)
        opened = APPLICATION.fold(events, new.state)
        fees = charges_at(office, office.association(request.on), FeeDue.REGISTRATION, opened, moments)
        return Plan(
            writes=(new.write(events), *fees),
            unchanged=((loaded.stream, loaded.version), *before),
            claims=(_open_claim(office, person, category),),
            jobs=charge_letter(office, request, person, fees),
            result={"application": id_, "person": person, "charged": charged(fees)},
        )

    asked = [person, category, "emerging"] if emerging else [person, category]
    return office.record(request, "open_application", asked, plan)


def _must_be_begun(office: Office, document: PolicyDocument, category: CategoryCode, on: date) -> None:
    """:raises Refused: ``no_emerging``: nobody begins so in the category on that day"""
    try:
        emerging_on(document, category, on)
    except NoEmerging:
        raise Refused("no_emerging", association=office.code, category=category, on=on) from None


def _applied(office: Office, person: PersonId, category: CategoryCode) -> tuple[tuple[str, int], ...]:
    """This person's applications in the category: none of them may be approved while it is asked what was granted."""
    rows = office.listed(applications_of, person)
    applied = (office.load(APPLICATION, row.application) for row in rows if row.category == category)
    return tuple((each.stream, each.version) for each in applied)


def _begun(office: Office, person: PersonId, category: CategoryCode) -> EndorsementId | None:
    """The first endorsement that this person was granted as emerging in the category."""
    rows = office.listed(endorsements_of, person)
    found = (EndorsementId(row.endorsement) for row in rows if row.emerging and row.category == category)
    return next(found, None)


def submit(office: Office, request: Request, application: ApplicationId) -> Done:
    """Ask for review: evaluated on this day, the evidence pinned as it stands.

    :raises Refused: something due at submission is missing; the refusal lists it
    """
    allowed(office, request.principal, Action.SUBMIT, application)

    def plan() -> Plan:
        case = read_case(office, application)
        association = office.association(request.on)
        state = case.application.state
        moments = Moments(asked=request.on, registered=state.opened_on, submitted=request.on)
        if not state.under_review:
            must_be_settled(office, state, PaidBefore.SUBMISSION)
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
        fees = charges_at(office, association, FeeDue.SUBMISSION, state, moments) if events else ()
        return Plan(
            writes=(case.application.write(events), *fees),
            unchanged=(*case.versions, office.policy_as_read),
            jobs=(
                *letters(office, request, events, _to_applicant(request, state, "submission_received")),
                *charge_letter(office, request, state.person, fees),
            ),
            result={"application": application, "charged": charged(fees)},
        )

    return office.record(request, "submit", [application], plan)


def cure(office: Office, request: Request, application: ApplicationId, reason: str) -> Done:
    """Let evidence from after the submission in, for a reason that is recorded."""
    about = allowed(office, request.principal, Action.CURE, application).person
    given = sealed_reason(about, reason)

    def plan() -> Plan:
        case = read_case(office, application)
        state = case.application.state
        events = applications.decide(applications.Cure(request.on, case.person.version, claims_of(case), given), state)
        return Plan(
            writes=(case.application.write(events),),
            unchanged=case.versions,
            jobs=letters(office, request, events, _to_applicant(request, state, "evidence_let_in")),
            result={"application": application},
        )

    return office.record(request, "cure", [application, reason], plan)


def record_exam(office: Office, request: Request, application: ApplicationId, result: evidence.Exam) -> Done:
    """Record the result of one part of the exam, as it came from who gave it."""
    allowed(office, request.principal, Action.RECORD_EXAM, application)

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        command = applications.RecordExam(ItemId(office.edge.mint("ex")), result, request.on)
        events = applications.decide(command, loaded.state)
        return Plan(writes=(loaded.write(events),), result={"application": application})

    return office.record(request, "record_exam", [application, result], plan)


def withdraw(office: Office, request: Request, application: ApplicationId) -> Done:
    """Take an application back; another one may then be opened for the category."""
    allowed(office, request.principal, Action.WITHDRAW_APPLICATION, application)

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        events = applications.decide(applications.WithdrawApplication(request.on), loaded.state)
        claim = _open_claim(office, loaded.state.person, loaded.state.category)
        return Plan(
            writes=(loaded.write(events),),
            released=(claim,) if events else (),
            result={"application": application, "fees": refunds(office, loaded.state)},
        )

    return office.record(request, "withdraw_application", [application], plan)


def decide(office: Office, request: Request, application: ApplicationId, outcome: Outcome, reason: str) -> Done:
    """Approve, defer or hold; an approval grants the endorsement in the same moment.

    :raises Refused: reviews are not complete, a question is open, something is missing, or one's own case
    """
    about = allowed(office, request.principal, Action.DECIDE, application).person
    given = sealed_reason(about, reason)

    def plan() -> Plan:
        case = read_case(office, application)
        association = office.association(request.on)
        state = case.application.state
        moments = moments_of(state, request.on, decided=request.on)
        if outcome is Outcome.APPROVED and state.under_review:
            must_be_settled(office, state, PaidBefore.DECISION)
        trace = evaluate_case(office, case, association, moments)
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
        granted: tuple[Write, ...] = ()
        if approved:
            term = term_of(association, state, trace.moments)
            grant = granted_endorsement(office, case, term, endorsement, trace.policy)
            granted = (grant, *superseded_by(office, grant, request.on))
        final = outcome is not Outcome.ON_HOLD
        fees = charges_at(office, association, FeeDue.DECISION, state, moments) if events and final else ()
        result: dict[str, object] = {"application": application, "outcome": outcome.value, "charged": charged(fees)}
        decided = APPLICATION.fold(events, state).decided
        if decided is not None and decided.endorsement is not None:  # asked again, the one that was granted then
            result["endorsement"] = decided.endorsement
        return Plan(
            writes=(case.application.write(events), *granted, *fees),
            unchanged=(*case.versions, office.policy_as_read),
            released=(_open_claim(office, state.person, state.category),) if approved else (),
            jobs=(
                *letters(office, request, events, _to_applicant(request, state, f"decision_{outcome.value}")),
                *charge_letter(office, request, state.person, fees),
            ),
            result=result,
        )

    return office.record(request, "decide", [application, outcome, reason], plan)


def _to_applicant(request: Request, state: applications.EndorsementApplication, name: str) -> Wanted:
    about = {"application": str(state.id), "on": request.on.isoformat()}
    return name, Recipient(person=PersonId(str(state.person))), about


def _open_claim(office: Office, person: PersonId, category: CategoryCode) -> Claim:
    return office.claim("open_application", person, category)
