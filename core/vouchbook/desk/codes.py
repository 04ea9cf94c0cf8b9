"""Mailed codes: one for each purpose and subject at a time, under the digest of what the asking browser holds."""

from __future__ import annotations

from enum import Enum
from hmac import compare_digest

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select, update

from vouchbook.desk.store import Desk, Row
from vouchbook.desk.tables import CODES

_T = CODES.c


class Code(Struct, frozen=True):
    """``subject`` is for whom it was mailed, as a keyed digest or an id; ``digest`` is of code and asking together."""

    asking: bytes
    purpose: str
    subject: str
    person: str | None
    digest: bytes
    tries: int
    made: int
    until: int


class Tried(Enum):
    RIGHT = "right"
    WRONG = "wrong"
    TOO_OFTEN = "too_often"  # or used, replaced, expired, never made: which of them is nobody's business
    EXPIRED = "expired"


_SWEEP = delete(CODES).where(_T.until < bindparam("before"))
_REPLACED = delete(CODES).where(_T.purpose == bindparam("why"), _T.subject == bindparam("whose"))
_NEW = insert(CODES)
_FIND = select(CODES).where(_T.asking == bindparam("of"), _T.purpose == bindparam("why"))
_TRIED = update(CODES).where(_T.asking == bindparam("of")).values(tries=_T.tries + 1)
_USED = delete(CODES).where(_T.asking == bindparam("of"))
_KEPT_FOR = 3_600_000_000  # after its end, so that "too late" can be told from "wrong"


def make(desk: Desk, code: Code) -> None:
    """From now on the only one for its purpose and subject."""
    with desk.writing() as hand:
        hand.write(_SWEEP, before=code.made - _KEPT_FOR)
        hand.write(_REPLACED, why=code.purpose, whose=code.subject)
        hand.write(_NEW, **{name: getattr(code, name) for name in Code.__struct_fields__})


def find(desk: Desk, asking: bytes, purpose: str) -> Code | None:
    row = desk.first(_FIND, of=asking, why=purpose)
    return None if row is None else _read(row)


def use(desk: Desk, asking: bytes, purpose: str, digest: bytes, now: int, *, tries: int) -> tuple[Tried, Code | None]:
    """Try a code; whoever tries at the same time waits, so that it is counted and used once."""
    with desk.writing() as hand:
        row = hand.first(_FIND, of=asking, why=purpose)
        if row is None:
            return Tried.TOO_OFTEN, None
        code = _read(row)
        if now >= code.until:
            return Tried.EXPIRED, None
        if code.tries >= tries:
            return Tried.TOO_OFTEN, None
        if not compare_digest(code.digest, digest):
            hand.write(_TRIED, of=asking)
            return (Tried.WRONG if code.tries + 1 < tries else Tried.TOO_OFTEN), None
        hand.write(_USED, of=asking)
        return Tried.RIGHT, code


def _read(row: Row) -> Code:
    return Code(**{name: row[name] for name in Code.__struct_fields__})
