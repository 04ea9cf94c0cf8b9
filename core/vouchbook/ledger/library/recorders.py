"""The library's recorders over a book: of aggregates, of an application, of tracking, of a process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Tracking,
    TrackingRecorder,
)
from sqlalchemy import Select, Table

from vouchbook.ledger.entries import RowChange
from vouchbook.ledger.library import statements
from vouchbook.ledger.library.lease import Lease
from vouchbook.ledger.library.store import Store
from vouchbook.ledger.library.streams import EVENTS, LARGEST, Room, named
from vouchbook.ledger.library.subscription import BookSubscription


class _InBook:
    """What every recorder has: a share in the open book, and its application's room there."""

    def __init__(self, lease: Lease, name: str, *, purpose: str = EVENTS, text_ids: bool = False) -> None:
        """:param name: of the application or projection; its streams and its tracking carry it"""
        super().__init__()
        self.lease = lease
        self.room = Room(named(name), purpose, text_ids)

    @property
    def store(self) -> Store:
        return self.lease.store


class BookAggregateRecorder(_InBook, AggregateRecorder):
    """Keeps each aggregate's events as a stream of the book."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: object) -> Sequence[int] | None:
        """``actor`` and ``happened_on`` go into the envelope of the events, when given: ``app.save(…, actor=…)``."""
        self._insert(stored_events, kwargs)
        return None

    def _insert(self, stored_events: Sequence[StoredEvent], said: Mapping[str, object]) -> list[int]:
        return self.store.insert(self.room, stored_events, said)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        found = self.store.fetch(
            statements.STREAM_BACK if desc else statements.STREAM,
            of=self.room.stream(originator_id),
            gt=-1 if gt is None else gt,
            lte=LARGEST if lte is None else lte,
            most=LARGEST if limit is None else limit,
        )
        return [StoredEvent(originator_id, version, topic, state) for version, topic, state in found]


class BookSnapshotRecorder(BookAggregateRecorder):
    """Keeps snapshots beside the events.

    Versions of a stream only rise, so a snapshot that comes after a later one is not kept. It would serve nobody
    but a look into the past, which the events serve as well; refusing it would fail a save that is recorded.
    """

    def _insert(self, stored_events: Sequence[StoredEvent], said: Mapping[str, object]) -> list[int]:
        return self.store.insert(self.room, stored_events, said, late_is_nothing=True)


class BookApplicationRecorder(BookAggregateRecorder, ApplicationRecorder):
    """Shows an application's own events in the order of the book; a notification's id is the event's position.

    Between two of them other positions may lie: those of native events, and of other applications.
    """

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: object) -> Sequence[int] | None:
        return self._insert(stored_events, kwargs)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        found = self.store.fetch(
            statements.log(len(topics)),
            begin=self.room.begin,
            end=self.room.end,
            **statements.span(start, stop, limit, topics, inclusive_of_start=inclusive_of_start),
        )
        return [
            Notification(self.room.originator_id(stream), version, topic, state, position)
            for position, stream, version, topic, state in found
        ]

    def max_notification_id(self) -> int | None:
        last: int | None
        ((last,),) = self.store.fetch(statements.LAST, begin=self.room.begin, end=self.room.end)
        return last

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> BookSubscription[BookApplicationRecorder]:
        return BookSubscription(self, self.lease, gt, topics)


class BookTrackingRecorder(_InBook, TrackingRecorder):
    """Remembers how far a projection has come in each application, in the book's cursors.

    A materialised view is a subclass with ``tables`` (``vouchbook.ledger.read_model``), which are made where they
    are missing, and methods that end in ``track``.
    """

    tables: ClassVar[Sequence[Table]] = ()

    def insert_tracking(self, tracking: Tracking) -> None:
        self.track(tracking)

    def track(self, tracking: Tracking, changes: Iterable[RowChange] = ()) -> None:
        """Write rows of the view and how far it has come, or neither.

        What the rows were computed from may be read before: if another has processed the same event meanwhile,
        this is refused.

        :raises IntegrityError: the notification, or a later one, was tracked already
        """
        self.store.track(self.room.application, tracking, changes)

    def fetch(self, statement: Select[Any], **values: object) -> list[tuple[Any, ...]]:
        """The rows of a statement on the view's tables, within the association by ``vouchbook.ledger.mine``."""
        return self.store.fetch(statement, **values)

    def max_tracking_id(self, application_name: str) -> int | None:
        return self.store.tracked(self.room.application, application_name)


class BookProcessRecorder(BookTrackingRecorder, BookApplicationRecorder, ProcessRecorder):
    """Records new events together with how far in another application's events they come from."""

    def _insert(self, stored_events: Sequence[StoredEvent], said: Mapping[str, object]) -> list[int]:
        tracking = said.get("tracking")
        moved = (self.room.application, tracking) if isinstance(tracking, Tracking) else None
        return self.store.insert(self.room, stored_events, said, tracking=moved)
