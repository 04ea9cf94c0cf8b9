"""Proves a whole book: every leaf, number and command, beside the hashing alone that no proof can do without.

    python tests/benchmarks/bench_verify.py [events] [rounds]

The first contender computes the three SHA-256 digests of every leaf from bytes that lie ready in memory; the second
reads the rows and does nothing with them. Ours reads, hashes and compares; the database's own check of its pages and
indexes is measured apart. One process on one core.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from filling import Filling
from paired import Contender, keep, race, show

from vouchbook.ledger import Book
from vouchbook.ledger.verify import PAGE, verify_database, verify_leaves

ENVELOPE = 150  # bytes of what stands in a leaf beside the two digests
SAMPLE = 20_000


def hashing(path: Path) -> Contender:
    connection = sqlite3.connect(path)
    sample = connection.execute("SELECT data, sealed FROM event LIMIT ?", (SAMPLE,)).fetchall()
    connection.close()
    envelope = b"\x00" * (1 + ENVELOPE)

    def run(events: Sequence[int]) -> None:
        for _ in range(len(events) // len(sample)):
            for data, sealed in sample:
                sha256(envelope + sha256(data).digest() + sha256(sealed).digest()).digest()

    return Contender("SHA-256 of the leaves alone, in memory", range, run)


def reading(path: Path) -> Contender:
    connection = sqlite3.connect(path)

    def run(_: Sequence[int]) -> None:
        rows = connection.execute("SELECT * FROM event ORDER BY position")
        while rows.fetchmany(PAGE):
            pass

    return Contender("reading the rows alone", range, run)


def proving(name: str, prove: Callable[[Book], list[object]], book: Book) -> Contender:
    def run(_: Sequence[int]) -> None:
        if problems := prove(book):
            raise AssertionError(problems[:3])

    return Contender(name, range, run)


def main(events: int = 200_000, rounds: int = 5) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "nc.sqlite"
        filling = Filling(path)
        events = filling.to(-(-events // SAMPLE) * SAMPLE).position
        filling.close()
        size = path.stat().st_size / events
        with Book.open(path, "nc") as book:
            runners = [
                hashing(path),
                reading(path),
                proving("our proof: leaves, numbers, commands", verify_leaves, book),  # type: ignore[arg-type]
                proving("the database's own check", verify_database, book),  # type: ignore[arg-type]
            ]
            figures = race(runners, rounds=rounds, commands=events)
    show(figures, "events/s")
    both = 1 / (1 / figures[2].per_second + 1 / figures[3].per_second)
    print(
        f"`ledger verify`, both: {both:,.0f} events/s; {events:,} events of {size:,.0f} bytes on disk (goal: 500,000)"
    )
    keep("verify", figures, unit="events/s", events=events, bytes_each=round(size), both=both)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
