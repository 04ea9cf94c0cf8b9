"""The rows of a table in text (CSV, TSV), streamed; bytes that are no UTF-8 stay where they stand, to be named."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from vouchbook.policy.portfolio_json import visible
from vouchbook.policy.spreadsheet.columns import likeliest
from vouchbook.service.importing.files import Unreadable

LONGEST_LINE = 1_000_000
"""Characters; a table whose lines are longer is none."""
MOST_COLUMNS = 500
_SEPARATORS = ",;\t"
_SAVE = 'save the table as "CSV UTF-8", or import the workbook (.xlsx) itself'

Wrong = Callable[[int, str], None]
"""Told of a row that cannot be taken apart: its number, and what is wrong with it."""


def text_rows(file: BinaryIO, wrong: Wrong, advance: Callable[[int], None]) -> Iterator[tuple[int, list[str]]]:
    """The rows in which something stands, each with the number that a spreadsheet would show.

    :param advance: told how many bytes were read on
    :raises Unreadable: nothing more can be read
    """
    text = io.TextIOWrapper(file, encoding=_encoding(file), errors="surrogateescape", newline="")
    lines, told, number = _lines(text), file.tell(), 0
    try:
        first = next(lines, "")
        if first.strip().lower() in {f"sep={each}" for each in _SEPARATORS} | {"sep="}:
            separator, first, number = first.strip()[4:] or "\t", next(lines, ""), 1
        else:
            separator, number = _separator(first), 0
        rows = csv.reader(_chained(first, lines), delimiter=separator, strict=True)
        while True:
            try:
                row = next(rows, None)
            except csv.Error as error:
                number += 1
                wrong(number, _taken_apart(error))
                if _ends_there(error):
                    return
                continue
            if row is None:
                return
            number += 1
            if len(row) > MOST_COLUMNS:
                raise Unreadable(f"row {number} has {len(row):,} cells; a table has at most {MOST_COLUMNS} columns")
            if any(map(str.strip, row)):
                yield number, row
            if (at := file.tell()) != told:
                advance(at - told)
                told = at
    except UnicodeError as error:
        raise Unreadable(f"is no text after row {number} ({visible(str(error))}); {_SAVE}") from None
    finally:
        text.detach()  # else it would close the file


def _encoding(file: BinaryIO) -> str:
    begin = file.read(2048)
    file.seek(0)
    if begin.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise Unreadable(f"is text in UTF-32; {_SAVE}")
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"  # what spreadsheets call "Unicode text"
    if begin.count(b"\0") > len(begin) // 8:
        raise Unreadable(f"is no text in UTF-8, by its zero bytes; {_SAVE}")
    return "utf-8-sig"


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise Unreadable(f"has a line of more than {LONGEST_LINE:,} characters, as no table has; {_SAVE}")
        yield line


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _separator(first: str) -> str:
    """What stands between the cells: with it, the first row names the most columns."""

    def named(separator: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=separator), [])
        return likeliest(cells)[1], len(cells)

    return max(_SEPARATORS, key=named)


def _ends_there(error: csv.Error) -> bool:
    return "unexpected end" in str(error) or "field limit" in str(error)


def _taken_apart(error: csv.Error) -> str:
    if _ends_there(error):
        return 'a quotation mark that opens in this row is never closed; close it, or write "" for one within a text'
    return f'a quotation mark stands within a text ({error}); write "" for it, and the text between quotation marks'
