"""Measures contenders side by side: in turns within one run, so that a slow minute is slow for all of them.

What was measured is shown as a table and kept in ``build/bench/<name>.json``, which ``plots.py`` draws from and
``tables.py`` writes out for the page.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import resource
import sqlite3
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

KEPT = Path(__file__).parents[2] / "build" / "bench"


class Contender(NamedTuple):
    """``run`` does the commands that ``ready`` made; only ``run`` is measured."""

    name: str
    ready: Callable[[int], Sequence[Any]]
    run: Callable[[Sequence[Any]], None]


class Figure(NamedTuple):
    name: str
    per_second: float
    ratio: float
    """Median over the rounds of this contender's speed divided by the first one's in the same round."""
    low: float
    high: float
    """The middle half of those ratios."""
    cpu: float
    """Microseconds of the processor per command: what is left where the disk is no hindrance."""


def peak() -> int:
    """The most memory that this process held, in KiB; what ``getrusage`` says includes that of who started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def race(contenders: Sequence[Contender], *, rounds: int, commands: int) -> list[Figure]:
    """Every contender in every round, each round beginning with another; the first contender is the measure."""
    for contender in contenders:
        contender.run(contender.ready(commands))  # nobody is measured cold
    speeds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    spent: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for turn in range(rounds):
        start = turn % len(contenders)
        for contender in (*contenders[start:], *contenders[:start]):
            asked = contender.ready(commands)
            gc.collect()
            began, busy = time.perf_counter(), time.process_time()
            contender.run(asked)
            spent[contender.name].append((time.process_time() - busy) / commands * 1e6)
            speeds[contender.name].append(commands / (time.perf_counter() - began))
    base = speeds[contenders[0].name]
    figures = []
    for name, own in speeds.items():
        ratios = [mine / measure for mine, measure in zip(own, base, strict=True)]
        low, _, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
        figures.append(
            Figure(name, statistics.median(own), statistics.median(ratios), low, high, statistics.median(spent[name]))
        )
    return figures


def show(figures: Sequence[Figure], unit: str = "commands/s") -> None:
    headings = ("", unit, "ratio", "middle half", "CPU µs each")
    table(headings, [(f.name, f"{f.per_second:,.0f}", f"{f.ratio:.2f}", half(f), f"{f.cpu:,.1f}") for f in figures])


def half(figure: Figure) -> str:
    return f"{figure.low:.2f} to {figure.high:.2f}"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        print("  ".join(f"{cell:<{width}}" if not at else f"{cell:>{width}}"
                        for at, (cell, width) in enumerate(zip(row, widths, strict=True))).rstrip())  # fmt: skip


def keep(name: str, figures: Sequence[Figure] = (), **more: object) -> None:
    """Write what was measured, and on what, to ``build/bench/<name>.json``."""
    KEPT.mkdir(parents=True, exist_ok=True)
    content = {"name": name, "on": machine(), "figures": [figure._asdict() for figure in figures], **more}
    (KEPT / f"{name}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def machine() -> dict[str, object]:
    """What the figures depend on, without saying whose machine it is."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "system": platform.system(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "eventsourcing": version("eventsourcing"),
    }
