"""The most places that different people can fill, by augmenting paths."""

from __future__ import annotations

from collections.abc import Iterable

from vouchbook.domain.names import ColleagueId, SlotKey


class Matching:
    """``filled`` gives each filled place its rater; nobody fills two.

    >>> both = Matching([("ana", "supervisor"), ("ben", "supervisor"), ("ana", "other")])
    >>> sorted(both.filled.items())
    [('other', 'ana'), ('supervisor', 'ben')]
    """

    def __init__(
        self, edges: Iterable[tuple[ColleagueId, SlotKey]], filled: dict[SlotKey, ColleagueId] | None = None
    ) -> None:
        self.filled = dict(filled or {})
        self._places: dict[ColleagueId, list[SlotKey]] = {}
        for rater, slot in edges:
            self._places.setdefault(rater, []).append(slot)
        for rater in self._places:
            if rater not in self.filled.values():
                self._seat(rater, set())

    def extended(self, edges: Iterable[tuple[ColleagueId, SlotKey]]) -> Matching:
        """A matching over these edges that fills at least the same places."""
        return Matching(edges, self.filled)

    def _seat(self, rater: ColleagueId, tried: set[SlotKey]) -> bool:
        for slot in self._places.get(rater, ()):
            if slot not in tried:
                tried.add(slot)
                sitting = self.filled.get(slot)
                if sitting is None or self._seat(sitting, tried):
                    self.filled[slot] = rater
                    return True
        return False
