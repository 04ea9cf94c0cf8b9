"""Wishes about money: what somebody asks the office to do with their account, and what became of it."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import event
from vouchbook.domain.names import ChargeId, PersonId, PlanKey, WishId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed


class WishKind(Enum):
    """What somebody asks for; each is the office's to do."""

    MEMBERSHIP = "membership"  # of a plan: it begins once the office records it
    SCHOLARSHIP = "scholarship"  # that a fund pays
    EMPLOYER = "employer"  # that an employer or agency pays
    INVOICE = "invoice"  # an invoice for what is due
    PAID = "paid"  # that money is on its way, to be looked for


class Answer(Enum):
    """What became of a wish: done, or not."""

    DONE = "done"
    DECLINED = "declined"


@event("wish_made", stream="wish")
class WishMade(Struct, frozen=True):
    """Somebody asked; ``words`` say what the office has to know."""

    wish: WishId
    person: PersonId
    kind: WishKind
    plan: PlanKey | None
    charges: tuple[ChargeId, ...]
    on: date
    words: Sealed[str] | None


@event("wish_answered", stream="wish")
class WishAnswered(Struct, frozen=True):
    """The office did it, or said why not."""

    answer: Answer
    on: date
    words: Sealed[str] | None


@event("wish_taken_back", stream="wish")
class WishTakenBack(Struct, frozen=True):
    """Who asked needs it no more."""

    on: date


Event = WishMade | WishAnswered | WishTakenBack


class Make(Struct, frozen=True):
    """``sold`` are the plans that persons may join, ``owed`` the charges of theirs that stand open."""

    wish: WishId
    person: PersonId
    kind: WishKind
    plan: PlanKey | None
    charges: tuple[ChargeId, ...]
    on: date
    words: Sealed[str] | None
    sold: tuple[PlanKey, ...]
    owed: tuple[ChargeId, ...]


class Reply(Struct, frozen=True):
    answer: Answer
    on: date
    words: Sealed[str] | None


class TakeBack(Struct, frozen=True):
    on: date


Command = Make | Reply | TakeBack
_NEEDS_CHARGE = frozenset({WishKind.SCHOLARSHIP, WishKind.INVOICE})
_NEEDS_WORDS = frozenset({WishKind.EMPLOYER, WishKind.PAID})


class Wish(Struct, frozen=True):
    made: WishMade | None = None
    answered: WishAnswered | None = None
    taken_back_on: date | None = None

    @property
    def open(self) -> bool:
        return self.made is not None and self.answered is None and self.taken_back_on is None


NOT_MADE = Wish()


def decide(command: Command, wish: Wish) -> list[Event]:
    """:raises Refused: a plan that is not sold, nothing that is owed, no words where they are needed, or answered"""
    if isinstance(command, Make):
        return _make(command, wish)
    if wish.made is None:
        raise Refused("unknown_wish")
    match command:
        case Reply(answer=answer, on=on, words=words):
            if wish.answered is not None:
                if wish.answered.answer is answer:
                    return []
                raise Refused("wish_answered", on=wish.answered.on)
            if wish.taken_back_on is not None:
                raise Refused("wish_taken_back", on=wish.taken_back_on)
            if answer is Answer.DECLINED and words is None:
                raise Refused("reason_missing")
            return [WishAnswered(answer=answer, on=on, words=words)]
        case TakeBack(on=on):
            if wish.taken_back_on is not None:
                return []
            if wish.answered is not None:
                raise Refused("wish_answered", on=wish.answered.on)
            return [WishTakenBack(on=on)]
        case _:
            assert_never(command)


def _make(command: Make, wish: Wish) -> list[Event]:
    if wish.made is not None:
        there = wish.made
        asked = (there.wish, there.person, there.kind, there.charges, there.on)
        if asked == (command.wish, command.person, command.kind, command.charges, command.on):
            return []
        raise Refused("wish_made")
    if command.kind is WishKind.MEMBERSHIP and command.plan not in command.sold:
        raise Refused("plan_not_for_persons", plans=command.sold)
    if not set(command.charges) <= set(command.owed) or (command.kind in _NEEDS_CHARGE and not command.charges):
        raise Refused("nothing_owed")
    if command.kind in _NEEDS_WORDS and command.words is None:
        raise Refused("words_missing")
    return [
        WishMade(
            wish=command.wish,
            person=command.person,
            kind=command.kind,
            plan=command.plan if command.kind is WishKind.MEMBERSHIP else None,
            charges=command.charges,
            on=command.on,
            words=command.words,
        )
    ]


def evolve(wish: Wish, event: Event) -> Wish:
    match event:
        case WishMade():
            return replace(wish, made=event)
        case WishAnswered():
            return replace(wish, answered=event)
        case WishTakenBack(on=on):
            return replace(wish, taken_back_on=on)
        case _:
            assert_never(event)
