"""What the how-to pages show is what happens: every command is run, every line shown is found in its answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.docs.pages import run_page

from vouchbook.letters.compared import Asked, Day, Page
from vouchbook.letters.differences import Clause, Differences, LineDiffers, RowDiffers, SheetDiffers

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "how-to"
OWN_BOOK = (
    "add-a-membership-plan",
    "begin-as-emerging",
    "change-a-fee",
    "host-the-portal",
    "import-a-spreadsheet",
    "let-people-in",
    "put-something-right",
    "see-who-a-change-affects",
    "send-mail",
    "start-and-end-vetting",
    "take-payments",
    "verify-and-export",
)
DEARER = '\n[[fee]]\noccasion = "renewal"\namount = 35\nfrom = 2027-01-01\nsource = "assumed"\nconfirmed = false\n'


@pytest.mark.timeout(240)
def test_comparing_policies(tmp_path: Path) -> None:
    own = (ROOT / "associations/nc/vouchbook_nc/policy.toml").read_text("utf-8")
    (tmp_path / "next-year.toml").write_text(own + DEARER, "utf-8")  # the file that the page speaks of
    played = run_page(PAGES / "compare-policies.md", tmp_path)
    assert len(played) == 8


@pytest.mark.timeout(240)
@pytest.mark.parametrize("page", OWN_BOOK)
def test_a_page_that_founds_its_own_book(page: str, tmp_path: Path) -> None:
    assert run_page(PAGES / f"{page}.md", tmp_path, bring=["associations/nc/vouchbook_nc/samples/imhs-complete.toml"])


def test_every_page_is_run_by_a_test() -> None:
    """``write-an-association`` is followed with real wheels, in tests/kit."""
    assert {page.stem for page in PAGES.glob("*.md")} == {"compare-policies", "write-an-association", *OWN_BOOK}


def test_every_field_of_the_machine_form_has_its_row() -> None:
    page = (PAGES / "compare-policies.md").read_text("utf-8").split("## For a program")[1]
    rows = {row.split("|")[1].strip(): row for row in page.splitlines() if row.startswith("| ")}
    told = {
        "`differences.lines`": LineDiffers, "`differences.rows`": RowDiffers, "`differences.sheets`": SheetDiffers,
        "… `clauses`": Clause, "`before`, `now`": Asked, "`between`, `later`": Day,
    }  # fmt: skip
    left_out = [
        (row, name) for row, kind in told.items() for name in kind.__struct_fields__ if f"`{name}`" not in rows[row]
    ]
    assert left_out == []
    whole = {*Page.__struct_fields__, *Differences.__struct_fields__} - {"differences"}
    assert [name for name in whole if f"`{name}`" not in page and f"`differences.{name}`" not in page] == []
