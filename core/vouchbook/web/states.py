"""The states and territories that somebody may live in, as a form offers them."""

from __future__ import annotations

from vouchbook.letters import states

STATES: tuple[tuple[str, str], ...] = tuple(states.STATES.items())
