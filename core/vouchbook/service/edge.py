"""Where clock and chance enter: everything else is a function of what it is given."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: nobody misreads an id
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]  # ten bits each


def random_id(prefix: str) -> str:
    """``p-7k3m9q2x4d``: fifty random bits after a prefix that says what it names."""
    bits, pairs = secrets.randbits(50), _PAIRS
    return (
        f"{prefix}-{pairs[bits >> 40]}{pairs[bits >> 30 & 1023]}{pairs[bits >> 20 & 1023]}"
        f"{pairs[bits >> 10 & 1023]}{pairs[bits & 1023]}"
    )


def random_salt() -> str:
    """128 random bits in hexadecimal, so that nobody guesses a committed name."""
    return secrets.token_hex(16)


def random_token() -> str:
    """256 random bits, as they stand in an address or a cookie."""
    return secrets.token_urlsafe(32)


def random_code() -> str:
    """Six digits, as somebody types them from a letter."""
    return f"{secrets.randbelow(1_000_000):06d}"


def now() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


class Edge(Struct, frozen=True):
    """A clock and a source of ids, so that a test can replay a year in a second."""

    clock: Callable[[], datetime] = now
    mint: Callable[[str], str] = random_id
    salt: Callable[[], str] = random_salt
    token: Callable[[], str] = random_token
    code: Callable[[], str] = random_code

    @property
    def microseconds(self) -> int:
        """The moment it is, in microseconds since 1970, UTC."""
        return int(self.clock().timestamp() * 1_000_000)

    def today(self, timezone: str) -> date:
        """The day it is for an association."""
        return self.clock().astimezone(ZoneInfo(timezone)).date()
