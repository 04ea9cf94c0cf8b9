"""The form of a policy's row, made from the row's own type: which fields it has, of which kind, with which choices.

A new field or kind of rule appears in the form by itself; nothing here names a table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any, cast

from msgspec import Struct, inspect

from vouchbook.domain.names import FeeDue, FeeOccasion
from vouchbook.policy.document import Row as DocumentRow
from vouchbook.policy.rules import Length, Rule
from vouchbook.policy.source import TABLES, RequirementHead

_HEAD = frozenset(field.encode_name for field in inspect.type_info(DocumentRow).fields)  # type: ignore[attr-defined]
"""What every row has: its days and who says so; a form asks that apart, in the same way for all."""
_CODES: Mapping[tuple[str, str], type[Enum]] = {
    ("fee", "occasion"): FeeOccasion,
    ("fee", "due"): FeeDue,
    ("fee", "added_to"): FeeOccasion,
}
"""Fields whose type is text, and of which the reader takes these codes alone."""


class Kind(Enum):
    """How a field is asked."""

    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    LIST = "list"  # words or codes, with commas
    YES_NO = "yes_no"
    WHOLE = "whole"
    HOURS = "hours"
    MONEY = "money"
    SHARE = "share"
    DAY_OF_YEAR = "day_of_year"
    DAY = "day"
    LENGTH = "length"
    GROUPS = "groups"  # several rows within the row
    AS_WRITTEN = "as_written"  # rules within a rule: as the file holds them


class Asked(Struct, frozen=True):
    """One field of a row. ``name`` is its place, with dots; of a group's fields, its place within the group.

    ``options`` are codes, ``within`` the fields of each group.
    """

    name: str
    kind: Kind
    required: bool = False
    options: tuple[str, ...] = ()
    within: tuple[Asked, ...] = ()


def fields_of(table: str, kind: str | None = None) -> tuple[Asked, ...]:
    """The fields of a table's rows beside days and source; of requirements, of those of a ``kind`` of rule.

    :raises LookupError: there is no such table, or no such kind of rule
    """
    if table == "requirement":
        head = [field for field in _struct(RequirementHead) if field.encode_name not in _HEAD]
        rules = _rules()
        if kind is not None and kind not in rules:
            raise LookupError(f"no rule is of the kind {kind!r}; there is {', '.join(rules)}")
        own = [field for field in rules[kind].fields if field.encode_name != "key"] if kind is not None else []
        return tuple(_asked(field) for field in (*head, *own) if field.encode_name != "kind")
    if table not in TABLES:
        raise LookupError(f"there is no table {table!r}; there is {', '.join(TABLES)}, requirement")
    columns = (_asked(field) for field in _struct(TABLES[table].row) if field.encode_name not in _HEAD)
    return tuple(_coded(table, each) for each in columns)


def kinds_of_rules() -> tuple[str, ...]:
    """Every kind of rule that a requirement may be."""
    return tuple(_rules())


def typed(asked: Sequence[Asked], row: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a form shows of a row: each field's text, or its choices, by name; groups numbered from 0."""
    return dict(_typed(asked, row, ""))


def changed(asked: Sequence[Asked], row: Mapping[str, Any], given: Mapping[str, Sequence[str]]) -> Changes:
    """What somebody changed in the form of a row: what is to be set, as it is typed in a file, and what is left out."""
    before = typed(asked, row)
    set_: list[tuple[str, str]] = []
    unset: list[str] = []
    for field in asked:
        if field.kind is Kind.GROUPS:
            now, was = _groups(field, given), _groups(field, before)
            if now != was:
                (set_.append((field.name, _written(now))) if now else unset.append(field.name))
            continue
        now_ = [each.strip() for each in given.get(field.name, ()) if each.strip()]
        if now_ == [each for each in before.get(field.name, ()) if each]:
            continue
        if now_:
            set_.append((field.name, _text(field, now_)))
        else:
            unset.append(field.name)
    return Changes(
        tuple(set_), tuple(name for name in unset if (name in before and any(before[name])) or _is_group(asked, name))
    )


class Changes(Struct, frozen=True):
    """What is to be set, and what is to be left out; as ``change.Edit`` takes them."""

    set: tuple[tuple[str, str], ...]
    unset: tuple[str, ...]


def _is_group(asked: Sequence[Asked], name: str) -> bool:
    return any(field.name == name and field.kind is Kind.GROUPS for field in asked)


# ── Types into fields ─────────────────────────────────────────────────────────────────────────


def _struct(of: type) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(of)
    if not isinstance(info, inspect.StructType):
        raise TypeError(f"{of} is no struct")
    return info.fields


def _rules() -> dict[str, inspect.StructType]:
    union = inspect.type_info(cast(type, Rule))
    types = union.types if isinstance(union, inspect.UnionType) else ()
    return {str(each.tag): each for each in types if isinstance(each, inspect.StructType)}


def _coded(table: str, asked: Asked) -> Asked:
    codes = _CODES.get((table, asked.name))
    if codes is None:
        return asked
    return Asked(asked.name, Kind.CHOICE, asked.required, tuple(str(each.value) for each in codes))


def _asked(field: inspect.Field, before: str = "") -> Asked:
    name = f"{before}{field.encode_name}"
    wanted = field.type
    if isinstance(wanted, inspect.UnionType):
        some = [each for each in wanted.types if not isinstance(each, inspect.NoneType)]
        wanted = some[0] if len(some) == 1 else wanted
    return _of_type(name, wanted, required=field.required)


