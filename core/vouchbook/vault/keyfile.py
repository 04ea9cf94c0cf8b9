"""The key file of one association: keys of people, minted ahead and given to each subject and purpose once."""

from __future__ import annotations

import hmac
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from vouchbook.domain.events import Busy, Damaged, NewerFormat
from vouchbook.domain.names import PersonId
from vouchbook.domain.sealed import Erased, Purpose
from vouchbook.vault.boxes import ID_LENGTH
from vouchbook.vault.root import RootKey, RootKeyRefused
from vouchbook.vault.wrapping import LENGTH, Epoch, Key

FORMAT = 1
APPLICATION_ID = 0x566F754B  # "VouK"
AHEAD = 128
"""How many keys are minted at a time: a key must be in the backups before anything rests on it."""
LOW = 32
"""So many stay unassigned at least."""

T = TypeVar("T")
Holder = tuple[PersonId, Purpose]

SCHEMA = (
    "CREATE TABLE keyring (association TEXT PRIMARY KEY, root TEXT NOT NULL, epoch INTEGER NOT NULL, "
    "wrapped BLOB NOT NULL, matching BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE key (association TEXT NOT NULL, id BLOB NOT NULL, subject TEXT, purpose TEXT, "
    "wrapped BLOB, proof BLOB, erased_on TEXT, PRIMARY KEY (association, id)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX key_holder ON key (association, subject, purpose) WHERE subject IS NOT NULL",
    "CREATE INDEX key_unassigned ON key (association) WHERE subject IS NULL",
)
_SETTINGS = ("synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF", "foreign_keys = ON")
_COLUMNS = "SELECT id, subject, purpose, wrapped, proof FROM key WHERE association = ? AND "
_OF_HOLDER = f"{_COLUMNS} subject = ? AND purpose = ?"
_BY_ID = f"{_COLUMNS} id = ?"
_OF_NOBODY = "FROM key INDEXED BY key_unassigned WHERE association = ? AND subject IS NULL"
"""By its own index: the planner would take the primary key, and read every key that somebody has."""
_MATCHING = "matching"


