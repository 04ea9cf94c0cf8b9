"""A reference rating: asked for, then received once or declined; what it says about its dates must be possible."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Words
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, SlotKey, Source
from vouchbook.domain.rating import (
    Confirm,
    Decline,
    RatingConfirmed,
    RatingDeclined,
    RatingReceived,
    RatingRequested,
    Receive,
    Request,
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
    "command", [receive(), Confirm(Source.CONFIRMED, TODAY), Decline()], ids=lambda command: type(command).__name__
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
