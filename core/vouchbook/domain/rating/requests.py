"""What may be asked about a reference."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.evidence import Words
from vouchbook.domain.names import ColleagueId, DeclineCause, ItemId, PersonId, SlotKey, Source
from vouchbook.domain.sealed import Sealed


class Request(Struct, frozen=True):
    rating: ItemId
    person: PersonId
    rater: ColleagueId
    slot: SlotKey
    waived_access: bool
    on: date | None = None


class Open(Struct, frozen=True):
    on: date


class Remind(Struct, frozen=True):
    """``pause``: so many days must have passed since the rater was asked or reminded last."""

    on: date
    pause: int = 0


class WaiveAccess(Struct, frozen=True):
    on: date


class Receive(Struct, frozen=True):
    """``repeats``: the words are those that came in before, so that it may be the same form once more."""

    rated_on: date
    known_since: date
    not_enough_information: int
    source: Source
    words: Sealed[Words]
    today: date
    repeats: bool = False


class Confirm(Struct, frozen=True):
    source: Source
    seen_on: date


class Decline(Struct, frozen=True):
    cause: DeclineCause = DeclineCause.DECLINED


class Replace(Struct, frozen=True):
    """Ask somebody else instead, by the reference ``by``; ``counts``: this one came in, and it may count."""

    by: ItemId
    on: date
    counts: bool


Command = Request | Open | Remind | WaiveAccess | Receive | Confirm | Decline | Replace
