"""Takes many lives forward together: each goes on when its day has come, the earliest first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import count

from vouchbook.domain.refusal import Refused
from vouchbook.sample.clock import Clock

Days = Iterator[date]
"""A life, as the days on which it goes on."""
Progress = Callable[[int, int], None]
"""Told how many days' work is done, and of how much: days of the past, not steps, because a life may end early."""


def lived(
    lives: Sequence[tuple[str, Days]], clock: Clock, evening: Callable[[], None], progress: Progress | None = None
) -> tuple[str, ...]:
    """Let everybody live to the end; ``evening`` comes at the end of each day on which anybody did anything.

    :return: those that the rules of their day turned down half way, with the code of the refusal
    """
    stopped: list[str] = []
    order = count()
    waiting: list[tuple[date, int, str, Days]] = []
    for called, days in lives:
        _on(waiting, order, called, days, stopped)
    ahead, done = len(waiting), 0
    while waiting:
        day, _, called, days = heapq.heappop(waiting)
        if day > clock.today:
            evening()
            clock.turn_to(day)
        _on(waiting, order, called, days, stopped)
        done = max(done, ahead - len(waiting))
        if progress:
            progress(done, ahead)
    evening()
    return tuple(stopped)


def _on(
    waiting: list[tuple[date, int, str, Days]], order: Iterator[int], called: str, days: Days, stopped: list[str]
) -> None:
    """One step of a life, and back into the row until its next day."""
    try:
        heapq.heappush(waiting, (next(days), next(order), called, days))
    except StopIteration:
        pass
    except Refused as refused:
        stopped.append(f"{called}: {refused.code}")
