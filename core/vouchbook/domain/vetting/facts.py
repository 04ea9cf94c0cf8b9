"""What happens to a vetting: opened, talked with, decided on, ended early. A sunset is none of it."""

from __future__ import annotations

from datetime import date
from enum import Enum

from msgspec import Struct

from vouchbook.domain.events import event
from vouchbook.domain.names import EndorsementId, PersonId, VettingId, VettingScope
from vouchbook.domain.sealed import Sealed


class VettedBy(Enum):
    """How somebody was talked with; an interview is more than a phone call, and fits where a call is asked for."""

    INTERVIEW = "interview"
    PHONE_CALL = "phone_call"


class EndCause(Enum):
    """Why a vetting ended before its time."""

    ENDORSED = "endorsed"
    WITHDRAWN = "withdrawn"


@event("vetting_opened", stream="vetting")
class VettingOpened(Struct, frozen=True):
    """The association begins to vet somebody for one scope."""

    vetting: VettingId
    person: PersonId
    scope: VettingScope
    on: date


@event("vetting_interviewed", stream="vetting")
class VettingInterviewed(Struct, frozen=True):
    """Somebody talked with them; what was said is sealed. ``by`` is nobody of the book where it does not say."""

    by: PersonId | None
    how: VettedBy
    on: date
    words: Sealed[str]


@event("vetting_decided", stream="vetting")
class VettingDecided(Struct, frozen=True):
    """Vetted from this day on, or not, for a reason; ``valid_until`` where the decision itself gives a last day."""

    vetted: bool
    on: date
    reason: Sealed[str]
    valid_until: date | None


@event("vetting_ended", stream="vetting")
class VettingEnded(Struct, frozen=True):
    """``on`` is the last day on which it counts; ``endorsement`` is the one that superseded it, if this book has it."""

    on: date
    cause: EndCause
    reason: Sealed[str] | None
    endorsement: EndorsementId | None = None


Event = VettingOpened | VettingInterviewed | VettingDecided | VettingEnded
