"""Builds what an application's stream holds, as short as a sentence: opened, submitted, assigned, answered, decided."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from vouchbook.domain.application import (
    ApplicationDecided,
    ApplicationOpened,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ClaimedItem,
    Decide,
    EvidenceCured,
    FindingRecorded,
    ReviewCompleted,
    ReviewerAssigned,
    Submit,
)
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    CategoryCode,
    Digest,
    Due,
    EndorsementId,
    ItemId,
    Occasion,
    Outcome,
    PersonId,
    RequirementKey,
)
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.trace import Moments, Question, Trace
from vouchbook.policy.evaluate import EVALUATOR
from vouchbook.service.evaluation import digest_of
from vouchbook.testing.evidence import ROSA, sealed

APPLICATION = ApplicationId("a-1")
ENDORSEMENT = EndorsementId("e-1")
SPECIALIST = CategoryCode("IMHS")
OPENED = date(2026, 1, 5)
SUBMITTED = date(2026, 2, 2)
REVIEWED = date(2026, 2, 20)
DECIDED = date(2026, 3, 2)


def trace(on: date = SUBMITTED) -> Trace:
    """A trace without findings: deciders record it and read the ruling."""
    return Trace(AssociationCode("nc"), SPECIALIST, Occasion.APPLICATION, Digest("sha256:policy"), Moments(on), ())


def ruling(on: date = SUBMITTED) -> Ruling:
    """What policy says of an application that lacks nothing."""
    return Ruling(
        policy=Digest("sha256:policy"),
        evaluator=1,
        code=(),
        moments=Moments(on),
        missing_at_submission=(),
        missing_at_decision=(),
        open_questions=(),
        trace=Digest("sha256:trace"),
    )


def ruled(trace: Trace) -> Ruling:
    """What a decider hears of a trace: an evaluation of a sample, for instance."""
    return Ruling(
        policy=trace.policy,
        evaluator=EVALUATOR,
        code=(),
        moments=trace.moments,
        missing_at_submission=trace.missing_by(Due.SUBMISSION),
        missing_at_decision=trace.missing_by(Due.DECISION),
        open_questions=trace.open_questions,
        trace=digest_of(trace),
    )


def submit(trace: Trace, *, reviewers: int = 2, claims: tuple[ClaimedItem, ...] = ()) -> Submit:
    """Ask for review, on the day that the trace speaks of."""
    return Submit(trace.moments.asked, ruled(trace), trace, person_version=3, claims=claims, reviewers=reviewers)


def decide(outcome: Outcome, trace: Trace) -> Decide:
    """Decide on the day that the trace speaks of."""
    return Decide(outcome, trace.moments.asked, ruled(trace), trace, ENDORSEMENT, sealed("as the reviewers recommend"))


def not_met(*requirements: str, at: str = "submission", on: date = SUBMITTED) -> Ruling:
    """What policy says when something is missing; what is missing at submission is missing at the decision too."""
    missing = tuple(RequirementKey(key) for key in requirements)
    return replace(ruling(on), missing_at_submission=missing if at == "submission" else (), missing_at_decision=missing)


def undecided(*questions: Question, on: date = DECIDED) -> Ruling:
    """What policy says while only a reviewer can answer these."""
    return replace(ruling(on), open_questions=questions)


def claimed(**revisions: int) -> tuple[ClaimedItem, ...]:
    """``claimed(work=1, rsc=2)``: items with the revision that an application rests on."""
    return tuple(ClaimedItem(ItemId(item), revision) for item, revision in revisions.items())


def opened(on: date = OPENED) -> ApplicationOpened:
    """Begun by Rosa, for the specialist."""
    return ApplicationOpened(APPLICATION, ROSA, SPECIALIST, on)


def submitted(
    on: date = SUBMITTED, *, reviewers: int = 2, person_version: int = 3, claims: tuple[ClaimedItem, ...] = ()
) -> ApplicationSubmitted:
    """Asked for review, with nothing missing."""
    return ApplicationSubmitted(on, ruling(on), trace(on), person_version, claims, reviewers)


def cured(*claims: ClaimedItem, person_version: int = 4, on: date = REVIEWED) -> EvidenceCured:
    """Evidence let in after the submission."""
    return EvidenceCured(on, person_version, claims, sealed("the transcript came late"))


def assigned(reviewer: PersonId, on: date = SUBMITTED) -> ReviewerAssigned:
    """A reviewer put on the panel, without a conflict."""
    return ReviewerAssigned(reviewer, on, overridden=(), reason=None)


def answered(reviewer: PersonId, question: Question, accepted: bool = True) -> FindingRecorded:
    """A reviewer's yes or no to one question."""
    return FindingRecorded(reviewer, question, accepted, sealed("seen in the file"))


def completed(reviewer: PersonId, recommends: Outcome = Outcome.APPROVED, on: date = REVIEWED) -> ReviewCompleted:
    """A reviewer's recommendation."""
    return ReviewCompleted(reviewer, recommends, on)


def decided(outcome: Outcome = Outcome.APPROVED, on: date = DECIDED) -> ApplicationDecided:
    """Decided; an approval grants the endorsement ``ENDORSEMENT``."""
    granted = ENDORSEMENT if outcome is Outcome.APPROVED else None
    return ApplicationDecided(outcome, on, ruling(on), trace(on), granted, sealed("as the reviewers recommend"))


def hold(on: date = DECIDED) -> ApplicationDecided:
    """Decided: on hold."""
    return decided(Outcome.ON_HOLD, on)


def withdrawn(on: date = DECIDED) -> ApplicationWithdrawn:
    """Taken back by the applicant."""
    return ApplicationWithdrawn(on)
