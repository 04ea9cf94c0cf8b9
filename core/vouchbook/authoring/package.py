"""Writes the package of a new association: the same files as every other one, all of them or none."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path

from msgspec import Struct

from vouchbook import associations
from vouchbook.authoring.codes import Unusable, code_mistakes, name_mistakes
from vouchbook.domain.names import Occasion
from vouchbook.policy.reader import read_guidelines
from vouchbook.policy.source import Guidelines

TEMPLATES = resources.files("vouchbook.authoring") / "templates"
GUIDELINES_PACKAGE = "vouchbook-guidelines"
SAMPLED = "IMHS"
"""The category of the samples that a new package brings."""

FILES: Mapping[str, str | None] = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "LICENSE": "LICENSE",
    "docs/index.md": "docs/index.md",
    "{{module}}/__init__.py": "package/__init__.py",
    "{{module}}/policy.toml": "package/policy.toml",
    "{{module}}/py.typed": None,
    "{{module}}/samples/imhs-complete.toml": "package/samples/imhs-complete.toml",
    "{{module}}/samples/imhs-begun.toml": "package/samples/imhs-begun.toml",
    "tests/test_{{code}}_policy.py": "tests/policy.py",
    "tests/test_{{code}}_samples.py": "tests/samples.py",
    "tests/test_{{code}}_life.py": "tests/life.py",
}
"""Every file of a package in the order in which it is read, with its template; ``None`` for an empty one."""

_FIELD = re.compile(r"\{\{(\w+)\}\}")


class Written(Struct, frozen=True):
    """What was written: the folder, and its files from there."""

    code: str
    folder: Path
    files: tuple[str, ...]


def write_association(code: str, name: str | None = None, into: Path | None = None) -> Written:
    """Write the package of the association ``code`` into a new folder of ``into``, which is the working folder else.

    It builds on the newest installed edition of the guidelines and offers the categories whose sheets that holds.

    :raises Unusable: everything that stands in the way; nothing was written
    """
    folder = (into or Path()).absolute() / f"vouchbook-{code}"
    called = f"Association {code.upper()}" if name is None else name.strip()
    wrong = [*code_mistakes(code), *name_mistakes(called)]
    wrong += _place_mistakes(folder) if not wrong else []
    edition = newest_edition()
    if edition is None:
        wrong.append(
            f"no edition of the guidelines with the sheet of {SAMPLED} is installed, on which the rules would build; "
            f"install one first: pip install {GUIDELINES_PACKAGE}"
        )
    if wrong or edition is None:
        raise Unusable("\n".join(wrong))
    contents = {_filled(path, {"code": code, "module": _module(code)}): template for path, template in FILES.items()}
    fields = _fields(code, called, edition)
    _write(folder, {path: "" if each is None else _filled(_template(each), fields) for path, each in contents.items()})
    return Written(code, folder, tuple(contents))


def newest_edition() -> Guidelines | None:
    """The installed edition of the guidelines that begins last, of those that hold the sheet of the samples."""
    editions = [read_guidelines(path) for path in associations.guideline_files().values()]
    fitting = [each for each in editions if SAMPLED in _asked_of_applicants(each)]
    return max(fitting, key=lambda each: (each.from_ is not None, each.from_, each.edition), default=None)


def range_of(distribution: str) -> str:
    """The versions that a package written today may be installed with: those that keep what today's promises.

    >>> range_of("click")
    '>=8...,<9'
    """
    major, minor = (int(part) for part in metadata.version(distribution).split(".")[:2])
    return f">={major}.{minor},<{major + 1}" if major else f">=0.{minor},<0.{minor + 1}"


def _fields(code: str, name: str, edition: Guidelines) -> dict[str, str]:
    by_family = {"IMH": list[str](), "ECMH": list[str]()}
    for category in edition.categories:
        if category in _asked_of_applicants(edition):
            by_family["ECMH" if category.startswith("EC") else "IMH"].append(category)
    offered = {family: categories for family, categories in by_family.items() if categories}
    return {
        "code": code,
        "module": _module(code),
        "name": name,
        "name_in_python": name.replace("\\", "\\\\").replace('"', '\\"'),
        "name_in_table": name.replace("|", "\\|"),
        "name_in_toml": _toml(name),
        "description_in_toml": _toml(f"Vouchbook for {name}"),
        "edition": edition.edition,
        "families": _toml([*offered]),
        "categories": "[\n" + "".join(f"  {_toml(each)[1:-1]},\n" for each in offered.values()) + "]",
        "core": f"vouchbook{range_of('vouchbook')}",
        "guidelines": f"{GUIDELINES_PACKAGE}{range_of(GUIDELINES_PACKAGE)}",
    }


def _asked_of_applicants(edition: Guidelines) -> set[str]:
    """The categories whose sheet for applications the edition holds."""
    return {each for row in edition.requirements if row.head.at is Occasion.APPLICATION for each in row.head.for_}


def _module(code: str) -> str:
    return f"vouchbook_{code}"


def _toml(value: str | list[str]) -> str:
    """Text or texts as TOML writes them, which for what prints is as JSON does."""
    return json.dumps(value, ensure_ascii=False)


def _template(name: str) -> str:
    return TEMPLATES.joinpath(*f"{name}.in".split("/")).read_text("utf-8")


def _filled(template: str, fields: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda field: fields[field[1]], template)


def _place_mistakes(folder: Path) -> Iterator[str]:
    if not folder.parent.is_dir():
        yield f"{folder.parent} is no folder; make it first, or name another one with --into"
    elif folder.exists() or folder.is_symlink():
        yield f"{folder} is there already, and nothing is overwritten; move it away, or name another place with --into"


def _write(folder: Path, contents: Mapping[str, str]) -> None:
    """Make the folder beside its place and move it there whole.

    :raises Unusable: the place cannot be written to
    """
    building = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        for path, text in contents.items():
            target = building / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8", newline="\n")
        building.rename(folder)
    except BaseException as error:
        shutil.rmtree(building, ignore_errors=True)
        if isinstance(error, OSError):
            raise Unusable(
                f"{folder} cannot be written ({error.strerror}); nothing was left behind: check the place and its owner"
            ) from error
        raise
