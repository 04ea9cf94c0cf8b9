"""One row of a table in the hands of the reader that reads the same item in a portfolio file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from vouchbook.domain.names import ItemId
from vouchbook.policy import portfolio_values as values
from vouchbook.policy.portfolio_fields import Fields, Reading
from vouchbook.policy.portfolio_text import Plain
from vouchbook.policy.portfolio_values import Read
from vouchbook.policy.spreadsheet.cells import LIST, Cell, blank, day_advice, in_cells, meanings, shown, unreadable
from vouchbook.policy.spreadsheet.columns import Wrong
from vouchbook.policy.values import WrittenWrongly

T = TypeVar("T")
Cells = Mapping[str, Cell]

UNNAMED = "\x00"
"""Begins the made-up id of an item that was given none; nobody can type it, for hidden characters are refused."""


class Row(Fields):
    """The cells of a row by their fields. What is wrong is told to ``wrong`` by column.

    :param more: further rows of the same item, each with one more element of its inner tables, and whom to tell of it
    :param lacking: required fields that the header has no column for
    """

    def __init__(
        self,
        cells: Cells,
        wrong: Wrong,
        *,
        unnamed: str,
        more: Sequence[tuple[Wrong, Cells]] = (),
        lacking: frozenset[str] = frozenset(),
        prefix: str = "",
    ) -> None:
        super().__init__(_NO_FILE, (), {})
        self._cells = {name: value for name, value in cells.items() if not blank(value)}
        self._more = more
        self._tell = wrong
        self._unnamed = unnamed
        self._lacking = lacking
        self._prefix = prefix
        self._table = self._cells
        for name, value in self._cells.items():
            if (why := unreadable(value)) and "." not in name:
                self.wrong(name, why)

    def maybe(self, name: str, read: Read[T]) -> T | None:
        self._known.setdefault(name, "")
        if name not in self._cells or name in self.noted:
            return None
        value = self._cells[name]
        first: WrittenWrongly | None = None
        for meaning in meanings(value):
            try:
                return read(meaning)
            except WrittenWrongly as wrong:
                first = first or wrong
        advice = str(first)
        self.wrong(name, day_advice(value) or advice if advice == values.DAY else advice)
        return None

    def wrong(self, name: str, text: str) -> None:
        self.noted.add(name)
        self._tell(f"{self._prefix}{name}", self._cells.get(name), in_cells(text))

    def id(self) -> ItemId:
        """As written; an item without one is known by what it says, and gets an id for as long as it is read."""
        written = self.maybe("id", values.text(100))
        return ItemId(written or self._unnamed)

    def several(self, name: str, read: Read[T | None]) -> tuple[T, ...]:
        self._known.setdefault(name, "")
        if name not in self._cells or name in self.noted:
            return ()
        found: dict[T, None] = {}
        cell = self._cells[name]
        for element in filter(None, map(str.strip, (cell if isinstance(cell, str) else shown(cell)).split(LIST))):
            try:
                value = read(element)
            except WrittenWrongly as wrong:
                self.noted.add(name)
                self._tell(f"{self._prefix}{name}", element, in_cells(str(wrong)))
            else:
                if value is not None:
                    found[value] = None
        return tuple(found)

    def tables(self, name: str) -> list[Fields]:
        """The inner table's elements: that of this row, and one for each further row of the item."""
        self._known.setdefault(name, "")
        begins = f"{name}."
        inner = [
            (wrong, {path.removeprefix(begins): value for path, value in cells.items() if path.startswith(begins)})
            for wrong, cells in ((self._tell, self._cells), *self._more)
        ]
        return [
            Row(cells, wrong, unnamed=self._unnamed, prefix=begins)
            for wrong, cells in inner
            if not all(map(blank, cells.values()))
        ]

    def close(self) -> None:
        """Say which required cells are empty; columns that nobody asked for were named with the header."""
        for name, remedy in self._known.items():
            if remedy and name not in self._cells and name not in self._lacking:
                self.noted.add(name)
                self._tell(f"{self._prefix}{name}", None, f"is empty; {in_cells(remedy)}")


_NO_FILE = Reading(Plain("", "", {}, toml=True))
"""What a row has no use for: its mistakes and references are told as they are found."""