def _of_type(name: str, wanted: inspect.Type, *, required: bool) -> Asked:
    match wanted:
        case inspect.Metadata(type=inner, extra=extra):
            written = (extra or {}).get("written")
            if written == "areas":
                return _of_type(name, inner, required=required)
            plain = _of_type(name, inner, required=required)
            return Asked(name, Kind(written), required) if written else plain
        case inspect.BoolType():
            return Asked(name, Kind.YES_NO, required)
        case inspect.IntType():
            return Asked(name, Kind.WHOLE, required)
        case inspect.DateType():
            return Asked(name, Kind.DAY, required)
        case inspect.LiteralType(values=values):
            return Asked(name, Kind.CHOICE, required, tuple(map(str, values)))
        case inspect.EnumType(cls=cls):
            return Asked(name, Kind.CHOICE, required, tuple(str(each.value) for each in cls))
        case inspect.VarTupleType(item_type=item):
            return _several(name, item, required=required)
        case inspect.StructType(cls=cls) if cls is Length:
            return Asked(name, Kind.LENGTH, required)
        case inspect.StructType(fields=fields):
            return Asked(name, Kind.GROUPS, required, within=tuple(_asked(each) for each in fields), options=("one",))
        case inspect.UnionType():
            return Asked(name, Kind.AS_WRITTEN, required)
        case _:
            return Asked(name, Kind.TEXT, required)


def _several(name: str, item: inspect.Type, *, required: bool) -> Asked:
    match item:
        case inspect.LiteralType(values=values):
            return Asked(name, Kind.CHOICES, required, tuple(map(str, values)))
        case inspect.EnumType(cls=cls):
            return Asked(name, Kind.CHOICES, required, tuple(str(each.value) for each in cls))
        case inspect.StructType(fields=fields):
            return Asked(name, Kind.GROUPS, required, within=tuple(_asked(each) for each in fields))
        case inspect.UnionType():
            return Asked(name, Kind.AS_WRITTEN, required)
        case _:
            return Asked(name, Kind.LIST, required)


# ── Rows into texts, and back ─────────────────────────────────────────────────────────────────


def _typed(asked: Sequence[Asked], row: Mapping[str, Any], before: str) -> Iterator[tuple[str, list[str]]]:
    for field in asked:
        value = row.get(field.name)
        name = before + field.name
        if field.kind is Kind.GROUPS:
            rows = [value] if isinstance(value, Mapping) else list(value or ())
            for number, each in enumerate(rows):
                yield from _typed(field.within, each, f"{name}.{number}.")
        elif value is None:
            yield name, []
        elif field.kind is Kind.CHOICES:
            yield name, [str(each) for each in (value if isinstance(value, list) else [value])]
        elif field.kind is Kind.AS_WRITTEN:
            yield name, [_written(value)]
        elif isinstance(value, list):
            yield name, [", ".join(map(_shown, value))]
        else:
            yield name, [_shown(value)]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(field: Asked, given: Sequence[str]) -> str:
    if field.kind is Kind.CHOICES:
        return _written(list(given))
    return given[0]


def _groups(field: Asked, given: Mapping[str, Sequence[str]], before: str = "") -> Any:  # noqa: ANN401  # as TOML has it
    """The rows within a row, without those that are empty or were marked to be removed."""
    name = before + field.name
    numbers = sorted({int(key[len(name) + 1 :].split(".")[0]) for key in given if _numbered(key, name)})
    rows = []
    for number in numbers:
        place = f"{name}.{number}."
        if any(given.get(f"{place}remove", ())):
            continue
        row = {}
        for each in field.within:
            value = _value(each, given, place)
            if value not in (None, [], {}):
                row[each.name] = value
        if row:
            rows.append(row)
    if field.options == ("one",):
        return rows[0] if rows else {}
    return rows


def _numbered(key: str, name: str) -> bool:
    rest = key.removeprefix(name + ".") if key.startswith(name + ".") else ""
    return rest.split(".")[0].isascii() and rest.split(".")[0].isdigit() and len(rest.split(".")[0]) < 4


def _value(field: Asked, given: Mapping[str, Sequence[str]], place: str) -> Any:  # noqa: ANN401  # as TOML has it
    if field.kind is Kind.GROUPS:
        return _groups(field, given, place)
    texts = [each.strip() for each in given.get(place + field.name, ()) if each.strip()]
    if not texts:
        return None
    match field.kind:
        case Kind.CHOICES:
            return texts
        case Kind.LIST:
            return [part.strip() for part in texts[0].split(",") if part.strip()]
        case Kind.YES_NO:
            return texts[0] == "yes"
        case Kind.DAY:
            try:
                return date.fromisoformat(texts[0])
            except ValueError:
                return texts[0]
        case Kind.WHOLE | Kind.HOURS | Kind.MONEY if texts[0].isascii() and texts[0].isdigit():
            return int(texts[0])
        case _:
            return texts[0]


def _written(value: object) -> str:
    """A value as TOML writes it on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return "{ " + ", ".join(f"{name} = {_written(each)}" for name, each in value.items()) + " }"
        case list() | tuple():
            return "[" + ", ".join(map(_written, value)) + "]"
        case _:
            return json.dumps(str(value), ensure_ascii=False)
