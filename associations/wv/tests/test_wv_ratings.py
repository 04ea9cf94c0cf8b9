"""References: three places, as the guidelines say; what North Carolina asks of a rater beside them is not asked."""

from __future__ import annotations

from datetime import date

import pytest

from vouchbook.domain.evidence import Facts
from vouchbook.domain.trace import Status

RATERS = ("fay", "nora", "cecil")


def three(wv, **last) -> list[Facts]:
    first, second, third = RATERS
    return [wv.rating(first, "supervisor"), wv.rating(second, "rsc_provider"), wv.rating(third, "other", **last)]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_each_place_is_needed(wv, missing):
    ratings = three(wv)
    assert wv.finding("ratings", rating=ratings).status is Status.MET
    del ratings[missing]
    assert wv.finding("ratings", rating=ratings).status is Status.MISSING


@pytest.mark.parametrize("changes", [{"not_enough": 9}, {"known_since": date(2026, 9, 1)}])
def test_a_form_that_north_carolina_would_not_count_counts_here(wv, changes):
    assert wv.finding("ratings", rating=three(wv, **changes)).status is Status.MET
