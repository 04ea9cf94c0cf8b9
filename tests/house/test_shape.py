"""Every distribution has the same files under the same names, and every module says its one job in a sentence."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vouchbook.service.conformance.shape import ORDER

ROOT = Path(__file__).parents[2]
CORE = ROOT / "core"
PLUGINS = sorted(path for path in (ROOT / "plugins").iterdir() if path.is_dir())
ASSOCIATIONS = sorted(path for path in (ROOT / "associations").iterdir() if path.is_dir())
DISTRIBUTIONS = [CORE, *PLUGINS, *ASSOCIATIONS]
MARKS = ("imhe", "ecmhe", "endorsementr", "competencyguidelines", "easy")
"""Marks of others, and the name of the field's existing system, without punctuation: never names of ours."""


def package(distribution: Path) -> Path:
    name = "vouchbook" if distribution == CORE else f"vouchbook_{distribution.name}"
    return distribution / name


def modules() -> list[Path]:
    return sorted(module for distribution in DISTRIBUTIONS for module in package(distribution).rglob("*.py"))


def project(distribution: Path) -> dict[str, Any]:
    return tomllib.loads((distribution / "pyproject.toml").read_text())


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_a_distribution_has_its_files(distribution: Path) -> None:
    wanted = ["pyproject.toml", "README.md", f"{package(distribution).name}/__init__.py"]
    wanted += [f"{package(distribution).name}/py.typed"]
    if distribution != CORE:
        wanted += ["tests", "docs/index.md"]
    if distribution in ASSOCIATIONS:
        wanted += [f"{package(distribution).name}/policy.toml"]
    assert [file for file in wanted if not (distribution / file).exists()] == []


