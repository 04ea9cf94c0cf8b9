"""What is sealed opens for its place, its people and their keys, and for nothing else."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.processes import Child, opened
from tests.ledger.samples import command, example, registered, training, write
from tests.ledger.tampering import book_file, unguarded

from vouchbook.domain.events import Damaged, NewerFormat
from vouchbook.domain.events import registered as event_types
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId
from vouchbook.domain.person import EvidenceRecorded, PersonRegistered
from vouchbook.domain.sealed import Address, Erased, Purpose, Sealed, Unsealed
from vouchbook.ledger import Book, Write
from vouchbook.service.folder import Folder
from vouchbook.vault import Vault
from vouchbook.vault.boxes import NONCE, Lock, key_ids

AT = Address("nc", "person:p-1", 1, "person_registered", "words")
ADA, BEA = PersonId("p-1"), PersonId("p-2")


def box(vault: Vault, purpose: Purpose = Purpose.IDENTITY, *subjects: PersonId) -> bytes:
    return vault.seal([Unsealed(AT, purpose, subjects or (ADA,), b"plain")])[0]


def change_keys(place: Path, change: str) -> None:
    with closing(sqlite3.connect(place / "data" / "keys" / "nc.sqlite", isolation_level=None)) as connection:
        connection.execute(change)


def test_a_value_read_from_the_book_opens_as_what_it_was(book: Book, vault: Vault) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"), training("p-1", title="Attachment"))])
    who, what = (entry.event for entry in book.read("person:p-1"))
    assert isinstance(who, PersonRegistered)
    assert isinstance(what, EvidenceRecorded)
    assert vault.open(who.words) == PersonWords("Ada", "Quill", "ada@example.org")
    assert vault.open(what.words) == {"title": "Attachment"}
    assert vault.open_kept(who.words.kept(), PersonWords).name == "Ada Quill"


@pytest.mark.parametrize("kind", [kind for kind in event_types() if kind.sealed], ids=lambda kind: kind.name)
def test_every_sealed_field_of_every_event_opens(book: Book, vault: Vault, kind: object) -> None:
    event = example(kind)  # type: ignore[arg-type]
    stream = f"{kind.stream}:1"  # type: ignore[attr-defined]
    book.append(command(), [Write(stream, 0, (event,))])
    (entry,) = book.read(stream)
    for field in kind.sealed:  # type: ignore[attr-defined]
        assert vault.open(getattr(entry.event, field)) == getattr(event, field).value


def test_an_open_value_is_itself(vault: Vault) -> None:
    assert vault.open(Sealed(Purpose.IDENTITY, (ADA,), "words")) == "words"
    with pytest.raises(ValueError, match="it was not read from a book"):
        vault.open(Sealed(Purpose.IDENTITY, (ADA,), None))


def test_no_two_boxes_of_one_value_are_equal(vault: Vault) -> None:
    assert box(vault) != box(vault)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_sealed(plain: bytes) -> None:
    lock = Lock([b"i" * 16], [b"k" * 32])
    assert lock.open(AT, lock.seal(AT, plain, b"n" * NONCE)) == plain


@pytest.mark.parametrize(
    "other",
    [
        {"association": "tn"},
        {"stream": "person:p-2"},
        {"version": 2},
        {"type": "person_corrected"},
        {"field": "name"},
    ],
)
def test_a_box_at_another_address_does_not_open(vault: Vault, other: dict[str, object]) -> None:
    elsewhere = msgspec.structs.replace(AT, **other)
    with pytest.raises(Damaged, match="was altered, or was moved there from elsewhere: run verify"):
        vault.open_box(elsewhere, Purpose.IDENTITY, (ADA,), box(vault))


@pytest.mark.parametrize(
    ("purpose", "subjects"),
    [
        (Purpose.EVIDENCE, (ADA,)),
        (Purpose.IDENTITY, (BEA,)),
        (Purpose.IDENTITY, (ADA, BEA)),
        (Purpose.IDENTITY, ()),
    ],
)
def test_a_box_that_says_it_is_somebody_elses_does_not_open(
    vault: Vault, purpose: Purpose, subjects: tuple[PersonId, ...]
) -> None:
    sealed = box(vault)
    box(vault, Purpose.IDENTITY, BEA)
    with pytest.raises(Damaged):
        vault.open_box(AT, purpose, subjects, sealed)


def test_every_bit_of_a_box_matters(vault: Vault) -> None:
    sealed = box(vault)
    for number in range(8 * len(sealed)):
        at = number // 8
        flipped = sealed[:at] + bytes((sealed[at] ^ 1 << number % 8,)) + sealed[at + 1 :]
        with pytest.raises((Damaged, NewerFormat)):
            vault.open_box(AT, Purpose.IDENTITY, (ADA,), flipped)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_box_never_crash(content: bytes) -> None:
    lock = Lock([b"i" * 16], [b"k" * 32])
    for wrong in (content, b"\x01\x01" + content):
        with pytest.raises((Damaged, NewerFormat)):
            _ = key_ids(AT, wrong) and lock.open(AT, wrong)


@pytest.mark.parametrize("subject", [ADA, BEA])
def test_what_several_are_the_subjects_of_needs_the_keys_of_all(place: Path, vault: Vault, subject: PersonId) -> None:
    both = box(vault, Purpose.REFERENCE, ADA, BEA)
    assert vault.open_box(AT, Purpose.REFERENCE, (ADA, BEA), both) == b"plain"
    change_keys(place, f"UPDATE key SET wrapped = NULL WHERE subject = '{subject}'")
    vault.forget(subject)
    with pytest.raises(Erased, match=f"the reference key of {subject} was destroyed"):
        vault.open_box(AT, Purpose.REFERENCE, (ADA, BEA), both)


def test_nothing_is_sealed_for_somebody_whose_key_was_destroyed(place: Path, vault: Vault) -> None:
    box(vault)
    change_keys(place, "UPDATE key SET wrapped = NULL WHERE subject = 'p-1'")
    vault.forget(ADA)
    with pytest.raises(Erased, match="identity key of p-1 was destroyed"):
        box(vault)


def test_one_key_serves_one_subject_and_purpose(vault: Vault) -> None:
    used = {
        (purpose, subject): key_ids(AT, box(vault, purpose, subject))
        for purpose, subject in itertools.product(Purpose, (ADA, BEA))
    }
    assert len(set(used.values())) == 6
    both = key_ids(AT, box(vault, Purpose.REFERENCE, ADA, BEA))
    assert both == used[Purpose.REFERENCE, ADA] + used[Purpose.REFERENCE, BEA]


def test_a_second_key_cannot_be_found_that_opens_the_same_box() -> None:
    """Key commitment: the box names a digest of its key, so one box cannot hold two messages for two keys."""
    one, other = Lock([b"i" * 16], [b"k" * 32]), Lock([b"i" * 16], [b"l" * 32])
    assert one.header != other.header
    with pytest.raises(Damaged, match="sealed with other keys"):
        other.open(AT, one.seal(AT, b"plain", b"n" * NONCE))


def test_a_box_is_laid_out_as_it_was_published() -> None:
    """Format 1, taken apart by hand; the keys are derived with HKDF-SHA256 as RFC 5869 has it."""
    id_, key = bytes(range(16)), bytes(range(32))
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    info = b"vouchbook box 1" + id_
    first = hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()
    second = hmac.new(extracted, first + info + b"\x02", hashlib.sha256).digest()
    header = b"\x01\x01" + id_ + second
    bound = msgspec.msgpack.encode(["nc", "person:p-1", 1, "person_registered", "words"]) + header
    sealed = header + b"n" * 12 + AESGCM(first).encrypt(b"n" * 12, b"plain", bound)
    lock = Lock([id_], [key])
    assert lock.open(AT, sealed) == b"plain"
    assert lock.seal(AT, b"plain", b"n" * 12) == sealed


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, 3), (1, 2), (2, 4)],
    ids=["two people", "two types", "two people's items"],
)
def test_boxes_swapped_in_the_file_do_not_open(place: Path, one: int, other: int) -> None:
    with opened(place) as folder:
        book, _ = folder.book("nc")
        for person in ("p-1", "p-2"):
            book.append(command(), [write(person, 0, registered(person), training(person))])
    with unguarded(book_file(place)) as connection:
        held = dict(connection.execute("SELECT position, sealed FROM event").fetchall())
        for at, value in ((one, held[other]), (other, held[one])):
            connection.execute("UPDATE event SET sealed = ? WHERE position = ?", (value, at))
    with opened(place) as folder:
        book, vault = folder.book("nc")
        for entry in book.follow():
            if entry.position in (one, other):
                with pytest.raises(Damaged):
                    vault.open(entry.event.words)  # type: ignore[attr-defined]


def test_a_box_of_another_association_does_not_open(folder: Folder) -> None:
    (book, vault), (_, other) = folder.book("nc"), folder.book("tn")
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    (entry,) = book.follow()
    with pytest.raises(Damaged, match=r"is not in .*tn.sqlite; restore the keys"):
        other.open(entry.event.words)  # type: ignore[attr-defined]
    assert vault.open(entry.event.words)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ("DELETE FROM key WHERE subject = 'p-1'", Damaged, r"is not in .*; restore the keys from a backup"),
        ("UPDATE key SET wrapped = NULL WHERE subject = 'p-1'", Erased, "identity key of p-1 was destroyed"),
        ("UPDATE key SET wrapped = x'00' WHERE subject = 'p-1'", Damaged, "was altered where it is stored"),
        ("UPDATE key SET wrapped = 'text' WHERE subject = 'p-1'", Damaged, "was altered where it is stored"),
        ("UPDATE key SET proof = x'00' WHERE subject = 'p-1'", Damaged, "was given to p-1 past Vouchbook"),
        ("UPDATE key SET proof = NULL WHERE subject = 'p-1'", Damaged, "was given to p-1 past Vouchbook"),
        ("UPDATE key SET subject = 'p-9' WHERE subject = 'p-1'", Damaged, "is not that of p-1"),
        ("UPDATE key SET purpose = 'evidence' WHERE subject = 'p-1'", Damaged, "is not that of p-1"),
        (
            "UPDATE key SET wrapped = (SELECT wrapped FROM key WHERE subject = 'p-2') WHERE subject = 'p-1'",
            Damaged,
            "was altered where it is stored",
        ),
    ],
)
def test_a_key_that_is_gone_or_altered_is_told_apart(
    place: Path, change: str, error: type[Exception], message: str
) -> None:
    with opened(place) as folder:
        book, _ = folder.book("nc")
        book.append(command(), [write(person, 0, registered(person)) for person in ("p-1", "p-2")])
    change_keys(place, change)
    with opened(place) as folder:
        book, vault = folder.book("nc")
        first, second = (entry.event for entry in book.follow())
        with pytest.raises(error, match=message):
            vault.open(first.words)  # type: ignore[attr-defined]
        assert vault.open(second.words).name == "Ada Quill"  # type: ignore[attr-defined]


@pytest.mark.parametrize("column", ["wrapped", "matching", "epoch"])
def test_an_altered_keyring_is_damaged(place: Path, column: str) -> None:
    change_keys(place, f"UPDATE keyring SET {column} = 7")
    with Folder.open(place / "data", place / "root.key") as folder, pytest.raises(Damaged, match="restore"):
        folder.book("nc")


def test_keys_are_minted_ahead(place: Path, vault: Vault) -> None:
    for number in range(300):
        box(vault, Purpose.IDENTITY, PersonId(f"p-{number}"))
    with closing(sqlite3.connect(place / "data" / "keys" / "nc.sqlite")) as connection:
        counted = "SELECT count(*) FROM key WHERE subject IS {} NULL"
        assert connection.execute(counted.format("NOT")).fetchone() == (300,)
        assert connection.execute(counted.format("")).fetchone()[0] >= 32


def test_processes_and_threads_that_meet_a_person_at_once_use_one_key(place: Path) -> None:
    def seal(say: Callable[[str], None]) -> None:
        with opened(place) as folder:
            _, vault = folder.book("nc")
            with ThreadPoolExecutor(4) as pool:
                people = [PersonId(f"p-{number % 50}") for number in range(200)]
                for sealed in pool.map(lambda person: box(vault, Purpose.IDENTITY, person), people):
                    say(key_ids(AT, sealed)[0].hex())

    first, second = ([*child.finished()] for child in [Child(seal), Child(seal)])
    assert first == second
    assert len(set(first)) == 50
    assert first[:50] * 4 == first


def test_a_keyed_digest_compares_within_an_association_and_label_only(folder: Folder) -> None:
    nc, tn = folder.book("nc")[1], folder.book("tn")[1]
    digest = nc.keyed_digest("email", "ada@example.org")
    assert digest == nc.keyed_digest("email", "ada@example.org")
    assert digest.startswith("hmac:")
    assert len(digest) == 5 + 64
    others = [nc.keyed_digest("employer", "ada@example.org"), tn.keyed_digest("email", "ada@example.org")]
    assert digest not in others
    assert nc.keyed_digest("a", "b\x00c") != nc.keyed_digest("a\x00b", "c")


def test_a_fingerprint_tells_requests_apart_and_nothing_else(folder: Folder) -> None:
    nc, tn = folder.book("nc")[1], folder.book("tn")[1]
    assert nc.fingerprint(b"a") == nc.fingerprint(b"a")
    assert len({nc.fingerprint(b"a"), nc.fingerprint(b"b"), tn.fingerprint(b"a")}) == 3


def test_what_was_forgotten_is_fetched_again(vault: Vault) -> None:
    sealed = box(vault)
    vault.forget(ADA)
    assert vault.open_box(AT, Purpose.IDENTITY, (ADA,), sealed) == b"plain"
