"""Who looked at evidence and who was refused: for the association, and for each person about their own file."""

from __future__ import annotations

from vouchbook.domain.authorize import Principal, Role
from vouchbook.letters.access import actor, happened
from vouchbook.service import access_log
from vouchbook.web.answers import Answer
from vouchbook.web.pages.signing_in import person_of
from vouchbook.web.routes import OFFICE, SIGNED_IN, page
from vouchbook.web.visit import Visit

HEAD = ("at", "actor", "about", "act", "what", "outcome")


@page("/account/access", who=SIGNED_IN)
def mine(visit: Visit) -> Answer:
    person = person_of(visit)
    lines = access_log.of_person(visit.office, Principal(Role.APPLICANT, person), person)  # whatever else one is
    rows = [
        (line.at, "You" if line.person == person else actor(line.actor), happened(line.act, line.what, line.outcome))
        for line in lines
    ]
    return visit.show("signing_in/access.html", title="Who looked at your file", rows=rows)


@page("/office/access", who=OFFICE)
def everything(visit: Visit) -> Answer:
    below = visit.query("before")
    number = int(below) if below.isascii() and below.isdigit() and len(below) < 16 else access_log.NEWEST
    lines = access_log.of_association(visit.office, visit.principal, number)
    if visit.query("as") == "csv":
        rows = [(f"{line.at:%Y-%m-%dT%H:%M:%SZ}", *(getattr(line, name) or "" for name in HEAD[1:])) for line in lines]
        return visit.csv(HEAD, rows, "access.csv")
    return visit.show(
        "signing_in/access_office.html",
        title="Who looked",
        rows=[(line.at, line.actor, line.about or "", happened(line.act, line.what, line.outcome)) for line in lines],
        older=lines[-1].number if len(lines) == access_log.MOST else None,
    )


ROUTES = (mine, everything)
