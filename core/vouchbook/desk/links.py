"""Single-purpose links: a token's digest, what it is for and about, until when, and whether it was used."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select, update

from vouchbook.desk.store import Desk, Row
from vouchbook.desk.tables import LINKS

_T = LINKS.c
_KEPT_FOR = 90 * 86_400_000_000  # after its end, so that people hear "expired" and not "unknown"


class Link(Struct, frozen=True):
    """``about`` holds ids only."""

    digest: bytes
    purpose: str
    about: str
    made: int
    until: int
    used: int | None
    reusable: int

    def works(self, now: int) -> bool:
        return now < self.until and (self.used is None or bool(self.reusable))


_SWEEP = delete(LINKS).where(_T.until < bindparam("before"))
_NEW = insert(LINKS)
_FIND = select(LINKS).where(_T.digest == bindparam("of"), _T.purpose == bindparam("why"))
_USED = update(LINKS).where(_T.digest == bindparam("of"), _T.used.is_(None)).values(used=bindparam("now"))
_ENDED = (
    update(LINKS)
    .where(_T.purpose == bindparam("why"), _T.about == bindparam("what"), _T.until > bindparam("now"))
    .values(until=bindparam("now"))
)

_LATEST = select(func.max(_T.until)).where(_T.purpose == bindparam("why"), _T.about == bindparam("what"))


def make(desk: Desk, link: Link) -> None:
    with desk.writing() as hand:
        hand.write(_SWEEP, before=link.made - _KEPT_FOR)
        hand.write(_NEW, **{name: getattr(link, name) for name in Link.__struct_fields__})


def find(desk: Desk, digest: bytes, purpose: str) -> Link | None:
    """Of this digest and for this purpose, whether it still works or not."""
    row = desk.first(_FIND, of=digest, why=purpose)
    return None if row is None else _read(row)


def use(desk: Desk, digest: bytes, purpose: str, now: int) -> Link | None:
    """The link as it was before this use, if it still works; of several at once, one gets a link for one use."""
    with desk.writing() as hand:
        row = hand.first(_FIND, of=digest, why=purpose)
        if row is None:
            return None
        link = _read(row)
        if not link.works(now):
            return None
        hand.write(_USED, of=digest, now=now)
        return link


def end(desk: Desk, purpose: str, about: str, now: int) -> int:
    """From now on the links about this open nothing."""
    return desk.write(_ENDED, why=purpose, what=about, now=now)


def latest(desk: Desk, purpose: str, about: str) -> int | None:
    """Until when the last of the links about this works; none where there never was one."""
    row = desk.first(_LATEST, why=purpose, what=about)
    return None if row is None or row[0] is None else int(row[0])


def _read(row: Row) -> Link:
    return Link(**{name: row[name] for name in Link.__struct_fields__})
