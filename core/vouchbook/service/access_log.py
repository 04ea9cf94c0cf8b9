"""The access log: who was refused something, and who read somebody else's evidence; not part of the book."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from vouchbook.desk import access_log as rows
from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.names import PersonId
from vouchbook.service import beside
from vouchbook.service.office import Office

READ, DENIED = "read", "denied"
KEPT_FOR = timedelta(days=400)
"""Longer than a year, so that a yearly look at it misses nothing."""
ONCE_IN = timedelta(hours=1)
"""Who pages through a file reads it once."""
MOST = 200
NEWEST = rows.LAST


class Line(Struct, frozen=True):
    """``actor`` as the book names them; ``about`` whose it is, where it is a person's; ``what`` an id or a page."""

    number: int
    at: datetime
    actor: str
    person: str | None
    about: str | None
    act: str
    what: str
    outcome: str


def read(office: Office, principal: Principal, about: PersonId, what: str, act: str = "see_evidence") -> None:
    """Somebody looks at another person's evidence; one's own is nobody's business."""
    if principal.person != about:
        office.keeping.each_time(lambda: _note(office, principal, about, act, what, READ))


def opened(office: Office, principal: Principal, about: PersonId, what: str) -> None:
    """The same for a page that says no more of itself, unless they were noted with this person's file of late."""
    since = office.edge.microseconds - beside.long(ONCE_IN)
    if principal.person != about and not rows.noted(office.desk, principal.actor, about, READ, since):
        _note(office, principal, about, "see_file", what, READ)


def denied(
    office: Office,
    principal: Principal,
    act: str,
    what: str = "",
    about: PersonId | None = None,
    *,
    person: PersonId | None = None,
) -> None:
    """Somebody asked for what is not theirs to see or do. ``what`` holds ids and codes only.

    :param person: who has signed in, where they act as nobody in particular
    """
    _note(office, principal, about, act, what, DENIED, person)


def of_association(office: Office, principal: Principal, below: int = rows.LAST) -> list[Line]:
    """Everything, the latest first; ``below`` is the number of the last line of the page before."""
    office.allow(principal, Action.SEE_ACCESS)
    return [_line(row) for row in rows.everything(office.desk, MOST, below)]


def of_person(office: Office, principal: Principal, person: PersonId, below: int = rows.LAST) -> list[Line]:
    """Who read what is this person's, or was refused it."""
    office.allow(principal, Action.SEE_OWN_ACCESS, Circumstances(about=person))
    return [_line(row) for row in rows.of_person(office.desk, person, MOST, below)]


def _note(
    office: Office,
    principal: Principal,
    about: PersonId | None,
    act: str,
    what: str,
    outcome: str,
    person: PersonId | None = None,
) -> None:
    rows.note(
        office.desk,
        rows.Access(
            at=office.edge.microseconds,
            actor=principal.actor,
            person=person or principal.person,
            about=about,
            act=act,
            what=what,
            outcome=outcome,
        ),
        kept_for=beside.long(KEPT_FOR),
        once_in=beside.long(ONCE_IN) if outcome == READ else 0,
    )


def _line(row: rows.Access) -> Line:
    return Line(row.number, beside.moment(row.at), row.actor, row.person, row.about, row.act, row.what, row.outcome)
