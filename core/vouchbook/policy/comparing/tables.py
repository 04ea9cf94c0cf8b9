"""Every table but the requirements, row by row: which rows rule on one day and not on another, and which differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from vouchbook.domain.names import CategoryCode
from vouchbook.policy.comparing.effects import OTHER, SAME, Change, Effect, joined
from vouchbook.policy.comparing.standings import Side, Standings, vetting_effect
from vouchbook.policy.document import (
    AssociationRow,
    PolicyDocument,
    RenewalRow,
    Row,
    SourceText,
    StandingRow,
    VettingRow,
    ruling_row,
)
from vouchbook.policy.rules import Line
from vouchbook.policy.source import EVERY, TABLES, Key, keys_of

HEAD = ("from_", "until", "origin")
"""When a row rules and from where it is taken is no difference between two days on which it does."""
WORDS = ("source", "line", "confirmed", "note")
NOT_COMPARED = ("code", "name", "categories")
"""What is an association's own, or said otherwise: which categories only one of two offers."""


class RowChange(Struct, frozen=True):
    """A row that differs, for all the keys for which it does so alike; ``None`` where no row rules.

    ``effect`` is known of who counts as what; of other tables it says only whether more than words differs.
    """

    table: str
    keys: tuple[Key, ...]
    effect: Effect
    changes: tuple[Change, ...]
    old: Row | None
    new: Row | None


def rows(old: Side, new: Side, tables: tuple[str, ...], category: CategoryCode | None) -> Iterator[RowChange]:
    """The rows of these tables that differ for categories that both offer; with ``category``, for that one."""
    offered = [{*side.document.association.categories} for side in (old, new)]
    for table in tables:
        place = TABLES[table].key.index("for") if "for" in TABLES[table].key else None
        found: dict[tuple[int, int], list[Key]] = {}
        before, after = ruling_rows(table, old, category), ruling_rows(table, new, category)
        for key in dict.fromkeys([*before, *after]):
            if place is not None and not all(key[place] in each for each in offered):
                continue
            found.setdefault((id(before.get(key)), id(after.get(key))), []).append(key)
        for keys in found.values():
            yield from _row(table, keys, before.get(keys[0]), after.get(keys[0]), old, new)


def _row(table: str, keys: list[Key], was: Row | None, now: Row | None, old: Side, new: Side) -> Iterator[RowChange]:
    changes = tuple(_fields(table, was, now, old, new)) if was and now else ()
    if changes or was is None or now is None:
        effect = _effect(table, keys, was, now, old, new) if changes or not (was and now) else SAME
        yield RowChange(table, tuple(keys), effect, changes, was, now)


def _fields(table: str, was: Row, now: Row, old: Side, new: Side) -> Iterator[Change]:
    lists = {"for_" if name == "for" else name for name in TABLES[table].key}
    for name, written in zip(was.__struct_fields__, was.__struct_encode_fields__, strict=True):
        if name not in (*HEAD, *WORDS, *lists) and getattr(was, name) != getattr(now, name):
            yield Change(written, getattr(was, name), getattr(now, name), OTHER)
    yield from words(was, now, old.document, new.document)


def words(was: Row | Line, now: Row | Line, old: PolicyDocument, new: PolicyDocument) -> Iterator[Change]:
    """Who says so, where, whether it is confirmed, and what is noted: no rule changes with it."""
    before, after = _named(old.sources, was.source), _named(new.sources, now.source)
    if before != after:
        yield Change("source", before, after, SAME)
    for name in ("line", "confirmed", "note"):
        if getattr(was, name) != getattr(now, name):
            yield Change(name, getattr(was, name), getattr(now, name), SAME)


def _named(sources: Mapping[str, SourceText], key: str) -> str:
    """A source by its title: two policies may know it under two keys."""
    return sources[key].title if key in sources else key


def _effect(table: str, keys: list[Key], was: Row | None, now: Row | None, old: Side, new: Side) -> Effect:
    if isinstance(was or now, StandingRow):
        return joined(Standings(old, new, CategoryCode(str(key[1]))).on_the_days(str(key[0])) for key in keys)
    if isinstance(was, VettingRow) and isinstance(now, VettingRow):
        return vetting_effect(was, now)
    if was is None or now is None:
        return OTHER
    return joined(each.effect for each in _fields(table, was, now, old, new))


def ruling_rows(table: str, side: Side, category: CategoryCode | None) -> dict[Key, Row]:
    """The row of each key on the day; a row that names a category goes before one for every category."""
    offered = side.document.association.categories
    by_key: dict[Key, list[Row]] = {}
    for row in getattr(side.document, table):
        for key in keys_of(table, row):
            by_key.setdefault(key, []).append(row)
    found = {key: row for key, each in by_key.items() if (row := ruling_row(tuple(each), side.on)) is not None}
    if "for" not in TABLES[table].key:
        return found
    place = TABLES[table].key.index("for")
    spread = {
        (*key[:place], code, *key[place + 1 :]): row
        for key, row in sorted(found.items(), key=lambda item: item[0][place] != EVERY)
        for code in (offered if key[place] == EVERY else (key[place],))
    }
    return {key: row for key, row in spread.items() if category in (None, key[place])}


def association(old: AssociationRow, new: AssociationRow) -> Iterator[Change]:
    """What an association is; its categories are compared by their sheets."""
    for name in old.__struct_fields__:
        if name not in NOT_COMPARED and getattr(old, name) != getattr(new, name):
            yield Change(name, getattr(old, name), getattr(new, name), OTHER)
    if old.code == new.code and old.name != new.name:
        yield Change("name", old.name, new.name, SAME)


def cycle(old: Side, new: Side, category: CategoryCode) -> tuple[Change, ...]:
    """How the cycle changes in which hours of a renewal count: its length, or the days on which it ends."""
    was, now = _renewal(old, category), _renewal(new, category)
    if was is None or now is None or _same_cycle(was, now):
        return ()
    return (Change("renewal.cycle", was, now, OTHER),)


def _same_cycle(was: RenewalRow, now: RenewalRow) -> bool:
    ends = [(row.next_due.month, row.next_due.day) for row in (was, now)]
    years = now.next_due.year - was.next_due.year
    return was.every_years == now.every_years and ends[0] == ends[1] and years % was.every_years == 0


def _renewal(side: Side, category: CategoryCode) -> RenewalRow | None:
    for wanted in (category, EVERY):
        row = ruling_row(tuple(row for row in side.document.renewal if wanted in row.for_), side.on)
        if row is not None:
            return row
    return None
