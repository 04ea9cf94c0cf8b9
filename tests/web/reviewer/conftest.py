"""A reviewer at their pages: what stands there, what they send, and the book behind it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from httpx import Response
from litestar.testing import TestClient
from tests.service.conftest import Asking
from tests.web import filled, small
from tests.web.filled import Form

from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.names import ApplicationId, PersonId
from vouchbook.domain.streams import APPLICATION
from vouchbook.service.office import Office


class Reviewing:
    """One reviewer of the small alliance with one application."""

    def __init__(self, client: TestClient, people: small.People, who: str, application: str) -> None:
        self.client, self.who = client, PersonId(people["nc"][who])
        self.application = ApplicationId(people["nc"][application])
        self.base = f"/nc/review/{self.application}"
        self.enter()

    def enter(self) -> None:
        small.sign_in(self.client, "nc", self.who)

    @property
    def office(self) -> Office:
        office = self.client.app.state.hosting.office("nc")
        assert isinstance(office, Office)
        return office

    @property
    def state(self) -> EndorsementApplication:
        state: EndorsementApplication = self.office.load(APPLICATION, self.application).state
        return state

    def get(self, path: str = "") -> Response:
        return self.client.get(self.base + path)

    def form(self, path: str = "", *, goes: str | None = None, has: str = "") -> Form:
        """The form of a page that goes there and has this field."""
        found = filled.forms(self.get(path))
        to = self.base + (path if goes is None else goes)
        return next(each for each in found if each.action == to and (not has or has in each.fields | each.choices))

    def send(self, path: str = "", *, goes: str | None = None, has: str = "", **typed: str) -> Response:
        changes = {name.replace("_", "-"): value for name, value in typed.items()}
        return self.form(path, goes=goes, has=has).sent(self.client, **changes)

    @property
    def keys(self) -> list[str]:
        """The lines of the sheet, as the addresses of their pages name them."""
        return list(dict.fromkeys(re.findall(r'/requirements/(\w+)"', self.get().text)))

    def takes(self) -> Response:
        return self.send(known="no")

    def answers_everything(self, said: str = "yes") -> None:
        """Every line of the sheet, one page after the other, each with a reason."""
        for key in self.keys:
            names = asked(self.get(f"/requirements/{key}"))
            if names:
                form = self.form(f"/requirements/{key}", has=f"{names[0]}-answer")
                typed = {f"{name}-answer": said for name in names}
                why = {f"{name}-why": "As the papers show." for name in names}
                assert form.sent(self.client, **typed, **why).status_code == 303

    def completes(self, recommends: str = "approved", reason: str = "All of it is there.") -> Response:
        return self.send("/recommendation", recommends=recommends, reason=reason)


def asked(page: Response) -> list[str]:
    """What the questions of a page are called."""
    names = [name for form in filled.forms(page) for name in form.choices if name.endswith("-answer")]
    return [name.removesuffix("-answer") for name in names]


@pytest.fixture
def reviewing(portal: TestClient, people: small.People) -> Callable[..., Reviewing]:
    def by(who: str = "reviewed_reviewer_2", application: str = "reviewed_application") -> Reviewing:
        return Reviewing(portal, people, who, application)

    return by


@pytest.fixture
def ask() -> Asking:
    return Asking()
