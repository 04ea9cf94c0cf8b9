"""Every statement that runs often finds its rows by a key: no book grows slow."""

from __future__ import annotations

import pytest
from sqlalchemy import Select

from vouchbook.ledger import Book, statements

PLANS = {
    "HEAD": "SEARCH head USING INDEX sqlite_autoindex_head_1 (association=?)",
    "COMMAND": "SEARCH command USING INDEX sqlite_autoindex_command_1 (association=? AND id=?)",
    "STREAM": "SEARCH event USING INDEX event_stream (association=? AND stream=? AND version>?)",
    "STREAM_UPTO": "SEARCH event USING INDEX event_stream (association=? AND stream=? AND version>? AND version<?)",
    "LOG": "SEARCH event USING INTEGER PRIMARY KEY (rowid>?)",
    "CURSOR": "SEARCH cursor USING PRIMARY KEY (association=? AND name=?)",
}


def plan(book: Book, sql: str) -> list[str]:
    explained = f"EXPLAIN QUERY PLAN {sql}"
    values = (None,) * sql.count("?")
    return [row[3] for row in book.snapshot(lambda connection: connection.execute(explained, values).fetchall())]


@pytest.mark.parametrize("name", PLANS)
def test_a_statement_finds_its_rows_by_their_key(book: Book, name: str) -> None:
    statement: Select[tuple[object, ...]] = getattr(statements, name)
    assert plan(book, book.dialect.sql(statement).text) == [PLANS[name]]


def test_work_that_is_due_is_found_by_its_day(book: Book) -> None:
    first, *_ = plan(book, book.dialect.sql(statements.DUE).text)
    assert first == "SEARCH job USING INDEX job_due (association=? AND due<?)"


def test_every_statement_of_an_append_finds_its_rows_by_their_key(book: Book) -> None:
    append = book._append
    for sql in (append.look(0), append._version_before, append._holder, append._drop_claim):
        for step in plan(book, sql):
            assert step.startswith("SEARCH"), (sql, step)
            assert step.count("=?") == sql.count(" = ?"), (sql, step)


def test_the_look_before_an_append_finds_the_head_and_every_stream_by_their_keys(book: Book) -> None:
    found = plan(book, book._append.look(2))
    stream = "SEARCH event USING COVERING INDEX event_stream (association=? AND stream=?)"
    assert [step for step in found if step.startswith("SEARCH")] == [PLANS["HEAD"], stream, stream]
    assert not [step for step in found if step.startswith("SCAN")]
