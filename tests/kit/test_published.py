"""What authors are promised: whole, listed on its page, and loaded only when it is asked for."""

from __future__ import annotations

import re
import subprocess
import sys
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from msgspec import Struct

import vouchbook
from vouchbook import hookspecs, testing
from vouchbook.hookspecs import QUESTIONS, SURFACES
from vouchbook.testing import plugin

PAGE = (Path(__file__).parents[2] / "docs/reference/testing.md").read_text()


def named(section: str) -> list[str]:
    """The names in the tables of a section."""
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    cells = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    return [name for row in cells for cell in row for name in re.findall(r"`(\w+)`", cell)]


def test_the_page_lists_every_published_name_once() -> None:
    assert sorted(named("What `vouchbook` publishes")) == sorted(vouchbook.__all__)


def test_the_page_lists_every_builder_once() -> None:
    assert sorted(named("Builders")) == sorted(testing.__all__)


def test_the_page_lists_every_fixture() -> None:
    fixtures = [
        str(each._fixture_function_marker.name or name)
        for name, each in vars(plugin).items()
        if hasattr(each, "_fixture_function_marker")
    ]
    listed = re.findall(r"^\| `(\w+)` \|", PAGE.split("## Builders")[0], re.MULTILINE)
    assert sorted(listed) == sorted(name for name in fixtures if not name.startswith("_"))


@pytest.mark.parametrize("name", vouchbook.__all__)
def test_a_published_name_is_there(name: str) -> None:
    assert getattr(vouchbook, name) is not None


@pytest.mark.parametrize("name", testing.__all__)
def test_a_builder_is_there(name: str) -> None:
    assert getattr(testing, name) is not None


@pytest.mark.parametrize(("module", "name"), [(vouchbook, "Portfolios"), (testing, "givens")])
def test_what_is_not_published_is_named_with_what_is(module: types.ModuleType, name: str) -> None:
    with pytest.raises(AttributeError, match=f"no '{name}'; it (publishes|has) "):
        getattr(module, name)


# ── Whole ─────────────────────────────────────────────────────────────────────────────────────


def reached(hint: object, seen: set[object]) -> Iterator[str]:
    """The names of every type that a value of this one may hold; a rule's own stay with the policy."""
    if isinstance(hint, typing.NewType):
        yield hint.__name__
    elif isinstance(hint, type) and issubclass(hint, Struct | Enum) and hint not in seen:
        seen.add(hint)
        yield hint.__name__
        if issubclass(hint, Struct) and hint.__name__ != "Line":
            for each in typing.get_type_hints(hint).values():
                yield from reached(each, seen)
    else:
        for each in typing.get_args(hint):
            yield from reached(each, seen)


@pytest.mark.parametrize("hook", [*QUESTIONS, *SURFACES])
def test_whatever_a_hook_is_given_or_answers_can_be_named_by_its_author(hook: str) -> None:
    hints = typing.get_type_hints(getattr(hookspecs, hook))
    assert {name for hint in hints.values() for name in reached(hint, set())} <= {*vouchbook.__all__}


@pytest.mark.parametrize("name", vouchbook.__all__)
def test_whatever_a_published_value_holds_is_published(name: str) -> None:
    assert {*reached(getattr(vouchbook, name), set())} <= {*vouchbook.__all__}


# ── Loaded when it is asked for ───────────────────────────────────────────────────────────────


def loaded_by(code: str) -> set[str]:
    told = f"import sys\n{code}\nprint(*sorted(name for name in sys.modules), sep='\\n')"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return {*done.stdout.splitlines()}


def test_pytests_entry_point_loads_nothing_of_the_core_but_itself() -> None:
    ours = {name for name in loaded_by("import vouchbook.testing.plugin") if name.split(".")[0] == "vouchbook"}
    assert ours == {"vouchbook", "vouchbook.testing", "vouchbook.testing.plugin"}


@pytest.mark.parametrize("command", ["--help", "hooks --help", "new-association --help"])
def test_no_command_loads_pytest_or_the_test_kit(command: str) -> None:
    run = f"from vouchbook.cli import main\nmain({command.split()!r}, standalone_mode=False)"
    assert not {"pytest", "_pytest", "vouchbook.testing"} & loaded_by(run)


def test_help_loads_nothing_that_checks_or_writes_packages() -> None:
    loaded = loaded_by("from vouchbook.cli import main\nmain(['--help'], standalone_mode=False)")
    assert not {name for name in loaded if name.startswith(("vouchbook.service", "vouchbook.authoring", "msgspec"))}
