"""What somebody takes away: the dates as a calendar, their data in one file, a page to print; and who may."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar
from litestar.testing import TestClient
from tests.web import small
from tests.web.applicant.conftest import words

As = Callable[..., TestClient]
Send = Callable[..., Any]


def summaries(body: bytes) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(body).walk("VEVENT")]


def test_the_dates_are_a_calendar_file_that_names_nobody(as_: As) -> None:
    answer = as_("endorsed").get("/nc/my/calendar.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    found = summaries(answer.content)
    assert any(each.startswith("Endorsed as IMHS through this day") for each in found)
    assert any(each.startswith("Membership ends") for each in found)
    assert b"Maribel" not in answer.content


def test_the_ids_of_dates_stay_the_same_so_that_nothing_stands_twice(as_: As) -> None:
    client = as_("endorsed")
    uids = [re.findall(rb"UID:(\S+)", client.get("/nc/my/calendar.ics").content) for _ in range(2)]
    assert uids[0] == uids[1]
    assert len(uids[0]) == len(set(uids[0]))


def private(text: str) -> str:
    found = re.search(r'href="(/nc/calendar/[^"]+\.ics)"', text)
    assert found
    return found[1]


def test_a_private_address_is_read_without_signing_in_until_it_is_ended(
    as_: As, send: Send, portal: TestClient
) -> None:
    as_("endorsed")
    path = private(send("/nc/my/calendar", on="/nc/my/calendar").text)
    cookies = dict(portal.cookies)
    portal.cookies.clear()
    assert summaries(portal.get(path).content)
    portal.cookies.update(cookies)
    assert send("/nc/my/calendar/stop", on="/nc/my/calendar").status_code == 303
    portal.cookies.clear()
    assert portal.get(path).status_code in (404, 409)


def test_a_new_private_address_ends_the_one_before(as_: As, send: Send, portal: TestClient) -> None:
    as_("endorsed")
    old = private(send("/nc/my/calendar", on="/nc/my/calendar").text)
    new = private(send("/nc/my/calendar", on="/nc/my/calendar").text)
    assert portal.get(new).status_code == 200
    assert portal.get(old).status_code in (404, 409)


def test_a_private_address_is_shown_once(as_: As, send: Send, portal: TestClient) -> None:
    as_("endorsed")
    path = private(send("/nc/my/calendar", on="/nc/my/calendar").text)
    assert path not in portal.get("/nc/my/calendar").text


@pytest.mark.parametrize("token", ["none", "none.ics", "a" * 500, "%2e%2e"])
def test_an_address_that_was_never_given_opens_nothing(portal: TestClient, token: str) -> None:
    assert portal.get(f"/nc/calendar/{token}").status_code in (404, 409)


def test_an_address_of_one_association_opens_nothing_at_another(as_: As, send: Send, portal: TestClient) -> None:
    as_("endorsed")
    path = private(send("/nc/my/calendar", on="/nc/my/calendar").text)
    assert portal.get(path.replace("/nc/", "/tn/", 1)).status_code in (404, 409)


def test_a_coordinator_gets_no_private_address_to_somebodys_dates(as_: As, send: Send, people: small.People) -> None:
    as_("coordinator")
    base = f"/nc/office/people/{people['nc']['endorsed']}/file/calendar"
    assert send(base, on=f"{base.removesuffix('/calendar')}/details").status_code == 403


def unpacked(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_data_holds_everything_for_people_and_for_programs(as_: As, people: small.People) -> None:
    files = unpacked(as_("endorsed").get("/nc/my/data/download.zip").content)
    data = json.loads(files["my-data.json"])
    assert data["person"] == people["nc"]["endorsed"]
    assert data["words"]["given_name"] == "Maribel"
    assert len(data["evidence"]) > 20
    assert data["applications"][0]["reason"] == "as the panel says"
    read = words(files["my-data.html"].decode())
    for said in ("Maribel Osei-Locklear", "Master of Social Work", "Decided: approved", "Memberships"):
        assert said in read


def test_the_data_never_says_what_a_reference_says_nor_who_reviewed(as_: As, people: small.People) -> None:
    files = unpacked(as_("endorsed").get("/nc/my/data/download.zip").content)
    data = json.loads(files["my-data.json"])
    ratings = [each for each in data["evidence"] if each["kind"] == "rating"]
    assert ratings
    assert all(each["facts"] is None for each in ratings)
    assert all(each["form"] is None for each in data["references"])
    for body in files.values():
        assert people["nc"]["endorsed_reviewer_1"].encode() not in body


def test_that_a_coordinator_took_the_data_is_noted_and_seen(as_: As, people: small.People) -> None:
    who = people["nc"]["endorsed"]
    assert as_("coordinator").get(f"/nc/office/people/{who}/file/data/download.zip").status_code == 200
    data = json.loads(unpacked(as_("endorsed").get("/nc/my/data/download.zip").content)["my-data.json"])
    assert [each["who"] for each in data["read_by"]] == ["the coordinator"]


def test_the_printed_page_holds_every_requirement_open(as_: As, people: small.People) -> None:
    page = as_("applicant").get(f"/nc/my/applications/{people['nc']['applicant_application']}/print").text
    assert '<details class="details"' not in page
    assert words(page).count("How it is decided") == 9


# ── Before any account ────────────────────────────────────────────────────────────────────────

FITTING = "lives=here&with=infant&with=parent&services=prevention&years=2&degree=bachelor&training=30&rsc=24"


def test_eligibility_needs_no_account_and_records_nothing(portal: TestClient) -> None:
    book = portal.app.state.hosting.office("nc").book
    before = book.position
    assert "With whom do you work?" in words(portal.get("/nc/eligibility").text)
    page = words(portal.get(f"/nc/eligibility/result?{FITTING}").text)
    assert "These fit Infant Family Specialist (IFS)" in page or "Infant Family Specialist (IFS)" in page
    assert "Register to apply for IFS" in page
    assert "(not confirmed yet)" in page
    assert book.position == before


def test_answers_can_be_changed_without_typing_them_again(portal: TestClient) -> None:
    page = portal.get(f"/nc/eligibility?{FITTING}").text
    assert 'value="30"' in page
    assert page.count("checked") >= 4


@pytest.mark.parametrize("wrong", ["years=many", "degree=wizard", "with=dragons", "training=-1", "rsc=99999999"])
def test_answers_that_are_none_are_told_and_kept(portal: TestClient, wrong: str) -> None:
    answer = portal.get(f"/nc/eligibility/result?{wrong}")
    assert answer.status_code == 422
    assert "Error:" in answer.text


def test_residents_alone_are_led_on_where_the_policy_says_so(portal: TestClient) -> None:
    page = words(portal.get(f"/tn/eligibility/result?{FITTING.replace('here', 'elsewhere')}").text)
    assert "Applications are open to residents of Tennessee only" in page
    assert "Register to apply" not in page
