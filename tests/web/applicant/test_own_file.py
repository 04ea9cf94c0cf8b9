"""Somebody's own file: what to do next, every requirement, why and what if; and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from litestar.testing import TestClient
from tests.web import small
from tests.web.applicant.conftest import words

As = Callable[..., TestClient]


def test_the_first_page_of_a_newcomer_says_where_to_begin(as_: As) -> None:
    page = words(as_("newcomer").get("/nc/my").text)
    assert "See which category fits" in page
    assert "Begin an application" in page


def test_the_first_page_says_what_to_do_next(as_: As) -> None:
    page = words(as_("applicant").get("/nc/my").text)
    assert "5 of 9 requirements met" in page
    assert "50 more clock hours of reflective supervision/consultation are needed." in page
    assert "Check your answers and submit" in page


def test_an_endorsement_stands_there_with_its_days(as_: As) -> None:
    page = words(as_("endorsed").get("/nc/my").text)
    number = re.search(
        r"IMHS: Infant Mental Health Specialist (e-\w+) November 20, 2026 December 31, 2026 Active", page
    )
    assert number
    assert "In force on November 20, 2026." in as_("endorsed").get(f"/nc/verify/{number[1]}").text


def test_the_overview_counts_what_is_met_and_names_next_steps(as_: As, people: small.People) -> None:
    application = people["nc"]["applicant_application"]
    page = words(as_("applicant").get(f"/nc/my/applications/{application}").text)
    assert "5 of 9 requirements met" in page
    assert "51.5 of 30 clock hours (typical: 75 clock hours)" in page
    assert "How reflective supervision or consultation (RSC) is decided" in page
    assert "NCIMHA requirement sheet" in page


@pytest.mark.parametrize(
    "key", ["education", "training", "work", "rsc", "ratings", "competencies", "exam", "signatures", "membership"]
)
def test_every_requirement_has_a_page_with_its_rule_and_source(as_: As, people: small.People, key: str) -> None:
    application = people["nc"]["applicant_application"]
    page = as_("applicant").get(f"/nc/my/applications/{application}/requirements/{key}")
    assert page.status_code == 200
    read = words(page.text)
    for said in ("Why", "Source: NCIMHA requirement sheet", "Policy version", "Your evidence", "What if"):
        assert said in read


def test_a_requirement_says_of_each_item_why_it_does_not_count(as_: As, people: small.People) -> None:
    application = people["nc"]["applicant_application"]
    page = words(as_("applicant").get(f"/nc/my/applications/{application}/requirements/rsc").text)
    assert (
        "Individual RSC with Ruth Oxendine (24 clock hours). Ruth Oxendine's standing has not been confirmed yet."
        in page
    )
    assert "If everything that waits to be confirmed is confirmed, this is met." in page


def test_what_ends_soon_is_said_with_its_day(as_: As, people: small.People) -> None:
    application = people["nc"]["submitted_application"]
    client = as_("submitted")
    assert "Under review" in words(client.get(f"/nc/my/applications/{application}").text)
    assert "What was submitted stands" in words(
        client.get(f"/nc/my/applications/{application}/requirements/membership").text
    )


def test_other_categories_and_states_are_told_without_recording_anything(
    as_: As, people: small.People, portal: TestClient
) -> None:
    application = people["nc"]["applicant_application"]
    book = portal.app.state.hosting.office("nc").book
    before = book.position
    page = words(as_("applicant").get(f"/nc/my/applications/{application}/elsewhere").text)
    assert "Infant Family Specialist (IFS)" in page
    assert "Association of Infant Mental Health in Tennessee" in page
    assert book.position == before


def test_the_history_says_who_what_when_and_under_which_policy(as_: As, people: small.People) -> None:
    application = people["nc"]["endorsed_application"]
    page = words(as_("endorsed").get(f"/nc/my/applications/{application}/history").text)
    assert "Decided: approved By the coordinator; policy in force from November 20, 2026" in page
    assert "Submitted the application By you" in page
    assert people["nc"]["endorsed_reviewer_1"] not in page


def test_a_decision_says_why_and_what_reviewers_answered(as_: As, people: small.People) -> None:
    application = people["nc"]["endorsed_application"]
    page = words(as_("endorsed").get(f"/nc/my/applications/{application}/decision").text)
    assert "as the panel says" in page
    assert "What reviewers answered (8)" in page


# ── What must be refused ──────────────────────────────────────────────────────────────────────

PAGES = ("", "/requirements/rsc", "/check", "/history", "/print", "/elsewhere", "/decision", "/withdraw", "/submitted")


@pytest.mark.parametrize("path", PAGES)
def test_somebody_elses_application_is_not_opened(as_: As, people: small.People, path: str) -> None:
    application = people["nc"]["endorsed_application"]
    assert as_("applicant").get(f"/nc/my/applications/{application}{path}").status_code == 403


def test_somebody_elses_application_and_one_that_does_not_exist_answer_alike(as_: As, people: small.People) -> None:
    client = as_("applicant")
    theirs = client.get(f"/nc/my/applications/{people['nc']['endorsed_application']}")
    nobodys = client.get("/nc/my/applications/a-0000000000")
    assert theirs.status_code == nobodys.status_code
    assert words(theirs.text) == words(nobodys.text)


def test_another_associations_application_is_nothing_here(as_: As, people: small.People) -> None:
    application = people["nc"]["applicant_application"]
    assert as_("newcomer", association="tn").get(f"/tn/my/applications/{application}").status_code == 403


def test_an_unknown_requirement_is_no_page(as_: As, people: small.People) -> None:
    application = people["nc"]["applicant_application"]
    assert as_("applicant").get(f"/nc/my/applications/{application}/requirements/nothing").status_code == 404


def test_nobody_opens_a_file_without_signing_in(portal: TestClient, people: small.People) -> None:
    for path in ("/nc/my", f"/nc/my/applications/{people['nc']['applicant_application']}", "/nc/my/data"):
        assert portal.get(path).status_code == 303


# ── On behalf ─────────────────────────────────────────────────────────────────────────────────


def test_a_coordinator_sees_the_file_and_is_told_who_must_sign_and_submit(as_: As, people: small.People) -> None:
    known = people["nc"]
    base = f"/nc/office/people/{known['applicant']}/file"
    client = as_("coordinator")
    assert "The file of Maribel Osei-Locklear" in words(client.get(base).text)
    check = client.get(f"{base}/applications/{known['applicant_application']}/check")
    assert "has to submit this application: nobody else can" in words(check.text)
    assert "/submit" not in check.text


def test_a_coordinator_does_not_find_an_application_in_another_ones_file(as_: As, people: small.People) -> None:
    known = people["nc"]
    path = f"/nc/office/people/{known['applicant']}/file/applications/{known['endorsed_application']}"
    assert as_("coordinator").get(path).status_code == 404


@pytest.mark.parametrize("who", ["reviewer", "newcomer", "board"])
def test_nobody_else_opens_somebodys_file(as_: As, people: small.People, who: str) -> None:
    assert as_(who).get(f"/nc/office/people/{people['nc']['applicant']}/file").status_code == 403
