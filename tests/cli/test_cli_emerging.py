"""Beginning as emerging on the command line: asked of a bare file, and opened, listed and shown in a book."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.conftest import Shell

PORTFOLIO = """\
format = "vouchbook-portfolio/1"
[person]
given_name  = "Ana"
family_name = "Ruiz"
email       = "ana.ruiz@example.org"
[[endorsements]]
as          = "IMHS"
association = "mi"
from        = 2020-01-01
[[signatures]]
document  = "code_of_ethics"
signed_on = 2026-09-01
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = tmp_path / "ana.toml"
    written.write_text(PORTFOLIO, "utf-8")
    return written


def test_a_file_is_asked_as_that_of_one_who_begins(bare: Shell, file: Path) -> None:
    asked = ("evaluate", "-a", "nc", "-c", "ERS", "--on", "2026-11-20", "-p", file)
    whole, begun = bare.json(*asked, exit_code=1), bare.json(*asked, "--emerging", exit_code=1)
    assert begun["emerging"] is True
    assert "emerging" not in whole
    everything = [each["requirement"] for each in whole["findings"]]
    part = [each["requirement"] for each in begun["findings"]]
    assert part
    assert part == [each for each in everything if each in part] != everything
    assert "ERS (emerging), application" in bare(*asked, "--emerging", exit_code=1).stdout


def test_where_nobody_begins_so_the_question_is_wrong(bare: Shell, file: Path) -> None:
    said = bare.wrong("evaluate", "-a", "nc", "-c", "IMHS", "--on", "2026-11-20", "-p", file, "--emerging")
    assert "nc lets nobody begin in IMHS as emerging on 2026-11-20; one may in ERS" in said
    said = bare.wrong("evaluate", "-e", "2024", "-c", "IMHS", "-p", file, "--emerging")
    assert "the guidelines of 2024 let nobody begin in IMHS as emerging; one may in ERS. Apply for" in said


def test_an_application_is_opened_as_emerging_and_every_list_says_so(shell: Shell, file: Path) -> None:
    ana = shell.id("person", "import", file)
    assert "(emerging) is open" in shell("application", "open", ana, "ERS", "--emerging").stdout
    (row,) = shell.json("application", "list")
    assert (row["category"], row["emerging"]) == ("ERS", True)
    assert "ERS (emerging)" in shell("application", "list").stdout
    assert "ERS (emerging), opened 2026-11-20" in shell("person", "show", ana).stdout
    assert "Ana Ruiz, ERS (emerging), is open" in shell("application", "explain", row["application"]).stdout


def test_where_nobody_begins_so_nothing_is_opened(shell: Shell, file: Path) -> None:
    ana = shell.id("person", "import", file)
    assert "open the application without --emerging" in shell.refused("application", "open", ana, "IMHS", "--emerging")
    assert shell.json("application", "list") == []


def test_what_is_held_elsewhere_may_still_be_emerging(shell: Shell, file: Path) -> None:
    ana = shell.id("person", "import", file)
    claim = ("evidence", "standing", ana, "--category", "ERS", "--by", "mi", "--from", "2026-01-01", "--emerging")
    assert "endorsed ERS (emerging) by mi" in shell(*claim).stdout
    assert "ERS (emerging) of mi, held by themself" in " ".join(shell("evidence", "list", ana).stdout.split())


def test_an_exam_names_its_form_where_that_is_known(shell: Shell, file: Path) -> None:
    ana = shell.id("person", "import", file)
    opened = shell.id("application", "open", ana, "IMHS")
    sat = ("application", "exam", opened, "--part", "essay", "--sat-on", "2026-10-01", "--score", "0.9", "--passed")
    shell(*sat, "--form", "ECMH")
    (event,) = shell.json("ledger", "show", "--type", "exam_recorded")
    assert event["data"]["result"]["form"] == "ECMH"
