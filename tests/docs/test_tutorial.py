"""The tutorial does what it says: it is played in a copy of the checkout, every command and every refusal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.docs.pages import run_page

ROOT = Path(__file__).parents[2]


PAGES = ("first-endorsement", "three-states")
"""As ``make run`` plays them, one after the other."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the tutorials print."""
    place = tmp_path_factory.mktemp("tutorial")
    shutil.copytree(ROOT / "docs" / "tutorial", place / "docs" / "tutorial")
    for code in ("nc", "tn"):
        samples = f"associations/{code}/vouchbook_{code}/samples"
        shutil.copytree(ROOT / samples, place / samples)
    done = subprocess.run(
        [sys.executable, "docs/tutorial/play.py", *(f"docs/tutorial/{page}.md" for page in PAGES)],
        cwd=place, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.timeout(600)
def test_the_first_endorsement_ends_in_the_registry_and_the_second_in_a_deferral(played: str) -> None:
    assert "was approved" in played
    assert "was granted to Maribel Osei-Locklear" in played
    assert "was deferred" in played
    assert "The book of nc is whole" in played


@pytest.mark.timeout(600)
def test_three_states_answer_differently_and_say_why_and_what_they_would_charge(played: str) -> None:
    assert "✗ 4 missing  ✓ nothing missing  ✗ 1 missing" in played
    assert "$365.00 (?)  $120.00 (?)   $210.00 (?)" in played
    assert "Why the answers differ" in played
    assert "Maribel, who lives in North Carolina, is told where to apply" in " ".join(played.split())


def test_make_run_plays_every_page_and_serves_what_the_tour_looks_at() -> None:
    assert "python docs/tutorial/run.py" in (ROOT / "Makefile").read_text("utf-8")
    script = (ROOT / "docs" / "tutorial" / "run.py").read_text("utf-8")
    assert [page for page in PAGES if f'"{page}.md"' not in script] == []
    assert {page.stem for page in (ROOT / "docs" / "tutorial").glob("*.md")} == {*PAGES, "portal"}


@pytest.mark.timeout(240)
def test_the_tour_of_the_portal_shows_what_is_printed(tmp_path: Path) -> None:
    assert run_page(ROOT / "docs" / "tutorial" / "portal.md", tmp_path)


@pytest.mark.timeout(300)
def test_make_run_serves_opens_every_link_and_ends_where_nobody_is_at_the_keyboard(tmp_path: Path) -> None:
    """The story itself is played above; here it is a page of one line."""
    shutil.copytree(ROOT / "docs" / "tutorial", tmp_path / "docs" / "tutorial")
    for page in PAGES:
        (tmp_path / "docs" / "tutorial" / f"{page}.md").write_text(
            "# A story\n\n```console\n$ vouchbook --version\n```\n"
        )
    done = subprocess.run(
        [sys.executable, "docs/tutorial/run.py", "--port", "8099"],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "━━ A story" in done.stdout
    assert "Coordinator: what is stuck" in done.stdout
    assert "✗" not in done.stdout
    assert (tmp_path / "build" / "portal" / "alliance" / "books" / "nc.sqlite").exists()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", PAGES)
def test_the_reader_sees_every_command_and_no_traceback(played: str, name: str) -> None:
    page = (ROOT / "docs" / "tutorial" / f"{name}.md").read_text("utf-8")
    commands = [line for line in page.splitlines() if line.startswith("$ ")]
    assert [command for command in commands if command not in played] == []
    assert "Traceback" not in played


def test_a_page_whose_command_fails_stops_there(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("```console\n$ true\n$ false\n$ echo reached\n```\n", "utf-8")
    done = _play(tmp_path)
    assert done.returncode == 1
    assert "reached" not in done.stdout.replace("$ echo reached", "")


def test_a_page_whose_refusal_is_granted_stops_there(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("```console refused\n$ true\n```\n", "utf-8")
    assert "should have been refused" in _play(tmp_path).stdout


def _play(place: Path) -> subprocess.CompletedProcess[str]:
    play = ROOT / "docs" / "tutorial" / "play.py"
    return subprocess.run(
        [sys.executable, str(play), "page.md"], cwd=place, capture_output=True, text=True, check=False
    )
