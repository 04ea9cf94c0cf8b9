"""How a coordinator writes amounts, and the whole numbers they become: clock hours, money, shares, lengths, days."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from vouchbook.domain.names import Area
from vouchbook.policy.rules import Length

REMEDY: Mapping[str, str] = {
    "hours": 'clock hours are written 30, "1.5" or "1:30"',
    "money": 'money is written 25 or "25.00"',
    "share": 'a share is written "0.80", between 0 and 1',
    "length": 'a length of time is written "12 months", "1 year" or "90 days"',
    "day_of_year": 'a day of the year is written month-day: "12-31"',
    "areas": 'write areas as a list of names, or ["every"]',
}
"""One way out per kind of value; the keys are the ``written`` marks of ``rules``."""

EVERY_AREA = tuple(area.value for area in Area)[:8]
"""The eight areas that every category shares; what mentors add is named in full where a rule asks for it."""

DOLLARS = "USD"
"""The currency that is written with a sign, ``$45.00``; any other one with its code, ``AUD 45.00``."""

MOST = 1_000_000_000
"""No rule of a policy counts further; a larger number is a slip of the hand."""


_LONGEST = 60
"""No amount that somebody types is longer, with its currency and a slip or two."""


class WrittenWrongly(ValueError):
    """The text says how to write it."""


def minutes(written: object) -> int:
    """Whole minutes of clock hours.

    >>> minutes(30), minutes("1.5"), minutes("1:30")
    (1800, 90, 90)
    """
    if isinstance(written, str) and (parts := re.fullmatch(r"([0-9]{1,6}):([0-5][0-9])", written)):
        return int(parts[1]) * 60 + int(parts[2])
    amount = _number(written, "hours") * 60
    if amount != int(amount):
        raise WrittenWrongly(f"that is {amount.normalize():f} minutes; hours must come to whole minutes")
    return int(amount)


def cents(written: object) -> int:
    """Whole cents.

    >>> cents(25), cents("25.00")
    (2500, 2500)
    """
    amount = _number(written, "money") * 100
    if amount != int(amount):
        raise WrittenWrongly(f"money has no smaller part than a cent; {REMEDY['money']}")
    return int(amount)


def amount(typed: str, currency: str, least: int = 1) -> int:
    """Whole cents of an amount that somebody types, in the currency of the association or without one.

    Stricter than what a policy holds: no thousands separators, and nothing is guessed; a bare dollar sign is that of
    ``DOLLARS``. The example leaves the sign out, because a shell would take ``$45.00`` for a variable.

    >>> amount("45", "USD"), amount("$45.50", "USD"), amount("USD 1200.00", "USD")
    (4500, 4550, 120000)
    """
    parts = re.fullmatch(r"(?:([A-Za-z]{3}|\$)\s?)?([0-9]+(?:\.[0-9]+)?)(?:\s?([A-Za-z]{3}))?", typed.strip())
    example = f"write it like 45.00 or {currency} 45.00"
    if len(typed) > _LONGEST:  # and is not read back at length
        raise WrittenWrongly(f"{len(typed):,} characters are no amount of money; {example}")
    if parts is None or (parts[1] not in (None, "$") and parts[3]):
        if re.search(r"-\s*\$?\s*[0-9]", typed):
            raise WrittenWrongly(f"{typed!r} is below zero; {example}: what goes back is a refund")
        if re.search(r"[0-9][,' \u00a0][0-9]", typed):
            raise WrittenWrongly(f"{typed!r} could be read in two ways; {example}, without separators for thousands")
        raise WrittenWrongly(f"{typed!r} is no amount of money; {example}")
    named = parts[3] or parts[1]
    if named == "$":
        if currency != DOLLARS:
            raise WrittenWrongly(f"{typed!r} does not say whose dollars; {example}")
        named = DOLLARS
    if named and named.upper() != currency:
        raise WrittenWrongly(f"{typed!r} is in {named.upper()}, and the accounts are kept in {currency}; {example}")
    if len(parts[2].partition(".")[2]) > 2:
        raise WrittenWrongly(f"{typed!r} has parts of a cent; {example}")
    if Decimal(parts[2]) > MOST:
        raise WrittenWrongly(f"{typed!r} is more than any account holds; {example}")
    found = cents(parts[2])
    if found < least:
        raise WrittenWrongly(f"{typed!r} is nothing; {example}")
    return found


def basis_points(written: object) -> int:
    """A share in ten-thousandths.

    >>> basis_points("0.80")
    8000
    """
    amount = _number(written, "share") * 10_000
    if amount != int(amount) or amount > 10_000:
        raise WrittenWrongly(REMEDY["share"])
    return int(amount)


def length(written: object) -> Length:
    """A length of time in months or in days.

    >>> length("1 year"), length("90 days")
    (Length(months=12, days=0), Length(months=0, days=90))
    """
    parts = re.fullmatch(r"([0-9]{1,5}) (day|month|year)s?", written) if isinstance(written, str) else None
    if parts is None or not int(parts[1]):
        raise WrittenWrongly(REMEDY["length"])
    number = int(parts[1])
    return {"day": Length(days=number), "month": Length(months=number), "year": Length(months=number * 12)}[parts[2]]


def day_of_year(written: object) -> str:
    """A day that every year has, as ``12-31``."""
    if isinstance(written, str) and re.fullmatch(r"[0-9][0-9]-[0-9][0-9]", written):
        try:
            date.fromisoformat(f"2023-{written}")  # no leap year: 02-29 would leave three years without the day
        except ValueError:
            pass
        else:
            return written
    raise WrittenWrongly(REMEDY["day_of_year"])


def areas(written: object) -> list[str]:
    """Areas of competency; ``["every"]`` is the eight that all categories share."""
    if not isinstance(written, list):
        raise WrittenWrongly(REMEDY["areas"])
    return list(EVERY_AREA) if written == ["every"] else written


READ: Mapping[str, Callable[[object], object]] = {
    "hours": minutes,
    "money": cents,
    "share": basis_points,
    "length": length,
    "day_of_year": day_of_year,
    "areas": areas,
}


def _number(written: object, kind: str) -> Decimal:
    if isinstance(written, Decimal):  # what stood in the file without quotation marks, and would have been a float
        raise WrittenWrongly(f'put decimals in quotation marks: "{written}"')
    whole = isinstance(written, int) and not isinstance(written, bool)
    if not whole and not (isinstance(written, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", written)):
        raise WrittenWrongly(REMEDY[kind])
    amount = Decimal(str(written))
    if not 0 <= amount <= MOST:
        raise WrittenWrongly(REMEDY[kind])
    return amount
