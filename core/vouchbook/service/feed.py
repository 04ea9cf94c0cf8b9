"""A private address under which a calendar program reads somebody's days, until they end it."""

from __future__ import annotations

from datetime import timedelta

from vouchbook.domain.authorize import Action, Circumstances, Principal, Role
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.calendar import calendar
from vouchbook.service import deadlines, links
from vouchbook.service.office import Office
from vouchbook.service.person import known_person

PURPOSE = "calendar"
LASTS = timedelta(days=3 * 365)


def begin(office: Office, principal: Principal, person: PersonId) -> str:
    """The token of a new address; those made before open nothing from now on.

    :raises Refused: not the asker's own days: nobody gets an address to somebody else's
    """
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    if principal.person != person:
        raise Refused("someone_elses")
    known_person(office, person)
    links.end(office, PURPOSE, person)
    return links.make(office, PURPOSE, person, LASTS, reusable=True)


def end(office: Office, principal: Principal, person: PersonId) -> int:
    """From now on no address opens these days; answers how many did."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    return links.end(office, PURPOSE, person)


def by_token(office: Office, token: str) -> bytes:
    """The calendar behind a private address.

    :raises Refused: the address opens nothing, or no more
    """
    person = PersonId(links.look(office, PURPOSE, token).about)
    return of_person(office, Principal(Role.APPLICANT, person), person)


def of_person(office: Office, principal: Principal, person: PersonId) -> bytes:
    """Somebody's days to come as a calendar.

    :raises Refused: not for the asker's eyes
    """
    days = deadlines.of_somebody(office, principal, person)
    name = office.version_on(office.today).document.association.name
    return calendar(days, name, office.code, office.today)
