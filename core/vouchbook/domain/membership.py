"""Membership of an association: dated terms, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import evidence
from vouchbook.domain.events import event
from vouchbook.domain.evidence import Item
from vouchbook.domain.names import AssociationCode, ItemId, PersonId, PlanKey, Source, TermId
from vouchbook.domain.refusal import Refused


@event("term_recorded", stream="membership")
class TermRecorded(Struct, frozen=True):
    """A term of membership, from ``first`` through ``last``."""

    person: PersonId
    term: TermId
    association: AssociationCode
    plan: PlanKey
    first: date
    last: date
    source: Source


@event("term_confirmed", stream="membership")
class TermConfirmed(Struct, frozen=True):
    """A claimed term was seen in the association's own records."""

    term: TermId
    source: Source


@event("term_voided", stream="membership")
class TermVoided(Struct, frozen=True):
    """A term was recorded in error; it stays readable and covers no day."""

    term: TermId


Event = TermRecorded | TermConfirmed | TermVoided


class RecordTerm(Struct, frozen=True):
    person: PersonId
    term: TermId
    association: AssociationCode
    plan: PlanKey
    first: date
    last: date
    source: Source


class ConfirmTerm(Struct, frozen=True):
    term: TermId
    source: Source


class VoidTerm(Struct, frozen=True):
    term: TermId


Command = RecordTerm | ConfirmTerm | VoidTerm


class Membership(Struct, frozen=True):
    """The terms of one person, in the order in which they were recorded."""

    terms: Mapping[TermId, TermRecorded] = {}
    voided: frozenset[TermId] = frozenset()

    @property
    def standing_terms(self) -> tuple[TermRecorded, ...]:
        return tuple(term for id_, term in self.terms.items() if id_ not in self.voided)

    def covers(self, on: date, association: AssociationCode) -> bool:
        """Whether a confirmed term of ``association`` covers the day."""
        return any(
            term.first <= on <= term.last and term.association == association and term.source is not Source.ASSERTED
            for term in self.standing_terms
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """The terms as evidence that rules read."""
        return tuple(
            Item(
                id=ItemId(term.term),
                facts=evidence.Membership(
                    association=term.association, plan=term.plan, first=term.first, last=term.last
                ),
                source=term.source,
            )
            for term in self.standing_terms
        )


NO_TERMS = Membership()


def decide(command: Command, membership: Membership) -> list[Event]:
    """:raises Refused: a term that ends before it begins or overlaps one of the same body; an unknown or voided one"""
    match command:
        case RecordTerm():
            return _record(command, membership)
        case ConfirmTerm(term=term, source=source):
            if source in (_known(term, membership).source, Source.ASSERTED):
                return []
            return [TermConfirmed(term=term, source=source)]
        case VoidTerm(term=term):
            if term in membership.voided:
                return []
            _known(term, membership)
            return [TermVoided(term=term)]
        case _:
            assert_never(command)


def _record(command: RecordTerm, membership: Membership) -> list[Event]:
    if command.last < command.first:
        raise Refused("term_ends_before_it_begins", first=command.first, last=command.last)
    for term in membership.standing_terms:
        if term.association != command.association:
            continue
        if (term.plan, term.first, term.last) == (command.plan, command.first, command.last):
            if term.source is not Source.ASSERTED or command.source is Source.ASSERTED:
                return []
            return [TermConfirmed(term=term.term, source=command.source)]
        if term.first <= command.last and command.first <= term.last:
            raise Refused("term_overlaps", term=term.term, first=term.first, last=term.last)
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


def _known(term: TermId, membership: Membership) -> TermRecorded:
    if term not in membership.terms or term in membership.voided:
        raise Refused("unknown_term", term=term)
    return membership.terms[term]


def evolve(membership: Membership, event: Event) -> Membership:
    match event:
        case TermRecorded(term=term):
            return replace(membership, terms={**membership.terms, term: event})
        case TermConfirmed(term=term, source=source):
            return replace(membership, terms={**membership.terms, term: replace(membership.terms[term], source=source)})
        case TermVoided(term=term):
            return replace(membership, voided=membership.voided | {term})
        case _:
            assert_never(event)
