"""Wishes about money: seen by the office, once however often they are sent, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from tests.service.conftest import Asking
from tests.service.journey import Journey

from vouchbook.domain.names import ChargeId, PlanKey, WishId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.wish import Answer, WishKind
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service import stuck, wishes
from vouchbook.service.accounts import outstanding
from vouchbook.service.office import Office


@pytest.fixture
def way(nc: Office, ask: Asking) -> Journey:
    return Journey(nc, ask).imported().opened()


def make(way: Journey, kind: WishKind = WishKind.MEMBERSHIP, **more: Any) -> WishId:
    asked: dict[str, Any] = {"plan": PlanKey("individual")} if kind is WishKind.MEMBERSHIP else {}
    done = wishes.make(way.office, way.ask("applicant", way.person), way.person, kind, **{**asked, **more})
    return WishId(done.result["wish"])


def owed(way: Journey) -> tuple[ChargeId, ...]:
    return tuple(each.charge for each in outstanding(way.office, way.person, way.office.today))


def test_a_wish_waits_for_the_office_with_its_words(way: Journey) -> None:
    make(way, words="I pay by check")
    (waiting,) = wishes.waiting(way.office, way.ask().principal)
    assert (waiting.kind, waiting.plan, waiting.words, waiting.open) == (
        WishKind.MEMBERSHIP, "individual", "I pay by check", True,
    )  # fmt: skip
    items = stuck.listing(way.office, way.ask().principal, way.office.today).items
    assert [each.about for each in items if each.kind.value == "wish"] == [waiting.wish]


def test_the_same_wish_while_it_waits_is_one_and_anew_after_its_answer(way: Journey) -> None:
    first = make(way)
    assert make(way) == first
    wishes.answer(way.office, way.ask(), first, Answer.DONE)
    assert make(way) != first


def test_two_wishes_for_different_charges_are_two(way: Journey) -> None:
    assert make(way, WishKind.INVOICE, charges=owed(way)) != make(way, WishKind.SCHOLARSHIP, charges=owed(way))


def test_a_charge_that_is_not_owed_is_refused(way: Journey) -> None:
    with pytest.raises(Refused, match="nothing_owed"):
        make(way, WishKind.INVOICE, charges=(ChargeId("ch-0000000000"),))


def test_a_plan_that_only_organisations_hold_is_not_joined_by_a_person(way: Journey) -> None:
    assert "individual" in wishes.plans_for_persons(way.office, way.office.today)
    with pytest.raises(Refused, match="plan_not_for_persons"):
        make(way, plan=PlanKey("organization"))


def test_endless_or_invisible_words_are_refused(way: Journey) -> None:
    for words in ("x" * 20_001, "a\x00b"):
        with pytest.raises(WrittenWrongly):
            make(way, words=words)


def test_nobody_answers_their_own(way: Journey) -> None:
    wish = make(way)
    with pytest.raises(Refused, match="own_application"):
        wishes.answer(way.office, way.ask("coordinator", way.person), wish, Answer.DONE)


def test_nobody_sees_or_takes_back_anothers(way: Journey) -> None:
    wish, other = make(way), way.reviewer("Sasha")
    for look in (wishes.one, lambda o, p, w: wishes.of_person(o, p, way.person)):
        with pytest.raises(Refused, match="someone_elses"):
            look(way.office, way.ask("applicant", other).principal, wish)
    with pytest.raises(Refused, match="someone_elses"):
        wishes.take_back(way.office, way.ask("applicant", other), wish)


def test_what_was_taken_back_waits_no_more(way: Journey) -> None:
    wish = make(way)
    wishes.take_back(way.office, way.ask("applicant", way.person), wish)
    assert wishes.waiting(way.office, way.ask().principal) == []
    assert wishes.one(way.office, way.ask("applicant", way.person).principal, wish).taken_back_on == way.office.today
