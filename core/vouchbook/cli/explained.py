"""An explained application on a terminal: where it is, what was decided and why, every line of the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from vouchbook.cli.said import columns, page, wrapped
from vouchbook.letters.evaluation import MARKS, WORDS, as_text
from vouchbook.letters.explanation import STATES, asks, by_another
from vouchbook.letters.findings import because
from vouchbook.letters.names import endorsed, spaced
from vouchbook.letters.phrases import day
from vouchbook.policy.evaluate import EVALUATOR
from vouchbook.service.explanation import Answered, Explanation
from vouchbook.service.recomputing import Difference


def explained(found: Explanation, *, brief: bool = False) -> str:
    return "\n".join(_lines(found, brief))


def _lines(found: Explanation, brief: bool) -> Iterator[str]:
    applied = endorsed(found.trace.category, emerging=bool(found.trace.emerging))
    head = f"Application {found.application}: {found.name}, {applied}, {STATES[found.state]}."
    yield wrapped(head)
    if found.decision is not None:
        decision = found.decision
        yield f"Decision of {day(decision.on)}: {decision.outcome.value.replace('_', ' ')}  [event {decision.position}]"
        yield wrapped(decision.reason, indent="  ")
        if decision.endorsement:
            yield f"  Endorsement {decision.endorsement} was granted with it."
    asked = day(found.trace.moments.asked)
    recorded = "was recorded in the book" if found.recorded else "was made to be read here, and nothing was recorded"
    yield wrapped(f"The evaluation below, of {asked}, {recorded}.")
    if found.evaluator_then is not None:
        yield wrapped(f"{by_another(found.evaluator_then, EVALUATOR)} What was recorded stands.")
    yield ""
    if brief:
        for finding in found.trace.findings:
            said = because(finding, found.version, found.names)
            line = f"{MARKS[finding.status]} {spaced(finding.requirement)}: {WORDS[finding.status]}. {said}"
            yield line if columns() is None else wrapped(line)  # where a program reads, a requirement is a line
    else:
        yield as_text(found.trace, found.version, found.names, labels=found.labels, width=page())
    if found.answers and not brief:
        yield ""
        yield "What the reviewers answered"
        yield "───────────────────────────"
        for _, given in groupby(sorted(found.answers, key=_by_question), key=_by_question):
            yield from _answers(list(given), found)
    if found.again is not None:
        yield ""
        yield from _again(found.again, found.code_changed)


def _by_question(answer: Answered) -> tuple[str, str]:
    return answer.question.requirement, answer.question.key or str(answer.question.item)


def _answers(answers: list[Answered], found: Explanation) -> Iterator[str]:
    """One question with what each reviewer said to it."""
    yield wrapped(asks(answers[0].question, found.trace, found.version, found.labels))
    for answer in answers:
        who = f" ({answer.reviewer})" if answer.reviewer else ""
        yield wrapped(f"{'yes' if answer.accepted else 'NO'}{who}: {answer.reason}", indent="    ")


def _again(differences: tuple[Difference, ...], changed: tuple[str, ...]) -> Iterator[str]:
    if not differences:
        yield wrapped("Asked again under the same policy and as the book stood then: the same answer, line by line.")
    for difference in differences:
        then = difference.then.value if difference.then else "not asked"
        now = difference.now.value if difference.now else "not asked"
        differs = f"{spaced(difference.requirement)} differs: recorded {then}, now {now}."
        if then == now:
            differs = f"{spaced(difference.requirement)} is {now} as recorded, but not by the same."
        yield wrapped(f"Asked again, {differs}")
    for package in changed:
        yield f"Note: {package}; the recorded answer stands."
