"""Whom an association is for by where they live: its states, and whether it takes applications of residents alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from vouchbook.domain.names import StateCode
from vouchbook.domain.refusal import Refused
from vouchbook.policy.document import PolicyDocument, ruling_row
from vouchbook.policy.mistakes import Mistake, shown
from vouchbook.policy.positions import Path

_STATE = re.compile(r"[A-Z]{2}")


def residents_only(document: PolicyDocument, on: date) -> tuple[str, ...]:
    """The states whose residents alone may apply on a day; none where it is open to all."""
    row = ruling_row(document.intake, on)
    return document.association.states if row is not None and row.residents else ()


def open_to(document: PolicyDocument, state: StateCode | None, on: date) -> None:
    """Let an application be opened for somebody who lives in ``state``, or say why not.

    :raises Refused: ``not_resident``: they live in another state; ``residence_unknown``: nobody recorded where
    """
    states = residents_only(document, on)
    if not states or state in states:
        return
    code = document.association.code
    if state is None:
        raise Refused("residence_unknown", association=code, states=states)
    raise Refused("not_resident", association=code, states=states, state=state)


def mistaken_states(raw: Mapping[str, object], lines: Mapping[Path, int], name: str) -> Iterator[Mistake]:
    """What of a file's states cannot be one, and rows for residents of no state."""
    association = raw.get("association")
    written = association.get("states") if isinstance(association, dict) else None
    states = written if isinstance(written, list) else []
    for place, state in enumerate(states):
        if isinstance(state, str) and state.strip() and not _STATE.fullmatch(state):
            yield Mistake(
                name,
                lines["association", "states", place],
                f'states = [… {shown(state)} …] – write a state as two capital letters: "NC"',
            )
    rows = raw.get("intake")
    for place, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict) and row.get("residents") is True and not states:
            yield Mistake(
                name,
                lines["intake", place, "residents"],
                'residents = true – say in [association] of which states: states = ["NC"]',
            )
