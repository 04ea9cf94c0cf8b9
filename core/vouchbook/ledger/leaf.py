"""The leaf hash of an event: what checkpoints sign and proofs prove, over the exact stored bytes."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

import msgspec

LEAF_FORMAT = 1
NOTHING_SEALED = sha256(b"").digest()

_canonical = msgspec.json.Encoder().encode  # compact, UTF-8, arrays only: nothing left to order


def leaf_hash(
    association: str,
    stream: str,
    version: int,
    type_: str,
    schema: int,
    command: str,
    actor: str,
    happened_on: str,
    recorded_at: int,
    data: bytes,
    sealed: bytes,
) -> bytes:
    """SHA-256(0x00 ‖ J ‖ SHA-256(data) ‖ SHA-256(sealed)), an RFC 6962 leaf; ``happened_on`` is an ISO date.

    The ciphertext's hash stands in the leaf, so the ciphertext can be dropped and the leaf still be proven.
    """
    envelope = [
        LEAF_FORMAT, association, stream, version, type_, schema, command, actor, happened_on, recorded_at
    ]  # fmt: skip
    sealed_hash = sha256(sealed).digest() if sealed else NOTHING_SEALED
    return sha256(b"\x00" + _canonical(envelope) + sha256(data).digest() + sealed_hash).digest()


def leaf_hashes(rows: Iterable[tuple[Any, ...]]) -> list[bytes]:
    """``leaf_hash`` of whole rows of the event table, in one go: what proving a book spends its time on.

    :raises TypeError: a value is not even of the kind that is written there
    """
    encode, sha = _canonical, sha256
    return [
        sha(
            b"\x00"
            + encode((LEAF_FORMAT, association, stream, version, type_, schema, command, actor, day, at))
            + sha(data).digest()
            + sha(sealed).digest()
        ).digest()
        for association, _, stream, version, type_, schema, command, actor, day, at, data, sealed, _ in rows
    ]
