"""One adopted state of a policy: its stored bytes, the document in them, and the digest that names it.

The stored bytes are the version. Whoever reads one back hashes those bytes, never a re-encoding: an encoder
of another day may write the same document differently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal

import msgspec
from msgspec import Struct

from vouchbook.domain.names import Digest
from vouchbook.policy.document import PolicyDocument

FORMAT: Literal["vouchbook-policy/1"] = "vouchbook-policy/1"
"""The format of documents written today."""

Plain = dict[str, Any]
Upcast = Callable[[Plain], Plain]

UPCASTS: Mapping[str, Upcast] = {}
"""From an older format to the next: each takes the plain document and answers one whose ``format`` is newer.

A book keeps its versions for ever in the format of their day; what is stored is never rewritten.
"""


class UnreadablePolicy(ValueError):
    """Stored bytes that are no policy document this version knows; the message names the way out."""


class _Format(Struct):
    format: str


class PolicyVersion(Struct, frozen=True):
    """``digest`` names the version: ``sha256:`` and the hexadecimal SHA-256 of ``stored``."""

    document: PolicyDocument
    stored: bytes
    digest: Digest

    @classmethod
    def read(cls, stored: bytes) -> PolicyVersion:
        """The version in these bytes; one already read is not decoded again.

        :raises UnreadablePolicy: no JSON, no policy, or a format of a newer Vouchbook
        """
        return _read(bytes(stored))

    @classmethod
    def of(cls, document: PolicyDocument) -> PolicyVersion:
        """The version that this document is when it is stored today."""
        return cls.read(canonical(document))


def canonical(document: PolicyDocument) -> bytes:
    """JSON with sorted keys and no blanks, in UTF-8, every default written out."""
    return msgspec.json.encode(document, order="sorted")


def digest_of(stored: bytes) -> Digest:
    return Digest(f"sha256:{sha256(stored).hexdigest()}")


@lru_cache(maxsize=64)
def _read(stored: bytes) -> PolicyVersion:
    try:
        document = _document(stored)
    except msgspec.DecodeError as error:
        raise UnreadablePolicy(f"{digest_of(stored)} is no policy document: {error}") from error
    return PolicyVersion(document, stored, digest_of(stored))


def _document(stored: bytes) -> PolicyDocument:
    written = msgspec.json.decode(stored, type=_Format).format
    if written == FORMAT:
        return msgspec.json.decode(stored, type=PolicyDocument)
    plain: Plain = msgspec.json.decode(stored)
    while written != FORMAT:
        if written not in UPCASTS:
            raise UnreadablePolicy(
                f"a policy document of format {written!r} cannot be read; "
                f"a newer version of Vouchbook may have written it: upgrade first"
            )
        plain = UPCASTS[written](plain)
        written = plain["format"]
    return msgspec.convert(plain, PolicyDocument)
