"""Sealed bytes too large for the book, each in a file of its own: written and synced before the event that names it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from vouchbook.ledger.errors import Damaged, NoSpace, Unwritable

_ID = re.compile(r"[a-z]{1,8}-[0-9a-z]{10}")
_PART = ".part-"


class Blobs:
    """The files of one association; a file's name is an id and says nothing of whose it is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.swept_on: date | None = None
        """When this process last looked for files that nobody needs."""

    def write(self, id_: str, box: bytes) -> None:
        """Put a box under a new id, lastingly; nothing is there until all of it is.

        :raises NoSpace: the disk is full; nothing was left behind
        :raises Unwritable: nothing can be written here
        """
        path = self._path(id_)
        building = self._folder / f"{_PART}{secrets.token_hex(8)}"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            opened = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(opened, "wb") as file:  # noqa: PTH123  # of a descriptor, so that nobody else can read it
                file.write(box)
                file.flush()
                os.fsync(file.fileno())
            building.rename(path)
            self._synced()
        except OSError as error:
            with contextlib.suppress(OSError):
                building.unlink()
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoSpace("the disk is full; nothing was recorded, make room and ask again") from error
            raise Unwritable(f"the document cannot be kept ({error.strerror}); nothing was recorded") from error

    def read(self, id_: str) -> bytes:
        """:raises Damaged: it is not there"""
        try:
            return self._path(id_).read_bytes()
        except FileNotFoundError:
            raise Damaged(f"{self._path(id_)} is missing; restore it from a backup") from None

    def remove(self, id_: str) -> None:
        """Take it away; one that is not there is gone already."""
        with contextlib.suppress(FileNotFoundError):
            self._path(id_).unlink()

    def older(self, than: float) -> Iterator[str]:
        """The ids of the files that were written before a moment, in seconds; what was never finished goes."""
        for path in sorted(self._folder.glob("*")) + sorted(self._folder.glob(f"{_PART}*")):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime >= than:
                    continue
                if path.name.startswith(_PART):
                    path.unlink()
                elif _ID.fullmatch(path.name):
                    yield path.name

    def _path(self, id_: str) -> Path:
        if not _ID.fullmatch(id_):
            raise ValueError(f"{id_!r} is no id")
        return self._folder / id_

    def _synced(self) -> None:
        """Make a new name in the folder, and the folder's own, durable."""
        for folder in (self._folder, self._folder.parent):
            opened = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(opened)
            finally:
                os.close(opened)
