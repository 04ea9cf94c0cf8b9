"""What a row says is never a reason to import or to call something: a topic is data, and a native type is no topic."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from eventsourcing.domain import Snapshot, datetime_now_with_tzinfo
from eventsourcing.persistence import JSONTranscoder, Mapper, NotSupportedError, StoredEvent
from eventsourcing.utils import TopicError, get_topic, register_topic
from tests.ledger.library.samples import stored
from tests.ledger.library.waiting_list import WaitingList, WaitingLists
from tests.ledger.samples import command, registered, write
from tests.ledger.tampering import book_file, sign_again, unguarded

from vouchbook.ledger import Book, UnknownEventType
from vouchbook.ledger.library import BookEvents, Lease, LoadedMapper, NativeRecorder, RegistryMapper

WITNESS = "witness_of_an_import"


@pytest.fixture
def trap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module that may be imported from where the program runs, and must not be."""
    (tmp_path / f"{WITNESS}.py").write_text("class Event:\n    originator_id: str\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield WITNESS
    sys.modules.pop(WITNESS, None)


@pytest.fixture
def lists(env: dict[str, str]) -> Iterator[WaitingLists]:
    with WaitingLists({**env, "IS_SNAPSHOTTING_ENABLED": "y"}) as app:
        yield app


def forge(place: Path, column: str, old: str, new: str) -> None:
    """As somebody would who may write the file and knows how to make every hash anew."""
    with unguarded(book_file(place)) as connection:
        replaced = (
            f"CAST(replace(CAST({column} AS TEXT), ?, ?) AS BLOB)" if column == "data" else f"replace({column}, ?, ?)"
        )
        connection.execute(f"UPDATE event SET {column} = {replaced}", (old, new))
        sign_again(connection)


def test_a_row_cannot_make_the_reader_import_a_module(place: Path, lists: WaitingLists, trap: str) -> None:
    opened = lists.open("spring")
    forge(place, "type", get_topic(WaitingList.Opened), f"{trap}:Event")
    with pytest.raises(TopicError, match="has not imported"):
        lists.people(opened)
    assert trap not in sys.modules


def test_the_library_s_own_mapper_would_have_imported_it(trap: str) -> None:
    """So the tests around this one test something."""
    Mapper[UUID](JSONTranscoder()).to_domain_event(stored("x", topic=f"{trap}:Event", state=b"{}"))
    assert trap in sys.modules


@pytest.mark.parametrize(
    "topic", ["os:system", "os", "", ":", "subprocess:Popen", "builtins:exec", "sys:modules", "json:nothing"]
)
def test_a_topic_of_a_loaded_module_must_name_a_class_of_events(topic: str) -> None:
    mapper = LoadedMapper[UUID](JSONTranscoder())
    with pytest.raises((TopicError, TypeError)):
        mapper.to_domain_event(StoredEvent(uuid4(), 1, topic, b'{"args": ["true"]}'))


@pytest.mark.parametrize("topic", ["subprocess:Popen", f"{WITNESS}:Event", "os:system"])
def test_nor_can_the_state_of_an_event_choose_what_is_made(
    place: Path, lists: WaitingLists, trap: str, topic: str
) -> None:
    """``originator_topic`` names the class of the aggregate, which the library calls with what the state holds."""
    opened = lists.open("spring")
    forge(place, "data", f'"originator_topic":"{get_topic(WaitingList)}"', f'"originator_topic":"{topic}"')
    with pytest.raises(TopicError):
        lists.people(opened)
    assert trap not in sys.modules


@pytest.mark.parametrize("topic", ["subprocess:Popen", f"{WITNESS}:Event"])
def test_nor_can_a_snapshot(topic: str, trap: str) -> None:
    mapper: LoadedMapper[UUID] = LoadedMapper(JSONTranscoder())
    good = Snapshot(uuid4(), 1, datetime_now_with_tzinfo(), topic, {})
    state = JSONTranscoder().encode({"topic": topic, "state": {}})
    with pytest.raises(TopicError):
        mapper.to_domain_event(StoredEvent(good.originator_id, 1, get_topic(Snapshot), state))
    assert trap not in sys.modules


def test_a_class_that_has_moved_is_found_under_its_registered_topic(lists: WaitingLists, place: Path) -> None:
    opened = lists.open("spring")
    register_topic("house_of_old:Opened", WaitingList.Opened)
    forge(place, "type", get_topic(WaitingList.Opened), "house_of_old:Opened")
    assert lists.people(opened) == []


def test_what_was_written_is_read_with_and_without_snapshots(lists: WaitingLists) -> None:
    opened = lists.open("spring")
    for person in ("p-1", "p-2", "p-3"):
        lists.join(opened, person)
    lists.take_snapshot(opened, version=3)
    assert lists.people(opened) == ["p-1", "p-2", "p-3"]
    assert lists.snapshots is not None
    assert [snapshot.originator_version for snapshot in lists.snapshots.get(opened)] == [3]


# ── Native events ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_application_never_gets_to_see_a_native_event(book: Book, lists: WaitingLists) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    assert lists.recorder.select_notifications(None, 10) == []
    assert lists.recorder.max_notification_id() is None


def test_native_events_come_with_the_names_of_their_types_and_are_read_by_the_registry(book: Book) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    recorder = NativeRecorder(Lease.of(book))
    (notification,) = recorder.select_notifications(None, 10)
    (entry,) = book.follow()
    assert (notification.id, notification.originator_id, notification.originator_version) == (1, "person:p-1", 1)
    assert (notification.topic, notification.state) == ("person_registered", entry.data)
    told = RegistryMapper(book).to_domain_event(notification)
    assert (told.originator_id, told.originator_version) == ("person:p-1", 1)
    assert (told.event, told.happened_on, told.leaf) == (entry.event, entry.happened_on, entry.leaf)
    assert told.event.words.value is None  # type: ignore[attr-defined]  # sealed, and it stays so


def test_a_native_stream_is_read_forwards_and_backwards_and_the_library_s_are_not_there(
    book: Book, lists: WaitingLists
) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"), registered("p-1"), registered("p-1"))])
    opened = lists.open("spring")
    recorder = NativeRecorder(Lease.of(book))

    def versions(**how: int | bool) -> list[int]:
        return [each.originator_version for each in recorder.select_events("person:p-1", **how)]  # type: ignore[arg-type]

    assert (versions(), versions(gt=1), versions(lte=2)) == ([1, 2, 3], [2, 3], [1, 2])
    assert (versions(desc=True, limit=1), versions(gt=1, lte=2)) == ([3], [2])
    assert recorder.select_events(f"library/WaitingLists/{opened}") == []
    assert [each.id for each in recorder.select_notifications(None, 10)] == [1, 2, 3]
    assert (recorder.max_notification_id(), book.position) == (3, 4)


def test_a_type_that_is_not_in_the_registry_is_not_handed_out(book: Book, place: Path, trap: str) -> None:
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    forge(place, "type", "person_registered", trap)
    with pytest.raises(UnknownEventType, match="upgrade first"):
        NativeRecorder(Lease.of(book)).select_notifications(None, 10)
    assert trap not in sys.modules


def test_nothing_can_be_recorded_or_mapped_through_the_reader_of_native_events(env: dict[str, str], book: Book) -> None:
    with BookEvents(env) as app:
        with pytest.raises(NotSupportedError, match="recorded by Vouchbook's services"):
            app.recorder.insert_events([stored("person:p-1")])
        with pytest.raises(NotSupportedError):
            app.save(WaitingList("spring"))  # type: ignore[arg-type]
        with pytest.raises(NotSupportedError, match="hands out"):
            app.mapper.to_domain_event(stored("person:p-1", topic="person_registered", state=b"{}"))
    assert book.position == 0