class KeyFile:
    """Reads and assigns the keys of one association; nothing in it can be read without the root key."""

    def __init__(self, path: Path, association: str, root: RootKey, *, patience: float = 10.0) -> None:
        """:raises RootKeyRefused: another root key wrapped these keys"""
        self.path, self.association, self._patience = path, association, patience
        self._lock = threading.Lock()
        self._watcher: sqlite3.Connection | None = None
        self._connection = self._run(lambda: _connect(path, patience))
        try:
            found = self._one("SELECT root, epoch, wrapped, matching FROM keyring WHERE association = ?", association)
            if found is None:
                raise Damaged(f"{path} does not hold the keys of {association}; restore it from a backup of the keys")
            mark, number, wrapped, matching = found
            if mark != root.mark:
                raise RootKeyRefused(
                    f"{root.path} is not the root key that wrapped the keys in {path}; name the right one with "
                    f"--key-file or VOUCHBOOK_KEY_FILE"
                )
            self._epoch = Epoch.opened(association, number, wrapped, root)
            self.matching = self._epoch.unwrap(matching, _MATCHING)
        except BaseException:
            self._connection.close()
            raise

    @staticmethod
    def found(path: Path, association: str, root: RootKey) -> None:
        """Make the key file at ``path``, where nothing is yet."""
        epoch, wrapped = Epoch.begin(association, 1, root)
        matching = epoch.wrap(os.urandom(LENGTH), _MATCHING)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            path.chmod(0o600)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in SCHEMA:
                connection.execute(statement)
            keyring = (association, root.mark, epoch.number, wrapped, matching)
            connection.execute("INSERT INTO keyring VALUES (?, ?, ?, ?, ?)", keyring)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        finally:
            connection.close()

    def assigned(self, holders: Iterable[Holder]) -> dict[Holder, Key]:
        """The key of each holder, assigned durably now where there was none.

        :raises Erased: a holder's key was destroyed: nothing may be sealed for them again
        """
        wanted = list(dict.fromkeys(holders))
        with self._lock:
            keys = {holder: key for holder in wanted if (key := self._of_holder(holder))}
            while missing := [holder for holder in wanted if holder not in keys]:
                if self._unassigned() - len(missing) < LOW:
                    self._transaction(partial(self._mint, AHEAD + len(missing)))
                self._transaction(partial(self._assign, missing))
                keys |= {holder: key for holder in missing if (key := self._of_holder(holder))}
        return keys

    def by_id(self, id_: bytes, holder: Holder) -> Key:
        """The key that a box names, which must be the holder's.

        :raises Erased: it was destroyed
        :raises Damaged: it is not there, or was altered, or is somebody else's
        """
        with self._lock:
            row = self._one(_BY_ID, self.association, id_)
        if row is None:
            raise Damaged(f"key {id_.hex()} of {holder[0]} is not in {self.path}; restore the keys from a backup")
        if (row[1], row[2]) != (holder[0], holder[1].value):
            raise Damaged(f"key {id_.hex()} is not that of {holder[0]}: a box or the keys were altered; {_WAY_OUT}")
        return self._opened(row)

    @property
    def mark(self) -> int:
        """Another number as soon as anything was committed to the file; asked of a connection that never writes."""
        with self._lock:
            if self._watcher is None:
                self._watcher = self._run(lambda: _connect(self.path, self._patience))
            watcher = self._watcher
            ((version,),) = self._run(lambda: watcher.execute("PRAGMA data_version").fetchall())
            return int(version)

    def close(self) -> None:
        self._connection.close()
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None

    def _of_holder(self, holder: Holder) -> Key | None:
        row = self._one(_OF_HOLDER, self.association, holder[0], holder[1].value)
        return self._opened(row) if row else None

    def _opened(self, row: tuple[bytes, str, str, bytes | None, bytes | None]) -> Key:
        id_, subject, purpose, wrapped, proof = row
        if wrapped is None:
            raise Erased(f"the {purpose} key of {subject} was destroyed: what it sealed stays closed for ever")
        if not hmac.compare_digest(proof or b"", self._proof(id_, subject, purpose)):
            raise Damaged(f"key {id_.hex()} was given to {subject} past Vouchbook; {_WAY_OUT}")
        return Key(id_, self._epoch.unwrap(wrapped, id_.hex()))

    def _proof(self, id_: bytes, subject: str, purpose: str) -> bytes:
        return self._epoch.proof(id_, subject.encode(), purpose.encode())

    def _unassigned(self) -> int:
        return int(self._one(f"SELECT count(*) {_OF_NOBODY}", self.association)[0])

    def _mint(self, number: int) -> None:
        ids = [os.urandom(ID_LENGTH) for _ in range(number)]
        self._connection.executemany(
            "INSERT INTO key (association, id, wrapped) VALUES (?, ?, ?)",
            [(self.association, id_, self._epoch.wrap(os.urandom(LENGTH), id_.hex())) for id_ in ids],
        )

    def _assign(self, holders: list[Holder]) -> None:
        missing = [each for each in holders if not self._one(_OF_HOLDER, self.association, each[0], each[1].value)]
        free = self._connection.execute(f"SELECT id {_OF_NOBODY} LIMIT ?", (self.association, len(missing))).fetchall()
        self._connection.executemany(
            "UPDATE key SET subject = ?, purpose = ?, proof = ? WHERE association = ? AND id = ?",
            [
                (subject, purpose.value, self._proof(id_, subject, purpose.value), self.association, id_)
                for (subject, purpose), (id_,) in zip(missing, free, strict=False)  # others may have taken some
            ],
        )

    def _one(self, sql: str, *values: object) -> Any:  # noqa: ANN401  # a row holds what its columns hold
        return self._run(lambda: self._connection.execute(sql, values).fetchone())

    def _transaction(self, work: Callable[[], None]) -> None:
        def whole() -> None:
            try:
                if self._connection.in_transaction:  # an interrupt may have struck while the last was rolled back
                    self._connection.execute("ROLLBACK")
                self._connection.execute("BEGIN IMMEDIATE")
                work()
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

        self._run(whole)

    def _run(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise Busy(f"{self.path.name} was held by others for {self._patience:g} s; ask again") from error
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise Busy(f"{self.path} cannot be opened now ({error}); see that it is there") from error
            raise Damaged(f"{self.path} cannot be used ({error}); check disk and owner, or restore a backup") from error


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=patience, check_same_thread=False
    )
    try:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (format_,) = connection.execute("PRAGMA user_version").fetchone()
        if mark != APPLICATION_ID or format_ < 1:
            raise Damaged(f"{path} is no key file of Vouchbook; {_WAY_OUT}")
        if format_ > FORMAT:
            raise NewerFormat(f"{path} has format {format_}, this version knows {FORMAT}: upgrade Vouchbook to open it")
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


_WAY_OUT = "restore the keys from a backup"
