"""Draws what was measured last, ``build/bench/*.json``, as figures for the page: the same figures, the same bytes.

python tests/benchmarks/plots.py
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from paired import KEPT

FIGURES = Path(__file__).parents[2] / "docs" / "explanation" / "figures"
STYLE: dict[str, Any] = {
    "svg.hashsalt": "vouchbook",  # names within the file are the same each time
    "svg.fonttype": "none",  # text stays text: readers enlarge it, and find it
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#888888",
    "text.color": "#222222",
    "axes.labelcolor": "#222222",
}  # fmt: skip
OURS, PEER, GOAL = "#2f6690", "#b9c4cc", "#b5533c"


class Bar(NamedTuple):
    name: str
    length: float
    said: str
    ours: bool


def bars(name: str, found: Sequence[Bar], axis: str, goal: float | None = None, *, scale: str = "linear") -> None:
    """Horizontal bars, the first on top; a line where the goal is."""
    canvas = Canvas(figsize=(8, 0.6 + 0.42 * len(found)))
    axes = canvas.subplots()
    axes.barh([bar.name for bar in found], [bar.length for bar in found], height=0.62,
              color=[OURS if bar.ours else PEER for bar in found])  # fmt: skip
    for at, bar in enumerate(found):
        axes.annotate(bar.said, (bar.length, at), xytext=(4, 0), textcoords="offset points", va="center")
    axes.invert_yaxis()
    axes.set_xscale(scale)
    axes.set_xlabel(axis)
    axes.tick_params(left=False)
    _goal(axes, goal)
    _write(canvas, name)


def _goal(axes: Axes, goal: float | None) -> None:
    if goal is not None:
        axes.axvline(goal, color=GOAL, linestyle="--", linewidth=1)
        axes.annotate("goal", (goal, 0), xytext=(4, 2), textcoords="offset points", xycoords=("data", "axes fraction"),
                      color=GOAL)  # fmt: skip


def _write(canvas: Canvas, name: str) -> None:
    FIGURES.mkdir(parents=True, exist_ok=True)
    path = FIGURES / f"{name}.svg"
    canvas.savefig(path, bbox_inches="tight", metadata={"Date": None, "Creator": None}, transparent=False)
    print(path.relative_to(Path(__file__).parents[2]))


def kept(name: str) -> dict[str, Any] | None:
    """What a benchmark kept; ``None``, said aloud, when it has not run."""
    path = KEPT / f"{name}.json"
    if not path.exists():
        print(f"nothing measured yet: make bench ONLY={name}")
        return None
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def of_command() -> None:
    command, append = kept("command"), kept("append")
    if command and append:
        named = {figure["name"]: figure for figure in (*append["figures"], *command["figures"])}
        shown = (
            "raw sqlite3 driver", "eventsourcing, recorder", "eventsourcing, aggregate", "our transaction alone",
            "our append, read models", "complete command, existing person", "complete command, new person with keys",
        )  # fmt: skip
        found = [
            Bar(name, named[name]["ratio"], f"{named[name]['ratio']:.2f}", name.startswith(("our", "complete")))
            for name in shown
        ]
        bars("command", found, "speed, as a share of the bare driver's", goal=0.45)


def of_speeds(name: str, ours: tuple[str, ...], goal: float | None = None) -> None:
    if content := kept(name):
        found = [
            Bar(f["name"], f["per_second"] / 1000, f"{f['per_second']:,.0f}", f["name"].startswith(ours))
            for f in content["figures"]
        ]
        bars(name, found, "thousand events a second", goal)


def of_policy_change() -> None:
    if content := kept("policy_change"):
        found = [
            Bar(f["name"], f["per_second"], f"{f['per_second']:,.0f}", "columns" in f["name"])
            for f in content["figures"]
        ]
        bars("policy_change", found, "people a second, logarithmic", scale="log")


def of_growth() -> None:
    if content := kept("growth"):
        canvas = Canvas(figsize=(8, 3))
        axes = canvas.subplots()
        sizes = [at["events"] for at in content["sizes"]]
        for which, label, colour in ((1, "append", OURS), (2, "load a stream", "#d08c3f")):
            cost = [at["figures"][which]["cpu"] for at in content["sizes"]]
            axes.plot(sizes, [each / cost[0] for each in cost], marker="o", color=colour, label=label)
        axes.set_xscale("log")
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.minorticks_off()
        axes.set_ylim(0, 2)
        axes.axhline(1, color=PEER, linewidth=1)
        axes.set_xlabel("events in the book")
        axes.set_ylabel("processor time,\nthe smallest book's = 1")
        axes.legend(frameon=False)
        _write(canvas, "growth")


if __name__ == "__main__":
    mpl.rcParams.update(STYLE)
    of_command()
    of_speeds("rebuild", ("rebuild",))
    of_speeds("verify", ("our", "the database"), goal=500)
    of_growth()
    of_policy_change()
