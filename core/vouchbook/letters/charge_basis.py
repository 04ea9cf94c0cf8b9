"""Why somebody was charged what they were, in words: policy, row and source."""

from __future__ import annotations

from collections.abc import Iterator

from vouchbook.domain.names import PaidBefore
from vouchbook.letters.accounts import FEES
from vouchbook.letters.fee_schedule import UNCONFIRMED, refund
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import day, money
from vouchbook.letters.stated import ChargeBasis, RestsOn
from vouchbook.policy.source import EVERY


def basis_said(found: ChargeBasis) -> Iterator[str]:
    """One sentence for each thing that the amount follows from."""
    of = f" in {found.category}" if found.category else f", plan {spaced(found.plan)}" if found.plan else ""
    mark = "" if found.confirmed else f" ({UNCONFIRMED})"
    yield (
        f"{FEES[found.occasion]}{of}: {_money(found.cents, found)}{mark}, charged on {day(found.on)}, due on "
        f"{day(found.due_on)}, to {found.about}" + (f" for {found.subject}." if found.subject else ".")
    )
    terms = [refund(found.refund, found.kept, found.currency)]
    if found.paid_before is not PaidBefore.NOTHING:
        terms.append(f"the {found.paid_before.value} waits until it is settled")
    yield f"Its terms: {', '.join(terms)}."
    if found.in_force_from is None:
        yield f"It rests on the policy {found.policy}, which this book never adopted."
        return
    yield f"It rests on the policy {found.policy}, in force from {day(found.in_force_from)}."
    if found.row is None:
        yield "It was recorded without a row of that policy: the association's package named the amount."
        return
    yield from _row(found, found.row)


def _row(found: ChargeBasis, row: RestsOn) -> Iterator[str]:
    whom = [", ".join(row.for_)] if row.for_ != (EVERY,) else []
    whom += [f"plan {spaced(row.plan)}"] if row.plan else []
    whom += [] if row.members is None else ["members" if row.members else "others than members"]
    since = f" from {day(row.from_)}" if row.from_ else ""
    until = f" until {day(row.until)}" if row.until else ""
    confirmed = "confirmed" if row.confirmed else UNCONFIRMED
    who = ", ".join(whom) or "everybody"
    yield f"Its row [[fee]]: {_money(row.cents, found)} for {who}{since}{until}, {confirmed}."
    if found.upgrade:
        yield f"Less than that because of another endorsement here, by [[upgrade]]: {_money(found.cents, found)}."
    elif found.cents != row.cents:
        yield "The association's package named another amount than that row."
    where = ": ".join(filter(None, (row.source, row.line)))
    yield f"Source: {where}{f' ({row.url})' if row.url else ''}."
    if row.note:
        yield f"Note: {row.note}"


def _money(cents: int, found: ChargeBasis) -> str:
    return money(cents, found.currency)
