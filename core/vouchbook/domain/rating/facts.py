"""What has happened to a reference."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.events import Clear, event
from vouchbook.domain.evidence import Words
from vouchbook.domain.names import ColleagueId, DeclineCause, ItemId, PersonId, SlotKey, Source
from vouchbook.domain.sealed import Sealed


def _without_its_day(clear: Clear) -> Clear:
    return {**clear, "on": None}


@event("rating_requested", stream="rating", schema=2, upcasts=(_without_its_day,))
class RatingRequested(Struct, frozen=True):
    """The applicant asks a colleague for a reference, and says whether they give up the right to see it.

    ``on`` is unknown of what was recorded before the day was kept.
    """

    rating: ItemId
    person: PersonId
    rater: ColleagueId
    slot: SlotKey
    waived_access: bool
    on: date | None = None


@event("rating_opened", stream="rating")
class RatingOpened(Struct, frozen=True):
    """The rater has opened the form for the first time."""

    on: date


@event("rating_reminded", stream="rating")
class RatingReminded(Struct, frozen=True):
    """The rater was asked once more."""

    on: date


@event("rating_access_waived", stream="rating")
class RatingAccessWaived(Struct, frozen=True):
    """The applicant gives up the right to see it after all; what a rater may rely on is never taken back."""

    on: date


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


def _by_the_rater(clear: Clear) -> Clear:
    """Before schema 2, whoever did not answer was who was meant."""
    return {**clear, "cause": DeclineCause.DECLINED.value}


@event("rating_declined", stream="rating", schema=2, upcasts=(_by_the_rater,))
class RatingDeclined(Struct, frozen=True):
    """The rater will not answer; another reference is needed for this place."""

    cause: DeclineCause = DeclineCause.DECLINED


@event("rating_replaced", stream="rating")
class RatingReplaced(Struct, frozen=True):
    """Somebody else was asked for the same place, by the reference ``by``: this one counts no longer."""

    by: ItemId
    on: date


Event = (
    RatingRequested
    | RatingOpened
    | RatingReminded
    | RatingAccessWaived
    | RatingReceived
    | RatingConfirmed
    | RatingDeclined
    | RatingReplaced
)
