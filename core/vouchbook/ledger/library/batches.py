"""The library's stored events made ready for a book's append: one command, its rows, and their leaves."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256

from eventsourcing.persistence import DataError, IntegrityError, StoredEvent

from vouchbook.ledger.append import Batch, Stored
from vouchbook.ledger.leaf import leaf_hash
from vouchbook.ledger.library.streams import LARGEST, Room, text
from vouchbook.ledger.tables import check

SCHEMA = 1
"""The library keeps the version of an event's class in its state."""


def prepared(
    association: str, room: Room, stored_events: Sequence[StoredEvent], recorded_at: int, said: Mapping[str, object]
) -> Batch:
    """Every insert is a command of its own, with a new id: the library has no ids for what it asks.

    :param said: the caller's keyword arguments, of which ``actor`` and ``happened_on`` go into the envelope
    :raises IntegrityError: the versions of a stream do not rise
    :raises DataError: something that the book cannot hold
    """
    id_, name = f"library-{secrets.token_hex(16)}", f"library/{room.application}"
    actor = text(said.get("actor") or f"library:{room.application}", "the actor")
    on = said.get("happened_on") or datetime.fromtimestamp(recorded_at / 1_000_000, UTC).date()
    if not isinstance(on, date) or isinstance(on, datetime):
        raise DataError(f"happened_on is a day, not {on!r}")
    day = on.isoformat()
    newest: dict[str, int] = {}
    rows: list[Stored] = []
    for stored in stored_events:
        stream, version = room.stream(stored.originator_id), _version(stored.originator_version)
        if version <= newest.get(stream, -1):
            raise IntegrityError(f"{stream}: version {version} comes after version {newest[stream]} in one insert")
        newest[stream] = version
        topic, state = text(stored.topic, "a topic"), _state(stored.state)
        leaf = leaf_hash(association, stream, version, topic, SCHEMA, id_, actor, day, recorded_at, state, b"")
        rows.append((stream, version, topic, SCHEMA, id_, actor, day, recorded_at, state, b"", leaf))
    leaves = b"".join([row[-1] for row in rows])
    kept = (id_, name, sha256(leaves).digest(), actor, day, recorded_at)
    result = b"{}"
    return Batch(
        association=association,
        command=(association, *kept),
        proof=(result, check(association, *kept, result, leaves)),
        unchanged=(),
        events=rows,
        claims=[],
        released=[],
        rows=[],
        jobs=[],
    )


def first_versions(batch: Batch) -> dict[str, int]:
    """Each stream of a batch with the first version that goes there."""
    found: dict[str, int] = {}
    for stream, version, *_ in batch.events:
        found.setdefault(stream, version)
    return found


def _version(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
        return value
    raise DataError(f"a version is a whole number from 0, not {value!r}")


def _state(value: object) -> bytes:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise DataError(f"a stored event's state is bytes, not {type(value).__name__}; what did the transcoder make?")
