"""The specialist's sheet of 2025, RSC: fifty hours, from clinical mentors or with the add-on, begun or complete."""

from __future__ import annotations

import pytest

from vouchbook.domain.evidence import Facts
from vouchbook.domain.trace import Lack, Status


def fifty(wv) -> list[Facts]:
    """Since the add-on has begun; before 2024 a specialist gave RSC without it."""
    return [wv.session("24"), wv.session("24"), wv.session("2")]


def test_fifty_hours_are_enough_and_a_quarter_hour_less_is_not(wv):
    assert wv.finding("rsc", rsc=fifty(wv)).status is Status.MET
    short = wv.finding("rsc", rsc=[wv.session("24"), wv.session("24"), wv.session("1:45")])
    assert [(lack.code, lack.amount) for lack in short.lacking] == [(Lack.AMOUNT, 15)]


@pytest.mark.parametrize(("category", "counts"), [("IMHM-C", True), ("ERS", True), ("IMHS", False)])
def test_a_specialist_gives_rsc_with_the_add_on_only(wv, category, counts):
    found = wv.finding("rsc", rsc=fifty(wv), standing=[wv.endorsed(wv.provider, category)])
    assert found.status is (Status.MET if counts else Status.MISSING)


def test_whoever_is_still_completing_the_add_on_may_give_it_meanwhile(wv):
    """North Carolina's own sheet says "must have earned": there the same hours do not count."""
    begun = [wv.endorsed(wv.provider, "ERS", emerging=True)]
    assert wv.finding("rsc", rsc=fifty(wv), standing=begun).status is Status.MET
