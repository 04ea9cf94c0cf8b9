"""Roles: who acts for an association, given and ended by somebody else, and what somebody may act as today."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain import roles as held
from vouchbook.domain.authorize import Action, Circumstances, Principal, Role
from vouchbook.domain.names import PersonId
from vouchbook.domain.roles import Roles
from vouchbook.domain.streams import ROLES
from vouchbook.service.alliance import ALLIANCE_CODE
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.opening import person_words
from vouchbook.service.person import known_person

GIVEN = (Role.COORDINATOR, Role.BOARD, Role.REVIEWER)
"""What people of any book are given; in the Alliance's own book there is its own staff, too."""


class Holder(Struct, frozen=True):
    """A role as somebody holds or held it: from ``first`` on, up to the day before ``until``."""

    person: PersonId
    name: str
    role: Role
    first: date
    until: date | None


def offered(code: str) -> tuple[Role, ...]:
    """The roles that may be given in a book."""
    return (Role.ALLIANCE, *GIVEN) if code == ALLIANCE_CODE else GIVEN


def give(office: Office, request: Request, person: PersonId, role: Role) -> Done:
    """Let somebody of the book act in a role from this day on.

    :raises Refused: one's own role, nobody of that id, or a role that nobody is given in this book
    """
    office.allow(request.principal, Action.KEEP_ROLES, Circumstances(about=person))

    def plan() -> Plan:
        known = known_person(office, person)
        loaded = office.load(ROLES, office.code)
        events = held.decide(held.Give(person, role, request.on, offered(office.code)), loaded.state)
        return Plan(
            writes=(loaded.write(events),),
            unchanged=((known.stream, known.version),),
            result={"person": person, "role": role.value},
        )

    return office.record(request, "give_role", [person, role], plan)


def end(office: Office, request: Request, person: PersonId, role: Role) -> Done:
    """From this day on they do not act in the role any more, wherever they are signed in.

    :raises Refused: one's own role, or one that they were never given
    """
    office.allow(request.principal, Action.KEEP_ROLES, Circumstances(about=person))

    def plan() -> Plan:
        loaded = office.load(ROLES, office.code)
        events = held.decide(held.End(person, role, request.on), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "role": role.value})

    return office.record(request, "end_role", [person, role], plan)


def held_by(office: Office, person: str | None, on: date) -> frozenset[Role]:
    """What somebody may act as on a day, beside being an applicant for themself; asked of one's own self only."""
    roles: Roles = office.load(ROLES, office.code).state
    return roles.of(person, on)


def listing(office: Office, principal: Principal) -> list[Holder]:
    """Everybody who holds or held a role, those who hold one first, by role and name."""
    office.allow(principal, Action.SEE_ROLES)
    roles: Roles = office.load(ROLES, office.code).state
    names = {person: person_words(office, known_person(office, person)).name for person, _ in roles.spans}
    found = [
        Holder(person, names[person], role, span.first, span.until)
        for (person, role), spans in roles.spans.items()
        for span in spans
    ]
    order = list(Role)
    return sorted(found, key=lambda row: (row.until is not None, order.index(row.role), row.name, row.first))
