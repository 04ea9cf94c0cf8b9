"""An alliance with North Carolina's book, founded once and copied for every test; a clock that a test can turn."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, CommandId, PersonId
from vouchbook.service import alliance
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

TODAY = date(2026, 11, 20)


def clock() -> datetime:
    return datetime(2026, 11, 20, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with its root key beside it; never written to again."""
    place = tmp_path_factory.mktemp("founded")
    with alliance.found(place / "alliance", place / "root-key") as folder:
        folder.add(alliance.ALLIANCE_CODE)
        request = Request(CommandId("founding"), Principal(Role.ALLIANCE), TODAY)
        alliance.license_association(folder, request, AssociationCode("nc"), Edge(clock))
    return place


@pytest.fixture
def place(founded: Path, tmp_path: Path) -> Path:
    """A copy of the founded folder, this test's own."""
    shutil.copytree(founded / "alliance", tmp_path / "alliance")
    return tmp_path / "alliance"


@pytest.fixture
def folder(place: Path, founded: Path) -> Iterator[Folder]:
    with Folder.open(place, founded / "root-key") as opened:
        yield opened


@pytest.fixture
def nc(folder: Folder) -> Office:
    numbers = count(1)
    return alliance.office(folder, "nc", Edge(clock, mint=lambda prefix: f"{prefix}-{next(numbers):010d}"))


class Asking:
    """Requests as somebody, each with an id of its own."""

    _numbers = count(1)

    def __call__(self, role: str = "coordinator", person: str | None = None, on: date = TODAY) -> Request:
        principal = Principal(Role(role), PersonId(person) if person else None)
        return Request(CommandId(f"test-{next(self._numbers)}"), principal, on)


@pytest.fixture
def ask() -> Asking:
    return Asking()
