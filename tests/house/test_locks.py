"""The locks: one public index, no place of anybody's machine, both locks alike, and no older than what is asked for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
UV = (ROOT / "uv.lock").read_text()
FOR_PIP = ("requirements.lock", "requirements-bench.lock")
LOCKED: list[dict[str, Any]] = tomllib.loads(UV)["package"]
PACKAGES = {package["name"]: package for package in LOCKED}
OURS = {name for name, package in PACKAGES.items() if "registry" not in package["source"]}
WORKSPACE: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECTS = sorted([ROOT / "core/pyproject.toml", *ROOT.glob("*/*/pyproject.toml")])

INDEX = "https://" + ".".join(("pypi", "org")) + "/simple"
FILES = "https://" + ".".join(("files", "pythonhosted", "org")) + "/"


Pinned = dict[tuple[str, str], frozenset[str]]


def pinned(lock: str) -> Pinned:
    """Each package of a lock for pip, in each of its versions, with its hashes."""
    blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text().split("\n", 1)[1].strip())
    found = {}
    for block in blocks:
        name, version = re.match(r"([a-z0-9-]+)==([^ ;\\]+)", block).groups()  # type: ignore[union-attr]
        found[name, version] = frozenset(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block))
    return found


def declared() -> list[Requirement]:
    projects = [tomllib.loads(path.read_text()) for path in PROJECTS]
    asked = [text for project in projects for text in project["project"].get("dependencies", [])]
    asked += [text for project in projects for text in project["build-system"]["requires"]]
    asked += [text for group in WORKSPACE["dependency-groups"].values() for text in group]
    return [Requirement(text) for text in asked]


def test_everything_comes_from_the_public_index_or_is_ours() -> None:
    sources = {package["source"].get("registry") for package in PACKAGES.values()} - {None}
    assert sources == {INDEX}
    elsewhere = {re.match(r"[a-z+]+://[^/]*/|[^/]*", url).group() for url in re.findall(r'url = "([^"]+)"', UV)}  # type: ignore[union-attr]
    assert elsewhere == {FILES}
    assert {PACKAGES[name]["source"]["editable"] for name in OURS} == {
        str(path.parent.relative_to(ROOT)) for path in PROJECTS
    }


@pytest.mark.parametrize("lock", ["uv.lock", *FOR_PIP])
def test_no_lock_names_a_place_of_a_machine(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert re.findall(r"file:|--(?:find-links|extra-index-url|index-url|trusted-host)|\s-[ef]\s|\"/|@ ", text) == []


def test_the_locks_hold_the_same_versions_and_hashes() -> None:
    of_uv: Pinned = {}
    for package in LOCKED:
        if package["name"] not in OURS:
            files = [package.get("sdist"), *package.get("wheels", [])]
            of_uv[package["name"], package["version"]] = frozenset(file["hash"] for file in files if file)
    assert {**pinned(FOR_PIP[0]), **pinned(FOR_PIP[1])} == of_uv


@pytest.mark.parametrize("asked", declared(), ids=str)
def test_the_lock_holds_what_is_asked_for(asked: Requirement) -> None:
    locked = PACKAGES[canonicalize_name(asked.name)]
    assert asked.specifier.contains(locked["version"]), "run `make lock`"


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_lock_knows_what_each_distribution_asks_for_today(path: Path) -> None:
    project = tomllib.loads(path.read_text())["project"]
    known = PACKAGES[project["name"]].get("metadata", {}).get("requires-dist", [])
    asked = {(canonicalize_name(r.name), str(r.specifier)) for r in map(Requirement, project.get("dependencies", []))}
    assert {name for name, _ in asked} == {entry["name"] for entry in known}, "run `make lock`"
    assert {(name, SpecifierSet(text)) for name, text in asked if name not in OURS} == {
        (entry["name"], SpecifierSet(entry["specifier"])) for entry in known if entry["name"] not in OURS
    }, "run `make lock`"


def test_the_build_backend_is_locked_too_so_that_set_up_fetches_nothing_else() -> None:
    assert {"hatchling", "editables"} <= {name for name, _ in pinned("requirements.lock")}
