"""People, claims, members, references, vetting and roles on pages: found, entered, confirmed, and what is refused."""

from __future__ import annotations

import csv
import io

from tests.service.conftest import Asking
from tests.web.filled import form
from tests.web.office.conftest import Desk

from vouchbook.domain.evidence import PersonWords
from vouchbook.service import person


def searched(desk: Desk, text: str):
    return form(desk.see("/people"), "/people/search").sent(desk.client, q=text)


# ── Finding ───────────────────────────────────────────────────────────────────────────────────


def test_somebody_is_found_by_the_beginning_of_a_name_and_no_address_says_which(desk: Desk) -> None:
    answer = searched(desk, "marib")
    assert answer.status_code == 200
    assert answer.text.count("Maribel Osei-Locklear") >= 5
    assert "marib" not in str(answer.request.url)
    assert "Nell Newcomer" not in answer.text


def test_who_has_the_address_or_the_id_is_opened_at_once(desk: Desk) -> None:
    who = desk.ids["newcomer"]
    for text in ("NELL@nc.example.org", who, "newcom nel"):
        assert searched(desk, text).headers["location"] == f"{desk.at}/people/{who}", text


def test_a_name_that_was_corrected_is_found_by_the_new_one_alone(desk: Desk) -> None:
    who = desk.ids["newcomer"]
    searched(desk, "nell")
    desk.follow(desk.send(f"/people/{who}/correct", family_name="Nightingale"))
    assert searched(desk, "nightin").headers["location"].endswith(who)
    assert "Nobody is found" in searched(desk, "newcomer").text


def test_people_of_another_association_are_not_found(at_work) -> None:
    nc = at_work()
    who = nc.ids["newcomer"]
    tn = at_work("coordinator", "tn")
    assert "Nobody is found" in searched(tn, "nell@nc.example.org").text
    assert tn.see(f"/people/{who}").status_code == 404
    assert tn.see(f"/money/accounts/{who}").status_code == 404


def test_filters_stand_in_the_address_and_are_saved_under_a_name(desk: Desk) -> None:
    page = desk.see("/people?stage=endorsed")
    assert page.text.count("Maribel Osei-Locklear") == 1
    answer = form(page, "/lists/save").sent(desk.client, name="Who is endorsed now")
    assert answer.headers["location"].endswith("/people?stage=endorsed")
    shown = desk.see("/people").text
    assert "Who is endorsed now" in shown
    assert "stage=endorsed" in shown
    form(desk.see("/people"), "/lists/drop").sent(desk.client)
    assert "Who is endorsed now" not in desk.see("/people").text.replace("is not saved", "")


def test_a_name_that_is_a_formula_is_harmless_in_a_file(desk: Desk) -> None:
    person.register(desk.office, Asking()(), PersonWords('=HYPERLINK("x")', "Formula", "formula@example.org"))
    rows = list(csv.reader(io.StringIO(desk.see("/people?as=csv").content.decode("utf-8-sig"))))
    assert rows[0] == ["Name", "Applies for", "Endorsed in", "id"]
    assert len(rows) == 18
    assert any(row[0].startswith("'=HYPERLINK") for row in rows)


def test_fifty_people_stand_on_a_page(desk: Desk) -> None:
    for number in range(40):
        person.register(desk.office, Asking()(), PersonWords("Zoe", f"Zz{number:02}", f"zoe{number}@example.org"))
    page = desk.see("/people").text
    assert "56 entries, page 1 of 2" in page
    assert "Zz39" not in page
    assert "Zz39" in desk.see("/people?page=2").text
    assert "Zz39" in desk.see("/people?page=99").text
    assert "page 1 of 2" in desk.see("/people?page=nonsense").text


# ── Entering ──────────────────────────────────────────────────────────────────────────────────


def test_somebody_is_registered_once(desk: Desk) -> None:
    given = {"given_name": "Ana", "family_name": "Ruiz", "email": "ana@example.org", "state": "nc"}
    page = desk.follow(desk.send("/people/register", **given))
    assert "Ana Ruiz is registered" in page
    again = desk.send("/people/register", **given)
    assert again.status_code == 422
    assert "There is one already" in again.text
    assert 'value="Ana"' in again.text


def test_what_is_missing_is_named_field_by_field(desk: Desk) -> None:
    answer = desk.send("/people/register", state="North Carolina")
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    for words in ("Enter the given name", "Enter the family name", "Enter an e-mail address", "two letters of a state"):
        assert words in answer.text, words


def test_an_application_is_opened_for_somebody_once(desk: Desk) -> None:
    path = "/people/{newcomer}/apply"
    desk.follow(desk.send(path, category="IMHS"))
    again = desk.send(path, category="IMHS")
    assert again.status_code == 422


# ── Claims and members ────────────────────────────────────────────────────────────────────────


def test_claims_are_confirmed_with_where_they_were_seen(desk: Desk) -> None:
    path = "/people/{applicant}/claims"
    found = form(desk.see(path), "/claims")
    one = found.choices["item"][0]
    nowhere = found.sent(desk.client, item=one)
    assert nowhere.status_code == 422
    assert "Say where you saw it" in nowhere.text
    assert "Tick at least one" in desk.send(path, source="confirmed", where="a form").text
    answer = desk.send(path, item=one, source="confirmed", where="The form of May 3")
    assert "1 claim is confirmed" in desk.follow(answer)
    assert one not in form(desk.see(path), "/claims").choices["item"]


