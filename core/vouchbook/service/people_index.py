"""The people of a book by name: opened once into memory, and written nowhere.

The index follows the book from its own position, and forgets a person when their key is destroyed.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from vouchbook.domain.person import PersonCorrected, PersonRegistered
from vouchbook.ledger.book import Book
from vouchbook.ledger.tables import event, mine, mine_in_order
from vouchbook.policy.portfolio_file import folded
from vouchbook.projections.addresses import person_with
from vouchbook.projections.people import TABLE as PEOPLE
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, opened

_NAMED_IN = (
    select(event)
    .join_from(
        PEOPLE,
        event,
        and_(
            event.c.association == PEOPLE.c.association,
            event.c.stream == "person:" + PEOPLE.c.person,
            event.c.version == PEOPLE.c.named_in,
        ),
    )
    .where(mine(PEOPLE))
)
_ONE = _NAMED_IN.where(PEOPLE.c.person == bindparam("of"))
_SOME = _NAMED_IN.where(PEOPLE.c.person > bindparam("after")).order_by(PEOPLE.c.person).limit(bindparam("most"))
_AT_ONCE = 1_000
_STREAM = 2
"""Where the stream stands in the row of an event."""


class Index:
    """The people of one book by name, as they are called now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._position = -1
        self._names: dict[str, tuple[str, str]] = {}
        self._sorted: list[tuple[str, str, str]] | None = None
        self._by_name: list[tuple[str, str]] = []
        self._forgotten: set[str] = set()

    def matching(self, office: Office, text: str) -> Sequence[tuple[str, str]]:
        """Names and ids of those whose name has every word, whole or begun, or whose id or address it is; by name."""
        with self._lock:
            self._follow(office)
            if self._sorted is None:
                self._sorted = sorted((key, person, name) for person, (key, name) in self._names.items())
                self._by_name = [(name, person) for _, person, name in self._sorted]
            everybody, by_name = self._sorted, self._by_name
        asked = text.strip()
        if not asked:
            return by_name
        if "@" in asked:
            who = person_with(office.book, office.keyed("email", asked))
            return [(name, person) for _, person, name in everybody if person == who]
        words = folded(asked).split()
        return [
            (name, person)
            for key, person, name in everybody
            if person == asked or all(f" {word}" in f" {key.replace('-', ' ')} {key}" for word in words)
        ]

    def forget(self, person: str) -> None:
        with self._lock:
            self._names.pop(person, None)
            self._forgotten.add(person)
            self._sorted, self._by_name = None, []

    def _follow(self, office: Office) -> None:
        position = office.book.position
        if position == self._position:
            return
        if self._position < 0:
            after = ""
            while rows := office.book.fetch(_SOME, after=after, most=_AT_ONCE):
                for row in rows:
                    self._take(office, row)
                after = rows[-1][_STREAM].partition(":")[2]
        else:
            for person in office.book.fetch(_RENAMED, after=self._position, upto=position):
                for row in office.book.fetch(_ONE, of=person[0].partition(":")[2]):
                    self._take(office, row)
        self._position = position

    def _take(self, office: Office, row: tuple[Any, ...]) -> None:
        person = row[_STREAM].partition(":")[2]
        if person in self._forgotten:
            return
        name, sorted_by = _names(office, row)
        self._names[person] = (sorted_by, name)
        self._sorted = None


_RENAMED = (
    select(event.c.stream)
    .where(
        mine_in_order(event),
        event.c.position > bindparam("after"),
        event.c.position <= bindparam("upto"),
        or_(event.c.type == "person_registered", event.c.type == "person_corrected"),
    )
    .distinct()
)
_INDEXES: weakref.WeakKeyDictionary[Book, Index] = weakref.WeakKeyDictionary()
_MAKING = threading.Lock()


def index_of(office: Office) -> Index:
    with _MAKING:
        return _INDEXES.setdefault(office.book, Index())


def _names(office: Office, row: tuple[Any, ...]) -> tuple[str, str]:
    """A name as it is shown, and as it is sorted and searched: the family name first."""
    said = office.book.entry(row).event
    words = opened(office, said.words) if isinstance(said, PersonRegistered | PersonCorrected) else None
    if words is None:
        return ERASED, ""
    return words.name, folded(f"{words.family_name} {words.given_name}")


def names(office: Office, people: Iterable[str]) -> dict[str, str]:
    """The names of a few people, opened for a page whose asker may see them."""
    rows = ((person, office.book.fetch(_ONE, of=person)) for person in dict.fromkeys(people))
    return {person: _names(office, found[0])[0] if found else person for person, found in rows}


def forget(book: Book, person: str) -> None:
    """Drop what is known of somebody from memory."""
    index = _INDEXES.get(book)
    if index is not None:
        index.forget(person)
