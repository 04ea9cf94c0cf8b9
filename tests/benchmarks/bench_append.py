"""One command of four events, synced to disk: our append beside the bare driver and the eventsourcing library.

    python tests/benchmarks/bench_append.py [rounds] [commands per turn]

Compare the ratios, never the absolute figures. Further contenders are added in ``contenders``.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from paired import Contender, keep, race, show

from vouchbook import projections
from vouchbook.domain.evidence import Training
from vouchbook.domain.names import CommandId, ItemId, PersonId, Source
from vouchbook.domain.person import EvidenceRecorded
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.ledger import Book, Command, Write
from vouchbook.ledger.append import Append, Batch, prepared
from vouchbook.service.folder import Folder
from vouchbook.vault import Vault

EVENTS = 4
SIZE = 213  # bytes of an event's content, as in the anchors of the design
DAY = date(2026, 3, 2)


@contextmanager
def raw(folder: Path) -> Iterator[Contender]:
    """What the disk and the driver allow: a transaction with nothing but four inserts."""
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE event (stream TEXT, version INTEGER, type TEXT, data BLOB, PRIMARY KEY (stream, version))"
    )
    content = b"x" * SIZE

    def run(streams: Sequence[str]) -> None:
        for stream in streams:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT INTO event VALUES (?, ?, ?, ?)",
                [(stream, version, "evidence_recorded", content) for version in range(1, EVENTS + 1)],
            )
            connection.execute("COMMIT")

    yield Contender("raw sqlite3 driver", lambda number: [str(uuid.uuid4()) for _ in range(number)], run)
    connection.close()


@contextmanager
def library_recorder(folder: Path) -> Iterator[Contender]:
    datastore = SQLiteDatastore(str(folder / "recorder.sqlite"))
    recorder = SQLiteApplicationRecorder(datastore)
    recorder.create_table()
    content = b"x" * SIZE

    def run(streams: Sequence[uuid.UUID]) -> None:
        for stream in streams:
            recorder.insert_events(
                [StoredEvent(stream, version, "evidence_recorded", content) for version in range(1, EVENTS + 1)]
            )

    yield Contender("eventsourcing, recorder", lambda number: [uuid.uuid4() for _ in range(number)], run)
    datastore.close()


class LoggedHours(Aggregate):
    """The library's own style, with content of the same size."""

    @event("Started")
    def __init__(self, title: str) -> None:
        self.title = title

    @event("Logged")
    def log(self, title: str) -> None:
        self.title = title


@contextmanager
def library_aggregate(folder: Path) -> Iterator[Contender]:
    env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "library.sqlite")}
    application: Application[Any] = Application(env=env)

    def run(titles: Sequence[str]) -> None:
        for title in titles:
            hours = LoggedHours(title)
            for _ in range(EVENTS - 1):
                hours.log(title)
            application.save(hours)

    yield Contender("eventsourcing, aggregate", lambda number: ["x" * 100] * number, run)
    application.close()


def evidence(person: PersonId) -> EvidenceRecorded:
    return EvidenceRecorded(
        item=ItemId(uuid.uuid4().hex),
        revision=1,
        source=Source.ASSERTED,
        facts=Training(DAY, DAY, 120),
        words=Sealed(Purpose.EVIDENCE, (person,), {"title": "Attachment in the first year of life"}),
    )


def commands_of(book: Book, vault: Vault, *, fresh: bool, rows: bool) -> Contender:
    """Our append, everything included: sealing, leaf hashes, idempotency, head; read models if ``rows``."""

    def ready(number: int) -> Sequence[tuple[Command, Write]]:
        known = PersonId(uuid.uuid4().hex)
        asked = []
        for _ in range(number):
            person = PersonId(uuid.uuid4().hex) if fresh else known
            command = Command(CommandId(uuid.uuid4().hex), "record evidence", vault.fingerprint(b"x"), person, DAY)
            write = Write(f"person:{uuid.uuid4().hex}", 0, tuple(evidence(person) for _ in range(EVENTS)))
            asked.append((command, write))
        return asked

    def run(asked: Sequence[tuple[Command, Write]]) -> None:
        for command, write in asked:
            book.append(command, (write,), rows=projections.changes if rows else None)

    name = "our append" + (", read models" if rows else "") + (", a new person's key each" if fresh else "")
    return Contender(name, ready, run)


def transactions_of(book: Book, vault: Vault) -> Contender:
    """Our rows alone, sealed, encoded and hashed before: what the tables cost, whatever Python does around them."""
    other = commands_of(book, vault, fresh=False, rows=False)
    record = Append(book.dialect)

    def ready(number: int) -> Sequence[Batch]:
        return [
            prepared("nc", vault, 0, command, (write,), (), (), (), None, book.rows.prepared, (), b"{}")
            for command, write in other.ready(number)
        ]

    def run(batches: Sequence[Batch]) -> None:
        for batch in batches:
            book.transaction(partial(record, batch=batch))

    return Contender("our transaction alone", ready, run)


@contextmanager
def contenders(folder: Path) -> Iterator[list[Contender]]:
    with ExitStack() as stack:
        found = [stack.enter_context(peer(folder)) for peer in (raw, library_recorder, library_aggregate)]
        data = stack.enter_context(Folder.found(folder / "data", folder / "root.key"))
        data.add("nc")
        book, vault = data.book("nc")
        found += [
            transactions_of(book, vault),
            commands_of(book, vault, fresh=False, rows=False),
            commands_of(book, vault, fresh=False, rows=True),
            commands_of(book, vault, fresh=True, rows=False),
        ]
        yield found


def main(rounds: int = 15, commands: int = 300) -> None:
    with tempfile.TemporaryDirectory() as folder, contenders(Path(folder)) as runners:
        figures = race(runners, rounds=rounds, commands=commands)
    show(figures)
    keep("append", figures, unit="commands/s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
