"""Statements, receipts and invoices as plain letters: what is owed, what was paid, and by when to pay the rest."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date

from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.names import CategoryCode, FeeOccasion, PlanKey
from vouchbook.letters.categories import named
from vouchbook.letters.phrases import counted, day, money
from vouchbook.letters.stated import Receipt, ShownInvoice, StatedCharge, Statement
from vouchbook.policy.document import AssociationRow

FEES: Mapping[FeeOccasion, str] = {
    FeeOccasion.REGISTRATION: "Registration",
    FeeOccasion.PROCESSING: "Processing",
    FeeOccasion.EXAM: "Exam",
    FeeOccasion.RENEWAL: "Renewal",
    FeeOccasion.LATE_RENEWAL: "Late renewal",
    FeeOccasion.MEMBERSHIP: "Membership",
    FeeOccasion.REINSTATEMENT: "Reinstatement",
}
UNCONFIRMED = (
    "* The association has not confirmed the amount of this fee yet: it was assumed from what neighbours charge."
)
_UNDER = " " * 12
VOID = "VOID: this invoice asks for nothing."


def statement_letter(said: Statement, names: Mapping[str, str], association: AssociationRow) -> list[str]:
    """An account for who pays it: charges with what became of each, payments, and what is owed now."""
    rows: list[tuple[str, str]] = []
    for charge in said.charges:
        rows.append((f"{charge.on}  {_what(charge, association)}", _money(charge.cents, said)))
        rows.append((f"{_UNDER}{charge.charge}, due {charge.due_on}{_for(charge.about, said.payer, names)}", ""))
        rows += [(f"{_UNDER}{what}", _money(cents, said)) for what, cents in _became(charge)]
    paid = [
        (f"{each.received_on}  Paid by {each.method.value}{_called(each)}{_void(each)}", _money(each.cents, said))
        for each in said.payments
    ]
    back = [(f"{each.on}  Paid back by {each.method.value}", _money(each.cents, said)) for each in said.refunds]
    ends = [("Owed", _money(said.owed, said))]
    if said.credit > 0:
        ends.append(("In credit, for what comes next", _money(said.credit, said)))
    if said.credit < 0:
        ends.append(("Paid back out of payments that did not hold, owed too", _money(-said.credit, said)))
    return [
        *_head(association, f"Statement of account on {day(said.on)}", names.get(said.payer, said.payer), said.payer),
        *_part("Charges", rows or [("none", "")]),
        *_part("Payments", paid or [("none", "")]),
        *(_part("Paid back", back) if back else ()),
        *_columns(ends),
        *_foot(any(not charge.confirmed for charge in said.charges)),
    ]


def receipt_letter(said: Receipt, names: Mapping[str, str], association: AssociationRow, on: date) -> list[str]:
    """What came in, and what it paid."""
    rows = [
        (
            _fee(part.occasion, part.category, None, association) + _for(part.about, said.payer, names),
            money(part.cents, said.currency),
        )
        for part in said.parts
    ]
    if said.paid_back:
        rows.append(("Paid back, no fee needed it", money(said.paid_back, said.currency)))
    if said.rest:
        rows.append(("In credit, for what comes next", money(said.rest, said.currency)))
    taken_back = f"Taken back on {day(said.reversed_on)}: it did not hold." if said.reversed_on else ""
    return [
        *_head(association, f"Receipt {said.payment}", names.get(said.payer, said.payer), said.payer),
        f"Received on {day(said.received_on)} by {said.method.value}{_called(said)}: "
        f"{money(said.cents, said.currency)}",
        *([taken_back] if taken_back else ()),
        "",
        *_part(f"It pays, as of {day(on)}", rows or [("nothing", "")]),
    ]


def invoice_letter(
    said: ShownInvoice, to: OrganisationWords, names: Mapping[str, str], association: AssociationRow
) -> list[str]:
    """What a payer is asked for, line by line with the names of those it is for."""
    rows = [
        (
            _fee(line.occasion, line.category, None, association)
            + ("" if line.confirmed else " *")
            + _for(line.about, said.payer, names),
            money(line.cents, said.currency),
        )
        for line in said.lines
    ]
    ends = [("Total", money(said.cents, said.currency))]
    if said.voided_on is None and said.open != said.cents:
        ends.append(("Settled", money(said.cents - said.open, said.currency)))
        ends.append(("Still to pay", money(said.open, said.currency)))
    asks = [VOID] if said.voided_on else [f"Please pay by {day(said.due_on)}, and name {said.number}."]
    return [
        association.name,
        "",
        f"Invoice {said.number} of {day(said.issued_on)}",
        "",
        to.name,
        *to.address.splitlines(),
        "",
        *_part(f"For {counted(len(said.lines), 'fee')}", rows),
        *_columns(ends),
        "",
        *([] if said.voided_on is None and not said.open else asks),
        *(["It is settled: thank you."] if said.voided_on is None and not said.open else ()),
        *_foot(any(not line.confirmed for line in said.lines)),
    ]


def _head(association: AssociationRow, title: str, name: str, payer: str) -> list[str]:
    return [association.name, "", title, f"{name} ({payer})", ""]


def _part(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    return [title, *_columns(rows), ""]


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    """What, and how much, the amounts under each other."""
    wide = max((len(what) for what, _ in rows), default=0)
    far = max((len(much) for _, much in rows), default=0)
    return [f"  {what:<{wide}}  {much:>{far}}".rstrip() for what, much in rows]


def _foot(assumed: bool) -> list[str]:
    return ["", *textwrap.wrap(UNCONFIRMED, 78, subsequent_indent="  ")] if assumed else []


def _money(cents: int, said: Statement) -> str:
    return money(cents, said.currency)


def _what(charge: StatedCharge, association: AssociationRow) -> str:
    return _fee(charge.occasion, charge.category, charge.plan, association) + ("" if charge.confirmed else " *")


def _became(charge: StatedCharge) -> list[tuple[str, int]]:
    """Every way in which a charge was settled, and what is left."""
    settled = charge.granted + charge.written_off + charge.voided + charge.moved
    paid = charge.cents - settled - charge.open
    ways = [
        ("paid", paid),
        ("of that paid back" if paid >= charge.refunded else "paid back", charge.refunded),
        ("paid by a scholarship", charge.granted),
        ("written off", charge.written_off),
        ("charged in error, voided", charge.voided),
        (f"taken over by {charge.moved_to}", charge.moved),
        ("still to pay", charge.open),
    ]
    return [(what, cents) for what, cents in ways if cents]


def _fee(
    occasion: FeeOccasion, category: CategoryCode | None, plan: PlanKey | None, association: AssociationRow
) -> str:
    what = FEES[occasion]
    if category is not None:
        return f"{what}, {named(category, association)}"
    return f"{what}, {plan.replace('_', ' ')}" if plan is not None else what


def _for(about: str, payer: str, names: Mapping[str, str]) -> str:
    return "" if about == payer else f", for {names.get(about, about)}"


def _called(paid: Receipt) -> str:
    return f" {paid.reference}" if paid.reference else ""


def _void(paid: Receipt) -> str:
    return f" (taken back on {paid.reversed_on})" if paid.reversed_on else ""
