"""A subscription to a book yields every event once and in order, whoever writes, until it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path

import pytest
from eventsourcing.persistence import DatabaseError, PersistenceError, ProgrammingError
from tests.ledger.library.samples import some, stored
from tests.ledger.processes import Child
from tests.ledger.samples import command, registered, write
from tests.ledger.tampering import book_file, unguarded

from vouchbook.ledger import Book
from vouchbook.ledger.library import BookApplicationRecorder, BookSubscription, Lease, NativeRecorder, subscription


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks by themselves within a test's time: only what rings is heard."""
    monkeypatch.setattr(subscription, "LOOK", 1000.0)


@pytest.fixture
def recorder(lease: Lease) -> BookApplicationRecorder:
    return BookApplicationRecorder(lease, "Lists")


def next_ids(subscribed: Iterator[object], number: int) -> list[int]:
    return [each.id for each in islice(subscribed, number)]  # type: ignore[attr-defined]


@pytest.mark.usefixtures("deaf")
def test_a_writer_in_this_process_is_heard_at_once_and_no_ring_is_slept_through(
    recorder: BookApplicationRecorder,
) -> None:
    """One waits for the other's every event: a single lost ring would hold this test until its time is over."""
    with ThreadPoolExecutor(1) as reading, recorder.subscribe() as subscribed:
        for _ in range(300):
            waited = reading.submit(next, subscribed)
            (id_,) = recorder.insert_events(some(1)) or ()
            assert waited.result().id == id_


@pytest.mark.usefixtures("deaf")
def test_many_writers_and_many_readers_each_reader_gets_all_in_order(place: Path) -> None:
    leases = [Lease.take(book_file(place), "nc") for _ in range(3)]
    recorders = [BookApplicationRecorder(lease, "Lists") for lease in leases]

    def insert(recorder: BookApplicationRecorder) -> None:
        for _ in range(50):
            recorder.insert_events(some(2))

    with ThreadPoolExecutor(6) as pool, ExitStack() as subscriptions:
        subscribed = [subscriptions.enter_context(recorder.subscribe()) for recorder in recorders]
        read = [pool.submit(next_ids, each, 300) for each in subscribed]
        written = [pool.submit(insert, recorder) for recorder in recorders]
        assert [each.result() for each in written] == [None] * 3
        assert [each.result() for each in read] == [list(range(1, 301))] * 3
    for lease in leases:
        lease.close()


@pytest.mark.usefixtures("deaf")
def test_threads_that_share_a_subscription_share_out_its_events(recorder: BookApplicationRecorder) -> None:
    with ThreadPoolExecutor(4) as pool, recorder.subscribe() as subscribed:
        shares = [pool.submit(next_ids, subscribed, 50) for _ in range(4)]
        for _ in range(100):
            recorder.insert_events(some(2))
        found = [each.result() for each in shares]
    assert sorted(chain(*found)) == list(range(1, 201))
    assert all(ids == sorted(ids) for ids in found)


def test_writers_in_other_processes_are_noticed_and_nothing_between_them_is_missed(place: Path, lease: Lease) -> None:
    def insert(say: Callable[[str], None]) -> None:
        recorder = BookApplicationRecorder(Lease.take(book_file(place), "nc"), "Lists")
        for _ in range(60):
            recorder.insert_events(some(3))
            say("inserted")

    with BookApplicationRecorder(lease, "Lists").subscribe() as subscribed:
        writers = [Child(insert), Child(insert)]
        assert next_ids(subscribed, 360) == list(range(1, 361))
        assert [len(writer.finished()) for writer in writers] == [60, 60]


@pytest.mark.usefixtures("deaf")
def test_native_events_and_those_of_others_are_passed_over(book: Book, recorder: BookApplicationRecorder) -> None:
    other = BookApplicationRecorder(recorder.lease, "Other")
    with recorder.subscribe() as subscribed:
        for number in range(4):
            book.append(command(), [write(f"p-{number}", 0, registered("p"))])
            other.insert_events(some(subscription.PAGE))
            (id_,) = recorder.insert_events(some(1)) or ()
            assert next(subscribed).id == id_


