"""Membership of the association: joined by plan, confirmed where it was only claimed, voided where wrong."""

from __future__ import annotations

from datetime import date

from vouchbook.domain import membership as memberships
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import PersonId, PlanKey, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import MEMBERSHIP
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.person import known_person


def join(
    office: Office, request: Request, person: PersonId, plan: PlanKey, *, bought_on: date, last: date | None = None
) -> Done:
    """Record a term of ``plan`` from ``bought_on``; its last day follows from policy unless it is given.

    :raises PolicySilent: the association sells no such plan
    :raises Refused: the term overlaps another one
    """
    office.allow(request.principal, Action.RECORD_TERM, Circumstances(about=person))
    if bought_on > request.on:
        raise Refused("bought_after_today", on=bought_on, today=request.on)

    def planned() -> Plan:
        known_person(office, person)
        loaded = office.load(MEMBERSHIP, person)
        covered = office.association(request.on).membership_term(plan, bought_on)
        until = last or covered.last
        events = memberships.decide(
            memberships.RecordTerm(
                person=person,
                term=TermId(office.edge.mint("m")),
                association=office.code,
                plan=plan,
                first=covered.first,
                last=until,
                source=Source.CONFIRMED,
            ),
            loaded.state,
        )
        asked = (office.code, plan, covered.first, until)
        terms = MEMBERSHIP.fold(events, loaded.state).standing_terms
        term = next(t.term for t in terms if (t.association, t.plan, t.first, t.last) == asked)
        return Plan(writes=(loaded.write(events),), result={"person": person, "term": term, "last": until.isoformat()})

    return office.record(request, "join", [person, plan, bought_on, last], planned)


def void(office: Office, request: Request, person: PersonId, term: TermId) -> Done:
    """Say that a term was recorded in error."""
    office.allow(request.principal, Action.RECORD_TERM, Circumstances(about=person))

    def plan() -> Plan:
        known_person(office, person)
        loaded = office.load(MEMBERSHIP, person)
        events = memberships.decide(memberships.VoidTerm(term), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "term": term})

    return office.record(request, "void_term", [person, term], plan)


def terms(office: Office, principal: Principal, person: PersonId) -> memberships.Membership:
    """Everything ever recorded of somebody's membership."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    known_person(office, person)
    state: memberships.Membership = office.load(MEMBERSHIP, person).state
    return state
