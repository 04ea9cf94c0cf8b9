"""The words around an explained application: what a reviewer is still asked, what was answered, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from vouchbook.domain.names import ItemId
from vouchbook.domain.trace import Finding, Question, Trace
from vouchbook.letters.findings import question as in_words
from vouchbook.letters.refusals import question as called
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


ANSWERED_OTHERWISE = {
    2: "whether the plan of a membership covers endorsement and is one's own, and, where membership is only "
    "encouraged, whether somebody is a member",
}
"""What each evaluator answers otherwise than the one before it."""


def by_another(then: int, now: int) -> str:
    """That a recorded evaluation was made by another evaluator than today's, and what these answer otherwise.

    >>> by_another(3, 2)
    'It was made by evaluator 3; this is evaluator 2.'
    """
    said = f"It was made by evaluator {then}; this is evaluator {now}"
    since = [ANSWERED_OTHERWISE[each] for each in range(then + 1, now + 1) if each in ANSWERED_OTHERWISE]
    return f"{said}, which answers otherwise: {'; '.join(since)}." if since else f"{said}."


def questions_in_words(
    questions: Iterable[Question], trace: Trace, version: PolicyVersion, labels: Mapping[ItemId, str]
) -> list[tuple[str, str]]:
    """Each question as it is named on the command line, and what it asks."""
    return [(called(question), asks(question, trace, version, labels)) for question in questions]


def asks(question: Question, trace: Trace, version: PolicyVersion, labels: Mapping[ItemId, str]) -> str:
    """What a question asks, in the words of the sheet's line; of one that the trace asks no longer, its name."""
    for finding in _with_ways(trace.findings):
        if finding.requirement == question.requirement:
            return in_words(question, finding, version, labels)
    return called(question)


def _with_ways(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        yield from _with_ways(finding.options)
