"""Work that waits outside the book: what is due, and what has been done."""

from __future__ import annotations

from vouchbook.ledger import statements
from vouchbook.ledger.book import Book
from vouchbook.ledger.dialect import Connection
from vouchbook.ledger.entries import Job
from vouchbook.ledger.tables import head, job, mine


def due(book: Book, by: int, *, limit: int = 100) -> list[Job]:
    """The jobs due at ``by`` (microseconds since 1970, UTC), the longest due first."""
    return [Job(*row) for row in book.fetch(statements.DUE, by=by, most=limit)]


def done(book: Book, id_: str) -> bool:
    """Strike a job off; false when it was struck off before.

    A worker that dies between doing and striking off does it again: what it does must bear that.
    """

    def strike(connection: Connection) -> bool:
        given = {"association": book.association, "of": id_}
        removed = book.dialect.sql(job.delete().where(mine(job), job.c.id == statements.OF))
        if not connection.execute(removed.text, removed.values(given)).rowcount:
            return False
        counted = book.dialect.sql(head.update().values(jobs=head.c.jobs - 1).where(mine(head)))
        connection.execute(counted.text, counted.values(given))
        return True

    return book.transaction(strike)
