"""How dates, clock hours, money and lengths of time are said to people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from vouchbook.policy.rules import Length
from vouchbook.policy.values import DOLLARS

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
"""Spelled here and not by the machine's locale: a letter reads the same wherever it was printed."""


def day(on: date) -> str:
    """A day in words.

    >>> day(date(2027, 12, 21))
    '21 December 2027'
    """
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def day_of_year(written: str) -> str:
    """A day that every year has.

    >>> day_of_year("10-01")
    '1 October'
    """
    month, on = written.split("-")
    return f"{int(on)} {MONTHS[int(month) - 1]}"


def decimal(value: Decimal) -> str:
    """Rounded down to two places, without trailing zeros: what is shown is never more than there is."""
    shown = value.quantize(Decimal("0.01"), rounding=ROUND_DOWN)
    return f"{shown:f}".rstrip("0").rstrip(".")


def hours(minutes: int) -> str:
    """Minutes as clock hours; what is no whole quarter of an hour, to the minute.

    >>> hours(3000), hours(60), hours(90)
    ('50 clock hours', '1 clock hour', '1.5 clock hours')
    >>> hours(1799), hours(61), hours(1)
    ('29 hours 59 minutes', '1 hour 1 minute', '1 minute')
    """
    if in_quarters(minutes):
        return counted(decimal(Decimal(minutes) / 60), "clock hour")
    whole, rest = divmod(minutes, 60)
    return " ".join([*([counted(whole, "hour")] if whole else []), counted(rest, "minute")])


def in_quarters(minutes: int) -> bool:
    """Whether a decimal of two places says minutes exactly."""
    return minutes % 15 == 0


def money(cents: int, currency: str | None) -> str:
    """Cents as everything here prints them, and as they can be typed again: without separators for thousands.

    >>> money(4500, "USD"), money(-123456, "USD")
    ('$45.00', '-$1234.56')
    >>> money(4500, "AUD"), money(-123456, "AUD")
    ('AUD 45.00', 'AUD -1234.56')

    :param currency: ``None`` where nobody can say it: then a decimal and nothing else
    """
    if currency is None:
        return plain_cents(cents)
    if currency != DOLLARS:
        return f"{currency} {plain_cents(cents)}"
    return f"{'-' if cents < 0 else ''}${plain_cents(abs(cents))}"


def plain_cents(cents: int) -> str:
    """Cents as a decimal of two places.

    >>> plain_cents(4500), plain_cents(-5)
    ('45.00', '-0.05')
    """
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def share(basis_points: int) -> str:
    """Ten-thousandths as a percentage.

    >>> share(8000)
    '80%'
    """
    return f"{decimal(Decimal(basis_points) / 100)}%"


def length(of: Length) -> str:
    """A length of time, in years where it comes to whole ones.

    >>> length(Length(months=24)), length(Length(months=18)), length(Length(days=90))
    ('2 years', '18 months', '90 days')
    """
    if of.days:
        return counted(of.days, "day")
    if of.months and of.months % 12 == 0:
        return counted(of.months // 12, "year")
    return counted(of.months, "month")


def counted(number: int | str, thing: str) -> str:
    """So many of a thing, which takes an s.

    >>> counted(1, "day"), counted(2, "day"), counted("0.5", "clock hour")
    ('1 day', '2 days', '0.5 clock hours')
    """
    return f"{number} {thing}" if str(number) == "1" else f"{number} {thing}s"


def listed(words: Iterable[str], last: Literal["and", "or"]) -> str:
    """Words in a row, apart enough to be told from the commas within them.

    >>> listed(["IMHM-C", "ERS", "vetted"], "or"), listed(["infant", "parent"], "and")
    ('IMHM-C, ERS or vetted', 'infant and parent')

    Where semicolons divide them, or the last has an "and" of its own, the last is set apart too:

    >>> listed(["law, regulation and policy", "thinking", "leadership"], "and")
    'law, regulation and policy; thinking; and leadership'
    >>> listed(["thinking", "leadership", "research and evaluation"], "and")
    'thinking, leadership, and research and evaluation'

    An empty list is a value too:

    >>> listed([], "or")
    'nothing'
    """
    *rest, final = [*words] or ["nothing"]
    between = "; " if any("," in word for word in rest) else ", "
    own = between == "; " or f" {last} " in final
    before = between.rstrip() if own and len(rest) > 1 else ""
    return f"{between.join(rest)}{before} {last} {final}" if rest else final
