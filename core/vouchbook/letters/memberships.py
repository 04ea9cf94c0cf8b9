"""What is said of somebody's membership: what a purchase brought, and where they stand on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from vouchbook.domain.names import AssociationCode, PersonId, PlanKey, Source, TermId
from vouchbook.domain.terms import Run
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import money


class SeenTerm(Struct, frozen=True):
    """A term with the days that it covers; a void one with those that it would have covered alone.

    ``moved``: bought while the plan was still running, it begins on the day after. ``held_by`` is unknown of a plan
    that the policy does not name, and of other bodies.
    """

    term: TermId
    of: AssociationCode
    plan: PlanKey
    first: date
    last: date
    source: Source
    bought_on: date | None
    void: bool
    moved: bool
    held_by: str | None


class Status(Struct, frozen=True):
    """Whether somebody is a member of an association on a day, since when and how long without a gap.

    ``lapses`` are the days between their own terms, by what was known; an organisation's membership fills none.
    ``known_on`` and ``known_at`` say how much of the book was looked at; without them, all of it.
    """

    person: PersonId
    association: AssociationCode
    on: date
    known_on: date | None
    known_at: int | None
    member: bool
    since: date | None
    through: date | None
    lapses: tuple[Run, ...]
    terms: tuple[SeenTerm, ...]


def joined(result: Mapping[str, Any]) -> str:
    """What came of a purchase, and why it begins later where it does."""
    who, first, bought = result["person"], result["begins"], result["bought_on"]
    moved = f", because until then the plan is paid for already (bought on {bought})" if first > bought else ""
    own = "is a member" if result["held_by"] == "person" else "belongs to an organisation that is a member"
    return f"{who} {own} from {first} through {result['ends']} ({result['term']}){moved}."


def moved(result: Mapping[str, Any]) -> Iterator[str]:
    """Which other terms cover other days now."""
    for each in result["moved"]:
        yield f"{each['term']} now covers {each['begins']} through {each['ends']}."


def still_charged(result: Mapping[str, Any], currency: str) -> Iterator[str]:
    """What remains charged for a term that is void, and how that is taken back."""
    for each in result["charged"]:
        yield (
            f"{money(each['cents'], currency)} stay charged for it; where they are not owed: vouchbook account void "
            f"{result['person']} {each['charge']} --reason …"
        )


def source(term: SeenTerm) -> str:
    """How a term came into the book, or that it is void."""
    return "void" if term.void else term.source.value


def status(seen: Status) -> Iterator[str]:
    """Where somebody stands, in a few sentences."""
    told = f", as far as was known on {seen.known_on}" if seen.known_on else ""
    told += f", as the book stood at position {seen.known_at}" if seen.known_at is not None else ""
    if seen.member:
        days = f"{seen.since} through {seen.through}"
        yield f"{seen.person} is a member of {seen.association} on {seen.on}{told}: {days}."
    else:
        yield f"{seen.person} is no member of {seen.association} on {seen.on}{told}."
        yield from _coming(seen)
    for lapse in seen.lapses:
        yield f"Not a member from {lapse.first} {f'through {lapse.last}' if lapse.last else 'on'}."
    for term in seen.terms:
        yield from _beside(term, seen)


def _coming(seen: Status) -> Iterator[str]:
    """When a membership begins that was bought already."""
    own = [term for term in seen.terms if _own(term, seen) and term.first > seen.on]
    if own:
        yield f"The next one begins on {min(term.first for term in own)}."


def _own(term: SeenTerm, seen: Status) -> bool:
    counts = not term.void and term.source is not Source.ASSERTED
    return counts and term.of == seen.association and term.held_by != "organisation"


def _beside(term: SeenTerm, seen: Status) -> Iterator[str]:
    """What is running that makes nobody a member here: a claim, an organisation's membership, that of another body."""
    if term.void or not term.first <= seen.on <= term.last:
        return
    days = f"{term.first} through {term.last} ({term.term})"
    if term.source is Source.ASSERTED:
        yield f"A membership of {term.of} is claimed, {days}; once you have seen it: vouchbook member confirm."
    elif term.of != seen.association:
        yield f"Also a member of {term.of}, {days}."
    elif term.held_by == "organisation":
        yield f"Belongs to an organisation with the plan “{spaced(term.plan)}”, {days}; that is not their own."
