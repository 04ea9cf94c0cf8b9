"""A file's dated rows on their way from TOML to types: shaped one by one, then held against each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict, TypeVar, cast, get_args

import msgspec
from msgspec import inspect

from vouchbook.policy.document import Ranked, Row, SourceText
from vouchbook.policy.fee_rows import fee_mistakes
from vouchbook.policy.mistakes import Mistake, shown
from vouchbook.policy.parsed import Parsed
from vouchbook.policy.positions import Path
from vouchbook.policy.rules import Rule
from vouchbook.policy.shape import Shape
from vouchbook.policy.source import (
    EVERY,
    TABLES,
    Key,
    RequirementHead,
    RequirementRow,
    keys_of,
    requirement_keys,
)

T = TypeVar("T")
_RULE = cast("type[Rule]", Rule)
_RULES = cast(inspect.UnionType, inspect.type_info(Rule)).types
_HEAD = cast(inspect.StructType, inspect.type_info(RequirementHead))
_HEAD_NAMES = {field.encode_name for field in _HEAD.fields} - {"origin"}
_NEEDED = {"source": "name one of [sources], so that people see who says so"}
_RANKED = get_args(Ranked)
_SOURCES = inspect.type_info(dict[str, SourceText])


class Parts(TypedDict):
    """What every kind of source file has."""

    name: str
    sources: dict[str, SourceText]
    tables: Mapping[str, tuple[Row, ...]]
    requirements: tuple[RequirementRow, ...]
    raw: Mapping[str, object]
    lines: Mapping[Path, int]
    warnings: tuple[Mistake, ...]


class SourceFile:
    """A file being read; ``shape.mistakes`` holds all that was found wrong with it so far."""

    def __init__(self, parsed: Parsed) -> None:
        self.name, self.raw, self.lines = parsed.name, parsed.raw, parsed.lines
        self.shape = Shape(self.name, self.lines)
        self.warnings: list[Mistake] = []

    def top(self, kind: type, expected: str) -> dict[str, object]:
        """The fields beside the rows, plain; ``expected`` is the format that the file must name."""
        shape = cast(inspect.StructType, inspect.type_info(kind))
        found = self.raw.get("format")
        if found != expected:
            self.shape.wrong(("format",), f'format – the file begins with format = "{expected}"')
            return {}
        return self.shape.table(self.raw, shape, (), beside=[*TABLES, "requirement", "sources"])

    def parts(self, *, dated: bool = True) -> Parts:
        """The rows as far as they could be read; ``dated`` is false for an edition, whose rows have no days."""
        sources = self.shape.plain(self.raw.get("sources", {}), _SOURCES, ("sources",))
        tables = {table: self._rows(table, dated=dated) for table in TABLES}
        requirements = self._requirements(dated=dated)
        for table, rows in tables.items():
            self._one_answer_a_day(((table, i), row, key) for i, row in rows for key in keys_of(table, row))
        self._one_answer_a_day(
            (("requirement", row.index), row.head, key) for row in requirements for key in requirement_keys(row)
        )
        for path, text in fee_mistakes(tables, self.lines):
            self.shape.wrong(path, text)
        return Parts(
            name=self.name,
            sources={} if self.shape.mistakes else msgspec.convert(sources, dict[str, SourceText]),
            tables={table: tuple(row for _, row in rows) for table, rows in tables.items()},
            requirements=tuple(requirements),
            raw=self.raw,
            lines=self.lines,
            warnings=tuple(sorted(self.warnings)),
        )

    def _rows(self, table: str, *, dated: bool) -> list[tuple[int, Row]]:
        row = TABLES[table].row
        kind = cast(inspect.StructType, inspect.type_info(row))
        read = []
        for index, raw in self._written(table):
            path, before = (table, index), len(self.shape.mistakes)
            plain = self.shape.table(raw, kind, path, needed=_NEEDED, hidden="origin")
            self._days(raw, path, dated=dated)
            if table == "standing":
                self._ways(raw.get("any_of"), path)
            if len(self.shape.mistakes) == before and (taken := self._converted(plain, row, path)):
                read.append((index, taken))
        return read

    def _requirements(self, *, dated: bool) -> list[RequirementRow]:
        read = []
        for index, raw in self._written("requirement"):
            path, before = ("requirement", index), len(self.shape.mistakes)
            head = {name: value for name, value in raw.items() if name in _HEAD_NAMES}
            rule = {name: value for name, value in raw.items() if name not in _HEAD_NAMES}
            plain_head = self.shape.table(head, _HEAD, path, needed=_NEEDED, hidden="origin")
            plain_rule = self.shape.tagged(rule, _RULES, path, beside=_HEAD_NAMES)
            self._days(raw, path, dated=dated)
            if len(self.shape.mistakes) == before:
                taken = self._converted(plain_head, RequirementHead, path), self._converted(plain_rule, _RULE, path)
                if taken[0] and taken[1]:
                    read.append(RequirementRow(taken[0], taken[1], index))
        return read

    def _written(self, table: str) -> Iterable[tuple[int, dict[str, object]]]:
        rows = self.raw.get(table, [])
        if not isinstance(rows, list):
            self.shape.wrong((table,), f"{table} – write [[{table}]]: there may be several rows, each with its day")
            return
        for index, row in enumerate(rows):
            if isinstance(row, dict):
                yield index, row
            else:
                self.shape.wrong((table, index), f"{table} – write [[{table}]]: a table for each row")

    def _days(self, raw: Mapping[str, object], path: Path, *, dated: bool) -> None:
        first, last = raw.get("from"), raw.get("until")
        if dated and type(first) is date and type(last) is date and last < first:
            self.shape.wrong((*path, "until"), f"until = {last} – before from = {first}; a row rules forward")
        for name in {"from", "until"} & raw.keys() if not dated else ():
            self.shape.wrong((*path, name), f"{name} – rows of an edition take the days of its adoption; leave it out")

    def _ways(self, ways: object, path: Path) -> None:
        for place, way in enumerate(ways if isinstance(ways, list) else []):
            if not isinstance(way, dict):
                continue
            here = (*path, "any_of", place)
            if not way.get("holds") and "vetted" not in way:
                self.shape.wrong(here, "any_of – each way names what one holds, or vetted")
            least, most = (way.get(f"applicant_degree_at_{end}") for end in ("least", "most"))
            if least in _RANKED and most in _RANKED and _RANKED.index(least) > _RANKED.index(most):
                self.shape.wrong(
                    (*here, "applicant_degree_at_most"),
                    f"applicant_degree_at_most = {shown(most)} – below the least degree, {shown(least)}, so that it "
                    "takes nobody; exchange them, or drop one",
                )

    def _converted(self, plain: object, kind: type[T], path: Path) -> T | None:
        try:
            return msgspec.convert(plain, kind)
        except msgspec.ValidationError as error:
            self.shape.wrong(path, str(error))
            return None

    def _one_answer_a_day(self, rows: Iterable[tuple[Path, Row, Key]]) -> None:
        """Two rows that answer the same question from the same day leave open which of them rules."""
        begun: dict[tuple[Key, date | None], Path] = {}
        named: dict[Key, list[tuple[Path, Row]]] = {}
        for path, row, key in rows:
            first = begun.setdefault((key, row.from_), path)
            if first != path:
                day = f"on {row.from_}" if row.from_ else "without a from"
                self.shape.wrong(
                    path,
                    f"{_spoken(path, key)} begins twice {day}: on line {self.lines[first]} and on line "
                    f"{self.lines[path]} – give one of them another from, or remove it",
                )
            named.setdefault(key, []).append((path, row))
        self._overshadowed(named)

    def _overshadowed(self, named: Mapping[Key, list[tuple[Path, Row]]]) -> None:
        """A later row for ``every`` does not replace an earlier one that names the category: people expect it to."""
        for key, specific in named.items():
            if EVERY in key:
                continue
            for position in range(len(key)):
                general = named.get((*key[:position], EVERY, *key[position + 1 :]), [])
                for path, row in general:
                    earlier = [p for p, s in specific if (s.from_ or date.min) < (row.from_ or date.min)]
                    if earlier:
                        self.warnings.append(
                            Mistake(
                                self.name,
                                self.lines[path],
                                f"{_spoken(path, key)} stays as line {self.lines[earlier[-1]]} says: a row that names "
                                f"{key[position]} beats every, also a later one",
                            )
                        )


def _spoken(path: Path, key: Key) -> str:
    return " ".join([str(path[0]), *(str(part) for part in key if part is not None)])
