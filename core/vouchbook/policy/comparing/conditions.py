"""Conditions on items, and those whom a line concerns: which of two asks more."""

from __future__ import annotations

from collections.abc import Iterator

from vouchbook.domain.names import DegreeLevel
from vouchbook.policy.comparing.effects import (
    LOOSER,
    OTHER,
    STRICTER,
    Change,
    Changes,
    Effect,
    all_of,
    change,
    condition,
    how_long,
    one_of,
    one_of_if_any,
    turned,
    within,
)
from vouchbook.policy.portfolio import reaches
from vouchbook.policy.rules import Applies, Where
from vouchbook.policy.source import EVERY

FLAGS = (
    "peer", "paid", "supervised", "internship", "volunteer", "specialised_training", "licensed", "covers_competency",
)  # fmt: skip
STANDINGS = ("given_by", "supervised_by")
EVERY_ONE = ("with_", "services")
"""Conditions of which all that is listed must be there."""
ANY_ONE = ("services_any", "about", "setting")
"""Conditions of which one is enough."""


def of_items(old: Where, new: Where, field: str = "where") -> Changes:
    """What is asked of an item that counts."""
    yield from _after_degree(f"{field}.after_degree", old.after_degree, new.after_degree)
    yield from within(f"{field}.within_last", old.within_last, new.within_last)
    for name in (*STANDINGS, *FLAGS):
        yield from condition(f"{field}.{name}", getattr(old, name), getattr(new, name))
    for name in EVERY_ONE:
        yield from all_of(f"{field}.{name.rstrip('_')}", getattr(old, name), getattr(new, name))
    for name in ANY_ONE:
        yield from one_of_if_any(f"{field}.{name}", getattr(old, name), getattr(new, name))


def whom(old: Applies | None, new: Applies | None, field: str = "applies") -> Changes:
    """Whom a line concerns: the fewer, the looser; others get no finding."""
    changes = [_backwards(each) for each in _of_people(old or Applies(), new or Applies(), field)]
    timed = any(each.held_at_least or each.held_less_than for each in (old, new) if each)
    for each in changes:
        if each.field == f"{field}.holds" and timed:  # it also says whose age is asked for
            yield Change(each.field, each.old, each.new, OTHER)
        else:
            yield each


def _of_people(old: Applies, new: Applies, field: str) -> Iterator[Change]:
    yield from one_of_if_any(f"{field}.holds", old.holds, new.holds)
    yield from condition(f"{field}.attests", old.attests, new.attests)
    yield from how_long(f"{field}.held_at_least", old.held_at_least, new.held_at_least)
    yield from within(f"{field}.held_less_than", old.held_less_than, new.held_less_than)


def _backwards(each: Change) -> Change:
    return Change(each.field, each.old, each.new, turned(each.effect))


def _after_degree(field: str, old: DegreeLevel | None, new: DegreeLevel | None) -> Changes:
    """A higher degree comes later, or never."""
    if old is None or new is None:
        yield from condition(field, old, new)
    else:
        yield from change(field, old, new, _higher(old, new))


def _higher(old: DegreeLevel, new: DegreeLevel) -> Effect:
    if reaches(new, old) is reaches(old, new):
        return OTHER
    return STRICTER if reaches(new, old) else LOOSER


def standings_in(where: Where) -> tuple[str, ...]:
    """The standings that conditions name."""
    return tuple(name for name in (where.given_by, where.supervised_by) if name is not None)


def categories(field: str, old: tuple[str, ...], new: tuple[str, ...]) -> Changes:
    """One of these categories is to be held; ``every`` is any of them."""
    if {*old} != {*new} and EVERY in (*old, *new):
        effect = LOOSER if EVERY not in old else STRICTER if EVERY not in new else Effect.SAME
        yield from change(field, old, new, effect)
    else:
        yield from one_of(field, old, new)
