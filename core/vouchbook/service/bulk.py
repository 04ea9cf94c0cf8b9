"""Many things at once, tried dry first: exactly who and what, and who is left out and why; then done, one by one.

When it is done the plan is made anew: what has moved on since it was looked at is left out, and said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from vouchbook.domain.account import Account
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import (
    CategoryCode,
    ChargeId,
    CommandId,
    EndorsementId,
    FeeOccasion,
    ItemId,
    PersonId,
    Source,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT, MEMBERSHIP, PERSON, RATING
from vouchbook.letters.bulk import Left
from vouchbook.letters.names import spaced
from vouchbook.projections.claims import unconfirmed
from vouchbook.projections.endorsements import EndorsementRow, ending_between
from vouchbook.projections.ratings import silent_since
from vouchbook.service import evidence, fee_charging, fees, rating
from vouchbook.service.charging import standing_id
from vouchbook.service.office import Done, Office, Request
from vouchbook.service.opening import colleague_names, labels
from vouchbook.service.people_index import names

MOST = 200
"""So many are done with one confirmation; the others with the next one."""


class Item(Struct, frozen=True):
    """One thing that would be done, about ``person``. ``what`` says it in words; with ``left`` it is left out.

    ``refused`` is what a service said to it.
    """

    id: str
    person: PersonId
    name: str
    what: str
    on: date
    left: Left | None = None
    refused: Refused | None = None
    cents: int | None = None

    @property
    def goes(self) -> bool:
        return self.left is None and self.refused is None


class Plan(Struct, frozen=True):
    """What a dry run finds; ``more`` would come with the next one."""

    items: tuple[Item, ...]
    more: int = 0

    @property
    def going(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.goes)

    @property
    def left_out(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if not item.goes)


class Outcome(Struct, frozen=True):
    """What came of each: ``done``, those left out or refused, and the ids that are not in the plan any more."""

    done: tuple[Item, ...]
    left_out: tuple[Item, ...]
    moved_on: int


# ── Reminders ─────────────────────────────────────────────────────────────────────────────────


def reminders(office: Office, principal: Principal, on: date, silent_for: int) -> Plan:
    """Every rater of whom nothing was heard for so many days; a coordinator's."""
    office.allow(principal, Action.SEE_EVERYBODY)
    rows = silent_since(office.book, on - timedelta(days=silent_for))
    called = names(office, (row.person for row in rows[:MOST]))
    items = []
    for row in rows[:MOST]:
        person, asked = office.load(PERSON, row.person), office.load(RATING, row.rating).state.requested
        rater = colleague_names(office, person).get(asked.rater, "") if asked else ""
        colleague = person.state.colleague(asked.rater) if asked else None
        left = _own(office, principal, row.person, Action.FOLLOW_RATING)
        if left is None and row.moved_on >= on:
            left = Left.TODAY
        if left is None and (colleague is None or colleague.email is None):
            left = Left.NO_ADDRESS
        slot = asked.slot if asked else ""
        items.append(
            Item(row.rating, PersonId(row.person), called[row.person], f"{rater} ({spaced(slot)})", row.moved_on, left)
        )
    return Plan(tuple(items), max(len(rows) - MOST, 0))


def remind(office: Office, request: Request, silent_for: int, chosen: Sequence[str]) -> Outcome:
    """Remind those of the plan that were chosen."""
    plan = reminders(office, request.principal, request.on, silent_for)
    return _do(plan, chosen, lambda item: rating.remind(office, _part(request, item), ItemId(item.id)))


# ── Claims ────────────────────────────────────────────────────────────────────────────────────


def claims(office: Office, principal: Principal, kind: str) -> Plan:
    """Every claim of a kind that nobody has confirmed, the oldest first; a coordinator's."""
    office.allow(principal, Action.SEE_EVERYBODY)
    rows = [row for row in unconfirmed(office.book) if not kind or row.kind == kind]
    called = names(office, (row.person for row in rows[:MOST]))
    items = []
    for row in rows[:MOST]:
        person = PersonId(row.person)
        said = _said(office, row.person, row.item)
        left = _own(office, principal, row.person, Action.CONFIRM_EVIDENCE)
        items.append(Item(row.item, person, called[row.person], said or row.kind, row.since, left))
    return Plan(tuple(items), max(len(rows) - MOST, 0))


