"""Who may do or see what of an application or a vetting: asked before anything of it is told."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.authorize import Action, Circumstances, Principal, Role
from vouchbook.domain.names import CategoryCode, PersonId, VettingId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import APPLICATION, VETTING
from vouchbook.domain.trace import Audience
from vouchbook.domain.vetting import VettingOpened
from vouchbook.service.case import read_case
from vouchbook.service.conflicts import let_pass_for, relations
from vouchbook.service.office import Office
from vouchbook.service.person import known_person

AUDIENCES = {Role.APPLICANT: Audience.APPLICANT, Role.REVIEWER: Audience.REVIEWER}


def allowed(
    office: Office, principal: Principal, action: Action, application: str, on: date | None = None
) -> EndorsementApplication:
    """The application as it stands, if the asker may do this to it; ``on`` is the day of asking, today if left out.

    A reviewer is turned away also where a conflict of interest came to light after they were assigned; one
    that the coordinator let pass then stays let pass.

    :raises Refused: who may not hear of an application hears the same of one that does not exist
    """
    state: EndorsementApplication = office.load(APPLICATION, application).state
    case_for = Circumstances(about=state.person, reviewers=state.reviewers)
    office.allow(principal, action, case_for)
    if state.id is None:
        raise Refused("unknown_application", application=application, association=office.code)
    if principal.role is Role.REVIEWER:
        office.allow(principal, action, _with_relations(office, principal, application, on or office.today))
    return state


def _with_relations(office: Office, principal: Principal, application: str, on: date) -> Circumstances:
    """What stands between a reviewer on the panel and the applicant today."""
    case = read_case(office, application)
    state: EndorsementApplication = case.application.state
    reviewer = PersonId(str(principal.person))
    plan = office.association(on).review_plan(CategoryCode(str(state.category)), on)
    return Circumstances(
        about=state.person,
        relations=relations(known_person(office, reviewer).state, case) - let_pass_for(reviewer, case),
        conflicts=frozenset(plan.conflicts),
        reviewers=state.reviewers,
    )


def audience_of(principal: Principal, about: PersonId | None) -> Audience:
    """Whose eyes read: whatever else somebody is, to their own record they are the applicant."""
    if principal.person is not None and principal.person == about:
        return Audience.APPLICANT
    return AUDIENCES.get(principal.role, Audience.COORDINATOR)


def vetting_of(office: Office, principal: Principal, action: Action, vetting: VettingId) -> VettingOpened:
    """How a vetting began: whose it is and for what, if the asker may do this to it.

    :raises Refused: who may not hear of a vetting hears the same of one that does not exist
    """
    began: VettingOpened | None = office.load(VETTING, vetting).state.opened
    office.allow(principal, action, Circumstances(about=None if began is None else began.person))
    if began is None:
        raise Refused("unknown_vetting", vetting=vetting, association=office.code)
    return began
