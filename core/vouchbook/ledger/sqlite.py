"""SQLite: one file per association, write-ahead log, every commit synced."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import ClauseElement, Table, func, select
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.sql.compiler import SQLCompiler

from vouchbook.ledger.dialect import Connection, Sql
from vouchbook.ledger.errors import Busy, Damaged, NewerFormat, NoSpace, Unwritable
from vouchbook.ledger.tables import BOOK_FORMAT

APPLICATION_ID = 0x566F7563  # "Vouc": so that `file` and we tell a book from another SQLite file

_SETTINGS = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA recursive_triggers = ON",  # without it, REPLACE deletes rows past the triggers
    "PRAGMA cell_size_check = ON",
    "PRAGMA cache_size = -16000",  # KiB
    "PRAGMA wal_autocheckpoint = 4000",  # pages: the same few are written at every append, and copied back less often
)
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_TOOBIG)
_NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)
_SAYS_BROKEN = re.compile("no such (table|column)|Could not decode")  # definitions are data too
_GUARDED = ("event", "command")


class SQLite:
    """One book's file."""

    error: tuple[type[Exception], ...] = (sqlite3.Error, UnicodeDecodeError)  # of text that is none any more
    duplicate: type[Exception] = sqlite3.IntegrityError
    begin = "BEGIN IMMEDIATE"

    def __init__(self, path: Path, *, patience: float = 10.0) -> None:
        self.path = path
        self._patience = patience
        self._dialect = sqlite_dialect(paramstyle="qmark")

    def connect(self) -> sqlite3.Connection:
        """Where nothing can be written, the book can be read.

        :raises Damaged: no file there, or it is no book
        :raises NewerFormat: a newer version wrote it
        """
        try:
            try:
                return self._opened("mode=rw")
            except self.error as error:
                if not self._lies_still(error):
                    raise
                return self._opened("immutable=1")
        except self.error as error:
            raise self.understood(error) from error

    def _opened(self, how: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?{how}", uri=True, isolation_level=None,
            timeout=self._patience, check_same_thread=False, cached_statements=512,
        )  # fmt: skip
        try:
            self._recognise(connection)
            for setting in _SETTINGS:
                connection.execute(setting)
        except BaseException:
            connection.close()
            raise
        return connection

    def _lies_still(self, error: Exception) -> bool:
        """Whether the file lies where nothing can be written, such as a read-only disk, and its log is empty.

        SQLite itself opens no such file, because its log cannot be shared there; but nobody writes it either.

        :raises Unwritable: the log holds what the file lacks
        """
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _NOT_WRITABLE or not self.path.is_file() or os.access(self.path.parent, os.W_OK):
            return False
        if self._log_holds_something():
            raise Unwritable(
                f"{self.path} cannot be read where nothing can be written: its newest commands are still in "
                f"{self._log.name}. Copy the whole folder to where you can write, and open the copy"
            ) from error
        return True

    @property
    def _log(self) -> Path:
        return self.path.with_name(f"{self.path.name}-wal")

    def _log_holds_something(self) -> bool:
        return self._log.exists() and self._log.stat().st_size > 0

    def _recognise(self, connection: sqlite3.Connection) -> None:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (format_,) = connection.execute("PRAGMA user_version").fetchone()
        if mark != APPLICATION_ID or format_ < 1:
            raise Damaged(f"{self.path} is no book of Vouchbook; restore it from a backup")
        if format_ > BOOK_FORMAT:
            raise NewerFormat(
                f"{self.path} has format {format_}, this version knows {BOOK_FORMAT}: upgrade Vouchbook to open it"
            )

    def found(self, tables: Sequence[Table], association: str) -> None:
        """Make the file with its tables and guards, empty; nobody else may know its path yet."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in (*self.schema(tables), *self.guards()):
                connection.execute(statement)
            connection.execute("INSERT INTO head VALUES (?, 0, 0, 0, 0, 0)", (association,))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {BOOK_FORMAT}")
            connection.execute("COMMIT")
        finally:
            connection.close()

    def mark(self, connection: Connection) -> int:
        ((version,),) = connection.execute("PRAGMA data_version").fetchall()  # to the end, or it would go on reading
        return int(version)

    def roll_back(self, connection: Connection) -> None:
        if connection.in_transaction:  # type: ignore[attr-defined]  # sqlite3 only
            connection.execute("ROLLBACK")

    def understood(self, error: Exception) -> Exception:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return Busy(
                f"{self.path.name} was held by others for {self._patience:g} s; nothing was recorded, ask again"
            )
        if code == sqlite3.SQLITE_FULL:
            return NoSpace(f"the disk of {self.path} is full; nothing was recorded, make room and ask again")
        if code in _NOT_WRITABLE:
            return Unwritable(
                f"{self.path} cannot be opened for writing ({error}); check that it exists, and its owner"
            )
        if code in _BROKEN or isinstance(error, UnicodeDecodeError) or _SAYS_BROKEN.search(str(error)):
            return Damaged(f"{self.path} cannot be read as written ({error}); run verify, or restore a backup")
        return error

    def sql(self, statement: ClauseElement) -> Sql:
        compiled = statement.compile(dialect=self._dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  # of every statement that is no DDL
        return Sql(str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params))

    def upsert(self, table: Table, key: Sequence[str], changed: Sequence[str], row: Mapping[str, Any]) -> Sql:
        statement = insert(table).values(row)
        if changed:
            fresh = {name: statement.excluded[name] for name in changed}
            return self.sql(statement.on_conflict_do_update(index_elements=list(key), set_=fresh))
        return self.sql(statement.on_conflict_do_nothing(index_elements=list(key)))

    def schema(self, tables: Sequence[Table]) -> list[str]:
        made: list[ClauseElement] = [CreateTable(table) for table in tables]
        indexed = [CreateIndex(index) for table in tables for index in sorted(table.indexes, key=lambda i: str(i.name))]
        return [str(ddl.compile(dialect=self._dialect)).strip() for ddl in (*made, *indexed)]

    def guards(self) -> list[str]:
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the book is append-only'); END"
            for table in _GUARDED
            for act in ("UPDATE", "DELETE")
        ]

    def altered(self, connection: Connection, tables: Sequence[Table], *, guarded: bool) -> list[str]:
        with closing(sqlite3.connect(":memory:")) as model:
            for statement in (*self.schema(tables), *(self.guards() if guarded else ())):
                model.execute(statement)
            wanted = _definitions(model)
        there = _definitions(connection)
        return [f"the {kind} {name} is missing or altered" for kind, name, *_ in sorted(wanted - there, key=str)]

    def problems(self, connection: Connection, tables: Sequence[Table], association: str) -> list[str]:
        execute = connection.execute
        found = [
            f"the database's own check: {line}"
            for (line,) in execute("PRAGMA integrity_check(20)").fetchall()
            if line != "ok"
        ]
        (page_size,) = execute("PRAGMA page_size").fetchone()
        if self.path.stat().st_size % page_size and not self._log_holds_something():
            found.append("the file ends within a page: its end was cut off")  # which the database reads as zeros
        found += self.altered(connection, tables, guarded=True)
        ours = {guard.split()[2] for guard in self.guards()}
        found += [
            f"the {kind} {name} was added by somebody"
            for kind, name, *_ in _definitions(connection)
            if kind in ("trigger", "view") and name not in ours
        ]
        for table in tables:
            others = self.sql(select(func.count()).select_from(table).where(table.c.association != association))
            (number,) = execute(others.text, others.values({})).fetchone()
            if number:
                found.append(f"{number} rows of {table.name} belong to another association")
        return found


def _definitions(connection: Connection) -> set[tuple[Any, ...]]:
    """Everything defined in a database; quotes apart, which renaming a table adds."""
    found = connection.execute("SELECT type, name, tbl_name, rootpage > 0, sql FROM sqlite_schema").fetchall()
    return {(kind, name, of, kept, str(sql).replace('"', "")) for kind, name, of, kept, sql in found}
