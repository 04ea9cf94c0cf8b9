"""What proving a book accepts, beside all that it must not: the library's streams, many pages, and its two parts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.ledger.samples import command, training, write
from tests.ledger.tampering import book_file, fill, found_problems, sign_again, unguarded

from vouchbook import projections
from vouchbook.domain.events import UnknownEventType
from vouchbook.ledger import Book, tables
from vouchbook.ledger.append import Append, Batch
from vouchbook.ledger.leaf import leaf_hash, leaf_hashes
from vouchbook.ledger.verify import PAGE, verify, verify_database, verify_leaves
from vouchbook.projections.rebuild import rebuild, verify_rows
from vouchbook.service.folder import Folder

TOPIC = "orders.model:Order.Placed"


def of_library(book: Book, versions: Sequence[int], stream: str = "library/orders/o-1", id_: str = "library-1") -> None:
    """What the eventsourcing library writes: a type that is a topic, bytes that are its own."""
    day, at, schema = "2026-03-02", 1, 1
    rows = []
    for version in versions:
        leaf = leaf_hash("nc", stream, version, TOPIC, schema, id_, "library", day, at, b"state", b"")
        rows.append((stream, version, TOPIC, schema, id_, "library", day, at, b"state", b"", leaf))
    kept = (id_, "library", b"", "library", day, at)
    check = tables.check("nc", *kept, b"{}", b"".join(row[-1] for row in rows))
    batch = Batch("nc", ("nc", *kept), (b"{}", check), [], rows, [], [], [], [])
    append = Append(book.dialect)
    book.transaction(lambda connection: append(connection, batch))


def test_the_librarys_streams_may_begin_anywhere_and_have_types_of_their_own(book: Book) -> None:
    fill(book)
    of_library(book, [0, 1, 2])
    of_library(book, [5, 7, 12], "library/orders:snapshots/o-1", "library-2")
    book.append(command(), [write("p-9", 0, training("p-9"))])
    assert verify(book) == []


@pytest.mark.parametrize("versions", [[3, 3], [3, 2], [0, -1], [-1]])
def test_their_versions_rise(book: Book, versions: list[int], place: Path) -> None:
    of_library(book, range(len(versions)))
    book.close()
    with unguarded(book_file(place)) as connection:
        connection.execute("DROP INDEX event_stream")
        for position, version in enumerate(versions, 1):
            connection.execute("UPDATE event SET version = ? WHERE position = ?", (version, position))
        sign_again(connection)
    assert any("does not rise in library/orders/o-1" in problem for problem in found_problems(place))


@pytest.mark.parametrize("stream", ["library", "Library/orders/o-1", "person:library/", "library0"])
def test_only_they_may_have_such_types(book: Book, stream: str) -> None:
    of_library(book, [1], stream)
    assert [problem.what for problem in verify(book)] == [f"{TOPIC} in schema 1 is no event that this version knows"]
    with pytest.raises(UnknownEventType):
        rebuild(book, projections.READ_MODELS)


@pytest.mark.parametrize("column", ["data", "actor", "type", "version", "command", "leaf", "recorded_at"])
def test_what_was_altered_in_them_is_found(book: Book, place: Path, column: str) -> None:
    of_library(book, [0, 1, 2])
    book.close()
    with unguarded(book_file(place)) as connection:
        connection.execute(f"UPDATE event SET {column} = 77 WHERE position = 3")
    assert found_problems(place)


def test_read_models_are_made_and_compared_past_them(book: Book) -> None:
    fill(book)
    of_library(book, [0, 1])
    of_library(book, [3], "library/people/p-1", "library-2")
    fetched = book.snapshot(lambda connection: connection.execute("SELECT * FROM person").fetchall())
    rebuild(book, projections.READ_MODELS)
    assert book.snapshot(lambda connection: connection.execute("SELECT * FROM person").fetchall()) == fetched
    assert verify_rows(book, projections.READ_MODELS) == []


def test_a_book_of_several_pages_is_read_to_its_end(book: Book) -> None:
    """Commands that end with a page, begin with one, and go over several."""
    for number, events in enumerate((PAGE, 1, PAGE - 2, 3 * PAGE + 1, 1)):
        book.append(command(), [write(f"p-{number}", 0, *(training("p-1") for _ in range(events)))])
    told: list[tuple[int, int]] = []
    assert verify(book, lambda done, total: told.append((done, total))) == []
    total = 5 * PAGE + 1
    assert told == [(min(PAGE * page, total), total) for page in range(1, 7)]


@pytest.mark.parametrize("position", [1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 1])
def test_an_altered_row_is_named_wherever_it_stands_on_a_page(book: Book, place: Path, position: int) -> None:
    book.append(command(), [write("p-1", 0, *(training("p-1") for _ in range(2 * PAGE + 1)))])
    book.close()
    with unguarded(book_file(place)) as connection:
        connection.execute("UPDATE event SET data = x'00' WHERE position = ?", (position,))
    with Folder.book_without_keys(place / "data", "nc") as altered:
        assert [str(problem) for problem in verify(altered)] == [
            f"event {position}: its content is not what its leaf was made of"
        ]


def test_the_two_parts_find_together_what_the_whole_finds(book: Book, place: Path) -> None:
    fill(book)
    book.close()
    with unguarded(book_file(place)) as connection:
        connection.execute("DROP INDEX event_stream")
        connection.execute("UPDATE event SET data = x'00' WHERE position = 2")
    with Folder.book_without_keys(place / "data", "nc") as altered:
        database, leaves = verify_database(altered), verify_leaves(altered)
        assert [problem.table for problem in database] == ["database"]
        assert [problem.row for problem in leaves] == ["2"]
        assert verify(altered) == [*database, *leaves]


def test_leaves_of_whole_rows_are_the_leaves_of_each(book: Book) -> None:
    fill(book)
    rows = book.page(0, 100)
    assert leaf_hashes(rows) == [row[-1] for row in rows] == [leaf_hash(row[0], *row[2:-1]) for row in rows]
