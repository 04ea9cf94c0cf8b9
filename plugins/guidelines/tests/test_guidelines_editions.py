"""What the package offers: its editions by name, undated and sourced, in short words of our own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from vouchbook_guidelines import editions

FILES = editions()
LONGEST = 160
"""No text of ours is longer; a sentence out of the licensed guidelines would be."""


def rows(file: Path) -> list[dict[str, Any]]:
    tables = tomllib.loads(file.read_text(encoding="utf-8")).values()
    return [row for table in tables if isinstance(table, list) for row in table if isinstance(row, dict)]


def texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) else []


def test_the_editions_are_offered_by_name() -> None:
    assert list(FILES) == ["2021", "2023", "2024", "2025"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_which_edition_it_is(name: str) -> None:
    assert tomllib.loads(FILES[name].read_text(encoding="utf-8"))["edition"] == name


@pytest.mark.parametrize("name", FILES)
def test_every_row_has_a_source_and_no_day_of_its_own(name: str) -> None:
    for row in rows(FILES[name]):
        assert row["source"]
        assert not {"from", "until"} & row.keys()


@pytest.mark.parametrize("name", FILES)
def test_thresholds_and_short_words_of_our_own_are_all_there_is(name: str) -> None:
    assert [text for row in rows(FILES[name]) for text in texts(row) if len(text) > LONGEST] == []
