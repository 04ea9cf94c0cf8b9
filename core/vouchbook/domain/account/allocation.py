"""Which payment paid which charge: worked out anew from all of them, so that late payments find their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from vouchbook.domain.account.facts import PaymentReceived
from vouchbook.domain.names import ChargeId, PaymentId


class Part(Struct, frozen=True):
    """So much of a payment went to a charge."""

    payment: PaymentId
    charge: ChargeId
    cents: int


class Allocation(Struct, frozen=True):
    """``paid`` per charge, what was given back of it included; ``credit`` is what no charge needed.

    ``returned``: per payment, what of it went back out of the credit.
    """

    parts: tuple[Part, ...]
    paid: Mapping[ChargeId, int]
    credit: int
    returned: Mapping[PaymentId, int] = {}


Asked = tuple[date, int, int]
"""Of a charge: the day it is due, what is to pay, and what of it was given back, in cents."""


def allocate(payments: Sequence[PaymentReceived], charges: Mapping[ChargeId, Asked], returned: int) -> Allocation:
    """Payments by the day they came in, charges by the day they are due; equal days by id.

    First comes what was meant for a charge, then what was given back of one, which it must have had; what is left
    goes to the charge that is due first. ``returned`` was given back out of the credit, from the latest payment on:
    while there is credit no charge is open, so no charge misses it.
    """
    left = {each.payment: each.cents for each in sorted(payments, key=lambda p: (p.received_on, p.payment))}
    named = {each.payment: each.charges for each in payments}
    back: dict[PaymentId, int] = {}
    for payment in reversed(left):
        back[payment] = taken = min(left[payment], returned)
        left[payment] -= taken
        returned -= taken
    found: dict[tuple[PaymentId, ChargeId], int] = {}
    paid: dict[ChargeId, int] = dict.fromkeys(charges, 0)

    def give(payment: PaymentId, charge: ChargeId, most: int) -> None:
        cents = min(left[payment], most - paid[charge])
        if cents > 0:
            left[payment] -= cents
            paid[charge] += cents
            found[payment, charge] = found.get((payment, charge), 0) + cents

    for payment in left:
        for charge in named[payment]:
            if charge in charges:
                give(payment, charge, charges[charge][1])
    due_first = sorted(charges, key=lambda charge: (charges[charge][0], charge))
    for charge in due_first:
        for payment in left:
            give(payment, charge, min(charges[charge][2], charges[charge][1]))
    for charge in due_first:
        for payment in left:
            give(payment, charge, charges[charge][1])
    return Allocation(
        parts=tuple(Part(payment, charge, cents) for (payment, charge), cents in found.items()),
        paid=paid,
        credit=sum(left.values()) - returned,
        returned=back,
    )
