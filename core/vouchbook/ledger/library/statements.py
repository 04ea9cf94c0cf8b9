"""What the library asks of a book: its own streams by version, its own events by position, the newest of both."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from vouchbook.ledger.library.streams import LARGEST
from vouchbook.ledger.statements import OF
from vouchbook.ledger.tables import event, mine, mine_in_order

NEWEST = select(func.max(event.c.version)).where(mine(event), event.c.stream == OF)


def _of_stream(chosen: Select[Any]) -> Select[Any]:
    within = (event.c.version > bindparam("gt"), event.c.version <= bindparam("lte"))
    return chosen.where(mine(event), event.c.stream == OF, *within).limit(bindparam("most"))


_STREAM = _of_stream(select(event.c.version, event.c.type, event.c.data))
STREAM = _STREAM.order_by(event.c.version)
STREAM_BACK = _STREAM.order_by(event.c.version.desc())
NATIVE_STREAM = _of_stream(select(event)).order_by(event.c.version)
NATIVE_STREAM_BACK = _of_stream(select(event)).order_by(event.c.version.desc())

_OWN = (event.c.stream >= bindparam("begin"), event.c.stream < bindparam("end"))
_NATIVE = (event.c.stream < bindparam("begin")) | (event.c.stream >= bindparam("end"))
LAST = select(func.max(event.c.position)).where(mine(event), *_OWN)
"""From the index of streams alone: as long as the application's own streams, however long the book."""


@lru_cache
def log(topics: int) -> Select[Any]:
    """An application's events by position, of so many topics; of all for 0. Reads on past the events of others."""
    chosen = select(event.c.position, event.c.stream, event.c.version, event.c.type, event.c.data).where(*_OWN)
    return _in_order(chosen, topics)


@lru_cache
def native_log(topics: int) -> Select[Any]:
    """Whole rows of all events but the library's, by position."""
    return _in_order(select(event).where(_NATIVE), topics)


def _in_order(chosen: Select[Any], topics: int) -> Select[Any]:
    if topics:
        chosen = chosen.where(event.c.type.in_([bindparam(f"topic_{number}") for number in range(topics)]))
    return (
        chosen.where(mine_in_order(event), event.c.position > bindparam("after"), event.c.position <= bindparam("upto"))
        .order_by(event.c.position)
        .limit(bindparam("most"))
    )


LAST_NATIVE = select(event.c.position).where(mine_in_order(event), _NATIVE).order_by(event.c.position.desc()).limit(1)


def span(
    start: int | None, stop: int | None, limit: int, topics: Sequence[str], *, inclusive_of_start: bool
) -> dict[str, object]:
    """The library's way of naming a part of a log, as the values of ``log`` and ``native_log``."""
    after = 0 if start is None else start - 1 if inclusive_of_start else start
    return {
        "after": min(after, LARGEST),
        "upto": LARGEST if stop is None else min(stop, LARGEST),
        "most": limit,
        **{f"topic_{number}": topic for number, topic in enumerate(topics)},
    }
