"""Charges a fee at a coordinator's word: an exam that was booked, a renewal, what should have been charged before."""

from __future__ import annotations

from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.names import ApplicationId, CategoryCode, EndorsementId, FeeOccasion, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Moments
from vouchbook.projections.applications import applications_of
from vouchbook.service.charging import ON_THE_WAY, Subject, charged, written
from vouchbook.service.fees import asks_exam, endorsement_of, fees_of
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.person import known_person


def charge(
    office: Office, request: Request, person: PersonId, occasion: FeeOccasion, *, category: CategoryCode | None = None
) -> Done:
    """Charge what policy asks for an occasion, once; a charge that was voided is made anew.

    :raises Refused: policy has no fee for it, or there is nothing that it could be charged for
    """
    office.allow(request.principal, Action.CHARGE_FEE, Circumstances(about=person))
    if occasion is FeeOccasion.MEMBERSHIP:
        raise Refused("membership_charged_when_bought", person=person)

    def plan() -> Plan:
        known_person(office, person)
        association = office.association(request.on)
        moments, due_on, cycle = Moments(asked=request.on), request.on, None
        if occasion in ON_THE_WAY:
            state = _application(office, person, category)
            subject: Subject = ApplicationId(str(state.id))
            of = CategoryCode(str(state.category))
            submitted = state.submitted.on if state.submitted else None
            moments = Moments(asked=request.on, registered=state.opened_on, submitted=submitted)
            document = association.version.document
            if occasion is FeeOccasion.EXAM and not asks_exam(document, of, state.opened_on or request.on):
                raise Refused("no_exam_asked", category=of)
        else:
            endorsement = endorsement_of(office, person, category)
            subject, of = EndorsementId(endorsement.endorsement), CategoryCode(endorsement.category)
            cycle = endorsement.valid_until
            due_on = max(request.on, cycle)
        fees = fees_of(office, association, person, occasion, category=of, moments=moments)
        if not fees:
            raise Refused("no_fee", association=office.code, occasion=occasion, category=of, on=request.on)
        writes = written(
            office,
            association,
            person,
            fees,
            subject=subject,
            on=request.on,
            due_on=due_on,
            category=of,
            cycle=cycle,
            anew=True,
        )
        return Plan(writes=writes, result={"person": person, "category": of, "charged": charged(writes)})

    return office.record(request, "charge_fee", [person, occasion, category], plan)


def _application(office: Office, person: PersonId, category: CategoryCode | None) -> EndorsementApplication:
    """The one application that is not closed, in the category if one is named.

    :raises Refused: there is none, or several
    """
    rows = [row for row in office.listed(applications_of, person) if category in (None, row.category)]
    states = [office.load(APPLICATION, row.application).state for row in rows]
    open_ = [state for state in states if not state.closed]
    if not open_:
        raise Refused("nothing_to_charge_for", person=person, category=category)
    if len(open_) > 1:
        raise Refused("applied_in_several", person=person, categories=tuple(sorted(str(s.category) for s in open_)))
    found: EndorsementApplication = open_[0]
    return found
