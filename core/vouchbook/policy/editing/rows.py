"""Which row of a policy file somebody means, and which one rules on a day: the association's own, or the edition's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from vouchbook.policy.adopted import adoption
from vouchbook.policy.dated import on as ruling_on
from vouchbook.policy.editing.text import Row
from vouchbook.policy.mistakes import meant
from vouchbook.policy.source import EVERY, TABLES, Guidelines, SourceDocument

REQUIREMENT = "requirement"
_AT = "application"


class UnknownRow(LookupError):
    """No row is meant, or several are; the message names the way out."""


class Ruling(Struct, frozen=True):
    """The row that rules on a day; ``index`` is its place in the file, nothing where an edition says it."""

    row: Row
    index: int | None
    edition: str | None = None


def keys(table: str) -> tuple[str, ...]:
    """The fields that make the key of a table's rows.

    :raises UnknownRow: there is no such table
    """
    if table == REQUIREMENT:
        return ("for", "at", "key")
    if table not in TABLES:
        raise UnknownRow(f"{table!r} is no table of a policy; {meant(table, [*TABLES, REQUIREMENT])}")
    return TABLES[table].key


def named(table: str, key: Mapping[str, Any]) -> dict[str, Any]:
    """The key as rows hold it.

    :raises UnknownRow: a field that does not belong to the key of this table
    """
    wrong = [name for name in key if name not in keys(table)]
    if wrong:
        known = " ".join(f"--{name}" for name in keys(table)) or "there is one row at a time, without a key"
        raise UnknownRow(f"[[{table}]] has no --{wrong[0]}; its rows are told apart by: {known}")
    return {**({"at": _AT} if table == REQUIREMENT else {}), **key}


def ruling(
    table: str, rows: list[Row], key: Mapping[str, Any], on: date, source: SourceDocument,
    editions: Mapping[str, Guidelines],
) -> Ruling | None:  # fmt: skip
    """The row of this key that rules on a day; a row that names its category goes before one for every category.

    :raises UnknownRow: what was typed fits several rows that rule on the day
    """
    edition = next(iter(ruling_on(adoption(source, editions), on.toordinal())), None)
    own = [Ruling(row, index) for index, row in enumerate(rows) if _fits(table, row, key)]
    theirs: list[Ruling] = []
    if edition is not None:
        of = edition.edition
        raw: Any = of.raw.get(table, [])
        theirs = [Ruling(row, None, of.edition) for row in raw if _fits(table, row, key)]
    for found in (own, theirs):
        for every in (False, True):
            layer = [each for each in found if _is_for_every(table, each.row) is every]
            if in_force := _in_force(table, layer, key, on):
                return _one(table, in_force)
    return None


def _fits(table: str, row: Row, key: Mapping[str, Any]) -> bool:
    for name, wanted in key.items():
        stands = row.get(name, _AT if name == "at" else None)
        if name == "for":
            categories = row.get("for", [EVERY])
            if EVERY not in categories and not {*wanted} <= {*categories}:
                return False
        elif isinstance(stands, list):
            if not {*(wanted if isinstance(wanted, list) else [wanted])} <= {*stands}:
                return False
        elif stands != wanted:
            return False
    return True


def _is_for_every(table: str, row: Row) -> bool:
    return "for" in keys(table) and EVERY in row.get("for", [EVERY])


def _in_force(table: str, found: Iterable[Ruling], key: Mapping[str, Any], on: date) -> list[Ruling]:
    """Of the rows of each key the latest begun, unless it has ended; what was typed, all of them fit."""
    latest: dict[tuple[str, ...], Ruling] = {}
    for each in found:
        begins = each.row.get("from") or date.min
        left_open = tuple(str(each.row.get(name)) for name in keys(table) if name not in key)
        known = latest.get(left_open)
        if begins <= on and (known is None or begins >= (known.row.get("from") or date.min)):
            latest[left_open] = each
    return [each for each in latest.values() if (each.row.get("until") or date.max) >= on]


def _one(table: str, found: list[Ruling]) -> Ruling:
    if len(found) == 1:
        return found[0]
    narrowed = [sum(each.row.get(name) is not None for name in keys(table) if name != "for") for each in found]
    if narrowed.count(min(narrowed)) == 1:  # for everybody, where others are for one plan or for members alone
        return found[narrowed.index(min(narrowed))]
    shown = "; ".join(" ".join(_said(table, each.row)) for each in found)
    raise UnknownRow(f"several rows of [[{table}]] rule on that day: {shown}; name the one that is meant")


def _said(table: str, row: Row) -> list[str]:
    """The key as it is typed."""
    said = []
    for name in keys(table):
        stands = row.get(name)
        if stands is None:
            continue
        values = stands if isinstance(stands, list) else [stands]
        said += [f"--{name} {'yes' if each is True else 'no' if each is False else each}" for each in values]
    return said
