"""What stands in a cell of a table, and what a portfolio file would say in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from vouchbook.policy import portfolio_values as values
from vouchbook.policy.portfolio_json import visible


class Formula(str):
    """What a spreadsheet would work out; its own text, with the sign it begins with."""


class Fault(str):
    """What a spreadsheet shows where it could not work something out: ``#REF!``."""


Cell = str | int | Decimal | bool | date | time | timedelta | None
"""Text as typed; the other kinds come from a workbook, whose cells are more than text."""

LONGEST = values.PAGE
"""No field of any table takes more characters."""
LIST = ";"
"""Stands between the values of a list in one cell."""

_BEGINS = tuple("=+-@＝＋－＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9][0-9 ().,:/-]*")
"""Numbers, days and telephone numbers: nothing in them can refer to anything."""
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")
_SLASHED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})")
_COUNTED = re.compile(r"[2-7][0-9]{4}(\.[0-9]+)?")  # the days of 1954 to 2118
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}

IN_CELLS = {
    values.HOURS: "write clock hours: 1.5 or 1:30",
    values.SHARE: "write a share from 0 to 1 with at most four decimals: 0.85",
    "write true or false, without quotation marks": "write yes or no",
    "write true or false": "write yes or no",
    'write it as text: "…"': "write it out",
    'write the share of the whole: "0.85"': "write the share of the whole: 0.85",
    'write text in quotation marks: "…"': "the spreadsheet made a day, a time, or yes or no of it; format the cell "
    "as text, and type it again",
}
"""What the readers of a portfolio file advise, as somebody says it who has a spreadsheet before them."""


def in_cells(advice: str) -> str:
    """A reader's advice, without the marks that only files have.

    >>> in_cells("write a whole number from 0 to 9, without quotation marks")
    'write a whole number from 0 to 9'
    >>> in_cells("is empty; write true or false")
    'is empty; write yes or no'
    """
    for said, instead in IN_CELLS.items():
        if advice.endswith(said):
            return advice.removesuffix(said) + instead
    return advice.removesuffix(", without quotation marks")


def blank(value: Cell) -> bool:
    """Whether nothing stands in a cell that anybody could see."""
    return value is None or (type(value) is str and (not value or value.isspace()))


def unreadable(value: Cell) -> str | None:
    """Why nothing can be read from a cell, whatever was to stand there; ``None`` when something can."""
    if type(value) is str and value.isascii() and len(value) <= LONGEST and value.lstrip()[:1] not in _BEGINS:
        return None  # nearly every cell
    if isinstance(value, Formula):
        return "holds a formula; enter the value: copy the cell, and paste it as a value"
    if isinstance(value, Fault):
        return "the spreadsheet could not work this out; enter the value"
    if not isinstance(value, str):
        return None
    if len(value) > LONGEST:
        return f"{len(value):,} characters; at most {LONGEST:,} are kept"
    if broken := _NOT_UTF_8.search(value):
        byte = ord(broken.group()) - 0xDC00
        return f'byte 0x{byte:02X} is no UTF-8; save the table as "CSV UTF-8", or import the workbook (.xlsx) itself'
    begins = value.lstrip()
    if begins[:1] in _BEGINS and not _PLAIN_NUMBER.fullmatch(begins.rstrip()):
        return f"begins with {begins[0]} like a formula; enter the value, and begin a text with a letter"
    return None


def meanings(value: Cell) -> Iterator[object]:
    """What a cell may mean, as a portfolio file would write it: what was typed first, then what it may stand for."""
    match value:
        case str():
            written = value.strip()
            yield written
            if written.lower() in _FLAGS:
                yield _FLAGS[written.lower()]
            elif written.isascii() and written.isdigit() and len(written) < 16:
                yield int(written)
        case bool():
            yield value
        case int() | Decimal():
            yield f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
            yield value
        case datetime():
            yield value.date() if value.time() == time() else value
        case time():
            yield _clock(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
        case timedelta():
            yield _clock(value)
        case _:
            yield value


def _clock(span: timedelta) -> str:
    """``1:30``; a time with seconds as it stands, which no reader takes.

    >>> _clock(timedelta(hours=26, minutes=5)), _clock(timedelta(seconds=90))
    ('26:05', '0:01:30')
    """
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    shown = f"{minutes // 60}:{minutes % 60:02d}"
    return f"{shown}:{seconds:02d}" if seconds else shown


def shown(value: Cell) -> str:
    """A cell as it may be read back, on one line and not longer than it needs to be recognised."""
    if isinstance(value, str):
        return visible(_NOT_UTF_8.sub("\N{REPLACEMENT CHARACTER}", value))
    return "TRUE" if value is True else "FALSE" if value is False else str(next(meanings(value)))


def day_advice(value: Cell) -> str | None:
    """How to write a day that was written as a calendar, or a spreadsheet, shows it.

    >>> day_advice("3/1/2026")
    'may be 1 March or 3 January; write 2026-03-01 or 2026-01-03, or import the workbook (.xlsx), whose days are days'
    >>> day_advice("3/31/2026"), day_advice(45_000)
    ('write it year first: 2026-03-31', 'is how a spreadsheet counts days; format the column as yyyy-mm-dd')
    """
    if _COUNTED.fullmatch(str(value).strip()):
        return "is how a spreadsheet counts days; format the column as yyyy-mm-dd"
    if not isinstance(value, str):
        return None
    found = _SLASHED.fullmatch(value.strip())
    if found is None:
        return None
    first, second, year = int(found[1]), int(found[2]), found[3]
    if len(year) == 2:
        return "write the day year first, with all four digits of the year: 2026-03-01"
    readings = [each for each in (_day(year, first, second), _day(year, second, first)) if each is not None]
    if len(set(readings)) == 2:
        one, other = readings
        said = f"may be {_said(one)} or {_said(other)}; write {one} or {other}"
        return f"{said}, or import the workbook (.xlsx), whose days are days"
    return f"write it year first: {readings[0]}" if readings else None


def _day(year: str, month: int, day: int) -> date | None:
    try:
        return date(int(year), month, day)
    except ValueError:
        return None


def _said(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
