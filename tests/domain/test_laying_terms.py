"""Where terms lie follows from what was bought, and when: never from the order in which it was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from vouchbook.domain.membership import BuyTerm, Command, Membership, RecordTerm, VoidTerm, decide
from vouchbook.domain.names import AssociationCode, PersonId, PlanKey, Source, TermId
from vouchbook.domain.streams import MEMBERSHIP
from vouchbook.domain.terms import Run, Term, lapses, runs
from vouchbook.domain.years import DayOfYear, MembershipYear

ROSA, NC = PersonId("p-rosa"), AssociationCode("nc")
INDIVIDUAL, STUDENT = PlanKey("individual"), PlanKey("student")
DAY = timedelta(days=1)
CALENDAR = MembershipYear(DayOfYear(12, 31), DayOfYear(10, 1))
FISCAL = MembershipYear(DayOfYear(6, 30), DayOfYear(4, 1))
FEBRUARY = MembershipYear(DayOfYear(2, 29))
ROLLING = MembershipYear()


def buy(
    on: date,
    term: str,
    year: MembershipYear = CALENDAR,
    plan: PlanKey = INDIVIDUAL,
    *,
    another: bool = False,
) -> BuyTerm:
    return BuyTerm(ROSA, TermId(term), NC, plan, on, on, year.last(on), year, another)


def state(the: str, last: str, term: str = "m-stated", plan: PlanKey = INDIVIDUAL) -> RecordTerm:
    first, until = date.fromisoformat(the), date.fromisoformat(last)
    return RecordTerm(ROSA, TermId(term), NC, plan, first, until, Source.CONFIRMED)


def recorded(*commands: Command) -> Membership:
    membership: Membership = MEMBERSHIP.initial
    for command in commands:
        membership = MEMBERSHIP.fold(decide(command, membership), membership)
    return membership


def days(membership: Membership) -> dict[str, tuple[str, str]]:
    return {term.term: (str(term.first), str(term.last)) for term in membership.standing_terms}


# ── By example ────────────────────────────────────────────────────────────────────────────────


def test_what_is_bought_while_it_still_runs_begins_on_the_day_after() -> None:
    assert days(recorded(buy(date(2026, 3, 5), "a"), buy(date(2026, 11, 5), "b"))) == {
        "a": ("2026-03-05", "2026-12-31"),
        "b": ("2027-01-01", "2027-12-31"),
    }


def test_a_payment_of_march_recorded_after_that_of_november_makes_no_difference() -> None:
    march, november = buy(date(2026, 3, 5), "a"), buy(date(2026, 11, 5), "b")
    assert days(recorded(november)) == {"b": ("2026-11-05", "2027-12-31")}
    assert days(recorded(november, march)) == days(recorded(march, november))


def test_a_rolling_year_renewed_early_loses_no_day() -> None:
    assert days(recorded(buy(date(2026, 3, 2), "a", ROLLING), buy(date(2027, 2, 1), "b", ROLLING))) == {
        "a": ("2026-03-02", "2027-03-01"),
        "b": ("2027-03-02", "2028-03-01"),
    }


def test_a_rolling_year_renewed_on_its_last_day_begins_on_the_next_and_one_bought_then_begins_at_once() -> None:
    first = buy(date(2026, 3, 2), "a", ROLLING)
    for on in (date(2027, 3, 1), date(2027, 3, 2)):
        assert days(recorded(first, buy(on, "b", ROLLING)))["b"] == ("2027-03-02", "2028-03-01")


def test_a_second_purchase_after_the_cut_off_is_of_the_year_after() -> None:
    assert days(recorded(buy(date(2026, 10, 1), "a"), buy(date(2026, 11, 1), "b")))["b"] == ("2028-01-01", "2028-12-31")


def test_three_payments_of_one_year_are_three_years() -> None:
    bought = [buy(date(2026, month, 1), f"m{month}", FISCAL) for month in (7, 8, 9)]
    assert runs(recorded(*bought).standing_terms) == ((date(2026, 7, 1), date(2029, 6, 30)),)


def test_a_year_that_ends_with_february_knows_leap_years() -> None:
    bought = [buy(date(2026, 3, 1), "a", FEBRUARY), buy(date(2026, 5, 1), "b", FEBRUARY)]
    assert days(recorded(*bought)) == {"a": ("2026-03-01", "2027-02-28"), "b": ("2027-03-01", "2028-02-29")}


def test_another_plan_begins_on_the_day_on_which_it_is_bought() -> None:
    upgraded = recorded(buy(date(2026, 1, 10), "a", plan=STUDENT), buy(date(2026, 5, 4), "b"))
    assert days(upgraded)["b"] == ("2026-05-04", "2026-12-31")


def test_the_same_plan_on_the_same_day_is_the_same_purchase_unless_it_is_said_otherwise() -> None:
    once, twice = date(2026, 3, 5), recorded(buy(date(2026, 3, 5), "a"), buy(date(2026, 3, 5), "b", another=True))
    assert days(recorded(buy(once, "a"), buy(once, "b"))) == {"a": ("2026-03-05", "2026-12-31")}
    assert sorted(days(twice).values()) == [("2026-03-05", "2026-12-31"), ("2027-01-01", "2027-12-31")]


def test_what_the_associations_code_answered_keeps_its_length() -> None:
    charter = BuyTerm(
        ROSA, TermId("b"), NC, INDIVIDUAL, date(2026, 3, 1), date(2026, 3, 1), date(2027, 12, 31), year=None
    )
    assert days(recorded(charter)) == {"b": ("2026-03-01", "2027-12-31")}
    assert days(recorded(buy(date(2026, 1, 5), "a"), charter))["b"] == ("2027-01-01", "2028-10-31")


def test_a_payment_moves_back_when_the_one_before_it_is_void() -> None:
    both = recorded(buy(date(2026, 3, 5), "a"), buy(date(2026, 11, 5), "b"), VoidTerm(TermId("a")))
    assert days(both) == {"b": ("2026-11-05", "2027-12-31")}


def test_days_that_were_stated_stay_and_a_payment_goes_behind_them() -> None:
    stated = state("2026-01-01", "2026-06-15")
    assert days(recorded(stated, buy(date(2026, 5, 1), "b", ROLLING))) == {
        "m-stated": ("2026-01-01", "2026-06-15"),
        "b": ("2026-06-16", "2027-06-15"),
    }


def test_a_claim_that_nobody_confirmed_moves_nothing() -> None:
    claim = RecordTerm(ROSA, TermId("c"), NC, INDIVIDUAL, date(2026, 1, 1), date(2026, 12, 31), Source.ASSERTED)
    assert days(recorded(claim, buy(date(2026, 3, 5), "a")))["a"] == ("2026-03-05", "2026-12-31")


# ── Lapses ────────────────────────────────────────────────────────────────────────────────────


def lapsed(on: date, *commands: Command) -> tuple[Run, ...]:
    return lapses(recorded(*commands).standing_terms, on)


def test_the_days_between_two_terms_are_a_lapse_also_long_after() -> None:
    bought = buy(date(2024, 3, 1), "a"), buy(date(2026, 2, 1), "b"), buy(date(2026, 5, 1), "c")
    assert lapsed(date(2027, 6, 1), *bought) == (Run(date(2025, 1, 1), date(2026, 1, 31)),)


def test_after_the_last_day_one_has_lapsed_and_on_it_not_yet() -> None:
    bought = buy(date(2024, 3, 1), "a")
    assert lapsed(date(2024, 12, 31), bought) == ()
    assert lapsed(date(2025, 1, 1), bought) == (Run(date(2025, 1, 1), None),)


def test_before_the_first_term_nobody_has_lapsed() -> None:
    assert lapsed(date(2024, 2, 29), buy(date(2024, 3, 1), "a")) == lapsed(date(2024, 2, 29)) == ()


def test_terms_that_touch_leave_no_lapse() -> None:
    assert lapsed(date(2026, 5, 1), state("2025-01-01", "2025-12-31"), buy(date(2026, 1, 1), "b")) == ()
    assert lapsed(date(2026, 5, 1), state("2025-01-01", "2025-12-31"), buy(date(2026, 1, 2), "b")) == (
        Run(date(2026, 1, 1), date(2026, 1, 1)),
    )


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────

bought_on = st.dates(date(2025, 9, 1), date(2028, 3, 31))
years = st.sampled_from([CALENDAR, FISCAL, ROLLING, FEBRUARY, MembershipYear(DayOfYear(12, 31))])
purchases = st.lists(
    st.builds(
        lambda on, year, plan, another, length: (on, year, plan, another, length),
        bought_on | st.sampled_from([date(2026, 3, 5), date(2026, 11, 5), date(2028, 2, 29)]),
        years,
        st.sampled_from([INDIVIDUAL, INDIVIDUAL, STUDENT]),
        st.booleans(),
        st.none() | st.integers(0, 900),
    ),
    max_size=7,
).map(lambda drawn: tuple(_command(place, *each) for place, each in enumerate(drawn)))


def _command(place: int, on: date, year: MembershipYear, plan: PlanKey, another: bool, length: int | None) -> BuyTerm:
    command = buy(on, f"m-{place}", year, plan, another=another)
    if length is None:
        return command
    return BuyTerm(ROSA, command.term, NC, plan, on, on, on + timedelta(days=length), None, another)


def distinct(commands: Sequence[BuyTerm]) -> tuple[BuyTerm, ...]:
    """Without those that are the same purchase as one before: which of two equal ones is kept, order decides."""
    seen: dict[tuple[PlanKey, date], bool] = {}
    kept = []
    for command in commands:
        if (command.plan, command.bought_on) not in seen or command.another:
            kept.append(command)
        seen[command.plan, command.bought_on] = True
    return tuple(replace(each, another=True) for each in kept)


@settings(max_examples=400)
@given(st.data(), purchases)
def test_no_order_of_recording_changes_what_is_covered(data: st.DataObject, commands: tuple[BuyTerm, ...]) -> None:
    bought = distinct(commands)
    void = data.draw(st.lists(st.sampled_from(bought), unique=True, max_size=2) if bought else st.just([]))
    asked: list[Command] = [*bought, *(VoidTerm(each.term) for each in void)]
    shuffled = data.draw(st.permutations(asked))
    in_time = sorted(shuffled, key=lambda command: isinstance(command, VoidTerm))  # what is void was recorded before
    one, other = recorded(*asked), recorded(*in_time)
    assert one == other
    assert one.standing_terms == other.standing_terms
    assert one.items == other.items
    for on in (date(2026, 3, 5), date(2027, 1, 1), date(2028, 2, 29)):
        assert lapses(one.standing_terms, on) == lapses(other.standing_terms, on)


@settings(max_examples=300)
@given(purchases, st.data())
def test_equal_purchases_are_recorded_once_in_whatever_order(
    commands: tuple[BuyTerm, ...], data: st.DataObject
) -> None:
    """All of one plan and kind of year: which of two equal ones gave its id is all that may differ."""
    same = [buy(each.bought_on, each.term) for each in commands]
    one, other = recorded(*same), recorded(*data.draw(st.permutations(same)))
    spans = [[(t.bought_on, t.first, t.last) for t in each.standing_terms] for each in (one, other)]
    assert spans[0] == spans[1]
    assert len(spans[0]) == len({each.bought_on for each in same})


@given(purchases)
def test_another_payment_never_takes_a_day_away(commands: tuple[BuyTerm, ...]) -> None:
    bought = distinct(commands)
    for place in range(len(bought)):
        fewer = recorded(*bought[:place], *bought[place + 1 :]).standing_terms
        more = runs(recorded(*bought).standing_terms)
        assert all(any(a <= first and last <= b for a, b in more) for first, last in runs(fewer))


@given(purchases)
def test_no_payment_is_lost_and_none_begins_before_it_was_made(commands: tuple[BuyTerm, ...]) -> None:
    bought = distinct(commands)
    placed = recorded(*bought).standing_terms
    assert {term.term for term in placed} == {command.term for command in bought}
    for plan in (INDIVIDUAL, STUDENT):
        mine: list[Term] = [term for term in placed if term.plan == plan]
        assert all(term.bought_on and term.bought_on <= term.first <= term.last for term in mine)
        assert all(before.last < after.first for before, after in pairwise(mine))
