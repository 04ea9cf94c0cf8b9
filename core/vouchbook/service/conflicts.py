"""Conflicts of interest: how a reviewer stands to an applicant, and what the coordinator let pass."""

from __future__ import annotations

from collections.abc import Iterable

from vouchbook.domain import evidence as kinds
from vouchbook.domain.application import ApplicationSubmitted, EndorsementApplication, ReviewerAssigned
from vouchbook.domain.evidence import Facts
from vouchbook.domain.names import ColleagueId, EmployerKey, PersonId, Relation
from vouchbook.domain.person import Person
from vouchbook.domain.rating import Rating
from vouchbook.domain.refusal import Refused
from vouchbook.hookspecs import ReviewPlan
from vouchbook.service.case import Case


def let_pass(conflicts: frozenset[Relation], plan: ReviewPlan, override: str) -> tuple[Relation, ...]:
    """The conflicts that the coordinator lets pass, with the reason that policy asks for.

    One's own application is none of them: the decider refuses it, and no reason lets it pass.

    :raises Refused: there is a conflict, and no reason given or none possible
    """
    barred = tuple(sorted(conflicts - {Relation.SELF}, key=lambda relation: relation.value))
    if barred and not (plan.override and override.strip()):
        raise Refused("reviewer_conflict", relations=tuple(r.value for r in barred), override=plan.override)
    return barred


def let_pass_for(reviewer: PersonId, case: Case) -> frozenset[Relation]:
    """What was let pass when this reviewer joined the panel of the current submission."""
    found: frozenset[Relation] = frozenset()
    for entry in case.application.entries:
        match entry.event:
            case ApplicationSubmitted():
                found = frozenset()
            case ReviewerAssigned(reviewer=assigned, overridden=overridden) if assigned == reviewer:
                found = frozenset(overridden)
            case _:
                pass
    return found


def relations(reviewer: Person, case: Case) -> frozenset[Relation]:
    """How a reviewer stands to an applicant. What was submitted tells also where they have taken it back since."""
    return between(reviewer, case.person.state, _told(case), (rating.state for rating in case.ratings))


def between(
    reviewer: Person, applicant: Person, items: tuple[Facts, ...], ratings: Iterable[Rating]
) -> frozenset[Relation]:
    """How somebody stands to another, as far as the evidence of both tells: ``items`` and ``ratings`` are the other's.

    The same person is recognised by e-mail address, or because a colleague was identified as them; the same employer
    by name. Addresses and names are keyed digests.
    """
    if reviewer.id == applicant.id:
        return frozenset({Relation.SELF})
    them = _called_like(reviewer, items) | _identified_as(reviewer, applicant)
    found: set[Relation] = set()
    for asked in (rating.requested for rating in ratings):
        if asked is not None and asked.rater in them:
            found |= {Relation.RATER} | ({Relation.CURRENT_SUPERVISOR} if asked.slot == "supervisor" else set())
    for facts in items:
        match facts:
            case kinds.Rsc(provider=provider) if provider in them:
                found.add(Relation.RSC_PROVIDER)
            case kinds.Colleague(colleague=colleague, receives_rsc=True) if colleague in them:
                found.add(Relation.RSC_SUPERVISEE)
            case kinds.Work(supervisor=supervisor, last=None) if supervisor in them:
                found.add(Relation.CURRENT_SUPERVISOR)
            case _:
                pass
    theirs = tuple(item.facts for item in reviewer.evidence)
    named = _called_like(applicant, theirs) | _identified_as(applicant, reviewer)
    if any(isinstance(facts, kinds.Rsc) and facts.provider in named for facts in theirs):
        found.add(Relation.RSC_SUPERVISEE)
    if (_employers(theirs) | _named_employers(items, them)) & _employers(items):
        found.add(Relation.SAME_EMPLOYER)
    return frozenset(found)


def _told(case: Case) -> tuple[Facts, ...]:
    """What the applicant documents now, and what was submitted and taken back."""
    applicant: Person = case.person.state
    state: EndorsementApplication = case.application.state
    kept = {claim.item for claim in state.claims} | {item.id for item in applicant.evidence}
    return tuple(item.facts for id_, item in applicant.items.items() if id_ in kept)


def _called_like(person: Person, items: tuple[Facts, ...]) -> set[ColleagueId]:
    """The colleagues who have this person's e-mail address."""
    return {facts.colleague for facts in items if isinstance(facts, kinds.Colleague) and facts.email == person.email}


def _identified_as(person: Person, by: Person) -> set[ColleagueId]:
    """The colleagues named ``by`` somebody who are known to be this person."""
    return {colleague for colleague, who in by.identified.items() if who == person.id}


def _employers(items: tuple[Facts, ...]) -> set[EmployerKey]:
    """Where somebody works now."""
    return {facts.employer for facts in items if isinstance(facts, kinds.Work) and facts.last is None}


def _named_employers(items: tuple[Facts, ...], colleagues: set[ColleagueId]) -> set[EmployerKey]:
    """Where these colleagues work, as it was said of them."""
    return {
        facts.employer
        for facts in items
        if isinstance(facts, kinds.Colleague) and facts.colleague in colleagues and facts.employer
    }
