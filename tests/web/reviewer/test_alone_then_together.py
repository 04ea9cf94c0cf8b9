"""Each reviewer judges alone; once they have completed they see the others, and answer again where they differ."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.service.conftest import Asking
from tests.web import filled
from tests.web.reviewer.conftest import Reviewing

from vouchbook.domain.names import Outcome, RequirementKey
from vouchbook.service import explanation, returns, review

By = Callable[..., Reviewing]
SECRET, WHY = "The other reviewer wrote this.", "The other one would wait."
DOUBTED = "The other one doubts this item."


@pytest.fixture
def mine(reviewing: By, ask: Asking) -> Reviewing:
    """One reviewer, begun; the other has answered no to everything, doubted an item, sent one back, and completed."""
    me = reviewing()
    other = next(who for who in me.state.reviewers if who != me.who)
    asks = lambda: ask("reviewer", other)  # noqa: E731
    office, id_ = me.office, me.application
    asked = review.questions(office, asks(), id_).open
    no = tuple(review.Answer(q.requirement, False, SECRET, key=q.key, item=q.item) for q in asked)
    review.answer(office, asks(), id_, no)
    item = next(claim.item for claim in me.state.claims if claim.item.startswith("tr"))
    review.answer(office, asks(), id_, (review.Answer(RequirementKey("training"), False, DOUBTED, item=item),))
    returns.send_back(office, asks(), id_, RequirementKey("training"), item, SECRET)
    review.complete(office, asks(), id_, Outcome.ON_HOLD, WHY)
    return me


def pages(mine: Reviewing) -> dict[str, str]:
    found = ["", "/competencies", "/recommendation", "/panel", "/timeline", "/leave"]
    found += [f"/requirements/{key}" for key in mine.keys]
    texts = {path: mine.get(path).text for path in found}
    return {**texts, "list": mine.client.get("/nc/review").text}


def test_until_one_has_completed_no_page_tells_anything_of_the_others(mine: Reviewing, reviewing: By) -> None:
    for path, text in pages(mine).items():
        for told in (SECRET, WHY, DOUBTED, "Put on hold", "reviewer finished", "sent back"):
            if told == "Put on hold" and path == "/recommendation":
                continue  # one of the choices
            assert told not in text, f"{path} tells: {told}"
    assert "8 questions to answer" in mine.get().text, "what the other brought up is not asked either"


def test_the_pages_are_the_same_whatever_the_other_has_done(reviewing: By, mine: Reviewing) -> None:
    """Compared without what is another each time: tokens of forms, and ids of requests."""
    import re

    def bare(text: str) -> str:
        return re.sub(r'name="(csrf|command)" value="[^"]*"', "", text)

    before = {path: bare(text) for path, text in pages(mine).items()}
    other = next(who for who in mine.state.reviewers if who != mine.who)
    review.release(mine.office, Asking()(), mine.application, other, "another one is asked")
    after = {path: bare(text) for path, text in pages(mine).items()}
    timeline = before.pop("/timeline"), after.pop("/timeline")
    assert after == before
    assert "A reviewer left" not in timeline[0]


def test_the_command_line_and_other_readings_tell_as_little(mine: Reviewing, ask: Asking) -> None:
    principal = ask("reviewer", mine.who).principal
    found = explanation.explain(mine.office, principal, mine.application)
    assert found.answers == ()
    assert all(question.answer is None for finding in found.trace.findings for question in finding.questions)
    actors = [actor for _, type_, actor, _ in explanation.timeline(mine.office, principal, mine.application)
              if type_ in ("finding_recorded", "review_completed", "item_returned")]  # fmt: skip
    assert actors == []
    assert len(review.questions(mine.office, ask("reviewer", mine.who), mine.application).open) == 8


def test_once_one_has_completed_the_others_stand_beside_it(mine: Reviewing) -> None:
    mine.answers_everything()
    assert mine.completes().status_code == 303
    page = mine.get("/panel").text
    for told in (SECRET, WHY, DOUBTED, "Put on hold", "2 of 2 reviews are complete", "Where you differ"):
        assert told in page
    assert "The policy asks the panel to agree" in page
    assert "The panel disagrees" in mine.client.get("/nc/review").text


def test_where_they_differ_each_answers_again_until_they_agree(mine: Reviewing, ask: Asking) -> None:
    mine.answers_everything()
    mine.completes()
    differing = [each for each in filled.forms(mine.get("/panel")) if "question" in each.fields]
    assert len(differing) == 9, "eight answers that differ, and the item that the other has doubted"
    for form in differing:
        assert form.sent(mine.client, answer="no", why="I have changed my mind.").status_code == 303
    assert not mine.state.disputed
    assert "Where you differ" not in mine.get("/panel").text


@pytest.mark.parametrize("typed", [{"answer": "", "why": "so"}, {"answer": "no", "why": " "}])
def test_answering_again_needs_an_answer_and_a_reason(mine: Reviewing, typed: dict[str, str]) -> None:
    mine.answers_everything()
    mine.completes()
    before = mine.office.book.position
    form = next(each for each in filled.forms(mine.get("/panel")) if "question" in each.fields)
    assert form.sent(mine.client, **typed).status_code == 422
    assert mine.office.book.position == before


def test_what_they_agree_on_is_not_answered_again(mine: Reviewing, reviewing: By) -> None:
    mine.answers_everything("no")
    mine.completes("deferred", "Much is missing.")
    form = next(each for each in filled.forms(mine.get("/panel")) if "question" in each.fields)
    before = mine.office.book.position
    assert form.sent(mine.client, question="training-promotion", answer="yes", why="No, yes.").status_code == 422
    assert mine.office.book.position == before


def test_a_recommendation_is_changed_after_comparing(mine: Reviewing) -> None:
    mine.answers_everything("no")
    mine.completes("deferred", "Much is missing.")
    form = next(each for each in filled.forms(mine.get("/panel")) if "question" in each.fields)
    form.sent(mine.client, answer="no", why="I see it now.")
    assert mine.completes("on_hold", "Let us wait.").status_code == 303
    assert {*mine.state.completed.values()} == {Outcome.ON_HOLD}
