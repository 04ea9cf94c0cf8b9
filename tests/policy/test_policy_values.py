"""How a coordinator writes amounts: what is read, and what is refused with a remedy."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchbook.domain.names import Area
from vouchbook.policy.rules import Length
from vouchbook.policy.values import (
    EVERY_AREA,
    READ,
    REMEDY,
    WrittenWrongly,
    areas,
    basis_points,
    cents,
    day_of_year,
    length,
    minutes,
)


@pytest.mark.parametrize(
    ("written", "read"), [(30, 1800), (0, 0), ("30", 1800), ("1.5", 90), ("0.25", 15), ("1:30", 90), ("0:01", 1)]
)
def test_clock_hours_become_whole_minutes(written: object, read: int) -> None:
    assert minutes(written) == read


@pytest.mark.parametrize(
    "written", [-1, True, "", "1,5", "1:60", "1:3", ":30", "1.", ".5", "١", " 1", None, [1], 10**10]
)
def test_what_is_no_number_of_clock_hours_is_refused(written: object) -> None:
    with pytest.raises(WrittenWrongly, match="clock hours are written"):
        minutes(written)


def test_a_number_with_a_point_belongs_into_quotation_marks() -> None:
    with pytest.raises(WrittenWrongly, match=r'^put decimals in quotation marks: "0\.10"$'):
        minutes(Decimal("0.10"))


def test_hours_that_are_no_whole_minutes_are_refused() -> None:
    assert minutes("0.05") == 3
    with pytest.raises(WrittenWrongly, match=r"^that is 3\.06 minutes; hours must come to whole minutes$"):
        minutes("0.051")


@given(st.integers(0, 10**7))
def test_every_whole_minute_can_be_written(whole: int) -> None:
    assert minutes(f"{whole // 60}:{whole % 60:02d}") == whole


@pytest.mark.parametrize(("written", "read"), [(25, 2500), ("25.00", 2500), ("0.01", 1), ("0.00", 0), (0, 0)])
def test_money_becomes_whole_cents(written: object, read: int) -> None:
    assert cents(written) == read


@pytest.mark.parametrize("written", [-1, "-1", "$25", "25.001", "1e3", False])
def test_what_is_no_money_is_refused(written: object) -> None:
    with pytest.raises(WrittenWrongly, match="money is written"):
        cents(written)


@pytest.mark.parametrize(("written", "read"), [("0.80", 8000), ("1", 10_000), (1, 10_000), ("0", 0), ("0.0001", 1)])
def test_a_share_becomes_ten_thousandths(written: object, read: int) -> None:
    assert basis_points(written) == read


@pytest.mark.parametrize("written", ["1.0001", "80", "80%", "0.00001", 80])
def test_a_share_is_no_percentage(written: object) -> None:
    with pytest.raises(WrittenWrongly, match="between 0 and 1"):
        basis_points(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12 months", Length(months=12)),
        ("1 month", Length(months=1)),
        ("1 year", Length(months=12)),
        ("2 years", Length(months=24)),
        ("90 days", Length(days=90)),
    ],
)
def test_a_length_is_months_or_days(written: str, read: Length) -> None:
    assert length(written) == read


@pytest.mark.parametrize("written", ["0 days", "1 week", "a year", "1year", "-1 days", 12, "1.5 years", "12 months "])
def test_what_is_no_length_is_refused(written: object) -> None:
    with pytest.raises(WrittenWrongly, match="12 months"):
        length(written)


@pytest.mark.parametrize("written", ["12-31", "01-01", "02-28"])
def test_a_day_of_the_year_stays_as_it_is(written: str) -> None:
    assert day_of_year(written) == written


@pytest.mark.parametrize("written", ["31-12", "02-29", "02-30", "1-1", "12/31", 1231, "2024-12-31"])
def test_a_day_that_some_year_lacks_is_refused(written: object) -> None:
    with pytest.raises(WrittenWrongly, match="month-day"):
        day_of_year(written)


def test_every_area_means_the_eight_that_all_categories_share() -> None:
    assert areas(["every"]) == list(EVERY_AREA)
    assert len(EVERY_AREA) == 8
    assert set(EVERY_AREA) == {area.value for area in Area} - {"leadership", "administration", "research_evaluation"}


def test_named_areas_stay_as_they_are() -> None:
    assert areas(["reflection", "leadership"]) == ["reflection", "leadership"]


def test_each_kind_of_value_has_one_remedy() -> None:
    assert set(READ) == set(REMEDY)
