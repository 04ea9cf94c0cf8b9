"""Makes every read model anew from a large book, beside a bare fold of the same events in memory, and the library.

    python tests/benchmarks/bench_rebuild.py [events] [rounds]

The bare fold streams the table, decodes the clear part of every event with msgspec, and folds into dictionaries what
the read models hold: no database is written. The second pair does the same with a read model that keeps a row for every
item of evidence, so that nearly every event makes a row. Memory is the peak of a process of its own that rebuilds a
book, and one of ten times the events. The library's projection handles fewer events, in a book of its own.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from bench_append import EVENTS, LoggedHours
from eventsourcing.application import Application
from eventsourcing.persistence import Tracking
from eventsourcing.sqlite import SQLiteDatastore, SQLiteTrackingRecorder
from filling import Filling
from paired import Contender, Figure, keep, peak, race, show
from sqlalchemy import Column, Integer, Text

from vouchbook import projections
from vouchbook.domain.evidence import Training
from vouchbook.domain.person import EvidenceRecorded
from vouchbook.ledger import Book, Entry, RowChange, read_model
from vouchbook.ledger.codec import shape_named
from vouchbook.projections.rebuild import rebuild

LIBRARY = 8_000
"""Events for the library: it takes a transaction for each."""

ITEMS = read_model(
    "item",
    Column("item", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("last", Text, nullable=False),
)


def items(entry: Entry) -> Iterable[RowChange]:
    match entry.event:
        case EvidenceRecorded(item=item, facts=Training(minutes=minutes, last=last)):
            person = entry.stream.partition(":")[2]
            yield RowChange("item", {"item": item}, {"person": person, "minutes": minutes, "last": last})
        case _:
            return


EVERY_ITEM: Any = SimpleNamespace(TABLE=ITEMS, changes=items, READS=(EvidenceRecorded,))
MODELS: Any = projections.READ_MODELS


def folded(path: Path, *, every_item: bool) -> dict[str, dict[str, Any]]:
    """What the read models hold, in memory."""
    people: dict[str, Any] = {}
    ratings: dict[str, Any] = {}
    applications: dict[str, Any] = {}
    endorsements: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    connection = sqlite3.connect(path)
    decoders: dict[str, Callable[[bytes], Any]] = {}
    rows = connection.execute("SELECT stream, version, type, data FROM event ORDER BY position")
    while page := rows.fetchmany(2000):
        for stream, version, type_, data in page:
            if type_ not in decoders:
                decoders[type_] = shape_named(type_).read_clear
            event = decoders[type_](data)
            id_ = stream.partition(":")[2]
            match type_:
                case "evidence_recorded":
                    if every_item:
                        kept[event.item] = (id_, event.facts.minutes, event.facts.last)
                case "person_registered" | "person_corrected":
                    people[id_] = version
                case "rating_requested":
                    ratings[event.rating] = event.person
                case "application_opened":
                    applications[id_] = [event.person, event.category, event.on, None, None, None, None]
                case "application_submitted":
                    applications[id_][3:6] = event.on, None, None
                case "application_decided":
                    applications[id_][4:6] = event.on, event.outcome
                case "application_withdrawn":
                    applications[id_][6] = event.on
                case "endorsement_granted":
                    days = (event.valid_from, event.valid_until, event.grace_until)
                    endorsements[event.endorsement] = (event.person, event.application, event.category, *days)
                case _:
                    pass
    connection.close()
    return {
        "person": people, "rating": ratings, "application": applications, "endorsement": endorsements, "item": kept
    }  # fmt: skip


def folding(name: str, path: Path, *, every_item: bool) -> Contender:
    def run(_: Sequence[int]) -> None:
        folded(path, every_item=every_item)

    return Contender(name, range, run)


def rebuilding(name: str, book: Book, models: Any) -> Contender:  # modules, and what stands for one
    def run(_: Sequence[int]) -> None:
        rebuild(book, models)

    return Contender(name, range, run)


class Hours(SQLiteTrackingRecorder):
    """A projection in the library's own style: a row and its tracking in one transaction per event."""

    def begin(self) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("CREATE TABLE hours (originator TEXT, version INTEGER, title TEXT)")

    def add(self, tracking: Tracking, row: tuple[str, int, str]) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute("INSERT INTO hours VALUES (?, ?, ?)", row)
            self._insert_tracking(cursor, tracking)


