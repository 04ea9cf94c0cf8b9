"""Streams that were read before stay folded at hand; what was recorded since is all that is read again.

A stream only grows, so a state once folded is never wrong, only behind.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, TypeVar

from msgspec import Struct

from vouchbook.domain.streams import LifeCycle
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, Write

S = TypeVar("S")
MOST = 512
"""Streams kept; the ones not asked for the longest go first."""


class Loaded(Struct, frozen=True):
    """A life cycle's state with the version it was folded from."""

    stream: str
    version: int
    state: Any
    entries: tuple[Entry, ...]

    def write(self, events: Iterable[Struct]) -> Write:
        return Write(self.stream, self.version, tuple(events))


class Shelf:
    """The streams of one book, each as far as it has been read."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._read: OrderedDict[str, Loaded] = OrderedDict()

    def load(self, cycle: LifeCycle[S], id_: str) -> Loaded:
        """The stream as it stands in the book now."""
        stream = cycle.stream(id_)
        known = self._read.pop(stream, None) or Loaded(stream, 0, cycle.initial, ())
        added = self._book.read(stream, after=known.version)
        if added:
            state = cycle.fold((entry.event for entry in added), known.state)
            known = Loaded(stream, added[-1].version, state, (*known.entries, *added))
        if known.version:
            self._read[stream] = known
            if len(self._read) > MOST:
                self._read.popitem(last=False)
        return known

    def at_hand(self, cycle: LifeCycle[S], id_: str) -> Loaded:
        """The stream as it was last read here; for what may lag behind, never for a decision."""
        return self._read.get(cycle.stream(id_)) or self.load(cycle, id_)
