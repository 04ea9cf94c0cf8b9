"""The runner of pages finds what is wrong with a page, and nothing wrong with a true one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.pages import run_page


def page(place: Path, text: str) -> Path:
    written = place / "page.md"
    written.write_text(text, "utf-8")
    return written


def test_commands_share_variables_files_and_a_folder(tmp_path: Path) -> None:
    text = "```csv some/people.csv\nAna\nLin\n```\n\n```console\n$ FILE=some/people.csv\n$ cat $FILE\nAna\nLin\n```\n"
    played = run_page(page(tmp_path, text), tmp_path)
    assert [(each.status, each.output) for each in played] == [(0, ""), (0, ""), (0, "Ana\nLin")]


def test_the_command_of_the_product_is_found(tmp_path: Path) -> None:
    played = run_page(page(tmp_path, "```console\n$ vouchbook --version\nvouchbook, version …\n```\n"), tmp_path)
    assert len(played) == 1


def test_output_left_out_is_not_asked_for(tmp_path: Path) -> None:
    text = "```console\n$ printf 'one\\ntwo\\n\\nthree and more\\n'\none\n…\nthree …\n$ echo unsaid\n```\n"
    run_page(page(tmp_path, text), tmp_path)


@pytest.mark.parametrize(
    "shown", ["two\none", "on", "four", "three and mor"], ids=["order", "part", "absent", "part of a long one"]
)
def test_a_line_that_is_not_printed_in_this_order_is_found(tmp_path: Path, shown: str) -> None:
    text = f"```console\n$ printf 'one\\ntwo\\nthree and more\\n'\n{shown}\n```\n"
    with pytest.raises(AssertionError, match="the page shows"):
        run_page(page(tmp_path, text), tmp_path)


def test_a_command_that_fails_is_found_and_one_that_should_be_refused_too(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="exit status 1"):
        run_page(page(tmp_path, "```console\n$ false\n```\n"), tmp_path)
    with pytest.raises(AssertionError, match="should have been refused"):
        run_page(page(tmp_path, "```console refused\n$ true\n```\n"), tmp_path)
    run_page(page(tmp_path, "```console\n$ true\n# refused\n$ false\n$ true\n```\n"), tmp_path)


def test_a_command_over_several_lines_is_one(tmp_path: Path) -> None:
    text = "```console\n$ cat <<END\n> one\n> END\none\n$ echo a \\\n    b\na b\n```\n"
    assert [each.output for each in run_page(page(tmp_path, text), tmp_path)] == ["one", "a b"]


def test_a_page_that_leaves_the_shell_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="stopped early"):
        run_page(page(tmp_path, "```console\n$ exit 0\n$ echo never\n```\n"), tmp_path)
