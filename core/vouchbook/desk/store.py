"""The desk of one association: one SQLite file, written in short transactions, shared by threads and processes."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import ClauseElement
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.compiler import SQLCompiler

from vouchbook.desk.tables import DESK
from vouchbook.domain.events import Busy, Damaged, NewerFormat

FORMAT = 1
APPLICATION_ID = 0x566F7544  # "VouD"
_AWAY = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR)
"""What a disk says that is not there for a while: no fault of the file, and over when the disk is back."""
_KEPT_OPEN = 8  # connections that wait for the next request
_SETTINGS = ("secure_delete = ON", "trusted_schema = OFF", "cache_size = -2000", "cell_size_check = ON")
_DIALECT = dialect(paramstyle="qmark")
Row = sqlite3.Row


class Desk:
    """Reads and writes; speaks in the errors that the book speaks in."""

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        """:raises Damaged: there is no desk at ``path``, or something else"""
        self.path = path
        self._patience = patience
        self._free: list[sqlite3.Connection] = []
        self._closed = False
        self._watcher: sqlite3.Connection | None = None
        self._watching = threading.Lock()
        if not path.is_file():
            raise Damaged(f"{path} is no desk of Vouchbook; {_WAY_OUT}")
        with self._borrowed() as connection:
            self._prepare(connection)

    @staticmethod
    def found(path: Path) -> None:
        """Make an empty desk at ``path``, where nothing is yet and which nobody else knows."""
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            path.chmod(0o600)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _schema():
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        finally:
            connection.close()

    def read(self, statement: ClauseElement, **values: object) -> list[Row]:
        """The rows that a statement finds, in what is committed now."""
        with self._borrowed() as connection:
            return _run(connection, statement, values).fetchall()

    def first(self, statement: ClauseElement, **values: object) -> Row | None:
        found = self.read(statement, **values)
        return found[0] if found else None

    def write(self, statement: ClauseElement, **values: object) -> int:
        """One statement in a transaction of its own; how many rows it changed."""
        with self.writing() as hand:
            return hand.write(statement, **values)

    @contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[Hand]:
        """All that is done within, or nothing; nobody else writes meanwhile, so be brief.

        :param lasting: wait until it is on the disk; not for what a power cut may take, such as when one was last seen
        """
        with self._borrowed() as connection:
            connection.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            yield Hand(connection)
            connection.execute("COMMIT")

    @property
    def mark(self) -> int:
        """Another number as soon as anything was committed, by anybody; asked of a connection that never writes."""
        try:
            with self._watching:
                if self._watcher is None:
                    self._watcher = self._connect()
                ((version,),) = self._watcher.execute("PRAGMA data_version").fetchall()
                return int(version)
        except sqlite3.Error as error:
            raise self._understood(error) from error

    def close(self) -> None:
        self._closed = True
        with self._watching:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None
        while self._free:
            self._free.pop().close()

    @contextmanager
    def _borrowed(self) -> Iterator[sqlite3.Connection]:
        """A connection for this piece of work alone; what is left unfinished on it is undone."""
        try:
            connection = self._free.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        except sqlite3.Error as error:
            raise self._understood(error) from error
        finally:
            if connection.in_transaction:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            if self._closed or connection.in_transaction or len(self._free) >= _KEPT_OPEN:
                connection.close()
            else:
                self._free.append(connection)

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None,
                timeout=self._patience, check_same_thread=False, cached_statements=128,
            )  # fmt: skip
            try:
                (mark,) = connection.execute("PRAGMA application_id").fetchone()
                (format_,) = connection.execute("PRAGMA user_version").fetchone()
                if mark != APPLICATION_ID or format_ < 1:
                    raise Damaged(f"{self.path} is no desk of Vouchbook; {_WAY_OUT}")
                if format_ > FORMAT:
                    raise NewerFormat(
                        f"{self.path} has format {format_}, this version knows {FORMAT}: upgrade Vouchbook to open it"
                    )
                for setting in _SETTINGS:
                    connection.execute(f"PRAGMA {setting}")
                connection.row_factory = sqlite3.Row
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise self._understood(error) from error
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Give a desk that an earlier version made the tables that have come since."""
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        if there >= set(DESK.tables):
            return
        connection.execute("BEGIN IMMEDIATE")
        for statement in _schema(if_missing=True):
            connection.execute(statement)
        connection.execute("COMMIT")

    def _understood(self, error: sqlite3.Error) -> Exception:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Busy(f"{self.path.name} of the desk was held by others for {self._patience:g} s; ask again")
        if code == sqlite3.SQLITE_FULL:
            return Busy(f"the disk of {self.path} is full; make room and ask again")
        if code in _AWAY:
            return Busy(f"{self.path} cannot be opened or written now ({error}); see that it is there, and ask again")
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            return error
        return Damaged(f"{self.path} cannot be used ({error}); {_WAY_OUT}")


class Hand:
    """What one may do within a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def read(self, statement: ClauseElement, **values: object) -> list[Row]:
        return _run(self._connection, statement, values).fetchall()

    def first(self, statement: ClauseElement, **values: object) -> Row | None:
        found = self.read(statement, **values)
        return found[0] if found else None

    def write(self, statement: ClauseElement, **values: object) -> int:
        """How many rows it changed."""
        return _run(self._connection, statement, values).rowcount


class _Sql(NamedTuple):
    text: str
    names: Sequence[str]
    fixed: Mapping[str, Any]


@lru_cache(maxsize=512)
def _compiled(statement: ClauseElement, names: tuple[str, ...]) -> _Sql:
    """Built by SQLAlchemy Core once, and run as it is: an inserted row's columns are those that are given."""
    compiled = statement.compile(dialect=_DIALECT, column_keys=list(names) if names else None)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101  # of every statement that is no DDL
    return _Sql(str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params))


def _run(connection: sqlite3.Connection, statement: ClauseElement, values: Mapping[str, object]) -> sqlite3.Cursor:
    inserting = getattr(statement, "is_insert", False)
    sql = _compiled(statement, tuple(values) if inserting else ())
    return connection.execute(sql.text, [values[name] if name in values else sql.fixed[name] for name in sql.names])


def _schema(*, if_missing: bool = False) -> list[str]:
    tables = DESK.sorted_tables
    indexes = [index for table in tables for index in sorted(table.indexes, key=lambda index: str(index.name))]
    made: list[ClauseElement] = [
        *(CreateTable(table, if_not_exists=if_missing) for table in tables),
        *(CreateIndex(index, if_not_exists=if_missing) for index in indexes),
    ]
    return [str(each.compile(dialect=_DIALECT)).strip() for each in made]


_WAY_OUT = "move it away: a new one is made, and people sign in again"
