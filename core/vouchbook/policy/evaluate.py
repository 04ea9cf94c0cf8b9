"""Holds a portfolio against the sheet that rules it, line by line, and explains what it finds."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import CategoryCode, Occasion, RequirementKey
from vouchbook.domain.trace import Finding, Moments, Question, Trace
from vouchbook.policy.applies import applies
from vouchbook.policy.asked import Answers, Asked, Evaluation
from vouchbook.policy.compiling import ReadyLine, ready
from vouchbook.policy.cycles import emerging_row, judged_on, with_cycle
from vouchbook.policy.document import NoEmerging, PolicyDocument, sheet_on
from vouchbook.policy.found import find
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.standing_rows import RulingRows
from vouchbook.policy.standings import Standings
from vouchbook.policy.version import PolicyVersion

EVALUATOR = 2
"""Counts up when the same policy and portfolio come to be answered otherwise; a ruling records it."""


def evaluate(
    version: PolicyVersion,
    category: CategoryCode,
    at: Occasion,
    portfolio: Portfolio,
    settled: Sequence[Question],
    moments: Moments,
    *,
    emerging: bool = False,
    ask: Questions = POLICY_ALONE,
    only: RequirementKey | None = None,
) -> Trace:
    """What the sheet in force says of a portfolio; the same arguments always give the same trace.

    ``settled`` are the questions that reviewers have answered: each settles what it was asked about and
    overrides no rule. ``emerging``: only the lines that one who begins so is asked. ``ask`` is the association's
    code, where it has a say. ``only``: this line alone is asked; no line reads what another one finds.

    :raises NoEmerging: nobody begins in the category as emerging, or it is no application that is asked about
    :raises UnknownCategory: the association does not offer the category
    :raises NoSheet: it has no sheet for the category and occasion on the day that rules
    :raises NotEvaluated: its policy asks for what no fact of evidence answers
    """
    document = version.document
    moments = with_cycle(document, category, at, moments)
    index, _ = sheet_on(document, category, at, judged_on(document, category, at, moments))
    sheet = ready(version, index)
    lines = _begun(sheet.lines, document, category, at, moments) if emerging else sheet.lines
    if only is not None:
        lines = [line for line in lines if line.compiled.key == only]
    desk = Desk(portfolio)
    standings = Standings(RulingRows(sheet.standing, moments), desk, ask)
    evaluation = Evaluation(document.association.code, category, at, desk, moments, standings)
    answers = Answers(settled)
    findings: list[Finding] = []
    for line in lines:
        day = moments.asked if line.always_today else moments.submitted or moments.asked
        asked = Asked(evaluation, line.compiled.key, day, answers, line.line.due, line.origin)
        if applies(line.line.applies, asked):
            findings.append(ask.finding(find(line.compiled, asked), line.line, portfolio, moments))
    return Trace(
        association=document.association.code,
        category=category,
        at=at,
        policy=version.digest,
        moments=moments,
        findings=tuple(findings),
        claims_taken=portfolio.claims_taken,
        emerging=True if emerging else UNSET,
    )


def _begun(
    lines: Sequence[ReadyLine], document: PolicyDocument, category: CategoryCode, at: Occasion, moments: Moments
) -> Sequence[ReadyLine]:
    if at is not Occasion.APPLICATION:
        raise NoEmerging(f"one begins as emerging by an application; ask about a {at.value} without it")
    asks = emerging_row(document, category, moments).asks
    return [line for line in lines if line.compiled.key in asks]
