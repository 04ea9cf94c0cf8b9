"""The portal's main pages, each beside a bare page of the same framework, over real HTTP in the same run.

    python tests/benchmarks/bench_portal.py [rounds] [seconds each] [people, …]

One process serves, another asks over four connections that stay open. In each round every page is asked for some
seconds, and so is a bare page of its size; the ratio is that of their rates within the round. A page is asked for
in two ways: again, as it was, while nobody writes, and anew, each time with another query, so that it has to be made.
Whoever asks is a Python program too, and where it is the slower one, rates of all pages come close to each other. So
the processor's time of the server for each page stands beside its rate, and the ratio of these times is the one to rest
on. Asked are the sample alliance and one with 50,000 people, both in ``build/bench``, where they are made if they are
not there.
"""

from __future__ import annotations

import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from paired import KEPT, keep, table
from portal_asking import Line, asked, get

from vouchbook.domain.authorize import Principal, Role
from vouchbook.hosting.settings import Settings, written
from vouchbook.sample import USUAL, Cast, Made, made_in, make
from vouchbook.sample.alliance import day_everywhere
from vouchbook.service import alliance, reading, sessions
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.web.assets import asset

HERE = Path(__file__).parent
PORT = 8091
SIZES = (USUAL, 50_000)
MOST_A_ROUND = 20_000
"""Addresses of one page for one round: more than can be asked for, so that each is asked for once and is made."""


class Page(NamedTuple):
    name: str
    path: str
    who: str


class Anew(NamedTuple):
    """Of the pages that had to be made."""

    speeds: list[float]
    durations: list[float]


class Row(NamedTuple):
    name: str
    per_second: float
    ratio: float
    low: float
    high: float
    p50: float
    p99: float
    anew_per_second: float
    anew_p50: float
    cpu: float
    cpu_bare: float
    cpu_anew: float
    html: int
    packed: int


def sample(people: int) -> Path:
    """The data folder of a sample of this size."""
    place = KEPT / f"sample-{people}"
    if not (place / "sample.json").exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        make(place, place.with_suffix(".root-key"), day_everywhere(Edge()), people=people)
        print(f"made {people:,} people in {time.perf_counter() - began:.0f} s")
    return place


def pages(made: Made, folder: Folder) -> tuple[list[Page], dict[str, str]]:
    """The five main pages and the public one, and the cookies of those who look at them."""
    office = alliance.office(folder, "nc")
    first: dict[str, Cast] = {stage: made.of(stage, "nc")[0] for stage in ("opened_half", "under_review", "approved")}
    (coordinator,) = made.of("coordinator", "nc")
    applicant, case, endorsed = first["opened_half"], first["under_review"], first["approved"]
    who = {"applicant": applicant.person, "reviewer": case.panel[0], "coordinator": coordinator.person}
    begun = {name: sessions.begin(office, person, proved_by="sample") for name, person in who.items()}
    cookies = {name: f"vouchbook-nc-session={token}" for name, token in begun.items()}
    seen = reading.person(office, Principal(Role.COORDINATOR, coordinator.person), endorsed.person)
    return [
        Page("the applicant's home", "/nc/my", "applicant"),
        Page("a requirement", f"/nc/my/applications/{applicant.application}/requirements/rsc", "applicant"),
        Page("the reviewer's case", f"/nc/review/{case.application}", "reviewer"),
        Page("what is stuck", "/nc/office", "coordinator"),
        Page("everybody", "/nc/office/people", "coordinator"),
        Page("verification", f"/nc/verify/{seen.endorsements[0].endorsement}", ""),
    ], cookies


