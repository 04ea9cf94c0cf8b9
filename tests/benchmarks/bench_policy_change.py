"""Whom a change of policy affects, of a million people with forty items each: columns beside rows and bare peers.

    python tests/benchmarks/bench_policy_change.py [people] [asked by rows too] [rounds]

North Carolina's sheet for the specialist, changed in what is asked for and in what counts: 33 hours of training instead
of 30, three of them about diversity, equity and inclusion; and RSC given by somebody who was only vetted no longer
counts. The columns are written once into ``build/bench``, and kept for the next run. Who is asked by rows too is
drawn by lot, and every status must be the same. Memory is the peak of a process of its own that asks a tenth of the
people, and of one that asks all. What each line of the sheet comes to is left behind for ``make bench-openfisca``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parents[2]))

import numpy as np
from numpy_sums import bare_sums
from paired import KEPT, Contender, Figure, keep, peak, race, show
from policy_change_peers import by_rows, database, fold, library
from policy_changed import APPLICATION, IMHS, WHEN, versions
from presummed import presum
from tests.policy import crowd as crowds
from tests.policy.crowd import crowd

from vouchbook.domain.names import AssociationCode
from vouchbook.domain.trace import Status
from vouchbook.policy.columns.change import Moved, PolicyChange, policy_change
from vouchbook.policy.columns.found import MET, STATUSES
from vouchbook.policy.columns.inquiry import Inquiry
from vouchbook.policy.columns.store import Columns, UnreadableColumns
from vouchbook.policy.columns.writer import write

IN_DATABASE = 100_000
IN_LIBRARY = 1_000


def made(people: int) -> tuple[Path, dict[str, float]]:
    """The folder of so many people's columns, and how many seconds making them up and writing them took."""
    folder, said = KEPT / f"columns-{people}", KEPT / f"columns-{people}.json"
    source = hashlib.sha256(Path(crowds.__file__).read_bytes()).hexdigest()
    try:
        known = json.loads(said.read_text("utf-8"))
        if known["source"] == source and known["digest"] == Columns(folder).digest:
            print(f"{people:,} people are there from an earlier run")
            return folder, known["seconds"]
    except (OSError, ValueError, UnreadableColumns):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    print(f"making up {people:,} people …", flush=True)
    began, busy = time.perf_counter(), time.process_time()
    write(folder, AssociationCode("nc"), crowd(people))
    seconds = {"clock": time.perf_counter() - began, "processor": time.process_time() - busy}
    content = {"source": source, "digest": Columns(folder).digest, "seconds": seconds}
    said.write_text(json.dumps(content) + "\n", "utf-8")
    return folder, seconds


def changed(folder: Path) -> PolicyChange:
    """All of it: the columns opened, both versions asked of everybody, and what comes out otherwise."""
    return policy_change(Columns(folder), *versions(), IMHS, APPLICATION, WHEN)


def alone(folder: Path) -> dict[str, float]:
    """The same in a process of its own: seconds, and the most memory that it held, in KiB."""
    asked = [sys.executable, __file__, "--alone", str(folder)]
    found: dict[str, float] = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
    return found


def asked_alone(folder: Path) -> None:
    versions()
    idle, began = peak(), time.perf_counter()
    changed(folder)
    print(json.dumps({"seconds": time.perf_counter() - began, "idle_kib": idle, "peak_kib": peak()}))


def checked_by_rows(columns: Columns, numbers: Sequence[int], inquiries: Sequence[Inquiry]) -> float:
    """Columns and rows say the same of these people under both versions; how many people rows answer in a second."""
    seconds, rows = by_rows(numbers, versions())
    wanted = np.array(numbers)
    for version, inquiry in enumerate(inquiries):
        at = 0
        for people, found in inquiry.answers(columns):
            for n in wanted[(wanted >= people.low) & (wanted < people.high)] - people.low:
                by_columns = {
                    line.key: STATUSES[each.status[n]]
                    for line, each in zip(inquiry.lines, found, strict=True)
                    if each is not None
                }
                assert by_columns == rows[at][version], (people.low + n, by_columns, rows[at][version])
                at += 1
        assert at == len(numbers)
    return len(numbers) / seconds


