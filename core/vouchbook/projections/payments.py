"""Payments by what tells them apart, so that one told of twice is known, and to whose account each belongs."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, Column, Index, Text, bindparam, select

from vouchbook.domain.account import PaymentReceived, PaymentReversed
from vouchbook.domain.names import PayerId, PaymentId
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "payment",
    Column("payment", Text, primary_key=True),
    Column("payer", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("reference", Text),
    Column("cents", BigInteger, nullable=False),
    Column("method", Text, nullable=False),
    Column("reversed", Boolean, nullable=False),
)
Index("payment_reference", TABLE.c.association, TABLE.c.provider, TABLE.c.reference)

READS = (PaymentReceived, PaymentReversed)


class PaymentRow(Struct, frozen=True):
    payment: PaymentId
    payer: PayerId
    provider: str
    reference: str | None
    cents: int
    method: str
    reversed: bool


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case PaymentReceived() as received:
            yield RowChange(
                "payment",
                {"payment": received.payment},
                {
                    "payer": entry.stream.partition(":")[2],
                    "provider": received.provider,
                    "reference": received.reference,
                    "cents": received.cents,
                    "method": received.method.value,
                    "reversed": False,
                },
            )
        case PaymentReversed(payment=payment):
            yield RowChange("payment", {"payment": payment}, {"reversed": True})
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in PaymentRow.__struct_fields__)
_TOLD = (
    select(*_COLUMNS)
    .where(mine(TABLE), TABLE.c.provider == bindparam("by"), TABLE.c.reference == bindparam("named"))
    .order_by(TABLE.c.payment)
)
_ONE = select(*_COLUMNS).where(mine(TABLE), TABLE.c.payment == bindparam("of"))


def payments_told(book: Book, provider: str, reference: str) -> list[PaymentRow]:
    """The payments of which a provider told under a reference; several only where all but one were reversed."""
    return book.query(_TOLD, PaymentRow, by=provider, named=reference)


def payment(book: Book, id_: str) -> list[PaymentRow]:
    """The payment of an id, or none."""
    return book.query(_ONE, PaymentRow, of=id_)
