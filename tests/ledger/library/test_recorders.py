"""What our recorders promise beyond the library's own suites: the book's positions, its envelope, its proofs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from eventsourcing import persistence
from eventsourcing.persistence import DataError, IntegrityError, ProgrammingError, StoredEvent, Tracking
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, Text, select
from tests.ledger.library.samples import TALLY, some, stored
from tests.ledger.processes import Child
from tests.ledger.samples import command, registered, training, write
from tests.ledger.tampering import book_file, found_problems
from tests.ledger.test_plans import plan

from vouchbook.ledger import Book, RowChange, mine
from vouchbook.ledger.cursors import cursor_of
from vouchbook.ledger.library import (
    BookAggregateRecorder,
    BookApplicationRecorder,
    BookProcessRecorder,
    BookSnapshotRecorder,
    BookTrackingRecorder,
    Lease,
)
from vouchbook.ledger.library import statements as asked
from vouchbook.ledger.library.streams import Room
from vouchbook.ledger.verify import verify

LISTS = UUID("6f1c2f0e-0000-4000-8000-000000000001")


# ── Positions ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_notification_id_is_the_position_in_the_association_s_book(book: Book, lease: Lease) -> None:
    recorder = BookApplicationRecorder(lease, "Lists")
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    assert recorder.insert_events(some(2)) == [2, 3]
    book.append(command(), [write("p-1", 1, training("p-1"))])
    assert recorder.insert_events(some(1)) == [5]
    assert [each.id for each in recorder.select_notifications(None, 10)] == [2, 3, 5]
    assert [entry.position for entry in book.follow()] == [1, 2, 3, 4, 5]
    assert recorder.max_notification_id() == 5


def test_an_application_sees_its_own_events_and_nobody_else_s(book: Book, lease: Lease) -> None:
    lists, other = BookApplicationRecorder(lease, "Lists"), BookApplicationRecorder(lease, "Lists2")
    snapshots = BookSnapshotRecorder(lease, "Lists", purpose="snapshots")
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    lists.insert_events(some(1, LISTS))
    other.insert_events(some(1, LISTS))
    snapshots.insert_events(some(1, LISTS))
    assert [each.id for each in lists.select_notifications(None, 10)] == [2]
    assert [each.id for each in other.select_notifications(None, 10)] == [3]
    assert (lists.max_notification_id(), other.max_notification_id()) == (2, 3)
    assert len(lists.select_events(LISTS)) == len(snapshots.select_events(LISTS)) == 1
    assert BookApplicationRecorder(lease, "List").max_notification_id() is None


@pytest.mark.parametrize(
    ("start", "stop", "inclusive", "found"),
    [
        (None, None, True, [1, 2, 3, 4]), (None, None, False, [1, 2, 3, 4]), (0, None, True, [1, 2, 3, 4]),
        (2, None, True, [2, 3, 4]), (2, None, False, [3, 4]), (-5, 2, True, [1, 2]), (4, 3, True, []),
        (5, None, True, []), (1 << 70, None, True, []), (None, 1 << 70, True, [1, 2, 3, 4]),
    ],
)  # fmt: skip
def test_notifications_from_start_to_stop(
    lease: Lease, start: int | None, stop: int | None, inclusive: bool, found: list[int]
) -> None:
    recorder = BookApplicationRecorder(lease, "Lists")
    recorder.insert_events(some(4))
    shown = recorder.select_notifications(start, 10, stop, inclusive_of_start=inclusive)
    assert [each.id for each in shown] == found


# ── What stands in the book ──────────────────────────────────────────────────────────────────────────────────────


def test_every_insert_is_one_command_with_a_leaf_for_every_event(book: Book, lease: Lease) -> None:
    recorder = BookApplicationRecorder(lease, "Lists")
    recorder.insert_events([stored(LISTS, 0, topic="lists:Opened", state=b'{"a":1}'), stored(LISTS, 1), stored()])
    recorder.insert_events(some(1))
    first, second, third, fourth = book.follow()
    assert first.stream == second.stream == f"library/Lists/{LISTS}"
    assert (first.version, first.type, first.schema, first.data, first.sealed) == (
        0,
        "lists:Opened",
        1,
        b'{"a":1}',
        b"",
    )
    assert first.command == second.command == third.command != fourth.command
    assert verify(book) == []


def test_the_envelope_says_who_and_when(book: Book, lease: Lease) -> None:
    recorder = BookApplicationRecorder(lease, "Lists")
    recorder.insert_events(some(1))
    recorder.insert_events(some(1), actor="coordinator:p-7", happened_on=date(2026, 3, 2))
    plain, told = book.follow()
    assert (plain.actor, plain.happened_on) == (
        "library:Lists",
        datetime.fromtimestamp(plain.recorded_at / 1e6, UTC).date(),
    )
    assert (told.actor, told.happened_on) == ("coordinator:p-7", date(2026, 3, 2))
    with pytest.raises(DataError, match="happened_on is a day"):
        recorder.insert_events(some(1), happened_on=datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(DataError, match="the actor must be text"):
        recorder.insert_events(some(1), actor=7)


def test_nothing_to_insert_records_nothing(book: Book, lease: Lease) -> None:
    assert BookAggregateRecorder(lease, "Lists").insert_events([]) is None
    assert BookApplicationRecorder(lease, "Lists").insert_events([]) == []
    assert book.position == 0
    assert verify(book) == []


@pytest.mark.parametrize(
    "bad",
    [
        stored(version=-1), stored(version=1 << 63), stored(version=True), StoredEvent(LISTS, "1", "t", b""),  # type: ignore[arg-type]
        stored(topic=""), stored(topic="a\x00b"), stored(topic="\ud800"), StoredEvent(LISTS, 1, "t", "{}"),  # type: ignore[arg-type]
    ],
    ids=["below 0", "too large", "a bool", "a text", "no topic", "a zero in it", "half a character", "no bytes"],
)  # fmt: skip
def test_what_a_book_cannot_hold_is_refused_whole(book: Book, lease: Lease, bad: StoredEvent) -> None:
    with pytest.raises(DataError):
        BookApplicationRecorder(lease, "Lists").insert_events([stored(), bad])
    assert book.position == 0


def test_the_largest_version_and_an_empty_state_are_kept(lease: Lease) -> None:
    recorder = BookApplicationRecorder(lease, "Lists")
    kept = [stored(LISTS, (1 << 63) - 1, state=b"")]
    recorder.insert_events(kept)
    assert recorder.select_events(LISTS) == kept


def test_ids_of_the_other_kind_are_refused_and_the_setting_is_named(lease: Lease) -> None:
    with pytest.raises(ProgrammingError, match="ORIGINATOR_ID_TYPE=text"):
        BookApplicationRecorder(lease, "Lists").insert_events([stored("list-1")])
    texts = BookApplicationRecorder(lease, "Lists", text_ids=True)
    texts.insert_events([stored("list-1"), stored(LISTS)])
    assert [each.originator_id for each in texts.select_notifications(None, 5)] == ["list-1", str(LISTS)]


# ── Versions ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("late", [[3], [1], [0], [5, 4], [4, 4], [3, 4]])
def test_versions_of_a_stream_rise_or_nothing_is_recorded(book: Book, lease: Lease, late: list[int]) -> None:
    recorder = BookApplicationRecorder(lease, "Lists")
    recorder.insert_events([stored(LISTS, 1), stored(LISTS, 3)])
    with pytest.raises(IntegrityError):
        recorder.insert_events([stored(), *(stored(LISTS, version) for version in late)])
    assert book.position == 2
    recorder.insert_events([stored(LISTS, 4), stored(LISTS, 9)])
    assert verify(book) == []


def test_who_was_too_late_is_told_where_the_stream_is(lease: Lease) -> None:
    recorder = BookApplicationRecorder(lease, "Lists")
    recorder.insert_events(some(3, LISTS))
    with pytest.raises(IntegrityError, match=f"library/Lists/{LISTS} is at version 3, so version 2 cannot follow"):
        recorder.insert_events([stored(LISTS, 2)])


def test_a_snapshot_behind_the_newest_is_left_out_and_one_beside_it_refused(book: Book, lease: Lease) -> None:
    """A save that is recorded must not fail because another thread's snapshot overtook its own."""
    snapshots = BookSnapshotRecorder(lease, "Lists", purpose="snapshots")
    snapshots.insert_events([stored(LISTS, 20)])
    snapshots.insert_events([stored(LISTS, 10)])
    with pytest.raises(IntegrityError):
        snapshots.insert_events([stored(LISTS, 20)])
    assert [each.originator_version for each in snapshots.select_events(LISTS)] == [20]
    assert book.position == 1


