"""Joins a measurement, the sheet's judgements and the reviewers' answers into the finding on one requirement."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.names import Kind, QuestionKey, RequirementKey
from vouchbook.domain.trace import Finding, Lack, Lacking, Question, Status, Why
from vouchbook.policy.asked import Asked
from vouchbook.policy.measured import Measure, Measured, judge


class Compiled(Struct, frozen=True):
    """A rule ready to be asked: how it measures, and the keys of the judgements that only reviewers can answer."""

    key: RequirementKey
    kind: Kind
    measure: Measure
    judgements: tuple[QuestionKey, ...] = ()


def find(compiled: Compiled, asked: Asked) -> Finding:
    """What is found of one requirement; judgements that are still open leave the measured status as it is."""
    measured = compiled.measure(asked)
    status = measured.status
    lacking = measured.lacking
    if status is not Status.MET and judge(measured.sure, measured.possible, measured.required) is Status.JUDGEMENT:
        lacking = [*lacking, Lacking(Lack.ANSWER, amount=measured.required - measured.sure)]
    questions = []
    for key in compiled.judgements:
        answer = asked.judged(key)
        questions.append(Question(asked.requirement, key=key, answer=answer))
        if answer is False:
            status = Status.MISSING
            lacking = [*lacking, Lacking(Lack.JUDGED_NOT_MET, name=key)]
    if compiled.kind is Kind.JUDGEMENT and status is Status.MET and any(q.answer is None for q in questions):
        status = Status.JUDGEMENT
    questions += _others(measured, asked)
    return Finding(
        requirement=asked.requirement,
        kind=compiled.kind,
        status=status,
        due=asked.due,
        unit=measured.unit,
        required=measured.required,
        counted=measured.sure,
        pending=max(measured.possible - measured.sure, 0),
        origin=asked.origin,
        lacking=tuple(lacking),
        counted_items=tuple(measured.counted),
        pending_items=(*[item.id for item in measured.pending], *measured.pending_in_ways),
        excluded_items=tuple(measured.excluded),
        questions=tuple(questions),
        options=measured.options,
    )


def _others(measured: Measured, asked: Asked) -> list[Question]:
    """Items that await a reviewer or were answered about, areas to be shown otherwise, and the questions of ways."""
    questions = [Question(asked.requirement, item=item.id, revision=item.revision) for item in measured.pending]
    if asked.accepted:
        counted = set(measured.counted)
        rejected = {e.item for e in measured.excluded if e.because.code is Why.REJECTED_BY_REVIEWER}
        for id_, answer in asked.accepted.items():
            item = asked.desk.item(id_)
            if item is not None and id_ in (counted if answer else rejected):
                questions.append(Question(asked.requirement, item=id_, revision=item.revision, answer=answer))
    questions += [Question(asked.requirement, key=key, answer=asked.judged(key)) for key in measured.open]
    return questions + measured.asked_by_ways
