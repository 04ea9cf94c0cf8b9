"""One case as it lies before a reviewer who has taken it: alone first, beside the others' once they have completed."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.defaults import review_row
from vouchbook.domain.application import EndorsementApplication, FindingRecorded, FindingTakenBack, ReviewCompleted
from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.evidence import Item, Words
from vouchbook.domain.names import ApplicationId, CategoryCode, ColleagueId, ItemId, Outcome, PersonId
from vouchbook.domain.rating import Rating
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed
from vouchbook.domain.trace import Finding, Question, Trace
from vouchbook.letters.categories import named
from vouchbook.policy.version import PolicyVersion
from vouchbook.service import access_log, returns
from vouchbook.service.access import allowed
from vouchbook.service.case import Case, as_known_to, case_items, case_labels, portfolio_of, read_case
from vouchbook.service.evaluation import only_a_reviewer_can_say
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, colleague_names, item_words, opened, person_words
from vouchbook.service.returns import SeenReturn
from vouchbook.service.review import trace_of


class Own(Struct, frozen=True):
    """A reviewer's own answer to a question."""

    accepted: bool
    reason: str


class Others(Struct, frozen=True):
    """What another reviewer said of a question; ``who`` counts them, in the order in which they joined."""

    who: int
    question: Question
    accepted: bool
    reason: str


class Recommended(Struct, frozen=True):
    """``who`` is 0 for the reader."""

    who: int
    recommends: Outcome | None
    reason: str


class Lying(Struct, frozen=True):
    """A case as it lies before a reviewer: what the rules say, what they answered, and, once they have completed,
    what the others did. ``how`` the policy has a panel agree: alone, consensus or two_tier.
    """

    application: ApplicationId
    person: PersonId
    name: str
    given_name: str
    category: str
    emerging: bool
    submitted_on: date
    under_review: bool
    completed: Outcome | None
    decided: Outcome | None
    how: str
    panel: int
    trace: Trace
    version: PolicyVersion
    names: dict[ColleagueId, str]
    labels: dict[ItemId, str]
    items: dict[ItemId, Item]
    words: dict[ItemId, Words]
    answers: dict[Question, Own]
    open: tuple[Question, ...]
    disputed: tuple[Question, ...]
    others: tuple[Others, ...]
    recommended: tuple[Recommended, ...]
    returns: tuple[SeenReturn, ...]
    returnable: frozenset[ItemId]

    def finding(self, requirement: str) -> Finding:
        """:raises Refused: ``unknown_requirement``"""
        for finding in self.trace.findings:
            if finding.requirement == requirement:
                return finding
        raise Refused("unknown_requirement", requirement=requirement)

    def open_in(self, finding: Finding) -> int:
        """How many questions of a line this reviewer has still to answer."""
        return sum(line_of(question.requirement) == finding.requirement for question in self.open)


def line_of(requirement: str) -> str:
    """The line of the sheet that a requirement is, or is a way of."""
    return requirement.partition(".")[0]


def case_of(office: Office, principal: Principal, application: ApplicationId, on: date) -> Lying:
    """A case that a reviewer has taken. Reading it is noted in the access log.

    :raises Refused: not on the panel, a conflict, or ``review_not_accepted``: the question of conflicts comes first
    """
    state = allowed(office, principal, Action.ANSWER, application, on)
    reviewer = PersonId(str(principal.person))
    if reviewer not in state.accepted and reviewer not in state.completed:
        raise Refused("review_not_accepted", application=application)
    case = as_known_to(read_case(office, application), reviewer)
    access_log.read(office, principal, PersonId(str(state.person)), application)
    return _lying(office, reviewer, case, on, panel=state.panel)


def _lying(office: Office, reviewer: PersonId, case: Case, on: date, *, panel: int) -> Lying:
    state: EndorsementApplication = case.application.state
    final = None if state.under_review else state.decided
    trace, version = (
        (final.trace, office.version(final.trace.policy))
        if final
        else (trace_of(office, on, case), office.version_on(on))
    )
    answers, open_ = _own_answers(office, case, reviewer), open_to(reviewer, trace, state)
    words = person_words(office, case.person)
    mine = {claim.item for claim in state.claims} & {*case.person.state.items}
    return Lying(
        application=ApplicationId(str(state.id)),
        person=PersonId(str(state.person)),
        name=words.name,
        given_name=words.given_name,
        category=called(office, state, on),
        emerging=state.emerging,
        submitted_on=submitted_on(state),
        under_review=state.under_review,
        completed=state.completed.get(reviewer),
        decided=state.decided.outcome if state.decided else None,
        how=_how(version, state, on),
        panel=panel,
        trace=trace,
        version=version,
        names=colleague_names(office, case.person),
        labels=case_labels(office, case),
        items={item.id: item for item in (*case_items(office, case), *portfolio_of(office, case).items)},
        words={**item_words(office, case.person), **_said_by_raters(office, case)},
        answers=answers,
        open=open_ if state.under_review else (),
        disputed=_differing(state, reviewer),
        others=_others(office, case, reviewer),
        recommended=_recommended(office, case, reviewer),
        returns=returns.seen(office, case, own=False),
        returnable=frozenset(mine),
    )


