"""Which sealed files belong to the book: every document whose bytes are still needed, with whose it is."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from sqlalchemy import Boolean, Column, Text, select

from vouchbook.domain.attachment import AttachmentAdded, AttachmentRemoved
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, RowChange, Value
from vouchbook.ledger.tables import mine, read_model

TABLE = read_model(
    "attachment",
    Column("attachment", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("needed", Boolean, nullable=False),
)


class AttachmentRow(Struct, frozen=True):
    """``needed``: it stands in somebody's evidence, or an application was submitted with it."""

    attachment: str
    person: str
    needed: bool


READS = (AttachmentAdded, AttachmentRemoved)


def changes(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case AttachmentAdded(attachment=id_):
            whose: dict[str, Value] = {"person": entry.stream.partition(":")[2], "needed": True}
            yield RowChange("attachment", {"attachment": id_}, whose)
        case AttachmentRemoved(attachment=id_, kept=kept):
            yield RowChange("attachment", {"attachment": id_}, {"needed": kept})
        case _:
            return


_COLUMNS = tuple(TABLE.c[name] for name in AttachmentRow.__struct_fields__)
_ALL = select(*_COLUMNS).where(mine(TABLE)).order_by(TABLE.c.attachment)


def attachments(book: Book) -> list[AttachmentRow]:
    """Every document that was ever attached."""
    return book.query(_ALL, AttachmentRow)
