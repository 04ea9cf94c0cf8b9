"""An export says all that a book says, with its proof, and opens nothing."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from tests.ledger.samples import command, registered, training, write

from vouchbook.ledger import Book
from vouchbook.ledger.export import lines
from vouchbook.ledger.leaf import leaf_hash
from vouchbook.service.folder import Folder


def test_every_leaf_can_be_made_again_from_its_line(book: Book) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"), training("p-1"))])
    exported = list(lines(book))
    assert [line.count(b"\n") for line in exported] == [1, 1]
    for line, entry in zip(exported, book.follow(), strict=True):
        found = json.loads(line)
        data = line.partition(b'"data":')[2].partition(b',"sealed":')[0]  # the exact bytes, not what they mean
        sealed = base64.b64decode(found["sealed"])
        leaf = leaf_hash(
            found["association"], found["stream"], found["version"], found["type"], found["schema"], found["command"],
            found["actor"], found["happened_on"], found["recorded_at"], data, sealed,
        )  # fmt: skip
        assert base64.b64decode(found["leaf"]) == leaf == entry.leaf
        assert found["position"] == entry.position


def test_an_export_needs_no_key_and_holds_no_words(book: Book, place: Path) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1", name="Canary"))])
    with Folder.book_without_keys(place / "data", "nc") as keyless:
        exported = b"".join(lines(keyless))
    assert json.loads(exported)["stream"] == "person:p-1"
    assert b"Canary" not in exported
    assert b"Canary" not in base64.b64decode(json.loads(exported)["sealed"])


def test_an_export_goes_on_after_a_position(book: Book) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"), training("p-1"), training("p-1"))])
    assert [json.loads(line)["position"] for line in lines(book, after=1)] == [2, 3]
