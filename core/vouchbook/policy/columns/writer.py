"""Writes item columns from people as they come, holding no more than some thousands of them at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from types import TracebackType

import msgspec
import numpy as np
from numpy.lib import format as npy

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import AssociationCode, Digest, PersonId
from vouchbook.policy.columns.codes import Names, SetAside
from vouchbook.policy.columns.layout import FORMAT, HEAD, START, START_TYPE, TABLES, Head, TableHead, file_name
from vouchbook.policy.columns.rows import Row, Sorter

_AT_ONCE = 50_000  # rows of a table that are kept before they are written


class AlreadyThere(FileExistsError):
    """The folder holds something; the message names the way out."""


class _Column:
    """One ``.npy`` file that grows; its head leaves room for the length that it will have."""

    def __init__(self, path: Path, kind: str) -> None:
        self._kind = np.dtype(kind)
        self._file = path.open("wb")
        self._digest = sha256()
        self._head(0)

    def _head(self, length: int) -> None:
        self._file.seek(0)
        npy.write_array_header_1_0(
            self._file, {"descr": npy.dtype_to_descr(self._kind), "fortran_order": False, "shape": (length,)}
        )

    def write(self, values: Iterable[Row | int]) -> None:
        stored = np.array(values, dtype=self._kind).tobytes()
        self._file.write(stored)
        self._digest.update(stored)

    def close(self, length: int) -> Digest:
        self._head(length)
        self._file.close()
        return Digest(f"sha256:{self._digest.hexdigest()}")


class _Table:
    """The rows of one kind of fact; those of a table with one column are bare numbers."""

    def __init__(self, folder: Path, name: str) -> None:
        self._columns = {
            column: _Column(folder / file_name(name, column), kind) for column, kind in TABLES[name].items()
        }
        self._start = _Column(folder / file_name(name, START), START_TYPE)
        self._rows: list[Row | int] = []
        self._starts = [0]
        self._length = 0

    def add(self, rows: Iterable[Row | int]) -> None:
        """The rows of the next person."""
        before = len(self._rows)
        self._rows += rows
        self._length += len(self._rows) - before
        self._starts.append(self._length)
        if len(self._rows) >= _AT_ONCE or len(self._starts) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        bare = len(self._columns) == 1
        values: Iterable[Iterable[Row | int]] = [self._rows] if bare else zip(*self._rows, strict=True)
        for column, each in zip(self._columns.values(), values, strict=False):
            column.write(each)
        self._start.write(self._starts)
        self._rows, self._starts = [], []

    def close(self, people: int) -> TableHead:
        self._write()
        digests = {name: column.close(self._length) for name, column in self._columns.items()}
        return TableHead(self._length, {**digests, START: self._start.close(people + 1)})


class Writer:
    """Add everybody, then leave the ``with``: the head is written last, so that unfinished columns are none.

    :raises AlreadyThere: the folder holds something already
    """

    def __init__(self, folder: Path, association: AssociationCode, position: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise AlreadyThere(f"{folder} is not empty; name another folder, or remove what is there first")
        self._folder = folder
        self._association = association
        self._position = position
        self._names = Names()
        self._tables = {name: _Table(folder, name) for name in TABLES}
        self._people = self._aside = 0

    def add(self, person: PersonId, portfolio: Portfolio, *, answered: bool = False) -> None:
        """The next person; ``answered``: reviewers have settled questions about them, which columns do not hold."""
        aside = False
        try:
            if answered:
                raise SetAside
            rows: Mapping[str, Iterable[Row | int]] = Sorter(portfolio, self._names).rows
        except SetAside:
            rows = {}
            aside = True
        self._aside += aside
        for name, table in self._tables.items():
            table.add([aside] if name == "person" else person.encode() if name == "id" else rows.get(name, ()))
        self._people += 1

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        tables = {name: table.close(self._people) for name, table in self._tables.items()}
        if kind is not None:
            return
        head = Head(
            format=FORMAT,
            association=self._association,
            position=self._position,
            people=self._people,
            aside=self._aside,
            names=self._names.lists,
            badges=tuple(self._names.badges),
            tables=tables,
        )
        unfinished = self._folder / f"{HEAD}.unfinished"
        unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(head), indent=1))
        unfinished.rename(self._folder / HEAD)


def write(
    folder: Path,
    association: AssociationCode,
    people: Iterable[tuple[PersonId, Portfolio]],
    position: int | None = None,
) -> None:
    """Write the columns of people whom no reviewer has answered about.

    :raises AlreadyThere: the folder holds something already
    """
    with Writer(folder, association, position) as columns:
        for person, portfolio in people:
            columns.add(person, portfolio)
