"""A data folder with two associations, founded once and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from vouchbook.ledger import Book
from vouchbook.service.folder import Folder
from vouchbook.vault import Vault


@pytest.fixture(scope="session")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder ``data`` beside its root key ``root.key``; never written to again."""
    place = tmp_path_factory.mktemp("founded")
    with Folder.found(place / "data", place / "root.key") as folder:
        for code in ("nc", "tn"):
            folder.add(code)
            folder.book(code)  # makes the read models
    return place


@pytest.fixture
def place(founded_folder: Path, tmp_path: Path) -> Path:
    """This test's own copy."""
    return Path(shutil.copytree(founded_folder, tmp_path / "place"))


@pytest.fixture
def folder(place: Path) -> Iterator[Folder]:
    with Folder.open(place / "data", place / "root.key") as folder:
        yield folder


@pytest.fixture
def book(folder: Folder) -> Book:
    return folder.book("nc")[0]


@pytest.fixture
def vault(folder: Folder) -> Vault:
    return folder.book("nc")[1]
