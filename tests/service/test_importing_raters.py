"""Tables name no rater who is the applicant, and no rater twice; nothing of such tables is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.service.conftest import Asking
from tests.service.tables import PEOPLE, written

from vouchbook.service import importing
from vouchbook.service.importing import Import, ImportProblems
from vouchbook.service.office import Office

COLLEAGUES = "email,id,name,colleague_email\n"
RATINGS = "email,id,rater,slot,relationship,rated_on,known_since,not_enough_information,waived_access\n"


def row(id_: str, rater: str, slot: str) -> str:
    return f"ana@example.org,{id_},{rater},{slot},we work together,2026-05-01,2020-01-01,0,yes\n"


def tables(folder: Path, colleagues: str, ratings: str) -> tuple[Path, ...]:
    return written(folder, people=PEOPLE, colleagues=COLLEAGUES + colleagues, ratings=RATINGS + ratings)


def problems(office: Office, ask: Asking, place: Path, *files: Path) -> list[str]:
    before = office.book.position
    for step in (importing.check, importing.record):
        with pytest.raises(ImportProblems) as wrong:
            step(office, ask(), Import(files, place))
        assert office.book.position == before
    return [str(each) for each in wrong.value.problems]


@pytest.mark.parametrize(
    "colleague", ["ana@example.org,me,A Friend,Ana+me@example.org\n", "ana@example.org,me,Ruiz Ana,\n"],
    ids=["address", "name"],
)  # fmt: skip
def test_nobody_rates_themself(nc: Office, ask: Asking, place: Path, tmp_path: Path, colleague: str) -> None:
    (said,) = problems(nc, ask, place, *tables(tmp_path, colleague, row("r1", "me", "other")))
    assert "ratings.csv row 2, column rater" in said
    assert "nobody writes their own reference" in said


def test_nor_somebody_who_is_in_the_book_already(nc: Office, ask: Asking, place: Path, tmp_path: Path) -> None:
    importing.record(nc, ask(), Import(written(tmp_path, people=PEOPLE), place))
    files = tables(tmp_path, "ana@example.org,me,A Friend,ANA@example.org\n", row("r1", "me", "other"))
    (said,) = problems(nc, ask, place, *files[1:])
    assert "nobody writes their own reference" in said


def test_nobody_rates_somebody_twice_under_two_names(nc: Office, ask: Asking, place: Path, tmp_path: Path) -> None:
    both = "ana@example.org,g,Grace Lee,grace@example.org\nana@example.org,h,G. Lee,Grace+w@example.org\n"
    (said,) = problems(nc, ask, place, *tables(tmp_path, both, row("r1", "g", "other") + row("r2", "h", "supervisor")))
    assert "ratings.csv row 3, column rater" in said
    assert "another rater of the same person" in said


def test_two_raters_are_two_people(nc: Office, ask: Asking, place: Path, tmp_path: Path) -> None:
    both = "ana@example.org,g,Grace Lee,grace@example.org\nana@example.org,h,Hua Lee,hua@example.org\n"
    files = tables(tmp_path, both, row("r1", "g", "other") + row("r2", "h", "supervisor"))
    assert importing.record(nc, ask(), Import(files, place)).claims == 2
