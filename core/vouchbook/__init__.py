"""The names an extension author may import; nothing else is promised.

They are loaded when first asked for, so that a command line that only prints its help imports none of them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vouchbook.domain.evidence import Item, Portfolio, Standing
    from vouchbook.domain.names import (
        AssociationCode,
        CategoryCode,
        PlanKey,
        Relation,
        RequirementKey,
        Source,
        StandingName,
    )
    from vouchbook.domain.trace import Because, Excluded, Finding, Lack, Lacking, Moments, Question, Status, Unit, Why
    from vouchbook.hookspecs import Happened, ReviewPlan, Term, hookimpl
    from vouchbook.policy.rules import Line

_HOMES = {
    "vouchbook.hookspecs": ("Happened", "ReviewPlan", "Term", "hookimpl"),
    "vouchbook.domain.evidence": ("Item", "Portfolio", "Standing"),
    "vouchbook.domain.names": (
        "AssociationCode", "CategoryCode", "PlanKey", "Relation", "RequirementKey", "Source", "StandingName",
    ),
    "vouchbook.domain.trace": (
        "Because", "Excluded", "Finding", "Lack", "Lacking", "Moments", "Question", "Status", "Unit", "Why",
    ),
    "vouchbook.policy.rules": ("Line",),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AssociationCode", "Because", "CategoryCode", "Excluded", "Finding", "Happened", "Item", "Lack", "Lacking",
    "Line", "Moments", "PlanKey", "Portfolio", "Question", "Relation", "RequirementKey", "ReviewPlan", "Source",
    "Standing", "StandingName", "Status", "Term", "Unit", "Why", "hookimpl",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"vouchbook publishes no {name!r}; it publishes {', '.join(__all__)}")
    return getattr(importlib.import_module(_HOME[name]), name)
