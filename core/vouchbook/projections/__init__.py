"""Read models: rows that follow from events, written with them and rebuilt from the book at any time.

They keep ids, days and where a sealed value stands, never an opened name and never a status.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.projections import applications, endorsements, people, ratings

READ_MODELS = (people, ratings, applications, endorsements)


def changes(entries: Sequence[Entry]) -> Iterable[RowChange]:
    """What becomes of the read models when these events are recorded."""
    return [change for entry in entries for change in _changes(entry)]


def _changes(entry: Entry) -> Iterator[RowChange]:
    for model in READ_MODELS:
        yield from model.changes(entry)
