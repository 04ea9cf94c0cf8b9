"""Connections to one book: one that writes at a time, and one for each thread that reads meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from vouchbook.ledger.dialect import Connection, Dialect

T = TypeVar("T")


class Connections:
    """Runs work in a transaction of its own, or reads beside it; speaks in ``ledger.errors``."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._writer = dialect.connect()
        self._writing = threading.Lock()
        self._of_thread = threading.local()
        self._readers: list[Connection] = []
        self._watcher: Connection | None = None
        self._watching = threading.Lock()

    def write(self, work: Callable[[Connection], T]) -> T:
        """All that ``work`` does, or nothing; whatever interrupts it, an interrupt from the keyboard included."""
        dialect, connection = self._dialect, self._writer
        with self._writing:
            try:
                dialect.roll_back(connection)  # an interrupt may have struck while the last one was rolled back
                connection.execute(dialect.begin)
                done = work(connection)
                connection.execute("COMMIT")
            except dialect.error as error:
                dialect.roll_back(connection)
                raise dialect.understood(error) from error
            except BaseException:
                dialect.roll_back(connection)
                raise
            return done

    def read(self, work: Callable[[Connection], T]) -> T:
        """Read what is committed; the writer's own connection, whose pages are warm, when nobody is writing."""
        try:
            if self._writing.locked():
                return work(self._reader())
            with self._writing:  # an interrupt cannot come between taking this lock and giving it back
                return work(self._writer)
        except self._dialect.error as error:
            raise self._dialect.understood(error) from error

    @property
    def mark(self) -> int:
        """A number that is another one as soon as anybody, in any process, has committed anything.

        Asked of a connection that never writes, because one does not count what it commits itself.
        """
        try:
            with self._watching:
                if self._watcher is None:
                    self._watcher = self._dialect.connect()
                return self._dialect.mark(self._watcher)
        except self._dialect.error as error:
            raise self._dialect.understood(error) from error

    def snapshot(self, work: Callable[[Connection], T]) -> T:
        """Read several times from one unmoving state, on a connection of its own."""
        try:
            connection = self._dialect.connect()
            try:
                connection.execute("BEGIN")
                done = work(connection)
                connection.execute("COMMIT")
                return done
            finally:
                connection.close()
        except self._dialect.error as error:
            raise self._dialect.understood(error) from error

    def _reader(self) -> Connection:
        reader: Connection | None = getattr(self._of_thread, "reader", None)
        if reader is None:
            reader = self._of_thread.reader = self._dialect.connect()
            self._readers.append(reader)
        return reader

    def close(self) -> None:
        with self._writing, self._watching:
            for connection in (self._writer, *self._readers, self._watcher):
                if connection is not None:
                    connection.close()
            self._readers.clear()
            self._watcher = None
