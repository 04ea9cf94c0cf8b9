"""Measures contenders side by side: in turns within one run, so that a slow minute is slow for all of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


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
    width = max(len(figure.name) for figure in figures)
    print(f"{'':{width}}  {unit:>12}   ratio   middle half    CPU µs each")
    for figure in figures:
        print(
            f"{figure.name:{width}}  {figure.per_second:12,.0f}   {figure.ratio:5.2f}   "
            f"{figure.low:.2f} to {figure.high:.2f}   {figure.cpu:10,.0f}"
        )
