"""Looks at one page of the portal, by hand and in tests: a picture of it, and what is wrong with it.

    python -m tests.web.look /my applicant --width 320 --out build/look.png
    python -m tests.web.look "/office/people/{applicant}" coordinator

What stands in braces is an id of tests.web.small; the role is one of its people, or `anybody`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from tests.web import small
from tests.web.browser import WIDTHS, chromium, too_wide, violations, window
from tests.web.live import served

ROOT = Path(__file__).parents[2]


def looked_at(
    context: BrowserContext, address: str, pictures: Mapping[int, Path | None], *, status: int = 200
) -> list[str]:
    """Open a page, take its picture at each width, and say everything that is wrong with it."""
    with open_page(context, address, status=status) as (page, wrong):
        return problems(page, pictures) + wrong


@contextmanager
def open_page(context: BrowserContext, address: str, *, status: int = 200) -> Iterator[tuple[Page, list[str]]]:
    """The page, and what went wrong while it was opened; the list grows with what the console says meanwhile."""
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        # A page that says what went wrong is answered with an error, and the browser notes that.
        if message.type in ("error", "warning") and not (status >= 400 and "Failed to load resource" in message.text):
            wrong.append(f"the console says: {message.text}")

    page = context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: wrong.append(f"a script fails: {error}"))
    try:
        answer = page.goto(address, wait_until="load")
        if answer is None or answer.status != status:
            wrong.append(f"answers {answer.status if answer else 'nothing'}, not {status}")
        yield page, wrong
    finally:
        page.close()


def problems(page: Page, pictures: Mapping[int, Path | None]) -> list[str]:
    """What is wrong with an opened page at each width, with its picture where one is asked for."""
    wrong: list[str] = []
    for width, picture in pictures.items():
        page.set_viewport_size({"width": width, "height": WIDTHS.get(width, 800)})
        page.evaluate("document.fonts.ready.then(() => true)")
        if picture is not None:
            picture.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=picture, full_page=True, animations="disabled")
        wrong += [f"at {width}: {each}" for each in wrong_with(page)]
    return wrong


def wrong_with(page: Page) -> list[str]:
    """What is wrong with the page as it stands, whoever opened it."""
    wrong = [f"axe: {each}" for each in violations(page)]
    wrong += [f"too wide for the window: {each}" for each in too_wide(page)]
    headings = page.locator("h1").count()
    if headings != 1:
        wrong.append(f"has {headings} headings of the first rank")
    if not page.title().strip(" –"):
        wrong.append("has no title")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "path", nargs="+", help="below the association's address, such as /my; several are looked at in turn"
    )
    parser.add_argument("role", help="one of the small alliance's people, or anybody")
    parser.add_argument("--width", type=int, action="append", help="1280 and 320 where none is named")
    parser.add_argument("--out", type=Path, help="the picture; build/look/<path>-<width>.png where none is named")
    parser.add_argument("--association", default="nc")
    parser.add_argument("--status", type=int, default=200)
    parser.add_argument("--forced-colours", action="store_true")
    parser.add_argument("--no-scripts", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        small.made(place)
        people = msgspec.json.decode((place / "people.json").read_bytes(), type=small.People)
        with served(place / "alliance", place / "root-key", people) as live, chromium() as browser:
            who = None if asked.role == "anybody" else asked.role
            options = {"forced_colours": asked.forced_colours, "scripts": not asked.no_scripts}
            with window(browser, live, who, association=asked.association, **options) as context:
                for path in asked.path:
                    full = f"/{asked.association}{path.format_map(people[asked.association])}"
                    name = path.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "welcome"
                    pictures = {
                        width: asked.out or ROOT / "build" / "look" / f"{name}-{width}.png"
                        for width in asked.width or WIDTHS
                    }
                    wrong = looked_at(context, full, pictures, status=asked.status)
                    print(f"{full}: {', '.join(str(picture) for picture in pictures.values())}")
                    print("".join(f"  {each}\n" for each in wrong) or "  nothing is wrong", flush=True)
        # The portal's threads may still wait for connections of the browser: everything is written and closed.
        sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
