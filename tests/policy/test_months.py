"""Months of work: each day once, whole months stepped from a run's first day, the rest by the step it belongs to."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchbook.policy.calendar import Spans, common, earlier, first_outside, later, merged, span, without
from vouchbook.policy.months import FULL, MONTH, lighter_than_full, months
from vouchbook.policy.rules import Length

dates = st.dates(date(1990, 1, 1), date(2060, 12, 31))
periods = st.tuples(dates, st.integers(0, 2000)).map(lambda p: (p[0], p[0] + timedelta(days=p[1])))
stretches = st.tuples(st.integers(700_000, 702_000), st.integers(1, 200)).map(lambda p: (p[0], p[0] + p[1]))
PRICE = MONTH * 7 // 100
"""Closing a gap, or adding a day between two runs, may lower a total by no more than this."""


def of(first: date, last: date) -> int:
    return months(span(first, last))


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        (date(2022, 2, 15), date(2024, 2, 14), 24 * MONTH),  # two years to the day
        (date(2022, 2, 15), date(2024, 2, 13), 23 * MONTH + MONTH // 31 * 30),  # 15 January to 14 February: 31 days
        (date(2023, 1, 31), date(2023, 2, 27), MONTH),  # the step from 31 January falls back to 28 February
        (date(2024, 1, 31), date(2024, 2, 28), MONTH),  # and to 29 February in a leap year
        (date(2024, 1, 31), date(2024, 2, 27), MONTH // 29 * 28),
        (date(2023, 1, 31), date(2023, 3, 30), 2 * MONTH),  # the next step goes to 31 March again
        (date(2024, 2, 29), date(2025, 2, 27), 12 * MONTH),
        (date(2024, 2, 1), date(2024, 2, 1), MONTH // 29),
        (date(2023, 2, 1), date(2023, 2, 1), MONTH // 28),
        (date(9999, 12, 1), date(9999, 12, 31), MONTH),  # the last month there is
    ],
)
def test_known_periods(first: date, last: date, parts: int) -> None:
    assert of(first, last) == parts


@given(dates, st.integers(1, 480))
def test_whole_months_from_any_day_are_exactly_that_many(first: date, number: int) -> None:
    last = later(first, Length(months=number)) - timedelta(days=1)
    assert of(first, last) == number * MONTH


@given(periods)
def test_within_one_run_a_further_day_never_counts_for_nothing(period: tuple[date, date]) -> None:
    first, last = period
    gained = of(first, last + timedelta(days=1)) - of(first, last)
    assert MONTH // 31 <= gained <= MONTH // 28


@given(st.lists(stretches, max_size=12))
def test_a_day_counts_once_however_many_stretches_hold_it(found: list[tuple[int, int]]) -> None:
    days = {day for low, high in found for day in range(low, high)}
    runs = merged(found)
    assert {day for low, high in runs for day in range(low, high)} == days
    assert all(before[1] < after[0] for before, after in pairwise(runs))
    assert months(runs) == months(merged(found * 2))


@given(st.lists(stretches, max_size=8), stretches)
def test_more_days_lower_a_total_by_no_more_than_the_known_price(
    found: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    before, after = merged(found), merged([*found, more])
    closed = max(len(before) + 1 - len(after), 0)  # the runs that the new days join
    assert months(after) >= months(before) - closed * PRICE


@given(st.lists(stretches, max_size=8), stretches)
def test_days_apart_from_all_others_only_add(found: list[tuple[int, int]], more: tuple[int, int]) -> None:
    apart = without(merged([more]), merged((low - 1, high + 1) for low, high in found))
    assert months(merged((*merged(found), *apart))) == months(merged(found)) + months(apart)


@given(st.lists(stretches, max_size=8), st.lists(stretches, max_size=8))
def test_common_and_without_divide_the_days(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    def days(spans: Spans) -> set[int]:
        return {day for low, high in spans for day in range(low, high)}

    left, right = merged(one), merged(other)
    assert days(common(left, right)) == days(left) & days(right)
    assert days(without(left, right)) == days(left) - days(right)
    for low, high in right:
        outside = [day for day in range(low, high) if day not in days(left)]
        assert first_outside(low, high, left) == (outside[0] if outside else None)


@given(st.lists(st.tuples(stretches, st.integers(1, FULL)), max_size=6))
def test_lighter_days_count_by_their_weight_and_never_more_than_full(
    jobs: list[tuple[tuple[int, int], int]],
) -> None:
    runs = merged(stretch for stretch, _ in jobs)
    weighed = months(runs, lighter_than_full((low, high, weight) for (low, high), weight in jobs))
    assert 0 <= weighed <= months(runs)
    assert months(runs, lighter_than_full((low, high, FULL) for (low, high), _ in jobs)) == months(runs)


@given(periods)
def test_half_time_is_half_as_much(period: tuple[date, date]) -> None:
    days = span(*period)
    half = months(days, tuple((low, high, FULL // 2) for low, high in days))
    assert half == months(days) // 2


@given(dates, st.integers(0, 600), st.integers(0, 5000))
def test_later_and_earlier_never_leave_the_calendar(day: date, number: int, days: int) -> None:
    for length in (Length(months=number), Length(days=days), Length(months=99_999), Length(days=99_999)):
        assert later(day, length) >= day >= earlier(day, length)
    assert later(date.max, Length(months=1)) == date.max
    assert earlier(date.min, Length(days=1)) == date.min