@contextmanager
def served(settings: Settings, bare: Path) -> Iterator[tuple[int, int]]:
    """The portal and its bare pages, in a process of their own."""
    environment = {
        **os.environ,
        "VOUCHBOOK_PORTAL": written(settings),
        "VOUCHBOOK_BENCH_PAGES": str(bare),
        "PYTHONPATH": str(HERE),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--port", str(PORT), "--no-ws",
         "--log-level", "warning", "portal_served:portal"],
        env=environment,
    )  # fmt: skip
    try:
        for _ in range(600):
            try:
                line = Line(PORT)
                if line.ask(get("/health"))[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield PORT, server.pid
    finally:
        server.terminate()
        server.wait()


def compared(people: int, rounds: int, seconds: float) -> list[Row]:
    place = sample(people)
    made = made_in(place)
    assert made is not None
    settings = Settings(place, sample=True)
    with tempfile.TemporaryDirectory() as kept, Folder.open(place) as folder:
        found, cookies = pages(made, folder)
        with served(settings, Path(kept)) as (port, server):
            line = Line(port)
            sizes: dict[str, tuple[int, int]] = {}
            for page in found:
                for _ in range(3):  # nobody is measured cold
                    status, _, body = line.ask(get(page.path, cookies.get(page.who, ""), packed=False))
                assert status == 200, f"{page.path} answered {status}"
                (Path(kept) / _slug(page)).write_bytes(body)
                sizes[page.name] = len(body), len(gzip.compress(body, 5))
            return [
                _row(port, server, page, cookies.get(page.who, ""), sizes[page.name], rounds, seconds) for page in found
            ]


def spent(server: int) -> float:
    """Seconds of the processor that a process and those it has started have taken so far."""
    of: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            of[int(stat.parent.name)] = int(fields[1]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    ours = {server}
    while more := {pid for pid, (parent, _) in of.items() if parent in ours} - ours:
        ours |= more
    return sum(of[pid][1] for pid in ours if pid in of)


def _row(port: int, server: int, page: Page, cookie: str, size: tuple[int, int], rounds: int, seconds: float) -> Row:
    wanted = {
        "own": [get(page.path, cookie)],
        "bare": [get(f"/bare/{_slug(page)}")],
        "anew": [],
    }
    asked(port, wanted["bare"], seconds=0.3)
    ratios, speeds, durations = [], [], []
    anew = Anew([], [])
    cpu: dict[str, list[float]] = {which: [] for which in wanted}
    for turn in range(rounds):
        in_turn = {}
        first = turn * MOST_A_ROUND
        wanted["anew"] = [get(f"{page.path}?turn={first + number}", cookie) for number in range(MOST_A_ROUND)]
        for which in ("own", "bare", "anew") if turn % 2 else ("anew", "bare", "own"):
            before = spent(server)
            in_turn[which] = asked(port, wanted[which], seconds=seconds)
            cpu[which].append((spent(server) - before) / len(in_turn[which].durations) * 1000)
            assert which != "anew" or len(in_turn[which].durations) <= MOST_A_ROUND
            assert set(in_turn[which].statuses) == {200}, in_turn[which].statuses
        ratios.append(in_turn["own"].per_second / in_turn["bare"].per_second)
        speeds.append(in_turn["own"].per_second)
        durations += in_turn["own"].durations
        anew.speeds.append(in_turn["anew"].per_second)
        anew.durations.extend(in_turn["anew"].durations)
    durations.sort()
    low, high = _middle_half(ratios)
    p50, p99 = (durations[min(int(len(durations) * share), len(durations) - 1)] * 1000 for share in (0.5, 0.99))
    cpu_own, cpu_bare, cpu_made = (statistics.median(cpu[which]) for which in ("own", "bare", "anew"))
    return Row(
        page.name, statistics.median(speeds), statistics.median(ratios), low, high, p50, p99,
        statistics.median(anew.speeds), statistics.median(anew.durations) * 1000, cpu_own, cpu_bare, cpu_made, *size,
    )  # fmt: skip


def _middle_half(ratios: list[float]) -> tuple[float, float]:
    if len(ratios) < 2:
        return ratios[0], ratios[0]
    quarters = statistics.quantiles(ratios, n=4, method="inclusive")
    return quarters[0], quarters[2]


def _slug(page: Page) -> str:
    return "".join(letter for letter in page.name if letter.isalpha())


def weights() -> dict[str, tuple[int, int]]:
    """Bytes of what every page brings along, as it is and packed."""
    found = {}
    for name in ("portal.css", "portal.js"):
        known = asset(name)
        if known is not None:
            found[name] = len(known.body), len(known.packed or known.body)
    return found


def show(people: int, rows: list[Row]) -> None:
    print(f"\n{people:,} people")
    headings = ("", "again/s", "p50", "p99", "by rate", "CPU ms", "bare", "by CPU", "anew/s", "p50", "CPU ms", "by CPU",
                "HTML", "packed")  # fmt: skip
    table(
        headings,
        [
            (
                row.name, f"{row.per_second:,.0f}", f"{row.p50:.1f}", f"{row.p99:.1f}", f"{row.ratio:.2f}",
                f"{row.cpu:.2f}", f"{row.cpu_bare:.2f}", f"{row.cpu_bare / row.cpu:.2f}", f"{row.anew_per_second:,.0f}",
                f"{row.anew_p50:.1f}", f"{row.cpu_anew:.2f}", f"{row.cpu_bare / row.cpu_anew:.2f}", f"{row.html:,}",
                f"{row.packed:,}",
            )
            for row in rows
        ],
    )  # fmt: skip


def main(rounds: int = 5, seconds: float = 1.0, sizes: tuple[int, ...] = SIZES) -> None:
    results: dict[str, Any] = {}
    for people in sizes:
        rows = compared(people, rounds, seconds)
        show(people, rows)
        results[str(people)] = [row._asdict() for row in rows]
    along = weights()
    told = ", ".join(f"{name} {own:,} bytes, packed {packed:,}" for name, (own, packed) in along.items())
    print(f"\nWith every page: {told}")
    keep("portal", pages=results, along=along)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 5,
        float(sys.argv[2]) if len(sys.argv) > 2 else 1.0,
        tuple(map(int, sys.argv[3:])) or SIZES,
    )
