"""Wakes those who wait for the next event, so that none of them has to keep looking."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Bell:
    """Counts its rings: who noted the count before looking cannot miss a ring that came while looking."""

    def __init__(self) -> None:
        self._condition = threading.Condition()  # of a lock that a destructor may take again in the same thread
        self.rung = 0

    def ring(self) -> None:
        with self._condition:
            self.rung += 1
            self._condition.notify_all()

    def wait(self, noted: int, over: Callable[[], bool], seconds: float) -> None:
        """Until it rings again after ``noted``, or ``over`` is true at a ring, or the time has passed."""
        with self._condition:
            self._condition.wait_for(lambda: self.rung != noted or over(), seconds)
