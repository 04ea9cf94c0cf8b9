"""What West Virginia takes from the guidelines, edition by edition, for one family."""

from __future__ import annotations

from datetime import date

import pytest

from vouchbook.domain.names import CategoryCode, Occasion, StateCode
from vouchbook.policy.document import NoSheet, UnknownCategory, sheet_on
from vouchbook.policy.residents import open_to


def keys(wv, category: str, on: date, at: Occasion = Occasion.APPLICATION) -> set[str]:
    _, sheet = sheet_on(wv.version.document, CategoryCode(category), at, on)
    return {line.rule.key for line in sheet.lines}


def test_a_specialist_registered_in_2024_sits_the_exam_and_in_2025_none(wv):
    assert "exam" in keys(wv, "IMHS", date(2024, 12, 31))
    assert "exam" not in keys(wv, "IMHS", date(2025, 1, 1))


def test_a_family_specialist_registered_in_2022_needs_a_degree_and_in_2023_none(wv):
    assert "education" in keys(wv, "IFS", date(2022, 12, 31))
    assert "education" not in keys(wv, "IFS", date(2023, 1, 1))


def test_the_add_on_has_no_sheet_before_2024(wv):
    assert "membership" in keys(wv, "ERS", date(2024, 1, 1))
    with pytest.raises(NoSheet):
        keys(wv, "ERS", date(2023, 12, 31))


def test_no_category_of_early_childhood_is_offered(wv):
    of = wv.version.document.association
    assert of.families == ("IMH",)
    assert not [category for category in of.categories if category.startswith("EC")]
    with pytest.raises(UnknownCategory, match="ECMHS"):
        keys(wv, "ECMHS", wv.today)


def test_every_line_is_the_guidelines_and_confirmed_by_nobody(wv):
    lines = [line for sheet in wv.version.document.sheets for line in sheet.lines]
    assert not [line for line in lines if line.confirmed or not line.origin.startswith("guidelines")]


@pytest.mark.parametrize("state", ["WV", "NC", None])
def test_one_may_apply_wherever_one_lives(wv, state):
    open_to(wv.version.document, StateCode(state) if state else None, wv.today)
