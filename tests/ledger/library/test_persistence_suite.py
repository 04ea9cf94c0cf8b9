"""The library's own cases for persistence hold for our recorders and factory; none is left out."""

from __future__ import annotations

from uuid import uuid4

import eventsourcing.tests.persistence as suite
from tests.ledger.library.founded import InABook

from vouchbook.ledger.library import (
    BookAggregateRecorder,
    BookApplicationRecorder,
    BookFactory,
    BookProcessRecorder,
    BookSnapshotRecorder,
    BookTrackingRecorder,
)


class TestAggregateRecorder(InABook, suite.AggregateRecorderTestCase):
    def create_recorder(self) -> BookAggregateRecorder:
        return BookAggregateRecorder(self.lease(), "Suite")


class TestAggregateRecorderOfTextIds(InABook, suite.AggregateRecorderTestCase):
    def create_recorder(self) -> BookAggregateRecorder:
        return BookAggregateRecorder(self.lease(), "Suite", text_ids=True)

    def new_originator_id(self) -> str:
        return f"customer/{uuid4()}"


class TestSnapshotRecorder(InABook, suite.AggregateRecorderTestCase):
    def create_recorder(self) -> BookSnapshotRecorder:
        return BookSnapshotRecorder(self.lease(), "Suite", purpose="snapshots")


class TestApplicationRecorder(InABook, suite.ApplicationRecorderTestCase[BookApplicationRecorder]):
    def create_recorder(self) -> BookApplicationRecorder:
        return BookApplicationRecorder(self.lease(), "Suite")

    def test_insert_subscribe(self) -> None:
        """Optional to the library, because its SQLite recorder has no subscriptions; ours has."""
        self.optional_test_insert_subscribe()


class TestApplicationRecorderOfTextIds(InABook, suite.ApplicationRecorderTestCase[BookApplicationRecorder]):
    def create_recorder(self) -> BookApplicationRecorder:
        return BookApplicationRecorder(self.lease(), "Suite", text_ids=True)

    def new_originator_id(self) -> str:
        return f"customer/{uuid4()}"

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestTrackingRecorder(InABook, suite.TrackingRecorderTestCase):
    def create_recorder(self) -> BookTrackingRecorder:
        return BookTrackingRecorder(self.lease(), "Suite")


class TestProcessRecorder(InABook, suite.ProcessRecorderTestCase):
    def create_recorder(self) -> BookProcessRecorder:
        return BookProcessRecorder(self.lease(), "Suite")


class TestProcessRecorderAsApplicationRecorder(InABook, suite.ApplicationRecorderTestCase[BookProcessRecorder]):
    def create_recorder(self) -> BookProcessRecorder:
        return BookProcessRecorder(self.lease(), "Suite")

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestProcessRecorderAsTrackingRecorder(InABook, suite.TrackingRecorderTestCase):
    def create_recorder(self) -> BookProcessRecorder:
        return BookProcessRecorder(self.lease(), "Suite")


class TestNotificationIdsDoNotInterleave(InABook, suite.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> BookApplicationRecorder:
        return BookApplicationRecorder(self.lease(), "Suite")


class View(BookTrackingRecorder):
    pass


class TestFactory(InABook, suite.InfrastructureFactoryTestCase[BookFactory]):
    def expected_factory_class(self) -> type[BookFactory]:
        return BookFactory

    def expected_aggregate_recorder_class(self) -> type[BookAggregateRecorder]:
        return BookAggregateRecorder

    def expected_application_recorder_class(self) -> type[BookApplicationRecorder]:
        return BookApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[BookTrackingRecorder]:
        return BookTrackingRecorder

    def tracking_recorder_subclass(self) -> type[View]:
        return View

    def expected_process_recorder_class(self) -> type[BookProcessRecorder]:
        return BookProcessRecorder
