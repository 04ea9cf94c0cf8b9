"""Sessions: begun when somebody has shown who they are, found by what the browser holds, listed and ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from vouchbook.desk import passkeys
from vouchbook.desk import sessions as rows
from vouchbook.domain.authorize import Role
from vouchbook.domain.names import ItemId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Erased
from vouchbook.service import beside, roles
from vouchbook.service.office import Office

LONGEST = timedelta(hours=12)
"""However busy one is: a working day, after which everybody shows again who they are."""
RESTS = timedelta(hours=2)
RESTS_STAFF = timedelta(minutes=30)
"""How long a session may rest; those who hold a role see other people's files, and rest shorter."""
FRESH = timedelta(minutes=15)
"""How long a proof of who one is stands for weighty acts."""
_SEEN_EVERY = 60 * beside.SECOND  # a page more often than this writes nothing


class Session(Struct, frozen=True):
    """Somebody signed in at one browser; ``person`` is of the book, ``rating`` the reference for which a rater came."""

    id: str
    person: PersonId | None
    rating: ItemId | None
    began: datetime
    seen: datetime
    until: datetime
    begun_by: str
    proved_at: datetime | None
    proved_by: str | None
    device: str
    digest: bytes


def begin(
    office: Office,
    person: PersonId | None = None,
    *,
    proved_by: str,
    rating: ItemId | None = None,
    device: str = "",
) -> str:
    """A new session of a person or a rater, who has just shown who they are; answers the token for the browser.

    Whoever has a passkey has shown it by nothing less: a mailed code lets them in, and proves nothing weighty.
    """
    if (person is None) == (rating is None):
        raise ValueError("a session is a person's or a rater's")
    now, token = office.edge.microseconds, office.edge.token()
    proved = person is None or proved_by != CODE or not passkeys.number(office.desk, person)
    rows.begin(
        office.desk,
        rows.Session(
            digest=beside.digest(token),
            id=office.edge.mint("s"),
            person=person,
            rating=rating,
            began=now,
            seen=now,
            idle=beside.long(_rest(office, person)),
            until=now + beside.long(LONGEST),
            begun_by=proved_by,
            proved_at=now if proved else None,
            proved_by=proved_by if proved else None,
            device=_device(office, person, device),
        ),
    )
    return token


CODE, PASSKEY, SAMPLE = "code", "passkey", "sample"
"""By what somebody has shown who they are."""


def session_of(office: Office, token: str) -> Session | None:
    """The session whose token a browser holds, while it lasts."""
    now = office.edge.microseconds
    row = rows.find(office.desk, beside.digest(token))
    if row is None or not row.runs(now):
        return None
    if now - row.seen > _SEEN_EVERY:
        rows.seen(office.desk, row.digest, now)
    return _read(office, row)


def former(office: Office, token: str) -> Session | None:
    """A session that has ended not long ago, so that what was typed in it goes back to the same person alone."""
    now = office.edge.microseconds
    row = rows.find(office.desk, beside.digest(token))
    return None if row is None or row.runs(now) else _read(office, row)


def is_fresh(office: Office, session: Session) -> bool:
    """Whether they proved who they are a short while ago."""
    return session.proved_at is not None and office.edge.clock() - session.proved_at < FRESH


def must_be_fresh(office: Office, session: Session | None) -> None:
    """:raises Refused: ``proof_needed``"""
    if session is None or not is_fresh(office, session):
        raise Refused("proof_needed")


def prove(office: Office, session: Session, by: str) -> str:
    """They have shown once more who they are; answers a new token, and the one that they came with opens nothing.

    :raises Refused: the session ended meanwhile
    """
    token = office.edge.token()
    if not rows.proved(office.desk, session.digest, office.edge.microseconds, by, beside.digest(token)):
        raise Refused("proof_needed")
    return token


def of_person(office: Office, person: PersonId) -> list[Session]:
    """Where somebody is signed in, the latest first; asked of one's own self only."""
    return [_read(office, row, named=True) for row in rows.open_of(office.desk, person, office.edge.microseconds)]


def end(office: Office, session: Session) -> None:
    rows.end(office.desk, session.digest, office.edge.microseconds)


def end_one(office: Office, person: PersonId, id_: str) -> None:
    """End a session of one's own by the id in the list.

    :raises Refused: there is none of that id, or it is somebody else's
    """
    if not rows.end_named(office.desk, person, id_, office.edge.microseconds):
        raise Refused("session_unknown")


def end_everywhere(office: Office, person: PersonId, *, but: Session | None = None) -> int:
    """End every session of a person, or every other one; answers how many there were."""
    kept = None if but is None else but.digest
    return rows.end_all(office.desk, person, office.edge.microseconds, but=kept)


def roles_of(office: Office, person: PersonId | None) -> frozenset[Role]:
    """What somebody may act as today, beside their own file."""
    return roles.held_by(office, person, office.today)


def _rest(office: Office, person: PersonId | None) -> timedelta:
    return RESTS_STAFF if person is not None and roles_of(office, person) else RESTS


def _device(office: Office, person: PersonId | None, device: str) -> bytes | None:
    if person is None or not device:
        return None
    try:
        return beside.sealed(office, person, "session", "device", device[:200])
    except Erased:
        return None


def _read(office: Office, row: rows.Session, *, named: bool = False) -> Session:
    """:param named: open also what the device was called"""
    device = ""
    if named and row.person is not None and row.device is not None:
        device = beside.opened(office, row.person, "session", "device", row.device, str) or ""
    return Session(
        id=row.id,
        person=None if row.person is None else PersonId(row.person),
        rating=None if row.rating is None else ItemId(row.rating),
        began=beside.moment(row.began),
        seen=beside.moment(row.seen),
        until=beside.moment(row.until),
        begun_by=row.begun_by,
        proved_at=None if row.proved_at is None else beside.moment(row.proved_at),
        proved_by=row.proved_by,
        device=device,
        digest=row.digest,
    )
