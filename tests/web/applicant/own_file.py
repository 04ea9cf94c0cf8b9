"""Somebody at their own file, as a browser without scripts has it: pages read, forms filled in and sent."""

from __future__ import annotations

import html
import re
from typing import Any

from httpx import Response
from litestar.testing import TestClient
from tests.service.conftest import Asking
from tests.web import filled, small

from vouchbook.domain.names import ItemId, PersonId
from vouchbook.service import reading
from vouchbook.service.office import Office
from vouchbook.service.reading import SeenItem


class OwnFile:
    """The file of one of the small alliance's people; ``behalf``: a coordinator has it open instead."""

    def __init__(
        self, client: TestClient, people: small.People, who: str = "applicant", *, behalf: bool = False
    ) -> None:
        self.client, self.people = client, people
        self.person = PersonId(people["nc"][who])
        self.base = f"/nc/office/people/{self.person}/file" if behalf else "/nc/my"
        small.sign_in(client, "nc", people["nc"]["coordinator"] if behalf else self.person)

    @property
    def office(self) -> Office:
        office = self.client.app.state.hosting.office("nc")
        assert isinstance(office, Office)
        return office

    @property
    def position(self) -> int:
        return self.office.book.position

    def get(self, path: str) -> Response:
        return self.client.get(self.base + path)

    def page(self, path: str) -> str:
        """The page as it reads."""
        found = self.get(path)
        assert found.status_code == 200, found.text
        return read(found)

    def form(self, path: str, goes: str | None = None) -> filled.Form:
        to = self.base + (goes or path).partition("?")[0]
        return next(each for each in filled.forms(self.get(path)) if each.action.partition("?")[0] == to)

    def send(self, path: str, goes: str | None = None, **typed: Any) -> Response:
        return self.form(path, goes).sent(self.client, **typed)

    def upload(self, path: str, goes: str, field: str, name: str, body: bytes, **typed: str) -> Response:
        """Send a form with a file in it."""
        fields = {each: values[0] for each, values in self.form(path, goes).fields.items() if values}
        return self.client.post(self.base + goes, data={**fields, **typed}, files={field: (name, body)})

    def items(self, kind: str | None = None) -> list[SeenItem]:
        found = reading.evidence(self.office, Asking()().principal, self.person)
        return [each for each in found if kind in (None, each.kind)]

    def item(self, kind: str, number: int = 0) -> ItemId:
        return self.items(kind)[number].item


def read(answer: Response) -> str:
    """What somebody reads on a page: no marks, one blank between words."""
    text = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
