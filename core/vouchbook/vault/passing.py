"""Boxes for what is needed for minutes only: their key is never written anywhere, and goes with the process."""

from __future__ import annotations

import os
from itertools import count

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vouchbook.domain.events import Damaged
from vouchbook.vault.boxes import NONCE


class PassingKey:
    """Seals what must not lie open on a disk while a command runs; nobody can open it afterwards."""

    def __init__(self) -> None:
        self._cipher = AESGCM(os.urandom(32))
        self._numbers = count(1)

    def seal(self, plain: bytes) -> bytes:
        nonce = next(self._numbers).to_bytes(NONCE, "big")
        return nonce + self._cipher.encrypt(nonce, plain, None)

    def open(self, box: bytes) -> bytes:
        """:raises Damaged: it was altered since"""
        try:
            return self._cipher.decrypt(box[:NONCE], box[NONCE:], None)
        except (InvalidTag, ValueError) as error:
            raise Damaged("what was put aside for this command was altered; nothing was recorded, ask again") from error
