"""A rater at the portal: their link, the codes that are mailed to them, the form page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from httpx import Response
from litestar.testing import TestClient
from sqlalchemy import select
from tests.service.entrance import NOON
from tests.web import filled, small
from tests.web.filled import Form

from vouchbook.desk.tables import OUTBOX
from vouchbook.domain.names import ItemId
from vouchbook.domain.rating import Rating
from vouchbook.domain.streams import RATING
from vouchbook.service import links
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office
from vouchbook.service.wording.references import PURPOSE
from vouchbook.web.app import portal as made
from vouchbook.web.settings import Settings

COOKIE = "vouchbook-nc-rater"


class Rater:
    """One rater's browser, with a clock that a test turns and codes that it knows."""

    def __init__(self, settings: Settings, people: small.People) -> None:
        self.now = NOON
        self.codes: list[str] = []
        app = made(settings, Edge(lambda: self.now, code=self._draw))
        self.client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=True)
        self.client.follow_redirects = False
        self.people = people
        self.rating = ItemId(people["nc"]["rating"])

    def _draw(self) -> str:
        self.codes.append(f"{100_000 + 7 * len(self.codes):06d}")
        return self.codes[-1]

    @property
    def office(self) -> Office:
        office = self.client.app.state.hosting.office("nc")
        assert isinstance(office, Office)
        return office

    @property
    def state(self) -> Rating:
        state: Rating = self.office.load(RATING, self.rating).state
        return state

    def link(self, days: int = 45) -> str:
        """As the letter has it."""
        return links.make(self.office, PURPOSE, self.rating, timedelta(days=days), reusable=True)

    def get(self, path: str) -> Response:
        return self.client.get(f"/nc/reference{path}")

    def asks(self, link: str) -> Response:
        """Send the link, as the page has it."""
        return filled.form(self.get(""), "/reference").sent(self.client, link=link)

    def comes_in(self, link: str | None = None) -> Response:
        page = self.asks(link or self.link())
        return filled.form(page, "/reference/code").sent(self.client, code=self.codes[-1])

    def form(self, step: str) -> Form:
        return filled.form(self.get(f"/form/{step}"), f"/reference/form/{step}")

    @property
    def steps(self) -> list[str]:
        return list(dict.fromkeys(re.findall(r'/reference/form/(\w+)"', self.get("/form").text)))

    def answers_everything(self, said: str = "often", **otherwise: str) -> None:
        for step in self.steps:
            form = self.form(step)
            typed = {name: said for name in form.choices if name not in ("month",)}
            if step == "about":
                typed = {"relationship": "supervisor", "month": "4", "year": "2019"}
            typed |= {name: value for name, value in otherwise.items() if name in form.fields | form.choices}
            assert form.sent(self.client, **typed).status_code == 303

    def sends(self) -> Response:
        return filled.form(self.get("/check"), "/reference/check").sent(self.client, true="yes")

    def letters(self) -> list[tuple[str, str | None]]:
        rows = self.office.desk.read(select(OUTBOX.c.letter, OUTBOX.c.rating).order_by(OUTBOX.c.queued))
        return [(row["letter"], row["rating"]) for row in rows]

    def words(self, page: Response) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", page.text))


@pytest.fixture
def rater(settings: Settings, people: small.People) -> Iterator[Rater]:
    opened = Rater(settings, people)
    with opened.client:
        yield opened
