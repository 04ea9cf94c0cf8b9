"""The bare sums that every peer of a policy change is measured against: numpy alone, over the same columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def bare_sums(folder: Path) -> int:
    """Add up everybody's minutes of training and RSC and their days of work, and hold them against two thresholds."""
    training, rsc = _sum(folder, "training", "minutes"), _sum(folder, "rsc", "minutes")
    days = _sum(folder, "work", "last") - _sum(folder, "work", "first")
    enough = (rsc >= 50 * 60) & (days >= 730)
    return int(((training >= 30 * 60) & enough).sum() - ((training >= 33 * 60) & enough).sum())


def _sum(folder: Path, table: str, column: str) -> NDArray[np.int64]:
    values = np.load(folder / f"{table}.{column}.npy", mmap_mode="r")
    start = np.load(folder / f"{table}.start.npy", mmap_mode="r")
    there = start[1:] > start[:-1]
    sums = np.zeros(len(there), dtype=np.int64)
    sums[there] = np.add.reduceat(values, start[:-1][there], dtype=np.int64)
    return sums
