"""A reviewer's own cases with the days they have waited, and what is told of one before it is taken."""

from __future__ import annotations

from datetime import date
from enum import Enum

from msgspec import Struct

from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.evidence import Work
from vouchbook.domain.names import ApplicationId, Outcome, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.projections.panels import PanelRow, reviewed_by
from vouchbook.service.access import allowed
from vouchbook.service.case import as_known_to, portfolio_of, read_case
from vouchbook.service.office import Office
from vouchbook.service.opening import item_words, person_words
from vouchbook.service.review import trace_of
from vouchbook.service.review_case import called, open_to, submitted_on


class Step(Enum):
    """How far a reviewer has come with a case."""

    NEW = "new"  # not taken yet: the question of conflicts comes first
    BEGUN = "begun"
    COMPARED = "compared"  # completed, and the panel disagrees
    COMPLETED = "completed"
    BARRED = "barred"  # the book came to know of a conflict: only leaving is open


class Assigned(Struct, frozen=True):
    """One case of a reviewer. ``waiting`` days since they were asked; ``open`` questions they have still to answer."""

    application: ApplicationId
    name: str
    category: str
    emerging: bool
    step: Step
    assigned_on: date
    waiting: int
    open: int
    completed_on: date | None
    recommends: Outcome | None
    decided: Outcome | None

    @property
    def decided_finally(self) -> Outcome | None:
        """What came of it; on hold it goes on."""
        return None if self.decided is Outcome.ON_HOLD else self.decided


class Before(Struct, frozen=True):
    """What a reviewer is told before they have taken a case: enough to know whether they are neutral."""

    application: ApplicationId
    name: str
    category: str
    emerging: bool
    employers: tuple[str, ...]
    submitted_on: date
    assigned_on: date


def queue(office: Office, principal: Principal, on: date) -> list[Assigned]:
    """The asker's own cases, those that wait the longest first; one they have left is not among them."""
    whose = () if principal.person is None else (principal.person,)
    office.allow(principal, Action.SEE_OWN_REVIEWS, Circumstances(reviewers=whose))
    rows = reviewed_by(office.book, str(principal.person))
    return [_assigned(office, principal, row, on) for row in rows]


def before(office: Office, principal: Principal, application: ApplicationId, on: date) -> Before:
    """:raises Refused: not on the panel, or a conflict that the book knows of"""
    allowed(office, principal, Action.ANSWER, application, on)
    case = read_case(office, application)
    state: EndorsementApplication = case.application.state
    words = item_words(office, case.person)
    jobs = (item for item in portfolio_of(office, case).items if isinstance(item.facts, Work))
    employers = (str(words.get(job.id, {}).get("employer", "")) for job in jobs)
    return Before(
        application=application,
        name=person_words(office, case.person).name,
        category=called(office, state, on),
        emerging=state.emerging,
        employers=tuple(dict.fromkeys(filter(None, employers))),
        submitted_on=submitted_on(state),
        assigned_on=_row(office, principal, application).assigned_on,
    )


def _assigned(office: Office, principal: Principal, row: PanelRow, on: date) -> Assigned:
    application, reviewer = ApplicationId(row.application), PersonId(str(principal.person))
    case = as_known_to(read_case(office, application), reviewer)
    state: EndorsementApplication = case.application.state
    try:
        allowed(office, principal, Action.SEE_APPLICATION, application, on)
    except Refused:
        step, open_ = Step.BARRED, 0
    else:
        step = Step.NEW if reviewer not in state.accepted else Step.BEGUN
        open_ = len(open_to(reviewer, trace_of(office, on, case), state)) if state.under_review else 0
        if row.completed_on is not None:
            step = Step.COMPARED if open_ or _to_compare(state) else Step.COMPLETED
    return Assigned(
        application=application,
        name=person_words(office, case.person).name,
        category=called(office, state, on),
        emerging=state.emerging,
        step=step,
        assigned_on=row.assigned_on,
        waiting=max((on - row.assigned_on).days, 0),
        open=open_,
        completed_on=row.completed_on,
        recommends=state.completed.get(reviewer),
        decided=state.decided.outcome if state.decided else None,
    )


def _to_compare(state: EndorsementApplication) -> bool:
    """Whether everybody is done and they do not agree."""
    if not state.under_review or len(state.completed) < state.panel:
        return False
    return bool(state.disputed) or len({*state.completed.values()}) > 1


def _row(office: Office, principal: Principal, application: ApplicationId) -> PanelRow:
    rows = reviewed_by(office.book, str(principal.person))
    return next(row for row in rows if row.application == application)
