"""Every fragment in changelog.d/ is named ``<slug>.<kind>.md`` and says in a sentence what a user notices."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "changelog.d"
KINDS = ("added", "changed", "fixed", "removed", "security")
NAME = re.compile(rf"[a-z0-9]+(-[a-z0-9]+)*\.({'|'.join(KINDS)})\.md")


def fragments() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.name != "README.md")


def test_there_are_fragments() -> None:
    assert fragments()


@pytest.mark.parametrize("fragment", fragments(), ids=lambda path: path.name)
def test_a_fragment_is_named_after_its_kind(fragment: Path) -> None:
    assert NAME.fullmatch(fragment.name), f"name it like exam-retakes.added.md; kinds: {', '.join(KINDS)}"


@pytest.mark.parametrize("fragment", fragments(), ids=lambda path: path.name)
def test_a_fragment_says_something(fragment: Path) -> None:
    text = fragment.read_text().strip()
    assert text.endswith("."), "a whole sentence"
    assert not text.startswith("#"), "no headings: fragments are joined into one list"


@pytest.mark.parametrize(
    "name", ["Spine.added.md", "spine.new.md", "spine.md", "spine.added.txt", "the spine.fixed.md"]
)
def test_other_names_are_refused(name: str) -> None:
    assert not NAME.fullmatch(name)


def test_the_readme_names_every_kind() -> None:
    readme = (FOLDER / "README.md").read_text()
    assert [kind for kind in KINDS if f"`{kind}`" not in readme] == []
