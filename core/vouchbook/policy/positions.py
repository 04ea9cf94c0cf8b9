"""Where every value of an accepted TOML text stands: its path, as ``tomllib`` nests it, to its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import count

Path = tuple[str | int, ...]

_NAME = r"""(?<![A-Za-z0-9_-])(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
DEEP_NAME = re.compile(rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME}){{20}}")
"""A name of more parts than any file has levels; ``tomllib`` takes the square of their number in time."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_BETWEEN = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)+")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
_SPACE = re.compile(r"[ \t]*")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_TEXT = re.compile(
    r'''"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}'''  # up to two quotation marks may stand before the closing three
    r"""|'''(?:[^']|'{1,2}(?!'))*'{3,5}"""
    r'''|"(?:[^"\\\n]|\\.)*"'''
    r"""|'[^'\n]*'""",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]+")


def positions(text: str) -> dict[Path, int]:
    """The line on which each table, key and element first stands, counted from 1; the file itself is ``()``.

    ``text`` must be what ``tomllib`` has accepted; for anything else the answer means nothing.
    """
    scanner = _Scanner(text)
    scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.counted_to, self.line = 0, 1
        self.lines: dict[Path, int] = {(): 1}
        self.rows: dict[Path, int] = {}  # how many elements an array of tables has so far

    def document(self) -> None:
        table: Path = ()
        while self.blank() < len(self.text):
            if self.text[self.at] != "[":
                self.pair(table)
                continue
            line, width = self.here(), 2 if self.text.startswith("[[", self.at) else 1
            self.at += width
            self.take(_SPACE)
            table = self.header(self.key(), line, many=width == 2)
            self.take(_SPACE)
            self.at += width

    def header(self, key: list[str], line: int, *, many: bool) -> Path:
        """The path of a header's table: a name on the way that is an array of tables means its last element."""
        path: Path = ()
        for step, name in enumerate(key):
            path = (*path, name)
            self.lines.setdefault(path, line)
            if many and step == len(key) - 1:
                self.rows[path] = self.rows.get(path, 0) + 1
            if path in self.rows:
                path = (*path, self.rows[path] - 1)
                self.lines.setdefault(path, line)
        return path

    def pair(self, table: Path) -> None:
        line, path = self.here(), table
        for name in self.key():
            path = (*path, name)
            self.lines.setdefault(path, line)
        self.take(_EQUALS)
        self.value(path)

    def value(self, path: Path) -> None:
        match self.text[self.at]:
            case "[":
                for index in self.elements("]"):
                    self.lines[(*path, index)] = self.here()
                    self.value((*path, index))
            case "{":
                for _ in self.elements("}"):
                    self.pair(path)
            case '"' | "'":
                self.take(_TEXT)
            case _:
                self.take(_BARE)

    def elements(self, closing: str) -> Iterator[int]:
        """Stops at the start of each element of an array or inline table, then after its end."""
        self.at += 1
        for index in count():
            self.take(_BETWEEN)
            if self.text[self.at] == closing:
                self.at += 1
                return
            yield index

    def key(self) -> list[str]:
        names = [self.name()]
        while self.take(_DOT):
            names.append(self.name())
        return names

    def name(self) -> str:
        written = self.take(_KEY)
        return str(tomllib.loads(f"{written} = 0").popitem()[0])

    def blank(self) -> int:
        self.take(_BLANK)
        return self.at

    def take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def here(self) -> int:
        self.line += self.text.count("\n", self.counted_to, self.at)
        self.counted_to = self.at
        return self.line
