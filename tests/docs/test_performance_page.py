"""The page of what was measured: its tables belong to benchmarks, its figures are the same wherever they are drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/performance.md").read_text("utf-8")
FIGURES = sorted((ROOT / "docs/explanation/figures").glob("*.svg"))
TABLES = re.findall(r"<!-- figures: (\S+) -->\n(.*?)<!-- end -->", PAGE, re.DOTALL)


@pytest.mark.parametrize("name", [name for name, _ in TABLES])
def test_a_table_belongs_to_a_benchmark(name: str) -> None:
    benchmarks = ROOT / "tests/benchmarks"
    assert (benchmarks / f"bench_{name}.py").exists() or (benchmarks / name / "ask.py").exists()


def test_no_place_for_a_table_is_left_open() -> None:
    assert PAGE.count("<!-- figures:") == PAGE.count("<!-- end -->") == len(TABLES) > 0


@pytest.mark.parametrize("figure", FIGURES, ids=lambda path: path.stem)
def test_a_figure_is_on_the_page_with_words_for_those_who_do_not_see_it(figure: Path) -> None:
    words = re.search(rf"!\[([^\]]+)\]\(figures/{figure.name}\)", PAGE)
    assert words is not None
    assert len(words[1]) > 40


@pytest.mark.parametrize("figure", FIGURES, ids=lambda path: path.stem)
def test_a_figure_does_not_say_when_it_was_drawn(figure: Path) -> None:
    text = figure.read_text("utf-8")
    assert "dc:date" not in text
