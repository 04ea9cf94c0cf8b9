"""``policy diff`` and ``association show`` as they are typed: what they answer, and what they say is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Shell

from vouchbook.associations import package


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """North Carolina's policy with a dearer renewal."""
    made = tmp_path / "next year.toml"
    text = package("nc").policy_file.read_text("utf-8")
    assert 'amount    = "25.00"' in text
    made.write_text(text.replace('amount    = "25.00"', 'amount    = "35.00"'), "utf-8")
    return made


def test_two_editions_are_compared_in_words(bare: Shell) -> None:
    said = bare("policy", "diff", "edition:2024", "2025", "-c", "IMHS").stdout
    assert said.startswith("Before: the guidelines of 2024")
    assert "• 30 → 33 clock hours (stricter)" in said
    assert "In short, over 1 category:" in said


def test_two_days_of_an_association_are_compared(bare: Shell) -> None:
    said = bare("policy", "diff", "nc@2023-01-01", "nc@2024-06-01", "-c", "IMHS").stdout
    assert "training: new: of these at least 1 clock hour about diversity" in said
    assert "All of this on one day: 1 January 2024." in said


def test_the_day_asked_rules_where_none_is_written(bare: Shell) -> None:
    assert "nc on 1 May 2022" in bare("policy", "diff", "nc", "nc@2024-01-01", "--on", "2022-05-01").stdout
    assert "nc on 20 November 2026" in bare("policy", "diff", "nc", "nc@2024-01-01").stdout


def test_a_file_is_compared_with_what_rules(bare: Shell, file: Path) -> None:
    said = bare("policy", "diff", "nc", file).stdout
    assert "changed: the price" in said
    assert "Before: For every category, renewal costs $25.00" in said
    assert "Now: For every category, renewal costs $35.00" in said


def test_a_book_is_asked_for_what_it_adopted(shell: Shell) -> None:
    assert "(adopted on " in shell("policy", "diff", "nc", "edition:2024").stdout
    shell.key.rename(shell.key.with_name("elsewhere"))  # rules are no secret: no key is asked for
    assert "Nothing differs" in shell("policy", "diff", "nc", "nc").stdout


def test_a_program_gets_codes_values_and_counts(bare: Shell) -> None:
    found = bare.json("policy", "diff", "edition:2024", "edition:2025", "-c", "IMHS")
    assert found["summary"]["looser"] >= 1
    training = next(line for line in found["differences"]["lines"] if line["key"] == "training")
    assert {
        "field": "minimum",
        "old": 1800,
        "new": 1980,
        "effect": "stricter",
        "text": "30 → 33 clock hours",
    } in training["clauses"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("xx", "nc"), "nothing is called 'xx'; name an association"),
        (("nc@yesterday", "nc"), "'yesterday' is no day; write it like nc@2024-06-01"),
        (("nc", "edition:1999"), "there is no edition '1999' of the guidelines; installed: "),
        (("nc", "no-such.toml"), "there is no such file here"),
        (("nc", "nc", "-c", "XYZ"), "nc: offered are IFA"),
    ],
)
def test_a_wrong_question_names_the_way_out(bare: Shell, words: tuple[str, ...], said: str) -> None:
    assert said in bare.wrong("policy", "diff", *words)


def test_a_file_with_mistakes_is_not_compared(bare: Shell, tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text('format = "vouchbook-policy/1"\n[[fee]]\noccasion = "exma"\n', "utf-8")
    said = bare.wrong("policy", "diff", "nc", tmp_path / "wrong.toml")
    assert "wrong.toml:3" in said
    assert "association" in said


# ── association show ──────────────────────────────────────────────────────────────────────────


def test_an_applicant_sees_every_category_with_its_fees(bare: Shell) -> None:
    said = bare("association", "show", "nc").stdout
    assert "At a glance" in said
    assert said.count("To be endorsed\n") == 9
    assert "Amounts marked (?) are assumed, not confirmed." in said
    assert "Sources\n" in said


def test_one_category_on_a_day(bare: Shell) -> None:
    before = bare("association", "show", "nc", "-c", "IMHS", "--on", "2023-12-31").stdout
    after = bare("association", "show", "nc", "-c", "IMHS", "--on", "2024-01-01").stdout
    assert "somebody who applies on 31 December 2023" in before
    assert "DEIA" not in before
    assert "DEIA" in after


def test_before_any_sheet_it_says_from_when(bare: Shell) -> None:
    said = " ".join(bare("association", "show", "nc", "-c", "IMHS", "--on", "2020-01-01").stdout.split())
    assert "Nobody can apply on this day: nc has no sheet for IMHS on 2020-01-01" in said
    assert "the first one begins on 2021-10-01" in said


def test_a_program_gets_the_association_too(bare: Shell) -> None:
    found = bare.json("association", "show", "nc", "-c", "ECMHS")
    assert found["association"]["code"] == "nc"
    assert [each["code"] for each in found["categories"]] == ["ECMHS"]
    assert found["categories"][0]["fees"][0]["cents"] > 0


def test_a_category_or_an_association_that_is_not_there_names_those_that_are(bare: Shell) -> None:
    assert "nc offers IFA" in bare.wrong("association", "show", "nc", "-c", "XYZ")
    assert "name an association" in bare.wrong("association", "show", "xx")
