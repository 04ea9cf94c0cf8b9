"""Competency areas: those that training, coursework, RSC or ratings name, and those a reviewer must find shown."""

from __future__ import annotations

from vouchbook.domain.evidence import Education, Item, Rsc, Training
from vouchbook.domain.names import Area, QuestionKey
from vouchbook.domain.trace import Because, Lack, Lacking, Unit, Why
from vouchbook.policy.asked import Asked
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.measures.ratings import judged
from vouchbook.policy.rules import Competencies, Ratings

_KINDS: dict[str, type[Training | Rsc]] = {"training": Training, "rsc": Rsc}


def compiled(rule: Competencies, ratings: Ratings | None) -> Measure:
    """``ratings`` is the sheet's line on ratings, which says when one is valid."""
    wanted = frozenset(rule.areas)
    kinds = [_KINDS[by] for by in rule.by if by in _KINDS]
    shown_by_ratings = wanted.intersection(rule.ratings_show)

    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.AREAS, len(wanted))
        covered: set[Area] = set()
        for kind in kinds:
            for item, facts in asked.desk.of(kind):
                if facts.areas and not wanted.isdisjoint(facts.areas):
                    because = None
                    if facts.last > asked.day:
                        because = Because(Why.AFTER_DAY_ASKED, on=facts.last, until=asked.day)
                    _show(item, wanted.intersection(facts.areas), because, asked, measured, covered)
        if "coursework" in rule.by:
            for item, education in asked.desk.of(Education):
                areas = wanted.intersection(area for course in education.coursework for area in course.areas)
                if areas:
                    _show(item, areas, _not_shown(rule, education, asked), asked, measured, covered)
        if shown_by_ratings and _valid_rating(ratings, asked, measured):
            covered |= shown_by_ratings
        _judge_uncovered([area for area in rule.areas if area not in covered], asked, measured)
        return measured

    return measure


def _show(
    item: Item,
    areas: frozenset[Area],
    because: Because | None,
    asked: Asked,
    measured: Measured,
    covered: set[Area],
) -> None:
    if because is None and asked.accepted and asked.accepted.get(item.id) is False:
        because = REJECTED
    if because is not None:
        measured.exclude(item, len(areas), because)
        return
    measured.counted.append(item.id)
    covered.update(areas)


def _not_shown(rule: Competencies, education: Education, asked: Asked) -> Because | None:
    if education.awarded_on > asked.day:
        return Because(Why.AFTER_DAY_ASKED, on=education.awarded_on, until=asked.day)
    if rule.coursework_needs_transcript and not education.transcript:
        return Because(Why.NO_TRANSCRIPT)
    return None


def _valid_rating(rule: Ratings | None, asked: Asked, measured: Measured) -> bool:
    if rule is None:
        return False
    valid = [item.id for item, _, because in judged(rule, asked) if because is None]
    measured.counted += valid
    return bool(valid)


def _judge_uncovered(uncovered: list[Area], asked: Asked, measured: Measured) -> None:
    """Each area that no item names is a question to the reviewers: do the papers show it all the same?"""
    measured.sure = measured.possible = measured.required
    for area in uncovered:
        key = QuestionKey(area.value)
        answer = asked.judged(key)
        measured.open.append(key)
        if answer is not True:
            measured.sure -= 1
            measured.lacking.append(Lacking(Lack.AREA, name=key))
        if answer is False:
            measured.possible -= 1
