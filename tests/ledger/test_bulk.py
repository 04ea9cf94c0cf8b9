"""Many commands in one append: all of them or none, as if each had been appended alone; and nothing left behind."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ledger.processes import Child, opened
from tests.ledger.samples import command, registered, training, write
from tests.vault.test_canaries import CANARY

from vouchbook import projections
from vouchbook.ledger import Book, Busy, Claim, CommandReused, Conflict, Job, NoSpace, Taken
from vouchbook.ledger.bulk import Asked, waiting
from vouchbook.ledger.verify import verify
from vouchbook.ledger.work import due
from vouchbook.projections.people import everybody
from vouchbook.projections.rebuild import verify_rows
from vouchbook.service.folder import Folder


def asked(person: str, *, expected: int = 0, id_: str | None = None, items: int = 2, name: str = "Ada") -> Asked:
    """A command that enters somebody with their items, or more of them."""
    new = () if expected else (registered(person, name=name),)
    return Asked(
        command(id_=id_ or f"enter-{person}-{expected}"),
        [write(person, expected, *new, *(training(person, title=name) for _ in range(items)))],
        claims=() if expected else (Claim("email", f"{person:>32}".encode()),),
        jobs=(Job(f"job-{id_ or person}-{expected}", "mail", 1, b"{}"),),
        result=b'{"person":"%s"}' % person.encode(),
    )


def whole(book: Book) -> bool:
    return verify(book) == [] and verify_rows(book, projections.READ_MODELS) == []


def append_all(book: Book, many: Iterator[Asked] | list[Asked], place: Path, **more: object):
    return book.append_all(many, place / "data", rows=projections.changes, **more)  # type: ignore[arg-type]


def test_many_commands_take_the_next_positions_together(book: Book, place: Path) -> None:
    book.append(command(), [write("p-0", 0, registered("p-0"))], rows=projections.changes)
    done = append_all(book, [asked(f"p-{number}") for number in range(1, 11)], place)
    assert (done.first, done.last, done.commands, done.repeated) == (2, 31, 10, 0)
    assert [entry.position for entry in book.follow()] == list(range(1, 32))
    assert len(everybody(book)) == 11
    assert len(due(book, 1)) == 10
    assert whole(book)


def test_nothing_to_record_takes_no_position(book: Book, place: Path) -> None:
    assert append_all(book, [], place).last == 0
    assert book.position == 0


def test_commands_of_one_stream_follow_each_other(book: Book, place: Path) -> None:
    append_all(book, [asked("p-1"), asked("p-1", expected=3), asked("p-1", expected=5)], place)
    assert [entry.version for entry in book.read("person:p-1")] == [1, 2, 3, 4, 5, 6, 7]
    assert whole(book)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=12))
def test_it_records_what_as_many_appends_record(place: Path, sizes: list[tuple[int, int]]) -> None:
    """The law: one append of many is many appends of one."""
    versions: dict[int, int] = {}
    many = []
    for number, (who, items) in enumerate(sizes):
        before = versions.get(who, 0)
        versions[who] = before + items + (not before)
        many.append(asked(f"p-{who}", expected=before, items=items, id_=f"c-{number}"))

    def recorded(code: str, record: Callable[[Book], object]) -> tuple[object, ...]:
        place_of = place / f"{code}-{os.urandom(4).hex()}"
        place_of.mkdir()
        with Folder.found(place_of / "data", place_of / "key") as folder:
            folder.add("nc")
            book, _ = folder.book("nc")
            record(book)
            assert whole(book)
            told = [(e.position, e.stream, e.version, e.type, e.command, e.data) for e in book.follow()]
            return told, everybody(book), len(due(book, 1))

    def one_by_one(book: Book) -> None:
        for each in many:
            book.append(
                each.command, each.writes, claims=each.claims, jobs=each.jobs, rows=projections.changes,
                result=each.result,
            )  # fmt: skip

    together = recorded("all", lambda book: book.append_all(many, place, rows=projections.changes))
    assert together == recorded("one", one_by_one)


# ── All or nothing ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("at", [0, 5, 9])
def test_a_stream_that_moved_on_leaves_nothing_of_any_command(book: Book, place: Path, at: int) -> None:
    book.append(command(), [write("p-5", 0, registered("p-5"))], rows=projections.changes)
    many = [asked(f"p-new-{number}") for number in range(10)]
    many[at] = asked("p-5")
    with pytest.raises(Conflict, match="person:p-5 is at version 1"):
        append_all(book, many, place)
    assert book.position == 1
    assert len(everybody(book)) == 1
    assert whole(book)


def test_a_claim_that_is_taken_leaves_nothing(book: Book, place: Path) -> None:
    append_all(book, [asked("p-1")], place)
    again = asked("p-2")
    with pytest.raises(Taken):
        append_all(book, [asked("p-3"), Asked(again.command, again.writes, claims=asked("p-1").claims)], place)
    assert len(everybody(book)) == 1
    assert whole(book)


def test_what_was_read_must_be_as_it_was(book: Book, place: Path) -> None:
    append_all(book, [asked("p-1")], place)
    other = asked("p-2")
    for version, goes in ((2, False), (3, True)):
        many = [Asked(other.command, other.writes, unchanged=[("person:p-1", version)])]
        if goes:
            append_all(book, many, place)
        else:
            with pytest.raises(Conflict):
                append_all(book, many, place)
    assert whole(book)


def test_a_command_that_stands_already_is_passed_by(book: Book, place: Path) -> None:
    many = [asked(f"p-{number}") for number in range(5)]
    append_all(book, many[:2], place)
    done = append_all(book, many, place)
    assert (done.commands, done.repeated, done.first, done.last) == (3, 2, 7, 15)
    assert append_all(book, many, place).commands == 0
    assert whole(book)


def test_a_command_of_other_content_is_refused_and_nothing_is_recorded(book: Book, place: Path) -> None:
    append_all(book, [asked("p-1", id_="mine")], place)
    other = asked("p-2")
    reused = Asked(command(id_="mine", fingerprint=b"other"), other.writes)
    with pytest.raises(CommandReused):
        append_all(book, [asked("p-3"), reused], place)
    assert len(everybody(book)) == 1
    assert whole(book)


def test_whatever_goes_wrong_while_they_are_made_leaves_nothing(book: Book, place: Path) -> None:
    def many() -> Iterator[Asked]:
        yield asked("p-1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        append_all(book, many(), place)
    assert book.position == 0
    assert sorted(each.name for each in (place / "data").iterdir()) == ["books", "keys", "vouchbook.toml"]


@pytest.mark.parametrize("after", [1, 3, 5])
def test_an_interrupt_in_the_middle_of_the_transaction_leaves_nothing(book: Book, place: Path, after: int) -> None:
    def stop(done: int, _: int) -> None:
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        append_all(book, [asked(f"p-{number}") for number in range(5)], place, progress=stop)
    assert book.position == 0
    assert whole(book)
    append_all(book, [asked(f"p-{number}") for number in range(5)], place)
    assert book.position == 15


@pytest.mark.parametrize("after", [0, 1, 25])
def test_a_process_killed_in_the_middle_leaves_nothing(place: Path, after: int) -> None:
    """Before the transaction, at its first command, and in its middle."""

    def work(say: Callable[[str], None]) -> None:
        def until(done: int, _: int) -> None:
            if done == after:
                say("here")
                threading.Event().wait()

        def many() -> Iterator[Asked]:
            yield from (asked(f"p-{number}") for number in range(50))
            until(0, 0)

        with opened(place) as folder:
            append_all(folder.book("nc")[0], many(), place, progress=until)

    child = Child(work)
    assert child.said.readline() == b"here\n"
    child.kill()
    with opened(place) as folder:
        book, _ = folder.book("nc")
        assert book.position == 0
        assert whole(book)
        assert sorted(each.name for each in (place / "data").iterdir()) == ["books", "keys", "vouchbook.toml"]
        append_all(book, [asked(f"p-{number}") for number in range(50)], place)
        assert book.position == 150


# ── Beside others ─────────────────────────────────────────────────────────────────────────────


def test_others_write_while_the_commands_are_made(book: Book, place: Path) -> None:
    def many() -> Iterator[Asked]:
        for number in range(3):
            book.append(command(), [write(f"p-other-{number}", 0, registered(f"p-other-{number}"))])
            yield asked(f"p-{number}")

    done = append_all(book, many(), place)
    assert (done.first, done.last) == (4, 12)
    assert verify(book) == []


def test_others_wait_only_while_they_are_recorded_and_readers_never_do(book: Book, place: Path) -> None:
    seen: list[object] = []

    def beside(done: int, _: int) -> None:
        if done == 2:
            seen.append(book.position)  # read beside the transaction
            with Book.open(place / "data" / "books" / "nc.sqlite", "nc", patience=0.01) as other:
                seen.append(other.position)
                with pytest.raises(Busy):
                    other.append(command(), [])

    append_all(book, [asked(f"p-{number}") for number in range(3)], place, progress=beside)
    assert seen == [0, 0]
    assert book.position == 9


def test_a_command_that_comes_between_making_and_recording_is_seen(book: Book, place: Path) -> None:
    def many() -> Iterator[Asked]:
        yield asked("p-1")
        book.append(command(), [write("p-1", 0, registered("p-1"))], rows=projections.changes)

    with pytest.raises(Conflict):
        append_all(book, many(), place)
    assert book.position == 1


# ── What waits ────────────────────────────────────────────────────────────────────────────────


def test_what_waits_has_no_name_and_holds_nothing_personal(book: Book, place: Path) -> None:
    found: list[bytes] = []

    def many() -> Iterator[Asked]:
        for number in range(40):
            yield asked(f"p-{number}", name=CANARY)
        assert sorted(each.name for each in (place / "data").iterdir()) == ["books", "keys", "vouchbook.toml"]

    def look(done: int, _: int) -> None:
        if done == 1:
            found.extend(nameless())

    append_all(book, many(), place, progress=look)
    assert any(b"evidence_recorded" in content for content in found), "the file was not found"
    assert not any(CANARY.lower().encode() in content.lower() for content in found)


def nameless() -> Iterator[bytes]:
    """What this process keeps in files that have no name."""
    for number in os.listdir("/proc/self/fd"):  # noqa: PTH208
        with contextlib.suppress(FileNotFoundError):  # the listing itself was one of them
            file = Path(f"/proc/self/fd/{number}")
            if "(deleted)" in str(file.readlink()):
                yield file.read_bytes()


def test_a_full_disk_is_said_and_leaves_nothing(book: Book) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("only where a device is always full")
    with open("/dev/full", "r+b", buffering=0) as full:  # noqa: PTH123
        from vouchbook.ledger.append import prepared
        from vouchbook.ledger.bulk import Waiting, plain

        each = asked("p-1")
        batch = prepared(
            "nc", book._sealer, 0, each.command, each.writes, (), (), (), projections.changes, plain, (), b"{}"  # type: ignore[arg-type]
        )  # fmt: skip
        with pytest.raises(NoSpace, match="make room"):
            Waiting(full).add(batch)
    assert book.position == 0


def test_a_folder_that_is_not_there_is_an_error_of_its_own(book: Book, place: Path) -> None:
    with pytest.raises(FileNotFoundError), waiting(place / "nowhere"):
        pass


def test_the_guards_hold_in_the_transaction_too(book: Book, place: Path) -> None:
    append_all(book, [asked("p-1")], place)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        book.transaction(lambda connection: connection.execute("DELETE FROM event"))
