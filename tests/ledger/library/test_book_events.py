"""Projections and processes of the library follow native events: live, from where they stopped, each event once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import AggregateNotFoundError, ProcessingEvent
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import IntegrityError, Tracking
from eventsourcing.projection import (
    EventSourcedProjection,
    EventSourcedProjectionRunner,
    Projection,
    ProjectionRunner,
)
from sqlalchemy import select
from tests.ledger.library.founded import environment
from tests.ledger.library.samples import TALLY
from tests.ledger.processes import Child
from tests.ledger.samples import command, example, registered, write
from tests.ledger.tampering import book_file

from vouchbook.domain.endorsement import EndorsementGranted
from vouchbook.domain.events import type_named
from vouchbook.ledger import Book, RowChange, Write, mine
from vouchbook.ledger.library import BookEvents, BookTrackingRecorder, NativeEvent
from vouchbook.ledger.verify import verify


class Endorsed(BookTrackingRecorder):
    tables = (TALLY,)

    def number(self) -> int:
        found = self.fetch(select(TALLY.c.number).where(mine(TALLY)))
        return int(found[0][0]) if found else 0

    def one_more(self, tracking: Tracking) -> None:
        self.track(tracking, [RowChange(TALLY.name, {"kind": "endorsed"}, {"number": self.number() + 1})])


class CountEndorsements(Projection[Endorsed]):
    topics = ("endorsement_granted",)

    def process_event(self, told: NativeEvent, tracking: Tracking) -> None:
        assert isinstance(told.event, EndorsementGranted)
        assert told.event.name.value is None, "sealed, and it stays so"
        self.view.one_more(tracking)


def grant(book: Book, number: int) -> int:
    """The position of an endorsement, which comes after a person."""
    granted = example(type_named("endorsement_granted"))
    writes = [write(f"p-{number}", 0, registered(f"p-{number}")), Write(f"endorsement:{number}", 0, (granted,))]
    return book.append(command(), writes).last


def counting(env: dict[str, str]) -> ProjectionRunner[BookEvents, Endorsed]:
    return ProjectionRunner(
        application_class=BookEvents, projection_class=CountEndorsements, view_class=Endorsed, env=env
    )


def test_what_is_recorded_meanwhile_is_counted_too_and_only_what_was_asked_for(book: Book, env: dict[str, str]) -> None:
    grant(book, 0)
    with counting(env) as runner:
        for number in range(1, 5):
            runner.wait(grant(book, number), timeout=20)
            assert runner.view.number() == number + 1
    with counting(env) as runner:
        runner.wait(grant(book, 5), timeout=20)
        assert runner.view.number() == 6


def test_killed_at_any_moment_it_goes_on_and_counts_each_once(book: Book, place: Path) -> None:
    env = environment(book_file(place))
    last = 0

    def follow(say: Callable[[str], None]) -> None:
        with counting(env) as runner:
            say("following")
            runner.run_forever(timeout=50)

    for turn in range(4):
        child = Child(follow)
        assert child.said.readline() == b"following\n"
        for number in range(10):
            last = grant(book, 10 * turn + number)
        child.kill()
    with counting(env) as runner:
        runner.wait(last, timeout=20)
        assert runner.view.number() == 40
    assert verify(book) == []


def test_two_runners_of_one_projection_count_no_event_twice(book: Book, env: dict[str, str]) -> None:
    """One of them is refused sooner or later, and says so; what is counted is right at every moment."""
    stopped = []
    try:
        with counting(env) as one, counting(env) as other:
            for number in range(1, 60):
                last = grant(book, number)
                if one.is_interrupted.is_set() or other.is_interrupted.is_set():
                    break
            going_on = other if one.is_interrupted.is_set() else one
            going_on.wait(last, timeout=20)
            assert going_on.view.number() == number
    except IntegrityError as error:
        stopped.append(error)
    with counting(env) as runner:
        runner.wait(grant(book, 100), timeout=20)
        assert runner.view.number() == number + 1
    assert all("was processed already" in str(error) for error in stopped)


class Tally(Aggregate):
    class Opened(Aggregate.Created):
        pass

    @event(Opened)
    def __init__(self) -> None:
        self.streams: list[str] = []

    @staticmethod
    def create_id() -> UUID:
        return uuid5(NAMESPACE_URL, "/tally")

    @event("Counted")
    def count(self, stream: str) -> None:
        self.streams.append(stream)


class Tallies(EventSourcedProjection[UUID]):
    """A process: for each native event that it is told of, one of its own, recorded with the tracking."""

    topics = ("endorsement_granted",)

    def policy(self, told: NativeEvent, processing_event: ProcessingEvent[UUID]) -> None:
        try:
            tally: Tally = self.repository.get(Tally.create_id())
        except AggregateNotFoundError:
            tally = Tally()
        tally.count(told.originator_id)
        processing_event.collect_events(tally)


def test_a_process_records_its_own_events_beside_those_that_it_follows(book: Book, env: dict[str, str]) -> None:
    with EventSourcedProjectionRunner(application_class=BookEvents, projection_class=Tallies, env=env) as runner:
        for number in range(3):
            runner.wait(grant(book, number), timeout=20)
        tally: Tally = runner.projection.repository.get(Tally.create_id())
        assert tally.streams == ["endorsement:0", "endorsement:1", "endorsement:2"]
    own = [entry.position for entry in book.follow() if entry.stream.startswith("library/Tallies/")]
    assert len(own) == 4
    assert book.position == 3 * 2 + 4
