"""A reviewer takes a case, leaves it, undoes an answer, sends an item back; and sees what is theirs to see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from tests.service.conftest import TODAY, Asking
from tests.service.journey import Journey

from vouchbook.domain.evidence import Colleague, Rsc
from vouchbook.domain.names import ColleagueId, ItemId, Outcome, PersonId, QuestionKey, RequirementKey, Setting
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Question
from vouchbook.ledger.work import due
from vouchbook.service import access_log, evidence, panel, returns, review, review_case, review_queue
from vouchbook.service.office import Office
from vouchbook.service.review_queue import Step

PROMOTION = Question(RequirementKey("training"), key=QuestionKey("promotion"))
TRAINING = RequirementKey("training")


@pytest.fixture
def way(nc: Office, ask: Asking) -> Journey:
    return Journey(nc, ask).ready_to_submit().submitted().panel()


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as error:
        yield
    assert error.value.code == code


def queue(way: Journey, reviewer: PersonId, on: date = TODAY) -> list[review_queue.Assigned]:
    return review_queue.queue(way.office, way.ask("reviewer", reviewer).principal, on)


def case(way: Journey, reviewer: PersonId) -> review_case.Lying:
    return review_case.case_of(way.office, way.ask("reviewer", reviewer).principal, way.application, TODAY)


def trainings(way: Journey, reviewer: PersonId) -> list[ItemId]:
    return [item for item in case(way, reviewer).returnable if item.startswith("tr")]


def takes(way: Journey) -> PersonId:
    panel.accept(way.office, way.ask("reviewer", way.reviewers[0]), way.application)
    return way.reviewers[0]


# ── The queue ─────────────────────────────────────────────────────────────────────────────────


def test_the_queue_tells_how_far_each_case_is_and_how_long_it_has_waited(way: Journey) -> None:
    first = way.reviewers[0]
    (new,) = queue(way, first, date(2026, 11, 27))
    assert (new.step, new.waiting, new.open, new.name) == (Step.NEW, 7, 8, "Maribel Osei-Locklear")
    takes(way)
    assert queue(way, first)[0].step is Step.BEGUN
    way.answers(first)
    assert queue(way, first)[0].open == 0
    way.completed(first)
    assert (queue(way, first)[0].step, queue(way, first)[0].recommends) == (Step.COMPLETED, Outcome.APPROVED)


def test_the_queue_is_ones_own(way: Journey) -> None:
    stranger = way.reviewer("Sasha")
    assert queue(way, stranger) == []
    with refused("not_allowed"):
        review_queue.queue(way.office, way.ask("coordinator").principal, TODAY)


def test_a_panel_that_disagrees_stands_in_the_queue_of_each(way: Journey) -> None:
    first, second = way.reviewers
    for who, outcome in ((first, Outcome.APPROVED), (second, Outcome.DEFERRED)):
        way.answers(who)
        way.completed(who, outcome)
    assert {queue(way, who)[0].step for who in way.reviewers} == {Step.COMPARED}


def test_a_conflict_that_the_book_learns_of_bars_the_case_but_not_the_way_out(way: Journey) -> None:
    first = takes(way)
    named = Colleague(ColleagueId("c-rosa"), email=way.office.keyed("email", "rosa@reviews.example.org"))
    session = Rsc(TODAY, TODAY, 60, Setting.INDIVIDUAL, ColleagueId("c-rosa"))
    evidence.record(way.office, way.ask(), way.person, ((named, {"name": "Rosa"}), (session, {})))
    assert queue(way, first)[0].step is Step.BARRED
    with refused("conflict_of_interest"):
        case(way, first)
    panel.leave(way.office, way.ask("reviewer", first), way.application, "I supervise them now", conflict=True)
    assert queue(way, first) == []


# ── Taking and leaving ────────────────────────────────────────────────────────────────────────


def test_the_case_is_opened_only_once_it_is_taken(way: Journey) -> None:
    first = way.reviewers[0]
    with refused("review_not_accepted"):
        case(way, first)
    before = review_queue.before(way.office, way.ask("reviewer", first).principal, way.application, TODAY)
    assert (before.name, before.category) == ("Maribel Osei-Locklear", "Infant Mental Health Specialist")
    assert before.employers
    takes(way)
    assert len(case(way, first).open) == 8


def test_reading_a_case_is_noted(way: Journey) -> None:
    first = takes(way)
    case(way, first)
    lines = access_log.of_person(way.office, way.ask("applicant", way.person).principal, way.person)
    assert [(line.actor, line.what) for line in lines] == [(f"reviewer:{first}", way.application)]


@pytest.mark.parametrize("conflict", [True, False])
def test_whoever_leaves_is_off_the_panel_and_the_place_is_free(way: Journey, conflict: bool) -> None:
    first = takes(way)
    panel.leave(way.office, way.ask("reviewer", first), way.application, "we share an office", conflict=conflict)
    assert queue(way, first) == []
    with refused("not_a_reviewer"):
        case(way, first)
    if conflict:
        with refused("conflict_declared"):
            review.assign(way.office, way.ask(), way.application, first)
    review.assign(way.office, way.ask(), way.application, way.reviewer("Sasha"))


def test_leaving_needs_a_reason(way: Journey) -> None:
    with refused("reason_missing"):
        panel.leave(way.office, way.ask("reviewer", way.reviewers[0]), way.application, "  ", conflict=True)


def test_nobody_takes_or_leaves_for_somebody_else(way: Journey) -> None:
    stranger = way.reviewer("Sasha")
    for call in (panel.accept, lambda office, request, id_: panel.leave(office, request, id_, "why", conflict=False)):
        with refused("not_a_reviewer"):
            call(way.office, way.ask("reviewer", stranger), way.application)
        with refused("not_allowed"):
            call(way.office, way.ask(), way.application)


# ── Undone ────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_undone_until_the_review_is_completed(way: Journey) -> None:
    first = takes(way)
    way.answers(first)
    panel.take_back(way.office, way.ask("reviewer", first), way.application, PROMOTION)
    assert case(way, first).open == (PROMOTION,)
    with refused("questions_unanswered"):
        way.completed(first)
    way.answers(first)
    way.completed(first)
    with refused("review_completed"):
        panel.take_back(way.office, way.ask("reviewer", first), way.application, PROMOTION)


def test_undoing_twice_records_once(way: Journey) -> None:
    first = takes(way)
    way.answers(first)
    panel.take_back(way.office, way.ask("reviewer", first), way.application, PROMOTION)
    assert panel.take_back(way.office, way.ask("reviewer", first), way.application, PROMOTION).first == 0


def test_a_recommendation_is_kept_with_its_reason_and_an_empty_one_is_refused(way: Journey) -> None:
    first = takes(way)
    way.answers(first)
    asking = way.ask("reviewer", first)
    with refused("reason_missing"):
        review.complete(way.office, asking, way.application, Outcome.APPROVED, " ")
    review.complete(way.office, way.ask("reviewer", first), way.application, Outcome.APPROVED, "A fine file.")
    assert [(each.who, each.reason) for each in case(way, first).recommended] == [(0, "A fine file."), (1, "")]


# ── Sent back ─────────────────────────────────────────────────────────────────────────────────


def test_one_item_goes_back_with_a_letter_and_comes_again_with_an_answer(way: Journey) -> None:
    first = takes(way)
    item = trainings(way, first)[0]
    done = returns.send_back(way.office, way.ask("reviewer", first), way.application, TRAINING, item, "Which day?")
    jobs = [job for job in due(way.office.book, 2**62) if "item_returned" in str(job)]
    assert len(jobs) == 1
    assert "Which day?" not in str(jobs[0])
    asks = way.ask("applicant", way.person)
    (seen,) = returns.of_application(way.office, asks.principal, way.application)
    assert (seen.item, seen.ask, seen.reviewer, seen.answer) == (item, "Which day?", None, None)
    returns.answer(way.office, asks, way.application, done.result["returned"], "The first of May.")
    assert case(way, first).returns[0].answer == "The first of May."


def test_a_reference_or_what_is_not_the_applicants_is_not_sent_back(way: Journey) -> None:
    first = takes(way)
    lying = case(way, first)
    ratings = lying.finding("ratings")
    for item in (ratings.counted_items[0], ItemId("tr-nonsense00")):
        with refused("not_returnable"):
            key = RequirementKey("ratings")
            returns.send_back(way.office, way.ask("reviewer", first), way.application, key, item, "Why?")
    with refused("not_returnable"):
        item = trainings(way, first)[0]
        returns.send_back(way.office, way.ask("reviewer", first), way.application, RequirementKey("rsc"), item, "Why?")


def test_sending_back_and_answering_need_words(way: Journey) -> None:
    first = takes(way)
    item = trainings(way, first)[0]
    with refused("reason_missing"):
        returns.send_back(way.office, way.ask("reviewer", first), way.application, TRAINING, item, "  ")
    done = returns.send_back(way.office, way.ask("reviewer", first), way.application, TRAINING, item, "Which day?")
    with refused("reason_missing"):
        returns.answer(way.office, way.ask("applicant", way.person), way.application, done.result["returned"], " ")


def test_another_reviewer_reads_what_was_sent_back_only_once_they_have_completed(way: Journey) -> None:
    first = takes(way)
    second = way.reviewers[1]
    item = trainings(way, first)[0]
    returns.send_back(way.office, way.ask("reviewer", first), way.application, TRAINING, item, "Which day?")
    reads = lambda: returns.of_application(way.office, way.ask("reviewer", second).principal, way.application)  # noqa: E731
    assert reads() == ()
    way.answers(second)
    way.completed(second)
    assert len(reads()) == 1


def test_what_a_reference_says_is_read_by_the_panel(way: Journey) -> None:
    first = takes(way)
    lying = case(way, first)
    assert {lying.words[item].get("relationship") for item in lying.finding("ratings").counted_items} != {None}
