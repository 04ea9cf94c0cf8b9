"""Many commands in one append: prepared one after another while the book is free, then recorded together or not at all.

What is prepared waits in a file without a name, so that memory stays flat and nothing is left behind, whatever ends
the process. It holds what the book will hold: boxes, clear facts, digests; nothing personal lies open in it.
"""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct

from vouchbook.ledger.append import AlreadyRecorded, Append, Batch
from vouchbook.ledger.dialect import Connection
from vouchbook.ledger.entries import Claim, Command, Job, RowChange, Write
from vouchbook.ledger.errors import NoSpace
from vouchbook.ledger.rows import RowWriter, stored

Progress = Callable[[int, int], None]
"""Told how many commands are recorded, and of how many."""
PlainChange = tuple[str, dict[str, object], dict[str, object] | None]

_LENGTH = 4  # bytes before each batch
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Asked(Struct, frozen=True):
    """One command among many: what ``Book.append`` is given for one."""

    command: Command
    writes: Sequence[Write]
    unchanged: Sequence[tuple[str, int]] = ()
    claims: Sequence[Claim] = ()
    released: Sequence[Claim] = ()
    jobs: Sequence[Job] = ()
    result: bytes = b"{}"


class RecordedAll(Struct, frozen=True):
    """What many commands came to: the positions that they took together, 0 when none recorded anything.

    ``commands`` are those recorded now, ``repeated`` those that stood in the book before.
    """

    first: int
    last: int
    commands: int
    repeated: int


class Waiting:
    """Batches on their way into the book, in their order."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._encode = msgspec.msgpack.Encoder().encode
        self.number = 0

    def add(self, batch: Batch) -> None:
        """:raises NoSpace: the disk is full"""
        content = self._encode(batch)
        with _understood():
            self._file.write(len(content).to_bytes(_LENGTH, "big"))
            self._file.write(content)
        self.number += 1

    def replay(
        self,
        connection: Connection,
        append: Append,
        rows: RowWriter,
        same: Callable[[Connection, str, bytes], None],
        progress: Progress | None,
    ) -> RecordedAll:
        """Record every batch in the transaction that is open, where positions are given.

        :param same: makes sure that a command which stands in the book is the one that is asked for
        :raises Conflict: a stream has moved on since; the whole transaction is to be given up
        :raises Taken: another command holds one of the claims; likewise
        """
        first = last = recorded = 0
        for number, (batch, changes) in enumerate(self._batches(), 1):
            try:
                begin, end = append(connection, batch)
            except AlreadyRecorded:
                same(connection, batch.command[1], batch.command[3])
            else:
                rows.write(connection, changes)
                first, last, recorded = first or begin, end or last, recorded + 1
            if progress:
                progress(number, self.number)
        return RecordedAll(first, last, recorded, self.number - recorded)

    def _batches(self) -> Iterator[tuple[Batch, list[RowChange]]]:
        """Each batch in its order, and apart from it the changes of read models, to be written many at a time."""
        with _understood():
            self._file.flush()
        self._file.seek(0)
        while begin := self._file.read(_LENGTH):
            parts: dict[str, Any] = msgspec.msgpack.decode(self._file.read(int.from_bytes(begin, "big")))
            changes = [RowChange(*change) for change in parts.pop("rows")]
            yield Batch(rows=[], **parts), changes


@contextmanager
def waiting(folder: Path) -> Iterator[Waiting]:
    """Room for batches in ``folder``: without a name there, and gone with this process at the latest.

    :raises NoSpace: the disk is full
    """
    with _understood():
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  # opened below, where other errors are let through
    with file:
        yield Waiting(file)


def plain(changes: Iterable[RowChange]) -> list[PlainChange]:
    """Changes of read models as they can wait: which statement makes each is looked up when it is recorded."""
    return [
        (
            change.table,
            {name: stored(value) for name, value in change.key.items()},
            None if change.values is None else {name: stored(value) for name, value in change.values.items()},
        )
        for change in changes
    ]


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpace("the disk is full; nothing was recorded, make room and ask again") from error
        raise
