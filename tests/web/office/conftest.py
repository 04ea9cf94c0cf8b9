"""What tests of the coordinator's office share: the client of each, the book behind it, forms sent as they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from tests.web import small
from tests.web.filled import form

Client = TestClient[Litestar]


class Desk:
    """Somebody at work in the office of an association."""

    def __init__(self, client: Client, people: small.People, association: str = "nc") -> None:
        self.client = client
        self.ids = people[association]
        self.at = f"/{association}/office"
        self.office = client.app.state.hosting.office(association)

    def see(self, path: str) -> Response:
        return self.client.get(self.at + path.format_map(self.ids))

    def send(self, path: str, action: str = "", **changes: object) -> Response:
        """The form of a page that goes to an address that ends with ``action``, or to the page itself."""
        path = path.format_map(self.ids)
        page = self.client.get(self.at + path)
        assert page.status_code == 200, page.text
        return form(page, (action or path).format_map(self.ids)).sent(self.client, **changes)

    def follow(self, answer: Response) -> str:
        """The page that an act leads to."""
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.headers["location"]).text

    @property
    def position(self) -> int:
        position: int = self.office.book.position
        return position


@pytest.fixture
def at_work(as_: Callable[..., Client], people: small.People) -> Callable[..., Desk]:
    def working(who: str = "coordinator", association: str = "nc") -> Desk:
        return Desk(as_(who, association), people, association)

    return working


@pytest.fixture
def desk(at_work: Callable[..., Desk]) -> Desk:
    return at_work()
