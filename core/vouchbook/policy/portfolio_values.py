"""How a portfolio file writes text, days, hours, shares and codes, and what they become; errors name the remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import TypeVar

from vouchbook.policy.mistakes import meant
from vouchbook.policy.portfolio_json import visible
from vouchbook.policy.values import WrittenWrongly

E = TypeVar("E", bound=Enum)
T = TypeVar("T")
Read = Callable[[object], T]
"""From what stands in the file to what it means.

:raises WrittenWrongly: its text says what to write instead
"""

LINE = 300
"""Names, titles and roles are no longer than this."""
PAGE = 20_000
"""Descriptions are no longer than this."""
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""Evidence is dated between these days; what lies outside is a slip of the hand."""

HOURS = 'write clock hours as text: "1.5" or "1:30"'
DAY = "write a day, year first and without a time: 2026-03-01"
SHARE = 'write a share from 0 to 1 with at most four decimals: "0.85"'

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"([0-9]{1,6}):([0-5][0-9])")
_DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")


def text(most: int = LINE) -> Read[str | None]:
    """Text without surrounding blanks; blank text is none."""

    def read(value: object) -> str | None:
        if not isinstance(value, str):
            raise WrittenWrongly('write text in quotation marks: "…"')
        if len(value) > most:
            raise WrittenWrongly(f"{len(value):,} characters; at most {most:,} are kept")
        if hidden := _HIDDEN.search(value):
            raise WrittenWrongly(f"holds the invisible character U+{ord(hidden.group()):04X}; type the text again")
        return value.strip() or None

    return read


def code(pattern: str, remedy: str) -> Read[str | None]:
    """A name that is no free text, like that of a plan or a slot."""
    plain = text()

    def read(value: object) -> str | None:
        written = plain(value)
        if written is not None and not re.fullmatch(pattern, written):
            raise WrittenWrongly(remedy)
        return written

    return read


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrittenWrongly("write true or false, without quotation marks")
    return value


def whole(most: int) -> Read[int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise WrittenWrongly(f"write a whole number from 0 to {most:,}, without quotation marks")
        return value

    return read


def share(value: object) -> int:
    """Ten-thousandths; a number without quotation marks is read exactly as it is written.

    >>> share("0.85"), share(Decimal("0.5")), share(1)
    (8500, 5000, 10000)
    """
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        value = Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise WrittenWrongly(SHARE)
    if not 0 <= value <= 1 or (parts := Decimal(value) * 10_000) != int(parts):
        raise WrittenWrongly(SHARE)
    return int(parts)


def day(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise WrittenWrongly("there is no such day") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise WrittenWrongly(DAY)
    if not FIRST <= value <= LAST:
        raise WrittenWrongly(f"days are between {FIRST} and {LAST}")
    return value


def minutes(value: object) -> int:
    """Whole minutes, more than none.

    >>> minutes("1.5"), minutes("1:30"), minutes(2)
    (90, 90, 120)
    """
    if isinstance(value, Decimal):
        raise WrittenWrongly(f'put decimals in quotation marks: "{value}"' if value.is_finite() else HOURS)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**6:
        value = str(value)
    if not isinstance(value, str):
        raise WrittenWrongly(HOURS)
    if clock := _CLOCK.fullmatch(value):
        amount = Decimal(int(clock[1]) * 60 + int(clock[2]))
    elif _DECIMAL.fullmatch(value):
        amount = Decimal(value) * 60
    else:
        raise WrittenWrongly("hours are more than none" if value.startswith("-") else HOURS)
    if amount <= 0:
        raise WrittenWrongly("hours are more than none")
    if amount != int(amount):
        raise WrittenWrongly(f"that is {amount.normalize():f} minutes; hours must come to whole minutes")
    return int(amount)


@cache
def member(kind: type[E]) -> Read[E]:
    known = {str(each.value): each for each in kind}

    def read(value: object) -> E:
        if isinstance(value, str) and value in known:
            return known[value]
        raise WrittenWrongly(meant(visible(value) if isinstance(value, str) else "", known))

    return read
