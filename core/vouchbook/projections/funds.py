"""Funds and their grants, in cents: what each was given, what it pays, what came back. From whom stays sealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import BigInteger, Column, Index, Integer, Text, and_, bindparam, case, func, select

from vouchbook.domain.fund import BudgetAdded, FundOpened, GrantMade, GrantReturned
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange, Value
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "fund_entry",
    Column("fund", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("day", Text, nullable=False),
    Column("budget", BigInteger, nullable=False),
    Column("cents", BigInteger, nullable=False),
    Column("grant", Text),
    Column("person", Text),
    Column("payer", Text),
    Column("charge", Text),
    Column("occasion", Text),
    Column("returned_on", Text),
)
"""What happened to a fund: opened, so many cents of ``budget`` added, or a grant of ``cents`` made."""
Index("fund_entry_grant", TABLE.c.association, TABLE.c.grant)

READS = (FundOpened, BudgetAdded, GrantMade, GrantReturned)


class FundRow(Struct, frozen=True):
    """A fund: what was given to it, what it grants, and what of it came back is not among that."""

    fund: str
    opened_on: date
    budget: int
    granted: int
    grants: int

    @property
    def left(self) -> int:
        return self.budget - self.granted


class GrantRow(Struct, frozen=True):
    """One scholarship; with a day of return, it pays nothing any more."""

    grant: str
    fund: str
    person: str
    payer: str
    charge: str
    occasion: str
    cents: int
    granted_on: date
    returned_on: date | None


def changes(entry: Entry) -> Iterable[RowChange]:
    key: dict[str, Value] = {"fund": entry.stream.partition(":")[2], "version": entry.version}
    match entry.event:
        case FundOpened(on=on):
            yield RowChange("fund_entry", key, {"day": on, "budget": 0, "cents": 0})
        case BudgetAdded(cents=cents, on=on):
            yield RowChange("fund_entry", key, {"day": on, "budget": cents, "cents": 0})
        case GrantMade() as made:
            yield RowChange(
                "fund_entry",
                key,
                {
                    "day": made.on,
                    "budget": 0,
                    "cents": made.cents,
                    "grant": made.grant,
                    "person": made.person,
                    "payer": made.payer,
                    "charge": made.charge,
                    "occasion": made.occasion.value,
                },
            )
        case GrantReturned(grant=grant, on=on):
            yield RowChange("fund_entry", {"grant": grant}, {"returned_on": on})
        case _:
            return


_STANDING = and_(TABLE.c.grant.is_not(None), TABLE.c.returned_on.is_(None))
_FUNDS = (
    select(
        TABLE.c.fund,
        func.min(TABLE.c.day).label("opened_on"),
        func.sum(TABLE.c.budget).label("budget"),
        func.sum(case((_STANDING, TABLE.c.cents), else_=0)).label("granted"),
        func.sum(case((_STANDING, 1), else_=0)).label("grants"),
    )
    .where(mine(TABLE))
    .group_by(TABLE.c.fund)
    .order_by(TABLE.c.fund)
)
_GRANTS = (
    select(
        TABLE.c.grant, TABLE.c.fund, TABLE.c.person, TABLE.c.payer, TABLE.c.charge, TABLE.c.occasion, TABLE.c.cents,
        TABLE.c.day.label("granted_on"), TABLE.c.returned_on,
    )
    .where(mine(TABLE), TABLE.c.fund == bindparam("of"), TABLE.c.grant.is_not(None))
    .order_by(TABLE.c.version)
)  # fmt: skip


def funds(book: Book) -> list[FundRow]:
    """Every fund that is kept, by its key."""
    return book.query(_FUNDS, FundRow)


def grants_of(book: Book, fund: str) -> list[GrantRow]:
    """Every grant of a fund, in the order of the book."""
    return book.query(_GRANTS, GrantRow, of=fund)
