"""The bytes of a portfolio file on their way to plain tables, TOML or JSON, with the line of everything in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from vouchbook.policy.mistakes import Mistake
from vouchbook.policy.portfolio_json import TOO_DEEP, NotReadable, json_positions, read_json
from vouchbook.policy.positions import DEEP_NAME, positions
from vouchbook.policy.positions import Path as Place

MOST_BYTES = 500_000
"""More than two thousand items; what is larger holds something that does not belong there."""
MOST_MISTAKES = 500
"""With more, the file is not what it was taken for, and nobody reads on."""

_DATE_LIKE = re.compile(r"(?m)(?<=[=\[,])([ \t]*)(\d{4}-\d{1,2}-\d{1,2})(?=[ \t]*(?:[,\]}#\r\n]|$))")


class PortfolioMistakes(ValueError):
    """A portfolio file cannot be used; all its mistakes at once, in the order of its lines."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


class Plain:
    """The tables of a file; ``line`` is worked out only when there is something to say about it."""

    def __init__(self, name: str, text: str, tables: Mapping[str, object], *, toml: bool) -> None:
        self.name = name
        self.tables = tables
        self._text = text
        self._toml = toml
        self._lines: Mapping[Place, int] | None = None

    def line(self, place: Place) -> int:
        if self._lines is None:
            self._lines = positions(self._text) if self._toml else json_positions(self._text)[0]
        while place not in self._lines and place:
            place = place[:-1]
        return self._lines.get(place, 1)


def plain(path: Path) -> Plain:
    """:raises PortfolioMistakes: it cannot be read, is too large, is not UTF-8, or is neither TOML nor JSON"""
    text = _decoded(path.name, _bytes(path))
    if path.suffix.lower() == ".toml" or (path.suffix.lower() != ".json" and not text.lstrip().startswith("{")):
        return _toml(path.name, text)
    return _json(path.name, text)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _only(path.name, 1, f"cannot be read: {error.strerror or error}; check the path") from error
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1000
        raise _only(path.name, 1, f"larger than {most} kB; a portfolio holds text only: keep documents outside")
    return content


def _decoded(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _only(name, line, f"byte 0x{content[error.start]:02x} is no UTF-8; save the file as UTF-8") from None


def _toml(name: str, text: str) -> Plain:
    if deep := DEEP_NAME.search(text):
        raise _only(name, text.count("\n", 0, deep.start()) + 1, TOO_DEEP)
    try:
        return Plain(name, text, tomllib.loads(text, parse_float=Decimal), toml=True)
    except RecursionError:
        raise _only(name, 1, TOO_DEEP) from None
    except ValueError as error:
        mended = _DATE_LIKE.sub(_quoted_if_impossible, text)
        if mended != text:  # an impossible day stops tomllib; as text it is one mistake among the others
            return _toml(name, mended)
        raise _only(name, *_toml_error(error, text)) from None


def _quoted_if_impossible(found: re.Match[str]) -> str:
    try:
        date.fromisoformat(found[2])
    except ValueError:
        return f'{found[1]}"{found[2]}"'
    return found[0]


def _toml_error(error: ValueError, text: str) -> tuple[int, str]:
    said = str(error)
    if said.startswith("Exceeds the limit"):  # of digits that Python converts; it does not say where
        return 1, "a number in this file has thousands of digits; write a shorter one"
    at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", said)
    line = int(at[1]) if at and at[1] else text.count("\n") + 1
    return line if at else 1, f"no TOML: {said[: at.start()] if at else said}"


def _json(name: str, text: str) -> Plain:
    try:
        value = read_json(text)
    except NotReadable as error:
        raise PortfolioMistakes([Mistake(name, *mistake) for mistake in error.mistakes]) from None
    if not isinstance(value, dict):
        raise _only(name, 1, 'no portfolio: write one object, {"format": "vouchbook-portfolio/1", …}')
    return Plain(name, text, value, toml=False)


def _only(name: str, line: int, text: str) -> PortfolioMistakes:
    return PortfolioMistakes([Mistake(name, line, text)])
