"""The parts of a workbook as they are read, element by element: what a part says, and never its tree."""

from __future__ import annotations

import posixpath
import re
from datetime import datetime
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel
from openpyxl.utils.escape import unescape

from vouchbook.policy.spreadsheet.cells import LONGEST, Cell, Fault, Formula
from vouchbook.policy.spreadsheet.columns import letter

T = TypeVar("T")
Attributes = dict[str, str]

MOST_ROWS = 1_048_576
MOST_COLUMNS = 500
"""No table has a tenth of them; further to the right nothing but blank cells is let pass."""
_DEEPEST = 30
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_")


class TooMuch(Exception):
    """A part is no part of a table; the text says in what way."""


class Texts(Protocol):
    """The texts that cells share, by their number."""

    def __getitem__(self, number: int, /) -> str: ...


class Part(Generic[T]):
    """What is told of each element of a part in turn; ``found`` is what is ready to be taken."""

    def __init__(self) -> None:
        self.found: list[T] = []
        self.told = 0
        self._depth = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        self.told += 1
        self._depth += 1
        if self._depth > _DEEPEST:
            raise TooMuch("elements lie too deep in each other")
        self.begins(tag.rpartition("}")[2], attributes)

    def end(self, tag: str) -> None:
        self.told += 1
        self._depth -= 1
        self.ends(tag.rpartition("}")[2])

    def data(self, text: str) -> None:
        self.told += 1

    def close(self) -> None:
        """The end of the part."""

    def begins(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def ends(self, name: str) -> None:
        """An element ends."""


class Links(Part[None]):
    """To which other parts, and to what outside, a part refers."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self._by_id: dict[str, tuple[str, str]] = {}

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", "")))
            self._by_id[attributes.get("Id", "")] = (kind, target.lstrip("/"))

    def of_kind(self, kind: str) -> str | None:
        return next((target for each, target in self._by_id.values() if each == kind), None)

    def target(self, id_: str) -> str | None:
        """The sheet of this id; a chart on a tab of its own is none."""
        kind, target = self._by_id.get(id_, ("", ""))
        return target if kind == "worksheet" else None


class Contents(Part[None]):
    """The workbook itself: its sheets by name, and from which day it counts."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []
        self.since_1904 = False

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            id_ = next((value for key, value in attributes.items() if key.endswith("}id")), "")
            self.sheets.append((attributes.get("name", ""), id_))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in ("1", "true", "on")


class Styles(Part[None]):
    """Which styles show a number as a day or a time, and which as a length of time."""

    def __init__(self) -> None:
        super().__init__()
        self._formats: dict[str, str] = {}
        self._of_cells = False
        self._styles: list[str] = []

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            self._styles.append(attributes.get("numFmtId", "0"))

    def ends(self, name: str) -> None:
        if name == "cellXfs":
            self._of_cells = False

    def of_days(self) -> tuple[frozenset[str], frozenset[str]]:
        """The styles of days and times, and those among them of lengths of time, by their numbers as text."""
        codes = {**{str(id_): code for id_, code in BUILTIN_FORMATS.items()}, **self._formats}
        days, lengths = set(), set()
        for number, id_ in enumerate(self._styles):
            code = codes.get(id_)
            if code and is_date_format(code):
                days.add(str(number))
            if code and is_timedelta_format(code):
                lengths.add(str(number))
        return frozenset(days), frozenset(lengths)


class SharedTexts(Part[str]):
    """The texts that cells share, in their order; what a text's reading aid says is no part of it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._length = 0
        self._reading = self._aid = False

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._aid = True
        elif name == "t":
            self._reading = not self._aid

    def data(self, text: str) -> None:
        self.told += 1
        if self._reading and self._length <= LONGEST:  # one character more tells that it is too long
            self._pieces.append(text[: LONGEST + 1 - self._length])
            self._length += len(self._pieces[-1])

    def ends(self, name: str) -> None:
        if name == "t":
            self._reading = False
        elif name == "rPh":
            self._aid = False
        elif name == "si":
            self.found.append(_text("".join(self._pieces)))


class SheetRows(Part[tuple[int, list[Cell]]]):
    """The rows of a sheet, each with its number and its cells up to the last in which something stands."""

    def __init__(self, texts: Texts, styles: Styles, *, since_1904: bool) -> None:
        super().__init__()
        self._texts = texts
        self._days, self._lengths = styles.of_days()
        self._epoch = MAC_EPOCH if since_1904 else WINDOWS_EPOCH
        self._row = self._column = 0
        self._cells: dict[int, Cell] = {}
        self._kind = self._style = ""
        self._formula = self._reading = self._aid = False
        self._pieces: list[str] = []
        self._written: list[str] = []
        self._length = 0

    def begins(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._place(attributes.get("r"))
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._formula = False
            self._pieces, self._written, self._length = [], [], 0
        elif name in ("v", "t"):
            self._reading = not self._aid
        elif name == "f":
            self._formula = self._reading = True
        elif name == "rPh":
            self._aid = True
        elif name == "row":
            self._next_row(attributes.get("r"))

    def data(self, text: str) -> None:
        self.told += 1
        if self._reading and self._length <= LONGEST:
            self._pieces.append(text[: LONGEST + 1 - self._length])
            self._length += len(self._pieces[-1])

    def ends(self, name: str) -> None:
        if name in ("v", "t"):
            self._reading = False
        elif name == "f":
            self._written, self._pieces, self._length = self._pieces, [], 0
            self._reading = False
        elif name == "rPh":
            self._aid = False
        elif name == "c":
            value = Formula(f"={''.join(self._written)}") if self._formula else self._value("".join(self._pieces))
            if value is not None:
                if self._column > MOST_COLUMNS:
                    place = f"{letter(self._column - 1)}{self._row}"
                    raise TooMuch(f"something stands in {place}; a table has at most {MOST_COLUMNS} columns")
                self._cells[self._column] = value
        elif name == "row" and self._cells:
            last = max(self._cells)
            self.found.append((self._row, [self._cells.get(column) for column in range(1, last + 1)]))
            self._cells = {}

    def _next_row(self, written: str | None) -> None:
        row = self._row + 1 if written is None else int(written) if written.isdigit() and len(written) < 9 else 0
        if not self._row < row <= MOST_ROWS:
            raise TooMuch(f"row {row} follows row {self._row}; a sheet has at most {MOST_ROWS:,} rows, in their order")
        self._row, self._column, self._cells = row, 0, {}

    def _place(self, written: str | None) -> None:
        found = _PLACE.fullmatch(written) if written else None
        if written and found is None:
            raise TooMuch(f"no cell has the place {written[:20]!r}")
        self._column = _number(found[1]) if found else self._column + 1

    def _value(self, written: str) -> Cell:
        match self._kind:
            case "s" if written.strip().isdigit():
                return self._texts[int(written)]
            case "n" | "":
                return self._of_number(written.strip()) if written.strip() else None
            case "b":
                return written.strip() in ("1", "true")
            case "e":
                return Fault(written)
            case "d":
                return _iso(written)
            case _:
                return _text(written) if written else None

    def _of_number(self, written: str) -> Cell:
        try:
            value = float(written)
            if self._style in self._days:
                found = from_excel(value, self._epoch, timedelta=self._style in self._lengths)
                return found if not isinstance(found, datetime) else found.replace(microsecond=0)
            if _WHOLE.fullmatch(written):
                return int(written)
            return int(value) if value.is_integer() and abs(value) < 1e15 else Decimal(repr(value))
        except (OverflowError, ValueError):
            return Fault(written[:40])


def _iso(written: str) -> Cell:
    try:
        return datetime.fromisoformat(written.removesuffix("Z"))
    except ValueError:
        return written


def _text(written: str) -> str:
    """A text as it was typed; a workbook writes some characters by their numbers."""
    return unescape(written) if _ESCAPED.search(written) else written


def _number(letters: str) -> int:
    """The place of a column, counted from 1."""
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - 64
    return number
