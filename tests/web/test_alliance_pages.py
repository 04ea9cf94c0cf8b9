"""The Alliance's desk on the web: associations, licences, fidelity, and figures in which nobody is found."""

from __future__ import annotations

import csv
import io

import pytest
from tests.web.filled import form


@pytest.fixture
def alliance(as_):
    return as_("alliance", association="alliance")


def test_every_association_stands_there_with_its_licence(alliance):
    page = alliance.get("/alliance/associations")
    assert "North Carolina" in page.text
    assert "Tennessee" in page.text
    assert "assumed" in page.text


def test_where_an_association_differs_from_the_edition_is_said_line_by_line(alliance):
    page = alliance.get("/alliance/associations/nc")
    assert "The edition:" in page.text
    assert "Here:" in page.text


def test_a_licence_is_given_and_ends(alliance):
    page = alliance.get("/alliance/associations/nc")
    answer = form(page, "/licence").sent(alliance, edition="2024", first="2026-11-20", floor="enforced")
    assert answer.status_code == 303
    assert "what asks less is refused" in alliance.get("/alliance/associations/nc").text
    ended = form(alliance.get("/alliance/associations/nc"), "/end").sent(alliance, last="2026-12-31")
    assert ended.status_code == 303
    assert "through December 31, 2026" in alliance.get("/alliance/associations/nc").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"edition": "1999", "first": "2026-11-20", "floor": "reported"}, "Choose an edition"),
        ({"edition": "2024", "first": "", "floor": "reported"}, "Enter the first day"),
        ({"edition": "2024", "first": "2026-11-20", "until": "2026-11-19", "floor": "reported"}, "before"),
        ({"edition": "2024", "first": "2026-11-20", "floor": "ignored"}, "Choose what becomes"),
    ],
)
def test_a_licence_that_cannot_be_is_refused(alliance, fields, said):
    book = alliance.app.state.hosting.office("alliance").book
    before = book.position
    answer = form(alliance.get("/alliance/associations/nc"), "/licence").sent(alliance, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert book.position == before


def test_figures_leave_small_numbers_out(alliance):
    page = alliance.get("/alliance/figures")
    assert "fewer than 5" in page.text
    rows = list(csv.reader(io.StringIO(alliance.get("/alliance/figures?as=csv").content.decode("utf-8-sig"))))
    assert rows[0] == ["figure", "association", "category", "people"]
    assert {row[3] for row in rows[1:]} <= {"", "0"}


def test_an_association_reads_the_same_report_of_itself(as_):
    page = as_("board").get("/nc/office/fidelity")
    assert page.status_code == 200
    assert "The edition:" in page.text


@pytest.mark.parametrize("path", ["/associations", "/associations/nc", "/figures"])
def test_no_association_sees_the_alliances_desk(as_, portal, path):
    assert as_("coordinator").get(f"/alliance{path}").status_code == 303  # to the Alliance's own sign-in
    assert portal.get(f"/nc{path}").status_code == 404


def test_of_an_association_that_is_not_there_nothing_is_said(alliance):
    assert alliance.get("/alliance/associations/zz").status_code == 404
