"""A town for walks: the portal over a small alliance of its own, at http://localhost, its letters in a folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser
from tests.web import small
from tests.web.live import Live, listening
from tests.web.walks.walking import Clock, Town, Walker

from vouchbook.service.edge import Edge
from vouchbook.web.app import portal
from vouchbook.web.settings import Settings

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def town(founded_alliance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    place = tmp_path_factory.mktemp("town")
    shutil.copytree(founded_alliance / "alliance", place / "alliance")
    known = msgspec.json.decode((founded_alliance / "people.json").read_bytes(), type=small.People)
    clock = Clock()
    app = portal(Settings(data=place / "alliance", key_file=founded_alliance / "root-key"), Edge(clock))
    with listening(app) as url:
        (place / "mail").mkdir()
        named = url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
        yield Town(Live(named, app.state.hosting, known), place / "mail", clock)


@pytest.fixture
def walker(town: Town, browser: Browser) -> Iterator[Callable[..., Walker]]:
    """``walker("marisol", phone=True)``: a browser of its own for somebody. At the end nothing has gone wrong in it."""
    with ExitStack() as open_:
        walkers: list[Walker] = []

        def enter(
            name: str, *, phone: bool = False, who: str | None = None, association: str = "nc", **more: object
        ) -> Walker:
            context = browser.new_context(
                **{
                    "viewport": PHONE if phone else DESK,
                    "has_touch": phone,
                    "reduced_motion": "reduce",
                    "locale": "en-US",
                    "timezone_id": "America/New_York",
                    **more,
                }  # type: ignore[arg-type]
            )
            open_.callback(context.close)
            context.set_default_timeout(10_000)
            if who is not None:
                context.add_cookies([town.live.cookie(who, association)])  # type: ignore[list-item]
            walkers.append(Walker(context, replace(town, association=association), name))
            return walkers[-1]

        yield enter
        assert [each for walker in walkers for each in walker.wrong] == []
