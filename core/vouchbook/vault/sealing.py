"""The vault of one association: seals for the book, opens for letters, pages and exports, and compares."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from vouchbook.domain.events import Damaged, type_named
from vouchbook.domain.names import KeyedDigest, PersonId
from vouchbook.domain.sealed import Address, Kept, Purpose, Sealed, Unsealed
from vouchbook.vault.boxes import NONCE, Lock, key_ids
from vouchbook.vault.keyfile import KeyFile
from vouchbook.vault.root import RootKey

T = TypeVar("T")
Subjects = tuple[Purpose, tuple[PersonId, ...]]
MOST = 2048
"""Locks kept ready, each of which would have to be fetched and derived again; the oldest go first."""


class Vault:
    """Safe to share between threads."""

    def __init__(self, path: Path, association: str, root: RootKey, *, patience: float = 10.0) -> None:
        """:raises RootKeyRefused: another root key wrapped this association's keys"""
        self.association = association
        self._file = KeyFile(path, association, root, patience=patience)
        self._by_holders: dict[Subjects, Lock] = {}
        self._by_ids: dict[tuple[bytes, ...], tuple[Purpose, tuple[PersonId, ...], Lock]] = {}

    @staticmethod
    def found(path: Path, association: str, root: RootKey) -> None:
        """Make the association's key file at ``path``, where nothing is yet."""
        KeyFile.found(path, association, root)

    def seal(self, values: Sequence[Unsealed]) -> list[bytes]:
        """One box for each value; every key is assigned durably before anything rests on it.

        :raises Erased: a subject's key was destroyed
        """
        nonces = os.urandom(NONCE * len(values))
        boxes = []
        locks: Mapping[Subjects, Lock] = self._by_holders
        purpose: Purpose | None = None
        subjects: tuple[PersonId, ...] = ()
        for number, value in enumerate(values):
            if value.purpose is not purpose or value.subjects != subjects:  # mostly one person's, one after another
                purpose, subjects = value.purpose, value.subjects
                known = locks.get((purpose, subjects))
                if known is None:
                    locks = self._learn(values)
                lock = known or locks[purpose, subjects]
            boxes.append(lock.seal(value.at, value.plain, nonces[number * NONCE : (number + 1) * NONCE]))
        return boxes

    def open(self, sealed: Sealed[T]) -> T:
        """The value of a field read from the book; of an open one, the value itself.

        :raises Erased: a subject's key was destroyed
        :raises Damaged: the box or its key was altered, moved or lost
        """
        if sealed.value is not None:
            return sealed.value
        if sealed.at is None:
            raise ValueError("this value has neither content nor address: it was not read from a book")
        plain = self.open_box(sealed.at, sealed.purpose, sealed.subjects, sealed.box)
        value: T = _decoder(sealed.at).decode(plain)
        return value

    def open_kept(self, kept: bytes, into: type[T]) -> T:
        """The value that a read model kept (``Sealed.kept``), as ``into``; raises as ``open`` does."""
        try:
            at, purpose, subjects, box = msgspec.structs.astuple(_read_kept(kept))
        except msgspec.MsgspecError as error:
            raise Damaged(f"a read model kept no sealed value ({error}): rebuild it") from error
        return msgspec.json.decode(self.open_box(at, purpose, subjects, box), type=into)

    def open_box(self, at: Address, purpose: Purpose, subjects: tuple[PersonId, ...], box: bytes) -> bytes:
        """The plain bytes of a box at its address; raises as ``open`` does."""
        ids = key_ids(at, box)
        known = self._by_ids.get(ids)
        if known is None or known[:2] != (purpose, subjects):
            if len(ids) != len(subjects):
                raise Damaged(
                    f"{at.type}.{at.field} at version {at.version} of {at.stream} names other subjects: run verify"
                )
            keys = [self._file.by_id(id_, (subject, purpose)) for id_, subject in zip(ids, subjects, strict=True)]
            known = self._by_ids[ids] = (purpose, subjects, Lock(ids, [key.secret for key in keys]))
            _shorten(self._by_ids)
        return known[2].open(at, box)

    def keyed_digest(self, label: str, text: str) -> KeyedDigest:
        """Equal for equal texts within this association and label; the caller folds case and spaces first."""
        digest = hmac.digest(self._file.matching, _labelled(("match", label, text)), "sha256")
        return KeyedDigest(f"hmac:{digest.hex()}")

    def fingerprint(self, data: bytes) -> bytes:
        """What tells a command from another with the same id, and nothing about what it asked."""
        return hmac.digest(self._file.matching, _labelled(("fingerprint", data)), "sha256")

    @property
    def mark(self) -> int:
        """Another number as soon as a key was made, given or destroyed, by anybody."""
        return self._file.mark

    def forget(self, subject: PersonId) -> None:
        """Drop the subject's unwrapped keys from memory."""
        self._by_holders = {holder: lock for holder, lock in self._by_holders.items() if subject not in holder[1]}
        self._by_ids = {ids: known for ids, known in self._by_ids.items() if subject not in known[1]}

    def close(self) -> None:
        self._by_holders.clear()
        self._by_ids.clear()
        self._file.close()

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _learn(self, values: Sequence[Unsealed]) -> dict[Subjects, Lock]:
        """The locks that ``values`` need; the keys that are new among theirs are made in one transaction."""
        locks: dict[Subjects, Lock] = {}
        unknown: list[Subjects] = []
        for wanted in dict.fromkeys((value.purpose, value.subjects) for value in values):
            known = self._by_holders.get(wanted)
            if known is None:
                unknown.append(wanted)
            else:
                locks[wanted] = known
        keys = self._file.assigned((subject, purpose) for purpose, subjects in unknown for subject in subjects)
        for purpose, subjects in unknown:
            own = [keys[subject, purpose] for subject in subjects]
            ids = tuple(key.id for key in own)
            lock = locks[purpose, subjects] = self._by_holders[purpose, subjects] = Lock(ids, [k.secret for k in own])
            self._by_ids[ids] = (purpose, subjects, lock)
        _shorten(self._by_holders)
        _shorten(self._by_ids)
        return locks


def _shorten(kept: dict[Any, Any]) -> None:
    if len(kept) > MOST:
        for each in list(kept)[: len(kept) - MOST * 3 // 4]:  # the oldest; another thread may do the same
            kept.pop(each, None)


_labelled = msgspec.msgpack.Encoder().encode  # each part with its length, so that none runs into the next
_read_kept = msgspec.msgpack.Decoder(Kept).decode
_DECODERS: dict[tuple[str, str], msgspec.json.Decoder[Any]] = {}


def _decoder(at: Address) -> msgspec.json.Decoder[Any]:
    decoder = _DECODERS.get((at.type, at.field))
    if decoder is None:
        hint = get_type_hints(type_named(at.type).cls)[at.field]
        sealed = (
            hint if get_origin(hint) is Sealed else next(arg for arg in get_args(hint) if get_origin(arg) is Sealed)
        )
        decoder = _DECODERS[at.type, at.field] = msgspec.json.Decoder(get_args(sealed)[0])
    return decoder
