"""Wishes about money: made, answered by the office, or taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.names import ChargeId, PersonId, PlanKey, WishId
from vouchbook.domain.wish import Answer, Make, Reply, TakeBack, WishAnswered, WishKind, WishMade, WishTakenBack
from vouchbook.testing import given, sealed

TODAY, DAY = date(2026, 11, 20), timedelta(days=1)
CHARGE, PLAN = ChargeId("ch-1"), PlanKey("individual")
ANA = PersonId("p-1")
WORDS = sealed("words")


def make(kind: WishKind, *, plan=None, charges=(), words=WORDS) -> Make:
    return Make(WishId("w-1"), ANA, kind, plan, charges, TODAY, words, sold=(PLAN,), owed=(CHARGE,))


def made(kind: WishKind = WishKind.MEMBERSHIP, *, plan=PLAN, charges=(), words=WORDS) -> WishMade:
    return WishMade(WishId("w-1"), ANA, kind, plan, charges, TODAY, words)


def test_who_wants_to_join_names_a_plan_that_persons_hold() -> None:
    given().when(make(WishKind.MEMBERSHIP, plan=PLAN)).then(made())
    for plan in (None, PlanKey("agency")):
        given().when(make(WishKind.MEMBERSHIP, plan=plan)).then_refused("plan_not_for_persons", plans=(PLAN,))


@pytest.mark.parametrize("kind", [WishKind.SCHOLARSHIP, WishKind.INVOICE])
def test_a_scholarship_or_an_invoice_is_for_something_that_is_owed(kind: WishKind) -> None:
    given().when(make(kind, charges=(CHARGE,))).then(made(kind, plan=None, charges=(CHARGE,)))
    given().when(make(kind)).then_refused("nothing_owed")
    given().when(make(kind, charges=(CHARGE, ChargeId("ch-2")))).then_refused("nothing_owed")


@pytest.mark.parametrize("kind", [WishKind.EMPLOYER, WishKind.PAID])
def test_another_payer_or_money_on_its_way_is_told_in_words(kind: WishKind) -> None:
    given().when(make(kind)).then(made(kind, plan=None))
    given().when(make(kind, words=None)).then_refused("words_missing")


def test_it_is_answered_once_and_the_same_answer_again_is_silence() -> None:
    done = WishAnswered(Answer.DONE, TODAY, WORDS)
    given(made()).when(Reply(Answer.DONE, TODAY, WORDS)).then(done)
    given(made(), done).when(Reply(Answer.DONE, TODAY + DAY, WORDS)).then_nothing()
    given(made(), done).when(Reply(Answer.DECLINED, TODAY, WORDS)).then_refused("wish_answered", on=TODAY)


def test_what_is_not_granted_is_said_why() -> None:
    given(made()).when(Reply(Answer.DECLINED, TODAY, None)).then_refused("reason_missing")
    given(made()).when(Reply(Answer.DONE, TODAY, None)).then(WishAnswered(Answer.DONE, TODAY, None))


def test_it_is_taken_back_until_it_is_answered() -> None:
    back = WishTakenBack(TODAY)
    given(made()).when(TakeBack(TODAY)).then(back)
    given(made(), back).when(TakeBack(TODAY + DAY)).then_nothing()
    given(made(), back).when(Reply(Answer.DONE, TODAY, WORDS)).then_refused("wish_taken_back", on=TODAY)
    given(made(), WishAnswered(Answer.DONE, TODAY, WORDS)).when(TakeBack(TODAY)).then_refused("wish_answered", on=TODAY)


@pytest.mark.parametrize("command", [Reply(Answer.DONE, TODAY, WORDS), TakeBack(TODAY)])
def test_nothing_becomes_of_a_wish_that_nobody_made(command) -> None:
    given().when(command).then_refused("unknown_wish")
