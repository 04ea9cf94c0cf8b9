"""Sessions: who is signed in where, kept under the digest of what the browser holds."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, or_, select, update

from vouchbook.desk.store import Desk, Row
from vouchbook.desk.tables import SESSIONS

_T = SESSIONS.c
_KNOWN_AFTER = 24 * 3_600_000_000  # an ended session is recognised for a day, to hand back what was typed in it


class Session(Struct, frozen=True):
    """One browser's; ``idle`` in microseconds. ``person`` is somebody of the book, ``rating`` what a rater came for."""

    digest: bytes
    id: str
    person: str | None
    rating: str | None
    began: int
    seen: int
    idle: int
    until: int
    begun_by: str
    ended: int | None = None
    proved_at: int | None = None
    proved_by: str | None = None
    device: bytes | None = None

    def runs(self, now: int) -> bool:
        """Whether it is still open: neither ended, nor at rest for too long, nor too old."""
        return self.ended is None and now < self.until and now < self.seen + self.idle


_NEW = insert(SESSIONS)
_SWEEP = delete(SESSIONS).where(_T.until < bindparam("before"))
_FIND = select(SESSIONS).where(_T.digest == bindparam("of"))
_SEEN = update(SESSIONS).where(_T.digest == bindparam("of"), _T.seen < bindparam("now")).values(seen=bindparam("now"))
_PROVED = (
    update(SESSIONS)
    .where(_T.digest == bindparam("of"), _T.ended.is_(None))
    .values(proved_at=bindparam("now"), proved_by=bindparam("how"), digest=bindparam("anew"))
)
_OPEN = (_T.ended.is_(None), _T.until > bindparam("now"), _T.seen + _T.idle > bindparam("now"))
_OF_PERSON = select(SESSIONS).where(_T.person == bindparam("whose"), *_OPEN).order_by(_T.seen.desc())
_END = update(SESSIONS).where(_T.digest == bindparam("of"), _T.ended.is_(None)).values(ended=bindparam("now"))
_END_ONE = (
    update(SESSIONS)
    .where(_T.person == bindparam("whose"), _T.id == bindparam("named"), _T.ended.is_(None))
    .values(ended=bindparam("now"))
)
_END_ALL = (
    update(SESSIONS)
    .where(
        _T.person == bindparam("whose"),
        _T.ended.is_(None),
        or_(bindparam("but").is_(None), _T.digest != bindparam("but")),
    )
    .values(ended=bindparam("now"))
)
_END_RATING = update(SESSIONS).where(_T.rating == bindparam("whose"), _T.ended.is_(None)).values(ended=bindparam("now"))


def begin(desk: Desk, session: Session) -> None:
    with desk.writing() as hand:
        hand.write(_SWEEP, before=session.began - _KNOWN_AFTER)
        hand.write(_NEW, **{name: getattr(session, name) for name in Session.__struct_fields__})


def find(desk: Desk, digest: bytes) -> Session | None:
    """Of this digest, open or ended."""
    row = desk.first(_FIND, of=digest)
    return None if row is None else _read(row)


def seen(desk: Desk, digest: bytes, now: int) -> None:
    with desk.writing(lasting=False) as hand:
        hand.write(_SEEN, of=digest, now=now)


def proved(desk: Desk, digest: bytes, at: int, by: str, anew: bytes) -> bool:
    """From now on it is kept under ``anew``: what somebody held of it before opens nothing any more."""
    return desk.write(_PROVED, of=digest, now=at, how=by, anew=anew) > 0


def open_of(desk: Desk, person: str, now: int) -> list[Session]:
    """A person's open sessions, the one seen last first."""
    return [_read(row) for row in desk.read(_OF_PERSON, whose=person, now=now)]


def end(desk: Desk, digest: bytes, now: int) -> bool:
    return desk.write(_END, of=digest, now=now) > 0


def end_named(desk: Desk, person: str, id_: str, now: int) -> bool:
    """End a person's session by the id under which it is listed; somebody else's is not touched."""
    return desk.write(_END_ONE, whose=person, named=id_, now=now) > 0


def end_all(desk: Desk, person: str, now: int, *, but: bytes | None = None) -> int:
    return desk.write(_END_ALL, whose=person, now=now, but=but)


def end_of_rating(desk: Desk, rating: str, now: int) -> int:
    return desk.write(_END_RATING, whose=rating, now=now)


def _read(row: Row) -> Session:
    return Session(**{name: row[name] for name in Session.__struct_fields__})
