"""A person and their evidence: one pool for every category, renewal and application."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.events import event
from vouchbook.domain.evidence import CLAIMS, Colleague, Facts, Item, Membership, PersonWords, Rating, Words
from vouchbook.domain.names import ItemId, KeyedDigest, PersonId, Source
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Sealed


class UsState(str):
    """Two capital letters."""

    __slots__ = ()


@event("person_registered", stream="person")
class PersonRegistered(Struct, frozen=True):
    """Someone entered the book: an applicant, a reviewer, a coordinator."""

    person: PersonId
    email: KeyedDigest
    words: Sealed[PersonWords]


@event("evidence_recorded", stream="person")
class EvidenceRecorded(Struct, frozen=True):
    """An item of evidence, or a new revision of one; ``revision`` counts from 1."""

    item: ItemId
    revision: int
    source: Source
    facts: Facts
    words: Sealed[Words]


@event("evidence_confirmed", stream="person")
class EvidenceConfirmed(Struct, frozen=True):
    """A claim was matched to a registry or seen by the coordinator; ``seen_on`` is the day, ``where`` the place."""

    item: ItemId
    revision: int
    source: Source
    seen_on: date
    where: Sealed[str]


@event("evidence_withdrawn", stream="person")
class EvidenceWithdrawn(Struct, frozen=True):
    """The person takes an item back; what was submitted with it stays submitted."""

    item: ItemId
    revision: int


Event = PersonRegistered | EvidenceRecorded | EvidenceConfirmed | EvidenceWithdrawn
