"""The test kit for authors: life cycles told as given, when, then, and builders for what they speak of.

Whoever installs Vouchbook has it as fixtures, too: see ``vouchbook.testing.plugin``. What is here is loaded when it is
first asked for, so that no other test run pays for it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vouchbook.testing.applications import (
        answered,
        assigned,
        claimed,
        completed,
        cured,
        decide,
        decided,
        hold,
        not_met,
        opened,
        ruled,
        ruling,
        submit,
        submitted,
        trace,
        undecided,
        withdrawn,
    )
    from vouchbook.testing.evidence import DATED, colleague, dated, item, sealed
    from vouchbook.testing.life_cycles import Given, Outcome, given, life_cycle_of
    from vouchbook.testing.policies import policy
    from vouchbook.testing.varied import Varied

_HOMES = {
    "vouchbook.testing.applications": (
        "answered", "assigned", "claimed", "completed", "cured", "decide", "decided", "hold", "not_met", "opened",
        "ruled", "ruling", "submit", "submitted", "trace", "undecided", "withdrawn",
    ),
    "vouchbook.testing.evidence": ("DATED", "colleague", "dated", "item", "sealed"),
    "vouchbook.testing.life_cycles": ("Given", "Outcome", "given", "life_cycle_of"),
    "vouchbook.testing.policies": ("policy",),
    "vouchbook.testing.varied": ("Varied",),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "DATED", "Given", "Outcome", "Varied", "answered", "assigned", "claimed", "colleague", "completed", "cured",
    "dated", "decide", "decided", "given", "hold", "item", "life_cycle_of", "not_met", "opened", "policy", "ruled",
    "ruling", "sealed", "submit", "submitted", "trace", "undecided", "withdrawn",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"vouchbook.testing has no {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(_HOME[name]), name)
