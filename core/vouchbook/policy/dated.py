"""Rows that rule from one day to another: which of them is in force when, and what shows where none is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")

_EVER = 0
_NEVER = date.max.toordinal() + 1


class Span(Struct, Generic[T], frozen=True):
    """A value in force from one day through another, both included; ``None`` leaves that end open."""

    from_: date | None
    until: date | None
    value: T

    @property
    def begins(self) -> int:
        return self.from_.toordinal() if self.from_ else _EVER

    @property
    def ends(self) -> int:
        """The ordinal of the first day on which it no longer rules."""
        return self.until.toordinal() + 1 if self.until else _NEVER


def in_turn(rows: Iterable[Span[T]]) -> tuple[Span[T], ...]:
    """Rows of one key as they rule: each until the next begins, or through its own last day if that is earlier.

    >>> [str(span.until) for span in in_turn([Span(date(2024, 1, 1), None, 60), Span(None, None, 0)])]
    ['2023-12-31', 'None']
    """
    ordered = sorted(rows, key=lambda row: row.begins)
    nexts = [row.begins for row in ordered[1:]] + [_NEVER]
    return tuple(
        span(row.begins, min(row.ends, following), row.value)
        for row, following in zip(ordered, nexts, strict=False)
        if row.begins < following
    )


def layered(*layers: Sequence[Span[T]]) -> tuple[Span[T], ...]:
    """What shows when one layer lies over another: the first that rules on a day; the next shows in its gaps.

    Each layer's spans lie apart, as ``in_turn`` leaves them. A value uncovered again later shows as two spans.
    """
    shown: list[Span[T]] = []
    for begins, ends in stretches(*layers):
        ruling = next((value for layer in layers for value in on(layer, begins)), None)
        if ruling is None:
            continue
        if shown and shown[-1].ends == begins and shown[-1].value is ruling:
            begins = shown.pop().begins
        shown.append(span(begins, ends, ruling))
    return tuple(shown)


def stretches(*layers: Sequence[Span[T]]) -> list[tuple[int, int]]:
    """The days of change cut time into stretches, in each of which nothing changes: first day, day after the last."""
    cuts = sorted({cut for layer in layers for each in layer for cut in (each.begins, each.ends)})
    return list(pairwise(cuts))


def on(spans: Iterable[Span[T]], day: int) -> tuple[T, ...]:
    """What rules on the day of this ordinal: at most one value if the spans lie apart."""
    return tuple(each.value for each in spans if each.begins <= day < each.ends)


def span(begins: int, ends: int, value: T) -> Span[T]:
    return Span(
        None if begins == _EVER else date.fromordinal(begins),
        None if ends == _NEVER else date.fromordinal(ends - 1),
        value,
    )
