"""Where clock and chance enter: everything else is a function of what it is given."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: nobody misreads an id
_PLAIN = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", _LETTERS)


def random_id(prefix: str) -> str:
    """``p-7k3m9q2x4d``: fifty random bits after a prefix that says what it names."""
    drawn = base64.b32encode(secrets.token_bytes(7)).decode()[:10]
    return f"{prefix}-{drawn.translate(_PLAIN)}"


def random_salt() -> str:
    """128 random bits in hexadecimal, so that nobody guesses a committed name."""
    return secrets.token_hex(16)


def now() -> datetime:
    return datetime.now(UTC)


class Edge(Struct, frozen=True):
    """A clock and a source of ids, so that a test can replay a year in a second."""

    clock: Callable[[], datetime] = now
    mint: Callable[[str], str] = random_id
    salt: Callable[[], str] = random_salt

    def today(self, timezone: str) -> date:
        """The day it is for an association."""
        return self.clock().astimezone(ZoneInfo(timezone)).date()
