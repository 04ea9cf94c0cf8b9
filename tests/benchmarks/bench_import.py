"""An import from the file to the synced book, beside the csv module and a bare executemany of the same rows.

    python tests/benchmarks/bench_import.py [rows] [rows of the large one]

Each contender runs in a process of its own, on a small table and on a large one, so that its peak of memory is its
own. ``vouchbook`` reads, checks, groups by person, decides, seals, hashes and records; the peer does none of that. The
rows are trainings of a twentieth as many people, in no order; the last line has new people only. ``held``: seconds for
which other writers wait, at most; their patience is ten.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import date
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from paired import keep, peak, table

DAY = date(2026, 3, 2)
FOLD = 20
"""Rows for each person."""


class Measured(NamedTuple):
    name: str
    rows: int
    seconds: float
    cpu: float
    held: float
    idle: float
    peak: float
    """MiB of the process: before the work, and at most."""

    @property
    def per_second(self) -> float:
        return self.rows / self.seconds


def made(folder: Path, rows: int, people: int) -> tuple[Path, Path]:
    with (folder / "people.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "given_name", "family_name", "state"])
        writer.writerows([f"person{n}@example.org", f"Given{n}", f"Family{n}", "NC"] for n in range(people))
    with (folder / "training.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["email", "id", "title", "on", "hours", "about", "competencies"])
        writer.writerows(
            [f"person{n * 7 % people}@example.org", f"t{n}", f"Seeing babies and their parents, part {n}",
             f"2025-{1 + n % 12:02}-{1 + n % 28:02}", "1.5", "deia", "thinking;reflection"]
            for n in range(rows)
        )  # fmt: skip
    return folder / "people.csv", folder / "training.csv"


def workbook(folder: Path, tables: tuple[Path, ...]) -> Path:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for path in tables:
        sheet = book.create_sheet(path.stem)
        with path.open(newline="") as file:
            for row in csv.reader(file):
                sheet.append(row)
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


# ── In a process of its own ───────────────────────────────────────────────────────────────────


def bare(folder: Path, paths: list[Path]) -> tuple[float, float, float, float]:
    idle = peak() / 1024
    began, busy = time.perf_counter(), time.process_time()
    connection = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    for path in paths:
        with path.open(newline="") as file:
            rows = csv.reader(file)
            head = next(rows)
            connection.execute(f"CREATE TABLE {path.stem} ({', '.join(f'[{name}] TEXT' for name in head)})")
            connection.executemany(f"INSERT INTO {path.stem} VALUES ({', '.join('?' * len(head))})", rows)
    connection.execute("COMMIT")
    done = time.perf_counter() - began, time.process_time() - busy
    connection.close()
    return (*done, done[0], idle)


def ours(folder: Path, paths: list[Path], *, record: bool) -> tuple[float, float, float, float]:
    from vouchbook.domain.authorize import Principal, Role
    from vouchbook.domain.names import AssociationCode, CommandId
    from vouchbook.service import alliance, importing
    from vouchbook.service.importing import Import, Stage
    from vouchbook.service.office import Request

    with alliance.found(folder / "data", folder / "root.key") as data:
        data.add(alliance.ALLIANCE_CODE)
        founding = Request(CommandId("founding"), Principal(Role.ALLIANCE), DAY)
        alliance.license_association(data, founding, AssociationCode("nc"))
        office = alliance.office(data, "nc")
        request = Request(CommandId(str(uuid.uuid4())), Principal(Role.COORDINATOR), DAY)
        prepared = 0.0

        def told(stage: Stage, done: int, total: int) -> None:
            nonlocal prepared
            if stage is Stage.PREPARING:
                prepared = time.perf_counter()

        idle = peak() / 1024
        began, busy = time.perf_counter(), time.process_time()
        wanted = Import(tuple(paths), folder / "data")
        (importing.record if record else importing.check)(office, request, wanted, told)
        ended = time.perf_counter()
        return ended - began, time.process_time() - busy, ended - prepared if record else 0.0, idle


def child(how: str, folder: Path, paths: list[Path]) -> None:
    done = bare(folder, paths) if how == "bare" else ours(folder, paths, record=how == "record")
    print(json.dumps([*done, peak() / 1024]))


def measured(name: str, how: str, rows: int, paths: tuple[Path, ...]) -> Measured:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--child", how, folder, *map(str, paths)]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ})
    seconds, cpu, held, idle, most = json.loads(done.stdout.splitlines()[-1])
    return Measured(name, rows, seconds, cpu, held, idle, most)


def main(small: int = 10_000, large: int = 100_000) -> None:
    found: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for rows in (small, large):
            place = Path(folder) / str(rows)
            place.mkdir()
            files[rows] = made(place, rows, rows // FOLD)
        for name, how, form in (
            ("csv module and executemany", "bare", "csv"),
            ("import, checked", "check", "csv"),
            ("import, recorded", "record", "csv"),
            ("import of a workbook, recorded", "record", "xlsx"),
        ):
            for rows in (small, large):
                paths = files[rows] if form == "csv" else (workbook(Path(folder) / str(rows), files[rows]),)
                found.append(measured(name, how, rows, paths))
        place = Path(folder) / "people"
        for rows in (small, large):
            (place / str(rows)).mkdir(parents=True)
            people, _ = made(place / str(rows), 0, rows)
            found.append(measured("import of new people, recorded", "record", rows, (people,)))
    shown = [
        (
            each.name if not number % 2 else "", f"{each.rows:,}", f"{each.per_second:,.0f}",
            f"{each.per_second / found[number % 2].per_second:.3f}", f"{1e6 * each.cpu / each.rows:,.0f}",
            f"{each.held:.1f}", f"{each.peak:.0f}", f"{each.peak / found[number - number % 2].peak:.2f}",
        )
        for number, each in enumerate(found)
    ]  # fmt: skip
    table(("", "rows", "rows/s", "ratio", "CPU µs each", "held s", "peak MiB", "of the small"), shown)
    keep("import", rows=[{**each._asdict(), "per_second": each.per_second} for each in found])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]), [Path(each) for each in sys.argv[4:]])
    else:
        main(*map(int, sys.argv[1:]))
