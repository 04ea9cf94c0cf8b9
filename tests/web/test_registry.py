"""The public registry: a list by name, an entry by number, its status on any day, and whether it speaks of a name."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from litestar.testing import TestClient
from tests.service.conftest import TODAY

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import PersonId
from vouchbook.projections.endorsements import endorsements
from vouchbook.service import registry, registry_search

ANYONE = Principal(Role.ANYONE)


@pytest.fixture
def office(portal: TestClient):
    return portal.app.state.hosting.office("nc")


@pytest.fixture
def entry(office):
    (only,) = registry.listing(office, ANYONE, TODAY)
    return only


def test_everybody_in_force_is_listed_without_signing_in(portal, entry):
    page = portal.get("/nc/registry")
    assert page.status_code == 200
    assert entry.name in page.text
    assert "1 entry" in page.text


def test_nobody_else_is_listed(portal):
    """Applicants, reviewers and staff stand in the same book."""
    page = portal.get("/nc/registry")
    for name in ("Cora", "Nell", "Rosa"):
        assert name not in page.text


@pytest.mark.parametrize("asked", ["maribel", "MARI", "osei", "locklear", "Locklear Maribel", "  osei  "])
def test_a_name_is_found_by_its_parts(portal, entry, asked):
    assert entry.name in portal.get("/nc/registry", params={"q": asked}).text


@pytest.mark.parametrize("asked", ["aribel", "maribel xavier", "%", "_", "<script>", "'"])
def test_what_no_name_begins_with_finds_nobody(portal, entry, asked):
    page = portal.get("/nc/registry", params={"q": asked})
    assert page.status_code == 200
    assert entry.name not in page.text
    assert "<script>" not in page.text.replace("<script src=", "")


def test_the_list_is_as_of_the_day_asked(portal, entry):
    before = entry.valid_from - timedelta(days=1)
    assert entry.name in portal.get("/nc/registry", params={"on": entry.valid_from.isoformat()}).text
    assert entry.name not in portal.get("/nc/registry", params={"on": before.isoformat()}).text


def test_a_day_to_come_is_no_day_to_ask_about(portal):
    page = portal.get("/nc/registry", params={"on": (TODAY + timedelta(days=1)).isoformat()})
    assert "nobody knows yet" in page.text
    assert "<title>Error: " in page.text


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "1/1/1", "0000-00-00", "9" * 50])
def test_what_is_no_day_is_said(portal, day):
    page = portal.get("/nc/registry", params={"on": day})
    assert page.status_code == 200
    assert "Enter a real date" in page.text


@pytest.mark.parametrize("number", ["0", "-1", "99999999", "x", "1e5", ""])
def test_a_page_that_is_not_there_shows_the_nearest(portal, entry, number):
    assert entry.name in portal.get("/nc/registry", params={"page": number}).text


def test_the_list_can_be_downloaded(portal, entry):
    answer = portal.get("/nc/registry.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][:3] == [entry.endorsement, entry.name, entry.category]


def test_an_entry_says_whether_it_is_in_force_on_a_day(portal, entry):
    address = f"/nc/verify/{entry.endorsement}"
    assert "In force on November 20, 2026" in portal.get(address).text
    before = (entry.valid_from - timedelta(days=1)).isoformat()
    assert (
        "Not yet in force on November 19, 2026: it begins on November 20, 2026"
        in portal.get(address, params={"on": before}).text
    )


def test_an_entry_tells_whether_it_was_granted_to_a_name(portal, entry):
    address = f"/nc/verify/{entry.endorsement}"
    assert "was granted to" in portal.get(address, params={"name": entry.name}).text
    assert "was not granted to" in portal.get(address, params={"name": entry.name + "e"}).text


def test_a_number_leads_to_its_entry(portal, entry):
    assert (
        portal.get("/nc/verify", params={"number": f" {entry.endorsement} "}).headers["location"]
        == f"/nc/verify/{entry.endorsement}"
    )


@pytest.mark.parametrize("number", ["e-0000000000", "p-1", "<b>", "../../x", "x" * 500])
def test_a_number_that_nobody_has_is_said(portal, number):
    page = portal.get("/nc/verify", params={"number": number})
    assert page.status_code == 404
    assert "No endorsement of this association has this number" in page.text
    assert "<b>" not in page.text


def test_another_association_does_not_vouch_for_it(portal, entry):
    page = portal.get(f"/tn/verify/{entry.endorsement}")
    assert page.status_code == 404
    assert entry.name not in page.text


def test_its_address_stands_there_as_a_code_for_phones(portal, entry):
    drawn = portal.get(f"/nc/verify/{entry.endorsement}/code.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.content.startswith(b"<?xml")


def test_who_is_endorsed_meanwhile_is_found(office, entry):
    """The index of names follows the book."""
    assert registry_search.search(office, ANYONE, TODAY).total == 1
    other = registry_search.search(office, ANYONE, TODAY, words="maribel").entries
    assert [each.endorsement for each in other] == [entry.endorsement]


def test_a_person_whose_key_is_destroyed_is_forgotten(office):
    (known,) = registry_search.search(office, ANYONE, TODAY).entries
    holder = office.listed(endorsements)[0].person
    registry_search.forget(office, PersonId(holder))
    assert registry_search.search(office, ANYONE, TODAY, words=known.name).total == 0
