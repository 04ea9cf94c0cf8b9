"""The days that terms of membership cover, whatever the order in which they were recorded; and the days between.

A plan bought again while it still runs begins on the day after. Where each term lies follows from the set of what was
bought, by the days of buying: a payment that is recorded late finds its place, and the later ones move.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import AssociationCode, PlanKey, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.years import DAY, MembershipYear, as_long


class Term(Struct, frozen=True):
    """A term with its days. ``bought_on`` is there where they follow from the day of buying, and not where stated.

    ``year`` is how long it runs wherever it begins; without one, a bought term keeps the length that it has.
    """

    term: TermId
    association: AssociationCode
    plan: PlanKey
    first: date
    last: date
    source: Source
    bought_on: date | None = None
    year: MembershipYear | None = None

    @property
    def counts(self) -> bool:
        """A claim covers no day until it is confirmed."""
        return self.source is not Source.ASSERTED

    def beginning(self, begins: date) -> Term:
        """The same term from another first day on."""
        if begins == self.first:
            return self
        last = as_long(self.first, self.last, begins) if self.year is None else self.year.last(begins)
        return replace(self, first=begins, last=last)


class Run(Struct, frozen=True):
    """Days in a row, both included; ``last`` is ``None`` where no end is known."""

    first: date
    last: date | None


def laid(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Every term where it lies, by first day: each bought one from the first day on that its plan leaves free."""
    plans: dict[tuple[AssociationCode, PlanKey], list[Term]] = {}
    for term in terms:
        plans.setdefault((term.association, term.plan), []).append(term)
    found = [placed for plan in plans.values() for placed in _laid(plan)]
    return tuple(sorted(found, key=lambda term: (term.first, term.last, term.term)))


def _laid(terms: list[Term]) -> list[Term]:
    """The terms of one plan: those whose days are stated stay, the bought ones follow in the order of buying."""
    placed = [term for term in terms if term.bought_on is None]
    bought = [term for term in terms if term.bought_on is not None]
    for term in sorted(bought, key=lambda term: (term.bought_on or date.min, term.term)):
        placed.append(term.beginning(free_from(term.first, placed)))
    return placed


def free_from(day: date, terms: Iterable[Term]) -> date:
    """The first day, from ``day`` on, that none of these terms covers."""
    for first, last in runs(terms):
        if first <= day <= last:
            return last + DAY
    return day


def runs(terms: Iterable[Term]) -> tuple[tuple[date, date], ...]:
    """The days that terms cover, as stretches apart from each other, in order; claims cover none."""
    found: list[tuple[date, date]] = []
    for first, last in sorted((term.first, term.last) for term in terms if term.counts):
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def lapses(terms: Iterable[Term], on: date) -> tuple[Run, ...]:
    """The days between terms, as seen on a day; the last one is open where no term has begun again by then."""
    stretches = [(first, last) for first, last in runs(terms) if first <= on]
    begin_again = [first - DAY for first, _ in stretches[1:]]
    gaps = zip(stretches, [*begin_again, None], strict=True) if stretches else ()
    return tuple(Run(last + DAY, until) for (_, last), until in gaps if last < on)


def same_plan(claim: Term, standing: Iterable[Term]) -> Iterator[Term]:
    """What counts of the plan that is claimed, the claim itself aside."""
    for term in standing:
        if term.counts and term is not claim and (term.association, term.plan) == (claim.association, claim.plan):
            yield term


def covered(claim: Term, standing: Iterable[Term]) -> bool:
    """Whether terms of the same plan cover every day that is claimed."""
    return any(first <= claim.first and claim.last <= last for first, last in runs(same_plan(claim, standing)))


def must_lie_apart(first: date, last: date, term: Term, standing: Iterable[Term]) -> None:
    """:raises Refused: ``term_overlaps``, with the first day from which nothing of that body is in the way"""
    if term.first <= last and first <= term.last:
        upon = [replace(each, source=Source.CONFIRMED) for each in standing if each.association == term.association]
        raise Refused(
            "term_overlaps", term=term.term, first=term.first, last=term.last, free=free_from(term.last, upon)
        )
