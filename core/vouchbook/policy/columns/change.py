"""Whom a change of policy affects: the lines of two versions asked of everybody, and what comes out otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from vouchbook.domain.names import CategoryCode, Occasion, PersonId, RequirementKey
from vouchbook.domain.trace import Moments, Status
from vouchbook.policy.columns.arrays import Codes, Ints
from vouchbook.policy.columns.found import NOT_ASKED, STATUSES
from vouchbook.policy.columns.inquiry import AT_ONCE, Inquiry
from vouchbook.policy.columns.pairs import ByRows, NeedsRows, Pairs
from vouchbook.policy.columns.people import People
from vouchbook.policy.columns.store import Columns
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.version import PolicyVersion

__all__ = ["ByRows", "LineChange", "Moved", "NeedsRows", "PolicyChange", "policy_change"]

Moved = Mapping[tuple[Status | None, Status | None], int]
"""How many people have which status before and after; ``None``: the line, or the whole sheet, does not ask them."""

_STATUSES = len(STATUSES)


class LineChange(NamedTuple):
    """``moved``: those alone whose status changes. ``not_covered``: for what rows answered, ``None``: columns did."""

    key: RequirementKey
    moved: Moved
    not_covered: str | None


class PolicyChange(NamedTuple):
    """What comes of a change of policy for so many people.

    ``overall``: everybody's worst status before and after, apart from ``unknown`` people: not affected, but a
    line that columns do not cover was not asked of them. ``by_rows``: so many were asked by rows.
    ``moves`` holds a code for each person, 0 for who is not affected; ``affected`` reads it.
    """

    people: int
    lines: tuple[LineChange, ...]
    overall: Moved
    unknown: int
    by_rows: int
    moves: Codes

    def affected(self, columns: Columns) -> Iterator[tuple[PersonId, Status | None, Status | None]]:
        """Who has a line that comes out otherwise, with their worst status before and after."""
        for low, high in columns.stretches(AT_ONCE):
            moves = self.moves[low:high]
            if moves.any():
                ids = columns.ids(low, high)
                for n in np.flatnonzero(moves):
                    before, after = divmod(int(moves[n]) - 1, _STATUSES)
                    yield ids[n], STATUSES[before], STATUSES[after]
                columns.let_go()


def policy_change(
    columns: Columns,
    before: PolicyVersion,
    after: PolicyVersion,
    category: CategoryCode,
    at: Occasion,
    moments: Moments,
    *,
    rows: ByRows | None = None,
    ask: Questions = POLICY_ALONE,
    progress: Callable[[int], object] = lambda people: None,
) -> PolicyChange:
    """Hold everybody's items against the sheets that two versions put to them at the same moments.

    What is said of each is what ``evaluate`` says. ``rows`` finds the portfolio of somebody for whom columns
    cannot answer; ``ask`` is the association's code, and where it has a say, all are asked by rows.
    ``progress`` is told of each stretch of people that is done.

    :raises NeedsRows: there is somebody like that, and ``rows`` was not given
    :raises UnknownCategory, NoSheet, NotEvaluated: as ``evaluate`` does
    """
    pairs = Pairs(Inquiry(before, category, at, moments, ask=ask), Inquiry(after, category, at, moments, ask=ask), rows)
    moved = np.zeros((len(pairs.lines), _STATUSES**2), dtype=np.int64)
    overall = np.zeros(_STATUSES**2, dtype=np.int64)
    moves = np.zeros(columns.people, dtype=np.uint8)
    by_rows = 0
    for low, high in columns.stretches(AT_ONCE):
        found = pairs.answers(People(columns, low, high))
        codes = found.before * np.uint8(_STATUSES) + found.after
        for line, each in enumerate(codes):
            moved[line] += np.bincount(each, minlength=_STATUSES**2)
        worst = found.before.min(axis=0, initial=NOT_ASKED) * np.uint8(_STATUSES)
        worst += found.after.min(axis=0, initial=NOT_ASKED)
        overall += np.bincount(worst[found.known], minlength=_STATUSES**2)
        moves[low:high] = np.where((found.before != found.after).any(axis=0), worst + 1, 0)
        by_rows += int(found.by_rows.sum())
        columns.let_go()
        progress(high - low)
    moved[:, :: _STATUSES + 1] = 0  # who stayed where they were
    lines = (LineChange(pair.key, _said(each), pair.not_covered) for pair, each in zip(pairs.lines, moved, strict=True))
    return PolicyChange(
        columns.people, tuple(lines), _said(overall), columns.people - int(overall.sum()), by_rows, moves
    )


def _said(counts: Ints) -> Moved:
    return {
        (STATUSES[code // _STATUSES], STATUSES[code % _STATUSES]): int(number)
        for code, number in enumerate(counts)
        if number
    }
