"""Answers: what a request with an idempotency key was told, so that asking again tells the same."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select

from vouchbook.desk.store import Desk
from vouchbook.desk.tables import ANSWERS

_T = ANSWERS.c
_NEW = insert(ANSWERS)
_SWEEP = delete(ANSWERS).where(_T.at < bindparam("before"))
_FIND = select(ANSWERS).where(_T.key == bindparam("of"))


class Given(Struct, frozen=True):
    """``key`` and ``request`` are digests, the latter of what was asked; ``body`` is sealed."""

    key: bytes
    request: bytes
    status: int
    kind: str
    body: bytes
    at: int


def find(desk: Desk, key: bytes) -> Given | None:
    row = desk.first(_FIND, of=key)
    return None if row is None else Given(**{name: row[name] for name in Given.__struct_fields__})


def keep(desk: Desk, given: Given, *, kept_for: int) -> Given:
    """Keep an answer unless one was kept for this key meanwhile: then that one holds."""
    with desk.writing() as hand:
        hand.write(_SWEEP, before=given.at - kept_for)
        row = hand.first(_FIND, of=given.key)
        if row is not None:
            return Given(**{name: row[name] for name in Given.__struct_fields__})
        hand.write(_NEW, **{name: getattr(given, name) for name in Given.__struct_fields__})
        return given
