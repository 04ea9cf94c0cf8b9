"""Places a row in the text of a policy file: new after those of its table, or instead of one that stands there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import tomlkit

from vouchbook.policy.parsed import Parsed

Row = Mapping[str, Any]


class OnlyByHand(ValueError):
    """The file is written in a way that cannot be changed line by line; the message names the way out."""


class Text:
    """A policy file's text with the lines on which its rows stand."""

    def __init__(self, text: str, name: str) -> None:
        """:raises PolicyMistakes: it is no TOML"""
        self.name = name
        self._parsed = Parsed.read(text, name)
        self.raw: dict[str, Any] = dict(self._parsed.raw)
        self._lines = text.rstrip("\n").split("\n")
        self._heads = sorted(self._headers())

    def rows(self, table: str) -> list[Row]:
        found = self.raw.get(table, [])
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    def added(self, table: str, row: Row, after: int | None) -> str:
        """The text with a new row after the one of this index; after the last of its table, or of the file, if none."""
        rows = self.rows(table)
        place = len(rows) if after is None else after + 1
        upto = self._range(table, place - 1)[1] if rows else self._end(len(self._lines))
        lines = [*self._lines[:upto], "", *written(table, row), *self._lines[upto:]]
        return self._kept(lines, {**self.raw, table: [*rows[:place], row, *rows[place:]]})

    def replaced(self, table: str, index: int, row: Row) -> str:
        """The text with another row in place of one; comments within it go with it."""
        first, last = self._range(table, index)
        rows = self.rows(table)
        lines = [*self._lines[:first], *written(table, row), *self._lines[last:]]
        return self._kept(lines, {**self.raw, table: [*rows[:index], row, *rows[index + 1 :]]})

    def set(self, table: str, index: int, name: str, value: object) -> str:
        """The text with one field of a row set; its comment, and every other line, stays."""
        first, _ = self._range(table, index)
        rows = self.rows(table)
        at = self._parsed.lines.get((table, index, name))
        if at is None:
            head = max((self._parsed.lines.get((table, index, each), 0) for each in ("from", "source")), default=0)
            upto = head or first + 1
            width = max(self._lines[head - 1].find("=") - 1, 0) if head else 0
            lines = [*self._lines[:upto], f"{name:<{width}} = {_value(value)}", *self._lines[upto:]]
        else:
            lines = [*self._lines[: at - 1], self._assigned(self._lines[at - 1], name, value), *self._lines[at:]]
        changed = {**rows[index], name: value}
        return self._kept(lines, {**self.raw, table: [*rows[:index], changed, *rows[index + 1 :]]})

    def sourced(self, key: str, source: Row) -> str:
        """The text with one more document that values come from."""
        sources = dict(self.raw.get("sources", {}))
        line = f"{_key(key)} = {_value(source)}"
        head = self._parsed.lines.get(("sources",))
        if head is None:
            lines = [*self._lines, "", "[sources]", line]
        else:
            upto = self._end(next((each for each in self._heads if each > head - 1), len(self._lines)))
            lines = [*self._lines[:upto], line, *self._lines[upto:]]
        return self._kept(lines, {**self.raw, "sources": {**sources, key: source}})

    def _assigned(self, line: str, name: str, value: object) -> str:
        try:
            written = tomlkit.parse(line)
        except ValueError:  # a value of several lines, or a row that is no table of its own
            raise OnlyByHand(self._by_hand(name)) from None
        written[name] = value
        return written.as_string()

    def _headers(self) -> Iterator[int]:
        """The index of each line on which a table of the file begins."""
        for name, value in self.raw.items():
            if isinstance(value, dict):
                yield self._parsed.lines[(name,)] - 1
            elif isinstance(value, list):
                for place, each in enumerate(value):
                    if isinstance(each, dict):
                        yield self._parsed.lines[(name, place)] - 1

    def _range(self, table: str, index: int) -> tuple[int, int]:
        """The lines of a row, from its header through its last value."""
        first = self._parsed.lines[(table, index)] - 1
        return first, self._end(next((each for each in self._heads if each > first), len(self._lines)))

    def _end(self, upto: int) -> int:
        """Without the blank lines and comments before what comes next: they belong to that."""
        while upto and (not self._lines[upto - 1].strip() or self._lines[upto - 1].lstrip().startswith("#")):
            upto -= 1
        return upto

    def _kept(self, lines: list[str], expected: Row) -> str:
        """The new text, if it says what it should and nothing else."""
        text = "\n".join(lines) + "\n"
        try:
            found = tomllib.loads(text, parse_float=Decimal)
        except ValueError:
            found = {}
        if found != expected:
            raise OnlyByHand(self._by_hand(""))
        return text

    def _by_hand(self, table: str) -> str:
        what = f"[[{table}]]" if table else "what stands there"
        return (
            f"{self.name}: {what} is written in a way that this command cannot change; change it in an editor, each "
            f"row under a header of its own such as [[fee]], and look at it with: vouchbook policy check {self.name}"
        )


def written(table: str, row: Row) -> Iterator[str]:
    """A row as lines of a file."""
    fields = list(_fields(row))
    width = max((len(name) for name, _ in fields), default=0)
    yield f"[[{table}]]"
    for name, value in fields:
        yield f"{name:<{width}} = {value}"


def _fields(row: Row, before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _fields(value, f"{before}{_key(name)}.")
        elif isinstance(value, list) and len(value) > 1 and all(isinstance(each, dict) for each in value):
            lines = ",\n".join(f"  {_value(each)}" for each in value)
            yield f"{before}{_key(name)}", f"[\n{lines},\n]"
        else:
            yield f"{before}{_key(name)}", _value(value)


def _value(value: object) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f"{_key(name)} = {_value(each)}" for name, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(_value(each) for each in value) + "]"
        case date():
            return value.isoformat()
        case _:
            return tomlkit.item(value).as_string()


def _key(name: str) -> str:
    return tomlkit.key(name).as_string()
