"""Streams that were read before stay folded at hand; what was recorded since is all that is read again.

A stream only grows, so a state once folded is never wrong, only behind.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

from vouchbook.domain.streams import LIFE_CYCLES, LifeCycle
from vouchbook.ledger.book import Book
from vouchbook.ledger.entries import Entry, Write

S = TypeVar("S")
T = TypeVar("T")
_CYCLES = {cycle.name: cycle for cycle in LIFE_CYCLES}
_stream = attrgetter("stream")
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


class AsRead(Struct):
    """What one decision rests on: each stream in the version it was read at, each list with what it said."""

    streams: dict[str, int] = {}
    lists: dict[tuple[Any, ...], list[Any]] = {}


class _Reading(Struct):
    """What one decision has read: each stream and each list once, so that it stands still meanwhile."""

    by_hand: bool
    streams: dict[str, Loaded] = {}
    lists: dict[tuple[Any, ...], list[Any]] = {}


class Shelf:
    """The streams of one book, each as far as it has been read."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._read: OrderedDict[str, Loaded] = OrderedDict()
        self._asked_at: dict[str, int] = {}
        self._of_thread = threading.local()

    def load(self, cycle: LifeCycle[S], id_: str) -> Loaded:
        """The stream as it stands in the book now; within ``deciding``, as the decision read it first."""
        stream = cycle.stream(id_)
        reading: _Reading | None = getattr(self._of_thread, "reading", None)
        if reading is None:
            mark: int | None = getattr(self._of_thread, "mark", None)
            return self._asked(cycle, stream) if mark is None else self._looked_at(cycle, stream, mark)
        loaded = reading.streams.get(stream)
        if loaded is None:
            at_hand = self._read.get(stream) if reading.by_hand else None
            loaded = reading.streams[stream] = at_hand or self._asked(cycle, stream)
        return loaded

    def looking(self, work: Callable[[], T]) -> T:
        """Run ``work``, which records nothing, on the book as it is now or newer.

        A stream that was asked for since anybody last committed is not asked for again: the book's mark tells.
        """
        before = getattr(self._of_thread, "mark", None)
        self._of_thread.mark = self._book.mark
        try:
            return work()
        finally:
            self._of_thread.mark = before

    def looks_no_more(self) -> None:
        """From here on this thread asks the book each time: it is about to record something itself."""
        self._of_thread.mark = None

    def _looked_at(self, cycle: LifeCycle[S], stream: str, mark: int) -> Loaded:
        known = self._read.get(stream)
        if known is not None and self._asked_at.get(stream) == mark:
            return known
        loaded = self._asked(cycle, stream)
        if loaded.version:
            # The mark is older than the answer, so that for as long as it stands, this is what the book says.
            self._asked_at[stream] = mark
            if len(self._asked_at) > 2 * MOST:
                self._asked_at = {}
        return loaded

    def _asked(self, cycle: LifeCycle[S], stream: str) -> Loaded:
        known = self._read.pop(stream, None) or Loaded(stream, 0, cycle.initial, ())
        added = self._book.read(stream, after=known.version)
        if added:
            known = _grown(known, cycle, added)
        if known.version:
            self._read[stream] = known
            if len(self._read) > MOST:
                self._read.popitem(last=False)
        return known

    def listed(self, query: Callable[..., list[T]], *about: Any) -> list[T]:  # noqa: ANN401  # as the query takes them
        """What a query of a read model says now; within ``deciding``, as the decision read it first."""
        reading: _Reading | None = getattr(self._of_thread, "reading", None)
        if reading is None:
            return query(self._book, *about)
        asked = (query, *about)
        if asked not in reading.lists:
            reading.lists[asked] = query(self._book, *about)
        return reading.lists[asked]

    def at_hand(self, cycle: LifeCycle[S], id_: str) -> Loaded:
        """The stream as it was last read here, which may lag behind; within ``deciding``, as the decision read it."""
        if getattr(self._of_thread, "reading", None) is not None:
            return self.load(cycle, id_)
        return self._read.get(cycle.stream(id_)) or self.load(cycle, id_)

    def deciding(self, work: Callable[[], T], taken: AsRead, *, by_hand: bool) -> T:
        """Run ``work``, for which each stream stands as it was read first; ``by_hand``, as it was last read here.

        ``taken`` tells which, in which version, and what lists said: whatever follows holds only if the book still
        says the same.
        """
        before = getattr(self._of_thread, "reading", None)
        reading = self._of_thread.reading = _Reading(by_hand)
        try:
            return work()
        finally:
            self._of_thread.reading = before
            taken.streams.update({stream: loaded.version for stream, loaded in reading.streams.items()})
            taken.lists.update(reading.lists)

    def behind(self, taken: AsRead) -> bool:
        """Whether the book says more of these streams, or otherwise of these lists, than was read."""
        moved = any(self._book.read(stream, after=version) for stream, version in taken.streams.items())
        return moved or not self.still(taken)

    def still(self, taken: AsRead) -> bool:
        """Whether every list says what it said."""
        return all(query(self._book, *about) == said for (query, *about), said in taken.lists.items())

    def recorded(self, entries: Sequence[Entry], first: int) -> None:
        """Take in what was just appended, from position ``first``, where the stream is at hand up to there."""
        for position, entry in enumerate(entries, first):
            force_setattr(entry, "position", position)  # not known when its rows were made; nobody else has it
        for stream, group in groupby(entries, _stream):
            added = list(group)
            known = self._read.get(stream)
            if known is not None and known.version + 1 == added[0].version:
                self._read[stream] = _grown(known, _CYCLES[stream.partition(":")[0]], added)


def _grown(known: Loaded, cycle: LifeCycle[Any], added: Sequence[Entry]) -> Loaded:
    state = cycle.fold((entry.event for entry in added), known.state)
    return Loaded(known.stream, added[-1].version, state, (*known.entries, *added))