def beside_database(columns: Columns, people: int, inquiries: Sequence[Inquiry], rounds: int) -> Figure:
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        asking = stack.enter_context(database(place / "items.sqlite", columns, people, inquiries))
        expected = [number for inquiry in inquiries for number in met(columns, inquiry, people, ("training", "rsc"))]
        assert asking.run() == expected, (asking.run(), expected)

        def run(_: Sequence[int]) -> None:
            asking.run()

        name = f"bare sqlite3, the two lines that change ({people:,})"
        return race([Contender(name, range, run)], rounds=rounds, commands=people)[0]


def met(columns: Columns, inquiry: Inquiry, people: int, keys: Sequence[str]) -> list[int]:
    """How many of the first so many people meet each of these lines."""
    found = dict.fromkeys(keys, 0)
    for some, answers in inquiry.answers(columns):
        within = max(min(people, some.high) - some.low, 0)
        for line, each in zip(inquiry.lines, answers, strict=True):
            if line.key in found and each is not None:
                found[line.key] += int((each.status[:within] == MET).sum())
    return list(found.values())


def beside_library(people: int, rounds: int) -> Figure:
    with tempfile.TemporaryDirectory() as place, library(Path(place), people) as (application, ids):

        def run(_: Sequence[int]) -> None:
            fold(application, ids)

        name = f"eventsourcing, events folded and summed ({people:,})"
        return race([Contender(name, range, run)], rounds=rounds, commands=people)[0]


def main(people: int = 1_000_000, sampled: int = 10_000, rounds: int = 3) -> None:
    (tenth, _), (folder, seconds) = made(people // 10), made(people)
    size = sum(file.stat().st_size for file in folder.iterdir())
    columns = Columns(folder)
    memory = {"tenth": alone(tenth), "whole": alone(folder)}
    change = changed(folder)

    def bare(_: Sequence[int]) -> None:
        bare_sums(folder)

    def ours(_: Sequence[int]) -> None:
        changed(folder)

    runners = [Contender("bare numpy, three sums", range, bare), Contender("both versions from columns", range, ours)]
    figures = race(runners, rounds=rounds, commands=people)
    base = figures[0].per_second
    inquiries = [Inquiry(version, IMHS, APPLICATION, WHEN) for version in versions()]
    numbers = sorted(Random(7).sample(range(people), min(sampled, people)))
    rate = checked_by_rows(columns, numbers, inquiries)
    peers = [
        beside_database(columns, min(IN_DATABASE, people), inquiries, rounds),
        Figure(f"both versions by rows ({sampled:,} drawn by lot)", rate, 0, 0, 0, 1e6 / rate),
        beside_library(min(IN_LIBRARY, people), rounds),
    ]
    shares = [each.per_second / base for each in peers]
    figures += [each._replace(ratio=s, low=s, high=s) for each, s in zip(peers, shares, strict=True)]
    show(figures, "people/s")
    ratio = memory["whole"]["peak_kib"] / memory["tenth"]["peak_kib"]
    clock, processor = seconds["clock"], seconds["processor"]
    print(f"made up and written in {clock:.0f} s ({processor:.0f} s of the processor), {size / 2**20:,.0f} MiB")
    print(f"{people:,} people, both versions: {people / figures[1].per_second:.1f} s (goal: under 10 for a million)")
    print(
        f"peak memory: {memory['tenth']['peak_kib'] / 1024:.0f} MiB for {people // 10:,} people, "
        f"{memory['whole']['peak_kib'] / 1024:.0f} MiB for {people:,}: {ratio:.2f} times (goal: 1.10)"
    )
    print(f"{sampled:,} people drawn by lot: columns and rows say the same of every line, before and after")
    for line in change.lines:
        print(f"  {line.key}: {', '.join(moves(line.moved)) or 'nobody changes'}")
    print(f"  the whole sheet: {', '.join(moves(change.overall))}")
    keep(
        "policy_change",
        figures,
        unit="people/s",
        people=people,
        items=crowds.ITEMS,
        memory=memory,
        made_in_seconds=seconds,
        bytes=size,
        equal_by_rows=sampled,
        lines={line.key: moves(line.moved) for line in change.lines},
        overall=moves(change.overall),
    )
    presum(columns, inquiries, change)


def moves(moved: Moved) -> list[str]:
    return [f"{said(was)} → {said(becomes)} {people:,}" for (was, becomes), people in moved.items()]


def said(status: Status | None) -> str:
    return status.value if status else "not asked"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--alone"]:
        asked_alone(Path(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:]))
