"""Finds a page of the sample by going through the portal as people do: from the pages of one's area, link by link."""

from __future__ import annotations

import re
from collections import deque
from functools import cache
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
from tests.web.live import Live

from vouchbook.web.pages import ROUTES
from vouchbook.web.routes import Area, Route

MOST = 400
"""Pages that one walk opens before it gives up; of pages that differ by an id only, the first few."""
OF_A_KIND = 5
LINK = re.compile(r'<(?:a|img|form(?=[^>]*method="get"))\b[^>]*?\s(?:href|action|src)="([^"]*)"')
"""What is followed: links, pictures, and forms that only ask."""
WITHIN = {Area.OFFICE: (Area.OFFICE, Area.COORDINATING), Area.COORDINATING: (Area.OFFICE, Area.COORDINATING)}


class Walk:
    """What one person can reach, as far as it was looked at."""

    def __init__(self, live: Live, association: str, who: str | None, areas: tuple[Area, ...]) -> None:
        self._prefix = f"/{association}"
        self._client = httpx.Client(base_url=live.url)
        if who is not None:
            cookie = live.cookie(who, association)
            self._client.cookies.set(cookie["name"], cookie["value"])
        begin = [route.path for route in _gets() if route.area in areas and "{" not in route.path]
        self._waiting = deque(self._prefix + path for path in begin if "." not in path)
        self._known: dict[str, list[str]] = {path: [self._prefix + path] for path in begin}
        self._opened: dict[str, int] = {}
        self._seen = set(self._waiting)

    def first(self, route: Route) -> str | None:
        """The first address of this page that a link leads to."""
        while not self._known.get(route.path) and self._waiting and sum(self._opened.values()) < MOST:
            self._open(self._waiting.popleft())
        return next(iter(self._known.get(route.path, ())), None)

    def close(self) -> None:
        self._client.close()

    def _open(self, address: str) -> None:
        found = _route_of(urlsplit(address).path.removeprefix(self._prefix))
        if found is None or self._opened.get(found.path, 0) >= OF_A_KIND:
            return
        self._opened[found.path] = self._opened.get(found.path, 0) + 1
        answer = self._client.get(address)
        if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/html"):
            return
        for link in LINK.findall(answer.text):
            target = urldefrag(urljoin(address, link.replace("&amp;", "&")))[0]
            path = urlsplit(target).path
            if target in self._seen or urlsplit(target).netloc or not path.startswith(self._prefix):
                continue
            self._seen.add(target)
            self._waiting.append(target)
            leads_to = _route_of(path.removeprefix(self._prefix))
            if leads_to is not None:
                self._known.setdefault(leads_to.path, []).append(target)


@cache
def _gets() -> tuple[Route, ...]:
    return tuple(route for route in ROUTES if route.method == "GET")


@cache
def _patterns() -> list[tuple[re.Pattern[str], Route]]:
    """Those with the fewest gaps first: an address belongs to the route that says most of it."""
    ordered = sorted(_gets(), key=lambda route: route.path.count("{"))
    return [(re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route.path))), route) for route in ordered]


def _route_of(path: str) -> Route | None:
    return next((route for pattern, route in _patterns() if pattern.fullmatch(path.rstrip("/"))), None)


def linked(live: Live, association: str, who: str, start: str, wanted: str) -> str:
    """The first address below the association's that a page links to and that matches."""
    prefix = f"/{association}"
    cookie = live.cookie(who, association)
    page = httpx.get(
        live.url + prefix + start.format_map(live.people[association]),
        headers={"cookie": f"{cookie['name']}={cookie['value']}"},
    )
    found = re.findall(r'href="([^"#?]*)"', page.text)
    for address in found:
        below = str(address).removeprefix(prefix)
        if re.search(wanted, below):
            return below
    raise AssertionError(f"{start} links to nothing like {wanted}: {found}")
