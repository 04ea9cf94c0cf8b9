"""Every route by every kind of visitor by association: who is let in, and that who is turned away changes nothing."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient
from tests.web import small
from tests.web.who_may import WHO_MAY

from vouchbook.domain.names import ItemId, PersonId
from vouchbook.projections.ratings import ratings_of
from vouchbook.service import signing_in
from vouchbook.web import cookies
from vouchbook.web.pages import ROUTES
from vouchbook.web.routes import Area, Route, on_behalf

BROWSER = "0" * 32
VISITORS = ("nobody", "newcomer", "reviewer", "board", "coordinator", "rater")
SAYS = {
    Area.ANYBODY: "anybody",
    Area.SIGNED_IN: "signed in",
    Area.OWN: "own file",
    Area.REVIEWING: "reviewer",
    Area.OFFICE: "coordinator, board",
    Area.COORDINATING: "coordinator",
    Area.ALLIANCE: "alliance",
    Area.RATING: "rater",
}
LET_IN = {
    "anybody": set(VISITORS),
    "signed in": {"newcomer", "reviewer", "board", "coordinator"},
    "own file": {"newcomer", "reviewer", "board", "coordinator"},
    "reviewer": {"reviewer"},
    "coordinator, board": {"coordinator", "board"},
    "coordinator": {"coordinator"},
    "alliance": set(),
    "rater": {"rater"},
}
LAST = ("signing_in.sign_out", "account_security.end_session", "account_security.end_others")
"""They end sessions, this one too."""


def row(route: Route) -> str:
    return WHO_MAY[route.name].removesuffix(", proven afresh")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_has_its_row(route):
    assert route.name in WHO_MAY, "say in tests/web/who_may.py who may open it"
    assert row(route) == SAYS[route.area]
    assert WHO_MAY[route.name].endswith(", proven afresh") == route.fresh


def test_every_row_has_its_route():
    assert {*WHO_MAY} == {route.name for route in ROUTES}


class Visitor:
    """A browser in which somebody has signed in, or nobody; its forms carry what ours carry."""

    def __init__(self, client: TestClient, people: small.People, who: str, association: str = "nc") -> None:
        self.client = client
        self.settings = client.app.state.hosting.settings
        self.office = client.app.state.hosting.office(association)
        self.people = people
        self.who = who
        self.association = association
        self.given: str | None = None
        """A token to send instead of the right one."""
        self.sign_in()

    def sign_in(self) -> None:
        self.client.cookies.clear()
        self.client.cookies.set(cookies.name(self.settings, self.association, cookies.BROWSER), BROWSER)
        self.session = None
        if self.who == "nobody":
            return
        what = cookies.SESSION
        if self.who == "rater":
            (rating, *_) = ratings_of(self.office.book, self.people["nc"]["applicant"]) or ["ra-none"]
            token = signing_in.begin(self.office, rating=ItemId(rating), proved_by="code")
            what = cookies.RATER
        else:
            person = PersonId(self.people[self.association][self.who])
            token = signing_in.begin(self.office, person, proved_by="code")
        self.client.cookies.set(cookies.name(self.settings, self.association, what), token)
        self.session = signing_in.session_of(self.office, token)

    def token(self) -> str:
        if self.given is not None:
            return self.given
        whose = self.session.id if self.session is not None else ""
        digest = self.office.vault.keyed_digest("form", f"salt\0{BROWSER}\0{whose}").removeprefix("hmac:")
        return f"salt.{digest}"

    def asks(self, route: Route, path: str, association: str | None = None):
        filled = re.sub(r"\{(\w+)\}", lambda found: self.value(found[1]), path)
        address = f"/{association or self.association}{filled}"
        if route.method == "GET":
            return self.client.get(address)
        return self.client.post(address, data={"csrf": self.token()})

    def value(self, name: str) -> str:
        of_nc = self.people["nc"]
        return {
            "about": of_nc["applicant"],
            "person_id": of_nc["applicant"],
            "payer": of_nc["applicant"],
            "application": of_nc["submitted_application"],
            "application_id": of_nc["submitted_application"],
        }.get(name, "x")


def turned_away(answer) -> bool:
    """Sent to sign in, told that this part is not theirs, or that there is no such page."""
    if answer.status_code == 303:
        return re.search(r"/(sign-in|reference)(\?|$)", answer.headers["location"]) is not None
    if answer.status_code == 401:
        return True
    if answer.status_code == 403:
        return "This part is not open to you" in answer.text
    return answer.status_code == 404 and "There is no such page" in answer.text


def paths(route: Route) -> list[tuple[str, bool]]:
    return [(route.path, False), *([(on_behalf(route.path), True)] if route.area is Area.OWN else [])]


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.timeout(240)
def test_only_whom_the_table_names_is_let_in(portal, people, who):
    visitor = Visitor(portal, people, who)
    for route in sorted(ROUTES, key=lambda route: route.name in LAST):
        for path, behalf in paths(route):
            may = who == "coordinator" if behalf else who in LET_IN[row(route)]
            before = visitor.office.book.position
            answer = visitor.asks(route, path)
            shown = f"{who}: {route.method} {path}: {answer.status_code} {answer.headers.get('location', '')}"
            assert answer.status_code < 500, shown
            if may and route.area is not Area.ANYBODY:
                assert not turned_away(answer) or answer.status_code == 404 or route.name in LAST, shown
            if not may:
                assert turned_away(answer), shown
                assert visitor.office.book.position == before, shown
            if route.name in LAST or "sign" in route.path or "/try" in route.path or "/register" in route.path:
                visitor.sign_in()


@pytest.mark.parametrize("who", ["newcomer", "reviewer", "board", "coordinator"])
@pytest.mark.timeout(240)
def test_whoever_signed_in_at_one_association_is_nobody_at_another(portal, people, who):
    """Even with the cookie's value carried over under the other's name."""
    visitor = Visitor(portal, people, who)
    token = visitor.client.cookies[cookies.name(visitor.settings, "nc", cookies.SESSION)]
    visitor.client.cookies.set(cookies.name(visitor.settings, "tn", cookies.SESSION), token)
    other = portal.app.state.hosting.office("tn")
    before = other.book.position
    for route in ROUTES:
        if route.area is Area.ANYBODY:
            continue
        for path, _ in paths(route):
            answer = visitor.asks(route, path, "tn")
            assert turned_away(answer), f"{who}: {route.method} {path}: {answer.status_code}"
    assert other.book.position == before


@pytest.mark.timeout(240)
def test_what_is_weighty_asks_who_it_is_once_more(portal, people, settings):
    """Signed in an hour ago: let in everywhere, and asked again before a decision."""
    visitor = Visitor(portal, people, "coordinator")
    edge = portal.app.state.hosting.edge
    later = _later(edge)
    portal.app.state.hosting.office("nc").edge = later
    for route in ROUTES:
        if route.fresh and row(route) in ("coordinator", "coordinator, board", "signed in"):
            before = visitor.office.book.position
            answer = visitor.asks(route, route.path)
            assert answer.status_code in (303, 401, 403), f"{route.name}: {answer.status_code}"
            if answer.status_code == 303:
                assert "/confirm" in answer.headers["location"], route.name
            assert visitor.office.book.position == before


def _later(edge):
    from datetime import timedelta

    from msgspec.structs import replace

    return replace(edge, clock=lambda: edge.clock() + timedelta(minutes=20))


@pytest.mark.parametrize("token", ["", "x", "salt.", ".", "salt.0" * 100, "salt." + "0" * 64])
@pytest.mark.timeout(240)
def test_no_form_is_taken_without_the_token_of_this_browser(portal, people, token):
    visitor = Visitor(portal, people, "coordinator")
    visitor.given = token
    before = visitor.office.book.position
    for route in ROUTES:
        if route.method == "POST":
            answer = visitor.asks(route, route.path)
            assert answer.status_code in (303, 401, 403, 404), f"{route.name}: {answer.status_code}"
            if answer.status_code == 403 and "This part is not open" not in answer.text:
                assert "could not be checked" in answer.text, route.name
    assert visitor.office.book.position == before


def test_the_token_of_another_session_is_none(portal, people):
    visitor = Visitor(portal, people, "other_coordinator")
    stolen = visitor.token()
    visitor.who = "coordinator"
    visitor.sign_in()
    visitor.given = stolen
    drop = next(route for route in ROUTES if route.name == "policy_draft.drop")
    assert visitor.asks(drop, drop.path).status_code == 403
