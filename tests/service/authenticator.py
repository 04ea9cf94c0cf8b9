"""A security key made of software: answers challenges as a browser would, and cheats where a test asks it to."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """One credential of one site; ``count`` is how often it has signed, 0 where it does not count."""

    def __init__(self, origin: str, host: str, *, counts: bool = True) -> None:
        self.origin, self.host, self.counts = origin, host, counts
        self.id = os.urandom(32)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.count = 0

    def makes(self, options: str, *, flags: int = PRESENT | VERIFIED, **cheats: Any) -> str:
        """The answer to a request for a new passkey."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(flags | ATTESTED, cheats.get("host", self.host)) + attested
        return self._answer(
            {
                "clientDataJSON": self._client(asked["challenge"], "webauthn.create", cheats),
                "attestationObject": bytes_to_base64url(encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})),
                "transports": ["internal"],
            }
        )

    def shows(self, options: str, *, flags: int = PRESENT | VERIFIED, **cheats: Any) -> str:
        """The answer to a challenge."""
        asked = json.loads(options)
        data = self._data(flags, cheats.get("host", self.host))
        client = self._client(asked["challenge"], "webauthn.get", cheats)
        signed = self.key.sign(data + sha256(base64url_to_bytes(client)).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(cheats.get("signature", signed)),
                "userHandle": None,
            }
        )

    def _data(self, flags: int, host: str) -> bytes:
        if self.counts:
            self.count += 1
        return sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, challenge: str, kind: str, cheats: dict[str, Any]) -> str:
        told = {
            "type": cheats.get("kind", kind),
            "challenge": cheats.get("challenge", challenge),
            "origin": cheats.get("origin", self.origin),
        }
        return bytes_to_base64url(json.dumps(told).encode())

    def _answer(self, response: dict[str, Any]) -> str:
        id_ = bytes_to_base64url(self.id)
        return json.dumps({"id": id_, "rawId": id_, "type": "public-key", "response": response})
