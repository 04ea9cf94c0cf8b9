"""A small alliance for the portal's tests: one of each kind of person, in North Carolina and in Tennessee."""

from __future__ import annotations

from pathlib import Path

import msgspec
from litestar.testing import TestClient
from tests.service.books import Way
from tests.service.conftest import TODAY, clock

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import Colleague, PersonWords
from vouchbook.domain.names import AssociationCode, CommandId, PersonId, SlotKey
from vouchbook.service import alliance, panel, person, rating, reading
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office, Request
from vouchbook.web import cookies

People = dict[str, dict[str, str]]
"""By association, then by what they are: ids of persons, applications and references."""


def made(place: Path) -> None:
    """Found the alliance under ``place`` and write ``people.json`` beside it."""
    with alliance.found(place / "alliance", place / "root-key") as folder:
        folder.add(alliance.ALLIANCE_CODE)
        people: People = {}
        edge = Edge(clock)
        for code in ("nc", "tn"):
            request = Request(CommandId(f"founding-{code}"), Principal(Role.ALLIANCE), TODAY)
            alliance.license_association(folder, request, AssociationCode(code), edge)
            people[code] = _settled(alliance.office(folder, code, edge), place)
        people["alliance"] = _alliance(alliance.office(folder, alliance.ALLIANCE_CODE, edge))
    (place / "people.json").write_bytes(msgspec.json.encode(people))


def _alliance(office: Office) -> dict[str, str]:
    who = _registered(office, "Alma", "Alliance", "alma@alliance.example.org")
    _given(office, who, Role.ALLIANCE)
    return {"alliance": who}


def _settled(office: Office, place: Path) -> dict[str, str]:
    """The people of one association."""
    code = office.code
    found: dict[str, str] = {}
    for given, family, role in (
        ("Cora", "Coordinator", Role.COORDINATOR),
        ("Carl", "Colleague", Role.COORDINATOR),
        ("Bo", "Board", Role.BOARD),
        ("Rosa", "Reviewer", Role.REVIEWER),
    ):
        who = _registered(office, given, family, f"{given.lower()}@{code}.example.org")
        _given(office, who, role)
        found[family.lower() if family != "Colleague" else "other_coordinator"] = who
    found["newcomer"] = _registered(office, "Nell", "Newcomer", f"nell@{code}.example.org")
    if code == "nc":
        found |= _journeys(office, place)
    return found


def _journeys(office: Office, place: Path) -> dict[str, str]:
    """Applicants of North Carolina at each step of the way; their applications are under ``…_application``."""
    found: dict[str, str] = {}
    steps = {
        "applicant": lambda way: way.imported().opened(),
        "submitted": lambda way: way.ready_to_submit().submitted(),
        "reviewed": lambda way: way.ready_to_submit().submitted().panel(),
        "examined": lambda way: way.ready_to_decide(),
        "endorsed": lambda way: way.ready_to_decide().decided(),
    }
    for number, (name, walk) in enumerate(steps.items(), 1):
        folder = place / "portfolios"
        folder.mkdir(exist_ok=True)
        way = Way(office, folder, number)
        walk(way)
        found[name], found[f"{name}_application"] = way.person, way.application
        for reviewer_number, reviewer in enumerate(way.reviewers, 1):
            found[f"{name}_reviewer_{reviewer_number}"] = reviewer
            _given(office, reviewer, Role.REVIEWER)
        if name == "applicant":  # a colleague was asked for another reference, which is awaited
            found["rating"] = _asked(way)
        if name == "reviewed":  # the second reviewer has taken the case, the first not yet
            panel.accept(office, way.ask("reviewer", way.reviewers[1]), way.application)
    return found


def _asked(way: Way) -> str:
    items = reading.evidence(way.office, way.ask().principal, way.person)
    who = next(each.facts.colleague for each in items if isinstance(each.facts, Colleague))
    asking = way.ask("applicant", way.person)
    done = rating.request_rating(way.office, asking, way.person, who, SlotKey("supervisor"), waived=True)
    return str(done.result["rating"])


def _registered(office: Office, given: str, family: str, email: str) -> PersonId:
    words = PersonWords(given, family, email)
    return PersonId(person.register(office, _request(f"{office.code}-{email}"), words).result["person"])


def _given(office: Office, who: PersonId, role: Role) -> None:
    from vouchbook.service import roles

    request = Request(CommandId(f"role-{office.code}-{who}-{role.value}"), Principal(Role.ALLIANCE), TODAY)
    roles.give(office, request, who, role)


def _request(id_: str) -> Request:
    return Request(CommandId(id_), Principal(Role.COORDINATOR), TODAY)


def sign_in(client: TestClient, association: str, who: str, *, proved: bool = True) -> None:
    """Give the client a session of this person, as one has after a code; ``proved``: a moment ago."""
    from vouchbook.service import signing_in

    hosting = client.app.state.hosting
    office = hosting.office(association)
    token = signing_in.begin(office, PersonId(who), proved_by="code")
    client.cookies.set(cookies.name(hosting.settings, association, cookies.SESSION), token)


def token_of(client: TestClient, association: str = "nc") -> str:
    """A token that a form of this client's browser may carry: read from any page with a form."""
    page = client.get(f"/{association}/sign-in")
    return page.text.partition('name="csrf" value="')[2].partition('"')[0]
