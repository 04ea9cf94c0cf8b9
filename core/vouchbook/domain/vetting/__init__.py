"""Vetting: interviewed by the association, decided on with a reason, ended early by an endorsement or a withdrawal.

RSC provider and reference rater are scopes apart: each vetting is of one. A sunset is no event: whether a vetting
counts on a day follows from what was recorded here, from the day, and from policy (``policy.vettings``).
"""

from __future__ import annotations

from vouchbook.domain.vetting.decisions import decide
from vouchbook.domain.vetting.facts import (
    EndCause,
    Event,
    VettedBy,
    VettingDecided,
    VettingEnded,
    VettingInterviewed,
    VettingOpened,
)
from vouchbook.domain.vetting.requests import Command, Decide, End, Interview, Offer, Open
from vouchbook.domain.vetting.state import NOT_OPENED, Vetting, VettingStatus, evolve

__all__ = [
    "NOT_OPENED",
    "Command",
    "Decide",
    "End",
    "EndCause",
    "Event",
    "Interview",
    "Offer",
    "Open",
    "VettedBy",
    "Vetting",
    "VettingDecided",
    "VettingEnded",
    "VettingInterviewed",
    "VettingOpened",
    "VettingStatus",
    "decide",
    "evolve",
]