def open_to(reviewer: PersonId, trace: Trace, state: EndorsementApplication) -> tuple[Question, ...]:
    """What a reviewer has still to answer: what the rules ask, and what others who are done as they are brought up.

    :param state: the application as this reviewer knows it
    """
    asked = (Question(q.requirement, q.key, q.item, q.revision) for q in only_a_reviewer_can_say(trace))
    answered = {question for who, question in state.answers if who == reviewer}
    raised = (q for q in state.disputed if any(who in state.completed for who in state.answers_to(q)))
    return tuple(question for question in dict.fromkeys((*asked, *raised)) if question not in answered)


def _differing(state: EndorsementApplication, reviewer: PersonId) -> tuple[Question, ...]:
    """Where the reader and others who are done as they are have answered otherwise."""
    if reviewer not in state.completed or not state.under_review:
        return ()
    done = ((q, {a for who, a in state.answers_to(q).items() if who in state.completed}) for q in state.disputed)
    return tuple(question for question, given in done if len(given) > 1)


def _own_answers(office: Office, case: Case, reviewer: PersonId) -> dict[Question, Own]:
    state: EndorsementApplication = case.application.state
    reasons = _reasons(office, case)
    return {
        question: Own(accepted, reasons.get((who, question), ERASED))
        for (who, question), accepted in state.answers.items()
        if who == reviewer
    }


def _others(office: Office, case: Case, reviewer: PersonId) -> tuple[Others, ...]:
    """What those of the panel answered who are done, to a reader who is done too."""
    state: EndorsementApplication = case.application.state
    reasons, numbers = _reasons(office, case), _numbers(state, reviewer)
    return tuple(
        Others(numbers[who], question, accepted, reasons.get((who, question), ERASED))
        for (who, question), accepted in state.answers.items()
        if who in numbers and who in state.completed
    )


def _recommended(office: Office, case: Case, reviewer: PersonId) -> tuple[Recommended, ...]:
    """What each of the panel would decide, the reader first; of those who are not done, that they are not."""
    state: EndorsementApplication = case.application.state
    if reviewer not in state.completed:
        return ()
    why: dict[PersonId, str] = {}
    for entry in case.application.entries:
        if isinstance(entry.event, ReviewCompleted):
            sealed = entry.event.reason
            why[entry.event.reviewer] = "" if sealed is None else opened(office, sealed) or ERASED
    numbers = {reviewer: 0, **_numbers(state, reviewer)}
    return tuple(
        Recommended(number, state.completed.get(who), why.get(who, "") if who in state.completed else "")
        for who, number in numbers.items()
    )


def _numbers(state: EndorsementApplication, reviewer: PersonId) -> dict[PersonId, int]:
    """The others on the panel, counted from 1: who they are stays with the coordinator."""
    return {who: number for number, who in enumerate((w for w in state.reviewers if w != reviewer), 1)}


def _reasons(office: Office, case: Case) -> dict[tuple[PersonId, Question], str]:
    """The reason of each answer that stands, opened only for those that the reader may know."""
    state: EndorsementApplication = case.application.state
    latest: dict[tuple[PersonId, Question], Sealed[str]] = {}
    for entry in case.application.entries:
        match entry.event:
            case FindingRecorded(reviewer=who, question=question, reason=reason) if (who, question) in state.answers:
                latest[who, question] = reason
            case FindingTakenBack(reviewer=who, question=question):
                latest.pop((who, question), None)
            case _:
                pass
    return {key: opened(office, reason) or ERASED for key, reason in latest.items()}


def _said_by_raters(office: Office, case: Case) -> dict[ItemId, Words]:
    """What the references say, for the panel; nobody shows it to the applicant."""
    states: list[Rating] = [each.state for each in case.ratings]
    return {
        each.requested.rating: opened(office, each.received.words) or {}
        for each in states
        if each.requested is not None and each.received is not None
    }


def _how(version: PolicyVersion, state: EndorsementApplication, on: date) -> str:
    """How the policy has several reviewers come to one answer."""
    row = review_row(version.document, CategoryCode(str(state.category)), on)
    return row.how if row is not None else "alone"


def called(office: Office, state: EndorsementApplication, on: date) -> str:
    return named(str(state.category), office.version_on(on).document.association)


def submitted_on(state: EndorsementApplication) -> date:
    if state.submitted is None:
        raise Refused("not_submitted")
    return state.submitted.on
