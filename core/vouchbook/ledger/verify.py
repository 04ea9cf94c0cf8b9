"""Proves a book against itself, without a key: every leaf, every number, every row beside the events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select

from vouchbook.ledger import tables
from vouchbook.ledger.book import Book
from vouchbook.ledger.dialect import Connection
from vouchbook.ledger.proving import Problem, Proof, Row, same
from vouchbook.ledger.tables import mine_in_order

__all__ = ["Problem", "Progress", "verify"]

PAGE = 256
"""Rows at a time: few enough that they are still near the processor when they are hashed."""

Progress = Callable[[int, int], None]


def verify(book: Book, progress: Progress | None = None) -> list[Problem]:
    """Everything found wrong; an empty list when all is as it was written.

    Read models follow from events: ``projections.rebuild.verify_rows`` compares them.

    :raises Damaged: the file cannot be read at all
    """
    return book.snapshot(lambda connection: [*_database(book, connection), *_rows(book, connection, progress)])


def verify_database(book: Book) -> list[Problem]:
    """The part of ``verify`` that the database does: its pages, indexes and definitions."""
    return book.snapshot(lambda connection: list(_database(book, connection)))


def verify_leaves(book: Book, progress: Progress | None = None) -> list[Problem]:
    """The part of ``verify`` that we do: every leaf, number, command and row beside the events."""
    return book.snapshot(lambda connection: list(_rows(book, connection, progress)))


def _database(book: Book, connection: Connection) -> Iterator[Problem]:
    for what in book.dialect.problems(connection, list(tables.BOOK.tables.values()), book.association):
        yield Problem("database", "", what)


def _rows(book: Book, connection: Connection, progress: Progress | None) -> Iterator[Problem]:
    unreadable: tuple[type[Exception], ...] = (*book.dialect.error, OverflowError, MemoryError)
    examination = _Examination(book, connection, progress)
    for examine, table in (
        (examination.events, "event"), (examination.silent, "command"), (examination.claims, "claim"),
        (examination.jobs, "job"), (examination.cursors, "cursor"), (examination.head, "head"),
    ):  # fmt: skip
        try:
            yield from examine()
        except unreadable as error:
            yield Problem(table, "", f"cannot be read to its end ({error}); restore a backup")


class _Examination:
    """One snapshot of the book, examined table by table."""

    def __init__(self, book: Book, connection: Connection, progress: Progress | None) -> None:
        self._book, self._connection, self._progress = book, connection, progress
        self._counted: dict[str, int] = {}

    def events(self) -> Iterator[Problem]:
        of = tables.command.c
        commands = self._pages(tables.command, of["first"] > 0, order=(of["first"], of.id))
        self._proof = Proof(row for page in commands for row in page)
        total = int(self._connection.execute("SELECT count(*) FROM event").fetchone()[0])

        def tell(done: int) -> None:
            if self._progress:
                self._progress(done, max(done, total))

        yield from self._proof.events(self._pages(tables.event, order=(tables.event.c.position,)), tell)
        self._counted["position"] = self._proof.position

    def silent(self) -> Iterator[Problem]:
        of = tables.command.c
        for page in self._pages(tables.command, ~(of["first"] > 0), order=(of.id,)):
            for row in page:
                yield from self._proof.silent(row)
        self._counted["commands"] = self._proof.commands

    def claims(self) -> Iterator[Problem]:
        return self._checked(tables.claim, "claims", lambda row: f"{row[1]} {_shown(row[2])}")

    def jobs(self) -> Iterator[Problem]:
        return self._checked(tables.job, "jobs", lambda row: str(row[1]))

    def cursors(self) -> Iterator[Problem]:
        return self._checked(tables.cursor, "cursors", lambda row: str(row[1]))

    def _checked(self, table: Table, count: str, name: Callable[[Row], str]) -> Iterator[Problem]:
        self._counted[count] = 0
        for page in self._pages(table):
            self._counted[count] += len(page)
            for row in page:
                if not same(row[-1], *row[:-1]):
                    yield Problem(table.name, name(row), "was altered")

    def head(self) -> Iterator[Problem]:
        rows = [row for page in self._pages(tables.head) for row in page]
        if len(rows) != 1:
            yield Problem("head", "", f"there are {len(rows)} rows for {self._book.association}, not one")
            return
        for column, stored in zip(tables.head.columns, rows[0], strict=True):
            if column.name in self._counted and stored != self._counted[column.name]:
                yield Problem(
                    "head", column.name, f"says {stored}, but {self._counted[column.name]} are there: rows went or came"
                )

    def _pages(
        self, table: Table, *where: ColumnElement[bool], order: tuple[ColumnElement[Any], ...] = ()
    ) -> Iterator[list[Row]]:
        statement: Select[Any] = select(table).where(mine_in_order(table), *where).order_by(*order)
        sql = self._book.dialect.sql(statement)
        cursor = self._connection.execute(sql.text, sql.values({"association": self._book.association}))
        while page := cursor.fetchmany(PAGE):
            yield page


def _shown(value: object) -> str:
    return value.hex()[:16] if isinstance(value, bytes) else repr(value)
