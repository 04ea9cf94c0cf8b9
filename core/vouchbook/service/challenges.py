"""Challenges for passkeys: made without keeping anything, known again by the association's key, answered once."""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256

from vouchbook.desk import passkeys as rows
from vouchbook.domain.refusal import Refused
from vouchbook.service import beside
from vouchbook.service.office import Office

LASTS = timedelta(minutes=10)
_UNTIL, _SALT = 8, 32


def made(office: Office, purpose: str, whose: str) -> bytes:
    """A challenge for one purpose, given to one session or browser: until when, random bits, and our mark on both."""
    until = (office.edge.microseconds + beside.long(LASTS)).to_bytes(_UNTIL, "big")
    told = until + beside.digest(office.edge.token())
    return told + _mark(office, purpose, whose, told)


def take(office: Office, challenge: bytes, purpose: str, whose: str) -> None:
    """:raises Refused: ``passkey_refused``: not ours, for something else, given to others, too old, or answered"""
    told, mark = challenge[: _UNTIL + _SALT], challenge[_UNTIL + _SALT :]
    now, until = office.edge.microseconds, int.from_bytes(told[:_UNTIL], "big")
    if not hmac.compare_digest(mark, _mark(office, purpose, whose, told)) or now >= until:
        raise Refused("passkey_refused")
    if not rows.answered(office.desk, sha256(challenge).digest(), now, until):
        raise Refused("passkey_refused")


def _mark(office: Office, purpose: str, whose: str, told: bytes) -> bytes:
    return beside.keyed(office, "challenge", purpose, whose, told.hex())
