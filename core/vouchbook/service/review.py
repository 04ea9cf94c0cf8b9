"""Reviewing: a panel without conflicts, every question answered with a reason, each review completed once."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain import application as applications
from vouchbook.domain import evidence as kinds
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import Item, Portfolio
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ColleagueId,
    ItemId,
    Outcome,
    PersonId,
    QuestionKey,
    Relation,
    RequirementKey,
    Source,
)
from vouchbook.domain.person import Person
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Moments, Question, Trace
from vouchbook.hookspecs import ReviewPlan
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.standing_rows import RulingRows, StandingRows
from vouchbook.policy.standings import Standings
from vouchbook.projections.endorsements import endorsements_of
from vouchbook.service.application import sealed_reason
from vouchbook.service.evaluation import (
    Case,
    askable,
    case_labels,
    current_items,
    evaluate_case,
    moments_of,
    only_a_reviewer_can_say,
    read_case,
)
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.person import known_person


def assign(
    office: Office, request: Request, application: ApplicationId, reviewer: PersonId, *, override: str = ""
) -> Done:
    """Put a reviewer on the panel.

    ``override``: why a conflict of interest is let pass, where the association's policy allows that at all.

    :raises Refused: no standing to review, a conflict, the same person twice, a full panel
    """
    case = read_case(office, application)
    person = case.application.state.person
    office.allow(request.principal, Action.ASSIGN_REVIEWER, Circumstances(about=person))

    def plan() -> Plan:
        case = read_case(office, application)
        reading = known_person(office, reviewer)
        state = case.application.state
        review_plan = office.association(request.on).review_plan(state.category, request.on)
        conflicts = relations(office, reading.state, case) & frozenset(review_plan.conflicts)
        overridden = _let_pass(conflicts, review_plan, override)
        events = applications.decide(
            applications.Assign(
                reviewer=reviewer,
                on=request.on,
                may_review=_may_review(office, request, reading.state, state.category, review_plan),
                overridden=overridden,
                reason=sealed_reason(person, override) if overridden else None,
            ),
            state,
        )
        return Plan(
            writes=(case.application.write(events),),
            unchanged=((reading.stream, reading.version),),
            result={"application": application, "reviewer": reviewer},
        )

    return office.record(request, "assign_reviewer", [application, reviewer, override], plan)


def _let_pass(conflicts: frozenset[Relation], plan: ReviewPlan, override: str) -> tuple[Relation, ...]:
    """The conflicts that the coordinator lets pass, with the reason that policy asks for.

    One's own application is none of them: the decider refuses it, and no reason lets it pass.

    :raises Refused: there is a conflict, and no reason given or none possible
    """
    barred = tuple(sorted(conflicts - {Relation.SELF}, key=lambda relation: relation.value))
    if barred and not (plan.override and override.strip()):
        raise Refused("reviewer_conflict", relations=tuple(r.value for r in barred), override=plan.override)
    return barred


def _may_review(office: Office, request: Request, reviewer: Person, category: CategoryCode, plan: ReviewPlan) -> bool:
    """Whether policy's standing for reviewers holds today: by an endorsement of this book or one confirmed."""
    association = office.association(request.on)
    own = tuple(
        Item(
            ItemId(row.endorsement),
            kinds.Standing(None, office.code, row.valid_from, row.valid_until, category=CategoryCode(row.category)),
            source=Source.CONFIRMED,
        )
        for row in endorsements_of(office.book, str(reviewer.id))
    )
    rows = RulingRows(StandingRows(association.version.document, category), Moments(asked=request.on))
    desk = Desk(Portfolio((*own, *reviewer.evidence)))
    today = request.on.toordinal()
    held = Standings(rows, desk, association.questions).held(None, plan.reviewer_may, today, today + 1)
    return any(first <= today < end for first, end in held.sure)


def relations(office: Office, reviewer: Person, case: Case) -> frozenset[Relation]:
    """How a reviewer stands to an applicant, as far as the evidence of both tells.

    The same person is recognised by e-mail address, the same employer by name, both as keyed digests.
    """
    applicant: Person = case.person.state
    if reviewer.id == applicant.id:
        return frozenset({Relation.SELF})
    found: set[Relation] = set()
    items = current_items(case)
    them = {
        item.facts.colleague
        for item in items
        if isinstance(item.facts, kinds.Colleague) and item.facts.email == reviewer.email
    }
    for item in items:
        match item.facts:
            case kinds.Rsc(provider=provider) if provider in them:
                found.add(Relation.RSC_PROVIDER)
            case kinds.Rating(rater=rater, slot=slot) if rater in them:
                found.add(Relation.RATER)
                if slot == "supervisor":
                    found.add(Relation.CURRENT_SUPERVISOR)
            case kinds.Work(supervisor=supervisor, last=None) if supervisor in them:
                found.add(Relation.CURRENT_SUPERVISOR)
            case _:
                pass
    if _gives_rsc_to(applicant, reviewer):
        found.add(Relation.RSC_SUPERVISEE)
    if _employers(reviewer) & _employers(applicant) or _named_employers(applicant, them) & _employers(applicant):
        found.add(Relation.SAME_EMPLOYER)
    return frozenset(found)