@pytest.mark.parametrize("number", [0, 1, subscription.PAGE - 1, subscription.PAGE, subscription.PAGE + 1])
@pytest.mark.usefixtures("deaf")
def test_pages_join_without_a_seam(recorder: BookApplicationRecorder, number: int) -> None:
    recorder.insert_events(some(number))
    with recorder.subscribe(gt=0) as subscribed:
        recorder.insert_events(some(subscription.PAGE))
        assert next_ids(subscribed, number + subscription.PAGE) == list(range(1, number + subscription.PAGE + 1))


@pytest.mark.usefixtures("deaf")
def test_only_the_topics_asked_for_later_than_the_position_asked_for(recorder: BookApplicationRecorder) -> None:
    recorder.insert_events([stored(topic=topic) for topic in ("a", "b", "c", "a", "b")])
    with recorder.subscribe(gt=1, topics=("a", "b")) as subscribed:
        assert next_ids(subscribed, 3) == [2, 4, 5]


@pytest.mark.usefixtures("deaf")
def test_stop_wakes_who_waits_and_ends_the_iteration_for_good(recorder: BookApplicationRecorder) -> None:
    with ThreadPoolExecutor(2) as pool, recorder.subscribe() as subscribed:
        waiting = [pool.submit(list, subscribed) for _ in range(2)]
        recorder.insert_events(some(5))
        subscribed.stop()
        subscribed.stop()
        heard = list(chain(*(each.result() for each in waiting)))
    assert len(heard) <= 5
    recorder.insert_events(some(1))
    assert list(subscribed) == []


@pytest.mark.usefixtures("deaf")
def test_closing_the_factory_s_share_ends_its_subscriptions_and_no_other_s(place: Path) -> None:
    one, other = Lease.take(book_file(place), "nc"), Lease.take(book_file(place), "nc")
    ending, going_on = (BookApplicationRecorder(each, "Lists").subscribe() for each in (one, other))
    with ThreadPoolExecutor(1) as pool, ending:
        waiting = pool.submit(list, ending)
        one.close()
        assert waiting.result() == []
    BookApplicationRecorder(other, "Lists").insert_events(some(1))
    assert next(going_on).id == 1
    other.close()
    assert list(going_on) == []


def test_it_leaves_no_thread_behind(recorder: BookApplicationRecorder) -> None:
    before = threading.active_count()
    with recorder.subscribe() as subscribed:
        recorder.insert_events(some(1))
        next(subscribed)
        assert threading.active_count() == before


def test_it_is_entered_once(recorder: BookApplicationRecorder) -> None:
    subscribed = recorder.subscribe()
    with subscribed, pytest.raises(ProgrammingError):
        subscribed.__enter__()


def test_a_book_that_is_closed_under_it_is_an_error_of_the_library(book: Book) -> None:
    lease = Lease.of(book)
    subscribed = BookApplicationRecorder(lease, "Lists").subscribe()
    book.close()
    with pytest.raises(PersistenceError):
        next(subscribed)


def test_a_book_without_its_head_is_an_error_and_not_an_end(place: Path, lease: Lease) -> None:
    subscribed = BookApplicationRecorder(lease, "Lists").subscribe()
    with unguarded(book_file(place)) as connection:
        connection.execute("DELETE FROM head")
    with pytest.raises(DatabaseError, match="head row"):
        next(subscribed)


@pytest.mark.usefixtures("deaf")
def test_native_events_are_subscribed_to_in_the_same_way(book: Book) -> None:
    lease = Lease.of(book)
    subscribed: BookSubscription[NativeRecorder] = NativeRecorder(lease).subscribe(topics=["person_registered"])
    book.append(command(), [write("p-1", 0, registered("p-1"))])
    BookApplicationRecorder(lease, "Lists").insert_events(some(2))
    book.append(command(), [write("p-2", 0, registered("p-2"))])
    assert next_ids(subscribed, 2) == [1, 4]