def test_of_two_processes_that_decide_on_the_same_version_one_is_told_so(place: Path) -> None:
    ids = [uuid4() for _ in range(40)]

    def decide(say: Callable[[str], None]) -> None:
        recorder = BookApplicationRecorder(Lease.take(book_file(place), "nc"), "Lists")
        for id_ in ids:
            try:
                recorder.insert_events(some(2, id_))
                say("recorded")
            except IntegrityError:
                say("conflict")

    answers = [child.finished() for child in [Child(decide), Child(decide)]]
    assert [len(said) for said in answers] == [40, 40]
    assert sum(said.count("recorded") for said in answers) == 40
    assert found_problems(place) == []


def test_a_process_that_is_killed_leaves_nothing_half(place: Path) -> None:
    def insert(say: Callable[[str], None]) -> None:
        recorder = BookProcessRecorder(Lease.take(book_file(place), "nc"), "Lists")
        begun = recorder.max_tracking_id("Upstream") or 0
        for number in range(begun + 1, 1_000_000):
            ids = recorder.insert_events(some(3), tracking=Tracking("Upstream", number))
            say(" ".join(map(str, ids or ())))

    said: list[str] = []
    for _ in range(5):
        child = Child(insert)
        begun = child.said.readline().decode().strip()
        said += [begun, *child.kill()]
    positions = [int(position) for line in said for position in line.split()]
    lease = Lease.take(book_file(place), "nc")
    recorder = BookProcessRecorder(lease, "Lists")
    kept = [each.id for each in recorder.select_notifications(None, 1_000_000)]
    assert kept == list(range(1, len(kept) + 1))
    assert set(positions) <= set(kept)
    assert recorder.max_tracking_id("Upstream") == len(kept) / 3
    lease.close()
    assert found_problems(place) == []


