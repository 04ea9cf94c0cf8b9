"""What tests of somebody's own file do again and again: read a page, send its form."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from litestar.testing import TestClient

_FIELD = r'name="{name}" value="([^"]*)"'


def field(text: str, name: str) -> str:
    found = re.search(_FIELD.format(name=name), text)
    assert found, f"the page has no field {name}"
    return html.unescape(found[1])


def words(text: str) -> str:
    """A page as somebody reads it: without its marks."""
    inside = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inside)).split())


Send = Callable[..., object]


@pytest.fixture
def send(portal: TestClient) -> Callable[..., object]:
    """Send a form as its page holds it: ``send("/nc/my/…/submit", on="/nc/my/…/check", agreed="yes")``."""

    def sent(path: str, *, on: str, command: str = "", **typed: str):
        page = portal.get(on)
        assert page.status_code == 200, page.text
        hidden = {"csrf": field(page.text, "csrf"), "command": command or field(page.text, "command")}
        return portal.post(path, data={**hidden, **typed})

    return sent
