"""API tokens: the digest of each, for which person and role it speaks, and until when."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update

from vouchbook.desk.store import Desk, Row
from vouchbook.desk.tables import TOKENS

_T = TOKENS.c


class Token(Struct, frozen=True):
    """``name`` is what its owner calls it, sealed."""

    digest: bytes
    id: str
    person: str
    role: str
    name: bytes
    made: int
    until: int
    used: int | None = None
    revoked: int | None = None

    def works(self, now: int) -> bool:
        return self.revoked is None and now < self.until


_NEW = insert(TOKENS)
_FIND = select(TOKENS).where(_T.digest == bindparam("of"))
_OF_PERSON = select(TOKENS).where(_T.person == bindparam("whose")).order_by(_T.made, _T.id)
_USED = update(TOKENS).where(_T.digest == bindparam("of")).values(used=bindparam("now"))
_REVOKE = (
    update(TOKENS)
    .where(_T.person == bindparam("whose"), _T.id == bindparam("named"), _T.revoked.is_(None))
    .values(revoked=bindparam("now"))
)


def make(desk: Desk, token: Token) -> None:
    desk.write(_NEW, **{name: getattr(token, name) for name in Token.__struct_fields__})


def find(desk: Desk, digest: bytes) -> Token | None:
    row = desk.first(_FIND, of=digest)
    return None if row is None else _read(row)


def used(desk: Desk, digest: bytes, now: int) -> None:
    with desk.writing(lasting=False) as hand:
        hand.write(_USED, of=digest, now=now)


def of_person(desk: Desk, person: str) -> list[Token]:
    return [_read(row) for row in desk.read(_OF_PERSON, whose=person)]


def revoke(desk: Desk, person: str, id_: str, now: int) -> bool:
    return desk.write(_REVOKE, whose=person, named=id_, now=now) > 0


def _read(row: Row) -> Token:
    return Token(**{name: row[name] for name in Token.__struct_fields__})
