"""Invoices by year and number: whose each is, and which number comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Column, Index, Integer, Text, bindparam, func, select

from vouchbook.domain.account import InvoiceIssued, InvoiceVoided
from vouchbook.domain.names import InvoiceId, PayerId
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "invoice",
    Column("invoice", Text, primary_key=True),
    Column("payer", Text, nullable=False),
    Column("year", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("issued_on", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("voided_on", Text),
)
Index("invoice_number", TABLE.c.association, TABLE.c.year, TABLE.c.number)

READS = (InvoiceIssued, InvoiceVoided)


class InvoiceRow(Struct, frozen=True):
    invoice: InvoiceId
    payer: PayerId
    year: int
    number: int
    issued_on: date
    due_on: date
    voided_on: date | None


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case InvoiceIssued() as issued:
            yield RowChange(
                "invoice",
                {"invoice": issued.invoice},
                {
                    "payer": entry.stream.partition(":")[2],
                    "year": issued.year,
                    "number": issued.number,
                    "issued_on": issued.issued_on,
                    "due_on": issued.due_on,
                    "voided_on": None,
                },
            )
        case InvoiceVoided(invoice=invoice, on=on):
            yield RowChange("invoice", {"invoice": invoice}, {"voided_on": on})
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in InvoiceRow.__struct_fields__)
_ALL = select(*_COLUMNS).where(mine(TABLE)).order_by(TABLE.c.year, TABLE.c.number)
_DUE = (
    select(*_COLUMNS)
    .where(mine(TABLE), TABLE.c.voided_on.is_(None), TABLE.c.due_on < bindparam("day"))
    .order_by(TABLE.c.due_on, TABLE.c.year, TABLE.c.number)
)
_ONE = select(*_COLUMNS).where(mine(TABLE), TABLE.c.invoice == bindparam("of"))
_NUMBERED = _ALL.where(TABLE.c.year == bindparam("of_year"), TABLE.c.number == bindparam("of_number"))
_LAST = select(func.coalesce(func.max(TABLE.c.number), 0)).where(mine(TABLE), TABLE.c.year == bindparam("of"))


def invoices(book: Book) -> list[InvoiceRow]:
    """Every invoice, in the order of the numbers."""
    return book.query(_ALL, InvoiceRow)


def invoices_due(book: Book, on: date) -> list[InvoiceRow]:
    """The invoices that were due before a day and stand, the oldest first; whether they are paid, accounts say."""
    return book.query(_DUE, InvoiceRow, day=on.isoformat())


def invoice(book: Book, id_: str) -> list[InvoiceRow]:
    """The invoice of an id, or none."""
    return book.query(_ONE, InvoiceRow, of=id_)


def invoice_numbered(book: Book, year: int, number: int) -> list[InvoiceRow]:
    """The invoice of a year and number, or none."""
    return book.query(_NUMBERED, InvoiceRow, of_year=year, of_number=number)


def last_number(book: Book, year: int) -> list[int]:
    """The highest number of a year; 0 before the first invoice."""
    return [row[0] for row in book.fetch(_LAST, of=year)]
