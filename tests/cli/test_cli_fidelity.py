"""The Alliance's commands: licences given, renewed and ended; each association held against the edition it licenses."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from tests.cli.conftest import Shell


def test_the_overview_counts_every_association_and_says_what_is_assumed(shell: Shell) -> None:
    told = shell("fidelity", "report").stdout
    assert "(?) 2024, reported" in told
    assert "confirmed by nobody" in told
    assert max(map(len, told.splitlines())) <= 88
    (nc,) = shell.json("fidelity", "report")
    assert nc["licence"] == {
        "association": "nc", "edition": "2024", "first": "2024-01-01", "until": None, "floor": "reported",
        "confirmed": False,
    }  # fmt: skip
    assert nc["summary"]["looser"] == 2


def test_the_details_of_one_name_the_rule_on_both_sides_with_its_source(shell: Shell) -> None:
    told = shell("fidelity", "report", "-a", "nc").stdout
    assert "Looser: asks less than the edition" in told
    assert "who may supervise an internship: also ECMHS and" in told
    assert "In short, over" in told
    found = shell.json("fidelity", "report", "-a", "nc")
    assert {line["verdict"] for line in found["lines"]} == {"looser", "stricter"}
    assert all(line["line"]["before"]["source"] and line["line"]["now"]["source"] for line in found["lines"])


def test_the_table_has_a_row_for_every_line_also_for_those_that_are_the_same(shell: Shell) -> None:
    rows = [*csv.DictReader(io.StringIO(shell("fidelity", "report", "--csv").stdout))]
    counted = shell.json("fidelity", "report")[0]["summary"]
    assert {row["verdict"] for row in rows} == {"same", "stricter", "looser"}
    assert sum(row["verdict"] == "same" for row in rows) == counted["same"]


def test_a_licence_for_another_edition_changes_what_is_reported(shell: Shell) -> None:
    done = shell("association", "license", "nc", "--edition", "2025", "--from", "2025-01-01", "--floor", "enforced")
    assert "a policy that asks less is refused" in done.stdout
    told = shell("fidelity", "report", "-a", "nc").stdout
    assert "Not yet adopted: as the edition of 2024 has it" in told
    assert "what asks less is refused" in " ".join(told.split())
    listed = shell.json("association", "licences", "nc")
    assert [(each["edition"], each["until"], each["confirmed"]) for each in listed][-1] == ("2025", None, True)


def test_a_licence_ends(shell: Shell) -> None:
    shell("association", "end-licence", "nc", "--last", "2026-06-30")
    assert "not on this day" in shell("fidelity", "report").stdout
    assert "No licence holds on this day" in shell("fidelity", "report", "-a", "nc").stdout
    assert shell.json("fidelity", "report", "-a", "nc", "--on", "2026-06-30")["compared"] is True


def test_whoever_ends_a_licence_is_told_which_later_ones_are_void_with_it(shell: Shell) -> None:
    end = ("association", "end-licence", "nc", "--last")
    last = [each["first"] for each in shell.json("association", "licences", "nc")][-1]
    assert "void" not in shell(*end, "2026-06-30").stdout
    said = shell(*end, "2022-06-30").stdout
    assert "The licence of nc ends with 2022-06-30. What was licensed from" in said
    assert last in said


def test_what_cannot_be_is_refused_with_the_way_out(shell: Shell) -> None:
    given = ("association", "license", "nc", "--from", "2026-01-01")
    assert "installed: 2021, 2023, 2024, 2025" in shell.wrong(*given, "--edition", "1999")
    assert "exchange the dates" in shell.refused(*given, "--edition", "2024", "--until", "2025-12-31")
    shell(*given, "--edition", "2024", "--until", "2026-12-31")
    said = shell.refused("association", "license", "nc", "--from", "2026-12-31", "--edition", "2025")
    assert "from 2026-01-01 already (edition: 2024, last day: 2026-12-31)" in said
    assert "that is for alliance" in shell.refused(*given, "--edition", "2024", "--as", "coordinator")
    assert "that is for alliance" in shell.refused("fidelity", "report", "--as", "coordinator")
    assert "give a day within one" in shell.refused("association", "end-licence", "nc", "--last", "2020-01-01")
    assert "In short" in shell("fidelity", "report", "-a", "nc", "--as", "coordinator").stdout


def test_the_report_needs_no_key(shell: Shell) -> None:
    away = Path(f"{shell.key}.away")
    shell.key.rename(away)
    try:
        assert "2024" in shell("fidelity", "report").stdout
        assert "2024" in shell("association", "licences").stdout
    finally:
        away.rename(shell.key)
