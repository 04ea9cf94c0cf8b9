"""Holds what a file says against the type it shall become, and collects every mistake on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import inspect

from vouchbook.policy.mistakes import Mistake, meant, nearest, shown
from vouchbook.policy.portfolio_values import FIRST, LAST
from vouchbook.policy.positions import Path
from vouchbook.policy.rules import Length
from vouchbook.policy.values import MOST, READ, REMEDY, WrittenWrongly

Table = Mapping[str, object]

_REMEDY = {
    inspect.IntType: "write a whole number without quotation marks: 24",
    inspect.BoolType: "write true or false, without quotation marks",
    inspect.StrType: 'write text in quotation marks: "…"',
    inspect.DateType: "write the day without quotation marks: 2024-01-01",
    inspect.VarTupleType: 'write a list in brackets: ["…", "…"]',
}
_TABLE = "write a table: { … = … }"


class _Wrong(ValueError):
    """The text names the remedy; the place is known where it is caught."""


class Shape:
    """One file's values on their way into types; ``mistakes`` fills up, nothing is raised."""

    def __init__(self, name: str, lines: Mapping[Path, int]) -> None:
        self.name = name
        self.lines = lines
        self.mistakes: list[Mistake] = []

    def wrong(self, path: Path, text: str) -> None:
        while path not in self.lines:
            path = path[:-1]
        self.mistakes.append(Mistake(self.name, self.lines[path], text))

    def plain(self, value: object, kind: inspect.Type, path: Path) -> object:
        """The value in the units of the book, ready for ``msgspec.convert``; wrong parts are left out and noted."""
        try:
            return self._plain(value, kind, path)
        except (_Wrong, WrittenWrongly) as wrong:
            self.wrong(path, f"{_assigned(path, value)} – {wrong}")
            return None

    def _plain(self, value: object, kind: inspect.Type, path: Path) -> object:
        match kind:
            case inspect.Metadata(type=inner, extra=extra):
                mark = (extra or {}).get("written")
                return self.plain(READ[mark](value), inner, path) if mark else self.plain(value, inner, path)
            case inspect.UnionType(types=types):
                wanted = [each for each in types if not isinstance(each, inspect.NoneType)]
                return self.plain(value, wanted[0], path) if len(wanted) == 1 else self.tagged(value, wanted, path)
            case inspect.StructType(cls=cls) if cls is Length:
                return READ["length"](value)
            case inspect.StructType():
                return self.table(value, kind, path)
            case inspect.VarTupleType(item_type=item):
                return self.list(value, item, path)
            case inspect.DictType(value_type=item) if isinstance(value, dict):
                return {name: self.plain(each, item, (*path, name)) for name, each in value.items()}
            case inspect.DictType():
                raise _Wrong(_TABLE)
            case inspect.EnumType(cls=cls):
                return _named(value, [member.value for member in cls])
            case inspect.LiteralType(values=values):
                return _named(value, values)
            case _:
                return _scalar(value, kind)

    def table(
        self,
        value: object,
        kind: inspect.StructType,
        path: Path,
        *,
        beside: Iterable[str] = (),
        needed: Mapping[str, str] = {},
        hidden: str = "",
    ) -> dict[str, object]:
        """A table's known fields, plain.

        ``beside`` are names known here that are read elsewhere, ``needed`` must be given though their type has a
        default (with what to say if they are not), ``hidden`` is nothing that an author writes.
        """
        if not isinstance(value, dict):
            raise _Wrong(_TABLE)
        fields = {field.encode_name: field for field in kind.fields if field.encode_name != hidden}
        known = {*fields, *beside, *([kind.tag_field] if kind.tag_field else [])}
        taken: dict[str, object] = {kind.tag_field: kind.tag} if kind.tag_field else {}
        meant_instead = set()
        for name in value.keys() - known:
            meant_instead.add(nearest(name, known - value.keys()))
            self.wrong((*path, name), f"{name} – unknown here; {meant(name, known - value.keys())}")
        for name, field in fields.items():
            if name in value:
                taken[name] = self.plain(value[name], field.type, (*path, name))
                if value[name] == [] and field.default != ():
                    self.wrong((*path, name), f"{name} = [] – name at least one; a row that asks nothing is left out")
            elif (field.required or name in needed) and name not in meant_instead:
                self.wrong(path, f"{name} is missing – {needed.get(name) or remedy(field.type)}")
        return taken

    def tagged(
        self, value: object, kinds: Iterable[inspect.Type], path: Path, *, beside: Iterable[str] = ()
    ) -> dict[str, object]:
        """A table whose ``kind`` says which of several types it is."""
        if not isinstance(value, dict):
            raise _Wrong(_TABLE)
        by_tag = {str(each.tag): each for each in kinds if isinstance(each, inspect.StructType)}
        if "kind" not in value:
            self.wrong(path, f"kind is missing – known here: {', '.join(sorted(by_tag))}")
            return {}
        tag = self.plain(value["kind"], inspect.LiteralType(tuple(by_tag)), (*path, "kind"))
        return self.table(value, by_tag[tag], path, beside=beside) if isinstance(tag, str) else {}

    def list(self, value: object, item: inspect.Type, path: Path) -> list[object]:
        if not isinstance(value, list):
            raise _Wrong("write a list of tables: [{ … = … }]" if _is_table(item) else _REMEDY[inspect.VarTupleType])
        first: dict[str, int] = {}
        for index, each in enumerate(value):
            key = each.get("key") if isinstance(each, dict) else each
            if isinstance(key, str) and first.setdefault(key, index) != index:
                line = self.lines[(*path, first[key])]
                remedy = "give one another key" if isinstance(each, dict) else "once is enough"
                self.wrong((*path, index), f"{shown(key)} – stands twice here, first on line {line}; {remedy}")
        return [self.plain(each, item, (*path, index)) for index, each in enumerate(value)]


