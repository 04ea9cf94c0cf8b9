"""What waits for somebody in the office: each kind from the day it waits, and no longer than it does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.service.books import Way
from tests.service.conftest import TODAY

from vouchbook.desk import outbox as mail
from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import (
    ColleagueId,
    ItemId,
    Outcome,
    PayerId,
    PaymentMethod,
    PersonId,
    SlotKey,
    VettingId,
    VettingScope,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Question
from vouchbook.domain.vetting import VettedBy
from vouchbook.hookspecs import PaymentNotice
from vouchbook.letters.stuck import HEADINGS, Kind, why
from vouchbook.service import charges, invoices, payers, payments, person, rating, reading, review, stuck, vetting
from vouchbook.service.office import Office

COORDINATOR = Principal(Role.COORDINATOR)


def waiting(office: Office, kind: Kind, on: date = TODAY) -> list[stuck.Stuck]:
    return [item for item in stuck.listing(office, COORDINATOR, on).items if item.kind is kind]


@pytest.fixture
def way(nc: Office, tmp_path: Path) -> Way:
    return Way(nc, tmp_path, 1)


def asked(way: Way) -> ItemId:
    """A reference that is asked of a colleague today."""
    way.imported().opened()
    items = reading.evidence(way.office, COORDINATOR, way.person)
    colleague = next(item.item for item in items if item.kind == "colleague")
    done = rating.request_rating(
        way.office, way.ask(), way.person, ColleagueId(colleague), SlotKey("other"), waived=True
    )
    return ItemId(done.result["rating"])


def test_a_rater_is_silent_from_the_fourteenth_day_on(way: Way) -> None:
    id_ = asked(way)
    assert not waiting(way.office, Kind.RATER_SILENT, TODAY + timedelta(days=13))
    (item,) = waiting(way.office, Kind.RATER_SILENT, TODAY + timedelta(days=14))
    assert (item.about, item.person, item.since, item.number) == (id_, way.person, TODAY, 14)


def test_a_rater_who_opened_the_form_is_silent_since_then(way: Way) -> None:
    id_ = asked(way)
    rating.rating_opened(way.office, way.ask(on=TODAY), id_)
    assert not waiting(way.office, Kind.RATER_SILENT, TODAY + timedelta(days=13))


def test_a_rater_who_declined_keeps_nobody_waiting(way: Way) -> None:
    rating.decline_rating(way.office, way.ask(), asked(way))
    assert not waiting(way.office, Kind.RATER_SILENT, TODAY + timedelta(days=30))


def test_claims_wait_person_by_person_until_they_are_confirmed(way: Way) -> None:
    way.imported().opened()
    (item,) = waiting(way.office, Kind.CLAIMS)
    assert (item.person, item.since) == (way.person, TODAY)
    unconfirmed = reading.person(way.office, COORDINATOR, way.person).unconfirmed
    assert item.number == unconfirmed > 0
    way.confirmed().member()
    left = reading.person(way.office, COORDINATOR, way.person).unconfirmed
    assert [each.number for each in waiting(way.office, Kind.CLAIMS)] == ([left] if left else [])


def test_a_complete_file_waits_for_its_applicant_to_submit_it(way: Way) -> None:
    way.imported().opened()
    assert not waiting(way.office, Kind.COMPLETE)
    way.confirmed().member()
    assert [item.about for item in waiting(way.office, Kind.COMPLETE)] == [way.application]
    way.submitted()
    assert not waiting(way.office, Kind.COMPLETE)


def test_what_was_not_looked_through_yet_is_said(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    way.ready_to_submit()
    monkeypatch.setattr("vouchbook.service.readiness.complete.__defaults__", (0,))
    found = stuck.listing(way.office, COORDINATOR, TODAY)
    assert found.unseen == 1
    assert Kind.COMPLETE not in found.counts


def test_an_application_waits_for_reviewers_until_the_panel_is_whole(way: Way) -> None:
    way.ready_to_submit().submitted()
    (item,) = waiting(way.office, Kind.REVIEWERS_NEEDED)
    assert (item.about, item.number) == (way.application, 2)
    review.assign(way.office, way.ask(), way.application, way.reviewer("Rosa"))
    assert [each.number for each in waiting(way.office, Kind.REVIEWERS_NEEDED)] == [1]
    review.assign(way.office, way.ask(), way.application, way.reviewer("Paul"))
    assert not waiting(way.office, Kind.REVIEWERS_NEEDED)


def test_a_review_is_late_after_three_weeks_and_only_while_it_is_not_completed(way: Way) -> None:
    way.ready_to_submit().submitted().panel()
    assert not waiting(way.office, Kind.REVIEWER_OVERDUE, TODAY + timedelta(days=20))
    late = waiting(way.office, Kind.REVIEWER_OVERDUE, TODAY + timedelta(days=22))
    assert {(item.who, item.number) for item in late} == {(who, 1) for who in way.reviewers}
    way.answers(way.reviewers[0])
    way.completed(way.reviewers[0])
    late = waiting(way.office, Kind.REVIEWER_OVERDUE, TODAY + timedelta(days=22))
    assert [item.who for item in late] == [way.reviewers[1]]


def test_reviewers_who_recommend_otherwise_disagree(way: Way) -> None:
    way.ready_to_submit().submitted().panel()
    for who, outcome in zip(way.reviewers, (Outcome.APPROVED, Outcome.DEFERRED), strict=True):
        way.answers(who)
        way.completed(who, outcome)
    (item,) = waiting(way.office, Kind.DISPUTED)
    assert item.about == way.application
    assert not waiting(way.office, Kind.TO_DECIDE)


def test_a_question_with_two_answers_is_disputed(way: Way) -> None:
    way.ready_to_submit().submitted().panel()
    first, second = way.reviewers
    way.answers(first)
    way.completed(first)
    asked_ = way.open_questions(second)
    given = tuple(review.Answer(q.requirement, q != asked_[0], "seen", key=q.key, item=q.item) for q in asked_)
    review.answer(way.office, way.ask("reviewer", second), way.application, given)
    way.completed(second)
    assert isinstance(asked_[0], Question)
    assert [item.number for item in waiting(way.office, Kind.DISPUTED)] == [1]


def test_after_the_reviews_comes_the_exam_and_then_the_decision(way: Way) -> None:
    way.ready_to_submit().submitted().panel().reviewed()
    kinds = {item.kind for item in stuck.listing(way.office, COORDINATOR, TODAY).items if item.about == way.application}
    assert kinds <= {Kind.EXAM_DUE, Kind.TO_DECIDE}
    assert len(kinds) == 1
    way.examined()
    assert [item.about for item in waiting(way.office, Kind.TO_DECIDE)] == [way.application]
    way.decided()
    assert not waiting(way.office, Kind.TO_DECIDE)
    assert not waiting(way.office, Kind.EXAM_DUE)


def test_what_was_put_on_hold_does_not_wait_to_be_decided(way: Way) -> None:
    way.ready_to_decide().decided(Outcome.ON_HOLD)
    assert not waiting(way.office, Kind.TO_DECIDE)


def test_a_membership_that_ends_before_a_decision_is_likely_is_told_of(way: Way) -> None:
    way.ready_to_submit().submitted()
    through = max(
        last for _, terms in _terms(way) for last in [max(term.last for term in terms if term.association == "nc")]
    )
    assert not waiting(way.office, Kind.MEMBERSHIP_ENDING, through - timedelta(days=60))
    (item,) = waiting(way.office, Kind.MEMBERSHIP_ENDING, through - timedelta(days=59))
    assert (item.person, item.until) == (way.person, through)


def _terms(way: Way):
    from vouchbook.projections.memberships import terms_of_reviewed

    return list(terms_of_reviewed(way.office.book))


def test_a_vetting_waits_for_its_interview_and_then_for_its_decision(way: Way) -> None:
    who = PersonId(
        person.register(way.office, way.ask(), PersonWords("Vera", "Vetted", "vera@example.org")).result["person"]
    )
    id_ = VettingId(vetting.open_vetting(way.office, way.ask(), who, VettingScope.RSC).result["vetting"])
    assert [item.about for item in waiting(way.office, Kind.VETTING_TO_INTERVIEW)] == [id_]
    vetting.interview(
        way.office, way.ask(), id_, by=None, how=VettedBy.INTERVIEW, held_on=TODAY, words="knows the work"
    )
    assert [item.about for item in waiting(way.office, Kind.VETTING_TO_DECIDE)] == [id_]
    vetting.decide(way.office, way.ask(), id_, vetted=True, reason="as seen")
    assert not {Kind.VETTING_TO_DECIDE, Kind.VETTING_TO_INTERVIEW} & set(
        stuck.listing(way.office, COORDINATOR, TODAY).counts
    )


def test_an_invoice_is_past_due_on_the_day_after_and_until_it_is_paid(way: Way) -> None:
    way.imported().opened()
    org = PayerId(
        payers.register(way.office, way.ask(), OrganisationWords("An Agency", "12 Main Street")).result["payer"]
    )
    charges.take_over(way.office, way.ask(), org, PayerId(way.person))
    issued = invoices.issue(way.office, way.ask(), org, due_on=TODAY)
    assert not waiting(way.office, Kind.INVOICE_OVERDUE, TODAY)
    (item,) = waiting(way.office, Kind.INVOICE_OVERDUE, TODAY + timedelta(days=1))
    assert (item.about, item.who, item.number) == (issued.result["number"], org, 1)
    notice = PaymentNotice(org, issued.result["cents"], "USD", PaymentMethod.CHEQUE, TODAY, "1001")
    payments.pay(way.office, way.ask(), notice)
    assert not waiting(way.office, Kind.INVOICE_OVERDUE, TODAY + timedelta(days=1))


def test_a_letter_that_bounced_waits(way: Way) -> None:
    way.imported()
    desk = way.office.desk
    mail.add(desk, "letter-1", "reference_asked", b"", person=way.person, rating=None, payer=None, now=1)
    assert not waiting(way.office, Kind.MAIL_STUCK)
    taken = mail.take(desk, 2)
    assert taken is not None
    mail.settle(desk, taken, mail.BOUNCED, 3)
    assert [(item.about, item.person) for item in waiting(way.office, Kind.MAIL_STUCK)] == [("letter-1", way.person)]


def test_the_longest_waiting_comes_first_and_each_kind_is_counted(way: Way) -> None:
    asked(way)
    found = stuck.listing(way.office, COORDINATOR, TODAY + timedelta(days=20))
    assert [item.since for item in found.items] == sorted(item.since for item in found.items)
    assert sum(found.counts.values()) == len(found.items)


def test_the_board_hears_of_money_and_policy_alone(way: Way) -> None:
    way.imported().opened()
    board = Principal(Role.BOARD, PersonId("p-0"))
    assert not stuck.listing(way.office, board, TODAY).items
    with pytest.raises(Refused, match="not_allowed"):
        stuck.listing(way.office, Principal(Role.APPLICANT, way.person), TODAY)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_words(kind: Kind) -> None:
    assert HEADINGS[kind]
    assert why(kind, number=1, until=TODAY, on=TODAY).endswith(".")


def test_no_more_is_read_than_is_shown_and_all_is_counted(way: Way, tmp_path: Path) -> None:
    asked(way)
    asked(Way(way.office, tmp_path, 2))
    on = TODAY + timedelta(days=20)
    whole = stuck.listing(way.office, COORDINATOR, on)
    one = stuck.listing(way.office, COORDINATOR, on, most=1)
    assert one.items == whole.items[:1]
    assert (one.counts, one.total) == (whole.counts, len(whole.items))
    only = stuck.listing(way.office, COORDINATOR, on, only=Kind.RATER_SILENT, most=1)
    assert [item.kind for item in only.items] == [Kind.RATER_SILENT]
    assert only.counts[Kind.RATER_SILENT] == 2
