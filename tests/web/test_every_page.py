"""Every page of the portal, as a browser shows it on a large screen and on a small one: whole, and for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext
from tests.web.browser import WIDTHS, window
from tests.web.examples import EXAMPLES, Example, behalf_address, examples_of, pages, seen_at
from tests.web.finding import Walk
from tests.web.live import Live
from tests.web.look import looked_at, open_page, problems

from vouchbook.web.routes import Area, Route

SCREENS = Path(__file__).parents[2] / "build" / "screens"
SEEN = [(route, example) for route in pages() for example in examples_of(route) if not example.file]
ON_BEHALF = [(route, example) for route, example in SEEN if route.area is Area.OWN and example.status == 200]
FILES = [(route, example) for route in pages() for example in examples_of(route) if example.file]
Opened = Callable[..., tuple[BrowserContext, str, Example]]


def _named(seen: tuple[Route, Example]) -> str:
    route, example = seen
    own = examples_of(route)
    number = f" {own.index(example) + 1}" if len(own) > 1 else ""
    return f"{route.path or '/'}{number}"


def _file_name(seen: tuple[Route, Example]) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", _named(seen).lower()).strip("-") or "welcome"


@pytest.fixture(scope="module")
def opened(browser: Browser, live: Live, live_sample: Live) -> Iterator[Opened]:
    """A window of who sees an example, and the example's address; windows and walks are kept for the next one."""
    windows: dict[tuple[str, str | None, str, bool], BrowserContext] = {}
    walks: dict[tuple[str, str | None], Walk] = {}
    with ExitStack() as kept:

        def of(example: Example, *, behalf: bool = False, scripts: bool = True) -> tuple[BrowserContext, str, Example]:
            portal = live_sample if example.route is not None or example.sample else live
            address, seen = seen_at(portal, example, walks)
            if behalf:
                address = behalf_address(portal, address, seen)
            who = "coordinator" if behalf else seen.who
            key = (portal.url, who, seen.association, scripts)
            if key not in windows:
                made = window(browser, portal, who, association=seen.association, scripts=scripts)
                windows[key] = kept.enter_context(made)
            return windows[key], address, seen

        yield of
        for walk in walks.values():
            walk.close()


def test_no_example_is_of_a_page_that_is_gone() -> None:
    assert set(EXAMPLES) <= {route.path for route in pages()}


@pytest.mark.parametrize("seen", SEEN, ids=_named)
def test_a_page_is_whole_at_both_widths_and_whoever_reads_it(seen: tuple[Route, Example], opened: Opened) -> None:
    context, address, example = opened(seen[1])
    pictures = {width: SCREENS / str(width) / f"{_file_name(seen)}.png" for width in WIDTHS}
    assert looked_at(context, address, pictures, status=example.status) == []


@pytest.mark.parametrize("seen", ON_BEHALF, ids=_named)
def test_a_page_of_somebodys_file_says_to_the_coordinator_whose_file_it_is(
    seen: tuple[Route, Example], opened: Opened
) -> None:
    context, address, _ = opened(seen[1], behalf=True)
    pictures = {320: SCREENS / "320" / f"{_file_name(seen)}-on-behalf.png"}
    with open_page(context, address) as (page, wrong):
        assert problems(page, pictures) + wrong == []
        assert page.get_by_role("region", name="Acting on behalf").is_visible()


@pytest.mark.parametrize("seen", FILES, ids=_named)
def test_a_file_is_sent_as_one(seen: tuple[Route, Example], opened: Opened) -> None:
    context, address, example = opened(seen[1])
    answer = context.request.get(address)
    assert answer.status == example.status
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("seen", [seen for seen in SEEN if "{" not in seen[0].path], ids=_named)
def test_a_page_says_the_same_without_scripts(seen: tuple[Route, Example], opened: Opened) -> None:
    """What only a script can do is not offered; everything else is there."""
    context, address, example = opened(seen[1], scripts=False)
    with open_page(context, address, status=example.status) as (page, wrong):
        assert wrong == []
        assert page.locator("h1").is_visible()
        assert page.locator("[data-print]:visible").count() == 0
