"""What decisions ask of a charge before anything else: that it is there, and was so on the day."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from msgspec import Struct

from vouchbook.domain.account.state import Account, Charged
from vouchbook.domain.names import ChargeId
from vouchbook.domain.refusal import Refused

E = TypeVar("E", bound=Struct)


def known_charge(charge: ChargeId, account: Account) -> Charged:
    """:raises Refused: this account has no such charge"""
    if charge not in account.charges:
        raise Refused("unknown_charge", charge=charge)
    return account.charges[charge]


def not_before(charge: Charged, on: date) -> None:
    """:raises Refused: earlier than the charge was made, or came here"""
    if on < charge.since:
        raise Refused("before_charge", charge=charge.terms.charge, on=on, until=charge.since)


def as_event(command: Struct, kind: type[E]) -> E:
    """The event with the same fields."""
    return kind(**{field: getattr(command, field) for field in kind.__struct_fields__})
