"""Membership of an association: what was bought, stated or claimed; nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import evidence
from vouchbook.domain.events import Clear, event
from vouchbook.domain.evidence import Item
from vouchbook.domain.names import AssociationCode, ItemId, PersonId, PlanKey, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed
from vouchbook.domain.terms import Term, covered, laid, must_lie_apart, same_plan
from vouchbook.domain.years import MembershipYear


@event("term_bought", stream="membership")
class TermBought(Struct, frozen=True):
    """A membership was bought. Alone it would cover ``first`` through ``last``; where it lies, ``terms.laid`` says.

    ``year`` is how long it runs from another day on; without one it keeps its length.
    """

    person: PersonId
    term: TermId
    association: AssociationCode
    plan: PlanKey
    bought_on: date
    first: date
    last: date
    year: MembershipYear | None


@event("term_recorded", stream="membership")
class TermRecorded(Struct, frozen=True):
    """A term of membership whose days somebody stated, from ``first`` through ``last``."""

    person: PersonId
    term: TermId
    association: AssociationCode
    plan: PlanKey
    first: date
    last: date
    source: Source


def _nowhere(clear: Clear) -> Clear:
    """Where a claim was seen was not kept before."""
    return {**clear, "seen_on": None}


@event("term_confirmed", stream="membership", schema=2, upcasts=(_nowhere,))
class TermConfirmed(Struct, frozen=True):
    """A claimed term was seen in the records of the body that sold it; ``where`` says in which, and ``seen_on`` when.

    Both are missing in what was confirmed before they were asked for.
    """

    term: TermId
    source: Source
    seen_on: date | None = None
    where: Sealed[str] | None = None


@event("term_voided", stream="membership")
class TermVoided(Struct, frozen=True):
    """A term was recorded in error; it stays readable and covers no day."""

    term: TermId


Event = TermBought | TermRecorded | TermConfirmed | TermVoided


class BuyTerm(Struct, frozen=True):
    """Record what was bought; ``first``, ``last`` and ``year`` are what the association answers for that day.

    The same plan bought twice on a day is one purchase, unless ``another`` says otherwise.
    """

    person: PersonId
    term: TermId
    association: AssociationCode
    plan: PlanKey
    bought_on: date
    first: date
    last: date
    year: MembershipYear | None
    another: bool = False


class RecordTerm(Struct, frozen=True):
    """Record a term by its days. ``beside``: plans whose terms it may lie upon, because another one holds them."""

    person: PersonId
    term: TermId
    association: AssociationCode
    plan: PlanKey
    first: date
    last: date
    source: Source
    beside: tuple[PlanKey, ...] = ()


class ConfirmTerm(Struct, frozen=True):
    term: TermId
    source: Source
    seen_on: date | None = None
    where: Sealed[str] | None = None


class VoidTerm(Struct, frozen=True):
    term: TermId


Command = BuyTerm | RecordTerm | ConfirmTerm | VoidTerm


class Membership(Struct, frozen=True):
    """The terms of one person as they were recorded; where they lie follows from all of them."""

    terms: Mapping[TermId, TermBought | TermRecorded] = {}
    voided: frozenset[TermId] = frozenset()

    @property
    def standing_terms(self) -> tuple[Term, ...]:
        """The terms that are not void, with the days that they cover, by first day."""
        return laid(as_term(term) for id_, term in self.terms.items() if id_ not in self.voided)

    def covers(self, on: date, association: AssociationCode) -> bool:
        """Whether a confirmed term of ``association`` covers the day."""
        return any(
            term.first <= on <= term.last and term.association == association and term.counts
            for term in self.standing_terms
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """The terms as evidence that rules read, but for claims of what was bought anyhow."""
        standing = self.standing_terms
        return tuple(
            Item(
                id=ItemId(term.term),
                facts=evidence.Membership(term.association, term.plan, term.first, term.last),
                source=term.source,
            )
            for term in standing
            if term.counts or not covered(term, standing)
        )


NO_TERMS = Membership()


def decide(command: Command, membership: Membership) -> list[Event]:
    """:raises Refused: a term that ends before it begins or overlaps one of the same body; an unknown or voided one"""
    match command:
        case BuyTerm():
            return _buy(command, membership)
        case RecordTerm():
            return _record(command, membership)
        case ConfirmTerm():
            return _confirm(command, membership)
        case VoidTerm(term=term):
            if term in membership.voided:
                return []
            must_stand(term, membership)
            return [TermVoided(term=term)]
        case _:
            assert_never(command)


def _buy(command: BuyTerm, membership: Membership) -> list[Event]:
    if command.last < command.first:
        raise Refused("term_ends_before_it_begins", first=command.first, last=command.last)
    bought = TermBought(
        person=command.person,
        term=command.term,
        association=command.association,
        plan=command.plan,
        bought_on=command.bought_on,
        first=command.first,
        last=command.last,
        year=command.year,
    )
    there = membership.terms.get(command.term)
    if there == bought and command.term not in membership.voided:
        return []
    if not command.another and bought_already(membership, command.association, command.plan, command.bought_on):
        return []
    if there is not None:
        raise Refused("term_exists", term=command.term)
    return [bought]


def bought_already(membership: Membership, association: AssociationCode, plan: PlanKey, on: date) -> Term | None:
    """The term that came of this plan when it was bought on a day."""
    for term in membership.standing_terms:
        if (term.association, term.plan, term.bought_on) == (association, plan, on):
            return term
    return None


def _record(command: RecordTerm, membership: Membership) -> list[Event]:
    if command.last < command.first:
        raise Refused("term_ends_before_it_begins", first=command.first, last=command.last)
    standing = membership.standing_terms
    of_body = [term for term in standing if term.association == command.association]
    for term in of_body:
        if (term.plan, term.first, term.last) == (command.plan, command.first, command.last):
            if term.counts or command.source is Source.ASSERTED:
                return []
            return [TermConfirmed(term=term.term, source=command.source)]
    for term in of_body:
        if term.plan not in command.beside:
            must_lie_apart(command.first, command.last, term, standing)
    if command.term in membership.terms:
        raise Refused("term_exists", term=command.term)
    return [
        TermRecorded(
            person=command.person,
            term=command.term,
            association=command.association,
            plan=command.plan,
            first=command.first,
            last=command.last,
            source=command.source,
        )
    ]


def _confirm(command: ConfirmTerm, membership: Membership) -> list[Event]:
    """Confirming what is confirmed, or was bought, says nothing new; a claim beside it would cover its days twice."""
    must_stand(command.term, membership)
    standing = membership.standing_terms
    claim = next(term for term in standing if term.term == command.term)
    if claim.source is command.source or command.source is Source.ASSERTED or claim.bought_on is not None:
        return []
    if not claim.counts:
        if covered(claim, standing):
            return []
        for term in same_plan(claim, standing):
            must_lie_apart(claim.first, claim.last, term, standing)
    return [TermConfirmed(term=command.term, source=command.source, seen_on=command.seen_on, where=command.where)]


def must_stand(term: TermId, membership: Membership) -> TermBought | TermRecorded:
    """:raises Refused: ``unknown_term``: nothing of that id was recorded, or it is void"""
    if term not in membership.terms or term in membership.voided:
        raise Refused("unknown_term", term=term)
    return membership.terms[term]


def evolve(membership: Membership, event: Event) -> Membership:
    match event:
        case TermBought(term=term) | TermRecorded(term=term):
            return replace(membership, terms={**membership.terms, term: event})
        case TermConfirmed(term=term, source=source):
            recorded = membership.terms[term]
            if isinstance(recorded, TermBought):  # it counted already
                return membership
            return replace(membership, terms={**membership.terms, term: replace(recorded, source=source)})
        case TermVoided(term=term):
            return replace(membership, voided=membership.voided | {term})
        case _:
            assert_never(event)


def as_term(recorded: TermBought | TermRecorded) -> Term:
    """A term as it was recorded, with the days that it would cover alone."""
    term = Term(recorded.term, recorded.association, recorded.plan, recorded.first, recorded.last, Source.CONFIRMED)
    if isinstance(recorded, TermBought):
        return replace(term, bought_on=recorded.bought_on, year=recorded.year)
    return replace(term, source=recorded.source)
