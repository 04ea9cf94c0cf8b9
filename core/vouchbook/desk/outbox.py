"""The outbox: every letter with its state; who sends one holds it meanwhile, so that nobody else sends it too."""

from __future__ import annotations

import secrets

from msgspec import Struct
from sqlalchemy import and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from vouchbook.desk.store import Desk, Row
from vouchbook.desk.tables import OUTBOX

WAITING, SENT, FAILED = "waiting", "sent", "failed"
BOUNCED, GIVEN_UP, NO_ADDRESS, CANCELLED = "bounced", "given_up", "no_address", "cancelled"
STATES = (WAITING, FAILED, NO_ADDRESS, BOUNCED, GIVEN_UP, SENT, CANCELLED)
"""``failed`` is tried again when it is due; ``bounced``, ``given_up`` and ``no_address`` wait for somebody to act."""
STUCK = (NO_ADDRESS, BOUNCED, GIVEN_UP)
LEASE = 15 * 60 * 1_000_000
"""Longer than any server is waited for: a letter held by a worker that died is free again after this."""


class Lying(Struct, frozen=True):
    """A letter in the outbox; times in microseconds since 1970, UTC."""

    id: str
    letter: str
    about: bytes
    person: str | None
    rating: str | None
    payer: str | None
    state: str
    trouble: str | None
    queued: int
    due: int
    changed: int
    tries: int
    lease: str | None
    leased_until: int
    private: bytes | None
    kept: bytes | None


_o = OUTBOX.c
_ADD = sqlite_insert(OUTBOX).on_conflict_do_nothing(index_elements=["id"])
_ONE = select(OUTBOX).where(_o.id == bindparam("of"))
_TO_SEND = or_(_o.state == WAITING, _o.state == FAILED)  # spelled out: the desk runs statements as they are compiled
_FREE = and_(
    _TO_SEND,
    _o.due <= bindparam("now"),
    or_(_o.lease.is_(None), _o.leased_until <= bindparam("now")),
)
_NEXT = select(OUTBOX).where(_FREE).order_by(_o.due, _o.id).limit(1)
_TAKE = update(OUTBOX).where(_o.id == bindparam("of")).values(lease=bindparam("hold"), leased_until=bindparam("end"))
_HELD = and_(_o.id == bindparam("of"), _o.lease == bindparam("hold"))
_SETTLE = (
    update(OUTBOX)
    .where(_HELD)
    .values(
        state=bindparam("is"), trouble=bindparam("why"), due=bindparam("again"), changed=bindparam("now"),
        tries=bindparam("times"), lease=None, leased_until=0, private=bindparam("closed"), kept=bindparam("copy"),
    )
)  # fmt: skip
_TURN = (
    update(OUTBOX)
    .where(
        _o.id == bindparam("of"),
        _o.state == bindparam("was"),
        or_(_o.lease.is_(None), _o.leased_until <= bindparam("now")),
    )
    .values(
        state=bindparam("is"), trouble=bindparam("why"), due=bindparam("again"), changed=bindparam("now"),
        tries=bindparam("times"), lease=None, leased_until=0,
    )
)  # fmt: skip
_DUE = select(func.min(_o.due)).where(_TO_SEND)
_COUNTED = select(_o.state, func.count()).group_by(_o.state)
_ALL = select(OUTBOX).order_by(_o.queued.desc(), _o.id).limit(bindparam("most")).offset(bindparam("after"))
_OF_STATE = _ALL.where(_o.state == bindparam("is"))
_OF_LETTER = _ALL.where(_o.letter == bindparam("name"))
_OF_PERSON = _ALL.where(_o.person == bindparam("whose"))
_FORGET = delete(OUTBOX).where(_o.person == bindparam("whose"))


def add(
    desk: Desk,
    id_: str,
    letter: str,
    about: bytes,
    *,
    person: str | None,
    rating: str | None,
    payer: str | None,
    now: int,
    due: int | None = None,
    private: bytes | None = None,
) -> bool:
    """Lay a letter down, once: one that lies there stays as it is. ``due``: 0 before all others."""
    row = {
        "id": id_, "letter": letter, "about": about, "person": person, "rating": rating, "payer": payer,
        "state": WAITING, "trouble": None, "queued": now, "due": now if due is None else due, "changed": now,
        "tries": 0, "lease": None, "leased_until": 0, "private": private, "kept": None,
    }  # fmt: skip
    return bool(desk.write(_ADD, **row))


def take(desk: Desk, now: int) -> Lying | None:
    """The letter that is due the longest, held by the asker alone until it is settled or ``LEASE`` has passed."""
    hold = secrets.token_hex(8)
    with desk.writing() as hand:
        row = hand.first(_NEXT, now=now)
        if row is None:
            return None
        hand.write(_TAKE, of=row["id"], hold=hold, end=now + LEASE)
        taken = hand.first(_ONE, of=row["id"])
    return None if taken is None else _lying(taken)


def settle(
    desk: Desk,
    taken: Lying,
    state: str,
    now: int,
    *,
    trouble: str | None = None,
    again: int | None = None,
    tried: bool = True,
    kept: bytes | None = None,
    private: bytes | None = None,
) -> bool:
    """What came of sending; false when somebody else holds the letter by now, and says so themself."""
    return bool(
        desk.write(
            _SETTLE, of=taken.id, hold=taken.lease, now=now, again=taken.due if again is None else again,
            times=taken.tries + tried, closed=private, copy=kept if kept is not None else taken.kept,
            **{"is": state, "why": trouble},
        )
    )  # fmt: skip


def turn(
    desk: Desk, letter: Lying, state: str, now: int, *, trouble: str | None = None, again: int | None = None
) -> bool:
    """Another state for a letter that nobody is sending; false when it has moved on meanwhile."""
    return bool(
        desk.write(
            _TURN, of=letter.id, was=letter.state, now=now, again=letter.due if again is None else again,
            times=0 if state == WAITING else letter.tries, **{"is": state, "why": trouble},
        )
    )  # fmt: skip


def one(desk: Desk, id_: str) -> Lying | None:
    row = desk.first(_ONE, of=id_)
    return None if row is None else _lying(row)


def listed(
    desk: Desk, *, state: str | None = None, person: str | None = None, most: int = 200, after: int = 0
) -> list[Lying]:
    """Letters, the newest first."""
    if person is not None:
        rows = desk.read(_OF_PERSON, whose=person, most=most, after=after)
    elif state is not None:
        rows = desk.read(_OF_STATE, most=most, after=after, **{"is": state})
    else:
        rows = desk.read(_ALL, most=most, after=after)
    return [_lying(row) for row in rows]


def counted(desk: Desk) -> dict[str, int]:
    """How many letters are in each state."""
    found = {row[0]: row[1] for row in desk.read(_COUNTED)}
    return {state: found.get(state, 0) for state in STATES}


def next_due(desk: Desk) -> int | None:
    """When the next letter is due; ``None``: none is."""
    row = desk.first(_DUE)
    return None if row is None or row[0] is None else int(row[0])


def forget(desk: Desk, person: str) -> int:
    """Throw away every letter to a person; how many there were."""
    return desk.write(_FORGET, whose=person)


def _lying(row: Row) -> Lying:
    return Lying(**dict(row))
