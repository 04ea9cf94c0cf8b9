"""What an association's code imports: what `vouchbook` publishes, never its rooms, and no other association."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import vouchbook
from vouchbook.associations import Package, installed
from vouchbook.policy.mistakes import nearest
from vouchbook.service.conformance.report import Problem

_LOADERS = ("import_module", "__import__")


def mistakes(package: Package) -> Iterator[Problem]:
    """Every import of a package that it cannot rely on; a file that is no Python is one, too."""
    others = {each.module: each.code for each in installed().values() if each.code != package.code}
    for file in sorted(package.folder.rglob("*.py")):
        where = f"{package.module}/{file.relative_to(package.folder).as_posix()}"
        try:
            tree = ast.parse(file.read_text("utf-8"))
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            yield Problem("no_python", f"this is no Python: {error}", "mend it", f"{where}:{line}" if line else where)
            continue
        for line, module, name in sorted(set(_imported(tree))):
            top = module.partition(".")[0]
            if top == "vouchbook":
                yield from _of_vouchbook(module, name, f"{where}:{line}")
            elif top in others:
                yield Problem(
                    "other_association",
                    f"it imports {top}, the package of another association ({others[top]})",
                    "associations are independent of each other: write here what you need of it",
                    f"{where}:{line}",
                )


def _imported(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """``(line, module, name)`` of everything imported; the name is empty where a whole module is."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, each.name, "") for each in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from ((node.lineno, module, each.name) for each in names)
            case ast.Attribute(value=ast.Name(id="vouchbook"), attr=name):
                yield node.lineno, "vouchbook", name
            case ast.Call(func=function, args=[ast.Constant(value=str(module)), *_]) if _loads(function):
                yield node.lineno, module, ""
            case _:
                pass


def _loads(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    return name in _LOADERS


def _rooms() -> set[str]:
    """The modules and packages of the core, none of which is published."""
    return {file.stem for file in Path(vouchbook.__file__).parent.iterdir() if file.stem != "__init__"}


def _of_vouchbook(module: str, name: str, where: str) -> Iterator[Problem]:
    if module == "vouchbook.testing" or module.startswith("vouchbook.testing."):
        yield Problem(
            "test_kit", "it imports the test kit", "vouchbook.testing is for tests: import it there only", where
        )
    elif module != "vouchbook" or name in _rooms():
        room = module if module != "vouchbook" else f"vouchbook.{name}"
        known = f": from vouchbook import {name}" if name in vouchbook.__all__ else ""
        yield Problem(
            "room",
            f"it imports {room}, a room of the core, which promises nothing",
            f"import what you need from vouchbook itself{known}; what is published there is listed in "
            "docs/reference/testing.md",
            where,
        )
    elif name and name != "*" and not name.startswith("__") and name not in vouchbook.__all__:
        near = nearest(name, vouchbook.__all__)
        meant = f"did you mean {near}?" if near else "see docs/reference/testing.md for what it publishes"
        yield Problem("unpublished", f"vouchbook publishes no {name}", meant, where)
    elif name == "*":
        yield Problem("star", "it imports everything that vouchbook has", "name what you need", where)