def remedy(kind: inspect.Type) -> str:
    """How a value of this type is written."""
    match kind:
        case inspect.Metadata(type=inner, extra=extra):
            return REMEDY[extra["written"]] if extra and "written" in extra else remedy(inner)
        case inspect.UnionType(types=types):
            return next(remedy(each) for each in types if not isinstance(each, inspect.NoneType))
        case inspect.EnumType(cls=cls):
            return f"known here: {', '.join(sorted(member.value for member in cls))}"
        case inspect.LiteralType(values=values):
            return f"known here: {', '.join(sorted(map(str, values)))}"
        case inspect.StructType(cls=cls) if cls is Length:
            return REMEDY["length"]
        case inspect.VarTupleType(item_type=item) if _is_table(item):
            return "write a list of tables: [{ … = … }]"
    return _REMEDY.get(type(kind), _TABLE)


def _scalar(value: object, kind: inspect.Type) -> object:
    match kind, value:
        case inspect.BoolType(), bool():
            return value
        case inspect.IntType(ge=least), int() if not isinstance(value, bool):
            if value < 0:
                raise _Wrong("nothing here is counted below zero")
            if value < (least or 0):
                raise _Wrong(f"it takes at least {least}")
            if value > MOST:
                raise _Wrong("that is too large a number")
            return value
        case inspect.StrType(), str() if value.strip():
            return value
        case inspect.DateType(), date() if not isinstance(value, datetime):
            if not FIRST <= value <= LAST:
                raise _Wrong(f"a policy speaks of days between {FIRST} and {LAST}")
            return value
    raise _Wrong(remedy(kind))


def _named(value: object, known: Iterable[object]) -> str:
    names = [str(name) for name in known]
    if not isinstance(value, str):
        raise _Wrong(f"write one of these names in quotation marks: {', '.join(sorted(names))}")
    if value not in names:
        raise _Wrong(meant(value, names))
    return value


def _is_table(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.UnionType):
        return all(_is_table(each) for each in kind.types)
    return isinstance(kind, inspect.StructType) and kind.cls is not Length


def _assigned(path: Path, value: object) -> str:
    """``minimum = 30.5``; an element of a list as ``levels = [… "mastre" …]``."""
    names = [step for step in path if isinstance(step, str)]
    text = shown(value)
    return f"{names[-1]} = {text}" if isinstance(path[-1], str) else f"{names[-1]} = [… {text} …]"
