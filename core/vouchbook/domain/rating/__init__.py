"""A reference rating: asked of a rater for one place, then received, declined, or asked of somebody else instead.

Who the rater is and what they say is sealed under both people's keys; clear are the place, the dates
and what the rating's validity depends on.
"""

from vouchbook.domain.rating.decisions import decide
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
from vouchbook.domain.rating.state import NOT_ASKED, Rating, evolve

__all__ = [
    "NOT_ASKED",
    "Command",
    "Confirm",
    "Decline",
    "Event",
    "Open",
    "Rating",
    "RatingAccessWaived",
    "RatingConfirmed",
    "RatingDeclined",
    "RatingOpened",
    "RatingReceived",
    "RatingReminded",
    "RatingReplaced",
    "RatingRequested",
    "Receive",
    "Remind",
    "Replace",
    "Request",
    "WaiveAccess",
    "decide",
    "evolve",
]
