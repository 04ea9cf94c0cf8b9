"""The conditions of ``where``: what an item must be, and on which days it must hold.

Compiled once per line. A session or training must fulfil a condition on every day it spans; a period of
work counts on exactly the days on which everything holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from vouchbook.domain.evidence import Facts
from vouchbook.domain.names import QuestionKey
from vouchbook.domain.trace import Because, Why
from vouchbook.policy import daily
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import ALWAYS, Spans, common, first_outside
from vouchbook.policy.daily import By, DayCheck
from vouchbook.policy.rules import Where

Check = Callable[[Facts], Because | None]
"""What an item is, whatever the day: ``None``, or why it does not fit."""

Fits = Callable[[Facts, int, int], bool]

AWAITS = Because(Why.AWAITS_REVIEWER)


class Conditions(NamedTuple):
    """Everything one ``where`` asks of items of one kind."""

    whole: tuple[Check, ...]
    on_days: tuple[DayCheck, ...]

    def objection(self, facts: Facts, asked: Asked, low: int, high: int) -> Because | None:
        """The first condition that does not hold on every day of the item; ``AWAITS``: a reviewer may say so."""
        for check in self.whole:
            if because := check(facts):
                return because
        awaits = None
        for condition in self.on_days:
            held = condition.held(facts, asked, low, high)
            if first_outside(low, high, held.sure) is None:
                continue
            missing = first_outside(low, high, held.possible)
            if missing is not None:
                return condition.why(facts, asked, missing)
            awaits = AWAITS
        return awaits

    def days(self, asked: Asked) -> Spans:
        """The days on which everything holds that is the same for all items."""
        days = ALWAYS
        for condition in self.on_days:
            if not isinstance(condition, By):
                days = common(days, condition.held(None, asked, *ALWAYS[0]).sure)
        return days

    def opened(self, asked: Asked) -> Fits | None:
        """A quick yes for the many items of which everything surely holds; ``None``: nothing is asked of any.

        Its no says nothing yet: ``objection`` then tells whether a reviewer may decide, or why not.
        """
        if not self.whole and not self.on_days:
            return None
        whole, days = self.whole, self.days(asked)
        by_item = [condition.opened(asked) for condition in self.on_days if isinstance(condition, By)]

        def fits(facts: Facts, low: int, high: int) -> bool:
            for check in whole:
                if check(facts) is not None:
                    return False
            if not _covered(low, high, days):
                return False
            for sure in by_item:  # noqa: SIM110 - a generator for every item would cost more than it checks
                if not _covered(low, high, sure(facts, low, high)):
                    return False
            return True

        return fits

    def failed(self, facts: Facts, asked: Asked, low: int, high: int) -> int:
        """How many conditions do not hold: the way with the fewest is the one that an item was meant for."""
        return sum(check(facts) is not None for check in self.whole) + sum(
            first_outside(low, high, each.held(facts, asked, low, high).possible) is not None for each in self.on_days
        )


def _covered(low: int, high: int, days: Spans) -> bool:
    for start, end in days:  # noqa: SIM110 - as above
        if start <= low and high <= end:
            return True
    return False


def compiled(where: Where, kind: type[Facts]) -> Conditions:
    return Conditions(tuple(_whole(where, kind)), tuple(daily.checks(where, kind)))


def marked(where: Where) -> tuple[str, ...]:
    """The marks that ``where`` asks an item to bear: an internship, volunteering."""
    return tuple(name for name in ("internship", "volunteer", "specialised_training") if getattr(where, name) is True)


def bears(facts: Facts, marks: tuple[str, ...]) -> int:
    """How many of these marks an item bears."""
    return sum(getattr(facts, mark, False) is True for mark in marks)


def _whole(where: Where, kind: type[Facts]) -> Iterator[Check]:
    has = kind.__struct_fields__
    for name, code in _FLAGS.items():
        wanted = getattr(where, name)
        if wanted is not None:
            yield _flag(name, wanted, code, given=name in has)
    for name, source, code in _ALL:
        if wanted := tuple(getattr(where, name)):
            yield _holds_all(source, wanted, code) if source in has else _never(code, name)
    for name, source, code in _ANY:
        if wanted := tuple(getattr(where, name)):
            yield _holds_any(source, wanted, code, name) if source in has else _never(code, name)
    if where.covers_competency is not None:
        yield _covers(where.covers_competency) if "areas" in has else _never(OTHER, "covers_competency")


OTHER = Why.CONDITION_NOT_MET
_FLAGS = {
    "peer": Why.PEER,
    "paid": Why.NOT_PAID,
    "supervised": Why.NOT_SUPERVISED,
    "internship": Why.NOT_INTERNSHIP,
    "volunteer": OTHER,
    "specialised_training": OTHER,
}
_ALL = (("with_", "with_", Why.NOT_WITH), ("services", "services", Why.SERVICES_LACKING))
_ANY = (
    ("services_any", "services", Why.SERVICES_LACKING),
    ("about", "about", OTHER),
    ("setting", "setting", OTHER),
)


def _flag(name: str, wanted: bool, code: Why, *, given: bool) -> Check:
    """``absent = false``: an item that cannot say it does not have it."""
    fails = Because(code) if wanted is (name != "peer") else Because(OTHER, name=QuestionKey(name))
    if code is OTHER:
        fails = Because(OTHER, name=QuestionKey(name))
    if not given:
        return lambda facts: fails if wanted else None
    return lambda facts: None if getattr(facts, name) is wanted else fails


def _holds_all(name: str, wanted: tuple[object, ...], code: Why) -> Check:
    fails = Because(code)

    def check(facts: Facts) -> Because | None:
        held = getattr(facts, name)
        for each in wanted:  # a tuple finds an enum's member by identity; a set would hash it, slowly
            if each not in held:
                return fails
        return None

    return check


def _holds_any(name: str, wanted: tuple[object, ...], code: Why, condition: str) -> Check:
    fails = Because(code, name=QuestionKey(condition)) if code is OTHER else Because(code)

    def check(facts: Facts) -> Because | None:
        value = getattr(facts, name)
        for each in value if isinstance(value, tuple) else (value,):
            if each in wanted:
                return None
        return fails

    return check


def _covers(wanted: bool) -> Check:
    fails = Because(OTHER, name=QuestionKey("covers_competency"))
    return lambda facts: None if bool(facts.areas) is wanted else fails  # type: ignore[union-attr]


def _never(code: Why, name: str) -> Check:
    fails = Because(code, name=QuestionKey(name.rstrip("_"))) if code is OTHER else Because(code)
    return lambda facts: fails
