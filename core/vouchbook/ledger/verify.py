"""Proves a book against itself, without a key: every leaf, every number, every row beside the events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Table, select

from vouchbook.domain.events import registered
from vouchbook.ledger import tables
from vouchbook.ledger.book import Book
from vouchbook.ledger.dialect import Connection
from vouchbook.ledger.leaf import leaf_hash
from vouchbook.ledger.tables import check, mine_in_order

PAGE = 2000
Progress = Callable[[int, int], None]


class Problem(Struct, frozen=True):
    """Something that is not as it was written; ``row`` is a position, a key, or empty for the whole table."""

    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.what}" if self.row else f"{self.table}: {self.what}"


def verify(book: Book, progress: Progress | None = None) -> list[Problem]:
    """Everything found wrong; an empty list when all is as it was written.

    Read models follow from events: ``projections.rebuild.verify_rows`` compares them.

    :raises Damaged: the file cannot be read at all
    """
    return book.snapshot(lambda connection: list(_Examination(book, connection, progress).problems()))


class _Examination:
    """One snapshot of the book, examined table by table."""

    def __init__(self, book: Book, connection: Connection, progress: Progress | None) -> None:
        self._book, self._connection, self._progress = book, connection, progress
        self._counted: dict[str, int] = {}

    def problems(self) -> Iterator[Problem]:
        dialect = self._book.dialect
        unreadable: tuple[type[Exception], ...] = (*dialect.error, OverflowError, MemoryError)
        for what in dialect.problems(self._connection, list(tables.BOOK.tables.values()), self._book.association):
            yield Problem("database", "", what)
        for examine, table in (
            (self._events, "event"), (self._silent, "command"), (self._claims, "claim"), (self._jobs, "job"),
            (self._cursors, "cursor"), (self._head, "head"),
        ):  # fmt: skip
            try:
                yield from examine()
            except unreadable as error:
                yield Problem(table, "", f"cannot be read to its end ({error}); restore a backup")

    def _events(self) -> Iterator[Problem]:
        """Leaves, positions, versions and types; and each command with events beside them, in the same order."""
        known = {kind.name: kind.schema for kind in registered()}
        of_command = tables.command.c
        commands = self._rows(tables.command, of_command["first"] > 0, order=(of_command["first"], of_command.id))
        versions: dict[object, int] = {}
        run: list[bytes] = []  # the leaves of the command whose events are being read
        beginning, last_row, expected = 1, None, 0
        total = self._number("SELECT count(*) FROM event")
        for row in self._rows(tables.event, order=(tables.event.c.position,)):
            association, position, stream, version, type_, schema, command, actor, day, at, data, sealed, leaf = row
            expected += 1
            if position != expected:
                yield Problem("event", str(position), f"position {expected} should follow: rows are missing or moved")
                expected = position if isinstance(position, int) else expected
            try:
                computed = leaf_hash(association, stream, version, type_, schema, command, actor, day, at, data, sealed)
            except (TypeError, ValueError):  # not even the kind of value that was written
                computed = b""
            if computed != leaf or type(sealed) is not bytes:  # an empty text hashes as nothing sealed
                yield Problem("event", str(position), "its content is not what its leaf was made of")
            if version != versions.get(stream, 0) + 1:
                yield Problem("event", str(position), f"version {version} does not continue {stream}")
            versions[stream] = version if isinstance(version, int) else 0
            if not 1 <= known.get(type_, 0) >= _number(schema):
                yield Problem("event", str(position), f"{type_} in schema {schema} is no event that this version knows")
            if last_row is not None and command != last_row[6]:
                yield from self._command(next(commands, None), last_row, beginning, run)
                run, beginning = [], position
            run.append(leaf if isinstance(leaf, bytes) else b"")
            last_row = row
            if self._progress and not expected % 10_000:
                self._progress(expected, total)
        if last_row is not None:
            yield from self._command(next(commands, None), last_row, beginning, run)
        for row in commands:
            yield Problem("command", str(row[1]), "its events are missing")
        self._counted["position"] = expected
        if self._progress:
            self._progress(expected, total)

    def _command(
        self, row: tuple[Any, ...] | None, event: tuple[Any, ...], first: int, leaves: list[bytes]
    ) -> Iterator[Problem]:
        """A command's row beside the last of its events and the leaves of all."""
        if row is None or row[1] != event[6]:
            yield Problem("event", str(first), f"the row of its command {event[6]} is missing or out of its order")
            return
        if (row[7], row[8]) != (first, event[1]):
            yield Problem(
                "command", row[1], f"names positions {row[7]} to {row[8]}, its events are {first} to {event[1]}"
            )
        if row[4:7] != event[7:10]:
            yield Problem("command", row[1], "actor, day or time are not those of its events")
        yield from self._command_check(row, leaves)

    def _command_check(self, row: tuple[Any, ...], leaves: list[bytes]) -> Iterator[Problem]:
        self._counted["commands"] = self._counted.get("commands", 0) + 1
        if not _same(row[10], *row[:7], row[9], b"".join(leaves)):
            yield Problem("command", str(row[1]), "was altered, or the events it recorded were")

    def _silent(self) -> Iterator[Problem]:
        self._counted.setdefault("commands", 0)
        for row in self._rows(tables.command, ~(tables.command.c["first"] > 0), order=(tables.command.c.id,)):
            if (row[7], row[8]) != (0, 0):
                yield Problem("command", str(row[1]), "recorded nothing, yet names positions")
            yield from self._command_check(row, [])

    def _claims(self) -> Iterator[Problem]:
        return self._checked(tables.claim, "claims", lambda row: f"{row[1]} {_shown(row[2])}")

    def _jobs(self) -> Iterator[Problem]:
        return self._checked(tables.job, "jobs", lambda row: str(row[1]))

    def _cursors(self) -> Iterator[Problem]:
        return self._checked(tables.cursor, "cursors", lambda row: str(row[1]))

    def _checked(self, table: Table, count: str, name: Callable[[tuple[Any, ...]], str]) -> Iterator[Problem]:
        self._counted[count] = 0
        for row in self._rows(table):
            self._counted[count] += 1
            if not _same(row[-1], *row[:-1]):
                yield Problem(table.name, name(row), "was altered")

    def _head(self) -> Iterator[Problem]:
        rows = list(self._rows(tables.head))
        if len(rows) != 1:
            yield Problem("head", "", f"there are {len(rows)} rows for {self._book.association}, not one")
            return
        for column, stored in zip(tables.head.columns, rows[0], strict=True):
            if column.name in self._counted and stored != self._counted[column.name]:
                yield Problem(
                    "head", column.name, f"says {stored}, but {self._counted[column.name]} are there: rows went or came"
                )

    def _rows(
        self, table: Table, *where: ColumnElement[bool], order: tuple[ColumnElement[Any], ...] = ()
    ) -> Iterator[tuple[Any, ...]]:
        statement: Select[Any] = select(table).where(mine_in_order(table), *where).order_by(*order)
        sql = self._book.dialect.sql(statement)
        cursor = self._connection.execute(sql.text, sql.values({"association": self._book.association}))
        while page := cursor.fetchmany(PAGE):
            yield from page

    def _number(self, sql: str) -> int:
        return int(self._connection.execute(sql).fetchone()[0])


def _same(stored: object, *columns: Any) -> bool:  # noqa: ANN401  # whatever stands in the columns now
    try:
        return check(*columns) == stored
    except (TypeError, ValueError):
        return False


def _number(value: object) -> int:
    return value if isinstance(value, int) else 1 << 62


def _shown(value: object) -> str:
    return value.hex()[:16] if isinstance(value, bytes) else repr(value)
