"""Reads every file of an import once: what it says is put aside by person, and what is wrong is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from vouchbook.policy.mistakes import meant
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.portfolio_text import PortfolioMistakes
from vouchbook.policy.spreadsheet.columns import NAMES, PEOPLE, likeliest, table_named
from vouchbook.policy.values import WrittenWrongly
from vouchbook.projections.addresses import address_of
from vouchbook.service.importing.files import File, Kind, Unreadable, find, opened
from vouchbook.service.importing.people import Row
from vouchbook.service.importing.problems import Place, Problem, Problems
from vouchbook.service.importing.spool import Entry, Spool
from vouchbook.service.importing.table import Source, TableReading
from vouchbook.service.importing.text_table import text_rows
from vouchbook.service.office import Office
from vouchbook.service.written import EMAIL

if TYPE_CHECKING:
    from vouchbook.service.importing.workbook import Workbook

_PERSON = re.compile("p-[0-9a-z]{10}")


class FileRead(Struct, frozen=True):
    """A table or a portfolio as it was read: the file, the sheet, the table, and how many rows or items it has."""

    file: str
    table: str
    rows: int
    sheet: str | None = None


class Read(Struct, frozen=True):
    """Everything that was read; ``content`` tells these files from others, ``passed_over`` is what was not read."""

    files: tuple[FileRead, ...]
    passed_over: tuple[str, ...]
    content: bytes


class Reading:
    """Reads files one after another, and knows afterwards where everything stood.

    :param table: the table that every table file is, whatever it is called
    """

    def __init__(self, office: Office, spool: Spool, problems: Problems, table: str | None) -> None:
        self._office, self._spool, self._problems, self._table = office, spool, problems, table
        self._who = lru_cache(4096)(self._person)
        self._files: list[FileRead] = []
        self._passed_over: list[str] = []
        self._names: list[str] = []
        self._tabs: dict[tuple[int, int], str] = {}
        self._portfolios: set[int] = set()
        self._advance: Callable[[int], None] = lambda _: None

    def read(self, paths: Sequence[Path], progress: Callable[[int, int], None]) -> Read:
        """:param progress: told how many bytes are read, and of how many"""
        found = find(paths, self._wrong_file)
        self._passed_over += found.passed_over
        done, total = 0, sum(file.size for file in found.files)

        def advance(size: int) -> None:
            nonlocal done
            done = min(done + size, total)
            progress(done, total)

        self._advance = advance
        digests = []
        for file in found.files:
            number = self._number(file.name)
            try:
                with opened(file) as (stream, digest):
                    digests.append(digest)
                    self._one(file, number, stream)
            except Unreadable as error:
                self._problems.add(Problem(Place(number), file.name, str(error)))
        advance(total)
        content = sha256(b"".join(sorted(digests))).digest()
        return Read(tuple(self._files), tuple(self._passed_over), content)

    # ── Where it stood ────────────────────────────────────────────────────────────────────────

    def wrong(self, row: Row, text: str, column: str | None = None, value: str | None = None) -> None:
        """Tell of a mistake that shows only beside other rows, or beside the book."""
        place, entry = row
        file, sheet = self._names[place.file - 1], self._tabs.get((place.file, place.sheet))
        if place.file in self._portfolios:
            item = f"{entry.table} {entry.ref}".strip()
            self._problems.add(Problem(place, file, text, item=item, column=column, value=value))
        else:
            self._problems.add(Problem(place, file, text, sheet=sheet, row=place.row, column=column, value=value))

    def where(self, row: Row, beside: Row) -> str:
        """How a row is called in a sentence about another one."""
        place, entry = row
        if place.file in self._portfolios:
            return f"{entry.table} {entry.ref} of {self._names[place.file - 1]}"
        if (place.file, place.sheet) == (beside[0].file, beside[0].sheet):
            return f"row {place.row}"
        sheet = self._tabs.get((place.file, place.sheet))
        return f"row {place.row} of {f'sheet {sheet} of ' if sheet else ''}{self._names[place.file - 1]}"

    def _number(self, name: str) -> int:
        self._names.append(name)
        return len(self._names)

    def _wrong_file(self, name: str, text: str) -> None:
        self._problems.add(Problem(Place(self._number(name)), name, text))

    def _one(self, file: File, number: int, stream: BinaryIO) -> None:
        match file.kind:
            case Kind.PORTFOLIO:
                self._portfolio(file, number)
                self._advance(file.size)
            case Kind.TEXT:
                self._text(file, number, stream)
            case Kind.WORKBOOK:
                self._workbook(file, number, stream)

    # ── Tables ────────────────────────────────────────────────────────────────────────────────

    def _text(self, file: File, number: int, stream: BinaryIO) -> None:
        table = self._table or table_named(file.path.stem)
        source = Source(table or PEOPLE, file.name, number, padded=False)
        reading = TableReading(source, self._who, self._spool, self._problems)
        for row, cells in text_rows(stream, reading.wrong, self._advance):
            if table is None:
                raise Unreadable(_which_table(file.path.stem, likeliest(cells)[0]))
            reading.take(row, cells)
        reading.end()
        self._files.append(FileRead(file.name, source.table, reading.rows))

    def _workbook(self, file: File, number: int, stream: BinaryIO) -> None:
        from vouchbook.service.importing.workbook import Workbook  # takes a while, and only workbooks need it

        workbook = Workbook(stream, self._spool.texts(), self._advance)
        for place, (sheet, table) in enumerate(self._sheets(file, workbook), 1):
            self._tabs[number, place] = sheet
            source = Source(table, file.name, number, sheet, place)
            reading = TableReading(source, self._who, self._spool, self._problems)
            for row, cells in workbook.rows(sheet):
                reading.take(row, cells)
            reading.end()
            self._files.append(FileRead(file.name, table, reading.rows, sheet))

    def _sheets(self, file: File, workbook: Workbook) -> list[tuple[str, str]]:
        """The sheets to read, each with the table that it is."""
        tables = {sheet: table for sheet in workbook.sheets if (table := table_named(sheet))}
        if self._table is not None:
            own = [sheet for sheet, table in tables.items() if table == self._table] or list(workbook.sheets)
            if len(own) != 1:
                raise Unreadable(f"has {len(own)} sheets; name the one that is the table {self._table} after it")
            tables = {own[0]: self._table}
        if not tables:
            sheets = ", ".join(workbook.sheets)
            raise Unreadable(
                f"has no sheet named after a table ({sheets}); name each after what it holds: {', '.join(NAMES)}; or "
                "say --table NAME where there is only one sheet"
            )
        self._passed_over += [f"{file.name} sheet {sheet}" for sheet in workbook.sheets if sheet not in tables]
        return list(tables.items())

    # ── Portfolios ────────────────────────────────────────────────────────────────────────────

    def _portfolio(self, file: File, number: int) -> None:
        try:
            read = read_portfolio(file.path)
        except PortfolioMistakes as error:
            for mistake in error.mistakes:
                place = Place(number, 0, mistake.line)
                self._problems.add(Problem(place, file.name, mistake.text, line=mistake.line))
            return
        self._portfolios.add(number)
        someone = self._spool.someone(self._who(read.person.email))
        whose = read.person.email
        self._spool.add(someone, Place(number), 0, Entry(PEOPLE, whose, who=read.person, state=read.state))
        for row, entry in enumerate(read.entries, 1):
            item = Entry(entry.table, whose, str(entry.ref), entry.facts, entry.words)
            self._spool.add(someone, Place(number, 0, row), 0, item)
        self._files.append(FileRead(file.name, "portfolio", len(read.entries)))

    # ── People ────────────────────────────────────────────────────────────────────────────────

    def _person(self, written: str) -> str:
        """The digest by which the book knows the person whom an address or an id names.

        :raises WrittenWrongly: it is neither, or an id of nobody
        """
        if _PERSON.fullmatch(written):
            address = address_of(self._office.book, written)
            if address is None:
                raise WrittenWrongly("nobody in the book has this id; see: vouchbook person list")
            return address
        return self._office.keyed("email", EMAIL(written) or "")


def _which_table(stem: str, likely: str | None) -> str:
    looks = f"; its columns look like {likely}" if likely else ""
    return f"is it a table? Name it after one, or say --table NAME: {meant(stem, NAMES)}{looks}"
