"""What Tennessee takes from the guidelines, edition by edition, and for whom it is."""

from __future__ import annotations

from datetime import date

import pytest

from vouchbook.domain.names import CategoryCode, Occasion, StateCode
from vouchbook.domain.refusal import Refused
from vouchbook.policy.document import NoSheet, sheet_on
from vouchbook.policy.residents import open_to


def keys(tn, category: str, on: date, at: Occasion = Occasion.APPLICATION) -> set[str]:
    _, sheet = sheet_on(tn.version.document, CategoryCode(category), at, on)
    return {line.rule.key for line in sheet.lines}


@pytest.mark.parametrize("category", ["IMHS", "ECMHS"])
def test_a_specialist_registered_in_2024_sits_the_exam_and_in_2025_none(tn, category):
    assert "exam" in keys(tn, category, date(2024, 12, 31))
    assert "exam" not in keys(tn, category, date(2025, 1, 1))


@pytest.mark.parametrize("category", ["IFS", "ECFS"])
def test_a_family_specialist_registered_in_2022_needs_a_degree_and_in_2023_none(tn, category):
    assert "education" in keys(tn, category, date(2022, 12, 31))
    assert "education" not in keys(tn, category, date(2023, 1, 1))


def test_the_add_on_has_no_sheet_before_2024(tn):
    assert "membership" in keys(tn, "ERS", date(2024, 1, 1))
    for at in (Occasion.APPLICATION, Occasion.RENEWAL):
        with pytest.raises(NoSheet):
            keys(tn, "ERS", date(2023, 12, 31), at)


def test_every_category_that_is_offered_has_a_sheet_in_both_families(tn):
    of = tn.version.document.association
    assert {*of.families} == {"IMH", "ECMH"}
    for category in of.categories:
        assert keys(tn, category, tn.today)


def test_residents_alone_may_apply(tn):
    open_to(tn.version.document, StateCode("TN"), tn.today)
    with pytest.raises(Refused) as refused:
        open_to(tn.version.document, StateCode("NC"), tn.today)
    assert refused.value.code == "not_resident"
