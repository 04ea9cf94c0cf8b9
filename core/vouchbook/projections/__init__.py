"""Read models: rows that follow from events, written with them and rebuilt from the book at any time.

They keep ids, days and where a sealed value stands, never an opened name and never a status.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.projections import (
    account_lines,
    addresses,
    applications,
    attachments,
    claims,
    endorsements,
    funds,
    identified,
    invoices,
    memberships,
    panels,
    payers,
    payments,
    people,
    providers,
    ratings,
    vettings,
    wishes,
)

READ_MODELS = (
    people,
    addresses,
    ratings,
    applications,
    endorsements,
    memberships,
    vettings,
    providers,
    identified,
    claims,
    panels,
    attachments,
    account_lines,
    payments,
    invoices,
    payers,
    funds,
    wishes,
)


def changes(entries: Sequence[Entry]) -> Iterable[RowChange]:
    """What becomes of the read models when these events are recorded."""
    return [change for entry in entries for make in _MAKERS.get(type(entry.event), ()) for change in make(entry)]


_MAKERS: dict[type[Struct], list[Callable[[Entry], Iterable[RowChange]]]] = {}
for _model in READ_MODELS:
    for _read in _model.READS:
        _MAKERS.setdefault(_read, []).append(_model.changes)
