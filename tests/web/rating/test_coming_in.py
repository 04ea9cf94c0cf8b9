"""A rater comes in by a link and a code, to one reference and to nothing else; whoever else holds the link does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.service.conftest import Asking
from tests.web import filled, small
from tests.web.rating.conftest import COOKIE, Rater

from vouchbook.domain.names import ColleagueId
from vouchbook.service import links, rating, reading, sessions
from vouchbook.service.wording.references import PURPOSE

PAGES = ("/form", "/form/about", "/form/reflection", "/check", "/decline")


def test_a_rater_comes_in_with_their_link_and_the_code_that_was_mailed_to_them(rater: Rater) -> None:
    answer = rater.comes_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/nc/reference/form")
    assert ("rater_code", rater.rating) in rater.letters()
    assert "A reference about Maribel Osei-Locklear" in rater.get("/form").text
    assert rater.state.opened_on is not None


def test_the_whole_link_may_be_pasted(rater: Rater) -> None:
    assert "Check your e-mail" in rater.asks(f"https://portal.example.org/nc/reference#{rater.link()}").text


def test_the_link_stands_in_no_address(rater: Rater) -> None:
    token = rater.link()
    page = rater.asks(token)
    assert token not in str(page.request.url)
    answer = filled.form(page, "/reference/code").sent(rater.client, code=rater.codes[-1])
    assert token not in answer.headers["location"]


def test_opening_or_sending_the_link_records_nothing_and_lets_nobody_in(rater: Rater) -> None:
    token, before = rater.link(), rater.office.book.position
    rater.get("")
    rater.client.post("/nc/reference", data={"link": token})
    assert rater.letters().count(("rater_code", rater.rating)) == 0, "a form of ours has a token that scanners lack"
    rater.asks(token)
    assert rater.office.book.position == before
    assert rater.client.cookies.get(COOKIE) is None
    assert rater.state.opened_on is None


@pytest.mark.parametrize("path", PAGES)
def test_without_a_code_no_page_of_the_form_is_shown(rater: Rater, path: str) -> None:
    rater.asks(rater.link())
    answer = rater.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/nc/reference")


def test_a_forwarded_link_mails_the_code_to_the_rater_and_to_nobody_else(rater: Rater) -> None:
    page = rater.asks(rater.link())
    assert rater.letters()[-1] == ("rater_code", rater.rating)
    assert rater.codes[-1] not in page.text
    assert "denise" not in page.text.lower(), "nor does it say whose address that is"


def test_a_code_is_tried_five_times(rater: Rater) -> None:
    page = rater.asks(rater.link())
    form = filled.form(page, "/reference/code")
    for _ in range(5):
        assert form.sent(rater.client, code="000000").status_code == 422
    late = form.sent(rater.client, code=rater.codes[-1])
    assert (late.status_code, rater.client.cookies.get(COOKIE)) == (422, None)


def test_the_fifth_try_may_be_the_right_one(rater: Rater) -> None:
    form = filled.form(rater.asks(rater.link()), "/reference/code")
    for _ in range(4):
        form.sent(rater.client, code="000000")
    assert form.sent(rater.client, code=rater.codes[-1]).status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(9, 303), (10, 422)])
def test_a_code_works_for_ten_minutes(rater: Rater, minutes: int, status: int) -> None:
    form = filled.form(rater.asks(rater.link()), "/reference/code")
    rater.now += timedelta(minutes=minutes)
    assert form.sent(rater.client, code=rater.codes[-1]).status_code == status


def test_codes_are_not_mailed_without_end(rater: Rater) -> None:
    token = rater.link()
    for _ in range(5):
        assert rater.asks(token).status_code == 200
    answer = rater.asks(token)
    assert answer.status_code == 422
    assert "tried too often" in answer.text
    assert len(rater.codes) == 5


@pytest.mark.parametrize(("days", "words"), [(44, "Check your e-mail"), (45, "This link has expired")])
def test_a_link_works_until_its_day(rater: Rater, days: int, words: str) -> None:
    token = rater.link(45)
    rater.now += timedelta(days=days)
    assert words in rater.asks(token).text


@pytest.mark.parametrize("forged", ["", " ", "nonsense", "A" * 43, "x" * 190])
def test_a_forged_link_opens_nothing(rater: Rater, forged: str) -> None:
    before = len(rater.letters())
    assert rater.asks(forged).status_code == 422
    assert len(rater.letters()) == before


def test_a_link_for_something_else_opens_no_reference(rater: Rater) -> None:
    other = links.make(rater.office, "sample", rater.rating, timedelta(days=1), reusable=True)
    assert "This link opens nothing" in rater.asks(other).text


def test_a_link_of_one_association_opens_nothing_in_another(rater: Rater) -> None:
    token = rater.link()
    page = rater.client.get("/tn/reference")
    answer = filled.form(page, "/tn/reference").sent(rater.client, link=token)
    assert "This link opens nothing" in answer.text


def test_a_replaced_request_asks_for_nothing_more_even_of_who_is_in(rater: Rater, people: small.People) -> None:
    token = rater.link()
    rater.comes_in(token)
    ask = Asking()
    applicant = people["nc"]["applicant"]
    items = reading.evidence(rater.office, ask().principal, applicant)  # type: ignore[arg-type]
    others = [i.facts.colleague for i in items if i.kind == "colleague"]  # type: ignore[union-attr]
    rating.replace_rating(rater.office, ask("applicant", applicant), rater.rating, ColleagueId(others[-1]), waived=True)
    assert rater.get("/form").status_code == 409
    page = rater.asks(token)
    assert (page.status_code, "Somebody else has been asked" in page.text) == (410, True)


def test_a_rater_comes_in_to_their_reference_and_nowhere_else(rater: Rater, people: small.People) -> None:
    rater.comes_in()
    for path in ("/my", "/office", "/review", f"/office/people/{people['nc']['applicant']}/file"):
        answer = rater.client.get(f"/nc{path}")
        assert (answer.status_code, "/sign-in" in answer.headers.get("location", "")) == (303, True)


def test_somebody_who_has_signed_in_is_no_rater(rater: Rater, people: small.People) -> None:
    small.sign_in(rater.client, "nc", people["nc"]["applicant"])
    for path in PAGES:
        assert rater.get(path).headers["location"] == "/nc/reference"


def test_a_persons_session_is_none_of_a_rater_and_the_other_way_round(rater: Rater, people: small.People) -> None:
    rater.comes_in()
    token = rater.client.cookies[COOKIE]
    rater.client.cookies.clear()
    rater.client.cookies.set("vouchbook-nc-session", token)
    assert rater.client.get("/nc/my").status_code == 303
    session = sessions.session_of(rater.office, token)
    assert session is not None
    assert (session.person, session.rating) == (None, rater.rating)
    assert links.look(rater.office, PURPOSE, rater.link()).about == rater.rating
