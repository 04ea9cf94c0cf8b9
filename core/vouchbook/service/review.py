"""Reviewing: a panel without conflicts, every question answered with a reason, each review completed once."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain import application as applications
from vouchbook.domain.authorize import Action, Role
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ItemId,
    Outcome,
    PersonId,
    QuestionKey,
    RequirementKey,
)
from vouchbook.domain.person import Person
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Moments, Question, Trace
from vouchbook.hookspecs import ReviewPlan
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.standing_rows import RulingRows, StandingRows
from vouchbook.policy.standings import Standings
from vouchbook.service.access import allowed, audience_of
from vouchbook.service.case import Case, as_known_to, case_labels, moments_of, read_case
from vouchbook.service.conflicts import let_pass, relations
from vouchbook.service.evaluation import askable, evaluate_case, only_a_reviewer_can_say
from vouchbook.service.held import holder
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.outbox import Recipient, Wanted, letters
from vouchbook.service.person import known_person
from vouchbook.service.written import sealed_reason


def assign(
    office: Office, request: Request, application: ApplicationId, reviewer: PersonId, *, override: str = ""
) -> Done:
    """Put a reviewer on the panel.

    ``override``: why a conflict of interest is let pass, where the association's policy allows that at all.

    :raises Refused: no standing to review, a conflict, the same person twice, a full panel
    """
    about = allowed(office, request.principal, Action.ASSIGN_REVIEWER, application, request.on).person

    def plan() -> Plan:
        case = read_case(office, application)
        reading = known_person(office, reviewer)
        state = case.application.state
        review_plan = office.association(request.on).review_plan(state.category, request.on)
        conflicts = relations(reading.state, case) & frozenset(review_plan.conflicts)
        overridden = let_pass(conflicts, review_plan, override)
        events = applications.decide(
            applications.Assign(
                reviewer=reviewer,
                on=request.on,
                may_review=may_review(office, request.on, reading.state, state.category, review_plan),
                overridden=overridden,
                reason=sealed_reason(about, override) if overridden else None,
            ),
            state,
        )
        return Plan(
            writes=(case.application.write(events),),
            unchanged=(*case.versions, (reading.stream, reading.version)),
            jobs=letters(office, request, events, _to_reviewer(request, reviewer, application, "reviewer_assigned")),
            result={"application": application, "reviewer": reviewer},
        )

    return office.record(request, "assign_reviewer", [application, reviewer, override], plan)


def may_review(office: Office, on: date, reviewer: Person, category: CategoryCode, plan: ReviewPlan) -> bool:
    """Whether policy's standing for reviewers holds that day, by what this book knows or has confirmed."""
    association = office.association(on)
    rows = RulingRows(StandingRows(association.version.document, category), Moments(asked=on))
    desk = Desk(holder(office, str(reviewer.id)).portfolio(office.code))
    today = on.toordinal()
    held = Standings(rows, desk, association.questions).held(None, plan.reviewer_may, today, today + 1)
    return any(first <= today < end for first, end in held.sure)


def release(office: Office, request: Request, application: ApplicationId, reviewer: PersonId, reason: str) -> Done:
    """Take a reviewer off the panel, with their answers; what they answered stays readable in the book.

    :raises Refused: the application is not under review, or no reason is given
    """
    about = allowed(office, request.principal, Action.RELEASE_REVIEWER, application, request.on).person
    given = sealed_reason(about, reason)

    def plan() -> Plan:
        loaded = office.load(APPLICATION, application)
        events = applications.decide(applications.Release(reviewer, request.on, given), loaded.state)
        return Plan(
            writes=(loaded.write(events),),
            jobs=letters(office, request, events, _to_reviewer(request, reviewer, application, "reviewer_released")),
            result={"application": application, "reviewer": reviewer},
        )

    return office.record(request, "release_reviewer", [application, reviewer, reason], plan)


def _to_reviewer(request: Request, reviewer: PersonId, application: ApplicationId, name: str) -> Wanted:
    return name, Recipient(person=reviewer), {"application": application, "on": request.on.isoformat()}


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
    about = allowed(office, request.principal, Action.ANSWER, application, request.on).person
    reviewer = PersonId(str(request.principal.person))

    def plan() -> Plan:
        case = read_case(office, application)
        state: applications.EndorsementApplication = case.application.state
        known = as_known_to(case, reviewer)
        possible = askable(trace_of(office, request.on, known), state)
        events: list[applications.Event] = []
        for one in given:
            command = applications.Answer(
                reviewer=reviewer,
                question=question_of(one, (*possible, *known.application.state.disputed)),
                accepted=one.accepted,
                reason=sealed_reason(about, one.reason),
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


def question_of(given: Answer, possible: tuple[Question, ...]) -> Question:
    """:raises Refused: ``no_such_question``: none of those that are possible"""
    for question in possible:
        if (question.requirement, question.key, question.item) == (given.requirement, given.key, given.item):
            return question
    raise Refused("no_such_question", requirement=given.requirement, key=given.key, item=given.item)


def complete(
    office: Office, request: Request, application: ApplicationId, recommends: Outcome, reason: str | None = None
) -> Done:
    """Say that everything is answered, and what this reviewer would decide.

    :param reason: why, for the panel and the coordinator; once it is given it has to say something
    :raises Refused: questions are unanswered; the refusal lists them
    """
    about = allowed(office, request.principal, Action.COMPLETE_REVIEW, application, request.on).person
    reviewer = PersonId(str(request.principal.person))
    given = None if reason is None else sealed_reason(about, reason)

    def plan() -> Plan:
        case = read_case(office, application)
        to_answer = only_a_reviewer_can_say(trace_of(office, request.on, as_known_to(case, reviewer)))
        command = applications.Complete(reviewer, recommends, request.on, to_answer, given)
        events = applications.decide(command, case.application.state)
        return Plan(
            writes=(case.application.write(events),),
            unchanged=case.versions,
            result={"application": application, "recommends": recommends.value},
        )

    asked = [application, recommends] if reason is None else [application, recommends, reason]
    return office.record(request, "complete_review", asked, plan)


class ToAnswer(Struct, frozen=True):
    """What a reviewer has still to answer, with the trace that asks it and words for its items."""

    open: tuple[Question, ...]
    trace: Trace
    labels: dict[ItemId, str]


def questions(office: Office, request: Request, application: ApplicationId) -> ToAnswer:
    """What the asking reviewer has still to answer; to a coordinator, what reviewers are asked at all.

    :raises Refused: not on the panel; an applicant is asked nothing
    """
    action = Action.SEE_APPLICATION if request.principal.role is Role.COORDINATOR else Action.ANSWER
    about = allowed(office, request.principal, action, application, request.on).person
    case = read_case(office, application)
    if request.principal.role is Role.REVIEWER:
        case = as_known_to(case, PersonId(str(request.principal.person)))
    state: applications.EndorsementApplication = case.application.state
    trace = trace_of(office, request.on, case)
    asked = dict.fromkeys((*_unanswered(only_a_reviewer_can_say(trace)), *state.disputed))
    answered = {question for who, question in state.answers if who == request.principal.person}
    return ToAnswer(
        open=tuple(question for question in asked if question not in answered),
        trace=trace.for_(audience_of(request.principal, about)),
        labels=case_labels(office, case),
    )


def _unanswered(asked: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(Question(q.requirement, q.key, q.item, q.revision) for q in asked)


def trace_of(office: Office, on: date, case: Case) -> Trace:
    """What the rules say of a case on a day, with what its panel has settled."""
    return evaluate_case(office, case, office.association(on), moments_of(case.application.state, on))
