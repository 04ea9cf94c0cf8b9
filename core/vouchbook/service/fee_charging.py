"""Charges a fee at a coordinator's word: an exam that was booked, a renewal, what should have been charged before."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.account import Account
from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.membership import Membership
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    EndorsementId,
    FeeOccasion,
    PersonId,
    PlanKey,
    TermId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT, APPLICATION, MEMBERSHIP
from vouchbook.domain.trace import Moments
from vouchbook.hookspecs import Fee
from vouchbook.projections.applications import applications_of
from vouchbook.projections.endorsements import EndorsementRow
from vouchbook.service.charging import ON_THE_WAY, Subject, charge_letter, charged, standing_id, written
from vouchbook.service.fees import LATE, asks_exam, endorsement_of, fees_of
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.person import known_person


def charge(
    office: Office, request: Request, person: PersonId, occasion: FeeOccasion, *, category: CategoryCode | None = None
) -> Done:
    """Charge what policy asks for an occasion, once; a charge that was voided is made anew.

    A membership is charged when it is bought; here, only what was voided of it by mistake is charged again.

    :raises Refused: policy has no fee for it, or there is nothing that it could be charged for
    """
    office.allow(request.principal, Action.CHARGE_FEE, Circumstances(about=person))

    def plan() -> Plan:
        known_person(office, person)
        association = office.association(request.on)
        moments, due_on, cycle = Moments(asked=request.on), request.on, None
        account: Account = office.load(ACCOUNT, person).state
        of: CategoryCode | None
        bought: PlanKey | None = None
        if occasion is FeeOccasion.MEMBERSHIP:
            subject: Subject
            subject, bought, due_on = _voided_membership(office, person, account)
            moments, of = Moments(asked=due_on), None
        elif occasion in ON_THE_WAY:
            state = _application(office, person, category)
            subject = ApplicationId(str(state.id))
            of = CategoryCode(str(state.category))
            submitted = state.submitted.on if state.submitted else None
            moments = Moments(asked=request.on, registered=state.opened_on, submitted=submitted)
            document = association.version.document
            if occasion is FeeOccasion.EXAM and not asks_exam(document, of, state.opened_on or request.on):
                raise Refused("no_exam_asked", category=of)
        else:
            endorsement = endorsement_of(office, person, category)
            _in_time(endorsement, occasion, request.on)
            subject, of = EndorsementId(endorsement.endorsement), CategoryCode(endorsement.category)
            cycle = endorsement.valid_until
            due_on = max(request.on, cycle)
        fees = fees_of(office, association, person, occasion, category=of, plan=bought, moments=moments)
        if cycle is not None and occasion in _OTHER and not _beside(account, EndorsementId(subject), cycle, fees):
            return Plan(writes=(), result={"person": person, "category": of, "charged": []})
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
            plan=bought,
            cycle=cycle,
            anew=True,
        )
        return Plan(
            writes=writes,
            jobs=charge_letter(office, request, person, writes),
            result={"person": person, "category": of, "charged": charged(writes)},
        )

    return office.record(request, "charge_fee", [person, occasion, category], plan)


def _voided_membership(office: Office, person: PersonId, account: Account) -> tuple[TermId, PlanKey | None, date]:
    """The latest term that stands and whose charge was voided, with its plan and the day on which it was bought.

    :raises Refused: ``membership_charged_when_bought``: there is none
    """
    membership: Membership = office.load(MEMBERSHIP, person).state
    standing = {term.term for term in membership.standing_terms}
    of = [each for each in account.charges.values() if each.terms.occasion is FeeOccasion.MEMBERSHIP]
    charged_still = {each.terms.subject for each in of if each.voided_on is None}
    again = [e.terms for e in of if e.terms.subject in standing and e.terms.subject not in charged_still]
    if not again:
        raise Refused("membership_charged_when_bought", person=person)
    latest = max(again, key=lambda terms: (terms.due_on, terms.on))
    return TermId(str(latest.subject)), latest.plan, latest.due_on


def _in_time(endorsement: EndorsementRow, occasion: FeeOccasion, on: date) -> None:
    """:raises Refused: a renewal of what has lapsed, a late one before it is late, a reinstatement of what has not"""
    lapsed = endorsement.interval.status(on) is EndorsementStatus.LAPSED
    until = (endorsement.grace_until or endorsement.valid_until) if lapsed else endorsement.valid_until
    if occasion is FeeOccasion.REINSTATEMENT:
        if not lapsed:
            raise Refused("not_lapsed_yet", category=endorsement.category, until=until)
    elif lapsed:
        raise Refused("lapsed_already", category=endorsement.category, until=until)
    elif occasion is LATE and on <= until:
        raise Refused("renewal_not_late", category=endorsement.category, until=until)


def _beside(account: Account, endorsement: EndorsementId, cycle: date, fees: tuple[Fee, ...]) -> bool:
    """Whether these fees may stand beside what was charged for the same cycle: a late renewal that is paid instead of
    the renewal, and that renewal, may not.

    :raises Refused: ``renewal_charged_already``: the other one stands open
    """
    if any(fee.occasion is LATE and fee.added_to is not None for fee in fees):
        return True
    other = FeeOccasion.RENEWAL if any(fee.occasion is LATE for fee in fees) else LATE
    there = standing_id(account, endorsement, other, cycle)
    if there is None or standing_id(account, endorsement, _OTHER[other], cycle) is not None:
        return True
    if account.open(there) or account.charges[there].moved:
        raise Refused("renewal_charged_already", charge=there, occasion=other)
    return False


_OTHER = {FeeOccasion.RENEWAL: LATE, LATE: FeeOccasion.RENEWAL}


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
