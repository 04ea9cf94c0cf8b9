"""Attempts: how often something was tried of late, counted over all processes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select

from vouchbook.desk.store import Desk
from vouchbook.desk.tables import ATTEMPTS

_T = ATTEMPTS.c
_NEW = insert(ATTEMPTS)
_SWEEP = delete(ATTEMPTS).where(_T.at < bindparam("before"))
_NUMBER = (
    select(func.count(), func.min(_T.at))
    .select_from(ATTEMPTS)
    .where(_T.kind == bindparam("of"), _T.subject == bindparam("whose"), _T.at > bindparam("since"))
)
_FORGET = delete(ATTEMPTS).where(_T.kind == bindparam("of"), _T.subject == bindparam("whose"))
LONGEST = 24 * 3_600_000_000


class Limit(Struct, frozen=True):
    """At most so many attempts of a kind by one subject within so many microseconds."""

    kind: str
    subject: str
    most: int
    within: int


def attempt(desk: Desk, limits: Sequence[Limit], now: int) -> int:
    """Count one attempt against each limit and answer 0, or count none and answer how long to wait."""
    with desk.writing(lasting=False) as hand:
        hand.write(_SWEEP, before=now - LONGEST)
        wait = 0
        for limit in limits:
            number, first = hand.read(_NUMBER, of=limit.kind, whose=limit.subject, since=now - limit.within)[0]
            if number >= limit.most:
                wait = max(wait, int(first) + limit.within - now)
        if not wait:
            for limit in limits:
                hand.write(_NEW, kind=limit.kind, subject=limit.subject, at=now)
        return wait


def forget(desk: Desk, kind: str, subject: str) -> None:
    """Begin to count anew: who has proven who they are made these attempts."""
    with desk.writing(lasting=False) as hand:
        hand.write(_FORGET, of=kind, whose=subject)
