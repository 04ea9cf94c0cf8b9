"""The days on which a policy comes to say something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from vouchbook.policy.document import PolicyDocument, Row
from vouchbook.policy.source import TABLES

_DAY = timedelta(days=1)


def days_of_change(document: PolicyDocument, after: date, upto: date) -> list[date]:
    """The days after ``after``, through ``upto``, on which a sheet or a row begins, or no longer rules."""
    return sorted(day for day in {*_days(document)} if after < day <= upto)


def _days(document: PolicyDocument) -> Iterator[date]:
    rows: list[Row] = [row for table in TABLES for row in getattr(document, table)]
    ruling = [(each.from_, each.until) for each in document.sheets] + [(row.from_, row.until) for row in rows]
    for begins, ends in ruling:
        if begins is not None:
            yield begins
        if ends is not None and ends < date.max:
            yield ends + _DAY
