"""A fund of an association: its budget, and the scholarships that pay people's fees out of it, never beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import event
from vouchbook.domain.names import ChargeId, FeeOccasion, FundKey, GrantId, PayerId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed


@event("fund_opened", stream="fund")
class FundOpened(Struct, frozen=True):
    """The association begins to keep a fund; what it pays stands in the policy, its budget is added to it."""

    fund: FundKey
    on: date


@event("budget_added", stream="fund")
class BudgetAdded(Struct, frozen=True):
    """So many cents more may be granted; ``words`` say from whom they are."""

    cents: int
    on: date
    words: Sealed[str] | None


@event("grant_made", stream="fund")
class GrantMade(Struct, frozen=True):
    """The fund pays so many cents of a charge; the account of ``payer``, who owed it, says the same."""

    grant: GrantId
    person: PersonId
    payer: PayerId
    charge: ChargeId
    occasion: FeeOccasion
    cents: int
    on: date


@event("grant_returned", stream="fund")
class GrantReturned(Struct, frozen=True):
    """All of a grant came back: its charge is not owed after all, or somebody else pays it."""

    grant: GrantId
    cents: int
    on: date


Event = FundOpened | BudgetAdded | GrantMade | GrantReturned


class OpenFund(Struct, frozen=True):
    fund: FundKey
    on: date


class AddBudget(Struct, frozen=True):
    cents: int
    on: date
    words: Sealed[str] | None


class MakeGrant(Struct, frozen=True):
    """Pay ``cents`` of a charge; ``owed`` is what stands open of it, ``pays`` what policy lets the fund pay."""

    grant: GrantId
    person: PersonId
    payer: PayerId
    charge: ChargeId
    occasion: FeeOccasion
    cents: int
    owed: int
    pays: tuple[FeeOccasion, ...]
    on: date


class ReturnGrant(Struct, frozen=True):
    """Give back all of a grant."""

    grant: GrantId
    on: date


Command = OpenFund | AddBudget | MakeGrant | ReturnGrant


class Grant(Struct, frozen=True):
    """A scholarship, and when it came back."""

    made: GrantMade
    returned_on: date | None = None

    @property
    def standing(self) -> int:
        """What the fund pays by it, in cents."""
        return 0 if self.returned_on else self.made.cents


class Fund(Struct, frozen=True):
    """A fund as it stands; amounts in cents."""

    opened: FundOpened | None = None
    added: tuple[BudgetAdded, ...] = ()
    grants: Mapping[GrantId, Grant] = {}

    @property
    def budget(self) -> int:
        return sum(each.cents for each in self.added)

    @property
    def granted(self) -> int:
        return sum(each.standing for each in self.grants.values())

    @property
    def left(self) -> int:
        """What may still be granted; never below nothing."""
        return self.budget - self.granted


NOT_OPENED = Fund()


def decide(command: Command, fund: Fund) -> list[Event]:
    """:raises Refused: more than is left or owed, what the fund does not pay, a settled charge, an unknown grant"""
    if isinstance(command, OpenFund):
        return [] if fund.opened is not None else [FundOpened(fund=command.fund, on=command.on)]
    if fund.opened is None:
        raise Refused("fund_not_open")
    match command:
        case AddBudget(cents=cents, on=on, words=words):
            if cents < 1:
                raise Refused("budget_of_nothing")
            return [BudgetAdded(cents=cents, on=on, words=words)]
        case MakeGrant():
            return _granted(command, fund, fund.opened.fund)
        case ReturnGrant(grant=grant, on=on):
            known = fund.grants.get(grant)
            if known is None:
                raise Refused("grant_not_of_fund", grant=grant, fund=fund.opened.fund)
            if known.returned_on is not None:
                return []
            if on < known.made.on:
                raise Refused("before_grant", grant=grant, on=on, until=known.made.on)
            return [GrantReturned(grant=grant, cents=known.made.cents, on=on)]
        case _:
            assert_never(command)


def _granted(command: MakeGrant, fund: Fund, key: FundKey) -> list[Event]:
    made = GrantMade(
        grant=command.grant,
        person=command.person,
        payer=command.payer,
        charge=command.charge,
        occasion=command.occasion,
        cents=command.cents,
        on=command.on,
    )
    known = fund.grants.get(command.grant)
    if known is not None:
        if known.made == made:
            return []
        raise Refused("grant_made_already", grant=command.grant)
    if command.occasion not in command.pays:
        raise Refused("fund_does_not_pay", fund=key, occasion=command.occasion, pays=command.pays)
    if command.owed < 1:
        raise Refused("charge_settled", charge=command.charge)
    if command.cents < 1:
        raise Refused("grant_of_nothing", amount_owed=command.owed)
    if command.cents > command.owed:
        raise Refused("grant_over_owed", charge=command.charge, amount_owed=command.owed)
    if command.cents > fund.left:
        raise Refused("fund_over_budget", fund=key, amount_left=fund.left, amount_asked=command.cents)
    return [made]


def evolve(fund: Fund, event: Event) -> Fund:
    match event:
        case FundOpened():
            return replace(fund, opened=event)
        case BudgetAdded():
            return replace(fund, added=(*fund.added, event))
        case GrantMade(grant=grant):
            return replace(fund, grants={**fund.grants, grant: Grant(event)})
        case GrantReturned(grant=grant, on=on):
            returned = replace(fund.grants[grant], returned_on=on)
            return replace(fund, grants={**fund.grants, grant: returned})
        case _:
            assert_never(event)
