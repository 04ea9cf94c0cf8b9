"""One application for an endorsement: opened, submitted, reviewed, decided; deferred ones may come again.

A submission pins the evidence: the version of the person's stream and every item with its revision.
Later evidence enters only by a recorded cure. Reviewers answer what only they can say; a question is
settled when everybody on the panel has given the same answer.
"""

from vouchbook.domain.application.decisions import decide
from vouchbook.domain.application.facts import (
    ApplicationDecided,
    ApplicationOpened,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    ClaimedItem,
    Event,
    EvidenceCured,
    ExamRecorded,
    FindingRecorded,
    FindingTakenBack,
    ItemReturned,
    ReturnAnswered,
    ReviewAccepted,
    ReviewCompleted,
    ReviewerAssigned,
    ReviewerReleased,
)
from vouchbook.domain.application.requests import (
    Accept,
    Answer,
    AnswerReturn,
    Assign,
    Command,
    Complete,
    Cure,
    Decide,
    Open,
    RecordExam,
    Release,
    ReturnItem,
    Submit,
    TakeBack,
    WithdrawApplication,
)
from vouchbook.domain.application.state import NOT_OPENED, EndorsementApplication, Returned, evolve

__all__ = [
    "NOT_OPENED",
    "Accept",
    "Answer",
    "AnswerReturn",
    "ApplicationDecided",
    "ApplicationOpened",
    "ApplicationSubmitted",
    "ApplicationWithdrawn",
    "Assign",
    "ClaimedItem",
    "Command",
    "Complete",
    "Cure",
    "Decide",
    "EndorsementApplication",
    "Event",
    "EvidenceCured",
    "ExamRecorded",
    "FindingRecorded",
    "FindingTakenBack",
    "ItemReturned",
    "Open",
    "RecordExam",
    "Release",
    "ReturnAnswered",
    "ReturnItem",
    "Returned",
    "ReviewAccepted",
    "ReviewCompleted",
    "ReviewerAssigned",
    "ReviewerReleased",
    "Submit",
    "TakeBack",
    "WithdrawApplication",
    "decide",
    "evolve",
]
