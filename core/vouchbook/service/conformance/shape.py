"""The shape of an association's package: the files that every one has, in the order that the house keeps."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import metadata
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit
from urllib.request import url2pathname

from vouchbook.associations import BadPackage, Package
from vouchbook.policy.source import TABLES
from vouchbook.service.conformance.report import Checked, Problem

GROUP = "shape"
_AFTER = "emerging"
_TABLES = list(TABLES)
ORDER = (
    "format", "association", "sources",
    *_TABLES[: _TABLES.index(_AFTER) + 1], "requirement", *_TABLES[_TABLES.index(_AFTER) + 1 :],
)  # fmt: skip
"""The tables of a ``policy.toml`` from top to bottom, so that fifty of them read alike."""

OUTSIDE = ("README.md", "LICENSE", "docs/index.md", "pyproject.toml")
"""What lies around the package in its author's folder."""

MARKS = ("imhe", "ecmhe", "endorsementr", "competencyguidelines", "easy")
"""Marks of others, and the name of the field's existing system, without punctuation: never names of a package."""


def checked(package: Package) -> Checked:
    """The names of a package, its files, what its distribution declares, and the order of its policy's tables."""
    try:
        folder = package.folder
    except BadPackage as error:
        return Checked(GROUP, "there is no package", (Problem("no_package", str(error), "then install it again"),))
    problems = (
        *_names(package),
        *_files(package, folder),
        *_declared(package),
        *_strays(package),
        *_order(folder / "policy.toml"),
        *_around(package),
    )
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return Checked(GROUP, f"{len(files)} files in {package.module}, as every association has them", problems)


def _names(package: Package) -> Iterator[Problem]:
    for kind, name, wanted in (
        ("distribution", package.distribution, f"vouchbook-{package.code}"),
        ("package", package.module, f"vouchbook_{package.code}"),
    ):
        if name != wanted:
            yield Problem(
                "name",
                f"the {kind} is called {name}",
                f"call it {wanted}, so that everybody finds it by the code {package.code}",
                "pyproject.toml",
            )
        elif any(mark in re.sub(r"[^a-z]", "", name) for mark in MARKS):
            yield Problem(
                "mark", f"the {kind} is called {name}, after a mark of somebody else", "choose another code", None
            )


def _files(package: Package, folder: Path) -> Iterator[Problem]:
    start = folder / "__init__.py"
    sentence = _docstring(start).split("\n\n")[0].strip()
    if not sentence.endswith((".", "?")):
        yield Problem(
            "docstring",
            "the package does not say whose it is",
            "begin it with a docstring whose first sentence names the association, with a full stop",
            f"{package.module}/__init__.py",
        )
    if not (folder / "policy.toml").is_file():
        yield _missing(package, "policy.toml", "what the association decides, row by row; put one beside __init__.py")
    if not (folder / "py.typed").is_file():
        yield _missing(package, "py.typed", "an empty file, by which type checkers know that the package has types")
    if not [*folder.glob("samples/*.toml")]:
        yield _missing(
            package, "samples/", "portfolio files named after a category, such as samples/imhs-complete.toml"
        )


def _missing(package: Package, name: str, what: str) -> Problem:
    return Problem(
        "missing_file",
        f"{name} is not there: {what}",
        "add it to the package, and see that the wheel carries it",
        f"{package.module}/{name}",
    )


def _docstring(file: Path) -> str:
    try:
        return ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    except (OSError, SyntaxError, ValueError):  # named where the hooks are looked at
        return "."


def _declared(package: Package) -> Iterator[Problem]:
    """What the distribution says of itself to whoever installs it."""
    told = metadata.distribution(package.distribution).metadata
    required = {_name(each): each for each in told.get_all("Requires-Dist") or [] if "extra ==" not in each}
    for name in ("vouchbook", "vouchbook-guidelines"):
        if name not in required:
            yield Problem(
                "dependency",
                f"it does not say that it needs {name}",
                f'name it in [project] dependencies, with the versions that it was tried with: "{name}>=0.1,<0.2"',
                "pyproject.toml",
            )
        elif ">=" not in required[name]:
            yield Problem(
                "dependency",
                f"it names no oldest version of {name}: {required[name]}",
                f'write the versions that it was tried with, for instance "{name}>=0.1,<0.2"',
                "pyproject.toml",
            )
    if not told.get_all("License-File"):
        yield Problem(
            "licence",
            "its wheel carries no licence",
            'put LICENSE beside pyproject.toml and write license-files = ["LICENSE"] under [project]',
            "pyproject.toml",
        )
    if not told.get_all("Requires-Python"):
        yield Problem(
            "python", "it names no version of Python", 'write requires-python = ">=3.11" under [project]',
            "pyproject.toml",
        )  # fmt: skip


def _name(requirement: str) -> str:
    """The distribution that a requirement asks for.

    >>> _name("Vouchbook_guidelines (>=0.1)")
    'vouchbook-guidelines'
    """
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else requirement


def _strays(package: Package) -> Iterator[Problem]:
    """What a wheel puts beside the package, into everybody's environment."""
    tops = {PurePosixPath(file).parts[0] for file in metadata.files(package.distribution) or () if file.parts}
    strays = sorted(
        top
        for top in tops - {package.module, "..", "__pycache__"}
        if not top.endswith((".dist-info", ".data", ".pth")) and not top.startswith("_")
    )
    if strays:
        yield Problem(
            "stray_files",
            f"its wheel also installs {', '.join(strays)}",
            f'let the wheel hold the package alone: packages = ["{package.module}"] under '
            "[tool.hatch.build.targets.wheel]",
            "pyproject.toml",
        )


def _order(policy: Path) -> Iterator[Problem]:
    """The first two tables of a policy that stand the wrong way round; what cannot be read is named elsewhere."""
    try:
        found = [table for table in tomllib.loads(policy.read_text("utf-8")) if table in ORDER]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return
    for one, other in pairwise(found):
        if ORDER.index(one) > ORDER.index(other):
            yield Problem(
                "order",
                f"[[{other}]] stands after [[{one}]]",
                f"keep the order of all associations: {', '.join(ORDER[1:])}",
                f"{policy.parent.name}/policy.toml",
            )
            return


def _around(package: Package) -> Iterator[Problem]:
    """What an author's folder lacks around the package, where it is installed from there."""
    folder = project(package)
    if folder is None:
        return
    for name in OUTSIDE:
        if not (folder / name).is_file():
            yield Problem(
                "missing_file", f"{name} is not there", "add it; `vouchbook new-association` writes one to copy", name
            )
    if not [*folder.glob(f"tests/test_{package.code}_*.py")]:
        yield Problem(
            "missing_file",
            "it has no tests",
            f"write tests/test_{package.code}_policy.py; the fixtures of vouchbook.testing are there for them",
            "tests/",
        )


def project(package: Package) -> Path | None:
    """The author's folder, where the package is installed from it as it stands (``pip install -e``)."""
    text = metadata.distribution(package.distribution).read_text("direct_url.json")
    told = json.loads(text) if text else {}
    if not told.get("dir_info", {}).get("editable"):
        return None
    folder = Path(url2pathname(urlsplit(told["url"]).path))
    return folder if folder.is_dir() else None
