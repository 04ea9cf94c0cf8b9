"""Two portals whose books differ only in what valid ratings say show their applicant the same bytes on every page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path

from litestar.testing import TestClient
from tests.service.conftest import TODAY, Asking, clock
from tests.service.references import Referenced
from tests.web import small

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, CommandId
from vouchbook.service import alliance
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Request
from vouchbook.web.app import portal as made
from vouchbook.web.settings import Settings

PAGES = ("", "/requirements/ratings", "/requirements/competencies", "/requirements/work", "/check", "/print",
         "/history", "/elsewhere", "/submitted", "/decision", "/withdraw")  # fmt: skip
_PRIVATE = re.compile(r'name="(csrf|command)" value="[^"]*"')
KIND = (date(2026, 11, 1), date(2015, 1, 1), 0, "I would trust her with my own children")
COOL = (date(2025, 6, 1), date(2023, 1, 1), 5, "does the work")


@contextmanager
def book(place: Path, said: tuple[date, date, int, str], *, decided: bool) -> Iterator[tuple[TestClient, str]]:
    """A portal over a book in which three raters have said this, and its applicant signed in; the application."""
    numbers = count(1)

    def edge() -> Edge:
        return Edge(clock, mint=lambda prefix: f"{prefix}-{next(numbers):010d}")

    with alliance.found(place / "alliance", place / "root-key") as folder:
        folder.add(alliance.ALLIANCE_CODE)
        request = Request(CommandId("founding"), Principal(Role.ALLIANCE), TODAY)
        alliance.license_association(folder, request, AssociationCode("nc"), edge())
    (place / "file").mkdir()
    with Folder.open(place / "alliance", place / "root-key") as folder:
        way = Referenced(alliance.office(folder, "nc", edge()), Asking(), place / "file")
        way.confirmed("membership")
        for rating in way.all_three().values():
            way.receives(rating, rated_on=said[0], known_since=said[1], answers=said[2], words=said[3])
        way.confirmed("rating")
        if decided:
            way.submitted().panel().reviewed().examined().decided()
    app = made(Settings(data=place / "alliance", key_file=place / "root-key"), Edge(clock))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        client.follow_redirects = False
        small.sign_in(client, "nc", way.person)
        yield client, way.application


def everything(place: Path, said: tuple[date, date, int, str], *, decided: bool) -> dict[str, str]:
    place.mkdir()
    with book(place, said, decided=decided) as (client, application):
        paths = [
            "/my",
            "/my/calendar.ics",
            "/my/applications/new",
            *(f"/my/applications/{application}{each}" for each in PAGES),
        ]
        found = {path: client.get(f"/nc{path}") for path in paths}
        return {path: f"{each.status_code} {_PRIVATE.sub('', each.text)}" for path, each in found.items()}


def test_pages_are_the_same_whatever_valid_ratings_say(tmp_path: Path) -> None:
    kind = everything(tmp_path / "kind", KIND, decided=False)
    cool = everything(tmp_path / "cool", COOL, decided=False)
    assert kind.keys() == cool.keys()
    for path, page in kind.items():
        assert page == cool[path], path


def test_pages_of_a_decided_application_are_the_same_too(tmp_path: Path) -> None:
    kind = everything(tmp_path / "kind", KIND, decided=True)
    cool = everything(tmp_path / "cool", COOL, decided=True)
    for path, page in kind.items():
        assert page == cool[path], path
    shutil.rmtree(tmp_path / "kind")
