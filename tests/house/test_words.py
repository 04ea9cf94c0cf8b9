"""Words and places that no file may hold: they belong to a machine or a workplace, not to the product."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = {"uv.lock", "requirements.lock", "requirements-bench.lock"}


def files() -> list[str]:
    """What is committed, or would be: everything that .gitignore leaves."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(name for name in set(listed.stdout.split("\0")) if name and (ROOT / name).is_file())


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="ignore")


def joined(*words: str) -> str:
    """Written in pieces, so that this file does not hold what it looks for."""
    return "".join(words)


PLACES = {
    "the folder of this checkout": re.escape(str(ROOT)) + r"\b",
    "a home folder": joined("/ro", r"ot/|/ho", r"me/[a-z]"),
    "a temporary folder": joined("/t", "mp/[a-z]"),
    "an optional folder": joined("/o", "pt/[a-z]"),
    "the workplace's folders": joined(r"(?<![\w.])/wo", r"rk/|\.lib", r"rary/|\.\./sha", r"red\b"),
}
WORDS = {
    "a package index": joined(r"\bpy", r"pi\.o", r"rg\b|python", r"hosted\.|registry\.n", r"pmjs"),
    "an assistant": joined(r"\bCl", r"aude\b|\bAnth", r"ropic\b|\bChat", r"GPT\b|\bLL", r"Ms?\b|\bCop", r"ilot\b"),
    "the workplace's offices": joined(r"\bCE", r"O\b"),
}


@pytest.mark.parametrize("what", PLACES)
def test_no_file_names_a_place_of_a_machine(what: str) -> None:
    assert [name for name in files() if re.search(PLACES[what], text_of(name))] == []


@pytest.mark.parametrize("what", WORDS)
def test_no_file_but_a_lock_speaks_of(what: str) -> None:
    assert [name for name in files() if name not in LOCKS and re.search(WORDS[what], text_of(name))] == []


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (PLACES["a home folder"], joined("/ro", "ot/x")),
        (PLACES["a temporary folder"], joined("/t", "mp/x")),
        (PLACES["the workplace's folders"], joined("../sha", "red/x")),
        (WORDS["a package index"], joined("https://py", "pi.org/simple")),
        (WORDS["an assistant"], joined("Cl", "aude")),
    ],
)
def test_what_is_looked_for_would_be_found(pattern: str, example: str) -> None:
    assert re.search(pattern, f"see {example}.")


def test_no_large_file_and_no_secret_slipped_in() -> None:
    assert [name for name in files() if (ROOT / name).stat().st_size > 1_000_000] == []
    assert [name for name in files() if re.search(joined(r"-----BEGIN [A-Z ]*PRIV", "ATE KEY"), text_of(name))] == []
