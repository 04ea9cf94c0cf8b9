"""Keeps a few finished answers of an association for as long as nothing at all that they rest on was written.

What an answer rests on is whole files: the book, the keys, and, where it was asked for, the desk. Each tells by a mark
whether anybody, in any process, has committed anything; then every answer that rests on it is dropped. So no answer
has to say what exactly it has read, and none can forget to.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import Struct

MOST = 256
"""Answers kept of one association, and as many of those that rest on its desk; the ones longest not asked for go."""
MOST_BYTES = 64 * 1024
"""A larger answer is not kept."""
Marks = tuple[int, ...]


class Rests(Struct):
    """What one answer rests on, while it is made. ``passing``: it would say something else if asked again."""

    marks: Marks
    desk: int | None = None
    passing: bool = False
    each_time: list[Callable[[], None]] = []


class Kept(Struct, frozen=True):
    """An answer; ``each_time`` is what is done whenever it is given."""

    answer: Any
    each_time: tuple[Callable[[], None], ...]


class _Shelf:
    """Answers under one mark: all are dropped together."""

    def __init__(self) -> None:
        self.marks: Marks = ()
        self.kept: OrderedDict[Hashable, Kept] = OrderedDict()

    def at(self, marks: Marks) -> OrderedDict[Hashable, Kept]:
        if marks != self.marks:
            self.marks, self.kept = marks, OrderedDict()
        return self.kept


class Keeping:
    """The answers of one association."""

    def __init__(self, marks: Callable[[], Marks], desk: Callable[[], int]) -> None:
        """:param marks: what every answer rests on, as marks; ``desk``: the mark of the desk"""
        self._marks, self._desk = marks, desk
        self._lock = threading.Lock()
        self._without, self._with = _Shelf(), _Shelf()
        self._of_thread = threading.local()

    def found(self, key: Hashable) -> Kept | None:
        """What was answered before, if it would be answered the same now."""
        marks = self._marks()
        with self._lock:
            found = self._taken(self._without.at(marks), key)
        if found is None and self._with.kept:
            marks = (*marks, self._desk())
            with self._lock:
                found = self._taken(self._with.at(marks), key)
        return found

    @contextmanager
    def making(self) -> Iterator[Rests]:
        """An answer is made by this thread; the marks are taken first, so that it is as new as they say or newer."""
        rests = self._of_thread.rests = Rests(self._marks())
        try:
            yield rests
        finally:
            self._of_thread.rests = None

    def keep(self, key: Hashable, answer: object, rests: Rests) -> None:
        if rests.passing:
            return
        shelf, marks = self._without, rests.marks
        if rests.desk is not None:
            shelf, marks = self._with, (*rests.marks, rests.desk)
        with self._lock:
            if shelf.marks and marks != shelf.marks and shelf.kept and not self._is_now(marks, rests.desk):
                return
            kept = shelf.at(marks)
            kept[key] = Kept(answer, tuple(rests.each_time))
            while len(kept) > MOST:
                kept.popitem(last=False)

    def forget(self) -> None:
        """Drop every answer, as when somebody's key is destroyed."""
        with self._lock:
            self._without, self._with = _Shelf(), _Shelf()

    # ── What an answer tells while it is made ─────────────────────────────────────────────────

    def desk_is_asked(self) -> None:
        rests = getattr(self._of_thread, "rests", None)
        if rests is not None and rests.desk is None:
            rests.desk = self._desk()

    def is_passing(self) -> None:
        """The answer would be another one without anybody having written: it is not kept."""
        rests = getattr(self._of_thread, "rests", None)
        if rests is not None:
            rests.passing = True

    def each_time(self, work: Callable[[], None]) -> None:
        """Do what belongs to every giving of the answer, kept or not, and what the answer does not show."""
        rests = getattr(self._of_thread, "rests", None)
        if rests is None:
            work()
            return
        rests.each_time.append(work)
        self._of_thread.rests = None
        try:
            work()
        finally:
            self._of_thread.rests = rests

    def _is_now(self, marks: Marks, desk: int | None) -> bool:
        return marks == (self._marks() if desk is None else (*self._marks(), self._desk()))

    @staticmethod
    def _taken(kept: OrderedDict[Hashable, Kept], key: Hashable) -> Kept | None:
        found = kept.get(key)
        if found is not None:
            kept.move_to_end(key)
        return found