# ── Tracking ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_tracking_lies_in_the_book_s_cursors_under_names_of_any_length(book: Book, lease: Lease) -> None:
    name, upstream = "ProjectionOf" * 20, "Application" * 20
    recorder = BookTrackingRecorder(lease, name)
    recorder.insert_tracking(Tracking(upstream, 3))
    recorder.insert_tracking(Tracking(upstream, 9))
    assert cursor_of(book, f"library/{name}/{upstream}") == (9, "")
    assert BookTrackingRecorder(lease, name).max_tracking_id(upstream) == 9
    assert verify(book) == []


def test_each_projection_keeps_its_own_count_of_one_application(lease: Lease) -> None:
    one, other = BookTrackingRecorder(lease, "One"), BookTrackingRecorder(lease, "Other")
    one.insert_tracking(Tracking("Lists", 5))
    assert other.max_tracking_id("Lists") is None
    other.insert_tracking(Tracking("Lists", 5))


def test_rows_and_tracking_are_written_together_or_not_at_all(book: Book, lease: Lease) -> None:
    lease.store.provide([TALLY])
    recorder = BookTrackingRecorder(lease, "One")

    def row(number: int) -> list[RowChange]:
        return [RowChange(TALLY.name, {"kind": "joined"}, {"number": number})]

    recorder.track(Tracking("Lists", 5), row(1))
    with pytest.raises(IntegrityError, match="One has come to 5 in Lists; 5 was processed already"):
        recorder.track(Tracking("Lists", 5), row(2))
    with pytest.raises(persistence.DatabaseError):
        recorder.track(Tracking("Lists", 6), [*row(3), RowChange(TALLY.name, {"kind": "left"}, {"number": None})])
    assert recorder.max_tracking_id("Lists") == 5
    assert recorder.fetch(select(TALLY.c.kind, TALLY.c.number).where(mine(TALLY))) == [("joined", 1)]
    assert verify(book) == []


