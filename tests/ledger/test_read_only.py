"""A book on a disk that nobody can write is read, verified and exported as it lies."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.ledger.processes import Child
from tests.ledger.samples import command, training, write
from tests.ledger.tampering import book_file, fill, found_problems, unguarded

from vouchbook.ledger import Unwritable
from vouchbook.ledger.export import lines
from vouchbook.service.folder import Folder

NOBODY = 65534


@pytest.fixture
def lying(place: Path) -> Iterator[Path]:
    """A filled book in a folder that everybody may enter."""
    with Folder.open(place / "data", place / "root.key") as folder:
        fill(folder.book("nc")[0])
    there = Path(tempfile.mkdtemp())
    shutil.copytree(place / "data", there / "data")
    there.chmod(0o755)
    yield there
    for part in (there, *there.rglob("*")):
        part.chmod(0o755)
    shutil.rmtree(there)


def lock(there: Path) -> None:
    """What is in it can be read, and nothing can be written."""
    for part in there.rglob("*"):
        part.chmod(0o555 if part.is_dir() else 0o444)


def asked(work: Callable[[], object]) -> str:
    """What ``work`` comes to for somebody without special rights."""

    def answer(say: Callable[[str], None]) -> None:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        say(repr(work()))

    child = Child(answer)
    (said,) = child.finished()
    return said


def test_a_book_that_cannot_be_written_is_verified_with_its_read_models(lying: Path) -> None:
    lock(lying)
    assert asked(lambda: found_problems(lying)) == "[]"
    assert not [part.name for part in (lying / "data" / "books").iterdir() if part.suffix != ".sqlite"]


def test_what_was_altered_in_it_is_found(lying: Path) -> None:
    with unguarded(book_file(lying)) as connection:
        connection.execute("UPDATE event SET actor = 'b' WHERE position = 2")
    lock(lying)
    assert "its content is not what its leaf was made of" in asked(lambda: found_problems(lying))


def test_it_is_exported(lying: Path) -> None:
    def exported() -> int:
        with Folder.book_without_keys(lying / "data", "nc") as book:
            return len(list(lines(book)))

    lock(lying)
    assert asked(exported) == "6"


def test_to_record_in_it_is_refused_in_words(lying: Path) -> None:
    def record() -> str:
        with Folder.book_without_keys(lying / "data", "nc") as book, pytest.raises(Unwritable) as refused:
            book.append(command(), [])
        return str(refused.value)

    lock(lying)
    assert "cannot be opened for writing" in asked(record)


def test_commands_that_are_still_in_the_log_are_not_passed_over(lying: Path, place: Path) -> None:
    with Folder.open(place / "data", place / "root.key") as folder:
        folder.book("nc")[0].append(command(), [write("p-9", 0, training("p-9"))])
        for file in (place / "data" / "books").iterdir():
            if not file.name.endswith("-shm"):  # as a copy of a disk may lack it
                shutil.copyfile(file, lying / "data" / "books" / file.name)

    def opened() -> str:
        with pytest.raises(Unwritable) as refused:
            found_problems(lying)
        return str(refused.value)

    lock(lying)
    assert "newest commands are still in nc.sqlite-wal. Copy the whole folder to where you can write" in asked(opened)
