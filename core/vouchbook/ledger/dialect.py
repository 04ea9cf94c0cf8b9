"""What differs between databases: everything else in this room is written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct
from sqlalchemy import ClauseElement, Table


class Cursor(Protocol):
    @property
    def rowcount(self) -> int: ...
    def fetchone(self) -> Any: ...  # noqa: ANN401  # a row holds what its columns hold
    def fetchmany(self, size: int = ..., /) -> list[Any]: ...
    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """A DBAPI connection in autocommit: transactions are begun and ended in words."""

    def execute(self, sql: str, values: Sequence[Any] = ..., /) -> Cursor: ...
    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> Cursor: ...
    def close(self) -> None: ...


class Sql(Struct, frozen=True):
    """A statement built by SQLAlchemy Core once, and the names of its values in the order the driver wants them."""

    text: str
    names: tuple[str, ...]
    fixed: Mapping[str, Any]

    def values(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(given[name] if name in given else self.fixed[name] for name in self.names)


class Dialect(Protocol):
    @property
    def error(self) -> tuple[type[Exception], ...]:
        """Everything the driver raises."""

    @property
    def duplicate(self) -> type[Exception]:
        """What the driver raises for a row whose key is there already."""

    @property
    def begin(self) -> str: ...

    def connect(self) -> Connection: ...

    def mark(self, connection: Connection) -> int:
        """Another number as soon as anybody else than this connection has committed anything."""

    def roll_back(self, connection: Connection) -> None:
        """End a transaction that is still open; otherwise nothing."""

    def understood(self, error: Exception) -> Exception:
        """One of ``ledger.errors`` for what the driver raised."""

    def sql(self, statement: ClauseElement) -> Sql: ...

    def upsert(self, table: Table, key: Sequence[str], changed: Sequence[str], row: Mapping[str, Any]) -> Sql:
        """Insert a row, or change its ``changed`` columns where the key is there already."""

    def schema(self, tables: Sequence[Table]) -> list[str]:
        """The statements that make these tables and their indexes."""

    def guards(self) -> list[str]:
        """The statements that make events and commands append-only, whoever writes."""

    def altered(self, connection: Connection, tables: Sequence[Table], *, guarded: bool) -> list[str]:
        """What is missing from the definitions of these tables, or not as this version makes them."""

    def problems(self, connection: Connection, tables: Sequence[Table], association: str) -> list[str]:
        """What the database itself finds wrong with its file, indexes, tables, guards, and rows of strangers."""
