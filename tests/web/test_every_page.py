"""Every page of the portal, as a browser shows it on a large screen and on a small one: whole, and for everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext
from tests.web.browser import WIDTHS, window
from tests.web.examples import EXAMPLES, Example, address, behalf_address, examples_of, pages
from tests.web.live import Live
from tests.web.look import looked_at, open_page, problems

from vouchbook.web.routes import Area, Route

SCREENS = Path(__file__).parents[2] / "build" / "screens"
SEEN = [(route, example) for route in pages() for example in examples_of(route) if not example.file]
ON_BEHALF = [(route, example) for route, example in SEEN if route.area is Area.OWN and example.status == 200]
FILES = [(route, example) for route in pages() for example in examples_of(route) if example.file]
Window = Callable[..., BrowserContext]


def _named(seen: tuple[Route, Example]) -> str:
    route, example = seen
    own = examples_of(route)
    number = f" {own.index(example) + 1}" if len(own) > 1 else ""
    return f"{route.path or '/'}{number}"


def _file_name(seen: tuple[Route, Example]) -> str:
    return re.sub(r"[^a-z0-9_]+", "-", _named(seen).lower()).strip("-") or "welcome"


@pytest.fixture(scope="module")
def as_somebody(browser: Browser, live: Live) -> Iterator[Window]:
    """A window of each person, opened once."""
    known: dict[tuple[str | None, str, bool], BrowserContext] = {}
    with ExitStack() as opened:

        def of(who: str | None, association: str = "nc", *, scripts: bool = True) -> BrowserContext:
            key = (who, association, scripts)
            if key not in known:
                made = window(browser, live, who, association=association, scripts=scripts)
                known[key] = opened.enter_context(made)
            return known[key]

        yield of


@pytest.mark.parametrize("route", pages(), ids=lambda route: route.path or "/")
def test_every_page_has_an_address_at_which_it_is_looked_at(route: Route) -> None:
    assert examples_of(route), f"{route.path} needs a row in tests/web/examples.py: who sees it where"


def test_no_example_is_of_a_page_that_is_gone() -> None:
    assert set(EXAMPLES) <= {route.path for route in pages()}


@pytest.mark.parametrize("seen", SEEN, ids=_named)
def test_a_page_is_whole_at_both_widths_and_whoever_reads_it(
    seen: tuple[Route, Example], live: Live, as_somebody: Window
) -> None:
    _, example = seen
    context = as_somebody(example.who, example.association)
    pictures = {width: SCREENS / str(width) / f"{_file_name(seen)}.png" for width in WIDTHS}
    assert looked_at(context, address(live, example), pictures, status=example.status) == []


@pytest.mark.parametrize("seen", ON_BEHALF, ids=_named)
def test_a_page_of_somebodys_file_says_to_the_coordinator_whose_file_it_is(
    seen: tuple[Route, Example], live: Live, as_somebody: Window
) -> None:
    _, example = seen
    context = as_somebody("coordinator", example.association)
    pictures = {320: SCREENS / "320" / f"{_file_name(seen)}-on-behalf.png"}
    with open_page(context, behalf_address(live, example)) as (page, wrong):
        assert problems(page, pictures) + wrong == []
        assert page.get_by_role("region", name="Acting on behalf").is_visible()


@pytest.mark.parametrize("seen", FILES, ids=_named)
def test_a_file_is_sent_as_one(seen: tuple[Route, Example], live: Live, as_somebody: Window) -> None:
    _, example = seen
    answer = as_somebody(example.who, example.association).request.get(address(live, example))
    assert answer.status == example.status
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("seen", [seen for seen in SEEN if "{" not in seen[0].path], ids=_named)
def test_a_page_says_the_same_without_scripts(seen: tuple[Route, Example], live: Live, as_somebody: Window) -> None:
    """What only a script can do is not offered; everything else is there."""
    _, example = seen
    context = as_somebody(example.who, example.association, scripts=False)
    with open_page(context, address(live, example), status=example.status) as (page, wrong):
        assert wrong == []
        assert page.locator("h1").is_visible()
        assert page.locator("[data-print]:visible").count() == 0
