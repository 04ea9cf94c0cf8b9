"""What is asked of a vetting: every request carries what policy and the evidence of both people say."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.names import EndorsementId, PersonId, Relation, VettingId, VettingScope
from vouchbook.domain.sealed import Sealed
from vouchbook.domain.vetting.facts import EndCause, VettedBy


class Offer(Struct, frozen=True):
    """What policy says of vetting for the scope: how one is talked with, and after which day nobody is vetted anew."""

    by: VettedBy
    closes: date | None = None


class Open(Struct, frozen=True):
    """``offer``: ``None`` where the association's policy has no vetting for the scope."""

    vetting: VettingId
    person: PersonId
    scope: VettingScope
    on: date
    offer: Offer | None


class Interview(Struct, frozen=True):
    """``conflicts``: what makes the interviewer no neutral judge, of what policy bars."""

    by: PersonId | None
    how: VettedBy
    on: date
    words: Sealed[str]
    offer: Offer | None
    today: date
    conflicts: tuple[Relation, ...] = ()


class Decide(Struct, frozen=True):
    """``by``: who decides, where they are a person of the book; ``conflicts`` as for the interview."""

    by: PersonId | None
    vetted: bool
    on: date
    reason: Sealed[str]
    valid_until: date | None
    offer: Offer | None
    conflicts: tuple[Relation, ...] = ()


class End(Struct, frozen=True):
    on: date
    cause: EndCause
    reason: Sealed[str] | None
    endorsement: EndorsementId | None = None


Command = Open | Interview | Decide | End
