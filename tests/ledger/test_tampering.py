"""Nobody rewrites the past unnoticed: every column of every row of a small book is changed in turn, and found."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.ledger.tampering import TABLES, book_file, changed, fill, found_problems, sign_again, unguarded

from vouchbook.ledger import Damaged
from vouchbook.service.folder import Folder

FLIPS = int(os.environ.get("VOUCHBOOK_FLIPS", "400"))
"""Bits flipped in turn; ten thousand take a few minutes."""


@pytest.fixture(scope="module")
def filled(founded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = Path(shutil.copytree(founded_folder, tmp_path_factory.mktemp("filled") / "place"))
    with Folder.open(place / "data", place / "root.key") as folder:
        fill(folder.book("nc")[0])
    assert found_problems(place) == []
    return place


@pytest.fixture
def place(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "place"))


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def refill(place: Path, filled: Path) -> None:
    shutil.copyfile(book_file(filled), book_file(place))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("table", TABLES)
def test_every_changed_column_of_every_row_is_found(place: Path, filled: Path, table: str) -> None:
    with unguarded(book_file(place)) as connection:
        names = columns(connection, table)
        rows = connection.execute(f"SELECT * FROM {table}").fetchall()
        keys = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]]
    assert rows
    unnoticed = []
    for row in rows:
        for name, value in zip(names, row, strict=True):
            for other in changed(value):
                refill(place, filled)
                with unguarded(book_file(place)) as connection:
                    where = " AND ".join(f'"{key}" IS ?' for key in keys)
                    held = [row[names.index(key)] for key in keys]
                    try:
                        connection.execute(f'UPDATE {table} SET "{name}" = ? WHERE {where}', (other, *held))
                    except sqlite3.IntegrityError:
                        continue  # the database itself refuses the value
                    stored = connection.execute(f"SELECT * FROM {table}").fetchall()
                if stored != rows and not _noticed(place):
                    unnoticed.append((table, name, value, other))
    assert unnoticed == []


@pytest.mark.parametrize("table", TABLES)
def test_every_deleted_row_is_found(place: Path, filled: Path, table: str) -> None:
    with unguarded(book_file(place)) as connection:
        count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    for number in range(count):
        refill(place, filled)
        with unguarded(book_file(place)) as connection:
            keys = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA table_info({table})") if row[5])
            chosen = f"SELECT {keys} FROM {table} ORDER BY {keys} LIMIT 1 OFFSET {number}"
            connection.execute(f"DELETE FROM {table} WHERE ({keys}) = ({chosen})")
        assert _noticed(place), (table, number)


def test_events_that_changed_places_are_found(place: Path, filled: Path) -> None:
    with unguarded(book_file(place)) as connection:
        last = connection.execute("SELECT max(position) FROM event").fetchone()[0]
    for one in range(1, last + 1):
        for other in range(one + 1, last + 1):
            refill(place, filled)
            with unguarded(book_file(place)) as connection:
                for old, new in ((one, -1), (other, one), (-1, other)):
                    connection.execute("UPDATE event SET position = ? WHERE position = ?", (new, old))
            assert _noticed(place), (one, other)


@pytest.mark.parametrize("column", ["data", "sealed", "leaf", "stream", "version", "recorded_at"])
def test_values_that_changed_places_are_found(place: Path, filled: Path, column: str) -> None:
    with unguarded(book_file(place)) as connection:
        values = dict(connection.execute(f"SELECT position, {column} FROM event").fetchall())
    for one in values:
        for other in values:
            if one < other and values[one] != values[other]:
                refill(place, filled)
                with unguarded(book_file(place)) as connection:
                    connection.execute("DROP INDEX event_stream")
                    for at, value in ((one, values[other]), (other, values[one])):
                        connection.execute(f"UPDATE event SET {column} = ? WHERE position = ?", (value, at))
                assert _noticed(place), (one, other)


@pytest.mark.parametrize("kept", range(6))
def test_a_book_cut_short_is_found(place: Path, kept: int) -> None:
    with unguarded(book_file(place)) as connection:
        connection.execute("DELETE FROM event WHERE position > ?", (kept,))
        connection.execute('DELETE FROM command WHERE "first" > ?', (kept,))
    assert _noticed(place)


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO event SELECT association, 7, 'person:p-3', 1, type, schema, command, actor, happened_on, "
        "recorded_at, data, sealed, leaf FROM event WHERE position = 1",
        "INSERT INTO event SELECT 'xx', 99, 'person:p-3', 1, type, schema, command, actor, happened_on, "
        "recorded_at, data, sealed, leaf FROM event WHERE position = 1",
        "INSERT INTO command SELECT association, 'c-9', name, fingerprint, actor, happened_on, recorded_at, \"first\", "
        "last, result, \"check\" FROM command WHERE id = 'c-2'",
        "INSERT INTO claim SELECT association, 'other', digest, command, \"check\" FROM claim LIMIT 1",
        "INSERT INTO person VALUES ('nc', 'p-9', 1)",
        "INSERT INTO head VALUES ('xx', 0, 0, 0, 0, 0)",
        "DROP INDEX event_stream",
        "CREATE TRIGGER mine AFTER INSERT ON event BEGIN SELECT 1; END",
        "CREATE VIEW mine AS SELECT * FROM event",
    ],
)
def test_what_was_slipped_in_is_found(place: Path, change: str) -> None:
    with unguarded(book_file(place)) as connection:
        connection.execute(change)
    assert _noticed(place)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("UPDATE event SET version = 9 WHERE position = 6", "version 9 does not continue person:p-1"),
        ("UPDATE event SET type = 'os.system' WHERE position = 6", "os.system in schema 3 is no event that this"),
        ("UPDATE event SET schema = 4 WHERE position = 6", "evidence_recorded in schema 4 is no event that this"),
        ("UPDATE event SET actor = 'b' WHERE position = 6", "actor, day or time are not those of its events"),
        ("UPDATE command SET actor = 'b' WHERE id = 'c-4'", "actor, day or time are not those of its events"),
        ("UPDATE event SET command = 'c-4' WHERE position = 4", "the row of its command c-4 is missing or out of its"),
        ("UPDATE command SET last = 5 WHERE id = 'c-4'", "names positions 5 to 5, its events are 5 to 6"),
        ("UPDATE command SET \"first\" = 7, last = 7 WHERE id = 'c-2'", "its events are missing"),
        ("UPDATE command SET last = 7 WHERE id = 'c-2'", "recorded nothing, yet names positions"),
    ],
)
def test_a_forger_who_makes_every_digest_anew_stumbles_over_the_order(place: Path, change: str, message: str) -> None:
    with unguarded(book_file(place)) as connection:
        connection.execute(change)
        sign_again(connection)
    assert any(message in problem for problem in found_problems(place))


@pytest.mark.parametrize("guard", ["event_no_update", "event_no_delete", "command_no_update", "command_no_delete"])
def test_a_guard_that_was_set_aside_is_found(place: Path, guard: str) -> None:
    connection = sqlite3.connect(book_file(place), isolation_level=None)
    connection.execute(f"DROP TRIGGER {guard}")
    connection.close()
    assert found_problems(place) == [f"database: the trigger {guard} is missing or altered"]


@pytest.mark.timeout(60 + FLIPS)
def test_flipped_bits_in_what_is_live_are_found(place: Path, filled: Path) -> None:
    """Cells of tables and indexes: what any row is made of. What lies between them is nobody's content."""
    content = book_file(filled).read_bytes()
    live = live_offsets(content)
    was = everything(filled)
    chance = random.Random(20260302)
    unnoticed = []
    for number in chance.sample(range(8 * len(live)), FLIPS):
        offset, bit = live[number // 8], 1 << number % 8
        flipped = content[:offset] + bytes((content[offset] ^ bit,)) + content[offset + 1 :]
        book_file(place).write_bytes(flipped)
        if not _noticed(place) and everything(place) != was:
            unnoticed.append((offset, bit, flipped[max(0, offset - 8) : offset + 8]))
    assert unnoticed == []


def everything(place: Path) -> list[object]:
    """All rows and definitions. A few bits mean nothing, such as those of a row number that stands elsewhere too."""
    with closing(sqlite3.connect(book_file(place))) as connection:
        tables = ("sqlite_schema", *TABLES)
        return [connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


def live_offsets(content: bytes) -> list[int]:
    """Every byte of every cell on every b-tree page that is in use, page 1 apart: it holds definitions."""
    size = int.from_bytes(content[16:18], "big")
    offsets: list[int] = []
    for start in range(size, len(content), size):
        page = content[start : start + size]
        kind = page[0]
        if kind not in (2, 5, 10, 13):
            continue
        header = 12 if kind in (2, 5) else 8
        cells = int.from_bytes(page[3:5], "big")
        pointers = [int.from_bytes(page[header + 2 * n : header + 2 * n + 2], "big") for n in range(cells)]
        ends = {*pointers, size, *_free_blocks(page)}
        for pointer in pointers:
            offsets += range(start + pointer, start + min(end for end in ends if end > pointer))
    return offsets


def _free_blocks(page: bytes) -> list[int]:
    blocks = []
    at = int.from_bytes(page[1:3], "big")
    while at:
        blocks.append(at)
        at = int.from_bytes(page[at : at + 2], "big")
    return blocks


@pytest.mark.parametrize("length", [0, 10, 100, 4096, 4097, 9000, -4096, -1])
def test_a_file_that_was_cut_is_reported_as_damaged(place: Path, length: int) -> None:
    file = book_file(place)
    file.write_bytes(file.read_bytes()[:length])
    assert _noticed(place)


def test_what_is_no_book_is_reported_as_such(place: Path) -> None:
    for content in (b"", b"a letter to my mother", b"SQLite format 3\x00" + bytes(4096)):
        book_file(place).write_bytes(content)
        with pytest.raises(Damaged, match=r"no book of Vouchbook|cannot be read as written.*restore a backup"):
            found_problems(place)


def _noticed(place: Path) -> bool:
    try:
        return bool(found_problems(place))
    except Damaged:
        return True
