"""Funds: scholarships for what policy lets a fund pay, up to what is owed, and never beyond the budget."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from vouchbook.domain.fund import (
    NOT_OPENED,
    AddBudget,
    BudgetAdded,
    Event,
    FundOpened,
    GrantMade,
    GrantReturned,
    MakeGrant,
    OpenFund,
    ReturnGrant,
    decide,
)
from vouchbook.domain.names import ChargeId, FeeOccasion, FundKey, GrantId, PayerId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import FUND
from vouchbook.letters.refusals import in_words
from vouchbook.testing import given

HELP, ROSA, DAY = FundKey("help"), PersonId("p-rosa"), date(2026, 11, 20)
OPENED = FundOpened(HELP, DAY)
MEMBERSHIP, PROCESSING = FeeOccasion.MEMBERSHIP, FeeOccasion.PROCESSING


def budget(cents: int) -> BudgetAdded:
    return BudgetAdded(cents, DAY, None)


def asking(cents: int = 4_500, *, grant: str = "g-1", owed: int = 4_500, on: date = DAY) -> MakeGrant:
    return MakeGrant(
        grant=GrantId(grant),
        person=ROSA,
        payer=PayerId(ROSA),
        charge=ChargeId("c-1"),
        occasion=MEMBERSHIP,
        cents=cents,
        owed=owed,
        pays=(MEMBERSHIP,),
        on=on,
    )


def made(cents: int = 4_500, *, grant: str = "g-1") -> GrantMade:
    return GrantMade(GrantId(grant), ROSA, PayerId(ROSA), ChargeId("c-1"), MEMBERSHIP, cents, DAY)


def back(cents: int = 4_500, *, grant: str = "g-1") -> GrantReturned:
    return GrantReturned(GrantId(grant), cents, DAY)


def test_a_fund_is_opened_once() -> None:
    given().when(OpenFund(HELP, DAY)).then(OPENED)
    given(OPENED).when(OpenFund(HELP, DAY)).then_nothing()


def test_a_fund_that_is_not_kept_takes_and_grants_nothing() -> None:
    for command in (AddBudget(1, DAY, None), asking(), ReturnGrant(GrantId("g-1"), DAY)):
        given().when(command).then_refused("fund_not_open")


def test_a_budget_grows_by_what_is_added_and_not_by_nothing() -> None:
    given(OPENED).when(AddBudget(1, DAY, None)).then(budget(1))
    for cents in (0, -1):
        given(OPENED).when(AddBudget(cents, DAY, None)).then_refused("budget_of_nothing")


def test_a_fund_grants_all_that_it_has_and_not_a_cent_more() -> None:
    given(OPENED, budget(4_500)).when(asking(4_500)).then(made(4_500))
    given(OPENED, budget(4_499)).when(asking(4_500)).then_refused(
        "fund_over_budget", fund=HELP, amount_left=4_499, amount_asked=4_500
    )


def test_a_refusal_over_the_budget_says_what_is_left() -> None:
    with pytest.raises(Refused) as refused:
        decide(asking(4_500), FUND.fold([OPENED, budget(2_000)]))
    assert in_words(refused.value) == (
        "45.00 is more than the fund help has left, 20.00; give that or less with --amount, or add to its budget "
        "first with: vouchbook fund add help"
    )


def test_a_scholarship_pays_all_that_is_owed_or_a_part_and_never_more() -> None:
    before = (OPENED, budget(10_000))
    given(*before).when(asking(4_500)).then(made(4_500))
    given(*before).when(asking(2_000)).then(made(2_000))
    given(*before).when(asking(4_501)).then_refused("grant_over_owed", charge="c-1", amount_owed=4_500)
    given(*before).when(asking(0)).then_refused("grant_of_nothing", amount_owed=4_500)


def test_a_settled_charge_needs_no_scholarship() -> None:
    given(OPENED, budget(10_000)).when(asking(1, owed=0)).then_refused("charge_settled", charge="c-1")


def test_a_fund_pays_only_what_policy_lets_it_pay() -> None:
    other = replace(asking(), occasion=PROCESSING)
    given(OPENED, budget(10_000)).when(other).then_refused(
        "fund_does_not_pay", fund=HELP, occasion=PROCESSING, pays=(MEMBERSHIP,)
    )


def test_the_same_grant_twice_is_one_grant_and_another_one_has_another_id() -> None:
    before = (OPENED, budget(10_000), made())
    given(*before).when(asking()).then_nothing()
    given(*before).when(asking(1)).then_refused("grant_made_already", grant="g-1")


def test_what_came_back_may_be_granted_again() -> None:
    before = (OPENED, budget(4_500), made())
    given(*before).when(asking(1, grant="g-2")).then_refused(
        "fund_over_budget", fund=HELP, amount_left=0, amount_asked=1
    )
    given(*before).when(ReturnGrant(GrantId("g-1"), DAY)).then(back())
    given(*before, back()).when(asking(4_500, grant="g-2")).then(made(4_500, grant="g-2"))


def test_a_grant_comes_back_once() -> None:
    given(OPENED, budget(4_500), made(), back()).when(ReturnGrant(GrantId("g-1"), DAY)).then_nothing()


def test_only_a_grant_of_the_fund_comes_back_to_it_and_not_before_it_was_made() -> None:
    before = (OPENED, budget(4_500), made())
    given(*before).when(ReturnGrant(GrantId("g-9"), DAY)).then_refused("grant_not_of_fund", grant="g-9", fund=HELP)
    early = date(2026, 11, 19)
    given(*before).when(ReturnGrant(GrantId("g-1"), early)).then_refused(
        "before_grant", grant="g-1", on=early, until=DAY
    )


GRANTS = [GrantId(f"g-{n}") for n in (1, 2, 3, 4)]
COMMANDS = st.one_of(
    st.builds(AddBudget, st.integers(0, 4), st.just(DAY), st.none()),
    st.builds(asking, st.integers(0, 3), grant=st.sampled_from(GRANTS), owed=st.just(3)),
    st.builds(asking, st.integers(1, 3), grant=st.sampled_from(GRANTS), owed=st.integers(0, 4)),
    st.builds(ReturnGrant, st.sampled_from(GRANTS), st.just(DAY)),
)
"""Few cents and few ids, so that they meet."""


@settings(max_examples=200)
@given_any(asked=st.lists(COMMANDS, min_size=1, max_size=15))
def test_whatever_is_asked_a_fund_never_grants_more_than_it_was_given(asked: list[AddBudget | MakeGrant]) -> None:
    events: list[Event] = [OPENED]
    for command in asked:
        fund = FUND.fold(events)
        try:
            events += decide(command, fund)
        except Refused:
            assert FUND.fold(events) == fund
        fund = FUND.fold(events)
        given_to_it = sum(each.cents for each in events if isinstance(each, BudgetAdded))
        paid = sum(each.cents for each in events if isinstance(each, GrantMade))
        returned = sum(each.cents for each in events if isinstance(each, GrantReturned))
        assert 0 <= paid - returned == fund.granted <= fund.budget == given_to_it
        assert fund.left == given_to_it - paid + returned


def test_a_fund_that_is_not_open_has_nothing() -> None:
    assert (NOT_OPENED.budget, NOT_OPENED.granted, NOT_OPENED.left) == (0, 0, 0)