def confirm(
    office: Office, request: Request, kind: str, chosen: Sequence[str], *, source: Source, where: str
) -> Outcome:
    """Confirm those that were chosen, all seen in the same place."""
    plan = claims(office, request.principal, kind)

    def one(item: Item) -> Done:
        wanted = evidence.Claims((ItemId(item.id),))
        return evidence.confirm(office, _part(request, item), item.person, wanted, source=source, where=where)

    return _do(plan, chosen, one)


def _said(office: Office, person: str, item: str) -> str:
    """What a claim says, in words."""
    loaded = office.load(PERSON, person)
    if ItemId(item) in loaded.state.items:
        return labels(office, loaded).get(ItemId(item), "")
    others = [each for each in office.load(MEMBERSHIP, person).state.items if each.id == item]
    if not others and (received := office.load(RATING, item).state.item) is not None:
        others = [received]
    return labels(office, loaded, others).get(ItemId(item), "")


# ── Renewals ──────────────────────────────────────────────────────────────────────────────────


def renewals(office: Office, principal: Principal, on: date, within: int) -> Plan:
    """Every endorsement that ends within so many days, with what its renewal costs; a coordinator's."""
    office.allow(principal, Action.SEE_EVERYBODY)
    rows = ending_between(office.book, on, on + timedelta(days=within))
    called = names(office, (row.person for row in rows[:MOST]))
    items = [_renewal(office, principal, row, called[row.person], on) for row in rows[:MOST]]
    return Plan(tuple(items), max(len(rows) - MOST, 0))


def charge_renewals(office: Office, request: Request, within: int, chosen: Sequence[str]) -> Outcome:
    """Charge the renewal of those that were chosen."""
    plan = renewals(office, request.principal, request.on, within)

    def one(item: Item) -> Done:
        category = CategoryCode(item.what)
        return fee_charging.charge(office, _part(request, item), item.person, FeeOccasion.RENEWAL, category=category)

    return _do(plan, chosen, one)


def _renewal(office: Office, principal: Principal, row: EndorsementRow, name: str, on: date) -> Item:
    person, category = PersonId(row.person), CategoryCode(row.category)
    left = _own(office, principal, row.person, Action.CHARGE_FEE)
    account: Account = office.load(ACCOUNT, person).state
    endorsement = EndorsementId(row.endorsement)
    charged: ChargeId | None = standing_id(account, endorsement, FeeOccasion.RENEWAL, row.valid_until)
    cents: int | None = None
    refused: Refused | None = None
    if left is None and charged is not None:
        left = Left.CHARGED
    if left is None:
        try:
            cents = fees.quote(office, principal, person, FeeOccasion.RENEWAL, on=on, category=category).cents
            left = None if cents else Left.FREE
        except Refused as error:
            refused = error
    return Item(row.endorsement, person, name, row.category, row.valid_until, left, refused, cents)


# ── What all have in common ───────────────────────────────────────────────────────────────────


def _own(office: Office, principal: Principal, person: str, action: Action) -> Left | None:
    try:
        office.allow(principal, action, Circumstances(about=PersonId(person)))
    except Refused as refused:
        if refused.code != "own_application":
            raise
        return Left.OWN
    return None


def _part(request: Request, item: Item) -> Request:
    """A command of its own for each: what was done stays done when it is sent again."""
    return Request(CommandId(f"{request.id}-{item.id}"), request.principal, request.on)


def _do(plan: Plan, chosen: Iterable[str], one: Callable[[Item], Done]) -> Outcome:
    wanted = dict.fromkeys(chosen)
    done: list[Item] = []
    left: list[Item] = []
    there = {item.id: item for item in plan.items}
    for id_ in wanted:
        item = there.get(id_)
        if item is None:
            continue
        if not item.goes:
            left.append(item)
            continue
        try:
            recorded = one(item)
        except Refused as refused:
            left.append(Item(item.id, item.person, item.name, item.what, item.on, None, refused, item.cents))
            continue
        if recorded.last:
            done.append(item)
        else:
            left.append(Item(item.id, item.person, item.name, item.what, item.on, Left.ALREADY, None, item.cents))
    return Outcome(tuple(done), tuple(left), sum(id_ not in there for id_ in wanted))
