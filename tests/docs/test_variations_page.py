"""The page of variations speaks of tests that are there, and shows rows that a policy may hold."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from vouchbook.letters.rules import sentences
from vouchbook.service.evaluation import policy_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/variations.md").read_text("utf-8")
SHOWN = {1, 2, 5, 8, 10, 11, 12, 20, 21, 22, 23}
SNIPPETS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
HEAD = """\
format = "vouchbook-policy/1"

[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = ["IMH"]
categories = ["IFS", "IMHS", "IMHM-C"]

[sources]
page = { title = "A page" }

"""


def test_every_variation_has_its_row_and_its_test() -> None:
    rows = dict(re.findall(r"^\| (\d+) \|.*\| `(tests/variations/\S+)` \|$", PAGE, re.MULTILINE))
    assert {int(number) for number in rows} == SHOWN
    assert [file for file in rows.values() if not (ROOT / file).is_file()] == []
    there = {f"tests/variations/{file.name}" for file in (ROOT / "tests/variations").glob("test_*.py")}
    assert {*rows.values()} == there


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_the_rows_on_the_page_make_a_policy(tmp_path: Path, snippet: str) -> None:
    file = tmp_path / "policy.toml"
    asked_for = "" if "[[requirement]]" in snippet else '[[requirement]]\nfor = ["IMHS"]\nkey = "signatures"\n'
    rest = asked_for and 'kind = "signatures"\ndocuments = ["code_of_ethics"]\nsource = "page"\n'
    file.write_text(HEAD + snippet + asked_for + rest, "utf-8")
    version, in_vain = policy_of(file)
    assert in_vain == ()
    assert sentences(version, on=date(2026, 11, 20))


def test_no_variation_touches_the_core() -> None:
    """Their tests write policies; what they replace is where packages are looked for, never anything of the core."""
    for file in (ROOT / "tests/variations").glob("test_*.py"):
        assert re.findall(r"monkeypatch\.(?!syspath_prepend\b|MonkeyPatch|setenv\b|chdir\b)\w+", file.read_text()) == []
