"""Who could review an application: standing, conflicts and load of everybody who reviews here, before one is named."""

from __future__ import annotations

from collections import Counter
from datetime import date

from msgspec import Struct

from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.authorize import Action, Principal, Role
from vouchbook.domain.names import ApplicationId, CategoryCode, PersonId, Relation
from vouchbook.projections.panels import reviews_awaited
from vouchbook.service import roles
from vouchbook.service.access import allowed
from vouchbook.service.case import read_case
from vouchbook.service.conflicts import relations
from vouchbook.service.office import Office
from vouchbook.service.person import known_person
from vouchbook.service.review import may_review


class Candidate(Struct, frozen=True):
    """Somebody who reviews here. ``conflicts`` bar them by policy; ``relations`` hold and bar nobody.

    ``stands``: policy's standing for reviewers holds. ``declared``: they said themself that they are no neutral judge.
    ``load`` counts the reviews that they have not completed.
    """

    person: PersonId
    name: str
    stands: bool
    conflicts: tuple[Relation, ...]
    relations: tuple[Relation, ...]
    declared: bool
    assigned: bool
    load: int

    @property
    def free(self) -> bool:
        """Whether nothing stands in the way."""
        return self.stands and not self.conflicts and not self.declared and not self.assigned


class Candidates(Struct, frozen=True):
    """``needed`` reviewers are on a panel of this category; ``override``: a conflict may be let pass with a reason."""

    people: tuple[Candidate, ...]
    needed: int
    override: bool


def candidates(office: Office, principal: Principal, application: ApplicationId, on: date) -> Candidates:
    """Everybody who holds the reviewer's role, those free and with the least to do first.

    :raises Refused: not for the asker, or one's own application
    """
    allowed(office, principal, Action.ASSIGN_REVIEWER, application, on)
    case = read_case(office, application)
    state: EndorsementApplication = case.application.state
    category = CategoryCode(str(state.category))
    plan = office.association(on).review_plan(category, on)
    load = Counter(row.reviewer for row in reviews_awaited(office.book, on))
    found = []
    for holder in roles.listing(office, principal):
        if holder.role is not Role.REVIEWER or holder.until is not None:
            continue
        reviewer = known_person(office, holder.person).state
        between = relations(reviewer, case)
        found.append(
            Candidate(
                person=holder.person,
                name=holder.name,
                stands=may_review(office, on, reviewer, category, plan),
                conflicts=_in_order(between & ({*plan.conflicts} | {Relation.SELF})),
                relations=_in_order(between - {*plan.conflicts} - {Relation.SELF}),
                declared=holder.person in state.partial,
                assigned=holder.person in state.reviewers,
                load=load[holder.person],
            )
        )
    ordered = sorted(found, key=lambda each: (not each.free, each.load, each.name.casefold(), each.person))
    return Candidates(tuple(ordered), state.panel or plan.reviewers, plan.override)


def _in_order(found: frozenset[Relation] | set[Relation]) -> tuple[Relation, ...]:
    return tuple(sorted(found, key=lambda relation: relation.value))
