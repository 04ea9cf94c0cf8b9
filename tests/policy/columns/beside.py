"""Holds the answers of columns beside those of ``evaluate``: every line, every person, every whole number."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.policy.by_hand import IMHS

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import AssociationCode, CategoryCode, Occasion, PersonId, RequirementKey
from vouchbook.domain.trace import Finding, Moments
from vouchbook.policy.columns.found import STATUSES, Found
from vouchbook.policy.columns.inquiry import Inquiry
from vouchbook.policy.columns.store import Columns
from vouchbook.policy.columns.writer import write
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.version import PolicyVersion

Answer = tuple[str | None, int, int]
"""Status, what counts, what counts once accepted; ``None``: the line does not apply."""


def written(folder: Path, portfolios: Sequence[Portfolio]) -> Columns:
    """Columns of these people, called ``p0``, ``p1``, … in their order."""
    write(folder, AssociationCode("zz"), ((PersonId(f"p{n}"), each) for n, each in enumerate(portfolios)))
    return Columns(folder)


def by_columns(columns: Columns, inquiry: Inquiry) -> list[dict[RequirementKey, Answer] | None]:
    """Everybody's answers; ``None`` for somebody who is set aside. Lines that are not covered are left out."""
    return [
        None if people.aside[n] else _of_one(n, inquiry, found)
        for people, found in inquiry.answers(columns)
        for n in range(people.number)
    ]


def _of_one(n: int, inquiry: Inquiry, found: Sequence[Found | None]) -> dict[RequirementKey, Answer]:
    answers = {}
    for line, each in zip(inquiry.lines, found, strict=True):
        if each is not None:
            status = STATUSES[each.status[n]]
            answers[line.key] = (status and status.value, int(each.counted[n]), int(each.pending[n]))
    return answers


def by_rows(
    version: PolicyVersion,
    portfolio: Portfolio,
    inquiry: Inquiry,
    at: Occasion,
    moments: Moments,
    category: CategoryCode = IMHS,
) -> dict[RequirementKey, Answer]:
    trace = evaluate(version, category, at, portfolio, (), moments)
    found = {finding.requirement: answer(finding) for finding in trace.findings}
    return {line.key: found.get(line.key, (None, 0, 0)) for line in inquiry.lines if line.not_covered is None}


def answer(finding: Finding) -> Answer:
    return finding.status.value, finding.counted, finding.pending


def assert_equal(
    version: PolicyVersion,
    portfolios: Sequence[Portfolio],
    moments: Moments,
    at: Occasion = Occasion.APPLICATION,
    category: CategoryCode = IMHS,
) -> Inquiry:
    """What columns answer of these people is what ``evaluate`` says of each of them."""
    inquiry = Inquiry(version, category, at, moments)
    with tempfile.TemporaryDirectory() as folder:
        found = by_columns(written(Path(folder) / "columns", portfolios), inquiry)
    assert len(found) == len(portfolios)
    for portfolio, here in zip(portfolios, found, strict=True):
        if here is not None:
            assert here == by_rows(version, portfolio, inquiry, at, moments, category), portfolio
    return inquiry
