"""An author and their package: written by the kit, changed as a test wants it, installed as a wheel would be."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from vouchbook import associations
from vouchbook.authoring import write_association
from vouchbook.service.conformance.checking import check
from vouchbook.service.conformance.report import Checked, Conformance, Problem
from vouchbook.testing import under_test

CODE = "xq"
HOOK = "from vouchbook import hookimpl\n\n\n"


class Author:
    """Somebody who writes the package of the association xq."""

    def __init__(self, place: Path) -> None:
        self.folder = write_association(CODE, "Association of Testers", place).folder
        self.package = self.folder / f"vouchbook_{CODE}"
        self.project = tomllib.loads((self.folder / "pyproject.toml").read_text())["project"]
        self.points: dict[str, dict[str, str]] = dict(self.project["entry-points"])
        self.requires: list[str] = list(self.project["dependencies"])
        self.metadata = ["License-File: LICENSE", "Requires-Python: >=3.11"]
        self.name = str(self.project["name"])

    def hook(self, source: str) -> None:
        """Give the package this code, below its docstring."""
        start = self.package / "__init__.py"
        docstring = '"""Association of Testers (xq): it has code of its own."""\n\n'
        start.write_text(docstring + HOOK + source)

    def edit(self, name: str, old: str, new: str) -> None:
        file = self.package / name
        text = file.read_text()
        assert old in text, f"{old!r} does not stand in {name}"
        file.write_text(text.replace(old, new))

    def install(self, *, strays: Sequence[str] = (), editable: bool = False) -> associations.Package:
        """What an installer leaves behind: the distribution's metadata, with the list of its files."""
        info = self.folder / f"{self.name.replace('-', '_')}-0.1.0.dist-info"
        info.mkdir(exist_ok=True)
        head = [f"Name: {self.name}", "Version: 0.1.0", *(f"Requires-Dist: {each}" for each in self.requires)]
        (info / "METADATA").write_text("\n".join(["Metadata-Version: 2.4", *head, *self.metadata, ""]))
        points = [line for group, names in self.points.items() for line in (f"[{group}]", *_assigned(names))]
        (info / "entry_points.txt").write_text("\n".join(points) + "\n")
        files = [path.relative_to(self.folder) for path in self.package.rglob("*") if path.is_file()]
        (info / "RECORD").write_text("".join(f"{file},,\n" for file in [*files, *strays, f"{info.name}/METADATA"]))
        if editable:
            told = {"url": self.folder.as_uri(), "dir_info": {"editable": True}}
            (info / "direct_url.json").write_text(json.dumps(told))
        associations._packages.cache_clear()
        return associations.package(CODE)

    def checked(self, **how: object) -> Conformance:
        self.install(**how)  # type: ignore[arg-type]
        return check(CODE)


def _assigned(names: dict[str, str]) -> list[str]:
    return [f"{name} = {value}" for name, value in names.items()]


@pytest.fixture
def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Author]:
    before = set(sys.modules)
    made = Author(tmp_path)
    monkeypatch.syspath_prepend(made.folder)
    yield made
    for name in set(sys.modules) - before:
        if name.startswith("vouchbook_x"):
            del sys.modules[name]
    associations._packages.cache_clear()
    under_test.installed.cache_clear()


def group(found: Conformance, name: str) -> Checked:
    (checked,) = (each for each in found.checked if each.group == name)
    return checked


def only(found: Conformance) -> Problem:
    """The one problem that a check found."""
    (problem,) = found.problems
    return problem
