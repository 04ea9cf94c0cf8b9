"""The page on the tables of an import is true: its columns and limits are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vouchbook.policy import portfolio_text
from vouchbook.policy.spreadsheet.columns import NAMES, columns
from vouchbook.service.importing import MOST_OF_ONE, files, text_table, workbook, workbook_parts

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "import-tables.md").read_text("utf-8")
ROWS = {
    cells[0].strip("` "): cells[1:]
    for cells in (line.strip("|").split("|") for line in PAGE.split("## Tables")[1].splitlines() if line[:3] == "| `")
}


def named(cell: str) -> set[str]:
    return set(re.findall(r"`([\w.]+)`", cell))


def test_every_table_has_its_row() -> None:
    assert tuple(ROWS) == NAMES


@pytest.mark.parametrize("table", NAMES)
def test_every_column_of_a_table_is_named_as_it_is_needed(table: str) -> None:
    needed, optional = ROWS[table][:2]
    known = columns(table)
    day = {"on", "from", "until"} if "on" in known else set()
    assert named(needed) == {name for name, column in known.items() if column.remedy} | day
    assert named(optional) == set(known) - named(needed)
    several = set(re.findall(r"`([\w.]+)` \(several\)", needed + optional))
    assert several == {name for name, column in known.items() if column.many}


def test_the_limits_are_those_of_the_code() -> None:
    limits = PAGE.split("## Limits")[1]
    million = 10**6
    for said in (
        f"{files.MOST_BYTES // million} MB",
        f"{portfolio_text.MOST_BYTES // 1000} kB",
        f"{workbook.MOST_UNPACKED // million} MB in {workbook.MOST_PARTS:,} parts",
        f"{workbook.MOST_RATIO} times",
        f"{workbook_parts.MOST_ROWS:,} rows, {workbook_parts.MOST_COLUMNS} columns",
        f"{text_table.LONGEST_LINE:,} characters",
        f"{MOST_OF_ONE:,} |",
    ):
        assert said in limits
