"""Two rules on clock hours, or on months of work."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from vouchbook.policy.comparing.beside import Beside
from vouchbook.policy.comparing.conditions import of_items, standings_in, whom
from vouchbook.policy.comparing.effects import (
    LOOSER,
    OTHER,
    STRICTER,
    Change,
    Changes,
    at_least,
    at_most,
    change,
    how_long,
    ladder,
    switch,
    within,
    wording,
)
from vouchbook.policy.rules import AlsoMinutes, AlsoMonths, Hours, Months, Part


def hours(old: Hours, new: Hours, beside: Beside) -> Changes:
    doubtful = _crowded(old) or _crowded(new)
    awaiting = _may_await(old, beside) or _may_await(new, beside)
    for each in _hours(old, new, beside):
        which = each.field.split(".")[0]
        which_items = which in ("of", "where", "also", "within", "providers_at_most", "standing")
        if (doubtful and which_items and not each.field.endswith(".at_most")) or (
            awaiting and which in ("where", "standing")
        ):
            yield Change(each.field, each.old, each.new, OTHER)
        else:
            yield each


def _hours(old: Hours, new: Hours, beside: Beside) -> Changes:
    yield from change("of", old.of, new.of, OTHER)
    yield from at_least("minimum", old.minimum, new.minimum)
    yield from wording("typical", old.typical, new.typical)
    yield from of_items(old.where, new.where)
    yield from _also(old.also, new.also)
    yield from _parts(old.parts, new.parts)
    yield from switch("disjoint", old.disjoint, new.disjoint)
    yield from within("within", old.within, new.within)
    yield from how_long("spread_over", old.spread_over, new.spread_over)
    yield from at_most("providers_at_most", old.providers_at_most, new.providers_at_most)
    yield from switch("most_from_one", old.most_from_one, new.most_from_one)
    yield from _standings(old, new, beside)
    yield from beside.cycle


def months(old: Months, new: Months, beside: Beside) -> Changes:
    """But for the price of exact months: a day less that opens a gap may add up to 0.07 of a month."""
    yield from at_least("minimum", old.minimum, new.minimum)
    yield from of_items(old.where, new.where)
    yield from _also(old.also, new.also)
    yield from ladder("part_time", old.part_time, new.part_time, "counts_in_full", "by_fraction")
    yield from _standings(old, new, beside)


def _crowded(rule: Hours) -> bool:
    """Whether an item left out may make room for a better one: a way has a limit, and it matters what fills it."""
    limited = any(way.at_most is not None for way in rule.also)
    return limited and bool(rule.parts or rule.most_from_one)


def _may_await(rule: Hours, beside: Beside) -> bool:
    """Whether an item that the first way leaves may count in the next one without waiting for a reviewer."""
    return bool(rule.also) and any(beside.awaits(name) for name in _named(rule))


def _named(rule: Hours | Months) -> tuple[str, ...]:
    parts = rule.parts if isinstance(rule, Hours) else ()
    wheres = (rule.where, *(way.where for way in rule.also), *(part.where for part in parts))
    return tuple(dict.fromkeys(name for where in wheres for name in standings_in(where)))


def _standings(old: Hours | Months, new: Hours | Months, beside: Beside) -> Changes:
    for name in _named(old):
        if name in _named(new):
            yield from beside.standing(name)


def _also(
    old: Sequence[AlsoMinutes] | Sequence[AlsoMonths], new: Sequence[AlsoMinutes] | Sequence[AlsoMonths]
) -> Changes:
    """Other ways in their order: the last one takes only what no way took, and of the others a limit alone may change.

    Whatever else differs among several ways, nothing is sure.
    """
    common = min(len(old), len(new))
    if _unworded(old[:common]) == _unworded(new[:common]):
        for place in range(common):
            yield from wording(f"also.{place + 1}.line", old[place].line, new[place].line)
        for place in range(common, len(old)):
            yield Change(f"also.{place + 1}", old[place], None, STRICTER)
        for place in range(common, len(new)):
            yield Change(f"also.{place + 1}", None, new[place], LOOSER)
    elif len(old) == len(new) and _without_limits(old[:-1]) == _without_limits(new[:-1]):
        for place in range(1, common):
            was, now = old[place - 1], new[place - 1]
            yield from at_most(f"also.{place}.at_most", was.at_most, now.at_most)
            yield from wording(f"also.{place}.line", was.line, now.line)
        yield from another_way(old[-1], new[-1], f"also.{common}")
    else:
        yield Change("also", tuple(old), tuple(new), OTHER)


def _unworded(ways: Sequence[AlsoMinutes] | Sequence[AlsoMonths]) -> list[AlsoMinutes | AlsoMonths]:
    return [replace(way, line=None) for way in ways]


def _without_limits(ways: Sequence[AlsoMinutes] | Sequence[AlsoMonths]) -> list[AlsoMinutes | AlsoMonths]:
    """What is over a limit counts in no other way, so that a limit never moves anything between ways."""
    return [replace(way, line=None, at_most=None) for way in ways]


def another_way(old: AlsoMinutes | AlsoMonths, new: AlsoMinutes | AlsoMonths, field: str) -> Changes:
    """What one way asks more or less than another, looked at alone."""
    if isinstance(old, AlsoMinutes) and isinstance(new, AlsoMinutes):
        yield from change(f"{field}.of", old.of, new.of, OTHER)
    yield from of_items(old.where, new.where, f"{field}.where")
    yield from at_most(f"{field}.at_most", old.at_most, new.at_most)
    yield from switch(f"{field}.once_accepted", old.once_accepted, new.once_accepted)
    yield from wording(f"{field}.line", old.line, new.line)


def _parts(old: Sequence[Part], new: Sequence[Part]) -> Changes:
    before, after = ({part.key: part for part in parts} for parts in (old, new))
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            yield Change(f"parts.{key}", one, other, STRICTER if one is None else LOOSER)
            continue
        yield from at_least(f"parts.{key}.minimum", one.minimum, other.minimum)
        yield from of_items(one.where, other.where, f"parts.{key}.where")
        yield from whom(one.when, other.when, f"parts.{key}.when")
