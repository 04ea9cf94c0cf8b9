"""What is asked of an application: every request carries all that its decision needs."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain import evidence
from vouchbook.domain.application.facts import ClaimedItem
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    EndorsementId,
    ItemId,
    Outcome,
    PersonId,
    Relation,
    ReleaseCause,
    RequirementKey,
    ReturnId,
)
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.sealed import Sealed
from vouchbook.domain.trace import Question, Trace


class Open(Struct, frozen=True):
    """``begun``: an endorsement that was granted as emerging before, in the same category to the same person."""

    application: ApplicationId
    person: PersonId
    category: CategoryCode
    on: date
    emerging: bool = False
    begun: EndorsementId | None = None


class Submit(Struct, frozen=True):
    """Ask for review; ``ruling`` is what the association's policy says of this application today."""

    on: date
    ruling: Ruling
    trace: Trace
    person_version: int
    claims: tuple[ClaimedItem, ...]
    reviewers: int


class Cure(Struct, frozen=True):
    on: date
    person_version: int
    claims: tuple[ClaimedItem, ...]
    reason: Sealed[str]


class Assign(Struct, frozen=True):
    """``may_review``: policy's standing for reviewers holds; ``overridden``: conflicts let pass."""

    reviewer: PersonId
    on: date
    may_review: bool
    overridden: tuple[Relation, ...] = ()
    reason: Sealed[str] | None = None


class Accept(Struct, frozen=True):
    """Take the case, after having been asked whether one knows the applicant."""

    reviewer: PersonId
    on: date


class Release(Struct, frozen=True):
    """Take a reviewer off the panel: a conflict came to light, or they cannot go on."""

    reviewer: PersonId
    on: date
    reason: Sealed[str]
    cause: ReleaseCause = ReleaseCause.OFFICE


class Answer(Struct, frozen=True):
    """``askable``: every judgement, pending and counted item of the trace as it stands."""

    reviewer: PersonId
    question: Question
    accepted: bool
    reason: Sealed[str]
    askable: tuple[Question, ...]


class TakeBack(Struct, frozen=True):
    """Undo an answer, before the review is completed."""

    reviewer: PersonId
    question: Question


class ReturnItem(Struct, frozen=True):
    """Ask the applicant about one item; ``returnable``: what of their own evidence the requirement looks at."""

    returned: ReturnId
    reviewer: PersonId
    requirement: RequirementKey
    item: ItemId
    revision: int
    on: date
    ask: Sealed[str]
    returnable: tuple[ClaimedItem, ...]


class AnswerReturn(Struct, frozen=True):
    returned: ReturnId
    on: date
    words: Sealed[str]


class Complete(Struct, frozen=True):
    """``to_answer``: the judgements and pending items of the trace as this reviewer knows it."""

    reviewer: PersonId
    recommends: Outcome
    on: date
    to_answer: tuple[Question, ...]
    reason: Sealed[str] | None = None


class RecordExam(Struct, frozen=True):
    item: ItemId
    result: evidence.Exam
    today: date


class Decide(Struct, frozen=True):
    """``endorsement`` is the id of the one that an approval grants."""

    outcome: Outcome
    on: date
    ruling: Ruling
    trace: Trace
    endorsement: EndorsementId | None
    reason: Sealed[str]


class WithdrawApplication(Struct, frozen=True):
    on: date


Command = (
    Open
    | Submit
    | Cure
    | Assign
    | Accept
    | Release
    | Answer
    | TakeBack
    | ReturnItem
    | AnswerReturn
    | Complete
    | RecordExam
    | Decide
    | WithdrawApplication
)
