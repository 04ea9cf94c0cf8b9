"""API tokens: for programs that speak for a person in one of their roles, in one association, until a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from vouchbook.desk import tokens as rows
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.service import beside, sessions
from vouchbook.service.office import Office
from vouchbook.service.sessions import Session
from vouchbook.service.written import called

LONGEST = 366  # days
MARK = "vouchbook_"
"""What a token begins with, so that whoever finds one knows what it is."""
_USED_EVERY = 60 * beside.SECOND


class Token(Struct, frozen=True):
    """A token as its owner sees it: never its text, which was shown once."""

    id: str
    name: str
    person: PersonId
    role: Role
    made: datetime
    until: datetime
    used: datetime | None
    revoked: datetime | None


def may_speak_as(office: Office, person: PersonId) -> list[Role]:
    """The roles in which a token of this person may speak: those they hold, and an applicant's for their own file."""
    held = sessions.roles_of(office, person)
    return [role for role in Role if role in held or role is Role.APPLICANT]


def make(office: Office, session: Session, name: str, role: Role, days: int) -> str:
    """A new token of who has signed in; its text is shown once and kept nowhere.

    :raises Refused: no recent proof of who they are, a role that they do not hold, or too long a time
    :raises WrittenWrongly: a name that is none
    """
    sessions.must_be_fresh(office, session)
    person = session.person
    if person is None or role not in may_speak_as(office, person):
        mine = () if person is None else tuple(each.value for each in may_speak_as(office, person))
        raise Refused("token_role", roles=mine)
    if not 1 <= days <= LONGEST:
        raise Refused("token_too_long", days=LONGEST)
    text = f"{MARK}{office.code}_{office.edge.token()}"
    now, id_ = office.edge.microseconds, office.edge.mint("t")
    rows.make(
        office.desk,
        rows.Token(
            digest=beside.digest(text),
            id=id_,
            person=person,
            role=role.value,
            name=beside.sealed(office, person, "token", id_, called("the name of the token", name)),
            made=now,
            until=now + beside.long(timedelta(days=days)),
        ),
    )
    return text


def principal_of(office: Office, text: str) -> Principal | None:
    """As whom a token speaks today; as nobody once it ended, or its owner does not hold the role any more."""
    row = rows.find(office.desk, beside.digest(text)) if text.startswith(f"{MARK}{office.code}_") else None
    now = office.edge.microseconds
    if row is None or not row.works(now):
        return None
    person, role = PersonId(row.person), Role(row.role)
    if role not in may_speak_as(office, person):
        return None
    if row.used is None or now - row.used > _USED_EVERY:
        rows.used(office.desk, row.digest, now)
    return Principal(role, person)


def of_person(office: Office, person: PersonId) -> list[Token]:
    """One's own tokens, in the order in which they were made; asked of one's own self only."""
    return [_read(office, row) for row in rows.of_person(office.desk, person)]


def revoke(office: Office, person: PersonId, id_: str) -> None:
    """End a token of one's own at once.

    :raises Refused: there is none of that id, or it is somebody else's
    """
    if not rows.revoke(office.desk, person, id_, office.edge.microseconds):
        raise Refused("token_unknown")


def _read(office: Office, row: rows.Token) -> Token:
    return Token(
        id=row.id,
        name=beside.opened(office, row.person, "token", row.id, row.name, str) or "",
        person=PersonId(row.person),
        role=Role(row.role),
        made=beside.moment(row.made),
        until=beside.moment(row.until),
        used=None if row.used is None else beside.moment(row.used),
        revoked=None if row.revoked is None else beside.moment(row.revoked),
    )
