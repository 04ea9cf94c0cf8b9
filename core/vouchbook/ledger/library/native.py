"""The association's own events as the library's recorder and mapper read them: never by a path, never writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Never
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    ApplicationRecorder,
    JSONTranscoder,
    Mapper,
    Notification,
    NotSupportedError,
    StoredEvent,
)
from msgspec.structs import astuple

from vouchbook.ledger.book import Book
from vouchbook.ledger.codec import LIBRARY, shape_named
from vouchbook.ledger.entries import Entry
from vouchbook.ledger.library import statements
from vouchbook.ledger.library.lease import Lease
from vouchbook.ledger.library.streams import LARGEST, after
from vouchbook.ledger.library.subscription import BookSubscription

_READ_ONLY = "native events are recorded by Vouchbook's services, never through the library"
_LIBRARY = {"begin": LIBRARY, "end": after(LIBRARY)}


class NativeEvent(Entry, frozen=True, gc=False):
    """An entry of the book, with the two names by which the library asks an event for its stream and version."""

    @classmethod
    def of(cls, entry: Entry) -> NativeEvent:
        return cls(*astuple(entry))

    @property
    def originator_id(self) -> str:
        return self.stream

    @property
    def originator_version(self) -> int:
        return self.version


@dataclass(frozen=True)
class NativeNotification(Notification):
    """A native event as stored: its topic is the name of its type, its state the clear part."""

    row: tuple[Any, ...]
    """The whole row, for the mapper of the registry."""


class NativeRecorder(ApplicationRecorder):
    """Reads the native events of a book; topics are names of types, such as ``endorsement_granted``."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: object) -> Never:
        raise NotSupportedError(_READ_ONLY)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        stream = str(originator_id)
        if stream.startswith(LIBRARY):
            return []
        found = self.lease.store.fetch(
            statements.NATIVE_STREAM_BACK if desc else statements.NATIVE_STREAM,
            of=stream,
            gt=-1 if gt is None else gt,
            lte=LARGEST if lte is None else lte,
            most=LARGEST if limit is None else limit,
        )
        return [_notification(row) for row in found]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """:raises UnknownEventType: a type that is not in the registry, so that none is ever taken for a path"""
        span = statements.span(start, stop, limit, topics, inclusive_of_start=inclusive_of_start)
        return [
            _notification(row) for row in self.lease.store.fetch(statements.native_log(len(topics)), **_LIBRARY, **span)
        ]

    def max_notification_id(self) -> int | None:
        found = self.lease.store.fetch(statements.LAST_NATIVE, **_LIBRARY)
        return found[0][0] if found else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> BookSubscription[NativeRecorder]:
        return BookSubscription(self, self.lease, gt, topics)


def _notification(row: tuple[Any, ...]) -> NativeNotification:
    _, position, stream, version, type_, _, _, _, _, _, data, _, _ = row
    return NativeNotification(stream, version, shape_named(type_).name, data, position, row)


class RegistryMapper(Mapper[str]):
    """Native events from the closed registry of their types: no topic, and nothing to import."""

    def __init__(self, book: Book) -> None:
        super().__init__(JSONTranscoder())
        self._book = book

    def to_domain_event(self, stored_event: StoredEvent) -> NativeEvent:
        """:raises UnknownEventType: a newer version of Vouchbook wrote it; :raises Damaged: it does not decode"""
        if not isinstance(stored_event, NativeNotification):
            raise NotSupportedError("only what the book's own recorder of native events hands out can be read so")
        return NativeEvent.of(self._book.entry(stored_event.row))

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        raise NotSupportedError(_READ_ONLY)
