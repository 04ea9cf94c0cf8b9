"""An edition of the guidelines as it stands: asked about a portfolio file, and printed as sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.cli.conftest import Shell

SAMPLES = Path(__file__).parents[2] / "plugins/guidelines/vouchbook_guidelines/samples"
PASSING, FAILING = SAMPLES / "2024/ifa-passing.toml", SAMPLES / "2024/ifa-failing.toml"
ON = ("--on", "2024-10-18")


def test_an_edition_is_asked_as_it_stands_and_says_what_it_is(bare: Shell) -> None:
    page = bare("evaluate", "--edition", "2024", "-c", "IFA", "-p", PASSING, *ON).stdout
    assert page.startswith("The guidelines of 2024 as they stand, with no association's own rules\n")
    assert "✓ Nothing is missing" in page
    found = bare.json("evaluate", "--edition", "2024", "-c", "IFA", "-p", PASSING, *ON)
    assert (found["association"], found["category"], found["met"]) == ("alliance", "IFA", True)


def test_something_missing_exits_with_one_and_is_named(bare: Shell) -> None:
    page = bare("evaluate", "-e", "2024", "-c", "IFA", "-p", FAILING, *ON, exit_code=1).stdout
    assert "Missing: training" in page


def test_the_same_portfolio_under_two_editions_side_by_side(bare: Shell) -> None:
    portfolio = SAMPLES / "2024/imhm-c-failing.toml"
    words = ("-c", "IMHM-C", "-p", portfolio, *ON)
    before = bare.json("evaluate", "--edition", "2023", *words)
    since = bare.json("evaluate", "--edition", "2024", *words, exit_code=1)
    needed = [
        next(each["required"] for each in found["findings"] if each["requirement"] == "training")
        for found in (before, since)
    ]
    assert [each["amount"] for each in needed] == ["30", "48"]


def test_an_edition_rules_on_any_day_for_none_of_its_rows_has_one(bare: Shell) -> None:
    early = bare.json("evaluate", "-e", "2025", "-c", "IFA", "-p", PASSING, "--on", "2019-05-05", exit_code=1)
    assert {each["source"]["effective_from"] for each in early["findings"]} == {None}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say whose rules"),
        (("-a", "nc", "--edition", "2024"), "Say whose rules"),
        (("--edition", "2022"), "there is no edition '2022' of the guidelines; installed: 2021, 2023, 2024, 2025"),
    ],
)
def test_whose_rules_are_asked_is_one_of_the_two(bare: Shell, words: tuple[str, ...], said: str) -> None:
    assert said in bare.wrong("evaluate", *words, "-c", "IFA", "-p", PASSING)


@pytest.mark.parametrize(
    ("edition", "category", "said"),
    [
        ("2021", "ERS", "that of ERS stands in 2024, 2025"),
        ("2024", "IFRS", "that of IFRS stands in 2021, 2023"),
        ("2024", "XYZ", "no edition knows 'XYZ'"),
    ],
)
def test_a_category_without_a_sheet_is_told_where_it_has_one(
    bare: Shell, edition: str, category: str, said: str
) -> None:
    told = bare.wrong("evaluate", "-e", edition, "-c", category, "-p", PASSING)
    assert f"the guidelines of {edition} hold the sheets of" in told
    assert said in told


def test_an_edition_is_shown_as_sentences(bare: Shell) -> None:
    page = bare("policy", "show", "--edition", "2023", "-c", "IFRS").stdout
    assert "IFRS, application" in page
    assert "48 clock hours of training" in page
    assert "there is no edition" in bare.wrong("policy", "show", "--edition", "2022")
    for words in ((), ("nc", "--edition", "2024")):
        assert "Say whose rules" in bare.wrong("policy", "show", *words)


def test_an_editions_document_is_named_by_its_hash_like_any_other(bare: Shell) -> None:
    shown = bare.json("policy", "show", "--edition", "2024")
    assert shown["association"] == "alliance"
    asked = bare.json("evaluate", "-e", "2024", "-c", "IFA", "-p", PASSING, *ON)
    assert shown["policy"] == asked["policy"]


def test_an_edition_is_shown_to_applicants_as_nobodys_and_its_questions_can_be_listed(bare: Shell) -> None:
    page = bare("association", "show", "edition:2024", "-c", "IFA").stdout
    assert page.startswith("The guidelines of 2024 as they stand, with no association's own rules\nWhat is asked of")
    assert "show alliance" not in page
    listed = re.search(r"listed by:\s+vouchbook ([^\n]+)", page)
    assert listed is not None
    assert "IFA, application" in bare(*listed[1].split()).stdout
