"""An account as the person reads it whose it is: what is due, why, how to pay, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from vouchbook.domain.names import PaidBefore, PaymentMethod
from vouchbook.domain.wish import WishKind
from vouchbook.letters.accounts import FEES
from vouchbook.letters.categories import named
from vouchbook.letters.fee_schedule import refund
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import day
from vouchbook.letters.phrases import money
from vouchbook.letters.stated import ChargeBasis, InvoiceLine, PaidPart, StatedCharge
from vouchbook.policy.document import AssociationRow
from vouchbook.policy.source import EVERY

METHODS = {
    PaymentMethod.CARD: "card",
    PaymentMethod.CHEQUE: "check",
    PaymentMethod.TRANSFER: "bank transfer",
    PaymentMethod.CASH: "cash",
}
ASSUMED = "The association has not confirmed this amount yet."
WISHES = {
    WishKind.MEMBERSHIP: "To join",
    WishKind.SCHOLARSHIP: "A scholarship",
    WishKind.EMPLOYER: "That an employer or agency pays",
    WishKind.INVOICE: "An invoice",
    WishKind.PAID: "A payment that is on its way",
}
ANSWERS = {"done": "Done", "declined": "Not granted"}


def what(charge: StatedCharge | PaidPart | InvoiceLine | ChargeBasis, association: AssociationRow) -> str:
    """The fee, and for which category or plan."""
    words, plan = FEES[charge.occasion], getattr(charge, "plan", None)
    if charge.category is not None:
        return f"{words} fee, {named(charge.category, association)}"
    return f"{words}, {spaced(plan)}" if plan else f"{words} fee"


def became(charge: StatedCharge, currency: str) -> str:
    """What became of a charge, and what of it is open."""
    parts = (
        ("paid", charge.paid),
        ("given back", charge.refunded),
        ("paid by a scholarship", charge.granted),
        ("given up by the association", charge.written_off),
        ("charged in error and void", charge.voided),
        ("taken over by an employer or agency", charge.moved),
    )
    said = [f"{money(cents, currency)} {words}" for words, cents in parts if cents]
    if charge.open:
        said.append(f"{money(charge.open, currency)} due by {day(charge.due_on)}")
    return "; ".join(said) or "nothing due"


def why(found: ChargeBasis, association: AssociationRow) -> Iterator[str]:
    """What an amount follows from, a sentence for each thing."""
    amount = money(found.cents, found.currency)
    yield f"{what(found, association)}: {amount}, charged on {day(found.on)}, due on {day(found.due_on)}."
    yield f"{refund(found.refund, found.kept, found.currency).capitalize()}."
    if found.paid_before is not PaidBefore.NOTHING:
        yield f"The {found.paid_before.value} waits until it is settled."
    if not found.confirmed:
        yield ASSUMED
    if found.in_force_from is not None:
        yield f"It rests on the policy in force from {day(found.in_force_from)}."
    row = found.row
    if row is None:
        return
    whom = [", ".join(row.for_)] if row.for_ != (EVERY,) else []
    whom += [f"the plan {spaced(row.plan)}"] if row.plan else []
    whom += [] if row.members is None else ["members" if row.members else "people who are not members"]
    yield f"That policy asks {money(row.cents, found.currency)} of {', '.join(whom) or 'everybody'}."
    if found.upgrade:
        yield f"You pay {amount}, less than that, because you hold another endorsement here."
    elif found.cents != row.cents:
        yield f"The association's own rule made it {amount}."
    where = ": ".join(filter(None, (row.source, row.line)))
    yield f"Source: {where}{f', {row.url}' if row.url else ''}."
    if row.note:
        yield f"Note: {row.note}"


PAYS = {
    "myself": "I pay it",
    "scholarship": "I ask for a scholarship",
    "employer": "My employer or agency pays",
}


def asked(parts: dict[str, str]) -> str:
    """What the office has to know, a line for each thing that was written."""
    return "\n".join(f"{label}: {value}" for label, value in parts.items() if value)
