"""The book of one association: append to it, read from it, follow it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct
from sqlalchemy import Select

from vouchbook.domain.names import CommandId
from vouchbook.ledger import statements, tables
from vouchbook.ledger.append import AlreadyRecorded, Append, prepared
from vouchbook.ledger.bulk import Asked, Progress, RecordedAll, plain, waiting
from vouchbook.ledger.codec import NO_KEYS, Sealer, decode
from vouchbook.ledger.connections import Connections
from vouchbook.ledger.dialect import Connection, Dialect, Sql
from vouchbook.ledger.entries import Claim, Command, Entry, Job, Recorded, RowChange, Write
from vouchbook.ledger.errors import CommandReused, Damaged
from vouchbook.ledger.rows import RowWriter
from vouchbook.ledger.sqlite import SQLite

S = TypeVar("S", bound=Struct)
T = TypeVar("T")
PAGE = 1000
POSITION, TYPE, SCHEMA, DATA = 1, 4, 5, 10
"""Where these stand in the row of an event."""


def now() -> int:
    """Microseconds since 1970, UTC."""
    return time.time_ns() // 1000


class Book:
    """One association's events, with the commands, claims, jobs and read models written with them.

    Safe to share between threads; several processes may open the same book.
    """

    def __init__(self, dialect: Dialect, association: str, sealer: Sealer, *, clock: Callable[[], int] = now) -> None:
        self.association = association
        self.dialect = dialect
        self._sealer = sealer
        self._clock = clock
        self._connections = Connections(dialect)
        self.rows = RowWriter(dialect, tables.READ_MODELS.tables, association)
        self._append = Append(dialect)
        self._queries: WeakKeyDictionary[Select[Any], Sql] = WeakKeyDictionary()

    @staticmethod
    def found(path: Path, association: str) -> None:
        """Make an empty book at ``path``, where nothing is yet."""
        SQLite(path).found(list(tables.BOOK.tables.values()), association)

    @classmethod
    def open(
        cls,
        path: Path,
        association: str,
        sealer: Sealer = NO_KEYS,
        *,
        clock: Callable[[], int] = now,
        patience: float = 10.0,
    ) -> Book:
        """Without a sealer the book can be read, followed, verified and rebuilt, and takes no personal values.

        :raises Damaged: no book of this association
        :raises NewerFormat: a newer version wrote it
        """
        book = cls(SQLite(path, patience=patience), association, sealer, clock=clock)
        try:
            book.position  # noqa: B018  # asks the head row, and so whose book this is
        except BaseException:
            book.close()
            raise
        return book

    def append(
        self,
        command: Command,
        writes: Sequence[Write],
        *,
        unchanged: Sequence[tuple[str, int]] = (),
        claims: Sequence[Claim] = (),
        released: Sequence[Claim] = (),
        rows: Callable[[Sequence[Entry]], Iterable[RowChange]] | None = None,
        jobs: Sequence[Job] = (),
        result: bytes = b"{}",
        still: Callable[[], bool] | None = None,
    ) -> Recorded:
        """Record all writes of one command, with its read models and jobs, or nothing.

        Asked again with the same command, answers what was recorded then.

        :param unchanged: streams that the decision read, each with the version it must still have
        :param rows: from the command's entries to its read-model rows; called before the book is locked
        :param still: whether the lists that the decision read say the same; asked while nobody else can write
        :raises Conflict: a stream, or such a list, has moved on; read again and decide again
        :raises Taken: another command holds one of the claims
        :raises CommandReused: the command's id was recorded with other content
        :raises Busy: other processes held the book for too long
        """
        batch = prepared(
            self.association, self._sealer, self._clock(), command, writes, unchanged, claims, released,
            rows, self.rows.prepared, jobs, result,
        )  # fmt: skip
        try:
            first, last = self._connections.write(lambda connection: self._append(connection, batch, still))
        except AlreadyRecorded:
            recorded = self.known(command.id, command.fingerprint)
            assert recorded is not None  # noqa: S101  # commands are never removed
            return recorded
        return Recorded(command.id, first, last, repeated=False, result=result)

    def append_all(
        self,
        asked: Iterable[Asked],
        folder: Path,
        *,
        rows: Callable[[Sequence[Entry]], Iterable[RowChange]] | None = None,
        progress: Progress | None = None,
    ) -> RecordedAll:
        """Record many commands in one transaction, or none of them; those that stand in the book already are passed by.

        They are prepared one by one as ``asked`` gives them, while others write on; what is prepared waits in a
        nameless file in ``folder``. Raises as ``append`` does, and then nothing is recorded.
        """
        with waiting(folder) as batches:
            for each in asked:
                batches.add(
                    prepared(
                        self.association, self._sealer, self._clock(), each.command, each.writes, each.unchanged,
                        each.claims, each.released, rows, plain, each.jobs, each.result,  # type: ignore[arg-type]
                    )
                )  # fmt: skip
            if not batches.number:
                return RecordedAll(0, 0, 0, 0)
            return self._connections.write(
                lambda connection: batches.replay(connection, self._append, self.rows, self._must_be_same, progress)
            )

    def _must_be_same(self, connection: Connection, command_id: str, fingerprint: bytes) -> None:
        ((stored, *_),) = self.fetch_on(connection, statements.COMMAND, of=command_id)
        if stored != fingerprint:
            raise CommandReused(command_id)

    def known(self, command_id: CommandId, fingerprint: bytes) -> Recorded | None:
        """What the command came to when it was recorded; ``None`` when it never was.

        :raises CommandReused: it was recorded with another fingerprint
        """
        found = self.fetch(statements.COMMAND, of=command_id)
        if not found:
            return None
        stored, first, last, result = found[0]
        if stored != fingerprint:
            raise CommandReused(command_id)
        return Recorded(command_id, first, last, repeated=True, result=result)

    def read(self, stream: str, *, after: int = 0, upto: int | None = None) -> list[Entry]:
        """The stream's events in order, those later than version ``after`` and not later than ``upto``."""
        if upto is None:
            found = self.fetch(statements.STREAM, of=stream, after=after)
        else:
            found = self.fetch(statements.STREAM_UPTO, of=stream, after=after, upto=upto)
        return [self.entry(row) for row in found]

    def follow(self, after: int = 0, *, limit: int | None = None) -> Iterator[Entry]:
        """Events by position, those later than ``after``, up to what is recorded when one asks."""
        left = limit
        while left is None or left > 0:
            most = PAGE if left is None else min(PAGE, left)
            page = self.page(after, most)
            for row in page:
                yield self.entry(row)
            if len(page) < most:
                return
            after = page[-1][POSITION]
            left = None if left is None else left - len(page)

    def page(self, after: int, most: int) -> list[tuple[Any, ...]]:
        """Rows of events by position, not decoded yet."""
        return self.fetch(statements.LOG, after=after, most=most)

    @property
    def position(self) -> int:
        """The position of the last event; 0 in an empty book."""
        return self._connections.read(self.position_on)

    @property
    def mark(self) -> int:
        """Another number as soon as anything was committed to the book's file, by anybody: cheap to ask."""
        return self._connections.mark

    def position_on(self, connection: Connection) -> int:
        """As ``position``, within a transaction or a snapshot of one's own."""
        found = self.fetch_on(connection, statements.HEAD)
        if not found or not isinstance(found[0][0], int):
            raise Damaged(f"this is not the book of {self.association}, or it has lost its head row")
        position: int = found[0][0]
        return position

    def query(self, statement: Select[Any], into: type[S], **values: object) -> list[S]:
        """The rows of a statement, each as an ``into``, whose fields have the names of the columns."""
        names = [str(column.name) for column in statement.selected_columns]
        found = self.fetch(statement, **values)
        return [
            msgspec.convert(dict(zip(names, row, strict=True)), into, strict=False, builtin_types=(bytes, date))
            for row in found
        ]

    def fetch(self, statement: Select[Any], **values: object) -> list[tuple[Any, ...]]:
        """The plain rows of a statement, whose ``bindparam("association")`` is this book's."""
        return self._connections.read(lambda connection: self.fetch_on(connection, statement, **values))

    def fetch_on(self, connection: Connection, statement: Select[Any], **values: object) -> list[tuple[Any, ...]]:
        """As ``fetch``, within a transaction or a snapshot of one's own."""
        sql = self._sql(statement)
        given: Mapping[str, object] = {"association": self.association, **values}
        return connection.execute(sql.text, sql.values(given)).fetchall()

    def snapshot(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` on one unmoving state of the book; appends go on meanwhile."""
        return self._connections.snapshot(work)

    def transaction(self, work: Callable[[Connection], T]) -> T:
        """Run ``work`` in a transaction of its own: for rebuilding and followers, never for events."""
        return self._connections.write(work)

    def close(self) -> None:
        self._connections.close()

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _sql(self, statement: Select[Any]) -> Sql:
        sql = self._queries.get(statement)
        if sql is None:
            sql = self._queries[statement] = self.dialect.sql(statement)
        return sql

    def entry(self, row: tuple[Any, ...], event: Struct | None = None) -> Entry:
        """The row of an event, decoded unless its ``event`` is given."""
        association, position, stream, version, type_, schema, command, actor, day, at, data, sealed, leaf = row
        if event is None:
            event = decode(type_, schema, data, sealed, at=(association, stream, version))
        return Entry(
            association, position, stream, version, type_, schema, command, actor, date.fromisoformat(day), at,
            event, data, sealed, leaf,
        )  # fmt: skip
