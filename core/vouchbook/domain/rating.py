"""A reference rating: asked of a rater for one place, then received, declined or taken back.

Who the rater is and what they say is sealed under both people's keys; clear are the place, the dates
and what the rating's validity depends on.
"""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import evidence
from vouchbook.domain.events import event
from vouchbook.domain.evidence import Item, Words
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, SlotKey, Source
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed


@event("rating_requested", stream="rating")
class RatingRequested(Struct, frozen=True):
    """The applicant asks a colleague for a reference, and says whether they give up the right to see it."""

    rating: ItemId
    person: PersonId
    rater: ColleagueId
    slot: SlotKey
    waived_access: bool


@event("rating_received", stream="rating")
class RatingReceived(Struct, frozen=True):
    """The rater's form came in; ``source`` is asserted when it came in the applicant's own file."""

    rated_on: date
    known_since: date
    not_enough_information: int
    source: Source
    words: Sealed[Words]


@event("rating_confirmed", stream="rating")
class RatingConfirmed(Struct, frozen=True):
    """The coordinator has the rater's own form."""

    source: Source
    seen_on: date


@event("rating_declined", stream="rating")
class RatingDeclined(Struct, frozen=True):
    """The rater will not answer; another reference is needed for this place."""


Event = RatingRequested | RatingReceived | RatingConfirmed | RatingDeclined


class Request(Struct, frozen=True):
    rating: ItemId
    person: PersonId
    rater: ColleagueId
    slot: SlotKey
    waived_access: bool


class Receive(Struct, frozen=True):
    rated_on: date
    known_since: date
    not_enough_information: int
    source: Source
    words: Sealed[Words]
    today: date


class Confirm(Struct, frozen=True):
    source: Source
    seen_on: date


class Decline(Struct, frozen=True):
    pass


Command = Request | Receive | Confirm | Decline


class Rating(Struct, frozen=True):
    requested: RatingRequested | None = None
    received: RatingReceived | None = None
    declined: bool = False

    @property
    def item(self) -> Item | None:
        """The rating as evidence that rules read; nothing until it was received."""
        if self.requested is None or self.received is None:
            return None
        return Item(
            id=self.requested.rating,
            facts=evidence.Rating(
                rater=self.requested.rater,
                slot=self.requested.slot,
                rated_on=self.received.rated_on,
                known_since=self.received.known_since,
                not_enough_information=self.received.not_enough_information,
                waived_access=self.requested.waived_access,
            ),
            source=self.received.source,
        )


NOT_ASKED = Rating()


def decide(command: Command, rating: Rating) -> list[Event]:
    """:raises Refused: sent twice, sent before it was asked for, dated in the future, known since later than rated"""
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
            )
        ]
    if rating.requested is None:
        raise Refused("rating_not_requested")
    match command:
        case Receive():
            return _receive(command, rating, rating.requested.rating)
        case Confirm(source=source, seen_on=seen_on):
            if rating.received is None:
                raise Refused("rating_not_received", rating=rating.requested.rating)
            if source in (rating.received.source, Source.ASSERTED):
                return []
            return [RatingConfirmed(source=source, seen_on=seen_on)]
        case Decline():
            if rating.received is not None:
                raise Refused("rating_already_received", rating=rating.requested.rating)
            return [] if rating.declined else [RatingDeclined()]
        case _:
            assert_never(command)


def _receive(command: Receive, rating: Rating, id_: ItemId) -> list[Event]:
    if rating.received is not None:
        raise Refused("rating_already_received", rating=id_)
    if rating.declined:
        raise Refused("rating_declined", rating=id_)
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


def evolve(rating: Rating, event: Event) -> Rating:
    match event:
        case RatingRequested():
            return replace(rating, requested=event)
        case RatingReceived():
            return replace(rating, received=event)
        case RatingConfirmed(source=source):
            received = replace(rating.received, source=source) if rating.received else None
            return replace(rating, received=received)
        case RatingDeclined():
            return replace(rating, declined=True)
        case _:
            assert_never(event)
