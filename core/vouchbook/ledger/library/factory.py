"""Makes the library's recorders over the book that the environment names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Mapper,
    ProcessRecorder,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from vouchbook.ledger.library.lease import Lease
from vouchbook.ledger.library.loaded import LoadedMapper
from vouchbook.ledger.library.recorders import (
    BookAggregateRecorder,
    BookApplicationRecorder,
    BookProcessRecorder,
    BookSnapshotRecorder,
    BookTrackingRecorder,
)
from vouchbook.ledger.library.streams import EVENTS

R = TypeVar("R")


class BookFactory(InfrastructureFactory[BookTrackingRecorder]):
    """One book of one association, which must be there: ``vouchbook association found`` makes one.

    Each setting may be given for one application or projection alone, with its name before it, as everywhere in the
    library: ``WAITINGLISTS_VOUCHBOOK_BOOK``.
    """

    VOUCHBOOK_BOOK = "VOUCHBOOK_BOOK"
    """The book's file: ``books/nc.sqlite`` in a data folder."""
    VOUCHBOOK_ASSOCIATION = "VOUCHBOOK_ASSOCIATION"
    """Whose book it must be: ``nc``."""
    ORIGINATOR_ID_TYPE = "ORIGINATOR_ID_TYPE"
    """``uuid`` (the default) or ``text``, as for the library's own databases."""
    CREATE_TABLE = "CREATE_TABLE"
    """``n`` where a projection's tables must be there already."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        """:raises OSError: a setting is missing, or wrong; :raises PersistenceError: the book cannot be opened"""
        super().__init__(env)
        kind = self.env.get(self.ORIGINATOR_ID_TYPE, "uuid")
        if kind not in ("uuid", "text"):
            raise OSError(f"{self.ORIGINATOR_ID_TYPE} is 'uuid' or 'text', not {kind!r}")
        self._text_ids = kind == "text"
        self.lease = Lease.take(Path(self._setting(self.VOUCHBOOK_BOOK)), self._setting(self.VOUCHBOOK_ASSOCIATION))

    def _setting(self, key: str) -> str:
        value = self.env.get(key)
        if not value:
            raise OSError(f"the environment does not say which book: set {' or '.join(self.env.create_keys(key))}")
        return value

    def mapper(
        self, transcoder: Transcoder | None = None, mapper_class: type[Mapper[Any]] | None = None
    ) -> Mapper[Any]:
        """``LoadedMapper``, unless another is asked for."""
        if mapper_class is None and not self.env.get(self.MAPPER_TOPIC):
            mapper_class = LoadedMapper
        return super().mapper(transcoder, mapper_class)

    def aggregate_recorder(self, purpose: str = EVENTS) -> AggregateRecorder:
        kind = BookSnapshotRecorder if purpose == "snapshots" else BookAggregateRecorder
        return kind(self.lease, self.env.name, purpose=purpose, text_ids=self._text_ids)

    def application_recorder(self) -> ApplicationRecorder:
        kind = self._class(self.APPLICATION_RECORDER_TOPIC, BookApplicationRecorder)
        return kind(self.lease, self.env.name, text_ids=self._text_ids)

    def tracking_recorder(
        self, tracking_recorder_class: type[BookTrackingRecorder] | None = None
    ) -> BookTrackingRecorder:
        kind = tracking_recorder_class or self._class(self.TRACKING_RECORDER_TOPIC, BookTrackingRecorder)
        if not issubclass(kind, BookTrackingRecorder):
            raise TypeError(f"{kind.__name__} must be a BookTrackingRecorder, so that it tracks in the book")
        if strtobool(self.env.get(self.CREATE_TABLE) or "yes"):
            self.lease.store.provide(kind.tables)
        return kind(self.lease, self.env.name)

    def process_recorder(self) -> ProcessRecorder:
        kind = self._class(self.PROCESS_RECORDER_TOPIC, BookProcessRecorder)
        if strtobool(self.env.get(self.CREATE_TABLE) or "yes"):
            self.lease.store.provide(kind.tables)
        return kind(self.lease, self.env.name, text_ids=self._text_ids)

    def _class(self, setting: str, usual: type[R]) -> type[R]:
        """The recorder's class that the environment names; a setting is trusted, as a row of the book is not."""
        topic = self.env.get(setting)
        kind = resolve_topic(topic) if topic else usual
        if not issubclass(kind, usual):
            raise TypeError(f"{topic} must be a {usual.__name__}")
        return kind

    def close(self) -> None:
        self.lease.close()
