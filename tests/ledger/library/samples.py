"""Stored events of the library as tests write them, and a view's table."""

from __future__ import annotations

from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent
from sqlalchemy import BigInteger, Column, Text

from vouchbook.ledger import read_model

TALLY = read_model("suite_tally", Column("kind", Text, primary_key=True), Column("number", BigInteger, nullable=False))
"""A table of a view: how many of each kind."""


def stored(
    id_: UUID | str | None = None, version: int = 1, *, topic: str = "topic", state: bytes = b"state"
) -> StoredEvent:
    return StoredEvent(uuid4() if id_ is None else id_, version, topic, state)


def some(number: int, id_: UUID | str | None = None, *, first: int = 1) -> list[StoredEvent]:
    """So many events of one originator."""
    id_ = uuid4() if id_ is None else id_
    return [stored(id_, version) for version in range(first, first + number)]
