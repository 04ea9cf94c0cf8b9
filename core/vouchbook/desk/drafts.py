"""Drafts: what a person has typed and not yet sent, sealed, one for each form."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select, update

from vouchbook.desk.store import Desk, Row
from vouchbook.desk.tables import DRAFTS

_T = DRAFTS.c
_MINE = (_T.person == bindparam("whose"), _T.form == bindparam("called"))


class Kept(Struct, frozen=True):
    """``revision`` counts from 1, so that one tab notices what another has saved."""

    person: str
    form: str
    revision: int
    at: int
    fields: bytes


_FIND = select(DRAFTS).where(*_MINE)
_NEW = insert(DRAFTS)
_CHANGE = update(DRAFTS).where(*_MINE).values(revision=_T.revision + 1, at=bindparam("now"), fields=bindparam("what"))
_DROP = delete(DRAFTS).where(*_MINE)
_DROP_ALL = delete(DRAFTS).where(_T.person == bindparam("whose"))
_OF_PERSON = select(_T.form, _T.at).where(_T.person == bindparam("whose")).order_by(_T.at.desc())


def keep(desk: Desk, person: str, form: str, fields: bytes, now: int, *, over: int | None = None) -> int | None:
    """Keep the fields in place of what was kept; answers the revision.

    :param over: the revision that the writer has seen (0: none); ``None`` answers that somebody wrote since
    """
    with desk.writing() as hand:
        row = hand.first(_FIND, whose=person, called=form)
        if over is not None and over != (0 if row is None else row["revision"]):
            return None
        if row is None:
            hand.write(_NEW, person=person, form=form, revision=1, at=now, fields=fields)
            return 1
        hand.write(_CHANGE, whose=person, called=form, now=now, what=fields)
        return int(row["revision"]) + 1


def find(desk: Desk, person: str, form: str) -> Kept | None:
    row = desk.first(_FIND, whose=person, called=form)
    return None if row is None else _read(row)


def forms_of(desk: Desk, person: str) -> list[tuple[str, int]]:
    """Which forms a person has begun, and when they last saved, the latest first."""
    return [(row["form"], row["at"]) for row in desk.read(_OF_PERSON, whose=person)]


def drop(desk: Desk, person: str, form: str) -> None:
    desk.write(_DROP, whose=person, called=form)


def drop_all(desk: Desk, person: str) -> None:
    desk.write(_DROP_ALL, whose=person)


def _read(row: Row) -> Kept:
    return Kept(**{name: row[name] for name in Kept.__struct_fields__})
