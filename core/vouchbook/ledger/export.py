"""The book as JSON lines, for those who leave or look on: the clear part readable, the sealed part still sealed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import msgspec
from msgspec import UNSET, Struct, UnsetType

from vouchbook.ledger.book import Book
from vouchbook.ledger.codec import OfLibrary


class Line(Struct, frozen=True):
    """One event; ``sealed`` and ``leaf`` in base64. The leaf can be computed again from the rest of the line.

    ``data`` stands in the line exactly as stored, because the leaf was made of those bytes. What the eventsourcing
    library stored need be no JSON: its lines have ``state`` instead, in base64.
    """

    association: str
    position: int
    stream: str
    version: int
    type: str
    schema: int
    command: str
    actor: str
    happened_on: date
    recorded_at: int
    data: msgspec.Raw | UnsetType
    state: bytes | UnsetType
    sealed: bytes
    leaf: bytes


def lines(book: Book, after: int = 0) -> Iterator[bytes]:
    """Every event later than ``after``, one JSON object each, newline included; needs no key."""
    encode = msgspec.json.Encoder().encode
    for entry in book.follow(after):
        data, state = (UNSET, entry.data) if isinstance(entry.event, OfLibrary) else (msgspec.Raw(entry.data), UNSET)
        line = Line(
            entry.association, entry.position, entry.stream, entry.version, entry.type, entry.schema, entry.command,
            entry.actor, entry.happened_on, entry.recorded_at, data, state, entry.sealed, entry.leaf,
        )  # fmt: skip
        yield encode(line) + b"\n"
