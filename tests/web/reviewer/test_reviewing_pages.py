"""A reviewer's way over the pages: conflict first, evidence beside decision, undone, sent back, completed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from litestar.testing import TestClient
from tests.service.conftest import Asking
from tests.web import filled, small
from tests.web.reviewer.conftest import Reviewing, asked

from vouchbook.domain.application import ReviewerReleased
from vouchbook.domain.names import Outcome, ReleaseCause
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import APPLICATION
from vouchbook.service import application, returns, review
from vouchbook.service.drafts import kept

By = Callable[..., Reviewing]
PAGES = ("", "/requirements/training", "/competencies", "/recommendation", "/panel", "/timeline")
TRAINING = "/requirements/training"


# ── Conflict first ────────────────────────────────────────────────────────────────────────────


def test_the_first_thing_that_is_asked_is_whether_one_knows_the_person(reviewing: By) -> None:
    mine = reviewing("reviewed_reviewer_1")
    page = mine.get()
    assert "do you know this person?" in page.text
    assert "Maribel Osei-Locklear" in page.text, "nobody can say so of somebody without a name"


@pytest.mark.parametrize("path", PAGES[1:])
def test_before_that_no_page_of_the_case_is_shown_and_nothing_is_recorded(reviewing: By, path: str) -> None:
    mine = reviewing("reviewed_reviewer_1")
    answer = mine.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, mine.base)


def test_an_answer_that_is_sent_before_that_is_not_recorded(reviewing: By) -> None:
    taken, before = reviewing(), reviewing().office.book.position
    form = taken.form(TRAINING, has="training-promotion-answer")
    form.fields |= {"training-promotion-answer": ["yes"], "training-promotion-why": ["seen"]}
    first = reviewing("reviewed_reviewer_1")
    form.fields["csrf"] = first.form().fields["csrf"]
    answer = form.sent(first.client)
    assert (answer.status_code, answer.headers["location"]) == (303, first.base)
    assert first.office.book.position == before


def test_whoever_takes_the_case_goes_on_to_its_requirements(reviewing: By) -> None:
    mine = reviewing("reviewed_reviewer_1")
    assert mine.takes().headers["location"] == mine.base
    assert mine.who in mine.state.accepted
    assert "8 questions to answer" in mine.get().text


def test_a_declared_conflict_takes_the_case_from_the_list_and_from_its_counter(reviewing: By) -> None:
    mine = reviewing("reviewed_reviewer_1")
    assert "You have 1 case to review, 1 of them new" in mine.client.get("/nc/review").text
    answer = mine.send(known="conflict", reason="We shared an office.")
    assert answer.headers["location"] == "/nc/review"
    page = mine.client.get("/nc/review")
    assert "You have nothing to review" in page.text
    assert "Maribel" not in page.text
    assert (mine.who in mine.state.reviewers, mine.state.partial) == (False, (mine.who,))


def test_a_declined_case_may_be_offered_again_and_one_with_a_conflict_never(reviewing: By, ask: Asking) -> None:
    mine = reviewing("reviewed_reviewer_1")
    mine.send(known="decline", reason="No time until spring.")
    assert mine.state.partial == ()
    review.assign(mine.office, ask(), mine.application, mine.who)
    mine.send(known="conflict", reason="My cousin.")
    with pytest.raises(Refused, match="conflict_declared"):
        review.assign(mine.office, ask(), mine.application, mine.who)


@pytest.mark.parametrize("known", ["conflict", "decline"])
def test_leaving_without_a_reason_is_refused_and_what_was_chosen_stays(reviewing: By, known: str) -> None:
    mine = reviewing("reviewed_reviewer_1")
    before = mine.office.book.position
    answer = mine.send(known=known, reason="  ")
    assert answer.status_code == 422
    assert "Say in a few words why" in answer.text
    assert filled.form(answer, mine.base).fields["known"] == [known]
    assert mine.office.book.position == before


def test_saying_nothing_at_all_is_refused(reviewing: By) -> None:
    mine = reviewing("reviewed_reviewer_1")
    assert mine.send().status_code == 422
    assert mine.who not in mine.state.accepted


def test_a_case_that_was_taken_is_left_too_and_its_answers_go_along(reviewing: By) -> None:
    mine = reviewing()
    mine.answers_everything()
    assert mine.state.answers
    assert mine.send("/leave", why="conflict", reason="I see now that we were in one class.").status_code == 303
    assert (mine.who in mine.state.reviewers, dict(mine.state.answers)) == (False, {})
    entries = mine.office.load(APPLICATION, mine.application).entries
    causes = [entry.event.cause for entry in entries if isinstance(entry.event, ReviewerReleased)]
    assert causes == [ReleaseCause.CONFLICT]


# ── Whose it is not ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_on_the_panel_sees_no_page_of_it(portal: TestClient, people: small.People, path: str) -> None:
    other = Reviewing(portal, people, "examined_reviewer_1", "reviewed_application")
    answer = other.get(path)
    assert answer.status_code == 403
    assert "Maribel" not in answer.text


@pytest.mark.parametrize("who", ["applicant", "coordinator", "reviewed"])
def test_who_is_no_reviewer_does_not_come_in(portal: TestClient, people: small.People, who: str) -> None:
    small.sign_in(portal, "nc", people["nc"][who])
    for path in ("/nc/review", f"/nc/review/{people['nc']['reviewed_application']}"):
        assert portal.get(path).status_code == 403


def test_the_ids_of_another_association_lead_nowhere(portal: TestClient, people: small.People) -> None:
    small.sign_in(portal, "tn", people["tn"]["reviewer"])
    for path in PAGES:
        answer = portal.get(f"/tn/review/{people['nc']['reviewed_application']}{path}")
        assert answer.status_code == 403
    assert portal.get(f"/nc/review/{people['nc']['reviewed_application']}").status_code == 303, "not signed in there"


def test_a_requirement_that_the_sheet_has_not_is_not_there(reviewing: By) -> None:
    assert reviewing().get("/requirements/nonsense").status_code == 404


# ── Evidence beside decision ──────────────────────────────────────────────────────────────────


def test_a_page_shows_each_item_with_its_words_the_system_check_and_the_rule_with_its_source(reviewing: By) -> None:
    page = reviewing().get(TRAINING).text
    for words in (
        "Observing babies and their parents in interaction", "March 15, 2024", "6.5 clock hours", "Counts",
        "30 clock hours of training", "in force since October 1, 2021", "NCIMHA requirement sheet",
    ):  # fmt: skip
        assert words in page


def test_every_question_is_answered_on_the_page_of_its_requirement(reviewing: By) -> None:
    mine = reviewing()
    on_pages = [name for key in mine.keys for name in asked(mine.get(f"/requirements/{key}"))]
    assert len(on_pages) == len(set(on_pages)) == 8


def test_answers_are_recorded_with_their_reasons_and_the_next_requirement_follows(reviewing: By) -> None:
    mine = reviewing()
    first, *_ = asked(mine.get(TRAINING))
    form = mine.form(TRAINING, has=f"{first}-answer")
    answer = form.sent(mine.client, **{f"{first}-answer": "yes", f"{first}-why": "Two of the courses are about it."})
    assert answer.headers["location"] == f"{mine.base}/requirements/work"
    assert [accepted for (who, _), accepted in mine.state.answers.items() if who == mine.who] == [True]
    assert "Two of the courses are about it." in mine.get(TRAINING).text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"answer": "yes", "why": ""}, "Give a reason"),
        ({"answer": "yes", "why": " \n "}, "Give a reason"),
        ({"answer": "", "why": "I think so."}, "Choose yes or no"),
        ({"answer": "maybe", "why": "I think so."}, "Choose yes or no"),
        ({"answer": "no", "why": "x" * 2_001}, "Shorten this"),
    ],
)
def test_an_answer_without_a_reason_or_a_reason_without_an_answer_is_refused_and_kept_as_typed(
    reviewing: By, typed: dict[str, str], words: str
) -> None:
    mine = reviewing()
    first, *_ = asked(mine.get(TRAINING))
    before = mine.office.book.position
    answer = mine.form(TRAINING, has=f"{first}-answer").sent(
        mine.client, **{f"{first}-{name}": value for name, value in typed.items()}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert mine.office.book.position == before
    again = next(each for each in filled.forms(answer) if f"{first}-why" in each.fields)
    assert again.fields[f"{first}-why"][0].strip() == typed["why"].strip()


def test_the_same_form_sent_twice_records_once(reviewing: By) -> None:
    mine = reviewing()
    first, *_ = asked(mine.get(TRAINING))
    form = mine.form(TRAINING, has=f"{first}-answer")
    typed = {f"{first}-answer": "yes", f"{first}-why": "seen"}
    form.sent(mine.client, **typed)
    position = mine.office.book.position
    assert form.sent(mine.client, **typed).status_code == 303
    assert mine.office.book.position == position


def test_two_windows_do_not_overwrite_each_other_in_silence(reviewing: By) -> None:
    mine = reviewing()
    first, *_ = asked(mine.get(TRAINING))
    one, two = (mine.form(TRAINING, has=f"{first}-answer") for _ in range(2))
    one.sent(mine.client, **{f"{first}-answer": "yes", f"{first}-why": "seen"})
    answer = two.sent(mine.client, **{f"{first}-answer": "no", f"{first}-why": "not seen"})
    assert answer.status_code == 422
    assert "in another window: yes" in answer.text
    assert list(mine.state.answers.values()) == [True]


def test_an_answer_is_undone_and_stays_in_the_form_to_be_changed(reviewing: By) -> None:
    mine = reviewing()
    first, *_ = asked(mine.get(TRAINING))
    mine.form(TRAINING, has=f"{first}-answer").sent(mine.client, **{f"{first}-answer": "yes", f"{first}-why": "seen"})
    undo = mine.form(TRAINING)
    assert undo.sent(mine.client, undo=first).status_code == 303
    assert dict(mine.state.answers) == {}
    form = mine.form(TRAINING, has=f"{first}-answer")
    assert (form.fields[f"{first}-answer"], form.fields[f"{first}-why"][0].strip()) == (["yes"], "seen")


def test_a_draft_is_kept_by_itself_or_by_its_button_and_nobody_else_has_it(reviewing: By) -> None:
    mine = reviewing()
    first, *_ = asked(mine.get(TRAINING))
    form, position = mine.form(TRAINING, has=f"{first}-answer"), mine.office.book.position
    by_itself = form.fields | {f"{first}-why": ["half a sent"]}
    assert mine.client.post(f"{mine.base}{TRAINING}/draft", data=by_itself).status_code == 204
    assert mine.form(TRAINING, has=f"{first}-answer").fields[f"{first}-why"][0].strip() == "half a sent"
    form.sent(mine.client, then="draft", **{f"{first}-why": "half a sentence"})
    assert "half a sentence" in mine.get(TRAINING).text
    assert mine.office.book.position == position
    first_reviewer = reviewing("reviewed_reviewer_1")
    first_reviewer.takes()
    assert "half a sent" not in first_reviewer.get(TRAINING).text


def test_a_draft_is_gone_once_its_form_was_sent(reviewing: By) -> None:
    mine = reviewing()
    first, *_ = asked(mine.get(TRAINING))
    form = mine.form(TRAINING, has=f"{first}-answer")
    form.sent(mine.client, then="draft", **{f"{first}-why": "half"})
    form.sent(mine.client, **{f"{first}-answer": "yes", f"{first}-why": "whole"})
    assert kept(mine.office, mine.who, f"review:{mine.application}:training") is None


def test_a_session_that_ended_in_the_middle_of_a_form_loses_nothing_of_it(reviewing: By) -> None:
    mine = reviewing()
    first, *_ = asked(mine.get(TRAINING))
    form = mine.form(TRAINING, has=f"{first}-answer")
    mine.client.post("/nc/sign-out", data=next(f for f in filled.forms(mine.get()) if "sign-out" in f.action).fields)
    answer = form.sent(mine.client, **{f"{first}-answer": "yes", f"{first}-why": "A long reason."})
    assert answer.status_code in (303, 401, 403)
    assert dict(mine.state.answers) == {}
    assert "A long reason." not in answer.text, "what was typed is of the one who typed it alone"


def test_an_item_that_counts_is_doubted_with_a_reason(reviewing: By) -> None:
    mine = reviewing()
    form = mine.form(TRAINING, goes=f"{TRAINING}/doubt")
    item = form.choices["doubted"][1]
    assert form.sent(mine.client, doubted=item, **{"doubted-why": "It is not about young children."}).status_code == 303
    assert [q.item for (_, q), accepted in mine.state.answers.items() if not accepted] == [item]
    assert "The reviewers have not accepted it" in mine.get(TRAINING).text
    form.fields["command"] = ["11111111-1111-4111-8111-111111111111"]
    assert form.sent(mine.client, doubted="ra-nonsense0", **{"doubted-why": "x"}).status_code == 422


# ── Sent back ─────────────────────────────────────────────────────────────────────────────────


def test_only_the_item_in_question_goes_back_and_the_answer_comes_to_the_page(reviewing: By, ask: Asking) -> None:
    mine = reviewing()
    form = mine.form(TRAINING, goes=f"{TRAINING}/ask")
    item = form.choices["returned"][1]
    assert (
        form.sent(mine.client, returned=item, **{"returned-ask": "Which day was the second part?"}).status_code == 303
    )
    assert "Which day was the second part?" in mine.get(TRAINING).text
    (one,) = returns.of_application(mine.office, ask("applicant", mine.state.person).principal, mine.application)
    assert (one.item, one.ask, one.reviewer) == (item, "Which day was the second part?", None)
    returns.answer(mine.office, ask("applicant", mine.state.person), mine.application, one.returned, "The day after.")
    assert "The day after." in mine.get(TRAINING).text


def test_a_question_about_nothing_or_without_words_is_refused(reviewing: By) -> None:
    mine = reviewing()
    form = mine.form(TRAINING, goes=f"{TRAINING}/ask")
    before = mine.office.book.position
    item = form.choices["returned"][1]
    for typed in ({"returned": "", "returned-ask": "Why?"}, {"returned": item, "returned-ask": " "}):
        assert form.sent(mine.client, **typed).status_code == 422
    assert mine.office.book.position == before


def test_nobody_is_asked_about_what_a_reference_says(reviewing: By) -> None:
    mine = reviewing()
    page = mine.get("/requirements/ratings")
    assert not [each for each in filled.forms(page) if each.action.endswith("/ask")]


# ── The end ───────────────────────────────────────────────────────────────────────────────────


def test_what_is_still_open_is_listed_with_links_and_nothing_is_completed(reviewing: By) -> None:
    mine = reviewing()
    answer = mine.completes()
    assert answer.status_code == 422
    assert "8 questions are still to be answered" in answer.text
    assert f'href="{mine.base}/requirements/training#f-training-promotion-answer"' in answer.text
    assert dict(mine.state.completed) == {}


def test_the_links_lead_to_a_field_that_is_there(reviewing: By) -> None:
    mine = reviewing()
    for key in mine.keys:
        page = mine.get(f"/requirements/{key}")
        for name in asked(page):
            assert f'id="f-{name}-answer"' in page.text


@pytest.mark.parametrize(("recommends", "reason"), [("", "Because."), ("approved", ""), ("perhaps", "Because.")])
def test_a_recommendation_needs_a_choice_and_a_reason(reviewing: By, recommends: str, reason: str) -> None:
    mine = reviewing()
    mine.answers_everything()
    assert mine.completes(recommends, reason).status_code == 422
    assert dict(mine.state.completed) == {}


def test_a_review_is_completed_and_its_answers_stay_as_they_are(reviewing: By) -> None:
    mine = reviewing()
    mine.answers_everything()
    late = mine.form(TRAINING)
    assert mine.completes().headers["location"] == f"{mine.base}/panel"
    assert mine.state.completed == {mine.who: Outcome.APPROVED}
    assert not asked(mine.get(TRAINING))
    answer = late.sent(mine.client, undo="training-promotion")
    assert answer.status_code == 409
    assert "has completed this review" in answer.text
    assert len(mine.state.answers) == 8


def test_a_completed_case_stands_with_what_is_finished(reviewing: By) -> None:
    mine = reviewing()
    mine.answers_everything()
    mine.completes()
    page = mine.client.get("/nc/review").text
    assert "You have nothing to review" in page
    assert page.index("What you finished") < page.index("Maribel Osei-Locklear")


def test_what_is_decided_is_read_and_not_changed(reviewing: By, ask: Asking) -> None:
    mine = reviewing("examined_reviewer_1", "examined_application")
    application.decide(mine.office, ask(), mine.application, Outcome.APPROVED, "as the panel says")
    for path in PAGES:
        page = mine.get(path)
        assert page.status_code == 200
        assert not [each for each in filled.forms(page) if each.action.startswith(mine.base)]


def test_looking_at_every_page_records_nothing(reviewing: By) -> None:
    mine = reviewing()
    before = mine.office.book.position
    for path in (*PAGES, "/leave", *(f"/requirements/{key}" for key in mine.keys)):
        assert mine.get(path).status_code == 200
    assert mine.office.book.position == before
