"""How far each follower has read: its rows and its position move in one transaction, so each event counts once."""

from __future__ import annotations

from collections.abc import Iterable
from weakref import WeakKeyDictionary

from vouchbook.ledger import statements
from vouchbook.ledger.book import Book
from vouchbook.ledger.dialect import Connection, Dialect, Sql
from vouchbook.ledger.entries import RowChange
from vouchbook.ledger.tables import check, cursor, head, mine


def cursor_of(book: Book, name: str) -> tuple[int, str]:
    """Position and shape of a follower; 0 and nothing for one that has not begun."""
    found = book.fetch(statements.CURSOR, of=name)
    return (found[0][0], found[0][1]) if found else (0, "")


def advance(book: Book, name: str, position: int, changes: Iterable[RowChange], *, shape: str = "") -> None:
    """Write the follower's rows and move it to ``position``, or neither."""
    ready = book.rows.prepared(changes)

    def move(connection: Connection) -> None:
        for step, row in ready:
            step(connection, row)
        set_cursor(book, connection, name, position, shape)

    book.transaction(move)


def set_cursor(book: Book, connection: Connection, name: str, position: int, shape: str) -> None:
    """Move a follower within the caller's transaction."""
    at = book.association
    values = {
        "association": at, "name": name, "position": position, "shape": shape, "check": check(at, name, position, shape)
    }  # fmt: skip
    moved, added, counted = _built(book.dialect)
    named = {f"new_{column}": value for column, value in values.items()}
    if not connection.execute(moved.text, moved.values(named)).rowcount:
        connection.execute(added.text, added.values(values))
        connection.execute(counted.text, counted.values(values))


_BUILT: WeakKeyDictionary[Dialect, tuple[Sql, Sql, Sql]] = WeakKeyDictionary()


def _built(dialect: Dialect) -> tuple[Sql, Sql, Sql]:
    """The statements that move a cursor, add one and count it: built once, because the book is locked meanwhile."""
    built = _BUILT.get(dialect)
    if built is None:
        counted = head.update().values(cursors=head.c.cursors + 1).where(mine(head))
        built = (dialect.sql(statements.MOVE_CURSOR), dialect.sql(cursor.insert()), dialect.sql(counted))
        _BUILT[dialect] = built
    return built
