"""A real browser for tests: the Chromium of this machine, driven by Playwright, and what axe-core says of its pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.web.install_browser import WAY_OUT, executable
from tests.web.live import Live

WIDTHS = {1280: 900, 320: 640}
"""The two widths at which every page is looked at, with the height of the window."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
"""What axe-core is asked: nothing about what is in order, for telling that takes longer than looking."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window. Sync Playwright holds an asyncio loop of this thread until the block ends."""
    path = executable()
    assert path is not None, f"Chromium is not installed: make browser, or {WAY_OUT}"
    with sync_playwright() as playwright:
        options = [
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--force-color-profile=srgb",
            "--font-render-hinting=none",
        ]
        browser = playwright.chromium.launch(executable_path=path, args=options, chromium_sandbox=os.geteuid() != 0)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(
    browser: Browser,
    live: Live,
    who: str | None = None,
    *,
    association: str = "nc",
    width: int = 1280,
    scripts: bool = True,
    forced_colours: bool = False,
) -> Iterator[BrowserContext]:
    """A browser of its own (cookies and all), signed in as somebody of the small alliance, or as nobody."""
    forced: Literal["active", "none"] = "active" if forced_colours else "none"
    context = browser.new_context(
        base_url=live.url,
        viewport={"width": width, "height": WIDTHS.get(width, 800)},
        java_script_enabled=scripts,
        forced_colors=forced,
        reduced_motion="reduce",
        locale="en-US",
        timezone_id="America/New_York",
    )
    context.set_default_timeout(10_000)
    if who is not None:
        context.add_cookies([live.cookie(who, association)])  # type: ignore[list-item]
    try:
        yield context
    finally:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands: the rule, what it asks, and where."""
    found: list[dict[str, Any]] = Axe().run(page, options=ASKED).response["violations"]
    return [f"{each['id']}: {each['help']}: {'; '.join(_place(node) for node in each['nodes'][:4])}" for each in found]


def _place(node: dict[str, Any]) -> str:
    said = node.get("failureSummary", "").replace("\n", " ")
    return f"{' '.join(str(part) for part in node['target'])} ({said[:160]})"


def too_wide(page: Page) -> list[str]:
    """What makes the page scroll sideways: the elements that reach out of the window; none where nothing does."""
    if page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
        return []
    found: list[str] = page.evaluate(
        """() => [...document.body.querySelectorAll("*")]
            .filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1)
            .slice(0, 5)
            .map((each) => `${each.tagName} ${each.className}: ${each.textContent.trim().slice(0, 40)}`)"""
    )
    return found or ["something that cannot be named"]
