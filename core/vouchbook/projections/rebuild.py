"""Makes read models anew from the book beside the old ones, then switches; and compares stored ones with the events."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Any, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr
from sqlalchemy import MetaData, Table

from vouchbook.domain.events import Busy, registered, type_named
from vouchbook.ledger import statements
from vouchbook.ledger.book import DATA, SCHEMA, TYPE, Book
from vouchbook.ledger.codec import part_of
from vouchbook.ledger.cursors import cursor_of, set_cursor
from vouchbook.ledger.dialect import Connection
from vouchbook.ledger.entries import Entry, RowChange
from vouchbook.ledger.rows import RowWriter
from vouchbook.ledger.statements import log_without, not_of

PAGE = 10_000
"""Events per transaction: short enough that appends go on meanwhile."""

_WHOSE = "rebuild of read models"
"""The cursor whose shape is the mark of whoever began last to make rows anew: the others have lost theirs."""

Progress = Callable[[int, int], None]
"""Told how many events are done, and of how many."""


class ReadModel(Protocol):
    """A module with a table, and what becomes of its rows with each event.

    ``changes`` is pure and serves the append and the rebuild alike; the entry's position is 0 to it,
    because it is not known when fresh rows are made. ``VERSION`` (1 if absent) is raised with a change of
    meaning. ``READS`` (all if absent) names the event classes that it looks at, so that the others are skipped;
    ``PARTS`` the clear fields that are all it looks at of a class with much more in it: a rebuild reads no others.
    """

    @property
    def TABLE(self) -> Table: ...  # noqa: N802  # a module's constant

    def changes(self, entry: Entry, /) -> Iterable[RowChange]: ...


def shape(book: Book, model: ReadModel) -> str:
    """Names the definition that rows are made with: when it changes, they are made anew."""
    definition = "\n".join((str(getattr(model, "VERSION", 1)), *book.dialect.schema([model.TABLE])))
    return sha256(definition.encode()).hexdigest()


def outdated(book: Book, models: Sequence[ReadModel]) -> list[ReadModel]:
    """The read models that this book lacks, or holds as another version defined them."""
    return [model for model in models if cursor_of(book, _name(model))[1] != shape(book, model)]


def prepare(book: Book, models: Sequence[ReadModel], progress: Progress | None = None) -> None:
    """Make what is lacking or outdated; nothing to do for a book that this version has opened before."""
    if stale := outdated(book, models):
        rebuild(book, stale, progress)


def rebuild(book: Book, models: Sequence[ReadModel], progress: Progress | None = None) -> None:
    """Make the models anew from every event; needs no key. Readers see the old rows until the new ones are whole.

    :raises UnknownEventType: a newer version wrote some of the events
    :raises Busy: somebody else began to do so later, and goes on
    """
    shadows, mark = _shadows(models), secrets.token_hex(8)
    writer, reader = RowWriter(book.dialect, shadows, book.association), _Reader(book, models)

    def begin(connection: Connection) -> None:
        _make(book, connection, shadows)
        set_cursor(book, connection, _WHOSE, 0, mark)

    def go_on(connection: Connection) -> None:
        _must_be_ours(book, connection, mark)
        writer.write(connection, reader.changes)

    book.transaction(begin)
    while reader.done < (total := book.position):
        if reader.read(total):
            book.transaction(go_on)
        if progress:
            progress(reader.done, max(reader.done, total))

    def switch(connection: Connection) -> None:
        _must_be_ours(book, connection, mark)
        while reader.done < (total := book.position_on(connection)):  # recorded since; now nobody writes
            reader.read(total, connection)
            writer.write(connection, reader.changes)
        for model in models:
            name = model.TABLE.name
            connection.execute(f"DROP TABLE IF EXISTS {name}")
            connection.execute(f"ALTER TABLE {_shadow(name)} RENAME TO {name}")
            for statement in book.dialect.schema([model.TABLE])[1:]:
                connection.execute(statement)
            set_cursor(book, connection, _name(model), reader.done, shape(book, model))
        set_cursor(book, connection, _WHOSE, reader.done, "")

    book.transaction(switch)


def _must_be_ours(book: Book, connection: Connection, mark: str) -> None:
    """:raises Busy: the shadows that were begun under this mark were taken away by somebody who began later"""
    if book.fetch_on(connection, statements.CURSOR, of=_WHOSE)[0][1] != mark:
        raise Busy(f"others are making the read models of {book.association} anew; ask again when they are done")


def verify_rows(book: Book, models: Sequence[ReadModel], progress: Progress | None = None) -> list[str]:
    """Every row that is not as the events say, in words; an empty list when all are.

    The events themselves must be sound: ``ledger.verify`` first.
    """
    shadows = _shadows(models)

    def compare(connection: Connection) -> list[str]:
        _make(book, connection, shadows, temporary=True)
        try:
            writer = RowWriter(book.dialect, shadows, book.association)
            reader = _Reader(book, models)
            total = book.position_on(connection)
            while reader.done < total:
                reader.read(total, connection)
                writer.write(connection, reader.changes)
                if progress:
                    progress(reader.done, total)
            altered = book.dialect.altered(connection, [model.TABLE for model in models], guarded=False)
            return [*altered, *(problem for model in models for problem in _differences(connection, model.TABLE))]
        except book.dialect.duplicate as error:
            return [f"the events of this book make no rows that fit their tables ({error}); verify the book first"]
        finally:
            for shadow in shadows.values():
                connection.execute(f"DROP TABLE IF EXISTS temp.{shadow.name}")

    missing = [f"{model.TABLE.name}: made by another version; rebuild it" for model in outdated(book, models)]
    return missing or book.snapshot(compare)


class _Reader:
    """Reads the book page by page, the events that some model looks at, and says what becomes of the rows."""

    def __init__(self, book: Book, models: Sequence[ReadModel]) -> None:
        self._book = book
        makers = {
            kind.name: [model.changes for model in models if kind.cls in getattr(model, "READS", (kind.cls,))]
            for kind in registered()
        }
        unread = [name for name, read_by in makers.items() if not read_by]
        self._statement, self._unread = log_without(unread), not_of(unread)
        self._makers = {name: read_by for name, read_by in makers.items() if read_by}
        self._parts = {(kind.name, kind.schema): part for kind in registered() if (part := _part(kind.cls, models))}
        self.done = 0
        self.changes: list[RowChange] = []

    def read(self, total: int, connection: Connection | None = None) -> bool:
        """Go on by a page, up to position ``total``; false when no row changes.

        :raises UnknownEventType: a book that is not understood whole is not read in part
        """
        book, upto = self._book, min(self.done + PAGE, total)
        asked = {"after": self.done, "upto": upto, **self._unread}
        if connection is None:
            page = book.fetch(self._statement, **asked)
        else:
            page = book.fetch_on(connection, self._statement, **asked)
        found = self.changes = []
        for row in page:
            makers = self._makers.get(row[TYPE])
            if makers is None:
                type_named(row[TYPE])  # raises: none of those that are left out
                continue
            part = self._parts.get(row[TYPE : SCHEMA + 1])
            entry = book.entry(row, part(row[DATA]) if part is not None else None)
            force_setattr(entry, "position", 0)  # as in the append: nothing can come to rest on it
            for make in makers:
                found.extend(make(entry))
        self.done = upto
        return bool(found)


def _part(cls: type[Struct], models: Sequence[ReadModel]) -> Callable[[bytes], Struct | None] | None:
    """Reads what the models look at of an event, where all of them say what that is."""
    parts = [getattr(m, "PARTS", {}).get(cls) for m in models if cls in getattr(m, "READS", (cls,))]
    if not parts or None in parts:
        return None
    read = part_of(cls, tuple(dict.fromkeys(name for part in parts for name in part or ())))

    def whole_if_damaged(data: bytes) -> Struct | None:
        try:
            return read(data)
        except msgspec.MsgspecError:
            return None  # read whole, it says what is wrong

    return whole_if_damaged


def _differences(connection: Connection, table: Table) -> Iterator[str]:
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    # Names of our own tables and columns, no values:
    stored, wanted = f"SELECT {columns} FROM {table.name}", f"SELECT {columns} FROM {_shadow(table.name)}"  # noqa: S608
    for row in connection.execute(f"{wanted} EXCEPT {stored}").fetchall():
        yield f"{table.name}: the row of {_key(table, row)} is missing, or not as the events say; rebuild it"
    for row in connection.execute(f"{stored} EXCEPT {wanted}").fetchall():
        yield f"{table.name}: the row of {_key(table, row)} does not follow from the events; rebuild it"


def _key(table: Table, row: Sequence[Any]) -> str:
    return ", ".join(
        f"{column.name} {value!r}"
        for column, value in zip(table.columns, row, strict=True)
        if column.primary_key and column.name != "association"
    )


def _name(model: ReadModel) -> str:
    return f"read model {model.TABLE.name}"


def _shadow(name: str) -> str:
    return f"shadow_{name}"


def _shadows(models: Sequence[ReadModel]) -> dict[str, Table]:
    apart = MetaData()
    shadows = {}
    for model in models:
        shadow = shadows[model.TABLE.name] = model.TABLE.to_metadata(apart, name=_shadow(model.TABLE.name))
        shadow.indexes.clear()  # made at the switch: faster, and their names are taken until then
    return shadows


def _make(book: Book, connection: Connection, shadows: dict[str, Table], *, temporary: bool = False) -> None:
    for shadow in shadows.values():
        connection.execute(f"DROP TABLE IF EXISTS {'temp.' if temporary else ''}{shadow.name}")
        for statement in book.dialect.schema([shadow]):
            connection.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE", 1) if temporary else statement)
