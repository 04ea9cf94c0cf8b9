"""Ctrl-C inside an append leaves all of the command or nothing, and a book that works on."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Iterator

import pytest
from tests.ledger.samples import command, registered, training, write

from vouchbook import projections
from vouchbook.ledger import Book, Claim
from vouchbook.ledger.verify import verify
from vouchbook.projections.rebuild import verify_rows


@pytest.fixture
def signalled() -> Iterator[None]:
    """A signal of its own that does what Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGUSR1, interrupt)
    yield
    signal.signal(signal.SIGUSR1, before)


class Interrupter(threading.Thread):
    """Interrupts the main thread a moment after it was told to begin."""

    def __init__(self, delays: list[float]) -> None:
        super().__init__(daemon=True)
        self.delays = delays
        self.begin = threading.Semaphore(0)
        self.sent = 0

    def run(self) -> None:
        for delay in self.delays:
            self.begin.acquire()
            threading.Event().wait(delay)
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
            self.sent += 1

    def wait_for(self, number: int) -> None:
        while self.sent < number:
            time.sleep(0.0001)
        time.sleep(0.0001)  # a signal on its way strikes here


@pytest.mark.timeout(60)
def test_an_interrupted_command_is_there_whole_or_not_at_all(book: Book, signalled: None) -> None:
    chance = random.Random(11)
    interrupter = Interrupter([chance.uniform(0, 0.0012) for _ in range(400)])
    interrupter.start()
    recorded = 0
    for number in range(400):
        person = f"p-{number}"
        asked = command(id_=f"c-{number}")
        try:
            interrupter.begin.release()
            book.append(
                asked,
                [write(person, 0, registered("p-1"), training("p-1"))],
                claims=[Claim("email", person.encode())],
                rows=projections.changes,
            )
            interrupter.wait_for(number + 1)
        except KeyboardInterrupt:
            interrupter.wait_for(number + 1)
        known = book.known(asked.id, asked.fingerprint)
        assert len(book.read(f"person:{person}")) == (2 if known else 0)
        recorded += known is not None
    assert 0 < recorded < 400, "no interrupt struck inside, or every one did: change the delays"
    assert book.position == 2 * recorded
    assert verify(book) == []
    assert verify_rows(book, projections.READ_MODELS) == []


def test_an_interrupt_while_rows_are_made_leaves_nothing(book: Book) -> None:
    def rows(_: object) -> list[object]:
        raise KeyboardInterrupt

    asked = command()
    with pytest.raises(KeyboardInterrupt):
        book.append(asked, [write("p-1", 0, registered("p-1"))], rows=rows)  # type: ignore[arg-type]
    assert book.known(asked.id, asked.fingerprint) is None


def test_an_interrupt_inside_the_transaction_leaves_nothing(book: Book) -> None:
    def work(connection: object) -> None:
        connection.execute("INSERT INTO person VALUES ('nc', 'p-9', 1)")  # type: ignore[attr-defined]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        book.transaction(work)
    assert book.snapshot(lambda connection: connection.execute("SELECT * FROM person").fetchall()) == []
    book.append(command(), [write("p-1", 0, registered("p-1"))])
