"""What somebody typed for a field, as the file would hold it: the field's type says what a word or a number means."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from msgspec import inspect

from vouchbook.policy.rules import Rule
from vouchbook.policy.source import TABLES, RequirementHead

Plain = Mapping[str, object]
_RULES = {
    str(kind.tag): kind
    for kind in cast(inspect.UnionType, inspect.type_info(cast(type, Rule))).types
    if isinstance(kind, inspect.StructType)
}
_YES, _NO = ("yes", "true"), ("no", "false")


def value(table: str, row: Plain, name: str, text: str) -> object:
    """The value of ``name`` (``amount``, ``where.paid``) in a row of ``table``; what is wrong with it, the reader says.

    Lists may be typed with commas, and anything may be written as in the file: ``[{ on = 2027-12-31 }]``.
    """
    return _as(_type(table, row, name.split(".")), text)


def _as(kind: inspect.Type | None, text: str) -> object:
    literal = _literal(text)
    match kind:
        case inspect.VarTupleType(item_type=item) if not isinstance(literal, list):
            return [_as(item, part.strip()) for part in text.split(",") if part.strip()]
        case inspect.BoolType() if text.casefold() in (*_YES, *_NO):
            return text.casefold() in _YES
        case inspect.StrType() | inspect.EnumType() | inspect.LiteralType():
            return literal if isinstance(literal, str) else text
        case inspect.Metadata() if not isinstance(literal, int | str | list):
            return text
    return text if isinstance(literal, Decimal) else literal


def _literal(text: str) -> object:
    """What TOML makes of it, and the text itself where it makes nothing, or a time of day, of it."""
    try:
        found = tomllib.loads(f"value = {text}", parse_float=Decimal)
    except ValueError:
        return text
    made = found["value"]
    whole = len(found) == 1 and isinstance(made, bool | int | str | list | dict | Decimal)
    return made if whole or (type(made) is date and not isinstance(made, datetime)) else text


def _type(table: str, row: Plain, path: list[str]) -> inspect.Type | None:
    for struct in _structs(table, row):
        kind: inspect.Type | None = struct
        for name in path:
            kind = _field(kind, name)
        if kind is not None:
            return kind
    return None


def _structs(table: str, row: Plain) -> Iterable[inspect.Type]:
    if table != "requirement":
        return [inspect.type_info(TABLES[table].row)]
    rule = _RULES.get(str(row.get("kind")))
    return [inspect.type_info(RequirementHead), *([rule] if rule else [])]


def _field(kind: inspect.Type | None, name: str) -> inspect.Type | None:
    if not isinstance(kind, inspect.StructType):
        return None
    for field in kind.fields:
        if field.encode_name == name:
            wanted = field.type
            if isinstance(wanted, inspect.UnionType):
                wanted = next(each for each in wanted.types if not isinstance(each, inspect.NoneType))
            return wanted
    return None
