"""A reference rating: asked for, followed, received once, declined or replaced; its dates must be possible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Words
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, SlotKey, Source
from vouchbook.domain.rating import (
    Confirm,
    Decline,
    Open,
    RatingAccessWaived,
    RatingConfirmed,
    RatingDeclined,
    RatingOpened,
    RatingReceived,
    RatingReminded,
    RatingReplaced,
    RatingRequested,
    Receive,
    Remind,
    Replace,
    Request,
    WaiveAccess,
)
from vouchbook.domain.sealed import Purpose
from vouchbook.domain.streams import RATING
from vouchbook.testing import given, sealed

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
ANA = ColleagueId("c-ana")
RATING_ID, ROSA, SUPERVISOR = ItemId("ra-1"), PersonId("p-rosa"), SlotKey("supervisor")
SAID: Words = {"strengths": "listens"}
WORDS = sealed(SAID, ROSA, PersonId(ANA), purpose=Purpose.REFERENCE)

REQUEST = Request(RATING_ID, ROSA, ANA, SUPERVISOR, waived_access=True)
REQUESTED = RatingRequested(RATING_ID, ROSA, ANA, SUPERVISOR, waived_access=True)
DECLINED = RatingDeclined()
OTHER = ItemId("ra-2")
REPLACED = RatingReplaced(OTHER, TODAY)
ASKED_TODAY = RatingRequested(RATING_ID, ROSA, ANA, SUPERVISOR, waived_access=False, on=TODAY)


def receive(rated_on: date = TODAY, known_since: date = date(2023, 1, 1), source: Source = Source.CONFIRMED) -> Receive:
    return Receive(rated_on, known_since, 1, source, WORDS, TODAY)


def received(
    rated_on: date = TODAY, known_since: date = date(2023, 1, 1), source: Source = Source.CONFIRMED
) -> RatingReceived:
    return RatingReceived(rated_on, known_since, 1, source, WORDS)


def test_a_reference_is_asked_of_a_rater_for_a_place() -> None:
    given().when(REQUEST).then(REQUESTED)


def test_asking_twice_records_nothing() -> None:
    given(REQUESTED).when(REQUEST).then_nothing()


def test_a_reference_comes_in() -> None:
    given(REQUESTED).when(receive()).then(received())


def test_a_reference_comes_in_once() -> None:
    given(REQUESTED, received()).when(receive()).then_refused("rating_already_received", rating="ra-1")


@pytest.mark.parametrize(
    "command",
    [receive(), Confirm(Source.CONFIRMED, TODAY), Decline(), Open(TODAY), Remind(TODAY), WaiveAccess(TODAY)],
    ids=lambda command: type(command).__name__,
)
def test_what_was_never_asked_for_is_refused(command) -> None:
    given().when(command).then_refused("rating_not_requested")


def test_a_reference_cannot_be_written_tomorrow() -> None:
    given(REQUESTED).when(receive(TODAY + DAY)).then_refused("after_today", item="ra-1", on=TODAY + DAY, today=TODAY)


def test_the_rater_may_know_the_applicant_since_the_day_of_writing_and_not_since_a_later_one() -> None:
    written = date(2026, 2, 1)
    given(REQUESTED).when(receive(written, known_since=written)).then(received(written, known_since=written))
    given(REQUESTED).when(receive(written, known_since=written + DAY)).then_refused(
        "known_after_rated", rating="ra-1", on=written + DAY, until=written
    )


def test_a_rater_may_decline_and_declining_twice_records_nothing() -> None:
    given(REQUESTED).when(Decline()).then(DECLINED)
    given(REQUESTED, DECLINED).when(Decline()).then_nothing()


def test_a_declined_reference_cannot_come_in() -> None:
    given(REQUESTED, DECLINED).when(receive()).then_refused("rating_declined", rating="ra-1")


def test_a_reference_that_came_in_cannot_be_declined() -> None:
    given(REQUESTED, received()).when(Decline()).then_refused("rating_already_received", rating="ra-1")


def test_a_reference_from_the_applicants_own_file_is_confirmed_by_the_raters_form() -> None:
    given(REQUESTED, received(source=Source.ASSERTED)).when(Confirm(Source.CONFIRMED, TODAY)).then(
        RatingConfirmed(Source.CONFIRMED, TODAY)
    )


@pytest.mark.parametrize("source", [Source.CONFIRMED, Source.ASSERTED])
def test_a_confirmed_reference_stays_confirmed(source: Source) -> None:
    given(REQUESTED, received()).when(Confirm(source, TODAY)).then_nothing()


@pytest.mark.parametrize("before", [(), (DECLINED,)], ids=["still awaited", "declined"])
def test_what_has_not_come_in_cannot_be_confirmed(before: tuple[RatingDeclined, ...]) -> None:
    given(REQUESTED, *before).when(Confirm(Source.CONFIRMED, TODAY)).then_refused("rating_not_received", rating="ra-1")


def test_a_reference_is_evidence_from_the_day_it_comes_in() -> None:
    assert RATING.fold([]).item is None
    assert RATING.fold([REQUESTED]).item is None
    asserted = RATING.fold([REQUESTED, received(source=Source.ASSERTED)]).item
    assert asserted is not None
    assert asserted.facts == evidence.Rating(ANA, SUPERVISOR, TODAY, date(2023, 1, 1), 1, waived_access=True)
    assert asserted.source is Source.ASSERTED


def test_a_confirmation_changes_what_the_evidence_rests_on() -> None:
    events = [REQUESTED, received(source=Source.ASSERTED), RatingConfirmed(Source.CONFIRMED, TODAY)]
    held = RATING.fold(events).item
    assert held is not None
    assert held.source is Source.CONFIRMED


# ── While it is awaited ───────────────────────────────────────────────────────────────────────


def test_the_day_of_asking_is_kept() -> None:
    asked = Request(RATING_ID, ROSA, ANA, SUPERVISOR, waived_access=False, on=TODAY)
    given().when(asked).then(ASKED_TODAY)


def test_a_form_is_opened_for_the_first_time_once() -> None:
    given(REQUESTED).when(Open(TODAY)).then(RatingOpened(TODAY))
    given(REQUESTED, RatingOpened(TODAY)).when(Open(TODAY + DAY)).then_nothing()


def test_a_rater_is_reminded_once_on_a_day_and_again_on_another() -> None:
    given(REQUESTED).when(Remind(TODAY)).then(RatingReminded(TODAY))
    given(REQUESTED, RatingReminded(TODAY)).when(Remind(TODAY)).then_nothing()
    given(REQUESTED, RatingReminded(TODAY)).when(Remind(TODAY + DAY)).then(RatingReminded(TODAY + DAY))


def test_who_must_pause_reminds_after_so_many_days_since_the_rater_heard_last_and_not_before() -> None:
    given(ASKED_TODAY).when(Remind(TODAY + 6 * DAY, 7)).then_refused("reminded_lately", on=TODAY, until=TODAY + 7 * DAY)
    given(ASKED_TODAY).when(Remind(TODAY + 7 * DAY, 7)).then(RatingReminded(TODAY + 7 * DAY))
    given(ASKED_TODAY, RatingReminded(TODAY + 5 * DAY)).when(Remind(TODAY + 11 * DAY, 7)).then_refused(
        "reminded_lately", on=TODAY + 5 * DAY, until=TODAY + 12 * DAY
    )
    given(ASKED_TODAY, RatingReminded(TODAY + 5 * DAY)).when(Remind(TODAY + 5 * DAY, 7)).then_nothing()


@pytest.mark.parametrize("command", [Open, Remind, WaiveAccess])
def test_nothing_becomes_of_a_reference_before_it_was_asked_for(command) -> None:
    given(ASKED_TODAY).when(command(TODAY - DAY)).then_refused(
        "before_rating_requested", rating="ra-1", on=TODAY - DAY, until=TODAY
    )
    (event,) = RATING.decide(command(TODAY), RATING.fold([ASKED_TODAY]))
    assert event.on == TODAY


OVER = {
    "rating_already_received": (received(),),
    "rating_declined": (DECLINED,),
    "rating_replaced": (REPLACED,),
}


@pytest.mark.parametrize("command", [Open(TODAY), Remind(TODAY), WaiveAccess(TODAY)], ids=lambda c: type(c).__name__)
@pytest.mark.parametrize("code", OVER)
def test_what_is_no_longer_awaited_is_not_followed(code: str, command) -> None:
    more = {"by": OTHER} if code == "rating_replaced" else {}
    given(ASKED_TODAY, *OVER[code]).when(command).then_refused(code, rating="ra-1", **more)


def test_the_right_to_read_it_may_be_given_up_until_it_comes_in_and_stays_given_up() -> None:
    given(ASKED_TODAY).when(WaiveAccess(TODAY)).then(RatingAccessWaived(TODAY))
    given(ASKED_TODAY, RatingAccessWaived(TODAY), received()).when(WaiveAccess(TODAY)).then_nothing()
    given(REQUESTED, received()).when(WaiveAccess(TODAY)).then_nothing()
    held = RATING.fold([ASKED_TODAY, RatingAccessWaived(TODAY), received()]).item
    assert held is not None
    assert isinstance(held.facts, evidence.Rating)
    assert held.facts.waived_access


# ── Sent twice, or asked of somebody else ─────────────────────────────────────────────────────


def test_the_same_form_once_more_records_nothing() -> None:
    again = replace(receive(), repeats=True)
    given(REQUESTED, received()).when(again).then_nothing()


@pytest.mark.parametrize(
    "other",
    [
        receive(),
        replace(receive(TODAY - DAY), repeats=True),
        replace(receive(known_since=date(2022, 1, 1)), repeats=True),
        replace(receive(), repeats=True, not_enough_information=2),
    ],
    ids=["other words", "another day", "known otherwise", "other answers"],
)
def test_a_second_form_that_differs_is_refused(other: Receive) -> None:
    given(REQUESTED, received()).when(other).then_refused("rating_already_received", rating="ra-1")


@pytest.mark.parametrize(
    "before",
    [(), (RatingOpened(TODAY), RatingReminded(TODAY)), (DECLINED,)],
    ids=["asked", "opened", "declined"],
)
def test_somebody_else_may_be_asked_while_it_has_not_come_in(before) -> None:
    given(REQUESTED, *before).when(Replace(OTHER, TODAY, counts=False)).then(REPLACED)


def test_what_came_in_is_replaced_only_where_it_does_not_count() -> None:
    given(REQUESTED, received()).when(Replace(OTHER, TODAY, counts=True)).then_refused("rating_counts", rating="ra-1")
    given(REQUESTED, received()).when(Replace(OTHER, TODAY, counts=False)).then(REPLACED)


def test_a_reference_is_replaced_once() -> None:
    given(REQUESTED, REPLACED).when(Replace(OTHER, TODAY, counts=False)).then_nothing()
    given(REQUESTED, REPLACED).when(Replace(ItemId("ra-3"), TODAY, counts=False)).then_refused(
        "rating_replaced", rating="ra-1", by=OTHER
    )


def test_a_replaced_reference_cannot_come_in_nor_be_declined_or_confirmed() -> None:
    for command in (receive(), Decline(), Confirm(Source.CONFIRMED, TODAY)):
        given(REQUESTED, REPLACED).when(command).then_refused("rating_replaced", rating="ra-1", by=OTHER)


def test_a_replaced_reference_counts_no_longer_and_stays_readable() -> None:
    state = RATING.fold([REQUESTED, received(), REPLACED])
    assert state.item is None
    assert (state.requested, state.received, state.replaced_by) == (REQUESTED, received(), OTHER)
