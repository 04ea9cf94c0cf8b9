"""The ``eventsourcing`` library's recorders, factory and projections over the tables of a book.

A library application is pointed here by its environment: ``PERSISTENCE_MODULE=vouchbook.ledger.library``,
``VOUCHBOOK_BOOK`` (the book's file) and ``VOUCHBOOK_ASSOCIATION``. Nothing else of Vouchbook imports this room.
"""

from vouchbook.ledger.library.book_events import BookEvents
from vouchbook.ledger.library.factory import BookFactory
from vouchbook.ledger.library.lease import Lease
from vouchbook.ledger.library.loaded import LoadedMapper
from vouchbook.ledger.library.native import NativeEvent, NativeRecorder, RegistryMapper
from vouchbook.ledger.library.recorders import (
    BookAggregateRecorder,
    BookApplicationRecorder,
    BookProcessRecorder,
    BookSnapshotRecorder,
    BookTrackingRecorder,
)
from vouchbook.ledger.library.subscription import BookSubscription

__all__ = [
    "BookAggregateRecorder",
    "BookApplicationRecorder",
    "BookEvents",
    "BookFactory",
    "BookProcessRecorder",
    "BookSnapshotRecorder",
    "BookSubscription",
    "BookTrackingRecorder",
    "Lease",
    "LoadedMapper",
    "NativeEvent",
    "NativeRecorder",
    "RegistryMapper",
]
