"""A subscription to a book: every event once, in the order of positions, until it is stopped.

Positions have no gaps and become visible in their order, so what was read up to the head is complete. Writers in
this process ring a bell; those in other processes are noticed by looking at the head a few times a second.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from typing import TypeVar

from eventsourcing.persistence import ApplicationRecorder, Notification, Subscription

from vouchbook.ledger.library.lease import Lease

LOOK = 0.05
"""Seconds between two looks at the head while nothing is heard."""
PAGE = 500


R = TypeVar("R", bound=ApplicationRecorder, covariant=True)


class BookSubscription(Subscription[R]):
    """Yields notifications of ``recorder`` later than ``gt``, and waits for more; safe to share between threads.

    It ends when it is stopped, or its recorder's factory is closed; ``stop`` wakes it.
    """

    def __init__(self, recorder: R, lease: Lease, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._lease = lease
        self._done = gt or 0
        self._ready: deque[Notification] = deque()
        self._reading = threading.Lock()

    def stop(self) -> None:
        super().stop()
        self._lease.store.bell.ring()

    def __next__(self) -> Notification:
        bell = self._lease.store.bell
        with self._reading:
            while not self._over():
                if self._ready:
                    return self._ready.popleft()
                noted = bell.rung  # before looking: a ring that comes meanwhile is not slept through
                if not self._read():
                    bell.wait(noted, self._over, LOOK)
        raise StopIteration

    def _over(self) -> bool:
        return self._has_been_stopped or self._lease.closed

    def _read(self) -> bool:
        """Read on; false when the head has not moved."""
        head = self._lease.store.position()
        if head <= self._done:
            return False
        found = self._recorder.select_notifications(self._done, PAGE, topics=self._topics, inclusive_of_start=False)
        self._ready.extend(found)
        # Behind a full page there may be more. Otherwise all up to the head is read, also what others wrote.
        self._done = found[-1].id if len(found) == PAGE else max([head, *(each.id for each in found[-1:])])
        return True
