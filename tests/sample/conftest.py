"""One sample alliance for all tests of it: made once, and only read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct

from vouchbook.sample import Made, make
from vouchbook.service import alliance
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office

TODAY = date(2026, 11, 20)


class Sample(Struct):
    folder: Folder
    made: Made
    place: Path

    def office(self, code: str) -> Office:
        return alliance.office(self.folder, code)


@pytest.fixture(scope="package")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    place = tmp_path_factory.mktemp("sample")
    made = make(place / "alliance", place / "root-key", TODAY)
    with Folder.open(place / "alliance", place / "root-key") as folder:
        yield Sample(folder, made, place)
