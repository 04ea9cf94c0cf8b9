"""The library's mapper, without letting a row of the book choose what is imported.

A topic is the path of a class. Whoever can write a row could name any module of the machine, and the library's own
mapper would import it. This one does not.
"""

from __future__ import annotations

import sys

from eventsourcing.domain import (
    BaseAggregate,
    CanInitAggregate,
    CanSnapshotAggregate,
    DomainEventProtocol,
    TAggregateID,
)
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.utils import TopicError, _topic_cache, resolve_topic


class LoadedMapper(Mapper[TAggregateID]):
    """Reads events whose topics lie in modules that the program has imported by itself; reading imports nothing.

    Of the two topics that an event's state may hold, those of aggregates, the same is asked, and that they name
    aggregates: the library calls what they name.
    """

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[TAggregateID]:
        """:raises TopicError: a topic that names no class of a loaded module"""
        _loaded(stored_event.topic, object)
        event = super().to_domain_event(stored_event)
        if isinstance(event, CanInitAggregate):
            _loaded(event.originator_topic, BaseAggregate)
        if isinstance(event, CanSnapshotAggregate):
            _loaded(event.topic, BaseAggregate)
        return event


def _loaded(topic: str, kind: type) -> None:
    if not _is_known(topic):
        raise TopicError(
            f"{topic!r} is of a module that this program has not imported, and reading a book imports none: import it "
            f"first, or register the topic (eventsourcing.utils.register_topic) if the class has moved"
        )
    found = resolve_topic(topic)
    if not isinstance(found, type) or not issubclass(found, kind):
        raise TopicError(f"{topic!r} names no {'class' if kind is object else kind.__name__}; the event is not read")


def _is_known(topic: str) -> bool:
    """Whether the library would find it without importing anything: in a loaded module, or as registered."""
    module, _, path = topic.partition(":")
    parts = path.split(".")
    beginnings = (f"{module}:{'.'.join(parts[:length])}" for length in range(len(parts), 0, -1))
    return module in sys.modules or module in _topic_cache or any(each in _topic_cache for each in beginnings)
