"""The years of a membership: their ends, their cut-offs, 29 February; and lengths that are kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vouchbook.domain.years import DayOfYear, MembershipYear, as_long

DAY = timedelta(days=1)
days = st.dates(date(1999, 1, 1), date(2105, 12, 31))
days_of_year = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: DayOfYear(day.month, day.day))
FISCAL = [DayOfYear(12, 31), DayOfYear(6, 30), DayOfYear(2, 29), DayOfYear(9, 30)]
years = st.builds(MembershipYear, days_of_year | st.sampled_from(FISCAL), st.none() | days_of_year)
LEAP_DAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("cut_off", "bought_on", "through"),
    [
        ("09-01", date(2026, 8, 31), date(2026, 12, 31)),
        ("09-01", date(2026, 9, 1), date(2027, 12, 31)),
        ("10-01", date(2026, 9, 30), date(2026, 12, 31)),
        ("10-01", date(2026, 10, 1), date(2027, 12, 31)),
        ("12-01", date(2026, 11, 30), date(2026, 12, 31)),
        ("12-01", date(2026, 12, 1), date(2027, 12, 31)),
        ("06-01", date(2026, 5, 31), date(2026, 12, 31)),
        ("06-01", date(2026, 6, 1), date(2027, 12, 31)),
    ],
)
def test_what_is_bought_from_the_cut_off_on_runs_to_the_end_of_the_next_year(
    cut_off: str, bought_on: date, through: date
) -> None:
    assert MembershipYear(DayOfYear(12, 31), DayOfYear.read(cut_off)).last(bought_on) == through


@pytest.mark.parametrize(
    ("bought_on", "through"),
    [
        (date(2026, 3, 31), date(2026, 6, 30)),
        (date(2026, 4, 1), date(2027, 6, 30)),
        (date(2026, 6, 30), date(2027, 6, 30)),
        (date(2026, 7, 1), date(2027, 6, 30)),
    ],
)
def test_a_fiscal_year_that_ends_on_30_june_has_its_cut_off_before_that(bought_on: date, through: date) -> None:
    assert MembershipYear(DayOfYear(6, 30), DayOfYear(4, 1)).last(bought_on) == through


@given(years, days)
@example(MembershipYear(DayOfYear(2, 29)), LEAP_DAY)
@example(MembershipYear(DayOfYear(2, 29), DayOfYear(2, 29)), LEAP_DAY)
@example(MembershipYear(DayOfYear(12, 31), DayOfYear(12, 31)), date(2026, 12, 31))
def test_it_ends_with_a_year_not_before_it_begins_and_within_two_years(year: MembershipYear, begins: date) -> None:
    last = year.last(begins)
    assert year.ends is not None
    assert last == year.ends.of(last.year)
    assert begins <= last < DayOfYear(begins.month, begins.day).of(begins.year + 2)


@given(years | st.just(MembershipYear()), days, days)
def test_who_begins_later_never_ends_earlier(year: MembershipYear, one: date, other: date) -> None:
    assert year.last(min(one, other)) <= year.last(max(one, other))


@given(years, days)
def test_without_a_cut_off_it_is_the_first_end_of_a_year_that_comes(year: MembershipYear, begins: date) -> None:
    last = MembershipYear(year.ends).last(begins)
    assert year.ends is not None
    assert not any(begins <= year.ends.of(each) < last for each in (begins.year - 1, begins.year, begins.year + 1))


@given(days)
@example(LEAP_DAY)
@example(date(2027, 3, 1))
def test_a_rolling_year_is_followed_by_the_next_one_without_a_gap_and_without_a_day_twice(begins: date) -> None:
    rolling = MembershipYear()
    assert rolling.last(begins) - begins in (timedelta(days=363), timedelta(days=364), timedelta(days=365))
    following = rolling.last(begins) + DAY
    assert rolling.last(following) > rolling.last(begins)


@given(days, st.integers(0, 2000))
@example(date(2024, 2, 29), 365)
def test_a_length_that_is_kept_is_kept(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert as_long(first, last, first) == last
    assert abs((as_long(first, last, LEAP_DAY) - LEAP_DAY).days - length) <= 4
