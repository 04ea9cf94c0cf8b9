"""Numbers for names while columns are written: a place in the head's lists, or a bit for each place."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from vouchbook.domain import evidence
from vouchbook.policy.columns.layout import CLOSED, OPEN, Badge

MOST_NAMES = 2**16 - 1
"""What the columns of codes and colleagues can tell apart."""


class SetAside(Exception):
    """A portfolio that columns cannot hold as it is; the person is always evaluated by rows."""


class Names:
    """Places in the head's lists of names; a list that is open grows."""

    def __init__(self) -> None:
        self._place: dict[str, dict[str, int]] = {
            **{column: {name: place for place, name in enumerate(names)} for column, names in CLOSED.items()},
            **{column: {} for column in OPEN},
        }
        self._badge: dict[tuple[str, str | None, bool, str | None], int] = {}
        self.badges: list[Badge] = []

    @property
    def lists(self) -> dict[str, tuple[str, ...]]:
        return {column: tuple(places) for column, places in self._place.items()}

    def place(self, column: str, name: str) -> int:
        places = self._place[column]
        found = places.get(name)
        if found is None:
            if len(places) > MOST_NAMES:
                raise SetAside
            found = places[name] = len(places)
        return found

    def bits(self, column: str, members: Iterable[Enum]) -> int:
        places, bits = self._place[column], 0
        for member in members:
            bits |= 1 << places[member._value_]  # ``value`` is the same, three times as slow
        return bits

    def badge(self, standing: evidence.Standing) -> int:
        vetted = standing.vetted and standing.vetted._value_
        key = (standing.association, standing.category, standing.emerging, vetted)
        found = self._badge.get(key)
        if found is None:
            if len(self.badges) > MOST_NAMES:
                raise SetAside
            found = self._badge[key] = len(self.badges)
            self.badges.append(Badge(standing.association, standing.category, standing.emerging, standing.vetted))
        return found
