"""``vouchbook compare``: one portfolio before all three associations, as somebody who wonders about a move reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vouchbook import associations
from vouchbook.cli import main

MOVING = associations.package("tn").folder / "samples" / "imhs-moving.toml"
ON = ("--on", "2026-11-20")


def compare(*words: object, status: int = 0, columns: int = 80) -> Result:
    done = CliRunner().invoke(main, ["compare", *map(str, words)], env={"COLUMNS": str(columns)})
    assert done.exit_code == status, done.output
    assert "Traceback" not in done.output
    return done


def said(*words: object, columns: int = 80) -> str:
    return compare(*words, columns=columns).stdout


def from_state(place: Path, state: str | None) -> Path:
    """The same person, living elsewhere, or nobody says where."""
    file = place / "moved.toml"
    line = f'state = "{state}"\n' if state else ""
    file.write_text(MOVING.read_text("utf-8").replace('state       = "TN"\n', line), "utf-8")
    return file


def row(page: str, label: str) -> list[str]:
    """The cells of a line of a table, which two blanks keep apart."""
    tables, *_ = page.split("Why the answers differ")
    (line,) = [each for each in tables.splitlines() if each.strip().startswith(f"{label} ")]
    return [cell.strip() for cell in line.strip().removeprefix(label).split("  ") if cell.strip()]


# ── What is answered ──────────────────────────────────────────────────────────────────────────


def test_the_three_answer_differently() -> None:
    page = said(MOVING, "-c", "IMHS", *ON)
    assert row(page, "Answer") == ["✗ 4 missing", "✓ nothing missing", "✗ 1 missing"]
    assert row(page, "RSC") == ["✗ missing", "✓ met", "✓ met"]
    assert row(page.split("What each would charge")[0], "exam") == ["✗ missing", "not asked", "not asked"]
    assert row(page, "Membership") == ["required", "encouraged", "required (?)"]
    assert row(page, "Reviewers") == ["2 (?)", "1 (?)", "2 (?)"]
    assert row(page, "May apply") == ["yes", "yes: only TN", "yes"]


def test_each_says_what_it_would_charge_and_what_nobody_has_confirmed() -> None:
    page = said(MOVING, "-c", "IMHS", *ON)
    assert row(page, "registration") == ["$20.00 (?)", "$20.00 (?)", "$50.00 (?)"]
    assert row(page, "processing") == ["$100.00 (?)", "$100.00 (?)", "$100.00 (?)"]
    assert row(page, "together") == ["$365.00 (?)", "$120.00 (?)", "$210.00 (?)"]
    assert "[$45.00] (?)" in page
    assert "[ ] is not in the sum" in page


def test_why_they_differ_is_told_from_the_findings_and_from_the_rules() -> None:
    page = " ".join(said(MOVING, "-c", "IMHS", *ON).split())
    assert "Not counted here: r2: Odessa Farrow's endorsement is still emerging" in page
    assert "Not counted here: ref-other: 7 answers say “not enough information”" in page
    assert "From tn to nc, stricter: • new: each rater has known the applicant for 1 year or longer" in page
    assert "tn encouraged: Membership of the association, on the day asked: encouraged, not required." in page
    assert "Asked differently, answered alike" in page
    assert "33 → 30 clock hours" in page


def test_a_member_of_north_carolinas_buys_no_membership_there(tmp_path: Path) -> None:
    file = tmp_path / "member.toml"
    term = '[[memberships]]\nassociation = "nc"\nplan = "individual"\nfrom = 2026-01-01\nuntil = 2026-12-31\n'
    file.write_text(MOVING.read_text("utf-8") + term, "utf-8")
    assert row(said(file, "-c", "IMHS", *ON).split("What each would charge")[1], "membership")[0] == "held"
    found = json.loads(said(file, "-c", "IMHS", *ON, "--json"))
    charged = {each["association"]: each["charges"] for each in found["associations"]}
    assert [each["occasion"] for each in charged["nc"]] == ["registration", "processing", "exam"]
    (membership,) = [each for each in charged["wv"] if each["occasion"] == "membership"]
    assert membership["counted"] is False, "West Virginia takes any association's membership"


def test_at_a_glance_too_one_reads_who_takes_residents_alone(tmp_path: Path) -> None:
    assert row(said(MOVING, *ON), "May apply") == ["yes", "yes: only TN", "yes"]
    assert row(said(from_state(tmp_path, "NC"), *ON), "May apply") == ["yes", "no: only TN", "yes"]
    assert row(said(from_state(tmp_path, None), *ON), "May apply") == ["yes", "not known: only TN", "yes"]
    assert "May apply" not in said(MOVING, "-a", "nc", "-a", "wv", *ON)


def test_whoever_lives_elsewhere_is_told_who_takes_residents_alone(tmp_path: Path) -> None:
    page = said(from_state(tmp_path, "NC"), "-c", "ECMHS", *ON)
    assert row(page, "May apply") == ["yes", "no: only TN"]
    assert "tn takes applications of residents of TN alone" in page
    assert "wv does not offer ECMHS" in page
    assert "From nc to tn" in page, "the others are set against the association where one lives"
    page = said(from_state(tmp_path, None), "-c", "IMHS", "-a", "tn", *ON)
    assert row(page, "May apply") == ["not known: only TN"]
    assert "the file names no state" in page


def test_without_a_category_every_one_is_shown_at_a_glance() -> None:
    page = said(MOVING, *ON)
    assert row(page, "IMHS") == ["✗ 4 missing", "✓ nothing missing", "✗ 1 missing"]
    assert row(page, "ECMHM-RF") == ["not offered", "✗ 4 missing", "not offered"]
    found = json.loads(said(MOVING, *ON, "--json"))
    assert len(found["categories"]) == 13
    assert {len(each["associations"]) for each in found["categories"]} == {3}


def test_one_association_alone_or_two() -> None:
    page = said(MOVING, "-c", "IMHS", "-a", "wv", "-a", "tn", "-a", "wv", *ON)
    assert row(page, "Answer") == ["✗ 1 missing", "✓ nothing missing"]
    assert "North Carolina" not in page
    assert "Why the answers differ" not in said(MOVING, "-c", "IMHS", "-a", "tn", *ON)


def test_on_a_day_before_a_category_began_nobody_has_a_sheet() -> None:
    page = said(MOVING, "-c", "ERS", "--on", "2023-12-31")
    assert row(page, "Answer") == ["no sheet yet"] * 3
    assert "the first one begins on 2024-01-01" in page
    assert "What each would charge" not in page


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
@pytest.mark.parametrize("words", [(), ("-c", "IMHS"), ("-c", "ECMHS"), ("-c", "ERS")], ids=" ".join)
def test_it_fits_every_terminal(words: tuple[str, ...], columns: int) -> None:
    page = said(MOVING, *words, *ON, columns=columns)
    assert max(map(len, page.splitlines())) <= min(columns, 88)
    assert "{" not in page


def test_a_program_is_told_the_same() -> None:
    found = json.loads(said(MOVING, "-c", "IMHS", *ON, "--json"))
    assert (found["person"], found["state"], found["on"]) == ("Amara Tolliver", "TN", "2026-11-20")
    assert found["compared_with"] == "tn"
    assert {each["association"]: each["cents"] for each in found["associations"]} == {
        "nc": 36500, "tn": 12000, "wv": 21000,
    }  # fmt: skip
    lines = {line["requirement"]: line for line in found["lines"]}
    assert lines["exam"]["answers_differ"]
    assert lines["rsc"]["answers"]["nc"]["told"] == "missing", "a requirement is named by its key, as in evaluate"
    assert {key for each in found["associations"] for key in each["missing"]} <= set(lines)
    assert lines["exam"]["answers"]["tn"]["told"] == "not_asked"
    assert not lines["education"]["answers_differ"]
    assert {turn["now"] for turn in lines["education"]["asked_differently"]} == {"nc"}


def test_nothing_is_recorded_and_no_folder_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said(MOVING, "-c", "IMHS", *ON)
    assert list(tmp_path.iterdir()) == []


# ── What cannot be answered ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "way_out"),
    [
        ((MOVING, "-c", "IMHX"), "none of nc, tn, wv offers 'IMHX'; offered are IFA"),
        ((MOVING, "-c", "ECFA", "-a", "wv"), "wv does not offer 'ECFA'; offered are IFA"),
        ((MOVING, "-a", "xx"), "'xx' is not installed; installed: nc, tn, wv"),
        ((MOVING, "--on", "yesterday"), "write it like 2026-11-20"),
        (("nowhere.toml",), "does not exist"),
        ((".",), "is a directory"),
    ],
)
def test_a_wrong_question_names_the_way_out(words: tuple[object, ...], way_out: str) -> None:
    done = compare(*words, status=2)
    assert done.stdout == ""
    assert way_out in done.stderr


@pytest.mark.parametrize(
    ("content", "way_out"),
    [
        (b"", 'write format = "vouchbook-portfolio/1"'),
        (b"\xff\xfe", "UTF-8"),
        (b"format = ", "broken.toml:1"),
        (b'format = "vouchbook-portfolio/1"\n[person]\nstate = "Tennessee"\n', "write a state as two letters"),
    ],
    ids=["empty", "no text", "no TOML", "no state"],
)
def test_a_broken_portfolio_is_told_with_its_lines(tmp_path: Path, content: bytes, way_out: str) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    assert way_out in compare(file, "-c", "IMHS", status=2).stderr
    told = json.loads(compare(file, "-c", "IMHS", "--json", status=2).stderr)
    assert told["error"]["code"] == "portfolio_mistakes"
