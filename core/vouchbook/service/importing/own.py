"""One person's own table, pasted or sent: shown as it is understood, then entered all or nothing.

The rows are read and settled as an import's are; only whose they are is known before.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import Colleague, Facts, Words
from vouchbook.domain.membership import TermRecorded
from vouchbook.domain.names import ColleagueId, PersonId
from vouchbook.domain.person import EvidenceRecorded
from vouchbook.domain.refusal import Refused
from vouchbook.letters.items import item_in_words
from vouchbook.policy.portfolio_forms import FORMS, Shape, fields_of
from vouchbook.policy.portfolio_tables import TABLES
from vouchbook.policy.spreadsheet.cells import Cell, Formula, blank, meanings
from vouchbook.policy.spreadsheet.columns import WHOSE, Column, columns, folded_name
from vouchbook.policy.values import WrittenWrongly
from vouchbook.projections.addresses import address_of
from vouchbook.service.importing.files import Unreadable
from vouchbook.service.importing.people import Row
from vouchbook.service.importing.problems import Place, Problem, Problems
from vouchbook.service.importing.settling import Rules, Settled, settle
from vouchbook.service.importing.spool import Spool, put_aside
from vouchbook.service.importing.table import Source, TableReading
from vouchbook.service.importing.text_table import text_rows
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import colleague_names
from vouchbook.service.person import known_person
from vouchbook.service.written import EMAIL

OFFERED = tuple(name for name in FORMS if name in TABLES)
"""The tables that a person may bring: what can be added by form, but for what a file says within a colleague."""
MOST_BYTES = 2_000_000
MOST_ROWS = 2_000
"""More than anybody documents in many years."""
MOST_PROBLEMS = 100
_US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Understood(Struct, frozen=True):
    """A table as it would be entered: ``items`` in words, new to the book; ``there`` stand in it already."""

    table: str
    rows: int
    items: tuple[str, ...]
    there: int
    claims: int
    problems: tuple[Problem, ...]
    more_problems: int

    @property
    def enters(self) -> bool:
        return bool(self.items) and not self.problems


def own_columns(table: str) -> tuple[Column, ...]:
    """The columns of a person's own table: whose rows they are, nobody needs to write."""
    if table not in OFFERED:
        raise Refused("not_offered_here")
    return tuple(column for column in columns(table).values() if column.field)


def rows_of_workbook(body: bytes, table: str, workspace: Path) -> str:
    """A workbook's sheet as text, a row on a line, so that it can be shown and sent again.

    :raises Unreadable: no workbook, damaged, made to swell, with macros, or without a sheet of this table
    """
    from vouchbook.service.importing.workbook import Workbook  # takes a while, and only workbooks need it

    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("is protected by a password, or of an old kind; save it as .xlsx without a password")
    if not body.startswith(b"PK\x03\x04"):
        raise Unreadable("is no workbook, whatever its name says; open it in a spreadsheet and save it as .xlsx")
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    with put_aside(workspace) as spool, io.BytesIO(body) as stream:
        workbook = Workbook(stream, spool.texts(), lambda _: None)
        sheets = [*workbook.sheets]
        own = [sheet for sheet in sheets if folded_name(sheet) == folded_name(table)] or sheets
        if len(own) != 1:
            raise Unreadable(f"has {len(sheets)} sheets ({', '.join(sheets)}); call the one with this table “{table}”")
        written = 0
        for number, cells in workbook.rows(own[0]):
            if number > MOST_ROWS + 1:
                raise Unreadable(f"has more than {MOST_ROWS:,} rows; send it in parts")
            for _ in range(number - written - 1):
                writer.writerow([""])
            writer.writerow([_as_text(cell) for cell in cells])
            written = number
    return out.getvalue()


def look(office: Office, request: Request, person: PersonId, table: str, text: str, workspace: Path) -> Understood:
    """What a table would enter, row by row, and everything that is wrong with it; nothing is recorded.

    :raises Refused: not the asker's to record, or no table that is brought here
    """
    office.allow(request.principal, Action.RECORD_EVIDENCE, Circumstances(about=person))
    office.not_in_the_future(request)
    problems, rows, settled = _settled(office, request, person, table, text, workspace)
    items = tuple(_in_words(office, person, settled)) if settled is not None and not problems.total else ()
    return Understood(
        table=table,
        rows=rows,
        items=items,
        there=sum(settled.there.values()) if settled else 0,
        claims=settled.claims if settled else 0,
        problems=tuple(problems.first()),
        more_problems=max(problems.total - MOST_PROBLEMS, 0),
    )


class Unfit(Exception):
    """A table that was confirmed cannot be entered as it is any more: look at it again. Nothing was recorded."""


def enter(office: Office, request: Request, person: PersonId, table: str, text: str, workspace: Path) -> Done:
    """Enter a table whole; what stands in the book already stays. The new items' ids are in the result.

    :raises Unfit: something is wrong with it; nothing is recorded
    """
    office.allow(request.principal, Action.RECORD_EVIDENCE, Circumstances(about=person))

    def plan() -> Plan:
        problems, _, settled = _settled(office, request, person, table, text, workspace)
        if problems.total or settled is None:
            raise Unfit
        known_person(office, person)  # read by hand too, so that the append is held to it
        return Plan(
            writes=tuple(write for write in settled.plan.writes if write.events),
            result={"person": person, "items": settled.plan.result["items"]},
        )

    content = office.vault.fingerprint(text.encode("utf-8", "replace")).hex()
    return office.record(request, "add_table", [person, table, content], plan)


