"""Every link of every page leads somewhere: each of the people it is for walks the portal from its first pages."""

from __future__ import annotations

from collections import deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from vouchbook.service.alliance import ALLIANCE_CODE

MOST = 250
"""Pages that one person's walk looks at; of pages that differ by an id or a query only, the first few."""
OF_A_KIND = 3
WALKS = {
    "nobody": ("nc", None, ("/",)),
    "newcomer": ("nc", "newcomer", ("/", "/my")),
    "applicant": ("nc", "applicant", ("/my",)),
    "endorsed": ("nc", "endorsed", ("/my",)),
    "reviewer": ("nc", "reviewed_reviewer_1", ("/review",)),
    "board": ("nc", "board", ("/office/policy", "/office/money")),
    "coordinator": ("nc", "coordinator", ("/office",)),
    "alliance": (ALLIANCE_CODE, "alliance", ("/",)),
}


class Links(HTMLParser):
    """The addresses that a page offers, and the places in it that such an address may name after its ``#``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "a" and known.get("href") is not None:
            self.found.append(str(known["href"]))
        if tag == "form" and (known.get("method") or "get").lower() == "get" and known.get("action"):
            self.found.append(str(known["action"]))
        if known.get("id"):
            self.places.add(str(known["id"]))


def _kind(path: str) -> str:
    """The address with what looks like an id left out."""
    return "/".join("*" if any(letter.isdigit() for letter in part) else part for part in path.split("/"))


@pytest.mark.timeout(180)
@pytest.mark.parametrize("walk", WALKS)
def test_every_link_leads_somewhere(walk: str, portal, as_) -> None:
    association, who, begin = WALKS[walk]
    client = as_(who, association=association) if who is not None else portal
    seen: dict[str, int] = {}
    asked: set[str] = set()
    waiting = deque((f"/{association}{path}", "the beginning") for path in begin)
    broken: list[str] = []
    while waiting and len(asked) < MOST:
        address, source = waiting.popleft()
        path = urlsplit(address).path
        kind = _kind(path)
        if address in asked or seen.get(kind, 0) >= OF_A_KIND:
            continue
        asked.add(address)
        seen[kind] = seen.get(kind, 0) + 1
        answer = client.get(address)
        if answer.status_code >= 400:
            broken.append(f"{address} on {source}: {answer.status_code}")
        if 300 <= answer.status_code < 400:
            waiting.append((urljoin(address, answer.headers["location"]), address))
        if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        page = Links(answer.text)
        for link in page.found:
            target, place = urldefrag(urljoin(address, link))
            if link.startswith("#") or target == address:
                if place and place not in page.places:
                    broken.append(f"{link} on {address}: no such place on the page")
            elif not urlsplit(target).netloc and urlsplit(target).scheme in ("", "http"):
                waiting.append((target, address))
    assert len(asked) > 3
    assert not broken, "\n".join(broken)
