"""The lines of double entry as a table that a bookkeeper's program reads: exact, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Protocol

from vouchbook.letters.phrases import plain_cents

COLUMNS = ("date", "entry", "account", "debit", "credit", "payer", "subject", "occasion", "category", "position")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Line(Protocol):
    """A line as ``projections.account_lines`` keeps it."""

    @property
    def day(self) -> object: ...
    @property
    def entry(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def cents(self) -> int: ...
    @property
    def payer(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def occasion(self) -> str | None: ...
    @property
    def category(self) -> str | None: ...
    @property
    def position(self) -> int: ...


def csv_lines(lines: Iterable[Line]) -> Iterator[str]:
    """A heading and one row per line; amounts as decimals without a currency, never below zero."""
    yield csv_row(COLUMNS)
    for line in lines:
        yield csv_row(
            (
                str(line.day),
                line.entry,
                line.account,
                plain_cents(line.cents) if line.cents > 0 else "",
                plain_cents(-line.cents) if line.cents < 0 else "",
                line.payer,
                line.subject,
                line.occasion or "",
                line.category or "",
                str(line.position),
            )
        )


def csv_row(cells: Iterable[str]) -> str:
    """One row that no spreadsheet takes for a formula."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _harmless(cell: str) -> str:
    """No spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) or cell.lstrip().startswith(_FORMULA) else cell
