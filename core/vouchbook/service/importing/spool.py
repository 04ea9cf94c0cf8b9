"""What was read, put aside under the person whose it is, so that memory stays flat whatever the order of the rows.

It lies in a nameless file of the data folder, in boxes whose key is never written: once the process has ended, however
that came, nothing is left, and nobody could read it.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from vouchbook.domain.evidence import Facts, PersonWords, Words
from vouchbook.ledger.errors import NoSpace
from vouchbook.service.importing.problems import Place
from vouchbook.vault import PassingKey

_TABLES = (
    "CREATE TABLE someone (number INTEGER PRIMARY KEY, who TEXT NOT NULL UNIQUE)",
    "CREATE TABLE row (someone INTEGER, file INTEGER, sheet INTEGER, row INTEGER, part INTEGER, box BLOB, "
    "PRIMARY KEY (someone, file, sheet, row, part)) WITHOUT ROWID",
    "CREATE TABLE texts (number INTEGER PRIMARY KEY, box BLOB)",
)
_SETTINGS = ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "temp_store = MEMORY",
             "cache_size = -4000")  # fmt: skip  # KiB
_PREFIX = ".import-"
_LEFT = 60  # seconds
_BLOCK = 256  # texts in one box
_BLOCKS = 64  # boxes kept open
_KNOWN = 4096  # people whose number is kept at hand


class Entry(Struct, frozen=True, array_like=True):
    """A person or an item as a file gave it; ``whose`` is the address or id that was written.

    ``ref`` is the item's own id, or a made-up one. An item without facts, and a person without
    ``who``, was wrong, and is there so that what refers to it is not called wrong as well.
    """

    table: str
    whose: str
    ref: str = ""
    facts: Facts | None = None
    words: Words = {}
    who: PersonWords | None = None
    state: str | None = None


class Spool:
    """Rows by person, and the texts that the cells of a workbook share."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._key = PassingKey()
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(Entry).decode
        self._numbers: OrderedDict[str, int] = OrderedDict()
        self.people = 0

    def someone(self, who: str) -> int:
        """The number of the person whom the book's digest ``who`` means; a new one for somebody not met yet."""
        number = self._numbers.pop(who, None)
        if number is None:
            found = self._connection.execute("SELECT number FROM someone WHERE who = ?", (who,)).fetchone()
            number = found[0] if found else None
        if number is None:
            self.people = number = self.people + 1
            self._connection.execute("INSERT INTO someone VALUES (?, ?)", (number, who))
        self._numbers[who] = number
        if len(self._numbers) > _KNOWN:
            self._numbers.popitem(last=False)
        return number

    def add(self, someone: int, place: Place, part: int, entry: Entry) -> None:
        """``part`` tells apart what stands in one place: a colleague, and the standings beside them."""
        box = self._key.seal(self._encode(entry))
        key = (someone, place.file, place.sheet, place.row, part)
        self._connection.execute("INSERT INTO row VALUES (?, ?, ?, ?, ?, ?)", (*key, box))

    def everybody(self, most: int) -> Iterator[tuple[str, list[tuple[Place, Entry]]]]:
        """Each person with what was read of them, in the order of files, sheets and rows, at ``most`` and one more."""
        for number in range(1, self.people + 1):
            (who,) = self._connection.execute("SELECT who FROM someone WHERE number = ?", (number,)).fetchone()
            rows = self._connection.execute(
                "SELECT file, sheet, row, box FROM row WHERE someone = ? ORDER BY file, sheet, row, part LIMIT ?",
                (number, most + 1),
            )
            yield who, [(Place(*place), self._decode(self._key.open(box))) for *place, box in rows]

    def texts(self) -> Texts:
        """Room for the texts of one workbook."""
        return Texts(self._connection, self._key)


class Texts:
    """Texts by their number, in boxes of many, of which a few are open at a time."""

    def __init__(self, connection: sqlite3.Connection, key: PassingKey) -> None:
        self._connection, self._key = connection, key
        self._connection.execute("DELETE FROM texts")
        self._waiting: list[str] = []
        self._open: OrderedDict[int, list[str]] = OrderedDict()
        self._number = 0

    def add(self, text: str) -> None:
        self._waiting.append(text)
        self._number += 1
        if len(self._waiting) == _BLOCK:
            box = self._key.seal(msgspec.msgpack.encode(self._waiting))
            self._connection.execute("INSERT INTO texts VALUES (?, ?)", (self._number // _BLOCK - 1, box))
            self._waiting = []

    def __getitem__(self, number: int, /) -> str:
        """:raises IndexError: there is no such text"""
        block, within = divmod(number, _BLOCK)
        if not 0 <= number < self._number:
            raise IndexError(f"there is no text {number}")
        if block == self._number // _BLOCK:
            return self._waiting[within]
        texts = self._open.pop(block, None)
        if texts is None:
            (box,) = self._connection.execute("SELECT box FROM texts WHERE number = ?", (block,)).fetchone()
            texts = msgspec.msgpack.decode(self._key.open(box), type=list[str])
        self._open[block] = texts
        if len(self._open) > _BLOCKS:
            self._open.popitem(last=False)
        return texts[within]


@contextmanager
def put_aside(folder: Path) -> Iterator[Spool]:
    """Room for what is read, in ``folder`` and without a name there.

    :raises NoSpace: the disk is full
    """
    with _understood():
        connection = _nameless(folder)
        try:
            for setting in _SETTINGS:
                connection.execute(f"PRAGMA {setting}")
            for table in _TABLES:
                connection.execute(table)
            connection.execute("BEGIN")
            yield Spool(connection)
        finally:
            connection.close()


def _nameless(folder: Path) -> sqlite3.Connection:
    """A database whose file goes when it is closed, by whatever means; only while it is empty it has a name."""
    place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
    for left in folder.glob(f"{_PREFIX}*"):
        with contextlib.suppress(FileNotFoundError):
            if place.stat().st_mtime - left.stat().st_mtime > _LEFT:  # by somebody who was killed in that moment
                shutil.rmtree(left, ignore_errors=True)
    try:
        connection = sqlite3.connect(place / "rows", isolation_level=None)
        connection.execute("PRAGMA user_version = 1")  # the file is made when it is first written
        return connection
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise NoSpace("the disk is full; nothing was recorded, make room and ask again") from error
        raise
