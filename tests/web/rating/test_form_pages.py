"""The form of a reference: every page saved, left and come back to, checked, sent once; or declined."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.service.conftest import Asking
from tests.web import filled, small
from tests.web.rating.conftest import COOKIE, Rater

from vouchbook.domain.names import DeclineCause, ItemId, PersonId, SlotKey, Source
from vouchbook.letters.reference_form import QUESTIONS, in_words
from vouchbook.service import rating, reading, references
from vouchbook.service.opening import opened

SECRET = "She is the best of us."


def test_the_waiver_and_the_deadline_are_said_first(rater: Rater) -> None:
    rater.comes_in(rater.link(45))
    words = rater.words(rater.get("/form"))
    assert "Maribel Osei-Locklear gave up the right to read this reference" in words
    assert "by the same link until January 4, 2027" in words


def test_a_kept_right_is_said_too(rater: Rater, people: small.People) -> None:
    other = _asked(rater, people, waived=False)
    rater.rating = other
    rater.comes_in()
    assert "kept the right to read this reference" in rater.words(rater.get("/form"))


def test_each_area_of_the_sheet_has_a_page_of_its_own_questions(rater: Rater) -> None:
    rater.comes_in()
    assert rater.steps[0] == "about"
    assert rater.steps[-1] == "comments"
    assert len(rater.steps) == 10, "eight areas of the specialist's sheet, and a page before and after them"
    for area, questions in QUESTIONS.items():
        if area.value in rater.steps:
            page = rater.get(f"/form/{area.value}")
            for asked in questions:
                assert asked.words.format(name="Maribel") in rater.words(page)
                assert rater.form(area.value).choices[asked.key][-1] == "unknown"


def test_a_page_is_saved_and_the_next_one_follows(rater: Rater) -> None:
    rater.comes_in()
    answer = rater.form("about").sent(rater.client, relationship="supervisor", month="4", year="2019")
    assert answer.headers["location"] == "/nc/reference/form/theoretical_foundations"
    form = rater.form("about")
    assert (form.fields["relationship"], form.fields["month"], form.fields["year"]) == (["supervisor"], ["4"], ["2019"])


def test_it_is_left_half_way_and_come_back_to_by_the_same_link(rater: Rater) -> None:
    token = rater.link()
    rater.comes_in(token)
    rater.form("reflection").sent(rater.client, feelings="often", comment="More later.", then="later")
    rater.client.cookies.clear()
    rater.now += timedelta(days=3)
    rater.comes_in(token)
    form = rater.form("reflection")
    assert (form.fields["feelings"], form.fields["comment"][0].strip()) == (["often"], "More later.")
    assert "Incomplete" in rater.get("/form").text


def test_a_question_without_an_answer_is_named_with_a_way_out(rater: Rater) -> None:
    rater.comes_in()
    before = rater.office.book.position
    answer = rater.form("reflection").sent(rater.client, feelings="often", comment="Half.")
    assert answer.status_code == 422
    assert "or that you have not enough information" in answer.text
    assert filled.form(answer, "/reference/form/reflection").fields["feelings"] == ["often"]
    assert rater.office.book.position == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"relationship": "", "month": "4", "year": "2019"}, "Say how you know Maribel"),
        ({"relationship": "x", "month": "", "year": "2019"}, "Choose the month"),
        ({"relationship": "x", "month": "4", "year": ""}, "Enter the year"),
        ({"relationship": "x", "month": "4", "year": "19"}, "Enter a month that is past"),
        ({"relationship": "x", "month": "12", "year": "2026"}, "Enter a month that is past"),
        ({"relationship": "x", "month": "13", "year": "2019"}, "Choose the month"),
        ({"relationship": "x" * 201, "month": "4", "year": "2019"}, "Shorten this"),
    ],
)
def test_how_and_how_long_one_knows_the_applicant_is_said_rightly(
    rater: Rater, typed: dict[str, str], words: str
) -> None:
    rater.comes_in()
    answer = rater.form("about").sent(rater.client, **typed)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_this_very_month_is_soon_enough(rater: Rater) -> None:
    rater.comes_in()
    answer = rater.form("about").sent(rater.client, relationship="x", month="11", year="2026")
    assert answer.status_code == 303


def test_two_windows_do_not_overwrite_each_other_in_silence(rater: Rater) -> None:
    rater.comes_in()
    one, two = rater.form("comments"), rater.form("comments")
    one.sent(rater.client, comment="The first window.")
    answer = two.sent(rater.client, comment="The second window.")
    assert answer.status_code == 422
    assert "in another window" in answer.text
    assert rater.form("comments").fields["comment"][0].strip() == "The first window."
    again = filled.form(answer, "/reference/form/comments")
    assert again.sent(rater.client).status_code == 303
    assert rater.form("comments").fields["comment"][0].strip() == "The second window."


def test_a_session_that_ended_in_the_middle_of_a_page_loses_nothing_of_it(rater: Rater) -> None:
    token = rater.link()
    rater.comes_in(token)
    form = rater.form("reflection")
    rater.now += timedelta(hours=3)
    answer = form.sent(rater.client, feelings="always", comment="Typed for long.")
    assert answer.status_code == 401
    assert "What you had just typed is saved" in answer.text
    assert "Typed for long." not in answer.text
    rater.comes_in(token)
    assert rater.form("reflection").fields["comment"][0].strip() == "Typed for long."


def test_what_is_sent_late_from_another_page_is_not_kept(rater: Rater) -> None:
    token = rater.link()
    rater.comes_in(token)
    form = rater.form("reflection")
    rater.now += timedelta(hours=3)
    form.fields["csrf"] = ["forged.token"]
    assert "typed is saved" not in form.sent(rater.client, comment="Planted.").text
    rater.comes_in(token)
    assert rater.form("reflection").fields["comment"][0].strip() == ""


def test_it_is_checked_and_sent_once_and_the_link_says_afterwards_that_it_was_used(rater: Rater) -> None:
    token = rater.link()
    rater.comes_in(token)
    rater.answers_everything(comment=SECRET)
    page = rater.get("/check")
    assert SECRET in page.text
    assert "April 2019" in page.text
    form = filled.form(page, "/reference/check")
    answer = form.sent(rater.client, true="yes")
    assert answer.headers["location"] == "/nc/reference/done?what=sent"
    assert "Your reference is sent" in rater.get("/done").text
    received = rater.state.received
    assert received is not None
    assert (received.source, received.known_since.isoformat(), received.not_enough_information) == (
        Source.CONFIRMED, "2019-04-01", 0,
    )  # fmt: skip
    words = opened(rater.office, received.words)
    assert words is not None
    assert ("Anything else", SECRET) in in_words(words, "Maribel")
    assert rater.client.cookies.get(COOKIE) in (None, "")
    over = rater.asks(token)
    assert (over.status_code, "This link was used" in over.text) == (410, True)


def test_answers_of_not_enough_information_are_counted(rater: Rater) -> None:
    rater.comes_in()
    rater.answers_everything(feelings="unknown", listening="unknown")
    rater.sends()
    assert rater.state.received is not None
    assert rater.state.received.not_enough_information == 2


def test_nothing_is_sent_while_an_answer_is_missing_or_nobody_stands_for_it(rater: Rater) -> None:
    rater.comes_in()
    rater.form("about").sent(rater.client, relationship="x", month="4", year="2019")
    assert not [each for each in filled.forms(rater.get("/check")) if each.action.endswith("/reference/check")]
    csrf = rater.form("about").fields["csrf"][0]
    answer = rater.client.post("/nc/reference/check", data={"csrf": csrf, "true": "yes"})
    assert (answer.status_code, "questions have no answer yet" in answer.text) == (422, True)
    rater.answers_everything()
    form = filled.form(rater.get("/check"), "/reference/check")
    assert form.sent(rater.client).status_code == 422
    assert rater.state.received is None


def test_sending_twice_records_once(rater: Rater) -> None:
    rater.comes_in()
    rater.answers_everything()
    form, cookie = filled.form(rater.get("/check"), "/reference/check"), rater.client.cookies[COOKIE]
    form.sent(rater.client, true="yes")
    position = rater.office.book.position
    rater.client.cookies.set(COOKIE, cookie)
    assert form.sent(rater.client, true="yes").status_code == 401, "the session ended with it"
    assert rater.office.book.position == position


@pytest.mark.parametrize(("why", "cause"), [("cannot", DeclineCause.DECLINED), ("not_me", DeclineCause.NOT_ME)])
def test_a_rater_declines_and_nothing_that_was_typed_is_kept(rater: Rater, why: str, cause: DeclineCause) -> None:
    token = rater.link()
    rater.comes_in(token)
    rater.form("comments").sent(rater.client, comment=SECRET)
    answer = filled.form(rater.get("/decline"), "/reference/decline").sent(rater.client, why=why)
    assert answer.headers["location"] == "/nc/reference/done?what=declined"
    assert rater.state.declined is cause
    assert rater.asks(token).status_code == 410
    seen = references.one(rater.office, Asking()().principal, rater.rating, rater.office.today)
    assert seen.not_me is (why == "not_me")


def test_declining_needs_a_choice(rater: Rater) -> None:
    rater.comes_in()
    assert filled.form(rater.get("/decline"), "/reference/decline").sent(rater.client).status_code == 422
    assert rater.state.declined is None


def test_nothing_of_it_reaches_a_page_of_the_applicant(rater: Rater, people: small.People) -> None:
    rater.comes_in()
    rater.answers_everything(comment=SECRET)
    rater.sends()
    applicant, application = people["nc"]["applicant"], people["nc"]["applicant_application"]
    small.sign_in(rater.client, "nc", applicant)
    for path in ("/my", f"/my/applications/{application}", f"/my/applications/{application}/requirements/ratings",
                 f"/my/applications/{application}/history", "/my/references", "/my/evidence"):  # fmt: skip
        assert SECRET not in rater.client.get(f"/nc{path}").text


def test_what_was_answered_lies_sealed(rater: Rater) -> None:
    rater.comes_in()
    rater.form("comments").sent(rater.client, comment=SECRET)
    files = [path for path in rater.client.app.state.hosting.settings.data.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


def _asked(rater: Rater, people: small.People, *, waived: bool) -> ItemId:
    ask, applicant = Asking(), people["nc"]["applicant"]
    items = reading.evidence(rater.office, ask().principal, applicant)  # type: ignore[arg-type]
    others = [i.facts.colleague for i in items if i.kind == "colleague"]  # type: ignore[union-attr]
    done = rating.request_rating(
        rater.office,
        ask("applicant", applicant),
        PersonId(applicant),
        others[-1],
        SlotKey("other"),
        waived=waived,
    )
    return ItemId(done.result["rating"])
