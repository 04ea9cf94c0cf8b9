"""Makes the lines of a sheet ready to be asked, once per policy version and sheet."""

from __future__ import annotations

from typing import assert_never

from msgspec import Struct

from vouchbook.domain.names import Digest, Due
from vouchbook.domain.trace import Origin, Unit
from vouchbook.policy import rules
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.evaluable import NotEvaluated, unevaluated
from vouchbook.policy.found import Compiled
from vouchbook.policy.measured import Measure, Measured
from vouchbook.policy.measures import (
    competencies,
    counting,
    credentials,
    documents,
    endorsements,
    groups,
    hours,
    ratings,
    work,
)
from vouchbook.policy.plans import Barred, barred
from vouchbook.policy.rules import Line, Rule, Sheet, kind_of
from vouchbook.policy.standing_rows import StandingRows
from vouchbook.policy.version import PolicyVersion

KEPT = 512
"""So many sheets stay compiled; the cache is emptied when a process has seen more."""


class ReadyLine(Struct, frozen=True):
    """A line with its compiled rule; ``always_today``: it asks about the day asked, never that of submission."""

    line: Line
    compiled: Compiled
    origin: Origin
    always_today: bool


class ReadySheet(Struct, frozen=True):
    lines: tuple[ReadyLine, ...]
    standing: StandingRows


_READY: dict[tuple[Digest, int], ReadySheet] = {}


def ready(version: PolicyVersion, index: int) -> ReadySheet:
    """The sheet of a version by its index; a version is named by its content, so it is compiled once.

    :raises NotEvaluated: a line asks for what no fact of evidence answers
    """
    known = _READY.get((version.digest, index))
    if known is None:
        if len(_READY) >= KEPT:
            _READY.clear()
        known = _READY[version.digest, index] = _sheet(version.document, index)
    return known


def _sheet(document: PolicyDocument, index: int) -> ReadySheet:
    sheet = document.sheets[index]
    for line in sheet.lines:
        if wrong := unevaluated(line.rule, sheet.at):
            said = "; ".join(wrong)
            raise NotEvaluated(f"{document.association.code}, {sheet.category}, {line.rule.key}: {said}")
    plans = barred(document.plan)
    lines = tuple(
        _line(sheet, line, row, index, plans)
        for row, line in enumerate(sheet.lines)
        if not isinstance(line.rule, rules.NotRequired)
    )
    return ReadySheet(lines, StandingRows(document, sheet.category))


def _line(sheet: Sheet, line: Line, row: int, index: int, plans: Barred) -> ReadyLine:
    origin = Origin(sheet.category, sheet.at, line.rule.key, row=row, sheet=index)
    always_today = line.due is Due.DECISION or isinstance(line.rule, rules.Membership)
    return ReadyLine(line, _compiled(line.rule, sheet, plans), origin, always_today)


def _compiled(rule: Rule, sheet: Sheet, plans: Barred) -> Compiled:
    judgements = () if isinstance(rule, rules.NotRequired) else tuple(each.key for each in rule.judgement)
    return Compiled(rule.key, kind_of(rule), _measure(rule, sheet, plans), judgements)


def _measure(rule: Rule, sheet: Sheet, plans: Barred) -> Measure:
    match rule:
        case rules.AnyOf(options=options):
            return groups.any_of([_compiled(option, sheet, plans) for option in options])
        case rules.AllOf(options=options):
            return groups.all_of([_compiled(option, sheet, plans) for option in options])
        case rules.Degree():
            return credentials.degree(rule)
        case rules.Licence():
            return credentials.licence(rule)
        case rules.Hours():
            return hours.compiled(rule)
        case rules.Months():
            return work.compiled(rule)
        case rules.Count():
            return counting.compiled(rule)
        case rules.Ratings():
            return ratings.compiled(rule)
        case rules.Holds():
            return endorsements.compiled(rule)
        case rules.Signatures():
            return documents.signatures(rule)
        case rules.Attested():
            return documents.attestation(rule)
        case rules.Membership():
            return documents.membership(rule, plans)
        case rules.Exam():
            return documents.exam(rule)
        case rules.Competencies():
            in_sheet = next((line.rule for line in sheet.lines if isinstance(line.rule, rules.Ratings)), None)
            return competencies.compiled(rule, in_sheet)
        case rules.JudgementOnly() | rules.NotRequired():
            return lambda asked: Measured(Unit.NONE, 0)
        case _:
            assert_never(rule)
