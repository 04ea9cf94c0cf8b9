"""The calendar of arrays is that of single days: lengths of time, months, and stretches of days."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.any_policy import lengths

from vouchbook.policy import calendar, months
from vouchbook.policy.columns import days, stretches
from vouchbook.policy.columns.arrays import Ints
from vouchbook.policy.columns.stretches import LATEST, Runs

LAST = date.max.toordinal()

some_days = st.one_of(
    st.integers(1, LAST),
    st.integers(737_000, 741_000),
    st.integers(1, 400),
    st.integers(LAST - 400, LAST),
    st.dates(date(2020, 1, 27), date(2028, 3, 2)).map(date.toordinal),
)
"""Any day there is; those of our own time, and the first and the last ones, more often."""
spans = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 12)), max_size=8)


def ints(*values: int) -> Ints:
    return np.array(values, dtype=np.int64)


@given(some_days, lengths)
def test_a_day_moves_as_far_as_it_does_alone(day, length):
    assert days.later(ints(day), length).tolist() == [calendar.later(date.fromordinal(day), length).toordinal()]


@given(some_days, some_days)
def test_a_run_has_as_many_months_as_it_has_alone(one, other):
    low, high = min(one, other), max(one, other) + 1
    assert days.parts(ints(low), ints(high)).tolist() == [months.months(((low, high),))]


@given(st.lists(some_days, min_size=4, max_size=4))
def test_part_time_within_a_run_weighs_what_it_weighs_alone(four):
    low, begins, ends, high = sorted(four)
    high += 1
    lacking = 4_000
    alone = months.months(((low, high),), ((begins, ends, months.FULL - lacking),) if begins < ends else ())
    parts = days.parts(ints(low, low, low), ints(high, begins, ends)).tolist()
    assert (parts[0] * months.FULL - (parts[2] - parts[1]) * lacking) // months.FULL == alone


def laid(owner: int, found: list[tuple[int, int]]) -> Runs:
    """Stretches that begin on a day and last so many, on an owner's part of the line."""
    low = stretches.position(ints(*[owner] * len(found)), ints(*[begins for begins, _ in found]))
    return Runs(low, low + ints(*[length for _, length in found]))


def plain(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(low, low + length) for low, length in found]


@given(spans, spans)
def test_the_days_of_one_person_never_touch_those_of_another(one, other):
    both = [np.append(*sides) for sides in zip(laid(3, one), laid(4, other), strict=True)]
    runs = stretches.merged(both[0], both[1])
    owners = stretches.owner_of(runs.low).tolist()
    found = list(zip(stretches.day_of(runs.low).tolist(), stretches.day_of(runs.high).tolist(), strict=True))
    assert [run for run, owner in zip(found, owners, strict=True) if owner == 3] == [*calendar.merged(plain(one))]
    assert [run for run, owner in zip(found, owners, strict=True) if owner == 4] == [*calendar.merged(plain(other))]


@given(spans, spans)
def test_what_is_common_and_what_is_left_is_what_it_is_alone(one, other):
    one = [(low, length) for low, length in one if length]
    low, high = laid(3, one)
    runs = stretches.merged(*laid(3, other))
    alone = calendar.merged(plain(other))
    for held, law in ((runs, calendar.common), (stretches.complement(runs), calendar.without)):
        of, begins, ends = stretches.common(low, high, held)
        found = list(zip(of.tolist(), stretches.day_of(begins).tolist(), stretches.day_of(ends).tolist(), strict=True))
        assert found == [(n, *part) for n, each in enumerate(plain(one)) for part in law((each,), alone)]
    inside = stretches.contained(low, high, runs).tolist()
    assert inside == [calendar.first_outside(*each, alone) is None for each in plain(one)]


def test_no_day_is_as_late_as_an_open_end():
    assert calendar.span(None, None) == calendar.span(None, date.max)
    assert calendar.span(None, None)[0][1] == LATEST
