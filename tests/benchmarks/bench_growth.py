"""Appends to a book and loads from it while it grows: neither may grow slower.

    python tests/benchmarks/bench_growth.py [rounds] [largest book]

At every size, in turns: the bare driver's insert, which tells how fast the disk is just now; our append of four events
for people anywhere in the book, read models included; and loading somebody's whole stream, from anywhere in the book.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from bench_append import raw
from filling import Filling, command, evidence
from paired import Contender, keep, race, table

from vouchbook import projections
from vouchbook.domain.names import PersonId
from vouchbook.ledger import Command, Write

HEADINGS = (
    "events", "appends/s", "to bare", "CPU µs each", "to the first", "loads/s", "CPU µs each", "to the first"
)  # fmt: skip
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
COMMANDS = 200


def drawn(filling: Filling, number: int) -> list[tuple[str, int]]:
    """People from anywhere in the book, and how far each stream has come."""
    version = "SELECT max(version) FROM event WHERE association = 'nc' AND stream = ?"
    streams = [f"person:{person}" for person in random.sample(filling.people, number)]
    return filling.book.snapshot(lambda c: [(each, c.execute(version, (each,)).fetchone()[0]) for each in streams])


def appending(filling: Filling) -> Contender:
    def ready(number: int) -> Sequence[tuple[Command, Write]]:
        asked = []
        for stream, version in drawn(filling, number):
            person = PersonId(stream.partition(":")[2])
            asked.append((command("record_evidence"), Write(stream, version, tuple(evidence(person, 0)))))
        return asked

    def run(asked: Sequence[tuple[Command, Write]]) -> None:
        for each, write in asked:
            filling.book.append(each, (write,), rows=projections.changes)

    return Contender("our append", ready, run)


def loading(filling: Filling) -> Contender:
    def run(streams: Sequence[tuple[str, int]]) -> None:
        for stream, _ in streams:
            filling.book.read(stream)

    return Contender("loading a stream", lambda number: drawn(filling, number), run)


def main(rounds: int = 7, largest: int = SIZES[-1]) -> None:
    sizes: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder, raw(Path(folder)) as bare:
        path = Path(folder) / "nc.sqlite"
        filling = Filling(path)
        for size in (size for size in SIZES if size <= largest):
            filling.to(size)
            number = min(COMMANDS, len(filling.people) // 2)
            figures = race([bare, appending(filling), loading(filling)], rounds=rounds, commands=number)
            sizes.append({"events": size, "figures": [figure._asdict() for figure in figures]})
        filling.close()
    first = sizes[0]["figures"]
    table(HEADINGS, [cells(at["events"], at["figures"], first) for at in sizes])
    keep("growth", sizes=sizes, rounds=rounds)


def cells(events: int, figures: Sequence[dict[str, Any]], first: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """One size's figures, and how its speed compares with that of the smallest book."""
    _, ours, load = figures
    return (
        f"{events:,}",
        f"{ours['per_second']:,.0f}",
        f"{ours['ratio']:.2f}",
        f"{ours['cpu']:,.0f}",
        f"{first[1]['cpu'] / ours['cpu']:.2f}",
        f"{load['per_second']:,.0f}",
        f"{load['cpu']:,.0f}",
        f"{first[2]['cpu'] / load['cpu']:.2f}",
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
