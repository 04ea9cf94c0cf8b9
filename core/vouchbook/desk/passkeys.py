"""Passkeys: public keys of people's devices, and the challenges that were answered with them."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select, update

from vouchbook.desk.store import Desk, Row
from vouchbook.desk.tables import CHALLENGES, PASSKEYS

_T = PASSKEYS.c
_C = CHALLENGES.c


class Passkey(Struct, frozen=True):
    """``signed`` is the device's own count; ``name`` is sealed."""

    credential: bytes
    id: str
    person: str
    public_key: bytes
    signed: int
    transports: str
    name: bytes
    made: int
    used: int | None = None


_NEW = insert(PASSKEYS)
_FIND = select(PASSKEYS).where(_T.credential == bindparam("of"))
_OF_PERSON = select(PASSKEYS).where(_T.person == bindparam("whose")).order_by(_T.made, _T.id)
_NUMBER = select(func.count()).select_from(PASSKEYS).where(_T.person == bindparam("whose"))
_USED = (
    update(PASSKEYS)
    .where(_T.credential == bindparam("of"), _T.signed == bindparam("before"))
    .values(signed=bindparam("count"), used=bindparam("now"))
)
_REMOVE = delete(PASSKEYS).where(_T.person == bindparam("whose"), _T.id == bindparam("named"))
_REMOVE_ALL = delete(PASSKEYS).where(_T.person == bindparam("whose"))
_SWEEP = delete(CHALLENGES).where(_C.until < bindparam("before"))
_ANSWERED = select(CHALLENGES).where(_C.digest == bindparam("of"))
_ANSWER = insert(CHALLENGES)


def add(desk: Desk, passkey: Passkey) -> bool:
    """Whether it was new: a credential belongs to one person."""
    with desk.writing() as hand:
        if hand.first(_FIND, of=passkey.credential) is not None:
            return False
        hand.write(_NEW, **{name: getattr(passkey, name) for name in Passkey.__struct_fields__})
        return True


def find(desk: Desk, credential: bytes) -> Passkey | None:
    row = desk.first(_FIND, of=credential)
    return None if row is None else _read(row)


def of_person(desk: Desk, person: str) -> list[Passkey]:
    return [_read(row) for row in desk.read(_OF_PERSON, whose=person)]


def number(desk: Desk, person: str) -> int:
    return int(desk.read(_NUMBER, whose=person)[0][0])


def used(desk: Desk, passkey: Passkey, signed: int, now: int) -> bool:
    """Whether the count moved on from where this proof was checked against; not so if another proof came between."""
    return desk.write(_USED, of=passkey.credential, before=passkey.signed, count=signed, now=now) > 0


def remove(desk: Desk, person: str, id_: str) -> bool:
    return desk.write(_REMOVE, whose=person, named=id_) > 0


def remove_all(desk: Desk, person: str) -> int:
    return desk.write(_REMOVE_ALL, whose=person)


def answered(desk: Desk, challenge: bytes, now: int, until: int) -> bool:
    """Whether nobody has answered this challenge before; now somebody has."""
    with desk.writing() as hand:
        hand.write(_SWEEP, before=now)
        if hand.first(_ANSWERED, of=challenge) is not None:
            return False
        hand.write(_ANSWER, digest=challenge, until=until)
        return True


def _read(row: Row) -> Passkey:
    return Passkey(**{name: row[name] for name in Passkey.__struct_fields__})
