"""The credential earned: granted for a period, its status always a question of the day asked."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import event
from vouchbook.domain.names import ApplicationId, CategoryCode, Digest, EndorsementId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed


@event("endorsement_granted", stream="endorsement")
class EndorsementGranted(Struct, frozen=True):
    """Someone is endorsed from ``valid_from`` through ``valid_until``, in grace through ``grace_until``.

    ``commitment`` is the digest of salt, name, category and first day: whoever is shown the salt can check
    that this entry speaks of that name, without the name standing here.
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
