"""The portal over a small alliance (North Carolina and Tennessee): founded once, copied for every test that changes it.

``portal`` is a test client that nobody has signed in with; ``as_("coordinator")`` gives one that a coordinator has. The
people of the alliance are in ``people``: ids by what they are, see ``tests.web.small``.

``live`` is the same served on a port of this machine, and ``browser`` a Chromium for it, one for all tests of a file:
``with window(browser, live, "applicant", width=320) as context: context.new_page().goto("/nc/my")``, see
``tests.web.browser``. A test that records something takes people whom no other test of its file needs.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from playwright.sync_api import Browser
from tests.service.conftest import TODAY, clock
from tests.web import small
from tests.web.browser import chromium
from tests.web.install_browser import WAY_OUT, executable
from tests.web.live import Live, cast, served

from vouchbook import sample
from vouchbook.service.edge import Edge
from vouchbook.web.app import portal as made
from vouchbook.web.settings import Settings


@pytest.fixture(scope="session")
def founded_alliance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data folder ``alliance``, its ``root-key`` and ``people.json``: made once for all workers."""
    return _made_once(tmp_path_factory, "small-alliance", small.made)


def _made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    place, begun = shared / name, shared / f"{name}.begun"
    try:
        begun.touch(exist_ok=False)
    except FileExistsError:
        waited = 0.0
        while not place.exists():
            time.sleep(0.05)  # another worker is making it
            waited += 0.05
            assert waited < 50, f"the worker that makes the {name} has not come to an end"
        return place
    building = shared / f"{name}.building"
    building.mkdir()
    make(building)
    building.rename(place)
    return place


@pytest.fixture
def place(founded_alliance: Path, tmp_path: Path) -> Path:
    """A copy of the data folder, this test's own."""
    shutil.copytree(founded_alliance / "alliance", tmp_path / "alliance")
    return tmp_path / "alliance"


@pytest.fixture
def people(founded_alliance: Path) -> small.People:
    return msgspec.json.decode((founded_alliance / "people.json").read_bytes(), type=small.People)


@pytest.fixture
def settings(place: Path, founded_alliance: Path) -> Settings:
    return Settings(data=place, key_file=founded_alliance / "root-key")


@pytest.fixture
def portal(settings: Settings) -> Iterator[TestClient[Litestar]]:
    app = made(settings, Edge(clock))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=True) as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def as_(portal: TestClient[Litestar], people: small.People) -> Callable[..., TestClient[Litestar]]:
    """The client, signed in as one of the people: ``as_("coordinator")``, ``as_("applicant", association="tn")``."""

    def signed_in(who: str, association: str = "nc") -> TestClient[Litestar]:
        small.sign_in(portal, association, people[association][who])
        return portal

    return signed_in


@pytest.fixture(scope="module")
def live(founded_alliance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    own = tmp_path_factory.mktemp("live") / "alliance"
    shutil.copytree(founded_alliance / "alliance", own)
    known = msgspec.json.decode((founded_alliance / "people.json").read_bytes(), type=small.People)
    with served(own, founded_alliance / "root-key", known) as portal:
        yield portal


@pytest.fixture(scope="session")
def founded_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample in ``alliance`` and its ``root-key``: made once for all workers, for looking only."""
    return _made_once(tmp_path_factory, "sample", _sample)


@pytest.fixture(scope="module")
def live_sample(founded_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The sample, served: people in every stage, by their stage; see ``tests.web.live.cast``."""
    own = tmp_path_factory.mktemp("live-sample") / "alliance"
    shutil.copytree(founded_sample / "alliance", own)
    with served(own, founded_sample / "root-key", cast(own), made_up=True) as portal:
        yield portal


def _sample(place: Path) -> None:
    sample.make(place / "alliance", place / "root-key", TODAY)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed at the end of each file: sync Playwright holds the asyncio loop of the thread that runs the tests."""
    if executable() is None:
        pytest.skip(f"Chromium is not installed: {WAY_OUT}")
    with chromium() as started:
        yield started
