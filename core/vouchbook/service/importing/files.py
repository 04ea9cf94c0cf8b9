"""Which files an import is made of: found, recognised by name and content, and read as they were when opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from vouchbook.policy.portfolio_text import MOST_BYTES as MOST_OF_A_PORTFOLIO

MOST_BYTES = 200_000_000
"""More than a million rows; what is larger is no table that somebody keeps by hand."""


class Unreadable(Exception):
    """Nothing more can be read of a file; the text goes on after its name, and says what to do."""


class Kind(Enum):
    """How a file is read: as one person's portfolio, a table in text, or a workbook of tables."""

    PORTFOLIO = "portfolio"
    TEXT = "text"
    WORKBOOK = "workbook"


KINDS = {".toml": Kind.PORTFOLIO, ".json": Kind.PORTFOLIO, ".csv": Kind.TEXT, ".tsv": Kind.TEXT, ".xlsx": Kind.WORKBOOK}
KNOWN = "known are .csv, .tsv and .xlsx for tables, .toml and .json for portfolios"
_INSTEAD = {
    ".xls": 'is of an old kind of workbook; save it as "Excel Workbook (*.xlsx)"',
    ".xlsm": 'may hold macros; save it as "Excel Workbook (*.xlsx)", which has none',
    ".xlsb": 'is a binary workbook; save it as "Excel Workbook (*.xlsx)"',
    ".ods": "is a LibreOffice workbook; save it as .xlsx",
    ".txt": "is it a table? Name it .csv or .tsv",
}
_INSTEAD |= dict.fromkeys((".xltm", ".xlam"), _INSTEAD[".xlsm"])


class File(Struct, frozen=True):
    """A file to read; ``name`` is how problems speak of it."""

    path: Path
    name: str
    kind: Kind
    size: int


class Found(Struct, frozen=True):
    """The files of an import, and what was passed over in folders because it is none."""

    files: tuple[File, ...]
    passed_over: tuple[str, ...]


def find(paths: Sequence[Path], wrong: Callable[[str, str], None]) -> Found:
    """Every file named, and those of a known kind in every folder named; what cannot be one is told to ``wrong``."""
    asked: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            within = sorted(each for each in _listed(path, wrong) if not each.name.startswith((".", "~$")))
            if not within:
                wrong(str(path), f"this folder holds no file; {KNOWN}")
            for each in within:
                asked.setdefault(each, False)
        else:
            asked[path] = True
    files: list[File] = []
    passed_over: list[str] = []
    same = {path.name: [each for each in asked if each.name == path.name] for path in asked}
    for path, named in asked.items():
        name = path.name if len(same[path.name]) == 1 else str(path)
        try:
            file = _file(path, name, named=named)
        except Unreadable as error:
            wrong(name, str(error))
        else:
            files += [file] if file is not None else []
            passed_over += [name] if file is None else []
    return Found(tuple(files), tuple(passed_over))


def _listed(folder: Path, wrong: Callable[[str, str], None]) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        wrong(str(folder), f"cannot be read: {error.strerror}; check who may read it")
        return []


def _file(path: Path, name: str, *, named: bool) -> File | None:
    """``None`` for what somebody did not name and is of no kind of ours."""
    suffix = path.suffix.lower()
    kind = KINDS.get(suffix)
    try:
        found = path.stat()
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}; check the path") from None
    if kind is None:
        if not named and suffix not in _INSTEAD:
            return None
        raise Unreadable(_INSTEAD.get(suffix, f"is of no kind that can be imported; {KNOWN}"))
    if not stat.S_ISREG(found.st_mode):
        if not named:
            return None
        raise Unreadable("is no ordinary file; save what it gives as a file first")
    most = MOST_OF_A_PORTFOLIO if kind is Kind.PORTFOLIO else MOST_BYTES
    if found.st_size > most:
        unit, size = ("kB", 1000) if most < 10**6 else ("MB", 10**6)
        raise Unreadable(
            f"has {found.st_size // size:,} {unit}, and at most {most // size:,} {unit} are read; split it into several"
        )
    if not found.st_size:
        raise Unreadable("is empty; the first row names the columns" if kind is not Kind.PORTFOLIO else "is empty")
    return File(path, name, kind, found.st_size)


@contextmanager
def opened(file: File) -> Iterator[tuple[BinaryIO, bytes]]:
    """The file and the digest of its content; a change while it is read is found at the end.

    :raises Unreadable: it cannot be opened, is not what its name says, or was changed
    """
    try:
        stream = file.path.open("rb")
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}; check its owner and who may read it") from None
    with stream:
        before = _state(stream)
        digest = sha256()
        begin = b""
        while chunk := stream.read(1 << 20):
            begin = begin or chunk[:8]
            digest.update(chunk)
        _must_be(file.kind, begin)
        stream.seek(0)
        yield stream, digest.digest()
        if _state(stream) != before or before[0] != file.size:
            raise Unreadable("was changed while it was read; save it, leave it alone, and import again")


def _state(stream: BinaryIO) -> tuple[int, int]:
    found = os.fstat(stream.fileno())
    return found.st_size, found.st_mtime_ns


def _must_be(kind: Kind, begin: bytes) -> None:
    zipped, old = begin.startswith(b"PK\x03\x04"), begin.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    if kind is Kind.WORKBOOK and old:
        raise Unreadable("is protected by a password, or of an old kind; save it as .xlsx without a password")
    if kind is Kind.WORKBOOK and not zipped:
        raise Unreadable("is no workbook, whatever its name says; open it in a spreadsheet and save it as .xlsx")
    if kind is Kind.TEXT and (zipped or old):
        raise Unreadable("is a workbook, whatever its name says; name it .xlsx, or save the table as CSV UTF-8")
