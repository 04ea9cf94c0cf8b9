"""The test kit for authors: life cycles told as given, when, then, and builders for what they speak of."""

from vouchbook.testing.applications import (
    answered,
    assigned,
    claimed,
    completed,
    cured,
    decided,
    hold,
    not_met,
    opened,
    ruling,
    submitted,
    trace,
    undecided,
    withdrawn,
)
from vouchbook.testing.evidence import DATED, colleague, dated, item, sealed
from vouchbook.testing.life_cycles import Given, Outcome, given, life_cycle_of
from vouchbook.testing.policies import policy

__all__ = [
    "DATED",
    "Given",
    "Outcome",
    "answered",
    "assigned",
    "claimed",
    "colleague",
    "completed",
    "cured",
    "dated",
    "decided",
    "given",
    "hold",
    "item",
    "life_cycle_of",
    "not_met",
    "opened",
    "policy",
    "ruling",
    "sealed",
    "submitted",
    "trace",
    "undecided",
    "withdrawn",
]
