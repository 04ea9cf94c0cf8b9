"""What services lay on the desk: sealed under the key of whose it is, at an address of its own, or as a digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TypeVar

import msgspec

from vouchbook.domain.names import PersonId
from vouchbook.domain.sealed import Address, Erased, Purpose, Unsealed
from vouchbook.service.office import Office

T = TypeVar("T")
SECOND = 1_000_000


def sealed(office: Office, person: str, type_: str, field: str, value: object) -> bytes:
    """:raises Erased: the person's key was destroyed"""
    plain = msgspec.json.encode(value)
    subject = PersonId(person)
    (box,) = office.vault.seal(
        [Unsealed(_at(office, person, type_, field), Purpose.IDENTITY, (subject,), plain)],
    )
    return box


def opened(office: Office, person: str, type_: str, field: str, box: bytes, into: type[T]) -> T | None:
    """What was sealed there; ``None`` where the person's key was destroyed.

    :raises Damaged: it was altered, or is somebody else's
    """
    try:
        plain = office.vault.open_box(_at(office, person, type_, field), Purpose.IDENTITY, (PersonId(person),), box)
    except Erased:
        return None
    return msgspec.json.decode(plain, type=into)


def _at(office: Office, person: str, type_: str, field: str) -> Address:
    return Address(office.code, f"desk:{person}", 0, type_, field)


def digest(token: str) -> bytes:
    """What is kept of 256 random bits: nobody finds them from it."""
    return sha256(token.encode()).digest()


def keyed(office: Office, label: str, *parts: str) -> bytes:
    """What is kept of something short enough to be guessed: without the association's keys nobody tries it out."""
    return bytes.fromhex(office.vault.keyed_digest(label, "\0".join(parts)).removeprefix("hmac:"))


def moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / SECOND, UTC)


def long(span: timedelta) -> int:
    """A span in microseconds."""
    return span // timedelta(microseconds=1)
