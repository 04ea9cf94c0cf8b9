"""The fees of an association on a day as a schedule, and a price that was asked for, in words with their sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from vouchbook.domain.names import FeeDue, FeeOccasion, PaidBefore, Refundable
from vouchbook.hookspecs import Fee
from vouchbook.letters.names import spaced
from vouchbook.letters.phrases import day, length, listed, money
from vouchbook.policy.comparing.standings import Side
from vouchbook.policy.comparing.tables import ruling_rows
from vouchbook.policy.document import FeeRow, PolicyDocument, UpgradeRow, ruling_row
from vouchbook.policy.fees import due_of
from vouchbook.policy.source import EVERY

UNCONFIRMED = "not confirmed"


class Price(Struct, frozen=True):
    """One row of the schedule; ``categories`` is empty where the fee is the same for all."""

    occasion: FeeOccasion
    categories: tuple[str, ...]
    plan: str | None
    members: bool | None
    cents: int
    due: FeeDue
    refund: Refundable
    kept: int
    paid_before: PaidBefore
    added_to: str | None
    from_: date | None
    until: date | None
    source: str
    line: str | None
    confirmed: bool

    @property
    def whom(self) -> str:
        categories = ", ".join(self.categories)
        plan = f"plan {spaced(self.plan)}" if self.plan else ""
        members = {None: "", True: "members", False: "others than members"}[self.members]
        return ", ".join(filter(None, (categories, plan, members))) or "everybody"

    def terms(self, currency: str) -> str:
        """When it is due, what waits for it, what comes back of it."""
        waits = f"paid before {self.paid_before.value}" if self.paid_before is not PaidBefore.NOTHING else ""
        added = f"with {spaced(self.added_to)}" if self.added_to else f"at {self.due.value}"
        return ", ".join(filter(None, (added, waits, refund(self.refund, self.kept, currency) if self.cents else "")))


def refund(terms: Refundable, kept: int, currency: str | None) -> str:
    """What comes back of a fee that was paid."""
    match terms:
        case Refundable.NONE:
            return "no refund"
        case Refundable.ALL:
            return "refunded"
        case Refundable.PART:
            return f"refunded but for {money(kept, currency)}"


def schedule(document: PolicyDocument, on: date) -> list[Price]:
    """Every fee row that rules on a day, in the order in which one meets the occasions."""
    found: dict[int, tuple[FeeRow, list[str]]] = {}
    for key, row in ruling_rows("fee", Side(document, on), None).items():
        if isinstance(row, FeeRow):
            found.setdefault(id(row), (row, []))[1].append(str(key[1]))
    offered = document.association.categories
    prices = [_price(document, row, [c for c in offered if c in codes], on) for row, codes in found.values()]
    order = [*FeeOccasion]
    return sorted(prices, key=lambda each: (order.index(each.occasion), each.cents, each.whom))


def _price(document: PolicyDocument, row: FeeRow, codes: Sequence[str], on: date) -> Price:
    source = document.sources.get(row.source)
    every = row.for_ == (EVERY,) and len(codes) == len(document.association.categories)
    return Price(
        occasion=FeeOccasion(row.occasion),
        categories=() if every else tuple(codes),
        plan=row.plan,
        members=row.members,
        cents=row.amount,
        due=due_of(document, row, on),
        refund=Refundable(row.refund),
        kept=row.kept or 0,
        paid_before=PaidBefore(row.paid_before),
        added_to=row.added_to,
        from_=row.from_,
        until=row.until,
        source=source.title if source else row.source,
        line=row.line,
        confirmed=row.confirmed,
    )


HEADERS = ("fee for", "whom", "amount", "terms", "source")


def row_of(price: Price, currency: str) -> tuple[str, ...]:
    """A line of the schedule as people read it."""
    source = f"{price.source}: {price.line}" if price.line else price.source
    mark = "" if price.confirmed else " (?)"
    return (
        spaced(price.occasion.value),
        price.whom,
        f"{money(price.cents, currency)}{mark}",
        price.terms(currency),
        source,
    )


def remarks(document: PolicyDocument, on: date, prices: Sequence[Price]) -> Iterator[str]:
    """What a schedule leaves unsaid: what costs nothing because no row asks for it, and what upgrades pay."""
    priced = {price.occasion for price in prices}
    free = [spaced(each.value) for each in FeeOccasion if each not in priced]
    if free:
        yield f"The policy has no row for {listed(free, 'or')}: nothing is charged for it."
    lapse = ruling_row(document.lapse, on)
    if lapse and lapse.charges:
        yield f"A reinstatement costs the fee for {listed(map(spaced, lapse.charges), 'and')}."
    for row in dict.fromkeys(ruling_rows("upgrade", Side(document, on), None).values()):
        if isinstance(row, UpgradeRow):
            yield _upgrade(row)
    if unconfirmed := sum(not price.confirmed for price in prices):
        are = "fee is" if unconfirmed == 1 else "fees are"
        yield f"(?) {unconfirmed} {are} {UNCONFIRMED}: assumed until the association says otherwise."


def _upgrade(row: UpgradeRow) -> str:
    pays = "the whole fee" if row.charge == "full" else "the difference between the two fees for processing"
    again = "" if row.registration_again else ", and no registration again"
    waits = f", {length(row.wait)} after they were endorsed at the earliest" if row.wait else ""
    mark = "" if row.confirmed else f" ({UNCONFIRMED})"
    return f"Who is endorsed here and applies for another category pays {pays}{again}{waits}{mark}."


# ── What was asked for ────────────────────────────────────────────────────────────────────────


def fee_said(fee: Fee, document: PolicyDocument) -> str:
    """A fee with the reason of its amount: ``processing: $25.00 (instead of $125.00: …), at submission, …``."""
    source = document.sources.get(fee.source)
    where = ": ".join(filter(None, (source.title if source else fee.source, fee.line)))
    currency = document.association.currency
    less = (
        f" (instead of {money(fee.full, currency)}: endorsed here in another category)" if fee.full is not None else ""
    )
    mark = f", {UNCONFIRMED}" if not fee.confirmed else ""
    terms = ", ".join(
        filter(None, (f"at {fee.due.value}", refund(fee.refund, fee.kept, currency) if fee.cents else ""))
    )
    price = money(fee.cents, currency) if fee.cents else "nothing to pay"
    return f"{spaced(fee.occasion.value)}: {price}{less}, {terms} [{where}{mark}]"


def charged_said(charged: Iterable[dict[str, object]], currency: str) -> str:
    """What was charged with a step: ``Charged: registration $20.00 (ch-…).``; nothing to say where nothing was."""
    each = [
        f"{spaced(str(one['occasion']))} {money(int(str(one['cents'])), currency)} ({one['charge']})" for one in charged
    ]
    return f"Charged: {listed(each, 'and')}." if each else ""


def refunds_said(fees: Iterable[dict[str, object]], currency: str) -> list[str]:
    """What policy gives back of the fees of an application that was taken back, and what stands open of them."""
    said = []
    for fee in fees:
        what = f"Of the fee for {spaced(str(fee['occasion']))} ({fee['charge']})"
        paid, back, open_, granted = (int(str(fee[name])) for name in ("paid", "given_back", "open", "granted"))
        parts = []
        if paid:
            returned = money(back, currency) if back else "nothing"
            parts.append(f"{money(paid, currency)} is paid, of which policy gives back {returned}")
        if granted:
            parts.append(f"{money(granted, currency)} is paid by a fund")
        if open_:
            parts.append(f"{money(open_, currency)} stands open")
        if parts:
            said.append(f"{what}: {'; '.join(parts)}.")
    return said


def since(quoted_late: date | None, lapsed: date | None) -> Iterator[str]:
    """What a renewal that comes late has to say."""
    if lapsed:
        yield f"The endorsement lapsed after {day(lapsed)}; to reinstate it costs the fees for reinstatement."
    elif quoted_late:
        yield f"The renewal was due on {day(quoted_late)}, so that it is late."