def _gives_rsc_to(provider: Person, receiver: Person) -> bool:
    """Whether ``receiver`` has documented sessions that ``provider`` gave."""
    named = {
        item.facts.colleague
        for item in receiver.evidence
        if isinstance(item.facts, kinds.Colleague) and item.facts.email == provider.email
    }
    return any(isinstance(item.facts, kinds.Rsc) and item.facts.provider in named for item in receiver.evidence)


def _employers(person: Person) -> set[str]:
    """Where somebody works now."""
    return {
        item.facts.employer
        for item in person.evidence
        if isinstance(item.facts, kinds.Work) and item.facts.last is None
    }


def _named_employers(person: Person, colleagues: set[ColleagueId]) -> set[str]:
    """Where a person says that these colleagues work."""
    return {
        item.facts.employer
        for item in person.evidence
        if isinstance(item.facts, kinds.Colleague) and item.facts.colleague in colleagues and item.facts.employer
    }


class Answer(Struct, frozen=True):
    """One answer to one question: a judgement by its ``key``, or an ``item`` of evidence."""

    requirement: RequirementKey
    accepted: bool
    reason: str
    key: QuestionKey | None = None
    item: ItemId | None = None


def answer(office: Office, request: Request, application: ApplicationId, given: tuple[Answer, ...]) -> Done:
    """Record a reviewer's answers, each with its reason; all or none.

    :raises Refused: not on the panel, a question that was not asked, a reason that is missing
    """
    reviewer = _reviewer(office, request, application, Action.ANSWER)

    def plan() -> Plan:
        case = read_case(office, application)
        state: applications.EndorsementApplication = case.application.state
        trace = _trace(office, request, case)
        possible = askable(trace, state)
        events: list[applications.Event] = []
        for one in given:
            command = applications.Answer(
                reviewer=reviewer,
                question=_question(one, possible),
                accepted=one.accepted,
                reason=sealed_reason(case.application.state.person, one.reason),
                askable=possible,
            )
            decided = applications.decide(command, state)
            state = APPLICATION.fold(decided, state)
            events.extend(decided)
        return Plan(
            writes=(case.application.write(events),),
            unchanged=case.versions,
            result={"application": application, "answers": len(given)},
        )

    return office.record(request, "answer", [application, given], plan)


def _question(given: Answer, possible: tuple[Question, ...]) -> Question:
    for question in possible:
        if (question.requirement, question.key, question.item) == (given.requirement, given.key, given.item):
            return question
    raise Refused("no_such_question", requirement=given.requirement, key=given.key, item=given.item)


def complete(office: Office, request: Request, application: ApplicationId, recommends: Outcome) -> Done:
    """Say that everything is answered, and what this reviewer would decide.

    :raises Refused: questions are unanswered; the refusal lists them
    """
    reviewer = _reviewer(office, request, application, Action.COMPLETE_REVIEW)

    def plan() -> Plan:
        case = read_case(office, application)
        to_answer = only_a_reviewer_can_say(_trace(office, request, case))
        command = applications.Complete(reviewer, recommends, request.on, to_answer)
        events = applications.decide(command, case.application.state)
        return Plan(
            writes=(case.application.write(events),),
            unchanged=case.versions,
            result={"application": application, "recommends": recommends.value},
        )

    return office.record(request, "complete_review", [application, recommends], plan)


class ToAnswer(Struct, frozen=True):
    """What a reviewer has still to answer, with the trace that asks it and words for its items."""

    open: tuple[Question, ...]
    trace: Trace
    labels: dict[ItemId, str]


def questions(office: Office, request: Request, application: ApplicationId) -> ToAnswer:
    """What the asking reviewer has still to answer."""
    case = read_case(office, application)
    state: applications.EndorsementApplication = case.application.state
    office.allow(
        request.principal, Action.SEE_APPLICATION, Circumstances(about=state.person, reviewers=state.reviewers)
    )
    trace = _trace(office, request, case)
    answered = {question for who, question in state.answers if who == request.principal.person}
    asked = dict.fromkeys((*_unanswered(only_a_reviewer_can_say(trace)), *state.disputed))
    return ToAnswer(
        open=tuple(question for question in asked if question not in answered),
        trace=trace,
        labels=case_labels(office, case),
    )


def _unanswered(asked: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(Question(q.requirement, q.key, q.item, q.revision) for q in asked)


def _trace(office: Office, request: Request, case: Case) -> Trace:
    return evaluate_case(office, case, office.association(request.on), moments_of(case.application.state, request.on))


def _reviewer(office: Office, request: Request, application: ApplicationId, action: Action) -> PersonId:
    """The asking reviewer, if they are on the panel and nothing that policy bars stands between.

    A conflict that the coordinator let pass on assigning stays let pass.
    """
    case = read_case(office, application)
    state: applications.EndorsementApplication = case.application.state
    office.allow(request.principal, action, Circumstances(about=state.person, reviewers=state.reviewers))
    return PersonId(str(request.principal.person))
