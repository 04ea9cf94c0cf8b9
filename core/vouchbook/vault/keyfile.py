"""The key file of one association: keys of people, minted ahead, wrapped by the epoch's key, that by the root key."""

from __future__ import annotations

import hmac
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vouchbook.domain.events import Busy, Damaged, NewerFormat
from vouchbook.domain.names import PersonId
from vouchbook.domain.sealed import Erased, Purpose
from vouchbook.vault.boxes import ID_LENGTH
from vouchbook.vault.root import RootKey, RootKeyRefused

FORMAT = 1
APPLICATION_ID = 0x566F754B  # "VouK"
AHEAD = 128
"""How many keys are minted at a time. A key must be in the backups before anything rests on it."""
LOW = 32
"""So many stay unassigned at least."""

T = TypeVar("T")
Holder = tuple[PersonId, Purpose]

_SCHEMA = (
    "CREATE TABLE keyring (association TEXT PRIMARY KEY, root TEXT NOT NULL, epoch INTEGER NOT NULL, "
    "wrapped BLOB NOT NULL, matching BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE key (association TEXT NOT NULL, id BLOB NOT NULL, subject TEXT, purpose TEXT, "
    "epoch INTEGER NOT NULL, wrapped BLOB, proof BLOB, erased_on TEXT, PRIMARY KEY (association, id)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX key_holder ON key (association, subject, purpose) WHERE subject IS NOT NULL",
)
_SETTINGS = ("synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF", "foreign_keys = ON")


class Key(NamedTuple):
    id: bytes
    secret: bytes


