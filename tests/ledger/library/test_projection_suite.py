"""The library's own cases for projections hold where applications and views live in a book."""

from __future__ import annotations

import eventsourcing.tests.projection as suite
from eventsourcing.persistence import Tracking
from sqlalchemy import bindparam, select
from tests.ledger.library.founded import InABook
from tests.ledger.library.samples import TALLY

from vouchbook.ledger import RowChange, mine
from vouchbook.ledger.library import BookTrackingRecorder

_NUMBER = select(TALLY.c.number).where(mine(TALLY), TALLY.c.kind == bindparam("of"))


class EventCounts(BookTrackingRecorder, suite.EventCountersView):
    tables = (TALLY,)

    def get_created_event_counter(self) -> int:
        return self._number("created")

    def get_subsequent_event_counter(self) -> int:
        return self._number("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self._count("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self._count("subsequent", tracking)

    def _number(self, kind: str) -> int:
        found = self.fetch(_NUMBER, of=kind)
        return int(found[0][0]) if found else 0

    def _count(self, kind: str, tracking: Tracking) -> None:
        self.track(tracking, [RowChange(TALLY.name, {"kind": kind}, {"number": self._number(kind) + 1})])


class TestEventCountersView(InABook, suite.EventCountersViewTestCase):
    def construct_event_counters_view(self) -> EventCounts:
        lease = self.lease()
        lease.store.provide(EventCounts.tables)
        return EventCounts(lease, "EventCounters")


class TestProjectionOfAggregates(InABook, suite.AggregateEventCountersProjectionTestCase):
    view_class = EventCounts


class TestProjectionOfTaggedDecisions(InABook, suite.TaggedDecisionCountersProjectionTestCase):
    """Tagged decisions themselves stay in memory: the book has no recorder for them. The view is in the book."""

    view_class = EventCounts

    def setUp(self) -> None:
        super().setUp()
        self.said["EVENTCOUNTERS_PERSISTENCE_MODULE"] = self.said["PERSISTENCE_MODULE"]
        self.said["PERSISTENCE_MODULE"] = "eventsourcing.dcb.popo"
        self.said["MAPPER_TOPIC"] = "eventsourcing.dcb.msgpack:MessagePackMapper"


class TestEventSourcedProjection(InABook, suite.EventSourcedProjectionTestCase):
    pass
