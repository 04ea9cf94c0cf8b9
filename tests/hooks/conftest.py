"""Packages as their authors write them: installed in a folder of the test's own, or made of functions on the spot."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from vouchbook import associations
from vouchbook.associations import Package
from vouchbook.domain.names import AssociationCode

Installed = Callable[..., Package]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installed]:
    """``install("nc", "acme_nc", "…")``: a distribution with one module of this source, found by its entry point."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)

    def write(
        code: str,
        module: str,
        source: str = "",
        *,
        policy: str | None = "",
        group: str = associations.ASSOCIATIONS,
        version: str = "1.0",
    ) -> Package:
        folder = tmp_path / module
        folder.mkdir()
        (folder / "__init__.py").write_text(source)
        if policy is not None:
            (folder / "policy.toml").write_text(policy)
        name = module.replace("_", "-")
        info = tmp_path / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(f"[{group}]\n{code} = {module}\n")
        associations._packages.cache_clear()
        return Package(AssociationCode(code), module, name, version)

    yield write
    for name in set(sys.modules) - before:
        if name.startswith("acme"):
            del sys.modules[name]
    associations._packages.cache_clear()


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> Installed:
    """``package("nc", review_plan=…)``: an association's package that holds these functions."""

    def make(code: str, **functions: object) -> Package:
        made = module(f"acme_{code}", **functions)
        monkeypatch.setitem(sys.modules, made.__name__, made)
        return Package(AssociationCode(code), made.__name__, f"acme-{code}", "1.0")

    return make


@pytest.fixture(name="module")
def module_of_functions() -> Callable[..., ModuleType]:
    """``module("acme_shared", review_plan=…)``: a shared plugin that holds these functions."""
    return module


def module(name: str, **functions: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(functions)
    return made
