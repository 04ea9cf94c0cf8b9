"""The three kinds of arrays that columns are worked out in, and people's rows as groups within them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint8]
"""Statuses, see ``found``."""


class Groups:
    """Rows that lie together by whom they belong to: those of group ``n`` are ``start[n]`` up to ``start[n + 1]``."""

    def __init__(self, start: Ints) -> None:
        self.start = start
        self.number = len(start) - 1
        self.rows = int(start[-1])

    @classmethod
    def of(cls, owner: Ints, number: int) -> Groups:
        """``owner`` gives each row's group, in rising order."""
        return cls(np.searchsorted(owner, np.arange(number + 1)))

    @cached_property
    def owner(self) -> Ints:
        return np.repeat(np.arange(self.number), np.diff(self.start))

    @cached_property
    def _filled(self) -> Flags:
        filled: Flags = self.start[1:] > self.start[:-1]
        return filled

    @cached_property
    def _first(self) -> Ints:
        return self.start[:-1][self._filled]

    def sum(self, amounts: Ints | Flags) -> Ints:
        found = np.zeros(self.number, dtype=np.int64)
        if self.rows:
            found[self._filled] = np.add.reduceat(amounts, self._first, dtype=np.int64)
        return found

    def any(self, flags: Flags) -> Flags:
        found = np.zeros(self.number, dtype=np.bool_)
        if self.rows:
            found[self._filled] = np.logical_or.reduceat(flags, self._first)
        return found

    def either(self, bits: Ints) -> Ints:
        """All bits that some row of the group has."""
        found = np.zeros(self.number, dtype=np.int64)
        if self.rows:
            found[self._filled] = np.bitwise_or.reduceat(bits, self._first)
        return found

    def least(self, amounts: Ints, *, otherwise: int) -> Ints:
        """The least amount of each group; ``otherwise`` where it has no row."""
        found = np.full(self.number, otherwise, dtype=np.int64)
        if self.rows:
            found[self._filled] = np.minimum.reduceat(amounts, self._first)
        return found

    def most(self, amounts: Ints, *, otherwise: int) -> Ints:
        found = np.full(self.number, otherwise, dtype=np.int64)
        if self.rows:
            found[self._filled] = np.maximum.reduceat(amounts, self._first)
        return found
