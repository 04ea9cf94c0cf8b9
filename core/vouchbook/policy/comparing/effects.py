"""What a change does to those whom it concerns, and how the changes of one line join."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from msgspec import Struct

from vouchbook.policy.rules import Length


class Effect(Enum):
    """``stricter``: nobody fulfils the new rule who does not fulfil the old one; ``other``: neither can be promised."""

    SAME = "same"
    STRICTER = "stricter"
    LOOSER = "looser"
    OTHER = "other"


SAME, STRICTER, LOOSER, OTHER = Effect


class Change(Struct, frozen=True):
    """A field that differs; ``field`` is its path from the row: ``minimum``, ``where.paid``, ``parts.deia.minimum``.

    ``None`` stands for nothing: what was not asked before, or no longer is.
    """

    field: str
    old: Any  # whatever the field holds: its path tells
    new: Any
    effect: Effect


Changes = Iterator[Change]


def joined(effects: Iterable[Effect]) -> Effect:
    """None looser: stricter; none stricter: looser; mixed: other.

    >>> joined([Effect.SAME, Effect.STRICTER]), joined([Effect.STRICTER, Effect.LOOSER])
    (<Effect.STRICTER: 'stricter'>, <Effect.OTHER: 'other'>)
    """
    found = {*effects} - {SAME}
    if not found:
        return SAME
    return found.pop() if len(found) == 1 else OTHER


def turned(effect: Effect) -> Effect:
    """The effect of going back."""
    return {STRICTER: LOOSER, LOOSER: STRICTER}.get(effect, effect)


def change(field: str, old: object, new: object, effect: Effect) -> Changes:
    """The change of one field, if it is one."""
    if old != new:
        yield Change(field, old, new, effect)


def wording(field: str, old: object, new: object) -> Changes:
    """A field that only tells people something."""
    return change(field, old, new, SAME)


# ── Kinds of fields. Without a value, nothing is asked ────────────────────────────────────────


def at_least(field: str, old: int | None, new: int | None) -> Changes:
    """More of it is stricter."""
    return change(field, old, new, _rising(old, new))


def at_most(field: str, old: int | None, new: int | None) -> Changes:
    """Less of it is stricter; without a value, there is no limit."""
    return change(field, old, new, turned(_rising(old, new)) if None not in (old, new) else _asked(old, new))


def how_long(field: str, old: Length | None, new: Length | None) -> Changes:
    """A longer time is stricter."""
    return change(field, old, new, _longer(old, new))


def within(field: str, old: Length | None, new: Length | None) -> Changes:
    """A shorter time is stricter."""
    both = old is not None and new is not None
    return change(field, old, new, turned(_longer(old, new)) if both else _asked(old, new))


def condition(field: str, old: object, new: object) -> Changes:
    """One more condition is stricter; what another one does cannot be said: a boolean turned round, another name."""
    return change(field, old, new, _asked(old, new))


def switch(field: str, old: bool, new: bool) -> Changes:
    """Stricter when it is on."""
    return change(field, old, new, STRICTER if new else LOOSER)


def ladder(field: str, old: str, new: str, *rising: str) -> Changes:
    """One of several words, each stricter than the one before."""
    return change(field, old, new, _rising(rising.index(old), rising.index(new)))


def all_of(field: str, old: Iterable[object], new: Iterable[object]) -> Changes:
    """Everything listed is asked for: a list that grows is stricter."""
    old, new = tuple(old), tuple(new)
    return change(field, old, new, _growing(old, new)) if {*old} != {*new} else iter(())


def one_of(field: str, old: Iterable[object], new: Iterable[object]) -> Changes:
    """One of those listed is enough: a list that shrinks is stricter."""
    old, new = tuple(old), tuple(new)
    return change(field, old, new, turned(_growing(old, new))) if {*old} != {*new} else iter(())


def one_of_if_any(field: str, old: Iterable[object], new: Iterable[object]) -> Changes:
    """The same, where an empty list asks nothing."""
    old, new = tuple(old), tuple(new)
    return one_of(field, old, new) if old and new else condition(field, old or None, new or None)


def _asked(old: object, new: object) -> Effect:
    if old == new:
        return SAME
    return STRICTER if old is None else LOOSER if new is None else OTHER


def _rising(old: int | None, new: int | None) -> Effect:
    if old == new:
        return SAME
    return STRICTER if (old or 0) < (new or 0) or old is None else LOOSER


def _growing(old: tuple[object, ...], new: tuple[object, ...]) -> Effect:
    if {*old} == {*new}:
        return SAME
    return STRICTER if {*old} < {*new} else LOOSER if {*old} > {*new} else OTHER


def _longer(old: Length | None, new: Length | None) -> Effect:
    if old is None or new is None:
        return _asked(old, new)
    (least, most), (new_least, new_most) = _days(old), _days(new)
    if old == new:
        return SAME
    if (old.days == new.days == 0) or (old.months == new.months == 0):
        return STRICTER if (old.months, old.days) < (new.months, new.days) else LOOSER
    return STRICTER if new_least >= most else LOOSER if new_most <= least else OTHER


def _days(of: Length) -> tuple[int, int]:
    """The fewest and the most days that a length of time may come to."""
    return 28 * of.months + of.days, 31 * of.months + of.days
