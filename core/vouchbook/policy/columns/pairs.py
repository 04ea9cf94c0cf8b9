"""Two sheets line by line: what each says of some people, by columns and, where these do not answer, by rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import PersonId, RequirementKey
from vouchbook.domain.trace import Question
from vouchbook.policy.columns.arrays import Codes, Flags
from vouchbook.policy.columns.found import NOT_ASKED, STATUSES
from vouchbook.policy.columns.inquiry import AskedLine, Inquiry
from vouchbook.policy.columns.people import People

ByRows = Callable[[PersonId], tuple[Portfolio, Sequence[Question]]]
"""A person's portfolio, and what reviewers have settled about them."""

_CODE = {status: code for code, status in enumerate(STATUSES)}


class NeedsRows(LookupError):
    """Columns do not answer all that is asked, and nobody said where the portfolios are; the message says why."""


class Pair(NamedTuple):
    """A line of the sheet before and after; ``None``: that sheet has none of this key."""

    key: RequirementKey
    before: AskedLine | None
    after: AskedLine | None

    @property
    def same(self) -> bool:
        """Whether it has the same answers for everybody, so that asking once is enough."""
        return self.before is not None and self.after is not None and self.before.asks == self.after.asks

    @property
    def not_covered(self) -> str | None:
        reasons = [line.not_covered for line in (self.before, self.after) if line is not None]
        return next((reason for reason in reasons if reason), None)


class Answers(NamedTuple):
    """For each line and person the status before and after; ``known``: no line is left out; ``by_rows``: how."""

    before: Codes
    after: Codes
    known: Flags
    by_rows: Flags


class Pairs:
    """The lines of two sheets, those of one key together."""

    def __init__(self, before: Inquiry, after: Inquiry, rows: ByRows | None) -> None:
        self._before, self._after, self._rows = before, after, rows
        old, new = ({line.key: line for line in inquiry.lines} for inquiry in (before, after))
        self.lines = [Pair(key, old.get(key), new.get(key)) for key in {**old, **new}]
        self._left_out = [pair for pair in self.lines if pair.not_covered]
        self._everybody = not all(pair.same for pair in self._left_out)

    def answers(self, people: People) -> Answers:
        """What both sheets say of these people.

        By rows are asked: who was set aside; everybody where a line that columns do not cover differs; and of
        those whom another line affects, where it does not.

        :raises NeedsRows: somebody must be asked by rows, and there are none
        """
        before, after = self._by_columns(people)
        affected: Flags = (before != after).any(axis=0)
        by_rows = people.aside | self._everybody | (affected if self._left_out else False)
        if by_rows.any():
            persons = people.ids()
            for n in np.flatnonzero(by_rows):
                before[:, n], after[:, n] = self._by_rows(persons[n])
        return Answers(before, after, by_rows | (not self._left_out), by_rows)

    def _by_columns(self, people: People) -> tuple[Codes, Codes]:
        shape = len(self.lines), people.number
        before, after = np.full(shape, NOT_ASKED, dtype=np.uint8), np.full(shape, NOT_ASKED, dtype=np.uint8)
        for number, pair in enumerate(self.lines):
            if pair.not_covered is None:
                if pair.before is not None and (found := self._before.answer(pair.before, people)):
                    before[number] = found.status
                if pair.same:
                    after[number] = before[number]
                elif pair.after is not None and (found := self._after.answer(pair.after, people)):
                    after[number] = found.status
        return before, after

    def _by_rows(self, person: PersonId) -> tuple[list[int], list[int]]:
        if self._rows is None:
            why = "; ".join(f"{pair.key}: {pair.not_covered}" for pair in self._left_out)
            why = why or "set aside when the columns were written"
            raise NeedsRows(f"columns do not answer for {person} ({why}); say where the portfolios are")
        portfolio, settled = self._rows(person)
        found = []
        for inquiry in (self._before, self._after):
            trace = inquiry.by_rows(portfolio, settled)
            statuses = {finding.requirement: finding.status for finding in trace.findings}
            found.append([_CODE[statuses.get(pair.key)] for pair in self.lines])
        return found[0], found[1]
