"""Explains an application from the book alone: what was recorded, what it would be today, and what differs."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.application import (
    ApplicationDecided,
    ApplicationSubmitted,
    EndorsementApplication,
    FindingRecorded,
    FindingTakenBack,
)
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import ApplicationId, ColleagueId, ItemId, Outcome, PersonId
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.streams import APPLICATION
from vouchbook.domain.trace import Audience, Question, Trace
from vouchbook.policy.evaluate import EVALUATOR
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.access import allowed, audience_of
from vouchbook.service.case import EVERYTHING, Case, Known, as_known_to, case_labels, moments_of, read_case
from vouchbook.service.evaluation import evaluate_case
from vouchbook.service.independence import judges_alone, readable
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, colleague_names, opened, person_words
from vouchbook.service.recomputing import Difference, recomputed


class Answered(Struct, frozen=True):
    """A reviewer's answer with its reason in words; an applicant sees the answer, not who gave it."""

    question: Question
    reviewer: str | None
    accepted: bool
    reason: str


class Decision(Struct, frozen=True):
    """A recorded decision in words; ``position`` is where it stands in the book."""

    outcome: Outcome
    on: date
    reason: str
    position: int
    ruling: Ruling
    endorsement: str | None


class Explanation(Struct, frozen=True):
    """Everything a person may read about an application on a day.

    ``recorded`` tells whether the trace stands in the book or was made for this question. ``again`` lists
    what a recomputation finds otherwise: empty when it agrees, ``None`` when none was asked for.
    ``code_changed`` names packages that answered then and are installed otherwise, or not at all, now.
    ``evaluator_then`` is the evaluator that answered, where the trace is recorded and today's is another.
    """

    application: str
    person: str
    name: str
    state: str
    trace: Trace
    version: PolicyVersion
    recorded: bool
    decision: Decision | None
    answers: tuple[Answered, ...]
    names: dict[ColleagueId, str]
    labels: dict[ItemId, str]
    again: tuple[Difference, ...] | None = None
    code_changed: tuple[str, ...] = ()
    evaluator_then: int | None = None


def explain(
    office: Office,
    principal: Principal,
    application: ApplicationId,
    known: Known = EVERYTHING,
    *,
    recompute: bool = False,
) -> Explanation:
    """What the rules say of an application: the recorded trace where something was decided, else a fresh one.

    :raises Refused: no such application, not opened by that day, or not for the asker's eyes
    """
    now = allowed(office, principal, Action.SEE_APPLICATION, application)
    audience = audience_of(principal, now.person)
    alone = judges_alone(principal, now)
    case = read_case(office, application, known)
    if alone:
        case = as_known_to(case, PersonId(str(principal.person)))
    state: EndorsementApplication = case.application.state
    on = known.on or office.today
    ruled = None if alone and state.under_review else state.decided or (None if state.reviewers else state.submitted)
    if ruled is not None:
        trace, version = ruled.trace, office.version(ruled.trace.policy)
    else:
        association = office.association(on)
        # What reviewers answer stays theirs until the decision.
        moments, answered = moments_of(state, on), audience is not Audience.APPLICANT
        trace = evaluate_case(office, case, association, moments, answered=answered)
        version = association.version
    again: tuple[Difference, ...] | None = None
    changed: tuple[str, ...] = ()
    if recompute and ruled is not None:
        again, changed = recomputed(office, application, case, ruled, version)
    return Explanation(
        application=application,
        person=str(state.person),
        name=person_words(office, case.person).name,
        state=_state(state),
        trace=trace.for_(audience),
        version=version,
        recorded=ruled is not None,
        decision=_decision(office, case),
        answers=_answers(office, case, audience, only=principal.person if alone else None),
        names=colleague_names(office, case.person),
        labels=case_labels(office, case),
        again=again,
        code_changed=changed,
        evaluator_then=ruled.ruling.evaluator if ruled is not None and ruled.ruling.evaluator != EVALUATOR else None,
    )


def _state(application: EndorsementApplication) -> str:
    """One word for where the file is."""
    if application.withdrawn_on is not None:
        return "withdrawn"
    if application.decided is not None:
        return application.decided.outcome.value
    return "under_review" if application.submitted is not None else "open"


def _decision(office: Office, case: Case) -> Decision | None:
    for entry in reversed(case.application.entries):
        event = entry.event
        if isinstance(event, ApplicationSubmitted):
            return None  # submitted again since: the earlier decision is history
        if isinstance(event, ApplicationDecided):
            return Decision(
                outcome=event.outcome,
                on=event.on,
                reason=opened(office, event.reason) or ERASED,
                position=entry.position,
                ruling=event.ruling,
                endorsement=event.endorsement,
            )
    return None


def _answers(office: Office, case: Case, audience: Audience, *, only: PersonId | None = None) -> tuple[Answered, ...]:
    """The current answer of each reviewer to each question; applicants see them once it is decided.

    :param only: a reviewer who judges alone as yet, and reads nobody's answers but their own
    """
    state: EndorsementApplication = case.application.state
    if audience is Audience.APPLICANT and (state.decided is None or state.under_review):
        return ()
    found: dict[tuple[str, Question], Answered] = {}
    for entry in case.application.entries:
        event = entry.event
        if isinstance(event, ApplicationSubmitted):
            found.clear()
        elif isinstance(event, FindingTakenBack):
            found.pop((event.reviewer, event.question), None)
        elif isinstance(event, FindingRecorded):
            if only is not None and event.reviewer != only:
                continue
            about_ratings = _about_ratings(event.question, state)
            if audience is Audience.APPLICANT and about_ratings:
                continue
            found[event.reviewer, event.question] = Answered(
                question=event.question,
                reviewer=None if audience is Audience.APPLICANT else event.reviewer,
                accepted=event.accepted,
                reason=opened(office, event.reason) or ERASED,
            )
    return tuple(found.values())


def _about_ratings(question: Question, state: EndorsementApplication) -> bool:
    """Whether an answer might let an applicant infer what a rating says."""
    trace = state.submitted.trace if state.submitted else None
    if trace is None:
        return False
    return any(f.requirement == question.requirement and f.unit.value == "ratings" for f in trace.findings)


def timeline(
    office: Office, principal: Principal, application: ApplicationId
) -> tuple[tuple[int, str, str, date], ...]:
    """What happened to an application, in order: position, event type, actor, day.

    An applicant reads roles: who reviews them stays with the association. A reviewer who has not completed reads
    nothing of what the others on the panel did.
    """
    now = allowed(office, principal, Action.SEE_APPLICATION, application)
    own = audience_of(principal, now.person) is Audience.APPLICANT
    return tuple(
        (entry.position, entry.type, entry.actor.partition(":")[0] if own else entry.actor, entry.happened_on)
        for entry in readable(office.load(APPLICATION, application).entries, principal, now)
    )
