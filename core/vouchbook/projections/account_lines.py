"""The bookkeeper's lines: one row for each, from which trial balances, lists of who owes and exports are summed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import BigInteger, Column, Index, Integer, Text, and_, bindparam, case, func, select

from vouchbook.domain.account import (
    RECEIVABLE,
    ChargeMoved,
    ChargeTakenOver,
    ChargeVoided,
    ChargeWrittenOff,
    Event,
    FeeCharged,
    PaymentReceived,
    PaymentReversed,
    RefundPaid,
    ScholarshipApplied,
    ScholarshipReturned,
    WriteOffTakenBack,
    day_of,
    lines,
)
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import event, mine, read_model

TABLE = read_model(
    "account_line",
    Column("payer", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("day", Text, nullable=False),
    Column("entry", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("cents", BigInteger, nullable=False),
    Column("subject", Text, nullable=False),
    Column("occasion", Text),
    Column("category", Text),
)
"""``payer`` and ``version`` name the event that wrote a line; ``subject`` the charge, payment or refund it is about."""
Index("account_line_day", TABLE.c.association, TABLE.c.day)

READS = (
    FeeCharged,
    ChargeVoided,
    ChargeWrittenOff,
    WriteOffTakenBack,
    PaymentReceived,
    PaymentReversed,
    RefundPaid,
    ScholarshipApplied,
    ScholarshipReturned,
    ChargeMoved,
    ChargeTakenOver,
)


class LineRow(Struct, frozen=True):
    """One line with where it stands in the book; ``entry`` is what happened, as the book calls it."""

    position: int
    day: date
    entry: str
    account: str
    cents: int
    payer: str
    subject: str
    occasion: str | None
    category: str | None


class Sum(Struct, frozen=True):
    """What an account of the bookkeeper came to: all its debits and all its credits, in cents."""

    account: str
    debit: int
    credit: int


class Owed(Struct, frozen=True):
    """A payer's receivable lines summed; below zero, what they have in credit."""

    payer: str
    cents: int


def changes(entry: Entry) -> Iterable[RowChange]:
    happened: Event = entry.event  # type: ignore[assignment]  # one of READS
    for number, line in enumerate(lines(happened)):
        yield RowChange(
            "account_line",
            {"payer": entry.stream.partition(":")[2], "version": entry.version, "line": number},
            {
                "day": day_of(happened),
                "entry": entry.type,
                "account": line.account,
                "cents": line.cents,
                "subject": _subject(happened),
                "occasion": occasion.value if (occasion := getattr(happened, "occasion", None)) else None,
                "category": getattr(happened, "category", None),
            },
        )


def _subject(happened: Event) -> str:
    match happened:
        case PaymentReceived(payment=payment) | PaymentReversed(payment=payment):
            return payment
        case RefundPaid(refund=refund):
            return refund
        case _:
            return str(getattr(happened, "charge", ""))


_ALL = (
    select(
        event.c.position, TABLE.c.day, TABLE.c.entry, TABLE.c.account, TABLE.c.cents, TABLE.c.payer, TABLE.c.subject,
        TABLE.c.occasion, TABLE.c.category,
    )
    .join_from(
        TABLE,
        event,
        and_(
            event.c.association == TABLE.c.association,
            event.c.stream == "account:" + TABLE.c.payer,
            event.c.version == TABLE.c.version,
        ),
    )
    .where(mine(TABLE), TABLE.c.day >= bindparam("first"), TABLE.c.day <= bindparam("last"))
    .order_by(TABLE.c.day, event.c.position, TABLE.c.line)
)  # fmt: skip
_SUMS = (
    select(
        TABLE.c.account,
        func.sum(case((TABLE.c.cents > 0, TABLE.c.cents), else_=0)).label("debit"),
        func.sum(case((TABLE.c.cents < 0, -TABLE.c.cents), else_=0)).label("credit"),
    )
    .where(mine(TABLE), TABLE.c.day <= bindparam("last"))
    .group_by(TABLE.c.account)
    .order_by(TABLE.c.account)
)
_OWED = (
    select(TABLE.c.payer, func.sum(TABLE.c.cents).label("cents"))
    .where(mine(TABLE), TABLE.c.account == RECEIVABLE, TABLE.c.day <= bindparam("last"))
    .group_by(TABLE.c.payer)
    .order_by(TABLE.c.payer)
)

_OWED_BY = select(TABLE.c.day, TABLE.c.cents).where(
    mine(TABLE), TABLE.c.payer == bindparam("of"), TABLE.c.account == RECEIVABLE
)
"""Whatever the day: asked for one, SQLite reads everybody's lines up to it instead of finding the payer's few."""


def lines_between(book: Book, first: date, last: date) -> list[LineRow]:
    """Every line of these days, in the order of the days and then of the book."""
    return book.query(_ALL, LineRow, first=first.isoformat(), last=last.isoformat())


def sums(book: Book, last: date) -> list[Sum]:
    """What each account came to by the end of a day."""
    return book.query(_SUMS, Sum, last=last.isoformat())


def owed(book: Book, last: date) -> list[Owed]:
    """What each payer owed by the end of a day, or had in credit."""
    return book.query(_OWED, Owed, last=last.isoformat())


def owed_by(book: Book, payer: str, last: date) -> int:
    """What one payer owed by the end of a day, in cents; less than nothing is a credit."""
    return sum(int(cents) for day, cents in book.fetch(_OWED_BY, of=payer) if day <= last.isoformat())
