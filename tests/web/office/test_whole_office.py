"""Every link of the office leads to a page: all of it is walked from the first page, by coordinator and board."""

from __future__ import annotations

import re
from collections import deque

import pytest

LINK = re.compile(r'href="([^"#]+)')


def walked(client, start: str) -> dict[str, int]:
    """Every address below the office that links lead to, with the status of its answer."""
    seen: dict[str, int] = {}
    waiting = deque([start])
    while waiting:
        path = waiting.popleft()
        if path in seen or "/file" in path:  # on somebody's behalf: walked with the pages of one's own file
            continue
        answer = client.get(path)
        seen[path] = answer.status_code
        if answer.headers.get("content-type", "").startswith("text/html"):
            found = (each.replace("&amp;", "&") for each in LINK.findall(answer.text))
            waiting.extend(each for each in found if each.startswith("/nc/office") and "policy" not in each)
    return seen


def test_every_link_of_the_office_leads_to_a_page(as_) -> None:
    seen = walked(as_("coordinator"), "/nc/office")
    assert {path: status for path, status in seen.items() if status != 200} == {}
    assert len(seen) > 120


def test_looking_records_nothing(as_, portal) -> None:
    book = portal.app.state.hosting.office("nc").book
    before = book.position
    walked(as_("coordinator"), "/nc/office")
    assert book.position == before


@pytest.mark.parametrize("who", ["board"])
def test_the_board_sees_what_is_its_own_and_no_dead_link(as_, who: str) -> None:
    client = as_(who)
    assert client.get("/nc/office/money").status_code == 200
    assert client.get("/nc/office/people").status_code == 403
    seen = walked(client, "/nc/office/money")
    closed = {path for path, status in seen.items() if status == 403}
    assert all(status in (200, 403) for status in seen.values())
    assert not {path for path in closed if "/accounts/" in path and path.count("/") == 5}
