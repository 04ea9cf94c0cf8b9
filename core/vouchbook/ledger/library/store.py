"""A book as the library's recorders use it: each change in one transaction, and heard of at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eventsourcing.persistence import IntegrityError, OperationalError, StoredEvent, Tracking
from sqlalchemy import Select, Table

from vouchbook.ledger import statements as of_book
from vouchbook.ledger.append import Append, Batch
from vouchbook.ledger.book import Book, now
from vouchbook.ledger.codec import LIBRARY
from vouchbook.ledger.cursors import set_cursor
from vouchbook.ledger.dialect import Connection
from vouchbook.ledger.entries import RowChange
from vouchbook.ledger.library import statements
from vouchbook.ledger.library.batches import first_versions, prepared
from vouchbook.ledger.library.bell import Bell
from vouchbook.ledger.library.errors import in_words_of_the_library
from vouchbook.ledger.library.streams import Room


class Store:
    """One open book; ``bell`` rings when something was recorded through it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.bell = Bell()
        self._append = Append(book.dialect)
        self._newest = book.dialect.sql(statements.NEWEST)
        self._cursor = book.dialect.sql(of_book.CURSOR)

    def fetch(self, statement: Select[Any], **values: object) -> list[tuple[Any, ...]]:
        with in_words_of_the_library(self.book.dialect):
            return self.book.fetch(statement, **values)

    def position(self) -> int:
        with in_words_of_the_library(self.book.dialect):
            return self.book.position

    def insert(
        self,
        room: Room,
        stored_events: Sequence[StoredEvent],
        said: Mapping[str, object],
        *,
        tracking: tuple[str, Tracking] | None = None,
        late_is_nothing: bool = False,
    ) -> list[int]:
        """Record events, and where a projection stands, or neither; the positions of the events.

        :param late_is_nothing: versions that a stream has passed are left out, instead of refused
        :raises IntegrityError: a stream holds a version, or has passed it; or tracking does not go on
        """
        batch = prepared(self.book.association, room, stored_events, now(), said) if stored_events else None

        def work(connection: Connection) -> int:
            first = 0
            if batch is not None:
                if self._late(connection, batch, late_is_nothing):
                    return 0
                first, _ = self._append(connection, batch)
            if tracking is not None:
                self._track(connection, *tracking)
            return first

        with in_words_of_the_library(self.book.dialect):
            first = self.book.transaction(work)
        if not first:
            return []
        self.bell.ring()
        return list(range(first, first + len(stored_events)))

    def track(self, projection: str, tracking: Tracking, changes: Iterable[RowChange]) -> None:
        """Write a projection's rows and how far it has come, or neither.

        :raises IntegrityError: it has come as far already
        """
        ready = self.book.rows.prepared(changes)

        def work(connection: Connection) -> None:
            self._track(connection, projection, tracking)
            for step, row in ready:
                step(connection, row)

        with in_words_of_the_library(self.book.dialect):
            self.book.transaction(work)

    def tracked(self, projection: str, application: str) -> int | None:
        """The last notification of ``application`` that a projection has tracked."""
        found = self.fetch(of_book.CURSOR, of=_cursor(projection, application))
        return found[0][0] if found else None

    def provide(self, tables: Sequence[Table]) -> None:
        """Make a projection's tables where they are missing.

        :raises OperationalError: one is there in another shape
        """
        dialect = self.book.dialect

        def work(connection: Connection) -> list[str]:
            for table in tables:
                if dialect.altered(connection, [table], guarded=False):
                    for statement in dialect.schema([table]):
                        connection.execute(
                            statement.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1).replace(
                                "CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1
                            )
                        )
            return dialect.altered(connection, tables, guarded=False)

        with in_words_of_the_library(dialect):
            problems = self.book.transaction(work) if tables else []
        if problems:
            raise OperationalError(
                f"{'; '.join(problems)}. Another definition made it: give the changed table, and its projection, "
                f"a new name, and it is filled from the first event on"
            )

    def _late(self, connection: Connection, batch: Batch, late_is_nothing: bool) -> bool:
        association = self.book.association
        for stream, version in first_versions(batch).items():
            asked = self._newest.values({"association": association, "of": stream})
            newest = connection.execute(self._newest.text, asked).fetchone()[0]
            if newest is not None and newest >= version:
                if late_is_nothing and newest > version:
                    return True
                raise IntegrityError(
                    f"{stream} is at version {newest}, so version {version} cannot follow; read it again, decide again"
                )
        return False

    def _track(self, connection: Connection, projection: str, tracking: Tracking) -> None:
        name, number = _cursor(projection, tracking.application_name), tracking.notification_id
        asked = self._cursor.values({"association": self.book.association, "of": name})
        found = connection.execute(self._cursor.text, asked).fetchone()
        if found is not None and found[0] >= number:
            raise IntegrityError(
                f"{projection} has come to {found[0]} in {tracking.application_name}; {number} was processed already"
            )
        set_cursor(self.book, connection, name, number, "")


def _cursor(projection: str, application: str) -> str:
    return f"{LIBRARY}{projection}/{application}"
