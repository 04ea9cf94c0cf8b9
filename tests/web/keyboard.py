"""Walks through a page by the Tab key alone, as somebody without a mouse does, and looks at what shows where one is."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = (Path(__file__).parent / "keyboard.js").read_text()


def wrong_by_keyboard(page: Page) -> list[str]:
    """What somebody without a mouse cannot reach, or cannot see that they have reached."""
    page.evaluate(SCRIPT)
    wrong: list[str] = []
    reached: list[str] = []
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    for _ in range(400):
        page.keyboard.press("Tab")
        found: dict[str, str] | None = page.evaluate("keyboard.reached()")
        if found is None or found["name"] == (reached or [""])[-1]:
            continue  # past the last one, the browser begins anew; a date has parts of its own
        if found["name"] in reached:
            break
        reached.append(found["name"])
        if found["wrong"]:
            wrong.append(f"{found['name']}: {found['wrong']}")
    expected: list[str] = page.evaluate("keyboard.reachable()")
    return wrong + [f"{each}: is never reached" for each in expected if each not in reached]
