"""The code of an association: hooks that exist, arguments that they bring, names under which it is found."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import metadata
from itertools import pairwise
from types import ModuleType

from vouchbook.associations import ASSOCIATIONS, GUIDELINES, BadPackage, Package, hook_mistakes
from vouchbook.hookspecs import PROJECT, QUESTIONS, SURFACES
from vouchbook.policy.mistakes import nearest
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.conformance import imports
from vouchbook.service.conformance.report import Checked, Problem

GROUP = "hooks"
HOOKS = (*QUESTIONS, *SURFACES)


def checked(package: Package, version: PolicyVersion | None) -> Checked:
    """Everything that keeps the core from asking a package, or asks of the package what it may not rely on."""
    problems = [*imports.mistakes(package), *_entry_points(package), *_codes(package, version)]
    said = "not loaded"
    try:
        module = package.load()
    except BadPackage as error:
        if not any(problem.code == "no_python" for problem in problems):
            problems.append(Problem("not_loaded", str(error), "then ask again", f"{package.module}/__init__.py"))
    else:
        problems += [_mistake(text, package) for text in hook_mistakes(module, package.distribution)]
        problems += [*_near_misses(module, package), *_order(module, package)]
        answered = [hook for hook in HOOKS if hook in _marked(module)]
        said = f"it answers {', '.join(answered)}" if answered else "no hooks: policy data answers everything"
    return Checked(GROUP, said, tuple(problems))


def _mistake(text: str, package: Package) -> Problem:
    what, _, way_out = text.removeprefix(f"{package.distribution}: ").partition("; ")
    return Problem("hook", what, way_out, f"{package.module}/__init__.py")


def _marked(module: ModuleType) -> list[str]:
    """The hooks of a package, in the order in which they stand there."""
    return [name for name, each in vars(module).items() if isinstance(getattr(each, f"{PROJECT}_impl", None), dict)]


def _near_misses(module: ModuleType, package: Package) -> Iterator[Problem]:
    """Functions without a mark whose name is nearly that of a hook."""
    for name, function in vars(module).items():
        if name in HOOKS or not inspect.isfunction(function) or hasattr(function, f"{PROJECT}_impl"):
            continue
        near = nearest(name, HOOKS)
        if near and function.__module__ == module.__name__ and not name.startswith("_"):
            yield Problem(
                "near_miss",
                f"{name} is nearly the hook {near}, and is never asked",
                f"call it {near} and put @hookimpl above it; if it is something else, begin its name with _",
                f"{package.module}/__init__.py:{function.__code__.co_firstlineno}",
            )


def _order(module: ModuleType, package: Package) -> Iterator[Problem]:
    known = [name for name in _marked(module) if name in HOOKS]
    for one, other in pairwise(known):
        if HOOKS.index(one) > HOOKS.index(other):
            yield Problem(
                "order",
                f"{other} stands after {one}",
                f"keep the order in which they are asked: {', '.join(HOOKS)}",
                f"{package.module}/__init__.py",
            )
            return


def _entry_points(package: Package) -> Iterator[Problem]:
    """Names under which the distribution would be found, and by nobody is; or found in place of somebody else."""
    for entry in metadata.distribution(package.distribution).entry_points:
        if entry.group.startswith("vouchbook") and entry.group not in (ASSOCIATIONS, GUIDELINES):
            near = nearest(entry.group, (ASSOCIATIONS, GUIDELINES)) or ASSOCIATIONS
            yield Problem(
                "entry_point",
                f"nobody reads the entry points called {entry.group}",
                f'write [project.entry-points."{near}"]',
                "pyproject.toml",
            )
        elif entry.group == ASSOCIATIONS and entry.name != package.code:
            yield Problem(
                "entry_point",
                f"it answers for {entry.name}, too",
                "give every association a package of its own",
                "pyproject.toml",
            )
        elif entry.group == "console_scripts" and entry.name == "vouchbook":
            yield Problem(
                "entry_point",
                "it installs a command called vouchbook over the core's",
                "give your command another name",
                "pyproject.toml",
            )


def _codes(package: Package, version: PolicyVersion | None) -> Iterator[Problem]:
    if version is not None and version.document.association.code != package.code:
        yield Problem(
            "code",
            f"its entry point says {package.code}, and its policy {version.document.association.code}",
            "let code under [association] and the name of the entry point be the same",
            f"{package.module}/policy.toml",
        )
