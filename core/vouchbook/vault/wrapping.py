"""Keys under keys: the root key wraps an epoch's key, that wraps and vouches for the keys of people."""

from __future__ import annotations

import hmac
import os
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vouchbook.domain.events import Damaged
from vouchbook.vault.root import RootKey

_NONCE = 12
LENGTH = 32


class Key(NamedTuple):
    """The key of one subject for one purpose, unwrapped."""

    id: bytes
    secret: bytes


class Epoch:
    """The key that an association's other keys are wrapped with, until keys were destroyed and it is replaced."""

    def __init__(self, association: str, number: int, secret: bytes) -> None:
        self.association, self.number = association, number
        self._cipher = AESGCM(hmac.digest(secret, b"wrap", "sha256"))
        self._proofs = hmac.digest(secret, b"prove", "sha256")

    @classmethod
    def begin(cls, association: str, number: int, root: RootKey) -> tuple[Epoch, bytes]:
        """A new epoch, and its key wrapped by the root key."""
        secret = os.urandom(LENGTH)
        return cls(association, number, secret), _wrapped(_of_root(root), secret, _name(association, number))

    @classmethod
    def opened(cls, association: str, number: int, wrapped: bytes, root: RootKey) -> Epoch:
        """:raises Damaged: what was stored was altered"""
        return cls(association, number, _unwrapped(_of_root(root), wrapped, _name(association, number)))

    def wrap(self, secret: bytes, name: str) -> bytes:
        return _wrapped(self._cipher, secret, f"{self.association} {self.number} {name}")

    def unwrap(self, wrapped: bytes, name: str) -> bytes:
        """:raises Damaged: what was stored was altered, or belongs to another name, epoch or association"""
        return _unwrapped(self._cipher, wrapped, f"{self.association} {self.number} {name}")

    def proof(self, *parts: bytes) -> bytes:
        """That these belong together was said by one who has the key."""
        return hmac.digest(self._proofs, b"\x00".join(parts), "sha256")


def _of_root(root: RootKey) -> AESGCM:
    return AESGCM(root.derive(b"epochs"))


def _name(association: str, number: int) -> str:
    return f"{association} epoch {number}"


def _wrapped(cipher: AESGCM, secret: bytes, name: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, secret, name.encode())


def _unwrapped(cipher: AESGCM, wrapped: bytes, name: str) -> bytes:
    try:
        return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], name.encode())
    except (InvalidTag, ValueError, TypeError):
        raise Damaged(f"the key {name!r} was altered where it is stored; restore the keys from a backup") from None
