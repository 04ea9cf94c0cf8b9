"""The kit as its reader uses it: the page is followed word for word, with real wheels, in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.pages import Played, run_page
from tests.kit.wheelhouse import OURS, ROOT, wheelhouse

from vouchbook.hookspecs import WHEN

pytestmark = pytest.mark.timeout(900)  # environments are made and filled: half a minute where nothing else runs

PAGE = ROOT / "docs/how-to/write-an-association.md"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return wheelhouse(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="module")
def bare(wheels: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that can install from the folder of wheels and from nowhere else."""
    told = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONPATH", raising=False)
        for name, value in told.items():
            patch.setenv(name, value)
        yield dict(os.environ)


@pytest.fixture(scope="module")
def followed(bare: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Played]]:
    """Where the page was followed, and what its commands said."""
    place = tmp_path_factory.mktemp("author")
    return place, run_page(PAGE, place, seconds=600)


def asked(program: Path, *arguments: str, status: int = 0) -> str:
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False, cwd=program.parent)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def test_the_page_can_be_followed_word_for_word(followed: tuple[Path, list[Played]]) -> None:
    place, played = followed
    assert [each.command for each in played][:3] == [
        "python3 -m venv author",
        ". author/bin/activate",
        "pip install --quiet vouchbook vouchbook-guidelines",
    ]
    assert (place / "vouchbook-va/dist/vouchbook_va-0.1.0-py3-none-any.whl").exists()


@pytest.mark.parametrize("environment", ["author", "office"])
def test_what_answered_came_from_wheels_and_not_from_this_checkout(
    followed: tuple[Path, list[Played]], environment: str
) -> None:
    python = followed[0] / environment / "bin/python"
    for module in ("vouchbook", "vouchbook_guidelines", "msgspec", "sqlalchemy"):
        file = asked(python, "-c", f"import {module}; print({module}.__file__)").strip()
        assert Path(file).is_relative_to(followed[0] / environment)
    base = asked(python, "-c", "import sys; print(*sys.path, sep='\\n')")
    assert str(ROOT) not in base


def test_the_wheel_is_installed_beside_ours_and_both_answer(followed: tuple[Path, list[Played]], bare: object) -> None:
    office = followed[0] / "office/bin"
    asked(office / "python", "-m", "pip", "install", "--quiet", "vouchbook-nc")
    listed = json.loads(asked(office / "vouchbook", "association", "list", "--json"))
    assert [(each["code"], each["package"]) for each in listed] == [
        ("nc", "vouchbook-nc 0.1.0"), ("va", "vouchbook-va 0.1.0"),
    ]  # fmt: skip
    for code in ("nc", "va"):
        found = json.loads(asked(office / "vouchbook", "association", "check", code, "--json"))
        assert (found["association"], found["holds"]) == (code, True)


def test_hooks_are_listed_with_who_answers_and_from_where(followed: tuple[Path, list[Played]]) -> None:
    (term, *others) = json.loads(asked(followed[0] / "office/bin/vouchbook", "hooks", "va", "--json"))
    (answered,) = term["answered"]
    assert term["name"] == "membership_term"
    assert answered["code"] == ["vouchbook-va 0.1.0, vouchbook_va/__init__.py:11"]
    assert {each["name"] for each in (term, *others)} == {*WHEN}
    assert not any(each["answered"][0]["code"] for each in others)


def test_the_command_line_of_an_office_knows_nothing_of_pytest(followed: tuple[Path, list[Played]]) -> None:
    python = followed[0] / "office/bin/python"
    assert "No module named 'pytest'" in asked(python, "-c", "try:\n import pytest\nexcept ImportError as e: print(e)")


@pytest.mark.parametrize("ours", [*OURS, "vouchbook-va"])
def test_a_wheel_carries_its_licence_its_types_and_nothing_beside_its_package(
    followed: tuple[Path, list[Played]], wheels: Path, ours: str
) -> None:
    package = ours.replace("-", "_")
    (wheel,) = [*wheels.glob(f"{package}-[0-9]*.whl"), *(followed[0] / "vouchbook-va/dist").glob(f"{package}-*.whl")]
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
        (info,) = {name.split("/")[0] for name in names if ".dist-info/" in name}
        licence = packed.read(f"{info}/licenses/LICENSE").decode()
        told = packed.read(f"{info}/METADATA").decode()
    assert {name.split("/")[0] for name in names} == {package, info}
    assert f"{package}/py.typed" in names
    assert licence == (ROOT / "LICENSE").read_text()
    assert "\nLicense-Expression: Apache-2.0\nLicense-File: LICENSE\n" in told
    if ours in OURS:
        assert f"{info}/licenses/NOTICE" in names
    if ours not in ("vouchbook", "vouchbook-guidelines"):
        assert {f"{package}/policy.toml", f"{package}/samples/imhs-complete.toml"} <= {*names}


@pytest.mark.parametrize("folder", OURS.values())
def test_a_distributions_licence_is_that_of_the_repository(folder: str) -> None:
    for name in ("LICENSE", "NOTICE"):
        assert (ROOT / folder / name).read_text() == (ROOT / name).read_text()
    project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text())["project"]
    assert project["license-files"] == ["LICENSE", "NOTICE"]
