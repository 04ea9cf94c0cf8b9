"""Forms as a browser without scripts has them: read from a page, changed, sent."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from httpx import Response
from litestar.testing import TestClient


class Form:
    """One form of a page: where it goes, and its fields as they stand there."""

    def __init__(self, action: str, method: str) -> None:
        self.action = action
        self.method = method
        self.fields: dict[str, list[str]] = {}
        self.choices: dict[str, list[str]] = {}

    def sent(self, client: TestClient, **changes: Any) -> Response:
        """Send it with these fields otherwise; a dot in a name is written as two underscores."""
        fields = {**self.fields}
        for name, value in changes.items():
            fields[name.replace("__", ".").rstrip("_")] = [value] if isinstance(value, str) else list(value)
        if self.method == "get":
            return client.get(self.action, params=fields)
        return client.post(self.action, data=fields)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._address = address
        self._form: Form | None = None
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self._form = Form(given.get("action") or self._address, given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("radio", "checkbox"):
                self._form.choices.setdefault(name, []).append(given.get("value", "on"))
                if "checked" in given:
                    self._form.fields.setdefault(name, []).append(given.get("value", "on"))
            elif kind not in ("file", "submit", "button"):
                self._form.fields.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea" and name:
            self._area = name
            self._form.fields[name] = [""]
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select:
            value = given.get("value", "")
            self._form.choices.setdefault(self._select, []).append(value)
            if "selected" in given or self._select not in self._form.fields:
                self._form.fields[self._select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.fields[self._area] = [self._form.fields[self._area][0] + data]


def forms(page: Response) -> list[Form]:
    """Every form of a page."""
    reader = _Reader(page.request.url.raw_path.decode())
    reader.feed(page.text)
    return reader.forms


def form(page: Response, action: str) -> Form:
    """The form of a page that goes to an address that ends so."""
    found = [
        each for each in forms(page) if each.action.partition("?")[0].endswith(action) and "sign-out" not in each.action
    ]
    assert found, f"no form goes to {action}; there are {[each.action for each in forms(page)]}"
    return found[0]