def test_a_view_s_table_of_another_shape_is_refused_and_the_way_out_named(lease: Lease) -> None:
    lease.store.provide([TALLY])
    lease.store.provide([TALLY])  # as it is: nothing to do
    other = Table(TALLY.name, MetaData(), Column("association", Text, primary_key=True), Column("kind", Text))
    with pytest.raises(persistence.OperationalError, match="a new name"):
        lease.store.provide([other])


def test_events_that_are_refused_move_no_tracking_and_the_other_way_round(book: Book, lease: Lease) -> None:
    recorder = BookProcessRecorder(lease, "Copy")
    recorder.insert_events(some(1, LISTS), tracking=Tracking("Lists", 5))
    with pytest.raises(IntegrityError):
        recorder.insert_events(some(1, LISTS), tracking=Tracking("Lists", 6))
    assert recorder.max_tracking_id("Lists") == 5
    with pytest.raises(IntegrityError):
        recorder.insert_events(some(1), tracking=Tracking("Lists", 5))
    assert book.position == 1
    assert verify(book) == []


# ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────

names = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="/:"), min_size=1)


@given(names, names, st.text(min_size=1))
def test_streams_of_a_room_lie_between_its_begin_and_its_end_and_no_others(one: str, other: str, id_: str) -> None:
    """SQLite compares text by code points, as Python does."""
    room, foreign = Room(one, text_ids=True), Room(other, text_ids=True)
    try:
        stream, elsewhere = room.stream(id_), foreign.stream(id_)
    except DataError:
        return
    assert room.begin <= stream < room.end
    assert room.originator_id(stream) == id_
    assert (room.begin <= elsewhere < room.end) == (one == other)
    assert not room.begin <= Room(one, "snapshots", text_ids=True).stream(id_) < room.end
    assert not room.begin <= f"person:{id_}" < room.end


def test_statements_find_their_rows_by_a_key_and_never_sort(book: Book) -> None:
    by_stream = "USING INDEX event_stream (association=? AND stream=?"
    for statement in (asked.STREAM, asked.STREAM_BACK, asked.NATIVE_STREAM, asked.NATIVE_STREAM_BACK):
        assert plan(book, book.dialect.sql(statement).text) == [
            f"SEARCH event {by_stream} AND version>? AND version<?)"
        ]
    assert (
        plan(book, book.dialect.sql(asked.NEWEST).text)[-1]
        == "SEARCH event USING COVERING INDEX event_stream (association=? AND stream=?)"
    )
    assert (
        plan(book, book.dialect.sql(asked.LAST).text)[-1]
        == "SEARCH event USING COVERING INDEX event_stream (association=? AND stream>? AND stream<?)"
    )
    for statement in (asked.log(0), asked.log(2), asked.native_log(0), asked.native_log(3)):
        assert plan(book, book.dialect.sql(statement).text) == [
            "SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
        ]
    assert plan(book, book.dialect.sql(asked.LAST_NATIVE).text) == ["SCAN event"]  # from its end, one row
