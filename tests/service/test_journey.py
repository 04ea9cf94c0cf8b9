"""One real application, from membership to the public registry; and everything it must be refused on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.service.journey import IMHS, Journey, sample

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.evidence import Exam, Rating
from vouchbook.domain.names import (
    CategoryCode,
    CommandId,
    EndorsementId,
    ExamPart,
    ItemId,
    Outcome,
    PersonId,
    PlanKey,
    Source,
    TermId,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Status
from vouchbook.ledger.errors import CommandReused, Taken
from vouchbook.policy.document import NoSheet, UnknownCategory
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import application, book, evidence, membership, person, portfolio, registry, review
from vouchbook.service.case import read_case
from vouchbook.service.office import Office, Request

TODAY = date(2026, 11, 20)
ANYONE = Principal(Role.ANYONE)


@pytest.fixture
def way(nc: Office, ask) -> Journey:
    return Journey(nc, ask)


def refused(code: str):
    return pytest.raises(Refused, match=rf"^{code}\b")


def whole(office: Office) -> bool:
    return book.verify(office, Principal(Role.COORDINATOR)) == []


# ── The way that leads to an endorsement ──────────────────────────────────────────────────────


def test_a_complete_portfolio_ends_in_the_public_registry(way: Journey) -> None:
    done = way.ready_to_decide().decided()
    entries = registry.listing(way.office, ANYONE, TODAY)
    assert [(e.endorsement, e.category, e.status) for e in entries] == [
        (done.result["endorsement"], "IMHS", EndorsementStatus.ACTIVE)
    ]
    assert whole(way.office)


def test_the_registry_answers_for_the_day_before_the_first_day_the_last_and_the_day_after(way: Journey) -> None:
    entry = EndorsementId(way.ready_to_decide().decided().result["endorsement"])
    until = registry.show(way.office, ANYONE, entry, TODAY).valid_until
    asked = {
        TODAY - timedelta(days=1): EndorsementStatus.NOT_YET,
        TODAY: EndorsementStatus.ACTIVE,
        until: EndorsementStatus.ACTIVE,
        until + timedelta(days=1): EndorsementStatus.LAPSED,
    }
    assert {on: registry.show(way.office, ANYONE, entry, on).status for on in asked} == asked


def test_an_entry_is_proven_to_speak_of_one_name_and_of_no_other(way: Journey) -> None:
    entry = EndorsementId(way.ready_to_decide().decided().result["endorsement"])
    name = registry.show(way.office, ANYONE, entry, TODAY).name
    assert registry.speaks_of(way.office, ANYONE, entry, name)
    assert not registry.speaks_of(way.office, ANYONE, entry, name + "s")


def test_a_rejected_training_ends_in_a_deferral_and_may_come_again(way: Journey) -> None:
    way.ready_to_submit("imhs-doubtful").submitted().panel().examined()
    training = _trainings(way)
    for reviewer in way.reviewers:
        way.answers(reviewer)
        no = tuple(review.Answer("training", False, "not about relationships", item=item) for item in training)  # type: ignore[arg-type]
        review.answer(way.office, way.ask("reviewer", reviewer), way.application, no)
        way.completed(reviewer, Outcome.DEFERRED)
    with refused("requirements_missing"):
        way.decided(Outcome.APPROVED)
    way.decided(Outcome.DEFERRED)
    assert registry.listing(way.office, ANYONE, TODAY) == []
    way.submitted()
    assert read_case(way.office, way.application).application.state.reviewers == ()


def _trainings(way: Journey) -> list[ItemId]:
    case = read_case(way.office, way.application)
    kinds = {item.id: type(item.facts).__name__ for item in case.person.state.evidence}
    return [id_ for id_, kind in kinds.items() if kind == "Training"]


def test_one_reviewers_no_alone_blocks_the_approval_until_the_panel_agrees(way: Journey) -> None:
    way.ready_to_submit().submitted().panel().examined()
    first, second = way.reviewers
    item = _trainings(way)[0]
    way.answers(first)
    review.answer(
        way.office, way.ask("reviewer", first), way.application,
        (review.Answer("training", False, "not relational", item=item),),  # type: ignore[arg-type]
    )  # fmt: skip
    way.completed(first, Outcome.DEFERRED)
    asked = [q.item for q in way.open_questions(second)]
    assert item not in asked, "each judges alone first"
    way.answers(second)
    way.completed(second)
    asked = [q.item for q in way.open_questions(second)]
    assert asked == [item], "then, what one reviewer doubts the other is asked"
    with refused("questions_open"):
        way.decided(Outcome.APPROVED)


# ── Submission ────────────────────────────────────────────────────────────────────────────────


def test_submitting_twice_records_nothing(way: Journey) -> None:
    way.ready_to_submit().submitted()
    before = way.office.book.position
    done = application.submit(way.office, way.ask("applicant", way.person), way.application)
    assert (done.first, way.office.book.position) == (0, before)


def test_claims_count_only_once_they_are_confirmed(way: Journey) -> None:
    way.imported().opened().member()
    with pytest.raises(Refused) as refusal:
        way.submitted()
    missing = refusal.value.parameters["requirements"]
    assert isinstance(missing, tuple)
    assert {"rsc", "ratings"} <= set(missing)


def test_evidence_from_after_the_submission_enters_only_by_a_cure(way: Journey, tmp_path) -> None:
    way.ready_to_submit().submitted()
    before = read_case(way.office, way.application).application.state.claims
    more = tmp_path / "more.toml"
    text = sample("imhs-complete").read_text("utf-8")
    person_table = text[text.index("[person]") :].split("\n\n")[0]
    more.write_text(
        f'format = "vouchbook-portfolio/1"\n{person_table}\n[[training]]\nid = "late"\ntitle = "Late"\n'
        'on = 2026-11-01\nhours = "2"\n',
        "utf-8",
    )
    late = read_portfolio(more)
    (added,) = portfolio.add_evidence(
        way.office, way.ask("applicant", way.person), way.person, late, more.read_bytes()
    ).result["items"]
    state = read_case(way.office, way.application).application.state
    assert state.claims == before
    application.cure(way.office, way.ask(), way.application, "asked for by the reviewers")
    claims = read_case(way.office, way.application).application.state.claims
    assert added in [claim.item for claim in claims]


def test_what_is_withdrawn_after_the_submission_stays_submitted(way: Journey) -> None:
    way.ready_to_decide()
    item = _trainings(way)[0]
    evidence.withdraw(way.office, way.ask("applicant", way.person), way.person, item)
    trace_items = {
        counted
        for finding in _trace(way).findings
        if finding.requirement == "training"
        for counted in finding.counted_items
    }
    assert item in trace_items


def _trace(way: Journey):
    from vouchbook.service.explanation import explain

    return explain(way.office, Principal(Role.COORDINATOR), way.application).trace


# ── Reviewers and decisions ───────────────────────────────────────────────────────────────────


def test_a_second_reviewer_who_is_the_first_is_refused(way: Journey) -> None:
    way.ready_to_submit().submitted()
    rosa = way.reviewer("Rosa")
    review.assign(way.office, way.ask(), way.application, rosa)
    with refused("already_reviewer"):
        review.assign(way.office, way.ask(), way.application, rosa)


def test_a_reviewer_without_a_confirmed_endorsement_is_refused(way: Journey) -> None:
    way.ready_to_submit().submitted()
    words = read_portfolio(sample("imhs-doubtful")).person
    unknown = PersonId(person.register(way.office, way.ask(), words).result["person"])
    with refused("reviewer_without_standing"):
        review.assign(way.office, way.ask(), way.application, unknown)


def test_the_applicants_rater_may_review_only_when_the_coordinator_says_why(way: Journey) -> None:
    way.ready_to_submit().submitted()
    file = read_portfolio(sample("imhs-complete"))
    emails = {str(e.ref): e.words.get("email") for e in file.entries if e.facts.__struct_config__.tag == "colleague"}
    rater = next(e.facts.rater for e in file.entries if isinstance(e.facts, Rating) and emails[e.facts.rater])
    conflicted = way.reviewer("Rater", email=str(emails[rater]))
    with refused("reviewer_conflict"):
        review.assign(way.office, way.ask(), way.application, conflicted)
    review.assign(way.office, way.ask(), way.application, conflicted, override="nobody else is endorsed yet")


def test_nobody_reviews_or_decides_their_own_application(way: Journey) -> None:
    way.ready_to_decide()
    with refused("own_application"):
        review.assign(way.office, way.ask(), way.application, way.person)
    with refused("own_application"):
        application.decide(
            way.office, way.ask("coordinator", way.person), way.application, Outcome.APPROVED, "I am sure"
        )


def test_no_approval_while_a_judgement_is_unanswered(way: Journey) -> None:
    way.ready_to_submit().submitted().panel().examined()
    for reviewer in way.reviewers:
        way.answers(reviewer, but=("field",))
        with refused("questions_unanswered"):
            way.completed(reviewer)
    with refused("reviews_incomplete"):
        way.decided()


def test_no_answer_without_a_reason(way: Journey) -> None:
    way.ready_to_submit().submitted().panel()
    question = way.open_questions(way.reviewers[0])[0]
    blank = review.Answer(question.requirement, True, "  ", key=question.key, item=question.item)
    with refused("reason_missing"):
        review.answer(way.office, way.ask("reviewer", way.reviewers[0]), way.application, (blank,))


def test_one_exam_part_is_enough_to_submit_and_not_to_approve(way: Journey) -> None:
    way.ready_to_submit("imhs-doubtful").submitted().panel().reviewed()
    application.record_exam(
        way.office, way.ask(), way.application, Exam(ExamPart.ESSAY, date(2026, 11, 19), 9_000, True)
    )
    with pytest.raises(Refused) as refusal:
        way.decided()
    assert refusal.value.parameters["requirements"] == ("exam",)


def test_a_decision_is_made_once(way: Journey) -> None:
    way.ready_to_decide().decided()
    before = way.office.book.position
    with refused("application_closed"):
        way.decided(Outcome.DEFERRED)
    assert way.office.book.position == before


# ── Bad requests ──────────────────────────────────────────────────────────────────────────────


def test_a_category_not_offered_and_one_without_a_sheet_are_refused(way: Journey) -> None:
    way.imported()
    with pytest.raises(UnknownCategory, match="nc offers"):
        application.open_application(way.office, way.ask(), way.person, CategoryCode("XYZ"))
    before_the_add_on = way.ask(on=date(2023, 12, 31))
    with pytest.raises(NoSheet, match="the first one begins on 2024-01-01"):
        application.open_application(way.office, before_the_add_on, way.person, CategoryCode("ERS"))


def test_a_second_open_application_for_the_category_is_refused(way: Journey) -> None:
    way.imported().opened()
    with pytest.raises(Taken):
        application.open_application(way.office, way.ask(), way.person, IMHS)
    application.withdraw(way.office, way.ask("applicant", way.person), way.application)
    way.opened()


def test_the_same_command_id_answers_the_same_and_with_other_content_is_refused(way: Journey) -> None:
    file = read_portfolio(sample("imhs-complete"))
    request = Request(CommandId("mine"), Principal(Role.COORDINATOR), TODAY)
    first = person.register(way.office, request, file.person)
    again = person.register(way.office, request, file.person)
    assert (again.repeated, again.result, again.last) == (True, first.result, first.last)
    other = read_portfolio(sample("imhs-doubtful")).person
    with pytest.raises(CommandReused):
        person.register(way.office, request, other)


def test_the_same_person_is_registered_once(way: Journey) -> None:
    way.imported()
    with pytest.raises(Taken):
        way.imported()


def test_a_request_dated_after_today_is_refused(way: Journey) -> None:
    file = read_portfolio(sample("imhs-complete"))
    with refused("request_after_today"):
        person.register(way.office, way.ask(on=TODAY + timedelta(days=1)), file.person)


def test_evidence_dated_after_the_day_of_import_enters_no_book(way: Journey) -> None:
    path = sample("imhs-complete")
    with refused("after_today"):
        portfolio.import_portfolio(way.office, way.ask(on=date(2020, 1, 1)), read_portfolio(path), path.read_bytes())
    assert way.office.book.position == 1, "only the founding policy stands in the book"


def test_a_membership_runs_by_policy_and_follows_upon_the_one_before(way: Journey) -> None:
    who, plan = way.reviewer("Rosa"), PlanKey("individual")

    def joins(on: date):
        return membership.join(way.office, way.ask(), who, plan, bought_on=on).result

    bought = joins(date(2026, 9, 30))
    assert bought["ends"] == "2026-12-31"
    assert joins(date(2026, 10, 1))["begins"] == "2027-01-01"
    (moved,) = membership.void(way.office, way.ask(), who, TermId(bought["term"])).result["moved"]
    assert (moved["begins"], moved["ends"]) == ("2026-10-01", "2027-12-31")


def test_an_applicant_touches_only_what_is_theirs(way: Journey) -> None:
    way.imported().opened()
    with refused("someone_elses"):
        application.submit(way.office, way.ask("applicant", "p-0000000000"), way.application)
    with refused("not_allowed"):
        evidence.confirm(
            way.office,
            way.ask("applicant", way.person),
            way.person,
            evidence.Claims((ItemId("x"),)),
            source=Source.CONFIRMED,
            where="me",
        )
    with refused("not_allowed"):
        application.decide(way.office, way.ask("applicant", way.person), way.application, Outcome.APPROVED, "I approve")


def test_a_refusal_records_nothing(way: Journey) -> None:
    way.imported().opened()
    before = way.office.book.position
    with refused("requirements_missing"):
        way.submitted()
    assert way.office.book.position == before
    assert whole(way.office)


def test_every_requirement_of_the_complete_sample_is_met_in_the_book(way: Journey) -> None:
    way.ready_to_decide()
    assert {f.requirement: f.status for f in _trace(way).findings if f.status is not Status.MET} == {}
