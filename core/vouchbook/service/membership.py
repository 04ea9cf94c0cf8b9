"""Membership of the association and of other bodies: bought, claimed, and voided where it was recorded in error."""

from __future__ import annotations

from datetime import date

from vouchbook import defaults
from vouchbook.associations import Association
from vouchbook.domain import membership as memberships
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.evidence import Membership
from vouchbook.domain.names import FeeOccasion, ItemId, PersonId, PlanKey, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import MEMBERSHIP
from vouchbook.ledger.entries import Write
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.portfolio_tables import OTHER, association
from vouchbook.service import evidence
from vouchbook.service.charging import charge_letter, charged_for, charges
from vouchbook.service.entering import sold_plans, term_claimed
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.outbox import Recipient, letters
from vouchbook.service.person import known_person


def join(
    office: Office,
    request: Request,
    person: PersonId,
    plan: PlanKey,
    *,
    bought_on: date,
    last: date | None = None,
    another: bool = False,
    charge: bool = True,
) -> Done:
    """Record that ``plan`` was bought, and charge what it costs, by the rows that rule on the day of buying.

    How long it runs follows from policy. Bought again while it still runs, it begins on the day after, in whatever
    order the payments are recorded. With ``last``, somebody states the days: from ``bought_on`` through it.
    ``another``: once more on the same day. ``charge``: false where it was paid elsewhere.

    :raises PolicySilent: the association does not sell such a plan on that day
    :raises Refused: bought after today; the stated days end before they begin, or overlap another term
    """
    office.allow(request.principal, Action.RECORD_TERM, Circumstances(about=person))
    if bought_on > request.on:
        raise Refused("bought_after_today", on=bought_on, today=request.on)

    def planned() -> Plan:
        known_person(office, person)
        loaded = office.load(MEMBERSHIP, person)
        state: memberships.Membership = loaded.state
        sold_by = office.association(request.on)
        sold = defaults.sold_plan(sold_by.version.document, plan, bought_on)
        id_ = TermId(office.edge.mint("m"))
        command: memberships.Command
        if last is None:
            command = _bought(office, sold_by, person, plan, bought_on, id_, another=another)
        else:
            command = _stated(office, sold_by, person, plan, bought_on, last, id_)
        events = memberships.decide(command, state)
        now: memberships.Membership = MEMBERSHIP.fold(events, state)
        term = next(term for term in now.standing_terms if term.term == _told(command, state, events))
        writes: tuple[Write, ...] = (loaded.write(events),)
        if charge and any(isinstance(event, memberships.TermBought | memberships.TermRecorded) for event in events):
            writes += charges(
                office,
                sold_by,
                person,
                FeeOccasion.MEMBERSHIP,
                subject=term.term,
                plan=plan,
                on=request.on,
                due_on=bought_on,
            )
        welcome = ("membership_confirmed", Recipient(person=person), {"term": term.term})
        return Plan(
            writes=writes,
            jobs=(
                *letters(office, request, events, welcome),
                *charge_letter(office, request, person, writes),
            ),
            result={
                "person": person,
                "term": term.term,
                "plan": plan,
                "held_by": sold.held_by,
                "bought_on": bought_on.isoformat(),
                "begins": term.first.isoformat(),
                "ends": term.last.isoformat(),
                "moved": _moved(state, now),
                "charged": charged_for(office, person, term.term, writes),
            },
        )

    return office.record(request, "join", [person, plan, bought_on, last, another, charge], planned)


def _bought(
    office: Office, sold_by: Association, person: PersonId, plan: PlanKey, on: date, term: TermId, *, another: bool
) -> memberships.BuyTerm:
    """What the association answers for a purchase; where its code answers otherwise than policy, the length stays."""
    document = sold_by.version.document
    proposed, days = defaults.membership_term(document, plan, on), sold_by.membership_term(plan, on)
    as_policy = (days.first, days.last) == (proposed.first, proposed.last)
    return memberships.BuyTerm(
        person=person,
        term=term,
        association=office.code,
        plan=plan,
        bought_on=on,
        first=days.first,
        last=days.last,
        year=defaults.membership_year(document, plan, on) if as_policy else None,
        another=another,
    )


def _stated(
    office: Office, sold_by: Association, person: PersonId, plan: PlanKey, first: date, last: date, term: TermId
) -> memberships.RecordTerm:
    return memberships.RecordTerm(
        person=person,
        term=term,
        association=office.code,
        plan=plan,
        first=first,
        last=last,
        source=Source.CONFIRMED,
        beside=_held_by_others(sold_by.version.document, plan),
    )


