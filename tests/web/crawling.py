"""Follows the links of the portal as one visitor: every page that somebody can click their way to."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from httpx import Response
from litestar.testing import TestClient

from vouchbook.web.pages import ROUTES
from vouchbook.web.routes import Area, Route, on_behalf

OF_A_KIND = 2
"""So many addresses of one page are opened."""
_LINK = re.compile(r'<(?:a|form|img)\b[^>]*?\s(?:href|action|src)="([^"]*)"')
_PAGES = [
    (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), route)
    for route in ROUTES
    if route.method == "GET"
    for path in ((route.path, on_behalf(route.path)) if route.area is Area.OWN else (route.path,))
]


def crawled(client: TestClient, association: str, areas: tuple[Area, ...]) -> Iterator[tuple[str, Response]]:
    """Every page reached, with its address, from the first pages of these areas on."""
    prefix = f"/{association}"
    begin = [route.path for route in ROUTES if route.method == "GET" and route.area in areas and "{" not in route.path]
    waiting = deque(prefix + path for path in begin)
    seen, opened = set(waiting), Counter[str]()
    while waiting:
        address = waiting.popleft()
        route = page_at(urlsplit(address).path.removeprefix(prefix))
        if route is None or opened[route.path] >= OF_A_KIND:
            continue
        opened[route.path] += 1
        answer = client.get(address)
        yield address, answer
        if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for link in _LINK.findall(answer.text):
            target = urldefrag(urljoin(address, link.replace("&amp;", "&")))[0]
            parts = urlsplit(target)
            if not parts.netloc and parts.path.startswith(prefix) and target not in seen:
                seen.add(target)
                waiting.append(target)


def page_at(path: str) -> Route | None:
    """The page of an address below the association's; nothing where there is none."""
    plain = [route for route in ROUTES if route.method == "GET" and route.path == path]
    return plain[0] if plain else next((route for pattern, route in _PAGES if pattern.fullmatch(path)), None)