def test_a_claim_of_somebody_else_is_refused(desk: Desk) -> None:
    theirs = form(desk.see("/people/{submitted}/claims"), "/claims").choices["item"][0]
    before = desk.position
    answer = desk.send("/people/{applicant}/claims", item=theirs, source="confirmed", where="a form")
    assert answer.status_code == 422
    assert desk.position == before


def test_a_membership_is_recorded_charged_and_voided(desk: Desk) -> None:
    path = "/people/{newcomer}/membership"
    page = desk.follow(desk.send(path, plan="individual", bought_on="2026-11-20"))
    assert "is charged" in page
    assert "Nell Newcomer" in desk.see("/people/members").text
    late = desk.send(path, plan="individual", bought_on="2026-11-21")
    assert late.status_code == 422
    term = page.partition("/membership/m-")[2].partition("/")[0]
    page = desk.follow(desk.send(f"{path}/m-{term}/void"))
    assert "The term is void" in page
    assert "Nell Newcomer" not in desk.see("/people/members").text


# ── References and vetting ────────────────────────────────────────────────────────────────────


def test_a_rater_is_reminded_once_a_day(desk: Desk) -> None:
    path = "/references/{rating}"
    assert "The rater gets a reminder" in desk.follow(desk.send(path, f"{path}/remind"))
    assert "reminded today already" in desk.follow(desk.send(path, f"{path}/remind"))


def test_a_paper_form_is_entered_and_nothing_of_it_shown(desk: Desk) -> None:
    path = "/references/{rating}/paper"
    assert desk.send(path).status_code == 422
    future = desk.send(path, rated_on="2026-11-21", known_since="2020-01-01")
    assert future.status_code == 422
    given = {"rated_on": "2026-11-10", "known_since": "2020-01-01", "not_enough": "1", "remarks": "Warm and patient"}
    page = desk.follow(desk.send(path, **given))
    assert "The form is recorded" in page
    assert "Warm and patient" not in page
    assert "Warm and patient" not in desk.see("/people/{applicant}").text


def test_a_rater_who_declines_is_awaited_no_more(desk: Desk) -> None:
    desk.follow(desk.send("/references/{rating}/decline"))
    assert "No reference is awaited" in desk.see("/references").text
    again = desk.client.get(desk.at + f"/references/{desk.ids['rating']}/paper")
    assert again.status_code in (200, 409)


def test_a_reference_that_was_never_asked_for_is_not_there(desk: Desk) -> None:
    assert desk.see("/references/ra-0000000000").status_code == 404


def test_somebody_is_vetted_from_the_interview_to_the_end(desk: Desk) -> None:
    begun = desk.send("/people/{newcomer}/vet", scope="rsc")
    path = begun.headers["location"].removeprefix(desk.at)
    too_early = desk.send(f"{path}/decide", outcome="vetted", reason="I know her")
    assert too_early.status_code == 422
    desk.follow(
        desk.send(f"{path}/interview", how="interview", words="Knows the work", by=desk.ids["other_coordinator"])
    )
    assert "Held by Carl Colleague" in desk.see(path).text
    assert "Vetted." in desk.follow(desk.send(f"{path}/decide", outcome="vetted", reason="As seen"))
    assert "Nell Newcomer" in desk.see("/vetting/roster").text
    placed = desk.send("/people/{newcomer}/roster", "/roster", capacity="4", outside="yes")
    assert "up to 4, also from outside" in desk.follow(placed)
    assert "Ended." in desk.follow(desk.send(f"{path}/end", cause="withdrawn", reason="She moved"))
    assert "Nell Newcomer" in desk.see("/vetting?all=yes").text


def test_nobody_vets_themself(desk: Desk) -> None:
    assert desk.send("/people/{coordinator}/vet", scope="rsc").status_code == 403


# ── Roles ─────────────────────────────────────────────────────────────────────────────────────


def test_a_role_is_given_and_ended_by_somebody_else(at_work) -> None:
    desk = at_work()
    given = desk.send("/people/staff/give", who="nell@nc.example.org", role="board")
    assert "Nell Newcomer acts as board officer from today on" in desk.follow(given)
    assert at_work("newcomer").see("/money").status_code == 200
    desk = at_work()
    ended = desk.send("/people/staff/{newcomer}/board/end")
    assert "The role has ended" in desk.follow(ended)
    assert at_work("newcomer").see("/money").status_code == 403


def test_nobody_gives_themself_a_role_or_ends_their_own(desk: Desk) -> None:
    before = desk.position
    assert desk.send("/people/staff/give", who="cora@nc.example.org", role="board").status_code == 403
    assert desk.send("/people/staff/{coordinator}/coordinator/end").status_code == 403
    assert desk.position == before


def test_a_role_goes_to_somebody_of_the_book(desk: Desk) -> None:
    answer = desk.send("/people/staff/give", who="nobody@nc.example.org", role="board")
    assert answer.status_code == 422
    assert "Nobody is registered here" in answer.text
    assert desk.send("/people/staff/give", who="rosa", role="alliance").status_code == 422


def test_applicants_and_reviewers_have_no_office(at_work) -> None:
    for who in ("applicant", "reviewer"):
        for path in ("", "/people", "/money", "/applications", "/bulk/remind"):
            assert at_work(who).see(path).status_code == 403, (who, path)
