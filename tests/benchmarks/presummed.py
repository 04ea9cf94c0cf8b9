"""Leaves behind what each line of the sheet comes to, for a peer that judges sums but does not say what counts."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from paired import KEPT
from policy_changed import ABOUT_DEIA

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import RequirementKey
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.change import PolicyChange
from vouchbook.policy.columns.found import STATUSES
from vouchbook.policy.columns.hours import compiled
from vouchbook.policy.columns.inquiry import Inquiry
from vouchbook.policy.columns.people import People
from vouchbook.policy.columns.store import Columns
from vouchbook.policy.rules import Hours

FOLDER = KEPT / "presummed"
DEIA = compiled(Hours(RequirementKey("deia"), "training", 0, where=ABOUT_DEIA))
"""A part of the training that is asked for after the change."""


def presum(columns: Columns, inquiries: Sequence[Inquiry], change: PolicyChange) -> None:
    """Write of each line what counts and what possibly does, before and after; and what is to come out."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    asked = dict(zip(("before", "after"), inquiries, strict=True))
    for when, inquiry in asked.items():
        sums: dict[str, NDArray[np.int64]] = {}
        for low, high in columns.stretches(1 << 14):
            for name, values in _sums(People(columns, low, high), inquiry).items():
                whole = sums.setdefault(name, np.zeros(columns.people, dtype=np.int64))
                whole[low:high] = values
            columns.let_go()
        for name, whole in sums.items():
            np.save(FOLDER / f"{when}.{name}.npy", whole)
    content = {
        "people": columns.people,
        "keys": [line.key for line in inquiries[0].lines],
        "statuses": [status and status.value for status in STATUSES],
        "minimum": {when: _minimum(inquiry) for when, inquiry in asked.items()},
        "overall": [[was and was.value, now and now.value, people] for (was, now), people in change.overall.items()],
    }
    (FOLDER / "expected.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")


def _sums(people: People, inquiry: Inquiry) -> dict[str, NDArray[np.int64]]:
    sums = {"deia.counted": DEIA(Asked(inquiry.evaluation, people, inquiry.lines[0].day)).counted}
    for line in inquiry.lines:
        if found := inquiry.answer(line, people):
            sums[f"{line.key}.counted"] = found.counted
            sums[f"{line.key}.possible"] = found.counted + found.pending
            sums[f"{line.key}.status"] = found.status.astype(np.int64)
    return sums


def _minimum(inquiry: Inquiry) -> dict[str, int]:
    """What each line asks for, in whole numbers of its unit, and what the training's part does."""
    trace = inquiry.by_rows(Portfolio(()), ())
    rules = [line.line.line.rule for line in inquiry.lines]
    parts = [part.minimum for rule in rules if isinstance(rule, Hours) for part in rule.parts]
    return {**{finding.requirement: finding.required for finding in trace.findings}, "deia": sum(parts)}
