"""Beginning, checking, signing, submitting and withdrawing: what works, and what is refused with a way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from litestar.testing import TestClient
from tests.service.conftest import Asking
from tests.web import small
from tests.web.applicant.conftest import words

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import ApplicationId, Outcome, PersonId, Source
from vouchbook.service import application, evidence
from vouchbook.service.evidence import Claims
from vouchbook.service.office import Office

As = Callable[..., TestClient]
Send = Callable[..., Any]


def office_of(portal: TestClient) -> Office:
    return portal.app.state.hosting.office("nc")


def complete(portal: TestClient, people: small.People) -> None:
    """Everything that others have to confirm is confirmed."""
    claims = Claims(kinds=("standing", "rating", "membership"))
    person = PersonId(people["nc"]["applicant"])
    evidence.confirm(office_of(portal), Asking()(), person, claims, source=Source.CONFIRMED, where="forms seen")


def test_an_application_is_begun_in_a_category(as_: As, send: Send, portal: TestClient) -> None:
    as_("newcomer")
    done = send("/nc/my/applications/new", on="/nc/my/applications/new", category="IFS")
    assert done.status_code == 303
    page = words(portal.get(done.headers["location"]).text)
    assert "Your application for IFS has begun." in page
    assert "Infant Family Specialist (IFS)" in page


def test_one_may_begin_as_emerging_where_the_policy_offers_it(as_: As, send: Send, portal: TestClient) -> None:
    as_("endorsed")
    assert 'value="ERS+emerging"' in portal.get("/nc/my/applications/new").text
    assert 'value="IFS+emerging"' not in portal.get("/nc/my/applications/new").text
    done = send("/nc/my/applications/new", on="/nc/my/applications/new", category="ERS+emerging")
    page = words(portal.get(done.headers["location"]).text)
    assert "of 3 requirements met" in page


@pytest.mark.parametrize("category", ["", "NONSENSE", "IFS+emerging", "IMHM-RF"])
def test_a_category_that_is_not_offered_is_refused(as_: As, send: Send, portal: TestClient, category: str) -> None:
    as_("newcomer")
    before = office_of(portal).book.position
    done = send("/nc/my/applications/new", on="/nc/my/applications/new", category=category)
    assert done.status_code in (409, 422)
    assert "Error:" in done.text
    assert office_of(portal).book.position == before


def test_a_second_application_in_an_open_category_is_refused(as_: As, send: Send, portal: TestClient) -> None:
    as_("newcomer")
    first = send("/nc/my/applications/new", on="/nc/my/applications/new", category="IFS")
    again = send("/nc/my/applications/new", on="/nc/my/applications/new", category="IFS")
    assert first.status_code == 303
    assert again.status_code == 409
    assert "is open already" in words(again.text)


def test_sending_the_form_twice_begins_one_application(as_: As, send: Send, portal: TestClient) -> None:
    as_("newcomer")
    id_ = "6c2f8f04-9d4d-4c6a-8a5e-0b3f7f1d2a11"
    one = send("/nc/my/applications/new", on="/nc/my/applications/new", command=id_, category="IFS")
    position = office_of(portal).book.position
    two = send("/nc/my/applications/new", on="/nc/my/applications/new", command=id_, category="IFS")
    assert one.headers["location"] == two.headers["location"]
    assert office_of(portal).book.position == position


def test_submitting_with_things_missing_lists_them_and_records_nothing(
    as_: As, send: Send, portal: TestClient, people: small.People
) -> None:
    as_("applicant")
    base = f"/nc/my/applications/{people['nc']['applicant_application']}"
    before = office_of(portal).book.position
    done = send(f"{base}/submit", on=f"{base}/check")
    assert done.status_code == 409
    read = words(done.text)
    for said in ("Reference ratings is not met yet", "Membership is not met yet", "(RSC) is not met yet"):
        assert said in read
    assert 'href="#f-r-ratings"' in done.text
    assert 'id="f-r-ratings"' in done.text
    assert f"{base}/requirements/ratings" in done.text
    assert office_of(portal).book.position == before


def test_a_complete_application_is_submitted_once(
    as_: As, send: Send, portal: TestClient, people: small.People
) -> None:
    complete(portal, people)
    as_("applicant")
    base = f"/nc/my/applications/{people['nc']['applicant_application']}"
    id_ = "0f9d5b6e-3a53-4b0c-9d0e-5d6b1c0c7a22"
    done = send(f"{base}/submit", on=f"{base}/check", command=id_)
    assert done.headers["location"] == f"{base}/submitted"
    assert "was submitted" in words(portal.get(f"{base}/submitted").text)
    position = office_of(portal).book.position
    token = small.token_of(portal) or ""
    again = send(f"{base}/submit", on=f"{base}/withdraw", command=id_)
    assert again.status_code == 303
    assert office_of(portal).book.position == position
    assert token is not None
    assert "cannot be submitted now: it is under review" in words(portal.get(f"{base}/check").text)


def test_a_withdrawn_application_is_not_submitted(
    as_: As, send: Send, portal: TestClient, people: small.People
) -> None:
    complete(portal, people)
    as_("applicant")
    base = f"/nc/my/applications/{people['nc']['applicant_application']}"
    on = portal.get(f"{base}/check")
    assert send(f"{base}/withdraw", on=f"{base}/withdraw").status_code == 303
    before = office_of(portal).book.position
    from tests.web.applicant.conftest import field

    late = portal.post(f"{base}/submit", data={"csrf": field(on.text, "csrf"), "command": field(on.text, "command")})
    assert late.status_code == 409
    assert office_of(portal).book.position == before
    assert "You withdrew it on November 20, 2026" in words(portal.get(base).text)


def test_a_document_is_signed_only_by_ticking_its_box(as_: As, send: Send, portal: TestClient) -> None:
    as_("newcomer")
    begun = send("/nc/my/applications/new", on="/nc/my/applications/new", category="IFS").headers["location"]
    unticked = send(f"{begun}/sign/code_of_ethics", on=f"{begun}/check")
    assert unticked.status_code == 422
    assert "Tick the box to sign the code of ethics" in words(unticked.text)
    ticked = send(f"{begun}/sign/code_of_ethics", on=f"{begun}/check", **{"agreed-code_of_ethics": "yes"})
    assert ticked.status_code == 303
    after = portal.get(f"{begun}/check")
    assert "agreed-code_of_ethics" not in after.text
    assert "agreed-endorsement_agreement" in after.text


def test_a_document_that_does_not_exist_is_not_signed(as_: As, send: Send) -> None:
    as_("newcomer")
    begun = send("/nc/my/applications/new", on="/nc/my/applications/new", category="IFS").headers["location"]
    assert send(f"{begun}/sign/anything", on=f"{begun}/check", **{"agreed-anything": "yes"}).status_code == 404


@pytest.mark.parametrize("act", ["submit", "sign/code_of_ethics"])
def test_a_coordinator_neither_signs_nor_submits_for_anybody(
    as_: As, send: Send, portal: TestClient, people: small.People, act: str
) -> None:
    complete(portal, people)
    as_("coordinator")
    known = people["nc"]
    base = f"/nc/office/people/{known['applicant']}/file/applications/{known['applicant_application']}"
    before = office_of(portal).book.position
    done = send(f"{base}/{act}", on=f"{base}/withdraw", **{"agreed-code_of_ethics": "yes"})
    assert done.status_code in (403, 409)
    assert office_of(portal).book.position == before


@pytest.mark.parametrize("act", ["submit", "withdraw", "sign/code_of_ethics"])
def test_nobody_acts_on_somebody_elses_application(
    as_: As, send: Send, portal: TestClient, people: small.People, act: str
) -> None:
    as_("newcomer")
    theirs = f"/nc/my/applications/{people['nc']['applicant_application']}"
    before = office_of(portal).book.position
    done = send(f"{theirs}/{act}", on="/nc/my/applications/new", **{"agreed-code_of_ethics": "yes"})
    assert done.status_code == 403
    assert office_of(portal).book.position == before


def test_a_deferred_application_says_why_and_is_submitted_again(
    as_: As, send: Send, portal: TestClient, people: small.People
) -> None:
    id_ = ApplicationId(people["nc"]["examined_application"])
    application.decide(office_of(portal), Asking()(), id_, Outcome.DEFERRED, "the work has to be described better")
    as_("examined")
    base = f"/nc/my/applications/{id_}"
    decided = words(portal.get(f"{base}/decision").text)
    assert "the work has to be described better" in decided
    assert "How to submit again" in decided
    assert send(f"{base}/submit", on=f"{base}/check").headers["location"] == f"{base}/submitted"


def test_an_application_is_withdrawn_by_its_applicant(
    as_: As, send: Send, portal: TestClient, people: small.People
) -> None:
    as_("applicant")
    base = f"/nc/my/applications/{people['nc']['applicant_application']}"
    assert send(f"{base}/withdraw", on=f"{base}/withdraw").headers["location"] == "/nc/my"
    principal = Principal(Role.APPLICANT, PersonId(people["nc"]["applicant"]))
    from vouchbook.service import progress

    assert progress.of_application(office_of(portal), principal, base.rpartition("/")[2]).state == "withdrawn"


def test_an_approved_application_is_not_withdrawn(
    as_: As, send: Send, portal: TestClient, people: small.People
) -> None:
    as_("endorsed")
    base = f"/nc/my/applications/{people['nc']['endorsed_application']}"
    assert "cannot be withdrawn" in words(portal.get(f"{base}/withdraw").text)
    assert send(f"{base}/withdraw", on="/nc/my/applications/new").status_code == 409
