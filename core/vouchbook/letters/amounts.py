"""Amounts as people and programs read them: clock hours, months, whole things, never more than there is."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_UP, Decimal

from vouchbook.domain.trace import Unit
from vouchbook.letters.phrases import decimal, hours, in_quarters
from vouchbook.policy.months import MONTH

UNITS: Mapping[Unit, str] = {**{unit: unit.value for unit in Unit}, Unit.MINUTES: "clock hours"}
_PARTS: Mapping[Unit, int] = {Unit.MINUTES: 60, Unit.MONTHS: MONTH}


def amount(number: int, unit: Unit) -> str:
    """A whole number of parts as a decimal, rounded down to two places: never more than there is."""
    return decimal(Decimal(number) / _PARTS.get(unit, 1))


def gap(number: int, unit: Unit) -> str:
    """The same for what is missing, rounded up: never less than is needed."""
    exact = Decimal(number) / _PARTS.get(unit, 1)
    return decimal(exact.quantize(Decimal("0.01"), rounding=ROUND_UP))


def bare(number: int, of: Unit) -> str:
    """An amount in running text, without its unit where the words around it say that: ``3``, ``2 hours 59 minutes``."""
    return hours(number) if to_the_minute(number, of) else amount(number, of)


def share_of(part: int, whole: int, of: Unit) -> str:
    """How much of how much.

    >>> share_of(1785, 1800, Unit.MINUTES), share_of(1799, 1800, Unit.MINUTES), share_of(0, 1, Unit.FAMILIES)
    ('29.75 of 30 clock hours', '29 hours 59 minutes of 30 clock hours', '0 of 1 family')
    """
    if to_the_minute(part, of) or to_the_minute(whole, of):
        return f"{hours(part)} of {hours(whole)}"
    needed = amount(whole, of)
    return f"{amount(part, of)} of {needed} {unit(of, needed)}"


def much(number: int, of: Unit) -> str:
    """So much of a unit: ``6 clock hours``, ``9 hours 59 minutes``, ``1 family``."""
    shown = amount(number, of)
    return hours(number) if to_the_minute(number, of) else f"{shown} {unit(of, shown)}"


def to_the_minute(number: int, of: Unit) -> bool:
    """Whether a decimal would say a minute more or less than there is."""
    return of is Unit.MINUTES and not in_quarters(number)


def unit(of: Unit, number: str) -> str:
    """What is counted, one of them in the singular.

    >>> unit(Unit.MINUTES, "2"), unit(Unit.FAMILIES, "1")
    ('clock hours', 'family')
    """
    called = UNITS[of]
    if number != "1":
        return called
    return f"{called.removesuffix('ies')}y" if called.endswith("ies") else called.removesuffix("s")
