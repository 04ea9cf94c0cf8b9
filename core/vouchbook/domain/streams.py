"""Every life cycle of a book: which stream holds it, where it begins, what decides and folds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from vouchbook.domain import (
    account,
    alliance,
    application,
    endorsement,
    fund,
    membership,
    person,
    policy,
    provider,
    rating,
    roles,
    vetting,
    wish,
)

S = TypeVar("S")


class LifeCycle(Struct, Generic[S], frozen=True):
    """One kind of stream; ``stream(id)`` is its name in the book."""

    name: str
    initial: S
    decide: Callable[[Any, S], list[Any]]
    evolve: Callable[[S, Any], S]

    def stream(self, id_: str) -> str:
        return f"{self.name}:{id_}"

    def fold(self, events: Iterable[Any], state: S | None = None) -> S:
        """The state after these events, from the beginning or from ``state``."""
        folded = self.initial if state is None else state
        for event in events:
            folded = self.evolve(folded, event)
        return folded


PERSON = LifeCycle("person", person.NOBODY, person.decide, person.evolve)
MEMBERSHIP = LifeCycle("membership", membership.NO_TERMS, membership.decide, membership.evolve)
RATING = LifeCycle("rating", rating.NOT_ASKED, rating.decide, rating.evolve)
APPLICATION = LifeCycle("application", application.NOT_OPENED, application.decide, application.evolve)
ENDORSEMENT = LifeCycle("endorsement", endorsement.NOT_ENDORSED, endorsement.decide, endorsement.evolve)
ACCOUNT = LifeCycle("account", account.NO_ACCOUNT, account.decide, account.evolve)
VETTING = LifeCycle("vetting", vetting.NOT_OPENED, vetting.decide, vetting.evolve)
PROVIDER = LifeCycle("provider", provider.NOT_LISTED, provider.decide, provider.evolve)
POLICY = LifeCycle("policy", policy.NONE_ADOPTED, policy.decide, policy.evolve)
FUND = LifeCycle("fund", fund.NOT_OPENED, fund.decide, fund.evolve)
ROLES = LifeCycle("roles", roles.NONE_GIVEN, roles.decide, roles.evolve)
WISH = LifeCycle("wish", wish.NOT_MADE, wish.decide, wish.evolve)
ALLIANCE = LifeCycle("alliance", alliance.NEW, alliance.decide, alliance.evolve)

LIFE_CYCLES: tuple[LifeCycle[Any], ...] = (
    PERSON,
    MEMBERSHIP,
    RATING,
    APPLICATION,
    ENDORSEMENT,
    ACCOUNT,
    POLICY,
    FUND,
    ALLIANCE,
    VETTING,
    PROVIDER,
    ROLES,
    WISH,
)
