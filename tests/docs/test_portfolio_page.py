"""The page on portfolio files is true: its example is read, its fields are those that the reader knows."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import Path

from vouchbook.policy.portfolio_reader import TABLES, read_portfolio

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "portfolio-file.md"


def test_the_example_is_a_portfolio(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert example is not None
    (tmp_path / "example.toml").write_text(example[1], "utf-8")
    read = read_portfolio(tmp_path / "example.toml")
    assert [str(entry.ref) for entry in read.entries if entry.table in ("training", "rsc")] == ["t1", "r1"]


def test_every_table_of_the_reader_has_its_row() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
    assert set(TABLES) | {"person", "colleagues"} <= rows


def test_every_field_of_the_page_is_known_to_the_reader() -> None:
    sources = [
        path.read_text("utf-8") for path in Path(str(read_portfolio.__code__.co_filename)).parent.glob("portfolio*.py")
    ]
    known = set(re.findall(r'"(\w+)"', "".join(sources)))
    tables = PAGE.read_text("utf-8").split("## Tables")[1].split("Competency areas")[0]
    fields = {field for row in tables.splitlines() if row.startswith("| `") for field in re.findall(r"`(\w+)`", row)}
    values = {"person", "colleagues", "ERS", "vetted"}
    from vouchbook.domain import names

    enums = [each for each in vars(names).values() if isinstance(each, type) and issubclass(each, Enum)]
    codes = {str(member.value) for each in enums for member in each}
    assert fields - known - values - codes - {"reviewing", "advising"} == set()
