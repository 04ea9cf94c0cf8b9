"""One book shared by threads: appends take turns, reads do not wait for them, and nobody sees half a command."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.ledger.samples import command, registered, training, write

from vouchbook import projections
from vouchbook.ledger import Book, Conflict
from vouchbook.ledger.verify import verify


def test_threads_append_and_read_at_once(book: Book) -> None:
    stop = threading.Event()

    def record(name: str) -> None:
        for number in range(40):
            person = f"p-{name}-{number}"
            book.append(command(), [write(person, 0, registered("p-1"), training("p-1"))], rows=projections.changes)

    def look() -> int:
        seen = 0
        while not stop.is_set():
            entries = list(book.follow(limit=50))
            assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
            assert len(entries) % 2 == 0  # commands of two events: never one of them
            assert book.position % 2 == 0
            seen += 1
        return seen

    with ThreadPoolExecutor(8) as pool:
        readers = [pool.submit(look) for _ in range(3)]
        writers = [pool.submit(record, str(n)) for n in range(5)]
        for writer in writers:
            writer.result()
        stop.set()
        assert all(reader.result() > 0 for reader in readers)
    assert book.position == 400
    assert verify(book) == []


def test_one_decision_is_recorded_once_however_many_threads_decide(book: Book) -> None:
    def decide(_: int) -> bool:
        try:
            book.append(command(), [write("p-1", 0, registered("p-1"))])
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(decide, range(32))) == 1


def test_reading_goes_on_while_somebody_writes(book: Book) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))])

    def read(_: object) -> int:
        with ThreadPoolExecutor(1) as pool:
            return len(pool.submit(book.read, "person:p-1").result(timeout=5))

    assert book.transaction(read) == 1
