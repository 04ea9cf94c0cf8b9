"""How far a reference has come, and what of it rules read."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Item
from vouchbook.domain.names import DeclineCause, ItemId, Source
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


class Rating(Struct, frozen=True):
    """What has become of one reference; ``from_file``: it came in the applicant's own file, who knows what it says."""

    requested: RatingRequested | None = None
    opened_on: date | None = None
    reminded_on: tuple[date, ...] = ()
    waived_later: bool = False
    received: RatingReceived | None = None
    from_file: bool = False
    declined: DeclineCause | None = None
    replaced_by: ItemId | None = None

    @property
    def waived_access(self) -> bool:
        return self.waived_later or (self.requested is not None and self.requested.waived_access)

    @property
    def awaited(self) -> bool:
        """Whether it was asked for and may still come in."""
        return self.requested is not None and self.received is None and not self.declined and self.replaced_by is None

    @property
    def item(self) -> Item | None:
        """The rating as evidence that rules read; nothing until it was received, nor once it was replaced."""
        if self.requested is None or self.received is None or self.replaced_by is not None:
            return None
        return Item(
            id=self.requested.rating,
            facts=evidence.Rating(
                rater=self.requested.rater,
                slot=self.requested.slot,
                rated_on=self.received.rated_on,
                known_since=self.received.known_since,
                not_enough_information=self.received.not_enough_information,
                waived_access=self.waived_access,
            ),
            source=self.received.source,
        )


NOT_ASKED = Rating()


def evolve(rating: Rating, event: Event) -> Rating:
    match event:
        case RatingRequested():
            return replace(rating, requested=event)
        case RatingOpened(on=on):
            return replace(rating, opened_on=on)
        case RatingReminded(on=on):
            return replace(rating, reminded_on=(*rating.reminded_on, on))
        case RatingAccessWaived():
            return replace(rating, waived_later=True)
        case RatingReceived(source=source):
            return replace(rating, received=event, from_file=source is Source.ASSERTED)
        case RatingConfirmed(source=source):
            received = replace(rating.received, source=source) if rating.received else None
            return replace(rating, received=received)
        case RatingDeclined(cause=cause):
            return replace(rating, declined=cause)
        case RatingReplaced(by=by):
            return replace(rating, replaced_by=by)
        case _:
            assert_never(event)
