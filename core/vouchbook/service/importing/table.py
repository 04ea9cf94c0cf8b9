"""One table: its rows become people and items under the person whose they are, or problems with their places."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from vouchbook.domain.evidence import Standing
from vouchbook.domain.names import ItemId
from vouchbook.letters.phrases import counted
from vouchbook.policy.portfolio_people import person
from vouchbook.policy.portfolio_tables import TABLES
from vouchbook.policy.portfolio_tables import words as words_of
from vouchbook.policy.spreadsheet.cells import Cell, blank, unreadable
from vouchbook.policy.spreadsheet.columns import PEOPLE, WHOSE, Header, Wrong, columns, letter, read_header
from vouchbook.policy.spreadsheet.fields import UNNAMED, Row
from vouchbook.policy.values import WrittenWrongly
from vouchbook.service.importing.problems import Place, Problem, Problems, quoted
from vouchbook.service.importing.spool import Entry, Spool

Cells = dict[str, Cell]


class Source(Struct, frozen=True):
    """A table of an import: the file and sheet as they are called, and their numbers in order."""

    table: str
    file: str
    file_number: int
    sheet: str | None = None
    sheet_number: int = 0
    padded: bool = True
    """Whether a row has no length of its own, as in a workbook."""


class _Pending(Struct):
    """An item whose further rows may still follow."""

    row: int
    whose: str
    cells: Cells
    more: list[tuple[int, Cells]]


class TableReading:
    """Takes the rows of a table in their order, the header first.

    :param who: from an address or an id, as it was written, to how the book knows that person
    """

    def __init__(self, source: Source, who: Callable[[str], str], spool: Spool, problems: Problems) -> None:
        self._source, self._who, self._spool, self._problems = source, who, spool, problems
        self._header: Header | None = None
        self._names = {each.field: each.name for each in columns(source.table).values()}
        self._order = {name: place for place, name in enumerate(columns(source.table), 1)}
        self._inner = False
        self._reach = 0
        self._pending: _Pending | None = None
        self.rows = 0

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        if self._header is None:
            self._header = read_header(
                self._source.table, cells, lambda column, value, text: self.wrong(number, text, column, value)
            )
            self._reach = self._header.reach(self._source.table)
            self._inner = any("." in (field or "") for field in self._header.fields)
            return
        self.rows += 1
        if (found := self._by_field(number, cells, self._header)) is None:
            return
        whose = self._whose(number, cells, self._header)
        if self._continues(number, whose, found):
            return
        self._settle()
        self._pending = _Pending(number, whose, found, [])
        if not self._inner:
            self._settle()

    def end(self) -> None:
        """After the last row."""
        self._settle()
        if self._header is None:
            self.wrong(1, "is empty; the first row names the columns")

    def wrong(self, row: int, text: str, column: str | None = None, value: Cell = None) -> None:
        source = self._source
        place = Place(source.file_number, source.sheet_number, row, self._order.get(column or "", 0))
        self._problems.add(
            Problem(place, source.file, text, sheet=source.sheet, row=row, column=column, value=quoted(value))
        )

    def _by_field(self, number: int, cells: Sequence[Cell], header: Header) -> Cells | None:
        """The cells of a row by their fields; nothing where they do not stand below their columns."""
        named = len(header.fields)
        if not self._source.padded and not self._reach <= len(cells) <= header.width:  # an end of empty cells may lack
            said = f"has {counted(len(cells), 'cell')}, and the header {header.width}"
            way_out = "put a text that holds the separator between quotation marks"
            self.wrong(number, f"{said}; {way_out if len(cells) > header.width else 'write the others'}")
            return None
        beyond = [place for place in range(named, len(cells)) if not blank(cells[place])]
        for place in (*sorted(header.nameless), *beyond):
            if place < len(cells) and not blank(cells[place]):
                self.wrong(number, "this column has no name in the first row", letter(place), cells[place])
        found = {field: cell for field, cell in zip(header.fields, cells, strict=False) if field is not None}
        whose = cells[header.whose] if header.whose is not None and header.whose < len(cells) else None
        return None if blank(whose) and all(map(blank, found.values())) else found

    def _whose(self, number: int, cells: Sequence[Cell], header: Header) -> str:
        """What stands for the person; nothing where that is wrong."""
        if header.whose is None:
            return ""
        cell = cells[header.whose] if header.whose < len(cells) else None
        if blank(cell):
            self.wrong(number, "is empty; write whose row it is: an e-mail address", WHOSE)
        elif (why := unreadable(cell)) is not None:
            self.wrong(number, why, WHOSE, cell)
        else:
            return str(cell).strip()
        return ""

    def _continues(self, row: int, whose: str, cells: Cells) -> bool:
        """Whether a row only adds to the inner tables of the item before: the same id, nothing else that differs."""
        before = self._pending
        if before is None or whose != before.whose or blank(cells.get("id")) or cells["id"] != before.cells["id"]:
            return False
        own = {field: cell for field, cell in cells.items() if "." not in field and not blank(cell)}
        if own.items() <= before.cells.items() and len(own) < len([c for c in cells.values() if not blank(c)]):
            before.more.append((row, cells))
            return True
        return False

    def _settle(self) -> None:
        """Read the item that was waiting for further rows."""
        pending, self._pending = self._pending, None
        if pending is None or self._header is None:
            return
        row, before = pending.row, self._problems.total
        made_up = f"{UNNAMED}{self._source.file_number}-{self._source.sheet_number}-{row}"
        cells, lacking = pending.cells, self._header.lacking
        if self._source.table == PEOPLE:
            cells, lacking = {**cells, "email": pending.whose}, lacking | {"email"}  # whose row it is, was asked before
        more = [(self._told_of(number), further) for number, further in pending.more]
        fields = Row(cells, self._told_of(row), unnamed=made_up, more=more, lacking=lacking)
        entries = self._entries(fields, pending.whose, made_up)
        if not pending.whose:
            return
        try:
            someone = self._spool.someone(self._who(pending.whose))
        except WrittenWrongly as error:
            if self._source.table != PEOPLE:  # whose reader has said so already
                self.wrong(row, str(error), WHOSE, pending.whose)
            return
        if self._problems.total > before:
            entries = [Entry(entry.table, pending.whose, entry.ref) for entry in entries]
        place = Place(self._source.file_number, self._source.sheet_number, row)
        for part, entry in enumerate(entries):
            self._spool.add(someone, place, part, entry)

    def _told_of(self, row: int) -> Wrong:
        return lambda field, value, text: self.wrong(row, text, self._names.get(field or "", field), value)

    def _entries(self, fields: Row, whose: str, made_up: str) -> list[Entry]:
        if self._source.table == PEOPLE:
            who, state = person(fields)
            return [Entry(PEOPLE, whose, who=who, state=state)]
        entries = []
        for number, read in enumerate(TABLES[self._source.table](fields)):
            ref = read.id or ItemId(f"{made_up}-{number}")
            words = words_of(read, ref)
            if ref.startswith(UNNAMED):
                del words["ref"]
            table = "standing" if isinstance(read.facts, Standing) else self._source.table
            entries.append(Entry(table, whose, ref, read.facts, words))
        fields.close()
        return entries
