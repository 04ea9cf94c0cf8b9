"""The leaf of an event, byte for byte: proofs given to people rest on it for ever."""

from __future__ import annotations

from hashlib import sha256

import pytest
from tests.ledger.samples import command, registered, training, write

from vouchbook.domain.events import type_named
from vouchbook.ledger import Book
from vouchbook.ledger.leaf import leaf_hash

PLACE = ("nc", "person:p-7k3m9q2x4d", 3, "evidence_recorded", 1, "c-0001", "coordinator", "2026-03-02")
AT = 1772467200123456
DATA = b'{"item":"i-1","minutes":90}'

# Computed with printf, xxd and sha256sum, not with this code.
GOLDEN = {
    b"\x81box": "6676d59e4f48b7f8d28b00ffe3a36853aecd641bb5a5cb25429552664a910093",
    b"": "95e2a6b442c50b1aa7e36aeac14f089a9fcfba1c97b50e2227c8a9c3ad6404da",
}


@pytest.mark.parametrize("sealed", GOLDEN, ids=["sealed", "nothing sealed"])
def test_the_leaf_is_what_was_published(sealed: bytes) -> None:
    assert leaf_hash(*PLACE, AT, DATA, sealed).hex() == GOLDEN[sealed]


def test_letters_beyond_ascii_stand_in_it_as_utf_8_and_quotes_escaped() -> None:
    leaf = leaf_hash("nc", 'person:Zoë "Z"\\', 1, "t", 1, "c", "a", "2026-03-02", -5, DATA, b"")
    assert leaf.hex() == "f45d15437f96bada345704235d9e3986d580ca60b5db8eb19a5889b33ba5d47e"


@pytest.mark.parametrize("at", range(9))
def test_every_part_of_the_envelope_is_in_the_leaf(at: int) -> None:
    parts: list[object] = [*PLACE, AT]
    part = parts[at]
    parts[at] = part + 1 if isinstance(part, int) else f"{part}x"
    assert leaf_hash(*parts, DATA, b"") != leaf_hash(*PLACE, AT, DATA, b"")  # type: ignore[arg-type, call-arg]


def test_a_stored_leaf_is_made_of_the_stored_bytes(book: Book) -> None:
    book.append(command(id_="c-1", actor="someone"), [write("p-1", 0, registered("p-1"), training("p-1"))])
    for entry in book.follow():
        what = f'"{entry.type}",{type_named(entry.type).schema}'
        envelope = f'[1,"nc","person:p-1",{entry.version},{what},"c-1","someone","2026-03-02",{entry.recorded_at}]'
        halves = sha256(entry.data).digest() + sha256(entry.sealed).digest()
        assert entry.leaf == sha256(b"\x00" + envelope.encode() + halves).digest()
