"""Rows that rule from one day to another, and what shows where none is in force."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from vouchbook.policy.dated import Span, in_turn, layered, on

NEW_YEAR = date(2024, 1, 1)
EVE = date(2023, 12, 31)

days = st.none() | st.dates(date(2020, 1, 1), date(2020, 2, 1))


@st.composite
def rows(draw: st.DrawFn) -> list[Span[str]]:
    """Rows of one key, no two of which begin on the same day."""
    first = draw(st.lists(days, unique=True, max_size=4))
    lasts = [draw(st.none() | st.integers(0, 20)) for _ in first]
    return [
        Span(day, None if last is None else (day or date(2020, 1, 1)) + timedelta(last), f"row {place}")
        for place, (day, last) in enumerate(zip(first, lasts, strict=True))
    ]


def test_a_row_rules_until_the_day_before_the_next_begins() -> None:
    assert in_turn([Span(None, None, "old"), Span(NEW_YEAR, None, "new")]) == (
        Span(None, EVE, "old"),
        Span(NEW_YEAR, None, "new"),
    )


def test_a_row_rules_through_its_own_last_day_and_leaves_a_gap() -> None:
    old, new = Span(None, date(2023, 6, 30), "old"), Span(NEW_YEAR, None, "new")
    ruling = in_turn([new, old])
    assert ruling == (old, new)
    assert on(ruling, date(2023, 6, 30).toordinal()) == ("old",)
    assert on(ruling, date(2023, 7, 1).toordinal()) == ()
    assert on(ruling, EVE.toordinal()) == ()
    assert on(ruling, NEW_YEAR.toordinal()) == ("new",)


def test_a_last_day_after_the_next_beginning_does_not_count() -> None:
    assert in_turn([Span(None, date(2030, 1, 1), "old"), Span(NEW_YEAR, None, "new")])[0].until == EVE


def test_the_layer_below_shows_before_between_and_after() -> None:
    above = (Span(date(2021, 1, 1), date(2021, 12, 31), "own"), Span(date(2023, 1, 1), date(2023, 12, 31), "own again"))
    assert layered(above, (Span(None, None, "below"),)) == (
        Span(None, date(2020, 12, 31), "below"),
        above[0],
        Span(date(2022, 1, 1), date(2022, 12, 31), "below"),
        above[1],
        Span(NEW_YEAR, None, "below"),
    )


def test_a_change_below_does_not_cut_what_lies_above() -> None:
    own = Span(date(2021, 1, 1), None, "own")
    below = (Span(date(2021, 1, 1), EVE, "2024"), Span(NEW_YEAR, None, "2025"))
    assert layered((own,), below) == (own,)


def test_the_last_day_of_the_calendar_needs_no_day_after_it() -> None:
    assert in_turn([Span(date.max, date.max, "last")]) == (Span(date.max, None, "last"),)


@given(rows(), st.randoms(use_true_random=False), st.dates(date(2019, 12, 1), date(2020, 3, 1)))
def test_on_each_day_rules_the_latest_begun_unless_its_last_day_has_passed(
    written: list[Span[str]], random: Random, day: date
) -> None:
    begun = [row for row in written if row.from_ is None or row.from_ <= day]
    latest = max(begun, key=lambda row: row.from_ or date.min, default=None)
    expected = () if latest is None or (latest.until and latest.until < day) else (latest.value,)
    random.shuffle(written)
    assert on(in_turn(written), day.toordinal()) == expected


@given(rows(), rows(), st.dates(date(2019, 12, 1), date(2020, 3, 1)))
def test_on_each_day_shows_the_first_layer_that_rules(own: list[Span[str]], below: list[Span[str]], day: date) -> None:
    above, under = in_turn(own), in_turn([Span(row.from_, row.until, f"below {row.value}") for row in below])
    when = day.toordinal()
    assert on(layered(above, under), when) == (on(above, when) or on(under, when))
