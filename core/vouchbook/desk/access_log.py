"""The access log: who was refused what, and who read whose evidence; ids and codes only."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import and_, bindparam, delete, func, insert, or_, select

from vouchbook.desk.store import Desk, Row
from vouchbook.desk.tables import ACCESS_LOG

_T = ACCESS_LOG.c


class Access(Struct, frozen=True):
    at: int
    actor: str
    person: str | None
    about: str | None
    act: str
    what: str
    outcome: str
    number: int = 0


_NEW = insert(ACCESS_LOG)
_SWEEP = delete(ACCESS_LOG).where(_T.at < bindparam("before"))
_LATEST = select(func.max(_T.at)).where(
    _T.about == bindparam("whose"),
    _T.actor == bindparam("who"),
    _T.act == bindparam("done"),
    _T.what == bindparam("thing"),
    _T.outcome == bindparam("came"),
)
_LATELY = (
    select(_T.number)
    .where(
        _T.about == bindparam("whose"),
        _T.actor == bindparam("who"),
        _T.outcome == bindparam("came"),
        _T.at > bindparam("since"),
    )
    .limit(1)
)
_ALL = select(ACCESS_LOG).where(_T.number < bindparam("below")).order_by(_T.number.desc()).limit(bindparam("most"))
_OF_PERSON = (
    select(ACCESS_LOG)
    .where(
        or_(_T.about == bindparam("whose"), and_(_T.person == bindparam("whose"), _T.outcome != "read")),
        _T.number < bindparam("below"),
    )
    .order_by(_T.number.desc())
    .limit(bindparam("most"))
)
LAST = 1 << 62


def note(desk: Desk, access: Access, *, kept_for: int, once_in: int = 0) -> None:
    """Write a line, and let go of what is older than ``kept_for``.

    :param once_in: the same again within so long is one line: who pages through a file reads it once
    """
    if once_in and _noted_since(desk, access, access.at - once_in):
        return
    with desk.writing(lasting=False) as hand:
        hand.write(_SWEEP, before=access.at - kept_for)
        hand.write(_NEW, **{name: getattr(access, name) for name in Access.__struct_fields__ if name != "number"})


def _noted_since(desk: Desk, access: Access, since: int) -> bool:
    row = desk.first(
        _LATEST, whose=access.about, who=access.actor, done=access.act, thing=access.what, came=access.outcome
    )
    return row is not None and row[0] is not None and row[0] > since


def noted(desk: Desk, actor: str, about: str, outcome: str, since: int) -> bool:
    """Whether a line says so of this actor and this person since then, whatever it was about."""
    return desk.first(_LATELY, who=actor, whose=about, came=outcome, since=since) is not None


def everything(desk: Desk, most: int, below: int = LAST) -> list[Access]:
    """The latest first; ``below`` is the number of the last line of the page before."""
    return [_read(row) for row in desk.read(_ALL, most=most, below=below)]


def of_person(desk: Desk, person: str, most: int, below: int = LAST) -> list[Access]:
    """Who read what is theirs or was refused it, and what they were refused themselves."""
    return [_read(row) for row in desk.read(_OF_PERSON, whose=person, most=most, below=below)]


def _read(row: Row) -> Access:
    return Access(**{name: row[name] for name in Access.__struct_fields__})
