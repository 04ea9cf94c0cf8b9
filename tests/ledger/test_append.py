"""One append: everything of a command or nothing, once, and in the order of positions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import pytest
from tests.ledger.samples import command, registered, training, write

from vouchbook import projections
from vouchbook.domain.events import UnknownEventType
from vouchbook.domain.person import PersonRegistered
from vouchbook.ledger import Book, Claim, CommandReused, Conflict, Entry, Job, RowChange, Taken, Write
from vouchbook.ledger.append import AT_ONCE
from vouchbook.ledger.verify import verify
from vouchbook.ledger.work import done, due
from vouchbook.service.folder import Folder
from vouchbook.vault import Vault


def positions(book: Book) -> list[int]:
    return [entry.position for entry in book.follow()]


def test_events_take_the_next_positions_and_come_back_in_order(book: Book) -> None:
    first = book.append(command(), [write("p-1", 0, registered("p-1"), training("p-1"))])
    second = book.append(command(), [write("p-2", 0, registered("p-2")), write("p-1", 2, training("p-1"))])
    assert (first.first, first.last, second.first, second.last) == (1, 2, 3, 4)
    assert [(entry.stream, entry.version) for entry in book.follow()] == [
        ("person:p-1", 1), ("person:p-1", 2), ("person:p-2", 1), ("person:p-1", 3),
    ]  # fmt: skip
    assert positions(book) == [1, 2, 3, 4]
    assert book.position == 4


def test_a_stream_is_read_from_and_up_to_a_version(book: Book) -> None:
    book.append(command(), [write("p-1", 0, *(training("p-1") for _ in range(5)))])
    assert [entry.version for entry in book.read("person:p-1")] == [1, 2, 3, 4, 5]
    assert [entry.version for entry in book.read("person:p-1", after=2, upto=4)] == [3, 4]
    assert book.read("person:p-9") == []


def test_following_goes_on_where_one_stopped(book: Book) -> None:
    for number in range(3):
        book.append(command(), [write(f"p-{number}", 0, *(training(f"p-{number}") for _ in range(700)))])
    assert positions(book) == list(range(1, 2101))
    assert [entry.position for entry in book.follow(1998, limit=5)] == [1999, 2000, 2001, 2002, 2003]
    assert list(book.follow(2100)) == []


@pytest.mark.parametrize("expected", [0, 1, 3, 7])
def test_a_stream_that_moved_on_is_a_conflict_and_nothing_is_recorded(book: Book, expected: int) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"), training("p-1"))])
    with pytest.raises(Conflict, match=r"person:p-1 is at version 2, not \d as .* read it again and decide again"):
        book.append(command(), [write("p-2", 0, registered("p-2")), write("p-1", expected, training("p-1"))])
    assert positions(book) == [1, 2]
    assert verify(book) == []


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_stream_that_the_decision_read_must_be_as_it_was(book: Book, version: int) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"), training("p-1"))])
    with pytest.raises(Conflict):
        book.append(command(), [write("p-2", 0, registered("p-2"))], unchanged=[("person:p-1", version)])
    book.append(command(), [write("p-2", 0, registered("p-2"))], unchanged=[("person:p-1", 2), ("person:p-3", 0)])
    assert book.position == 3


def test_of_many_streams_each_must_be_as_it_was(book: Book) -> None:
    people = [f"person:p-{number}" for number in range(2 * AT_ONCE + 1)]
    book.append(command(), [Write(person, 0, (training("p-1"),)) for person in people])
    as_they_are = [(person, 1) for person in people]
    for number in range(len(people)):
        moved = [(person, version + (at == number)) for at, (person, version) in enumerate(as_they_are)]
        with pytest.raises(Conflict, match=people[number]):
            book.append(command(), [write("p-new", 0, registered("p-new"))], unchanged=moved)
    book.append(command(), [write("p-new", 0, registered("p-new"))], unchanged=as_they_are)
    assert verify(book) == []


def test_the_same_command_records_once_and_answers_the_same(book: Book) -> None:
    asked = command()
    first = book.append(asked, [write("p-1", 0, registered("p-1"))], result=b'{"person":"p-1"}')
    again = book.append(asked, [write("p-1", 0, registered("p-1"))], result=b'{"person":"other"}')
    assert not first.repeated
    assert again == book.known(asked.id, asked.fingerprint)
    assert (again.repeated, again.first, again.last, again.result) == (True, 1, 1, b'{"person":"p-1"}')
    assert book.position == 1


def test_the_same_id_with_other_content_is_refused(book: Book) -> None:
    book.append(command(id_="c-1"), [write("p-1", 0, registered("p-1"))])
    other = command(id_="c-1", fingerprint=b"other")
    with pytest.raises(CommandReused, match="give the changed request an id of its own"):
        book.append(other, [write("p-2", 0, registered("p-2"))])
    with pytest.raises(CommandReused):
        book.known(other.id, other.fingerprint)
    assert book.position == 1


def test_silence_is_remembered(book: Book) -> None:
    asked = command()
    assert book.known(asked.id, asked.fingerprint) is None
    recorded = book.append(asked, [], result=b'{"nothing":true}')
    assert (recorded.first, recorded.last, recorded.repeated) == (0, 0, False)
    again = book.append(asked, [write("p-1", 0, registered("p-1"))])
    assert (again.first, again.last, again.repeated, again.result) == (0, 0, True, b'{"nothing":true}')
    assert book.position == 0


def test_what_was_refused_is_not_remembered(book: Book) -> None:
    asked = command()
    with pytest.raises(Conflict):
        book.append(asked, [write("p-1", 1, training("p-1"))])
    assert book.known(asked.id, asked.fingerprint) is None
    assert book.append(asked, [write("p-1", 0, registered("p-1"))]).first == 1


def test_a_claim_is_held_by_one_command_until_another_releases_it(book: Book) -> None:
    email = Claim("email", b"\x01" * 32)
    book.append(command(id_="holder"), [write("p-1", 0, registered("p-1"))], claims=[email])
    with pytest.raises(Taken, match="held since command holder; release it there first"):
        book.append(command(), [write("p-2", 0, registered("p-2"))], claims=[email])
    assert book.position == 1
    book.append(command(), [write("p-1", 1, training("p-1"))], released=[email])
    book.append(command(), [write("p-2", 0, registered("p-2"))], claims=[email])
    book.append(command(), [write("p-2", 1, training("p-2"))], released=[email], claims=[email])
    assert verify(book) == []


def test_releasing_what_nobody_holds_changes_nothing(book: Book) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))], released=[Claim("email", b"nobody's")])
    assert verify(book) == []


def test_two_associations_may_claim_the_same(folder: Folder) -> None:
    for code in ("nc", "tn"):
        folder.book(code)[0].append(command(), [write("p-1", 0, registered("p-1"))], claims=[Claim("email", b"1")])


def test_jobs_are_recorded_with_the_events_and_struck_off_once(book: Book) -> None:
    jobs = [Job("mail-1", "mail", 20, b"{}"), Job("mail-2", "mail", 10, b"{}"), Job("mail-3", "mail", 30, b"{}")]
    book.append(command(), [write("p-1", 0, registered("p-1"))], jobs=jobs)
    assert [job.id for job in due(book, 20)] == ["mail-2", "mail-1"]
    assert done(book, "mail-2")
    assert not done(book, "mail-2")
    assert due(book, 20) == jobs[:1]
    assert verify(book) == []


def test_a_read_models_rows_are_written_with_the_events_or_not_at_all(book: Book) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))], rows=projections.changes)
    with pytest.raises(Conflict):
        book.append(command(), [write("p-2", 1, training("p-2"))], rows=lambda _: [_row("p-2")])
    with pytest.raises(sqlite3.IntegrityError):  # the row itself is refused: named_in may not be empty
        book.append(command(), [write("p-3", 0, registered("p-3"))], rows=lambda _: [_row("p-3", named_in=None)])
    assert people(book) == [("p-1", 1)]
    assert book.position == 1


def test_rows_see_the_events_closed_and_without_a_position(book: Book) -> None:
    seen: list[Entry] = []

    def rows(entries: Sequence[Entry]) -> Iterable[RowChange]:
        seen.extend(entries)
        return []

    book.append(command(), [write("p-1", 0, registered("p-1"), training("p-1"))], rows=rows)
    assert [entry.position for entry in seen] == [0, 0]
    stored = book.read("person:p-1")
    assert [(entry.event, entry.leaf, entry.version) for entry in seen] == [
        (entry.event, entry.leaf, entry.version) for entry in stored
    ]
    assert isinstance(seen[0].event, PersonRegistered)
    assert (seen[0].event.words.value, seen[0].event.words.box != b"") == (None, True)


def test_an_unknown_event_type_is_refused(book: Book) -> None:
    from msgspec import Struct

    class Stranger(Struct, frozen=True):
        minutes: int

    with pytest.raises(UnknownEventType, match="declare it with @event"):
        book.append(command(), [write("p-1", 0, Stranger(1))])


def test_an_event_enters_no_stream_of_another_kind(book: Book) -> None:
    for stream in ("application:a-1", "person", "personal:p-1"):
        with pytest.raises(ValueError, match="person_registered belongs into a stream person:"):
            book.append(command(), [Write(stream, 0, (registered("p-1"),))])


def test_two_writes_to_one_stream_are_refused(book: Book) -> None:
    with pytest.raises(ValueError, match="two writes to one stream"):
        book.append(command(), [write("p-1", 0, registered("p-1")), write("p-1", 1, training("p-1"))])


def test_a_closed_value_cannot_be_recorded_again(book: Book, vault: Vault) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    (entry,) = book.read("person:p-1")
    with pytest.raises(ValueError, match="must be open and name its subjects"):
        book.append(command(), [write("p-2", 0, entry.event)])


def _row(person: str, **values: int | None) -> RowChange:
    return RowChange("person", {"person": person}, values or {"named_in": 1})


def people(book: Book) -> list[tuple[object, ...]]:
    return book.snapshot(lambda c: c.execute("SELECT person, named_in FROM person ORDER BY person").fetchall())