def _settled(
    office: Office, request: Request, person: PersonId, table: str, text: str, workspace: Path
) -> tuple[Problems, int, Settled | None]:
    if table not in OFFERED:
        raise Refused("not_offered_here")
    known_person(office, person)
    problems = Problems(MOST_PROBLEMS)
    whose = str(address_of(office.book, person))
    with put_aside(workspace) as spool:
        reading = TableReading(Source(table, "", 1, padded=True), _only(office, person, whose), spool, problems)
        try:
            for number, cells in _rows(text, table, person, problems):
                if reading.rows >= MOST_ROWS:
                    raise Unreadable(f"has more than {MOST_ROWS:,} rows; send it in parts")
                reading.take(number, cells)
        except Unreadable as error:
            problems.add(Problem(Place(1), "", str(error)))
        reading.end()
        return problems, reading.rows, _of_spool(office, request, spool, problems)


def _of_spool(office: Office, request: Request, spool: Spool, problems: Problems) -> Settled | None:
    found = None
    for who, rows in spool.everybody(MOST_ROWS + 1):
        found = settle(office, Rules.read(office, request.on), who, rows, _Told(problems))
    return found


class _Told:
    """Says of mistakes that show only beside the book in which row they stand."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems

    def wrong(self, row: Row, text: str, column: str | None = None, value: str | None = None) -> None:
        place, _ = row
        self._problems.add(Problem(place, "", text, row=place.row, column=column, value=value))

    def where(self, row: Row, beside: Row) -> str:
        return f"row {row[0].row}"


def _only(office: Office, person: PersonId, whose: str) -> Callable[[str], str]:
    """Whose row it is: this person's, whatever address of theirs is written."""

    def who(written: str) -> str:
        if written == person:
            return whose
        if office.keyed("email", EMAIL(written) or "") != whose:
            raise WrittenWrongly("this row is somebody else's; leave it out")
        return whose

    return who


def _rows(text: str, table: str, person: PersonId, problems: Problems) -> Iterator[tuple[int, list[Cell]]]:
    """The rows with whose they are; days as people here write them are read month first."""
    lines = text.splitlines(keepends=True)
    above = next((place for place, line in enumerate(lines) if line.strip()), 0)
    body = "".join(lines[above:]).encode("utf-8", "replace")
    if len(body) > MOST_BYTES:
        raise Unreadable(f"is longer than {MOST_BYTES // 1_000_000} MB; send it in parts")

    def wrong(row: int, said: str) -> None:
        problems.add(Problem(Place(1, 0, row + above), "", said, row=row + above))

    days: list[bool] | None = None
    own = False
    for found, cells in text_rows(io.BytesIO(body), wrong, lambda _: None):
        number = found + above
        row: list[Cell] = [*cells]
        if days is None:
            own = any(folded_name(cell) in (folded_name(WHOSE), "person") for cell in cells)
            days = _days(table, cells)
            yield number, row if own else [WHOSE, *row]
            continue
        row = [_us_day(cell) if is_day else cell for cell, is_day in zip(cells, days, strict=False)]
        row += cells[len(days) :]
        if not all(map(blank, row)):
            yield number, row if own else [person, *row]


def _days(table: str, header: Sequence[str]) -> list[bool]:
    """Which columns hold days, by what the table's reader reads there."""
    named = {field.name for field in fields_of(table) if field.shape is Shape.DAY} | {"on"}
    named |= {f"standing.{name}" for name in ("from", "until")}
    known = {folded_name(name) for name in named} | {"from", "until"}
    return [folded_name(cell) in known for cell in header]


def _us_day(cell: str) -> str:
    """``3/31/2026`` as it is read here, year first; whatever is no such day stays as it is.

    >>> _us_day("3/1/2026"), _us_day("31/3/2026")
    ('2026-03-01', '31/3/2026')
    """
    found = _US_DAY.fullmatch(cell.strip())
    if found is None:
        return cell
    try:
        return date(int(found[3]), int(found[1]), int(found[2])).isoformat()
    except ValueError:
        return cell


def _as_text(cell: Cell) -> str:
    """A cell of a workbook as it would be typed."""
    match cell:
        case None:
            return ""
        case Formula():
            return str(cell)
        case bool():
            return "yes" if cell else "no"
        case datetime() | date() | time() | timedelta() | int() | Decimal():
            return str(next(meanings(cell)))
        case _:
            return str(cell)


def _in_words(office: Office, person: PersonId, settled: Settled) -> Iterator[str]:
    """The items that would be new, as people know them."""
    recorded: list[tuple[Facts, Words]] = []
    names: dict[ColleagueId, str] = dict(colleague_names(office, known_person(office, person)))
    terms = []
    for write in settled.plan.writes:
        for event in write.events:
            if isinstance(event, EvidenceRecorded):
                words = event.words.value or {}
                recorded.append((event.facts, words))
                if isinstance(event.facts, Colleague):
                    names[event.facts.colleague] = str(words.get("name", ""))
            elif isinstance(event, TermRecorded):
                terms.append(f"membership of {event.association}, {event.first} to {event.last}")
    yield from (item_in_words(facts, words, names) for facts, words in recorded)
    yield from terms
