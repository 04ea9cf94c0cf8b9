"""What is told of a proposed policy before anybody adopts it: whom it would affect, in what, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    CategoryCode,
    Digest,
    EndorsementId,
    FeeOccasion,
    PersonId,
    PlanKey,
    RequirementKey,
    StandingName,
    TermId,
)
from vouchbook.domain.trace import Finding, Status
from vouchbook.hookspecs import Fee, ReviewPlan, Term

Json = dict[str, Any]


class LineImpact(Struct, frozen=True):
    """A line that says something else of somebody; ``None``: the sheet has no such line, or does not ask them.

    ``why`` is what of the rule differs, in words, old → new.
    """

    key: RequirementKey
    before: Finding | None
    after: Finding | None
    why: tuple[str, ...]


class SheetImpact(Struct, frozen=True):
    """What two sheets say of one person: their worst status under each, and the lines that differ.

    ``problem``: why there is no answer under one of them: no such category, or no sheet. Then there is no status.
    """

    before: Status | None
    after: Status | None
    lines: tuple[LineImpact, ...]
    problem_before: str | None = None
    problem_after: str | None = None


class FeeImpact(Struct, frozen=True):
    """A price that changes; ``None``: nothing is charged. ``plan`` where it is of a membership."""

    occasion: FeeOccasion
    before: Fee | None
    after: Fee | None
    category: CategoryCode | None = None
    plan: PlanKey | None = None
    member: bool | None = None


class ReviewImpact(Struct, frozen=True):
    """Who reviews it; ``None``: the policy does not say. The size of a panel that is at work stays as it was."""

    before: ReviewPlan | None
    after: ReviewPlan | None


class TermImpact(Struct, frozen=True):
    """The days for which an endorsement would hold; ``None``: the policy does not say."""

    before: Term | None
    after: Term | None


class ApplicationImpact(Struct, frozen=True):
    """An open application for which something would change; what is nothing stays as it is."""

    application: ApplicationId
    person: PersonId
    category: CategoryCode
    sheet: SheetImpact | None = None
    review: ReviewImpact | None = None
    holds: TermImpact | None = None
    fees: tuple[FeeImpact, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.sheet or self.review or self.holds or self.fees)


class EndorsementImpact(Struct, frozen=True):
    """An endorsement in force for whose next renewal something would change; its own days stay as written.

    ``renewed`` are the days for which it would hold when it is renewed on its due day.
    """

    endorsement: EndorsementId
    person: PersonId
    category: CategoryCode
    valid_until: date
    sheet: SheetImpact | None = None
    renewed: TermImpact | None = None
    fees: tuple[FeeImpact, ...] = ()

    @property
    def nothing(self) -> bool:
        return not (self.sheet or self.renewed or self.fees)


class StandingImpact(Struct, frozen=True):
    """Somebody who would count for more or for less: for applicants of which categories they may do something.

    What is ``awaited`` counts once a reviewer has accepted it.
    """

    person: PersonId
    may: StandingName
    before: tuple[CategoryCode, ...]
    after: tuple[CategoryCode, ...]
    awaited_before: tuple[CategoryCode, ...] = ()
    awaited_after: tuple[CategoryCode, ...] = ()


class MemberImpact(Struct, frozen=True):
    """A member whose next membership of the same plan would cost something else, or cover other days."""

    term: TermId
    person: PersonId
    plan: PlanKey
    fees: tuple[FeeImpact, ...] = ()
    covers: TermImpact | None = None

    @property
    def nothing(self) -> bool:
        return not (self.fees or self.covers)


class DayImpact(Struct, frozen=True):
    """What would be otherwise on a day, had the policy been adopted by then, and who is concerned."""

    on: date
    applications: tuple[ApplicationImpact, ...] = ()
    endorsements: tuple[EndorsementImpact, ...] = ()
    standings: tuple[StandingImpact, ...] = ()
    members: tuple[MemberImpact, ...] = ()
    prices: tuple[FeeImpact, ...] = ()

    @property
    def people(self) -> frozenset[PersonId]:
        """Everybody who is concerned in anything."""
        lists = (self.applications, self.endorsements, self.standings, self.members)
        return frozenset(each.person for affected in lists for each in affected)

    @property
    def nothing(self) -> bool:
        return not (self.people or self.prices)


class Looked(Struct, frozen=True):
    """At how much of the book was looked, so that "nobody" can be believed."""

    people: int
    applications: int
    endorsements: int
    members: int


class Impact(Struct, frozen=True):
    """Everything that a policy would change if it were adopted to rule from ``in_force_from``.

    ``days``: that day, and every later one on which rows in which the two versions differ begin or end. Amounts are in
    ``currency``, which is the association's.
    """

    association: AssociationCode
    name: str
    before: Digest
    after: Digest
    in_force_from: date
    currency: str
    looked: Looked
    days: tuple[DayImpact, ...]

    @property
    def nothing(self) -> bool:
        return all(day.nothing for day in self.days)

    def on(self, day: date) -> DayImpact:
        """What would be otherwise on one of its days."""
        return next(each for each in self.days if each.on == day)


def counts(of: DayImpact) -> dict[str, int]:
    """How many of each are affected on a day."""
    return {
        "people": len(of.people),
        "applications": len(of.applications),
        "endorsements": len(of.endorsements),
        "standings": len(of.standings),
        "members": len(of.members),
        "prices": len(of.prices),
    }


def as_json(found: Impact) -> Json:
    """The same content, people by their ids; statuses, occasions and days as codes."""
    made: Json = msgspec.to_builtins(found, enc_hook=str)
    made["nothing"] = found.nothing
    for written, each in zip(made["days"], found.days, strict=True):
        written["summary"] = counts(each)
    return made
