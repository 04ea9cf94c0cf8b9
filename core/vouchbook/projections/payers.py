"""Which organisations have an account: the employers and agencies that pay for people."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Text, select

from vouchbook.domain.account import AccountOpened
from vouchbook.domain.names import PayerId
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "payer",
    Column("payer", Text, primary_key=True),
    Column("opened_on", Text, nullable=False),
)

READS = (AccountOpened,)


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case AccountOpened(payer=payer, on=on):
            yield RowChange("payer", {"payer": payer}, {"opened_on": on})
        case _:
            return


_ALL = select(TABLE.c.payer).where(mine(TABLE)).order_by(TABLE.c.payer)


def organisations(book: Book) -> list[PayerId]:
    """The organisations that have an account."""
    return [PayerId(row[0]) for row in book.fetch(_ALL)]
