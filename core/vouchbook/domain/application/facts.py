"""What happens to an application: the facts that its stream holds."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain import evidence
from vouchbook.domain.events import Clear, as_it_stands, event
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


class ClaimedItem(Struct, frozen=True):
    """An item of evidence in the revision that an application rests on."""

    item: ItemId
    revision: int


def _of_everything(clear: Clear) -> Clear:
    """Before schema 2, every application was for a complete endorsement."""
    return {**clear, "emerging": False}


@event("application_opened", stream="application", schema=2, upcasts=(_of_everything,))
class ApplicationOpened(Struct, frozen=True):
    """Someone registered for a category; the sheet of this day judges them where policy says so.

    ``emerging``: only what the policy asks of those who begin so is asked, and the rest by another application.
    """

    application: ApplicationId
    person: PersonId
    category: CategoryCode
    on: date
    emerging: bool = False


@event("application_submitted", stream="application")
class ApplicationSubmitted(Struct, frozen=True):
    """The applicant asks for review; ``reviewers`` is how many must agree."""

    on: date
    ruling: Ruling
    trace: Trace
    person_version: int
    claims: tuple[ClaimedItem, ...]
    reviewers: int


@event("evidence_cured", stream="application")
class EvidenceCured(Struct, frozen=True):
    """Evidence from after the submission was let in, for the reason given."""

    on: date
    person_version: int
    claims: tuple[ClaimedItem, ...]
    reason: Sealed[str]


@event("reviewer_assigned", stream="application")
class ReviewerAssigned(Struct, frozen=True):
    """A reviewer joined the panel; ``overridden`` are conflicts that the coordinator let pass, with a reason."""

    reviewer: PersonId
    on: date
    overridden: tuple[Relation, ...]
    reason: Sealed[str] | None


@event("review_accepted", stream="application")
class ReviewAccepted(Struct, frozen=True):
    """A reviewer knows of nothing that stands between them and the applicant, and takes the case."""

    reviewer: PersonId
    on: date


def _by_the_office(clear: Clear) -> Clear:
    """Before schema 2, only coordinators took reviewers off a panel."""
    return {**clear, "cause": ReleaseCause.OFFICE.value}


@event("reviewer_released", stream="application", schema=2, upcasts=(_by_the_office,))
class ReviewerReleased(Struct, frozen=True):
    """A reviewer left the panel, and their answers with them; somebody else takes the place."""

    reviewer: PersonId
    on: date
    reason: Sealed[str]
    cause: ReleaseCause = ReleaseCause.OFFICE


@event("finding_recorded", stream="application")
class FindingRecorded(Struct, frozen=True):
    """A reviewer's answer to one question: a judgement of the sheet, or whether an item counts."""

    reviewer: PersonId
    question: Question
    accepted: bool
    reason: Sealed[str]


@event("finding_taken_back", stream="application")
class FindingTakenBack(Struct, frozen=True):
    """A reviewer has no answer to this question any more."""

    reviewer: PersonId
    question: Question


@event("item_returned", stream="application")
class ItemReturned(Struct, frozen=True):
    """A reviewer asks the applicant about one item, as one requirement looks at it; the rest goes on."""

    returned: ReturnId
    reviewer: PersonId
    requirement: RequirementKey
    item: ItemId
    revision: int
    on: date
    ask: Sealed[str]


@event("return_answered", stream="application")
class ReturnAnswered(Struct, frozen=True):
    """The applicant has said what there is to say about an item that was sent back."""

    returned: ReturnId
    on: date
    words: Sealed[str]


@event("review_completed", stream="application", schema=2, upcasts=(as_it_stands,))
class ReviewCompleted(Struct, frozen=True):
    """A reviewer has answered everything, and says what they would decide, and why where they wrote it down."""

    reviewer: PersonId
    recommends: Outcome
    on: date
    reason: Sealed[str] | None = None


@event("exam_recorded", stream="application", schema=2, upcasts=(as_it_stands,))
class ExamRecorded(Struct, frozen=True):
    """The result of one part of the written exam."""

    item: ItemId
    result: evidence.Exam


@event("application_decided", stream="application")
class ApplicationDecided(Struct, frozen=True):
    """The decision, with the rules that were asked and everything that they answered."""

    outcome: Outcome
    on: date
    ruling: Ruling
    trace: Trace
    endorsement: EndorsementId | None
    reason: Sealed[str]


@event("application_withdrawn", stream="application")
class ApplicationWithdrawn(Struct, frozen=True):
    """The applicant takes the application back."""

    on: date


Event = (
    ApplicationOpened
    | ApplicationSubmitted
    | EvidenceCured
    | ReviewerAssigned
    | ReviewAccepted
    | ReviewerReleased
    | FindingRecorded
    | FindingTakenBack
    | ItemReturned
    | ReturnAnswered
    | ReviewCompleted
    | ExamRecorded
    | ApplicationDecided
    | ApplicationWithdrawn
)
