"""What follows from a request about a reference: events, a refusal, or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from vouchbook.domain.names import ItemId, Source
from vouchbook.domain.rating.facts import (
    Event,
    RatingAccessWaived,
    RatingConfirmed,
    RatingDeclined,
    RatingOpened,
    RatingReceived,
    RatingReminded,
    RatingReplaced,
    RatingRequested,
)
from vouchbook.domain.rating.requests import (
    Command,
    Confirm,
    Decline,
    Open,
    Receive,
    Remind,
    Replace,
    Request,
    WaiveAccess,
)
from vouchbook.domain.rating.state import Rating
from vouchbook.domain.refusal import Refused


def decide(command: Command, rating: Rating) -> list[Event]:
    """:raises Refused: sent again otherwise, sent before it was asked for, dated impossibly, or its time is over"""
    if isinstance(command, Request):
        if rating.requested is not None:
            return []
        return [
            RatingRequested(
                rating=command.rating,
                person=command.person,
                rater=command.rater,
                slot=command.slot,
                waived_access=command.waived_access,
                on=command.on,
            )
        ]
    if rating.requested is None:
        raise Refused("rating_not_requested")
    id_ = rating.requested.rating
    match command:
        case Open(on=on):
            _must_be_awaited(rating, id_, on)
            return [] if rating.opened_on is not None else [RatingOpened(on=on)]
        case Remind(on=on, pause=pause):
            _must_be_awaited(rating, id_, on)
            if on in rating.reminded_on:
                return []
            _must_have_paused(rating, on, pause)
            return [RatingReminded(on=on)]
        case WaiveAccess(on=on):
            if rating.waived_access:
                return []
            _must_be_awaited(rating, id_, on)
            return [RatingAccessWaived(on=on)]
        case Receive():
            return _receive(command, rating, id_)
        case Confirm(source=source, seen_on=seen_on):
            return _confirm(source, seen_on, rating, id_)
        case Decline(cause=cause):
            if rating.declined:
                return []
            _must_be_awaited(rating, id_)
            return [RatingDeclined(cause)]
        case Replace(by=by, on=on, counts=counts):
            return _replace(by, on, counts, rating, id_)
        case _:
            assert_never(command)


def _must_have_paused(rating: Rating, on: date, pause: int) -> None:
    asked_on = rating.requested.on if rating.requested else None
    last = max((*rating.reminded_on, *([asked_on] if asked_on else [])), default=None)
    if last is not None and on < (again := last + timedelta(days=pause)):
        raise Refused("reminded_lately", on=last, until=again)


def _must_be_awaited(rating: Rating, id_: ItemId, on: date | None = None) -> None:
    if rating.received is not None:
        raise Refused("rating_already_received", rating=id_)
    if rating.replaced_by is not None:
        raise Refused("rating_replaced", rating=id_, by=rating.replaced_by)
    if rating.declined:
        raise Refused("rating_declined", rating=id_)
    asked_on = rating.requested.on if rating.requested else None
    if on is not None and asked_on is not None and on < asked_on:
        raise Refused("before_rating_requested", rating=id_, on=on, until=asked_on)


def _receive(command: Receive, rating: Rating, id_: ItemId) -> list[Event]:
    if rating.received is not None and command.repeats and _says_the_same(command, rating.received):
        return []  # the same form once more
    _must_be_awaited(rating, id_)
    if command.rated_on > command.today:
        raise Refused("after_today", item=id_, on=command.rated_on, today=command.today)
    if command.known_since > command.rated_on:
        raise Refused("known_after_rated", rating=id_, on=command.known_since, until=command.rated_on)
    return [
        RatingReceived(
            rated_on=command.rated_on,
            known_since=command.known_since,
            not_enough_information=command.not_enough_information,
            source=command.source,
            words=command.words,
        )
    ]


def _says_the_same(command: Receive, received: RatingReceived) -> bool:
    fields = ("rated_on", "known_since", "not_enough_information")
    return all(getattr(command, field) == getattr(received, field) for field in fields)


def _confirm(source: Source, seen_on: date, rating: Rating, id_: ItemId) -> list[Event]:
    if rating.replaced_by is not None:
        raise Refused("rating_replaced", rating=id_, by=rating.replaced_by)
    if rating.received is None:
        raise Refused("rating_not_received", rating=id_)
    if source in (rating.received.source, Source.ASSERTED):
        return []
    return [RatingConfirmed(source=source, seen_on=seen_on)]


def _replace(by: ItemId, on: date, counts: bool, rating: Rating, id_: ItemId) -> list[Event]:
    """What came in and may count stays: whoever asked would otherwise choose among what raters said."""
    if rating.replaced_by is not None:
        if rating.replaced_by == by:
            return []
        raise Refused("rating_replaced", rating=id_, by=rating.replaced_by)
    if rating.received is not None and counts:
        raise Refused("rating_counts", rating=id_)
    return [RatingReplaced(by=by, on=on)]
