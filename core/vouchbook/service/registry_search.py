"""Looking somebody up in the public registry: names opened once into memory, and never written anywhere.

The index follows the book from its own position, and forgets a person when their key is destroyed.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.endorsement import EndorsementGranted, EndorsementStatus
from vouchbook.domain.names import EndorsementId, PersonId
from vouchbook.domain.streams import ENDORSEMENT
from vouchbook.policy.portfolio_file import folded
from vouchbook.projections.endorsements import EndorsementRow, endorsements
from vouchbook.service import registry
from vouchbook.service.office import Office
from vouchbook.service.opening import opened

PAGE = 50
"""Entries on one page of the list."""
_SHOWN = (EndorsementStatus.ACTIVE, EndorsementStatus.IN_GRACE)
_KEPT = 16  # answers to the days and categories asked for last


class Found(Struct, frozen=True):
    """One page of what was found; ``total`` is how many entries there are on all pages."""

    entries: tuple[registry.Listed, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


class _Known(Struct, frozen=True):
    row: EndorsementRow
    called: str  # the name, folded for comparing


class _Index:
    """The entries of one book by name."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._position = -1
        self._known: list[_Known] = []
        self._asked: dict[tuple[date, str], list[_Known]] = {}

    def in_force(self, office: Office, on: date, category: str) -> list[_Known]:
        """Those active or in grace on a day, by name; one begun as emerging and complete by then, once."""
        with self._lock:
            self._follow(office)
            found = self._asked.get((on, category))
            if found is None:
                found = _in_force(self._known, on, category)
                if len(self._asked) >= _KEPT:
                    self._asked.pop(next(iter(self._asked)))
                self._asked[on, category] = found
            return found

    def forget(self, subject: PersonId) -> None:
        """Let go of a person whose key is being destroyed."""
        with self._lock:
            self._known = [each for each in self._known if each.row.person != subject]
            self._asked.clear()

    def _follow(self, office: Office) -> None:
        now = office.book.position
        if now == self._position:
            return
        if self._position < 0:
            added = [_known(office, row) for row in endorsements(office.book)]
        else:
            granted = (entry.event for entry in office.book.follow(self._position))
            added = [_known(office, _row(event)) for event in granted if isinstance(event, EndorsementGranted)]
        there = {each.row.endorsement for each in self._known}
        new = [each for each in added if each.row.endorsement not in there]
        if new:
            self._known = sorted([*self._known, *new], key=lambda each: (each.called, each.row.endorsement))
            self._asked.clear()
        self._position = now


_indexes: weakref.WeakKeyDictionary[Office, _Index] = weakref.WeakKeyDictionary()
_making = threading.Lock()


def search(
    office: Office, principal: Principal, on: date, *, words: str = "", category: str = "", page: int = 1
) -> Found:
    """Everybody in force on a day whose name has all these words, whole or begun; by name, a page at a time."""
    office.allow(principal, Action.SEE_REGISTRY)
    asked = folded(words).split()
    found = _index(office).in_force(office, on, category)
    if asked:
        found = [each for each in found if _called(each.called, asked)]
    page = min(max(page, 1), max(1, -(-len(found) // PAGE)))
    shown = found[(page - 1) * PAGE : page * PAGE]
    entries = (registry.show(office, principal, EndorsementId(each.row.endorsement), on) for each in shown)
    return Found(tuple(entries), len(found), page)


def categories(office: Office, principal: Principal, on: date) -> list[str]:
    """The categories in which anybody is endorsed on a day."""
    office.allow(principal, Action.SEE_REGISTRY)
    return sorted({each.row.category for each in _index(office).in_force(office, on, "")})


def forget(office: Office, subject: PersonId) -> None:
    """Let go of a person's name."""
    _index(office).forget(subject)


def _index(office: Office) -> _Index:
    with _making:
        return _indexes.setdefault(office, _Index())


def _in_force(known: Iterable[_Known], on: date, category: str) -> list[_Known]:
    shown = [
        each
        for each in known
        if (not category or each.row.category == category) and each.row.interval.status(on) in _SHOWN
    ]
    complete = {(each.row.person, each.row.category) for each in shown if not each.row.emerging}
    return [each for each in shown if not (each.row.emerging and (each.row.person, each.row.category) in complete)]


def _called(name: str, asked: list[str]) -> bool:
    parts = name.replace("-", " ").split() + name.split()
    return all(any(part.startswith(word) for part in parts) for word in asked)


def _known(office: Office, row: EndorsementRow) -> _Known:
    granted = office.load(ENDORSEMENT, row.endorsement, upto=1).state.granted
    name = opened(office, granted.name) if granted is not None else None
    return _Known(row, folded(name or ""))


def _row(event: EndorsementGranted) -> EndorsementRow:
    return EndorsementRow(
        endorsement=event.endorsement,
        person=event.person,
        application=event.application,
        category=event.category,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
        grace_until=event.grace_until,
        emerging=event.emerging,
    )