@contextmanager
def library(folder: Path) -> Iterator[list[Contender]]:
    """The library reading its own events: with its mapper alone, and into a projection."""
    env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "library.sqlite")}
    application: Application[Any] = Application(env=env)
    for _ in range(LIBRARY // EVENTS):
        hours = LoggedHours("x" * 100)
        for _ in range(EVENTS - 1):
            hours.log("x" * 100)
        application.save(hours)
    views = iter(range(1000))

    def events() -> Iterator[tuple[int, Any]]:
        last = 0
        while found := application.recorder.select_notifications(start=last + 1, limit=1000):
            for notification in found:
                yield notification.id, application.mapper.to_domain_event(notification)
            last = found[-1].id

    def read(_: Sequence[int]) -> None:
        for _ in events():
            pass

    def project(_: Sequence[int]) -> None:
        view = Hours(SQLiteDatastore(str(folder / f"view-{next(views)}.sqlite")))
        view.create_table()
        view.begin()
        for id_, event in events():
            row = (str(event.originator_id), event.originator_version, event.title)
            view.add(Tracking(application.name, id_), row)
        view.datastore.close()

    yield [
        Contender("eventsourcing, notifications and mapper", range, read),
        Contender("eventsourcing, projection", range, project),
    ]
    application.close()


def peak_of(path: Path) -> int:
    """The most memory, in KiB, that a process held which rebuilt this book."""
    done = subprocess.run([sys.executable, __file__, "--peak", str(path)], check=True, capture_output=True, text=True)
    return int(done.stdout)


def rebuilt(path: Path) -> None:
    with Book.open(path, "nc") as book:
        rebuild(book, MODELS)
    print(peak())


def checked(path: Path, book: Book) -> None:
    """Both come to the same, or the comparison says nothing."""
    rebuild(book, [*MODELS, EVERY_ITEM])
    for table, rows in folded(path, every_item=True).items():
        ((stored,),) = book.snapshot(lambda c, table=table: c.execute(f"SELECT count(*) FROM {table}").fetchall())  # type: ignore[misc]
        assert stored == len(rows) > 0, (table, stored, len(rows))


def main(events: int = 1_000_000, rounds: int = 3) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder, path, tenth = Path(place), Path(place) / "nc.sqlite", Path(place) / "tenth.sqlite"
        filling = Filling(path)
        filling.to(events // 10)
        filling.close()
        shutil.copyfile(path, tenth)
        filling = Filling(path)
        events = filling.to(events).position
        filling.close()
        memory = {"tenth": peak_of(tenth), "whole": peak_of(path)}
        with Book.open(path, "nc") as book:
            checked(path, book)
            figures = [
                *race(
                    [
                        folding("bare fold in memory", path, every_item=False),
                        rebuilding("rebuild of every read model", book, MODELS),
                    ],
                    rounds=rounds,
                    commands=events,
                ),
                *race(
                    [
                        folding("bare fold, every item kept", path, every_item=True),
                        rebuilding("rebuild, a row for every item", book, [EVERY_ITEM]),
                    ],
                    rounds=rounds,
                    commands=events,
                ),
            ]
        base = figures[0].per_second
        with library(folder) as peers:
            alone = race(peers, rounds=rounds, commands=LIBRARY)
        figures += [Figure(f.name, f.per_second, *(f.per_second / base,) * 3, f.cpu) for f in alone]
    show(figures, "events/s")
    print(
        f"peak memory: {memory['tenth'] / 1024:.0f} MiB for {events // 10:,} events, {memory['whole'] / 1024:.0f} MiB "
        f"for {events:,}: {memory['whole'] / memory['tenth']:.2f} times (goal: 1.10)"
    )
    keep("rebuild", figures, unit="events/s", events=events, peak_kib=memory)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--peak"]:
        rebuilt(Path(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:]))
