"""Shares in an open book: the factories of one process that name the same file open it once.

Two writing connections of one process would wait for each other in SQLite, which is unfair.
"""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path
from typing import Any

from vouchbook.ledger.book import Book
from vouchbook.ledger.library.errors import in_words_of_the_library
from vouchbook.ledger.library.store import Store
from vouchbook.ledger.sqlite import SQLite


class Lease:
    """A share in an open book; it is closed with the last one. One that is forgotten ends with its recorders."""

    def __init__(self, store: Store, give_back: weakref.finalize[Any, Any] | None = None) -> None:
        self.store = store
        self._give_back = give_back
        self.closed = False

    @classmethod
    def of(cls, book: Book) -> Lease:
        """Of a book that somebody else has opened, and will close."""
        return cls(Store(book))

    @classmethod
    def take(cls, path: Path, association: str) -> Lease:
        """:raises OperationalError: no book there; :raises DatabaseError: not this association's, or damaged"""
        key = (os.getpid(), path.resolve(), association)  # a forked child opens its own
        with _LOCK:
            shared = _SHARED.get(key)
            if shared is None:
                shared = _SHARED[key] = _Shared(_opened(path, association))
            shared.leases += 1
            lease = cls(shared.store)
        lease._give_back = weakref.finalize(lease, _give_back, key)
        return lease

    def close(self) -> None:
        """Ends the subscriptions made with it; closing twice is no error."""
        self.closed = True
        self.store.bell.ring()
        if self._give_back is not None:
            self._give_back()


class _Shared:
    def __init__(self, store: Store) -> None:
        self.store, self.leases = store, 0


_SHARED: dict[tuple[int, Path, str], _Shared] = {}
_LOCK = threading.RLock()  # a lease may be collected while another is taken


def _opened(path: Path, association: str) -> Store:
    with in_words_of_the_library(SQLite(path)):
        return Store(Book.open(path, association))


def _give_back(key: tuple[int, Path, str]) -> None:
    if key[0] != os.getpid():
        return
    with _LOCK:
        shared = _SHARED[key]
        shared.leases -= 1
        if not shared.leases:
            del _SHARED[key]
            shared.store.book.close()
