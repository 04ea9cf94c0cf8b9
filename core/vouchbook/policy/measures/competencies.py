"""Competency areas: those that training, coursework, RSC or ratings name, and those a reviewer must find shown."""

from __future__ import annotations

from vouchbook.domain.evidence import Education, Rsc, Training
from vouchbook.domain.names import Area, QuestionKey
from vouchbook.domain.trace import Because, Lack, Lacking, Unit, Why
from vouchbook.policy.asked import Asked
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.measures.ratings import judged
from vouchbook.policy.rules import Competencies, Ratings

_KINDS: dict[str, type[Training | Rsc]] = {"training": Training, "rsc": Rsc}
_BIT = {area.value: 1 << place for place, area in enumerate(Area)}
"""Areas as bits: hundreds of items are looked at, and members of an enum are slow to hash."""


def compiled(rule: Competencies, ratings: Ratings | None) -> Measure:
    """``ratings`` is the sheet's line on ratings, which says when one is valid."""
    wanted = _bits(rule.areas)
    kinds = [_KINDS[by] for by in rule.by if by in _KINDS]
    shown_by_ratings = wanted & _bits(rule.ratings_show)

    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.AREAS, wanted.bit_count())
        covered, day, counted = 0, asked.day, measured.counted
        for kind in kinds:
            for item, facts in asked.desk.of(kind):
                areas = wanted & _bits(facts.areas)
                if not areas:
                    continue
                if facts.last > day:
                    measured.exclude(item, areas.bit_count(), Because(Why.AFTER_DAY_ASKED, on=facts.last, until=day))
                elif asked.accepted and asked.accepted.get(item.id) is False:
                    measured.exclude(item, areas.bit_count(), REJECTED)
                else:
                    counted.append(item.id)
                    covered |= areas
        if "coursework" in rule.by:
            covered |= _by_coursework(rule, wanted, asked, measured)
        if shown_by_ratings and _valid_rating(ratings, asked, measured):
            covered |= shown_by_ratings
        _judge_uncovered([area for area in rule.areas if not covered & _BIT[area.value]], asked, measured)
        return measured

    return measure


def _bits(areas: tuple[Area, ...]) -> int:
    bits = 0
    for area in areas:
        bits |= _BIT[area._value_]  # ``value`` is the same, three times as slow
    return bits


def _by_coursework(rule: Competencies, wanted: int, asked: Asked, measured: Measured) -> int:
    covered = 0
    for item, education in asked.desk.of(Education):
        areas = wanted & _bits(tuple(area for course in education.coursework for area in course.areas))
        if not areas:
            continue
        because = REJECTED if asked.accepted.get(item.id) is False else _not_shown(rule, education, asked)
        if because is not None:
            measured.exclude(item, areas.bit_count(), because)
        else:
            measured.counted.append(item.id)
            covered |= areas
    return covered


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
