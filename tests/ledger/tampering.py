"""Changing a book past its guards, as somebody with the file and SQLite could."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.ledger.samples import command, registered, training, write

from vouchbook import projections
from vouchbook.domain.application import ApplicationOpened, ApplicationWithdrawn
from vouchbook.domain.names import ApplicationId, CategoryCode, PersonId
from vouchbook.ledger import Book, Claim, Job, Write
from vouchbook.ledger.cursors import advance
from vouchbook.ledger.leaf import leaf_hash
from vouchbook.ledger.tables import check
from vouchbook.ledger.verify import verify
from vouchbook.projections.rebuild import verify_rows
from vouchbook.service.folder import Folder

TABLES = ("head", "event", "command", "claim", "job", "cursor", "person", "application")


def fill(book: Book) -> None:
    """A little of everything that a book can hold."""
    opened = ApplicationOpened(ApplicationId("a-1"), PersonId("p-1"), CategoryCode("IMHS"), command().happened_on)
    book.append(
        command(id_="c-1"),
        [write("p-1", 0, registered("p-1"), training("p-1")), Write("application:a-1", 0, (opened,))],
        claims=[Claim("email", b"1" * 32), Claim("application", b"2" * 32)],
        rows=projections.changes,
        jobs=[Job("j-1", "mail", 5, b"{}"), Job("j-2", "mail", 5, b"{}")],
    )
    book.append(command(id_="c-2"), [], result=b'{"silence":1}')
    book.append(command(id_="c-3"), [write("p-2", 0, registered("p-2"))], rows=projections.changes)
    withdrawn = Write("application:a-1", 1, (ApplicationWithdrawn(command().happened_on),))
    book.append(command(id_="c-4"), [withdrawn, write("p-1", 2, training("p-1"))], rows=projections.changes)
    advance(book, "mail", 3, [])


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """The file in hands that know how to set the guards aside, and to put them back."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")  # the file is nobody's: a tested change need not survive the power
    guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    try:
        yield connection
        for _, sql in guards:
            connection.execute(sql)
    finally:
        connection.close()


def sign_again(connection: sqlite3.Connection) -> None:
    """Make every leaf and every command's check anew, as a forger would who knows how."""
    for row in connection.execute("SELECT * FROM event").fetchall():
        association, position, stream, version, type_, schema, id_, actor, day, at, data, sealed, _ = row
        leaf = leaf_hash(association, stream, version, type_, schema, id_, actor, day, at, data, sealed)
        connection.execute("UPDATE event SET leaf = ? WHERE position = ?", (leaf, position))
    for row in connection.execute("SELECT * FROM command").fetchall():
        events = "SELECT leaf FROM event WHERE command = ? ORDER BY position"
        leaves = b"".join(leaf for (leaf,) in connection.execute(events, (row[1],)))
        connection.execute('UPDATE command SET "check" = ? WHERE id = ?', (check(*row[:7], row[9], leaves), row[1]))


def book_file(place: Path) -> Path:
    return place / "data" / "books" / "nc.sqlite"


def found_problems(place: Path) -> list[str]:
    """What the examination of the book says, and if it is sound, that of its read models; no key is at hand."""
    with Folder.book_without_keys(place / "data", "nc") as book:
        return [*map(str, verify(book))] or verify_rows(book, projections.READ_MODELS)


def changed(value: Any) -> list[Any]:
    """Other values of the same kind, and of another."""
    match value:
        case None:
            return ["2026-03-02", 0]
        case bytes():
            return [value[:-1] + bytes((value[-1] ^ 1,)) if value else b"x", value + b"\x00", b"", value.hex()]
        case int():
            return [value + 1, value - 1, -value - 1, str(value) + "x"]
        case _:
            return [value + "x", value[:-1], value.swapcase() + " ", value.encode()]