def _held_by_others(document: PolicyDocument, plan: PlanKey) -> tuple[PlanKey, ...]:
    """The plans that another one holds, a person or their organisation: both may run at once."""
    holders = {row.key: row.held_by for row in document.plan}
    return tuple(key for key, holder in holders.items() if holder != holders.get(plan))


def _told(
    command: memberships.BuyTerm | memberships.RecordTerm,
    before: memberships.Membership,
    events: list[memberships.Event],
) -> TermId:
    """The term that a request speaks of: the one just recorded, or the one that stood there already."""
    for event in events:
        return event.term
    if isinstance(command, memberships.BuyTerm):
        there = memberships.bought_already(before, command.association, command.plan, command.bought_on)
        return there.term if there else command.term
    asked = (command.association, command.plan, command.first, command.last)
    return next(t.term for t in before.standing_terms if (t.association, t.plan, t.first, t.last) == asked)


def _moved(before: memberships.Membership, now: memberships.Membership) -> list[dict[str, str]]:
    """The terms that cover other days now, because something was bought before them or is void."""
    were = {term.term: term for term in before.standing_terms}
    return [
        {"term": term.term, "begins": term.first.isoformat(), "ends": term.last.isoformat()}
        for term in now.standing_terms
        if term != were.get(term.term, term)
    ]


def claim(
    office: Office, request: Request, person: PersonId, body: str, *, first: date, last: date, plan: str = OTHER
) -> Done:
    """Record a membership, of this association or another body, as a claim: it counts once the coordinator has seen it.

    ``body`` is its code: two letters of a state, or initials such as WAIMH.

    :raises Refused: ``unknown_body``; it ends before it begins, or overlaps another term of that body
    """
    office.allow(request.principal, Action.RECORD_EVIDENCE, Circumstances(about=person))
    code = association(body)
    if code == OTHER:
        raise Refused("unknown_body", body=body)

    def planned() -> Plan:
        known_person(office, person)
        loaded = office.load(MEMBERSHIP, person)
        facts = Membership(code, PlanKey(plan), first, last)
        term, sold = TermId(office.edge.mint("m")), sold_plans(office, request.on)
        events = term_claimed(office.code, person, term, facts, sold, loaded.state)
        now: memberships.Membership = MEMBERSHIP.fold(events, loaded.state)
        found = next(t for t in now.standing_terms if (t.association, t.first, t.last) == (code, first, last))
        return Plan(writes=(loaded.write(events),), result={"person": person, "term": found.term, "of": code})

    return office.record(request, "claim_membership", [person, body, plan, first, last], planned)


def void(office: Office, request: Request, person: PersonId, term: TermId) -> Done:
    """Say that a term was recorded in error; a payment that was moved behind it moves back.

    What was charged for it stays, and stands in the result as ``charged``.
    """
    office.allow(request.principal, Action.RECORD_TERM, Circumstances(about=person))

    def plan() -> Plan:
        known_person(office, person)
        loaded = office.load(MEMBERSHIP, person)
        events = memberships.decide(memberships.VoidTerm(term), loaded.state)
        charged = charged_for(office, person, term, ())
        moved = _moved(loaded.state, MEMBERSHIP.fold(events, loaded.state))
        result = {"person": person, "term": term, "moved": moved, "charged": charged}
        return Plan(writes=(loaded.write(events),), result=result)

    return office.record(request, "void_term", [person, term], plan)


def confirm(
    office: Office, request: Request, person: PersonId, terms: tuple[TermId, ...], *, source: Source, where: str
) -> Done:
    """Say that claimed terms were seen, and ``where``; from then on they count.

    :raises Refused: a term that nobody claimed, or whose days were bought in part; then none is confirmed
    """
    office.allow(request.principal, Action.CONFIRM_EVIDENCE, Circumstances(about=person))
    known_person(office, person)
    state: memberships.Membership = office.load(MEMBERSHIP, person).state
    for term in terms:
        memberships.must_stand(term, state)
    claims = evidence.Claims(tuple(ItemId(term) for term in terms))
    return evidence.confirm(office, request, person, claims, source=source, where=where)


def terms(office: Office, principal: Principal, person: PersonId) -> memberships.Membership:
    """Everything ever recorded of somebody's membership."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    known_person(office, person)
    state: memberships.Membership = office.load(MEMBERSHIP, person).state
    return state
