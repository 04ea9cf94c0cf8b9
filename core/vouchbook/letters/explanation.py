"""The words around an explained application: what a reviewer is still asked, what was answered, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vouchbook.domain.names import ItemId
from vouchbook.domain.trace import Question, Trace
from vouchbook.letters.refusals import question as called
from vouchbook.policy.rules import Judgement, Line
from vouchbook.policy.version import PolicyVersion

STATES = {
    "open": "is open: not submitted yet",
    "under_review": "is under review",
    "approved": "was approved",
    "deferred": "was deferred: it can be submitted again once what is missing is there",
    "on_hold": "is on hold",
    "withdrawn": "was withdrawn",
}
"""What becomes of "The application …"."""


def questions_in_words(
    questions: Iterable[Question], trace: Trace, version: PolicyVersion, labels: Mapping[ItemId, str]
) -> list[tuple[str, str]]:
    """Each question as it is named on the command line, and what it asks."""
    return [(called(question), asks(question, trace, version, labels)) for question in questions]


def asks(question: Question, trace: Trace, version: PolicyVersion, labels: Mapping[ItemId, str]) -> str:
    """What a question asks: the sheet's judgement in its words, or whether an item counts."""
    if question.item is not None:
        label = labels.get(question.item, question.item)
        return f"Does “{label}” count towards {question.requirement}?"
    judgement = _judgement(question, trace, version)
    return judgement.ask if judgement else f"{question.requirement}: {question.key}"


def _judgement(question: Question, trace: Trace, version: PolicyVersion) -> Judgement | None:
    for finding in trace.findings:
        if finding.requirement == question.requirement:
            line: Line = version.document.sheets[finding.origin.sheet].lines[finding.origin.row]
            for judgement in getattr(line.rule, "judgement", ()):
                if judgement.key == question.key:
                    found: Judgement = judgement
                    return found
    return None
