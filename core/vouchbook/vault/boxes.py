"""The box: one personal value under the keys of all its subjects, bound to its address.

Format 1: ``0x01 ‖ number of keys ‖ key ids of 16 bytes ‖ commitment of 32 ‖ nonce of 12 ‖ AES-256-GCM``. Key and
commitment are derived from the keys of all subjects (HKDF-SHA256), so that no second key opens the same box.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from vouchbook.domain.events import Damaged, NewerFormat
from vouchbook.domain.sealed import Address

FORMAT = 1
ID_LENGTH = 16
_COMMITMENT = 32
NONCE = 12
_bound = msgspec.msgpack.Encoder().encode


class Lock:
    """The keys of one set of subjects, ready for use."""

    __slots__ = ("_cipher", "header")

    def __init__(self, ids: Sequence[bytes], keys: Sequence[bytes]) -> None:
        named = b"".join(ids)
        derived = HKDF(SHA256(), 64, salt=None, info=b"vouchbook box 1" + named).derive(b"".join(keys))
        self._cipher = AESGCM(derived[:32])
        self.header = bytes((FORMAT, len(ids))) + named + derived[32:]

    def seal(self, at: Address, plain: bytes, nonce: bytes) -> bytes:
        """:param nonce: ``NONCE`` random bytes, never used before"""
        return self.header + nonce + self._cipher.encrypt(nonce, plain, _bound(at) + self.header)

    def open(self, at: Address, box: bytes) -> bytes:
        """:raises Damaged: the box was altered, or belongs to another place"""
        end = len(self.header)
        if not hmac.compare_digest(box[:end], self.header):
            raise Damaged(f"{_place(at)} was sealed with other keys than those it names: {_WAY_OUT}")
        nonce, sealed = box[end : end + NONCE], box[end + NONCE :]
        try:
            return self._cipher.decrypt(nonce, sealed, _bound(at) + self.header)
        except (InvalidTag, ValueError):
            raise Damaged(f"{_place(at)} was altered, or was moved there from elsewhere: {_WAY_OUT}") from None


def key_ids(at: Address, box: bytes) -> tuple[bytes, ...]:
    """Which keys a box needs.

    :raises NewerFormat: a newer version sealed it
    :raises Damaged: it is no box
    """
    if len(box) > 1 and box[0] > FORMAT:
        raise NewerFormat(f"{_place(at)} has box format {box[0]}, this version knows {FORMAT}: upgrade Vouchbook")
    end = 2 + ID_LENGTH * box[1] if len(box) > 1 else 2
    if len(box) < end + _COMMITMENT + NONCE or box[0] != FORMAT or not box[1]:
        raise Damaged(f"{_place(at)} is no sealed value: {_WAY_OUT}")
    return tuple(box[start : start + ID_LENGTH] for start in range(2, end, ID_LENGTH))


def _place(at: Address) -> str:
    return f"{at.type}.{at.field} at version {at.version} of {at.stream}"


_WAY_OUT = "run verify, and restore the book from a backup"
