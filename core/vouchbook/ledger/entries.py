"""What goes into a book with one command, and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from vouchbook.domain.names import CommandId

Value = str | int | bytes | bool | date | None
"""What a column of a read model may hold."""


class Command(Struct, frozen=True):
    """Who asks for what; ``fingerprint`` is a keyed digest of the whole request (``vault.fingerprint``)."""

    id: CommandId
    name: str
    fingerprint: bytes
    actor: str
    happened_on: date


class Write(Struct, frozen=True):
    """Events for one stream, which must still hold ``expected`` events; the first event is version 1."""

    stream: str
    expected: int
    events: tuple[Struct, ...]


class Entry(Struct, frozen=True, gc=False):
    """One event as it stands in the book; ``recorded_at`` in microseconds since 1970, UTC.

    ``event`` has its sealed fields closed. ``data`` and ``sealed`` are the exact bytes whose hashes are
    in ``leaf``. ``position`` is 0 in what ``rows`` receives: it is not known before the book is locked.
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
    event: Struct
    data: bytes
    sealed: bytes
    leaf: bytes


class Claim(Struct, frozen=True):
    """Something only one may hold: an open application in a category, an e-mail, a webhook id."""

    kind: str
    digest: bytes


class RowChange(Struct, frozen=True):
    """What becomes of a read model's row; ``values = None`` removes it.

    With the whole primary key in ``key`` the row is made, or the named columns of it are changed. With a
    part of it, or other columns, all rows that match are changed or removed, and none is made.
    """

    table: str
    key: Mapping[str, Value]
    values: Mapping[str, Value] | None


class Job(Struct, frozen=True):
    """Work to be done outside after the append; ``due`` in microseconds since 1970, UTC. One id, one job."""

    id: str
    kind: str
    due: int
    data: bytes


class Recorded(Struct, frozen=True):
    """What a command came to: its first and last position, both 0 when it recorded nothing."""

    command: CommandId
    first: int
    last: int
    repeated: bool
    result: bytes
