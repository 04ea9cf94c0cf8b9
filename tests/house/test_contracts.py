"""Who may import whom: the contracts hold, every one of them fails when it is broken, and nobody is left out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")
CONFIG: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in CONFIG["contracts"]}
LAYERS = [[room.strip("() ") for room in layer.split("|")] for layer in CONTRACTS["rooms"]["layers"]]
LIBRARIES = CONTRACTS["pure"]["forbidden_modules"]


class House:
    """A copy of the source tree that may be spoiled."""

    def __init__(self, place: Path) -> None:
        self.place = place
        shutil.copy(ROOT / "pyproject.toml", place)
        for package in [*ROOT.glob("core/*/"), *ROOT.glob("plugins/*/*/"), *ROOT.glob("associations/*/*/")]:
            if (package / "__init__.py").exists():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(package, place / package.relative_to(ROOT), ignore=ignored)

    def package(self, module: str) -> Path:
        top, *rooms = module.split(".")
        return next(self.place.glob(f"*/**/{top}")).joinpath(*rooms)

    def add(self, module: str, text: str) -> None:
        """Add lines to a module, or make the package it names."""
        path = self.package(module)
        file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a") as end:
            end.write(f"\n{text}\n")

    def new_association(self, code: str) -> None:
        """One more association beside NC, named in the contracts as CONTRIBUTING asks."""
        package = self.place / "associations" / code / f"vouchbook_{code}"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        config = self.place / "pyproject.toml"
        config.write_text(config.read_text().replace('"vouchbook_nc"', f'"vouchbook_nc", "vouchbook_{code}"'))

    def check(self, contract: str | None = None) -> subprocess.CompletedProcess[str]:
        bases = [self.place / "core", *self.place.glob("plugins/*"), *self.place.glob("associations/*")]
        return subprocess.run(
            [LINTER, "--no-cache", "--no-logo", *(["--contract", contract] if contract else [])],
            cwd=self.place,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, bases))},
            capture_output=True,
            text=True,
            check=False,
        )

    def assert_broken(self, contract: str, *said: str) -> None:
        checked = self.check(contract)
        assert checked.returncode == 1, checked.stdout + checked.stderr
        assert "BROKEN" in checked.stdout
        assert "1 broken" in checked.stdout
        for words in said:
            assert words in checked.stdout, checked.stdout


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_every_contract_holds(house: House) -> None:
    checked = house.check()
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in checked.stdout


@pytest.mark.parametrize(
    ("above", "below"), [(layer[0], room) for layer, next_one in pairwise(LAYERS) for room in next_one]
)
def test_a_room_imports_nothing_from_the_rooms_above_it(house: House, above: str, below: str) -> None:
    house.add(f"vouchbook.{above}", "")
    house.add(f"vouchbook.{below}", f"import vouchbook.{above}")
    house.assert_broken("rooms", f"vouchbook.{below} is not allowed to import vouchbook.{above}")


@pytest.mark.parametrize(("one", "other"), [(a, b) for layer in LAYERS for a in layer for b in layer if a != b])
def test_rooms_beside_each_other_are_independent(house: House, one: str, other: str) -> None:
    house.add(f"vouchbook.{other}", "")
    house.add(f"vouchbook.{one}", f"import vouchbook.{other}")
    house.assert_broken("rooms", f"vouchbook.{one} is not allowed to import vouchbook.{other}")


def test_the_command_line_and_the_web_are_such_neighbours_and_so_are_the_book_and_the_keys() -> None:
    assert {"cli", "web"} in map(set, LAYERS)
    assert {"ledger", "vault", "desk"} in map(set, LAYERS)


def test_a_new_room_must_be_given_its_place(house: House) -> None:
    house.add("vouchbook.cellar", "")
    house.assert_broken("rooms", "cellar")


@pytest.mark.parametrize("room", CONTRACTS["pure"]["source_modules"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_domain_and_policy_are_pure(house: House, room: str, library: str) -> None:
    house.add(room, f"import {library}")
    house.assert_broken("pure", f"{room} is not allowed to import {library}")


def test_only_the_ledger_knows_eventsourcing(house: House) -> None:
    house.add("vouchbook.ledger", "import eventsourcing.persistence")
    assert house.check("eventsourcing").returncode == 0
    house.add("vouchbook.service", "import eventsourcing.application")
    house.assert_broken("eventsourcing", "vouchbook.service")


@pytest.mark.parametrize("package", CONTRACTS["core-knows-nobody"]["forbidden_modules"])
def test_the_core_knows_no_association_and_no_guidelines(house: House, package: str) -> None:
    house.add("vouchbook.service", f"import {package}")
    house.assert_broken("core-knows-nobody", package)


@pytest.mark.parametrize("package", CONTRACTS["published"]["source_modules"])
@pytest.mark.parametrize("room", ["policy", "ledger", "testing"])
def test_associations_and_plugins_use_the_published_interface_only(house: House, package: str, room: str) -> None:
    house.add(package, "import vouchbook")
    assert house.check("published").returncode == 0
    house.add(package, f"from vouchbook import {room}")
    house.assert_broken("published", f"{package} is not allowed to import vouchbook.{room}")


def test_associations_are_independent_of_each_other(house: House) -> None:
    house.new_association("zz")
    assert house.check().returncode == 0
    house.add("vouchbook_nc", "import vouchbook_zz")
    house.assert_broken("independent", "vouchbook_nc", "vouchbook_zz")


@pytest.mark.parametrize("importer", ["vouchbook.cli", "vouchbook_nc"])
def test_nothing_imports_the_test_kit(house: House, importer: str) -> None:
    house.add(importer, "import vouchbook.testing")
    house.assert_broken("testing", importer)


def test_every_distribution_is_named_in_the_contracts() -> None:
    plugins = {f"vouchbook_{folder.parent.name}" for folder in ROOT.glob("plugins/*/pyproject.toml")}
    associations = {f"vouchbook_{folder.parent.name}" for folder in ROOT.glob("associations/*/pyproject.toml")}
    assert set(CONFIG["root_packages"]) == {"vouchbook"} | plugins | associations
    assert set(CONTRACTS["eventsourcing"]["source_modules"]) == {"vouchbook"} | plugins | associations
    assert set(CONTRACTS["core-knows-nobody"]["forbidden_modules"]) == plugins | associations
    assert set(CONTRACTS["published"]["source_modules"]) == plugins | associations
    assert set(CONTRACTS["independent"]["modules"]) == associations