class KeyFile:
    """Reads and assigns the keys of one association; nothing in it can be read without the root key."""

    def __init__(self, path: Path, association: str, root: RootKey, *, patience: float = 10.0) -> None:
        """:raises RootKeyRefused: another root key wrapped these keys"""
        self.path, self.association, self._patience = path, association, patience
        self._lock = threading.Lock()
        self._connection = self._run(lambda: _connect(path, patience))
        try:
            found = self._run(
                lambda: self._connection.execute(
                    "SELECT root, epoch, wrapped, matching FROM keyring WHERE association = ?", (association,)
                ).fetchone()
            )
            if found is None:
                raise Damaged(f"{path} does not hold the keys of {association}; restore it from a backup of the keys")
            mark, self.epoch, wrapped, matching = found
            if mark != root.mark:
                raise RootKeyRefused(
                    f"{root.path} is not the root key that wrapped the keys in {path}; name the right one with "
                    f"--key-file or VOUCHBOOK_KEY_FILE"
                )
            self._wrap, self._prove = _epoch_keys(root, association, self.epoch, wrapped, path)
            self.matching = _unwrap(self._wrap, matching, f"matching {association}", path)
        except BaseException:
            self._connection.close()
            raise

    @staticmethod
    def found(path: Path, association: str, root: RootKey) -> None:
        """Make the key file at ``path``, where nothing is yet."""
        epoch, secret = 1, os.urandom(32)
        wrapped = _wrapped(AESGCM(root.derive(b"epochs")), secret, f"epoch {association} {epoch}")
        wrap = AESGCM(hmac.digest(secret, b"wrap", "sha256"))
        matching = _wrapped(wrap, os.urandom(32), f"matching {association}")
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.execute(
                "INSERT INTO keyring VALUES (?, ?, ?, ?, ?)", (association, root.mark, epoch, wrapped, matching)
            )
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            connection.execute("COMMIT")
        finally:
            connection.close()
        path.chmod(0o600)

    def assigned(self, holders: Iterable[Holder]) -> dict[Holder, Key]:
        """The key of each holder, assigned durably now where there was none.

        :raises Erased: a holder's key was destroyed: nothing may be sealed for them again
        """
        wanted = list(dict.fromkeys(holders))
        with self._lock:
            keys = {holder: key for holder in wanted if (key := self._of_holder(holder))}
            missing = [holder for holder in wanted if holder not in keys]
            if missing:
                if self._unassigned() - len(missing) < LOW:
                    self._transaction(lambda: self._mint(AHEAD + len(missing)))
                self._transaction(lambda: self._assign(missing))
                keys |= {holder: key for holder in missing if (key := self._of_holder(holder))}
        return keys

    def by_id(self, id_: bytes, holder: Holder) -> Key:
        """The key that a box names, which must be the holder's.

        :raises Erased: it was destroyed
        :raises Damaged: it is not there, or was altered, or is somebody else's
        """
        with self._lock:
            row = self._run(
                lambda: self._connection.execute(
                    "SELECT id, subject, purpose, epoch, wrapped, proof FROM key WHERE association = ? AND id = ?",
                    (self.association, id_),
                ).fetchone()
            )
        if row is None:
            raise Damaged(f"key {id_.hex()} of {holder[0]} is not in {self.path}; restore the keys from a backup")
        if (row[1], row[2]) != (holder[0], holder[1].value):
            raise Damaged(f"key {id_.hex()} is not that of {holder[0]}; {_WAY_OUT}")
        return self._opened(row)

    def close(self) -> None:
        self._connection.close()

    def _of_holder(self, holder: Holder) -> Key | None:
        row = self._run(
            lambda: self._connection.execute(
                "SELECT id, subject, purpose, epoch, wrapped, proof FROM key "
                "WHERE association = ? AND subject = ? AND purpose = ?",
                (self.association, holder[0], holder[1].value),
            ).fetchone()
        )
        return self._opened(row) if row else None

    def _opened(self, row: tuple[bytes, str, str, int, bytes | None, bytes]) -> Key:
        id_, subject, purpose, epoch, wrapped, proof = row
        if wrapped is None:
            raise Erased(f"the {purpose} key of {subject} was destroyed: what it sealed stays closed for ever")
        if not hmac.compare_digest(proof, self._proof(id_, subject, purpose)):
            raise Damaged(f"key {id_.hex()} was given to {subject} past Vouchbook; {_WAY_OUT}")
        return Key(id_, _unwrap(self._wrap, wrapped, f"key {self.association} {epoch} {id_.hex()}", self.path))

    def _proof(self, id_: bytes, subject: str, purpose: str) -> bytes:
        return hmac.digest(self._prove, b"\x00".join((id_, subject.encode(), purpose.encode())), "sha256")

    def _unassigned(self) -> int:
        (count,) = self._run(
            lambda: self._connection.execute(
                "SELECT count(*) FROM key WHERE association = ? AND subject IS NULL", (self.association,)
            ).fetchone()
        )
        return int(count)

    def _mint(self, number: int) -> None:
        fresh = [(os.urandom(ID_LENGTH), os.urandom(32)) for _ in range(number)]
        self._connection.executemany(
            "INSERT INTO key (association, id, epoch, wrapped) VALUES (?, ?, ?, ?)",
            [
                (self.association, id_, self.epoch,
                 _wrapped(self._wrap, secret, f"key {self.association} {self.epoch} {id_.hex()}"))
                for id_, secret in fresh
            ],
        )  # fmt: skip

    def _assign(self, holders: list[Holder]) -> None:
        for subject, purpose in holders:
            there = self._connection.execute(
                "SELECT 1 FROM key WHERE association = ? AND subject = ? AND purpose = ?",
                (self.association, subject, purpose.value),
            ).fetchone()
            if there:  # another process was faster
                continue
            (id_,) = self._connection.execute(
                "SELECT id FROM key WHERE association = ? AND subject IS NULL LIMIT 1", (self.association,)
            ).fetchone()
            self._connection.execute(
                "UPDATE key SET subject = ?, purpose = ?, proof = ? WHERE association = ? AND id = ?",
                (subject, purpose.value, self._proof(id_, subject, purpose.value), self.association, id_),
            )

    def _transaction(self, work: Callable[[], None]) -> None:
        def whole() -> None:
            try:
                if self._connection.in_transaction:
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
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise Busy(f"{self.path.name} was held by others for {self._patience:g} s; ask again") from error
            raise Damaged(f"{self.path} cannot be used ({error}); check disk and owner, or restore a backup") from error


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=patience, check_same_thread=False
    )
    try:
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (format_,) = connection.execute("PRAGMA user_version").fetchone()
        if mark != APPLICATION_ID or format_ < 1:
            raise Damaged(f"{path} is no key file of Vouchbook; restore it from a backup of the keys")
        if format_ > FORMAT:
            raise NewerFormat(f"{path} has format {format_}, this version knows {FORMAT}: upgrade Vouchbook to open it")
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def _epoch_keys(root: RootKey, association: str, epoch: int, wrapped: bytes, path: Path) -> tuple[AESGCM, bytes]:
    secret = _unwrap(AESGCM(root.derive(b"epochs")), wrapped, f"epoch {association} {epoch}", path)
    return AESGCM(hmac.digest(secret, b"wrap", "sha256")), hmac.digest(secret, b"prove", "sha256")


def _wrapped(wrap: AESGCM, secret: bytes, name: str) -> bytes:
    nonce = os.urandom(12)
    return nonce + wrap.encrypt(nonce, secret, name.encode())


def _unwrap(wrap: AESGCM, wrapped: bytes, name: str, path: Path) -> bytes:
    try:
        return wrap.decrypt(wrapped[:12], wrapped[12:], name.encode())
    except (InvalidTag, ValueError, TypeError):
        raise Damaged(f"the {name.partition(' ')[0]} in {path} was altered; {_WAY_OUT}") from None


_WAY_OUT = "restore the keys from a backup"
