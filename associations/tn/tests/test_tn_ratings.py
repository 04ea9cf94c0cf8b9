"""References: three places, as the guidelines say; what North Carolina asks of a rater beside them is not asked."""

from __future__ import annotations

from datetime import date

import pytest

from vouchbook.domain.evidence import Facts
from vouchbook.domain.trace import Status

RATERS = ("ruby", "ingrid", "walt")


def three(tn, **last) -> list[Facts]:
    first, second, third = RATERS
    return [tn.rating(first, "supervisor"), tn.rating(second, "rsc_provider"), tn.rating(third, "other", **last)]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_each_place_is_needed(tn, missing):
    ratings = three(tn)
    assert tn.finding("ratings", rating=ratings).status is Status.MET
    del ratings[missing]
    assert tn.finding("ratings", rating=ratings).status is Status.MISSING


@pytest.mark.parametrize("changes", [{"not_enough": 9}, {"known_since": date(2026, 9, 1)}])
def test_a_form_that_north_carolina_would_not_count_counts_here(tn, changes):
    assert tn.finding("ratings", rating=three(tn, **changes)).status is Status.MET
