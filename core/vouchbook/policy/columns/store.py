"""Opens a folder of item columns and maps it into memory, one stretch of people at a time."""

from __future__ import annotations

import mmap
import sys
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from vouchbook.domain.names import Digest, PersonId
from vouchbook.policy.columns.arrays import Ints
from vouchbook.policy.columns.layout import FORMAT, HEAD, START, START_TYPE, TABLES, Head, file_name

_AT_ONCE = 1 << 24  # bytes


class UnreadableColumns(ValueError):
    """No folder of columns that this version reads; the message names the way out."""


class Columns:
    """Everybody's items in columns. ``digest`` names their content: the SHA-256 of the head, which has all others.

    :raises UnreadableColumns: unfinished, damaged, or of a format of another day
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            stored = (folder / HEAD).read_bytes()
        except FileNotFoundError as error:
            raise UnreadableColumns(
                f"{folder} holds no finished columns: {HEAD} is missing; write them again"
            ) from error
        try:
            self.head = msgspec.json.decode(stored, type=Head)
        except msgspec.DecodeError as error:
            raise UnreadableColumns(f"{folder / HEAD} is no head of columns: {error}; write them again") from error
        if self.head.format != FORMAT:
            raise UnreadableColumns(
                f"{folder} is of format {self.head.format!r}, and this version reads {FORMAT!r}: write them again"
            )
        self.digest = Digest(f"sha256:{sha256(stored).hexdigest()}")
        self._maps: dict[tuple[str, str], NDArray[np.generic]] = {}
        self._open: list[mmap.mmap] = []
        self._offset = {
            (table, column): self._checked(table, column, kind)
            for table, columns in TABLES.items()
            for column, kind in (*columns.items(), (START, START_TYPE))
        }

    @property
    def people(self) -> int:
        return self.head.people

    def _checked(self, table: str, column: str, kind: str) -> int:
        """Where the values begin in a file that has the type and length that the head says."""
        path = self.folder / file_name(table, column)
        wanted = self.people + 1 if column == START else self.head.tables[table].rows
        try:
            with path.open("rb") as file:
                npy.read_magic(file)
                shape, _, found = npy.read_array_header_1_0(file)
                offset = file.tell()
        except (OSError, ValueError) as error:
            raise UnreadableColumns(f"{path} cannot be read: {error}; write the columns again") from error
        whole = offset + wanted * np.dtype(kind).itemsize
        if shape != (wanted,) or found != np.dtype(kind) or path.stat().st_size != whole:
            raise UnreadableColumns(f"{path} is not what {HEAD} says of it; write the columns again")
        return offset

    def values(self, table: str, column: str, low: int, high: int) -> NDArray[np.generic]:
        """The values from ``low`` up to before ``high``, in place: they are read when they are looked at."""
        return self._mapped(table, column)[low:high]

    def _mapped(self, table: str, column: str) -> NDArray[np.generic]:
        if (table, column) not in self._maps:
            kind = START_TYPE if column == START else TABLES[table][column]
            with (self.folder / file_name(table, column)).open("rb") as file:
                whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            self._open.append(whole)
            self._maps[table, column] = np.frombuffer(whole, dtype=kind, offset=self._offset[table, column])
        return self._maps[table, column]

    def let_go(self) -> None:
        """Give back the memory of what was looked at, so that it does not grow with the people."""
        if sys.platform != "win32":
            for whole in self._open:
                whole.madvise(mmap.MADV_DONTNEED)

    def starts(self, table: str, low: int, high: int) -> Ints:
        """Where the rows of the people from ``low`` up to before ``high`` begin, and where the last ones' end."""
        return np.array(self.values(table, START, low, high + 1), dtype=np.int64)

    def ids(self, low: int, high: int) -> list[PersonId]:
        starts = self.starts("id", low, high)
        stored = self.values("id", "byte", int(starts[0]), int(starts[-1])).tobytes()
        cuts = (starts - starts[0]).tolist()
        return [PersonId(stored[begins:ends].decode()) for begins, ends in pairwise(cuts)]

    def stretches(self, people: int) -> Iterator[tuple[int, int]]:
        """Everybody in stretches of so many people: the first one's number, and the next stretch's first."""
        return ((low, min(low + people, self.people)) for low in range(0, self.people, people))

    @cached_property
    def places(self) -> dict[str, dict[str, int]]:
        return {column: {name: n for n, name in enumerate(names)} for column, names in self.head.names.items()}

    def damaged(self) -> tuple[str, ...]:
        """The files whose bytes are no longer those that were written; reads everything once."""
        return tuple(
            file_name(table, column)
            for table, head in self.head.tables.items()
            for column, digest in head.digests.items()
            if self._digest(table, column) != digest
        )

    def _digest(self, table: str, column: str) -> Digest:
        found = sha256()
        with (self.folder / file_name(table, column)).open("rb") as file:
            file.seek(self._offset[table, column])
            while block := file.read(_AT_ONCE):
                found.update(block)
        return Digest(f"sha256:{found.hexdigest()}")
