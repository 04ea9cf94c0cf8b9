"""The credential earned: granted for a period, its status always a question of the day asked."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import Clear, event
from vouchbook.domain.evidence import Item, Standing
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    CategoryCode,
    Digest,
    EndorsementId,
    ItemId,
    PersonId,
    Source,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed


def _complete(clear: Clear) -> Clear:
    """Before schema 2, every endorsement was complete."""
    return {**clear, "emerging": False}


@event("endorsement_granted", stream="endorsement", schema=2, upcasts=(_complete,))
class EndorsementGranted(Struct, frozen=True):
    """Someone is endorsed from ``valid_from`` through ``valid_until``, in grace through ``grace_until``.

    ``commitment`` is the digest of salt, name, category and first day: whoever is shown the salt can check
    that this entry speaks of that name, without the name standing here. ``emerging``: it is still to be completed,
    by another application, until ``valid_until``.
    """

    endorsement: EndorsementId
    application: ApplicationId
    person: PersonId
    category: CategoryCode
    valid_from: date
    valid_until: date
    grace_until: date | None
    policy: Digest
    commitment: Digest
    salt: Sealed[str]
    name: Sealed[str]
    emerging: bool = False


Event = EndorsementGranted


class Grant(Struct, frozen=True):
    """Endorse after an approval; the days come from the policy's renewal rule, fixed here for this person."""

    granted: EndorsementGranted


Command = Grant


class EndorsementStatus(Enum):
    NOT_YET = "not_yet"
    ACTIVE = "active"
    IN_GRACE = "in_grace"
    LAPSED = "lapsed"


class Interval(Struct, frozen=True):
    """The days of an endorsement; read models keep these, never a status."""

    valid_from: date
    valid_until: date
    grace_until: date | None = None

    def status(self, on: date) -> EndorsementStatus:
        """The status on a day: lapsing needs no event, only the date."""
        if on < self.valid_from:
            return EndorsementStatus.NOT_YET
        if on <= self.valid_until:
            return EndorsementStatus.ACTIVE
        if self.grace_until is not None and on <= self.grace_until:
            return EndorsementStatus.IN_GRACE
        return EndorsementStatus.LAPSED


class Endorsement(Struct, frozen=True):
    granted: EndorsementGranted | None = None

    @property
    def interval(self) -> Interval | None:
        if self.granted is None:
            return None
        return Interval(self.granted.valid_from, self.granted.valid_until, self.granted.grace_until)

    def held(self, association: AssociationCode) -> Item | None:
        """What the person holds by it, as evidence of what they may apply for or do: no claim, the book knows it."""
        if self.granted is None:
            return None
        granted = self.granted
        standing = Standing(
            holder=None,
            association=association,
            first=granted.valid_from,
            last=granted.valid_until,
            category=granted.category,
            emerging=granted.emerging,
        )
        return Item(ItemId(granted.endorsement), standing, source=Source.REGISTRY)


NOT_ENDORSED = Endorsement()


def decide(command: Command, endorsement: Endorsement) -> list[Event]:
    """:raises Refused: the endorsement exists with other contents, or would end before it begins"""
    match command:
        case Grant(granted=granted):
            if endorsement.granted is not None:
                if endorsement.granted.application == granted.application:
                    return []
                raise Refused("endorsement_exists", endorsement=granted.endorsement)
            if granted.valid_until < granted.valid_from:
                raise Refused("endorsement_ends_before_it_begins", first=granted.valid_from, last=granted.valid_until)
            return [granted]
        case _:
            assert_never(command)


def evolve(endorsement: Endorsement, event: Event) -> Endorsement:
    match event:
        case EndorsementGranted():
            return replace(endorsement, granted=event)
        case _:
            assert_never(event)
