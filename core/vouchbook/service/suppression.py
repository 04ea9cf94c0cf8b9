"""Small numbers of a published table are left out, with every total from which somebody could work them out.

A cell below the threshold could tell who it is. Leaving out the totals of its line and column keeps every other number
where hiding neighbours would cost more; the whole stays where it leaves open which of the cells is how large.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

LEAST = 5
"""The smallest number of people that is published; 0 is, too."""
Shown = int | None
"""A number, or nothing where it is left out."""


class Table(Struct, frozen=True):
    """A table with its totals as it may be published."""

    cells: tuple[tuple[Shown, ...], ...]
    rows: tuple[Shown, ...]
    columns: tuple[Shown, ...]
    total: Shown


def published(counts: Sequence[Sequence[int]]) -> Table:
    """What may be shown of a table of people; ``counts`` are its rows, all of one length."""
    cells = tuple(tuple(None if 0 < count < LEAST else count for count in row) for row in counts)
    columns = list(zip(*cells, strict=True))
    out = [count for row in counts for count in row if 0 < count < LEAST]
    # The whole, less what is shown, is the sum of what is left out: of two or more it must leave each of them open.
    open_ = not out or (len(out) > 1 and sum(out) >= LEAST + len(out))
    return Table(
        cells=cells,
        rows=tuple(map(_total, cells)),
        columns=tuple(map(_total, columns)),
        total=sum(map(sum, counts)) if open_ else None,
    )


def _total(line: Sequence[Shown]) -> Shown:
    shown = [cell for cell in line if cell is not None]
    return sum(shown) if len(shown) == len(line) else None
