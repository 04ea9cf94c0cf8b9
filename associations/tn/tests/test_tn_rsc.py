"""The specialist's sheet of 2025, RSC: fifty hours, from clinical mentors or with the add-on, begun or complete."""

from __future__ import annotations

import pytest

from vouchbook.domain.evidence import Facts
from vouchbook.domain.trace import Lack, Status


def fifty(tn) -> list[Facts]:
    """Since the add-on has begun; before 2024 a specialist gave RSC without it."""
    return [tn.session("24"), tn.session("24"), tn.session("2")]


def test_fifty_hours_are_enough_and_a_quarter_hour_less_is_not(tn):
    assert tn.finding("rsc", rsc=fifty(tn)).status is Status.MET
    short = tn.finding("rsc", rsc=[tn.session("24"), tn.session("24"), tn.session("1:45")])
    assert [(lack.code, lack.amount) for lack in short.lacking] == [(Lack.AMOUNT, 15)]


@pytest.mark.parametrize(("category", "counts"), [("IMHM-C", True), ("ERS", True), ("IMHS", False)])
def test_a_specialist_gives_rsc_with_the_add_on_only(tn, category, counts):
    found = tn.finding("rsc", rsc=fifty(tn), standing=[tn.endorsed(tn.provider, category)])
    assert found.status is (Status.MET if counts else Status.MISSING)


def test_whoever_is_still_completing_the_add_on_may_give_it_meanwhile(tn):
    """North Carolina's own sheet says "must have earned": there the same hours do not count."""
    begun = [tn.endorsed(tn.provider, "ERS", emerging=True)]
    assert tn.finding("rsc", rsc=fifty(tn), standing=begun).status is Status.MET
