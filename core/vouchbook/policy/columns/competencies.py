"""Competency areas that many people's items name; see ``measures.competencies``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vouchbook.domain.names import Area
from vouchbook.policy.columns import ratings
from vouchbook.policy.columns.arrays import Ints
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.found import Found, Measure, NotCovered, measured, only
from vouchbook.policy.columns.people import Table
from vouchbook.policy.rules import Competencies, Ratings


def compiled(rule: Competencies, of_ratings: Ratings | None) -> Measure:
    """``of_ratings`` is the sheet's line on ratings, which says when one is valid.

    :raises NotCovered: it asks for what is not known here
    """
    only(rule, "key", "areas", "by", "ratings_show", "coursework_needs_transcript", "judgement")
    if strange := {*rule.by} - {"training", "rsc", "coursework"}:
        raise NotCovered(f"by = {', '.join(sorted(strange))}")
    if of_ratings is not None and rule.ratings_show:
        ratings.known(of_ratings)

    def measure(asked: Asked) -> Found:
        covered = asked.nobody()
        for kind in ("training", "rsc"):
            if kind in rule.by:
                table = asked.table(kind)
                covered |= table.either(table.ints("areas") * (table.ints("last") <= asked.today))
        if "coursework" in rule.by:
            covered |= _by_coursework(rule, asked)
        if of_ratings is not None and rule.ratings_show:
            table = asked.table("rating")
            shown = table.any(ratings.valid_ratings(of_ratings, asked))
            covered |= np.where(shown, _bits(asked.table("training"), rule.ratings_show), 0)
        wanted = len({*rule.areas})
        sure = np.full(asked.people.number, wanted)
        for place in (asked.table("training").place("areas", area.value) for area in rule.areas):
            sure -= 1 - (covered >> place & 1) if place >= 0 else 1
        return measured(sure, np.full(asked.people.number, wanted), wanted)

    return measure


def _by_coursework(rule: Competencies, asked: Asked) -> Ints:
    table = asked.table("education")
    counts = table.ints("awarded_on") <= asked.today
    if rule.coursework_needs_transcript:
        counts &= table.flags("transcript")
    return table.either(table.ints("areas") * counts)


def _bits(table: Table, areas: Sequence[Area]) -> int:
    return sum(1 << place for place in {*table.places("areas", [area.value for area in areas])})
