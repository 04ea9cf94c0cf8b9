"""Whoever looks at pages sees what is wrong with one: each check is shown a page that was spoilt for it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.web.browser import window
from tests.web.keyboard import wrong_by_keyboard
from tests.web.live import Live
from tests.web.look import open_page, wrong_with

SPOILT = {
    "a picture without words": ("document.querySelector('h1').after(new Image())", "axe: image-alt"),
    "a field without a label": ("document.querySelector('label').remove()", "axe: label"),
    "words that can hardly be seen": ("document.querySelector('h1').className = 'pale'", "axe: color-contrast"),
    "something too wide": ("document.querySelector('h1').className = 'wide'", "too wide for the window: H1"),
    "two titles": ("document.querySelector('h1').outerHTML += '<h1>Again</h1>'", "has 2 headings"),
    "no title of the window": ("document.title = ''", "has no title"),
}
SPOILT_FOR_KEYS = {
    "a focus that nobody sees": ("*:focus, *:focus::before { outline: none !important }", "no focus to be seen"),
    "something that lies over it": (".foot { inset: 0; position: fixed; z-index: 9 }", "hidden behind"),
    "something far out of the window": (".head__name { left: -99em; position: absolute }", "out of sight"),
}
PAINT = ".pale { color: #ccc } .wide { width: 900px }"


def _painted(sheet: str) -> str:
    """A script that adds rules as the page's own scripts might: its policy allows no style in the page."""
    made = f"const made = new CSSStyleSheet(); made.replaceSync({sheet!r}); document.adoptedStyleSheets = [made];"
    return f"(() => {{ {made} }})()"


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_wrong_with_a_page_is_seen(what: str, browser: Browser, live: Live) -> None:
    script, said = SPOILT[what]
    with window(browser, live, width=320) as context, open_page(context, "/nc/sign-in") as (page, _):
        assert wrong_with(page) == []
        page.evaluate(_painted(PAINT))
        page.evaluate(script)
        assert [each for each in wrong_with(page) if each.startswith(said)], wrong_with(page)


@pytest.mark.parametrize("what", SPOILT_FOR_KEYS)
def test_what_a_keyboard_does_not_reach_is_seen(what: str, browser: Browser, live: Live) -> None:
    sheet, said = SPOILT_FOR_KEYS[what]
    with window(browser, live) as context, open_page(context, "/nc/sign-in") as (page, _):
        page.evaluate(_painted(sheet))
        assert [each for each in wrong_by_keyboard(page) if said in each]


def test_a_style_in_the_page_and_a_script_in_it_are_refused_by_the_browser_and_that_is_heard(
    browser: Browser, live: Live
) -> None:
    with window(browser, live) as context, open_page(context, "/nc/sign-in") as (page, wrong):
        page.evaluate("document.querySelector('h1').setAttribute('style', 'color: red')")
        page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
        assert page.evaluate("window.ran") is None
        assert len([each for each in wrong if "Content Security Policy" in each]) == 2