@pytest.mark.parametrize("distribution", [*PLUGINS, *ASSOCIATIONS], ids=named)
def test_a_distribution_has_tests_that_carry_its_name(distribution: Path) -> None:
    """Two test modules of one name would be one to mypy, so ``test_nc_fees.py``."""
    files = [path.name for path in (distribution / "tests").rglob("*.py") if path.name != "conftest.py"]
    assert files, "no test yet"
    assert [file for file in files if not file.startswith(f"test_{distribution.name}_")] == []


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_a_distribution_holds_nothing_that_an_author_elsewhere_would_not_have(distribution: Path) -> None:
    config = project(distribution)
    assert set(config) <= {"project", "build-system", "tool"}
    assert set(config.get("tool", {})) <= {"hatch"}
    for specifier in [*config["project"].get("dependencies", []), *config["build-system"]["requires"]]:
        assert re.fullmatch(r"[a-z0-9-]+(\[[a-z,]+\])?>=[0-9.]+", specifier), specifier
    assert "../" not in (distribution / "pyproject.toml").read_text()


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_the_distributions_say_the_same_where_they_do_not_differ(distribution: Path) -> None:
    config = project(distribution)
    assert config["project"]["name"] == package(distribution).name.replace("_", "-")
    assert config["project"]["license"] == "Apache-2.0"
    assert config["project"]["readme"] == "README.md"
    assert config["project"]["requires-python"] == ">=3.11"
    assert config["build-system"] == project(CORE)["build-system"]
    assert config["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == [package(distribution).name]


@pytest.mark.parametrize("distribution", ASSOCIATIONS, ids=named)
def test_an_association_is_found_by_its_code(distribution: Path) -> None:
    points = project(distribution)["project"]["entry-points"]["vouchbook.associations"]
    assert points == {distribution.name: package(distribution).name}


def around(distribution: Path) -> set[str]:
    """Its files, with the code taken out of their names."""
    code = distribution.name
    files = [str(path.relative_to(distribution)) for path in distribution.rglob("*") if path.is_file()]
    kept = [file for file in files if not {"__pycache__", ".pytest_cache"} & {*Path(file).parts}]
    return {re.sub(rf"(?<=vouchbook_){code}(?=/)|(?<=/test_){code}(?=_)", "xx", file) for file in kept}


def sections(distribution: Path) -> list[str]:
    """The headings that part a policy, without what an association says after them."""
    text = (package(distribution) / "policy.toml").read_text("utf-8")
    return [re.split(r"[:.] ", heading)[0] for heading in re.findall(r"^# ── (.+?)[ ─]*$", text, re.MULTILINE)]


def tables(distribution: Path) -> list[str]:
    """The tables of a policy in the order in which they are first spoken of; requirements stand where they fit."""
    text = (package(distribution) / "policy.toml").read_text("utf-8")
    return [*dict.fromkeys(re.findall(r"^\[\[?(\w+)\]", text, re.MULTILINE))]


@pytest.mark.parametrize("distribution", ASSOCIATIONS, ids=named)
def test_associations_differ_by_what_their_files_say_and_not_by_which_there_are(distribution: Path) -> None:
    first = ASSOCIATIONS[0]
    assert around(distribution) == around(first)
    assert "vouchbook_xx/policy.toml" in around(distribution)
    assert len(around(distribution)) > 20


@pytest.mark.parametrize("distribution", ASSOCIATIONS, ids=named)
def test_policies_have_the_same_sections_and_tables_in_the_same_order(distribution: Path) -> None:
    assert sections(distribution) == sections(ASSOCIATIONS[0])
    assert len(sections(distribution)) >= 9
    everything = [*dict.fromkeys(table for each in ASSOCIATIONS for table in tables(each))]
    assert tables(distribution) == [table for table in ORDER if table in tables(distribution)]
    assert {*everything} <= {*ORDER}


@pytest.mark.parametrize("distribution", ASSOCIATIONS, ids=named)
def test_packages_carry_one_professional_in_common_word_for_word(distribution: Path) -> None:
    """Whoever asks what a move would change asks all associations about the same file."""
    moving = "samples/imhs-moving.toml"
    assert (package(distribution) / moving).read_bytes() == (package(ASSOCIATIONS[0]) / moving).read_bytes()


@pytest.mark.parametrize("distribution", ASSOCIATIONS, ids=named)
def test_a_value_without_a_published_source_is_never_confirmed(distribution: Path) -> None:
    policy = tomllib.loads((package(distribution) / "policy.toml").read_text("utf-8"))
    rows = [row for rows in policy.values() if isinstance(rows, list) for row in rows]
    assert [row for row in rows if row["source"] == "assumed" and row.get("confirmed") is not False] == []
    assert [row for row in policy["fee"] if row.get("confirmed") is not False] == [], "no fee is published"


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=named)
def test_no_name_of_ours_is_a_mark_of_somebody_else(distribution: Path) -> None:
    config = project(distribution)["project"]
    names = [config["name"], package(distribution).name, *config.get("scripts", {})]
    names += [name for group, points in config.get("entry-points", {}).items() for name in (group, *points)]
    for name in names:
        folded = re.sub(r"[^a-z]", "", name.lower())
        assert not any(mark in folded for mark in MARKS), name


@pytest.mark.parametrize("module", modules(), ids=named)
def test_a_module_says_its_one_job_in_its_first_sentence(module: Path) -> None:
    docstring = ast.get_docstring(ast.parse(module.read_text())) or ""
    sentence = docstring.split("\n\n")[0]
    assert re.search(r"[.?]`*$", sentence), f"begin with a whole sentence, then an empty line: {sentence!r}"
    assert len(re.findall(r"\w+", sentence)) >= 4, f"too short to say what the module is for: {sentence!r}"


def test_no_file_is_named_after_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "managers", "misc", "common", "base"}
    assert [named(module) for module in modules() if module.stem in empty] == []


def test_no_class_is_named_after_its_place_in_a_hierarchy() -> None:
    assert [name for name in classes() if re.match(r".*:(Base|Abstract)[A-Z]", name) or name.endswith("Impl")] == []


def classes() -> Iterator[str]:
    for module in modules():
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.ClassDef):
                yield f"{named(module)}:{node.name}"
