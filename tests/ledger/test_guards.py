"""The book is append-only to whoever writes with the settings that we write with."""

from __future__ import annotations

import sqlite3

import pytest
from tests.ledger.tampering import fill

from vouchbook.ledger import Book
from vouchbook.ledger.verify import verify


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET data = x'00' WHERE position = 1",
        "UPDATE event SET position = 99 WHERE position = 6",
        "DELETE FROM event WHERE position = 6",
        "DELETE FROM event",
        "REPLACE INTO event SELECT * FROM event WHERE position = 6",
        "INSERT OR REPLACE INTO event SELECT association, 99, stream, version, type, schema, command, actor, "
        "happened_on, recorded_at, data, sealed, leaf FROM event WHERE position = 6",
        "UPDATE OR REPLACE event SET position = 1 WHERE position = 6",
        "INSERT INTO event SELECT * FROM event WHERE position = 1 ON CONFLICT (position) DO UPDATE SET data = x'00'",
        "UPDATE command SET result = x'00'",
        "DELETE FROM command WHERE id = 'c-2'",
        "REPLACE INTO command SELECT * FROM command WHERE id = 'c-2'",
    ],
)
def test_what_is_recorded_is_neither_changed_nor_removed(book: Book, statement: str) -> None:
    fill(book)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        book.transaction(lambda connection: connection.execute(statement))
    assert verify(book) == []


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("recursive_triggers", 1),
    ],
)
def test_every_connection_has_the_settings_that_the_promises_rest_on(book: Book, setting: str, value: object) -> None:
    for run in (book.transaction, book.snapshot):
        assert run(lambda connection: connection.execute(f"PRAGMA {setting}").fetchone()) == (value,)
