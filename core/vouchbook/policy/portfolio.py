"""A portfolio on the desk: its items by kind, the standings by holder, and which claims may be believed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar, cast

from vouchbook.domain.evidence import (
    CLAIMS,
    Colleague,
    Education,
    Facts,
    Item,
    Portfolio,
    Standing,
)
from vouchbook.domain.names import ColleagueId, DegreeLevel, ItemId, Source

F = TypeVar("F")

_RANK = {
    DegreeLevel.CDA: 0,
    DegreeLevel.ASSOCIATE: 1,
    DegreeLevel.BACHELOR: 2,
    DegreeLevel.MASTER: 3,
    DegreeLevel.DOCTORATE: 4,
}
"""Levels that lie above one another; a certificate, or another degree, is only ever itself."""


class Desk:
    """A portfolio sorted once, so that every line of a sheet finds its items without looking at the others."""

    __slots__ = ("_by_id", "_by_kind", "portfolio", "standings")

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        by_kind: dict[type, list[tuple[Item, Facts]]] = {}
        for item in portfolio.items:
            facts = item.facts
            kind = type(facts)
            if kind in by_kind:
                by_kind[kind].append((item, facts))
            else:
                by_kind[kind] = [(item, facts)]
        self._by_kind = by_kind
        self._by_id: dict[ItemId, Item] = {}
        self.standings: dict[ColleagueId | None, list[tuple[Item, Standing]]] = {}
        for item, standing in self.of(Standing):
            self.standings.setdefault(standing.holder, []).append((item, standing))

    def of(self, kind: type[F]) -> Sequence[tuple[Item, F]]:
        """The items whose facts are of this kind, in the order of the portfolio."""
        return cast("Sequence[tuple[Item, F]]", self._by_kind.get(kind, ()))

    def item(self, id_: ItemId | None) -> Item | None:
        if id_ is None:
            return None
        if not self._by_id:
            self._by_id = {item.id: item for item in self.portfolio.items}
        return self._by_id.get(id_)

    def believed(self, item: Item) -> bool:
        """Whether the item counts as it stands: in a book, a claim does once it is confirmed."""
        return self.portfolio.claims_taken or item.source is not Source.ASSERTED or not isinstance(item.facts, CLAIMS)

    def degree(self, level: DegreeLevel, upto: date) -> date | None:
        """The day of the earliest degree of this level or higher, awarded on ``upto`` at the latest."""
        return min(
            (
                degree.awarded_on
                for _, degree in self.of(Education)
                if degree.awarded_on <= upto and reaches(degree.level, level)
            ),
            default=None,
        )

    def colleague(self, who: ColleagueId) -> Colleague | None:
        for _, colleague in self.of(Colleague):
            if colleague.colleague == who:
                return colleague
        return None


def reaches(held: DegreeLevel, asked: DegreeLevel) -> bool:
    """Whether a degree of one level is at least one of another."""
    if held not in _RANK or asked not in _RANK:
        return held is asked
    return _RANK[held] >= _RANK[asked]


def exceeds(held: DegreeLevel, most: DegreeLevel) -> bool:
    """Whether a degree of one level lies above one of another."""
    return held is not most and held in _RANK and most in _RANK and _RANK[held] > _RANK[most]
