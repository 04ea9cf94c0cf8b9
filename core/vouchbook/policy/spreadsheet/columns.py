"""The columns of every table, found by asking its reader: what an item of a portfolio file may say, a row may say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import TypeVar

from msgspec import Struct

from vouchbook.domain.names import ItemId
from vouchbook.policy.mistakes import meant, nearest
from vouchbook.policy.portfolio_fields import Fields, Reading
from vouchbook.policy.portfolio_people import person
from vouchbook.policy.portfolio_tables import TABLES
from vouchbook.policy.portfolio_text import Plain
from vouchbook.policy.portfolio_values import Read
from vouchbook.policy.spreadsheet.cells import Cell, blank, shown, unreadable

T = TypeVar("T")
Wrong = Callable[[str | None, Cell, str], None]
"""Told of each mistake: the column, what stands there, and the way out."""

PEOPLE = "people"
NAMES: tuple[str, ...] = (PEOPLE, *TABLES)
"""Every table that can be imported, by the name of its file or sheet."""
WHOSE = "email"
"""The column that says whose row it is: an e-mail address, or the id that the book has given them."""
ALSO_WHOSE = "person"
_OF_A_COLLEAGUE = "colleague_email"
"""A colleague has an address of their own; in their table, too, ``email`` says whose row it is."""
_CONFIRMING = {"confirmed", "confirmedon", "confirmation", "source", "verified", "vettedby"}


class Column(Struct, frozen=True):
    """``field`` is the path in an item of a portfolio file; ``remedy`` what to write where it is required."""

    name: str
    field: str
    remedy: str = ""
    many: bool = False


class Header(Struct, frozen=True):
    """What stands in each place of a row; ``None`` where the column has no name that means anything here."""

    fields: tuple[str | None, ...]
    width: int
    """Cells of the first row, empty ones at its end included."""
    whose: int | None
    nameless: frozenset[int]
    """Places without a name, in which nothing may stand."""
    lacking: frozenset[str]
    """Required fields without a column: said once of the header, and not again of every row."""

    def reach(self, table: str) -> int:
        """How many cells a row must have: up to the last column in which something must stand."""
        needed = {each.field for each in columns(table).values() if each.remedy and "." not in each.field}
        if "from" in self.fields:  # a period may stand in place of a day
            needed -= {"on"}
        return max((place for place, field in enumerate(self.fields, 1) if field in needed), default=0)


@cache
def columns(table: str) -> Mapping[str, Column]:
    """The columns of a table by their names, whose row it is first, then the required ones."""
    asked = _Asked({})
    if table == PEOPLE:
        person(asked)
    else:
        for _ in TABLES[table](asked):
            pass
    found = [each for each in asked.columns.values() if each.field != WHOSE]
    if table != PEOPLE and WHOSE in asked.columns:
        found.append(Column(_OF_A_COLLEAGUE, WHOSE))
    found.sort(key=lambda each: (each.field != "id", not each.remedy, "." in each.field))
    return {each.name: each for each in (Column(WHOSE, "", "write whose row it is"), *found)}


def table_named(name: str) -> str | None:
    """The table that a file or a sheet is named after.

    >>> table_named("Training"), table_named("training hours")
    ('training', None)
    """
    known = {folded_name(each): each for each in NAMES}
    return known.get(folded_name(name))


def likeliest(cells: Sequence[Cell]) -> tuple[str | None, int]:
    """The table whose columns a first row names, and how many of them; ``None`` where nothing speaks for one."""
    written = {folded_name(cell) for cell in cells if isinstance(cell, str)}
    scores = {name: len(written & {folded_name(each) for each in columns(name)} - {WHOSE}) for name in NAMES}
    best = max(scores, key=lambda name: scores[name])
    return (best, scores[best]) if scores[best] else (None, 0)


def read_header(table: str, cells: Sequence[Cell], wrong: Wrong) -> Header:
    """What each column of a table holds; names may differ in case, blanks and marks."""
    width = len(cells)
    while cells and blank(cells[-1]):
        cells = cells[:-1]
    known = columns(table)
    inner = {folded_name(name.rpartition(".")[2]): column for name, column in known.items() if "." in name}
    folded = {**inner, **{folded_name(name): column for name, column in known.items()}, ALSO_WHOSE: known[WHOSE]}
    places: dict[str, str] = {}
    fields: list[str | None] = []
    nameless: set[int] = set()
    whose = None
    for place, cell in enumerate(cells):
        fields.append(None)
        if blank(cell):
            nameless.add(place)
            continue
        name, why = shown(cell), unreadable(cell)
        column = folded.get(folded_name(cell)) if isinstance(cell, str) else None
        if why is not None:
            wrong(name, None, f"{why}; this row names the columns")
        elif column is None:
            wrong(name, None, _unknown(name, known))
        elif column.name in places:
            wrong(name, None, f"stands here twice, in {places[column.name]} and {letter(place)}; keep one")
        else:
            places[column.name] = letter(place)
            fields[-1] = column.field or None
            if column.name == WHOSE:
                whose = place
    return Header(
        tuple(fields), width, whose, frozenset(nameless), _lacking(table, set(filter(None, fields)), whose, wrong)
    )


def _lacking(table: str, there: set[str], whose: int | None, wrong: Wrong) -> frozenset[str]:
    if whose is None:
        wrong(WHOSE, None, "this column is missing; it says whose row each is")
    lacking = set()
    for column in columns(table).values():
        if not column.remedy or column.field in there or not column.field or "." in column.field:
            continue
        field, name = column.field, column.name
        if field == "on" and "from" in there:  # a day, or a period
            if "until" in there:
                continue
            field = name = "until"
        lacking.add(field)
        wrong(name, None, f"this column is missing from the table {table}")
    return frozenset(lacking)


def _unknown(name: str, known: Mapping[str, Column]) -> str:
    if folded_name(name) in _CONFIRMING and nearest(name, known) is None:
        return "an import confirms nothing; remove the column, and confirm with: vouchbook evidence confirm PERSON"
    return f"unknown here; {meant(name, known)}"


def letter(place: int) -> str:
    """How a spreadsheet calls the column in this place, counted from 0.

    >>> letter(0), letter(25), letter(26), letter(701), letter(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    text, number = "", place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def folded_name(name: str) -> str:
    """The name of a table or a column as it is compared: case, blanks and marks make no difference."""
    return re.sub(r"[\W_]", "", name.casefold())


class _Asked(Fields):
    """Notes which fields a reader asks for, and hands it stand-ins."""

    def __init__(self, columns: dict[str, Column], prefix: str = "") -> None:
        super().__init__(Reading(Plain("", "", {}, toml=True)), (), {})
        self.columns = columns
        self._prefix = prefix

    def _note(self, name: str, remedy: str = "", *, many: bool = False) -> None:
        path = f"{self._prefix}{name}"
        if path not in self.columns:
            self.columns[path] = Column(path, path, remedy, many)

    def maybe(self, name: str, read: Read[T]) -> T | None:
        self._note(name)
        return None

    def need(self, name: str, read: Read[T | None], stand_in: T, remedy: str) -> T:
        self._note(name, remedy)
        return stand_in

    def on_or_period(self) -> tuple[date, date]:
        found = super().on_or_period()
        for name in ("from", "until"):
            self._note(name)
        return found

    def id(self) -> ItemId:
        self._note("id")
        return ItemId("")

    def several(self, name: str, read: Read[T | None]) -> tuple[T, ...]:
        self._note(name, many=True)
        return ()

    def tables(self, name: str) -> list[Fields]:
        return [_Asked(self.columns, f"{name}.")]
