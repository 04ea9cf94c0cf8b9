"""The specialist's sheet, second page: signatures, the written exam, membership; and which day each line asks about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.evidence import Signature
from vouchbook.domain.names import Document, Due, ExamPart
from vouchbook.domain.trace import Lack, Status, Why

DAY = timedelta(days=1)


@pytest.mark.parametrize("document", Document)
def test_both_documents_must_be_signed(nc, document):
    found = nc.finding("signatures", signature=[Signature(document, date(2026, 9, 1))])
    (other,) = [each for each in Document if each is not document]
    assert found.status is Status.MISSING
    assert [(lack.code, lack.name) for lack in found.lacking] == [(Lack.DOCUMENT, other.value)]


def test_a_signature_after_the_day_asked_is_none_yet(nc):
    signed = [Signature(document, nc.today) for document in Document]
    assert nc.finding("signatures", signature=signed).status is Status.MET
    late = [Signature(document, nc.today + DAY) for document in Document]
    assert nc.finding("signatures", signature=late).status is Status.MISSING


@pytest.mark.parametrize("passed", ExamPart)
def test_with_one_part_of_the_exam_one_may_submit_and_not_be_approved(nc, passed):
    trace = nc.trace(exam=[nc.exam(passed)])
    assert trace.missing_by(Due.SUBMISSION) == ()
    assert trace.missing_by(Due.DECISION) == ("exam",)
    found = nc.finding("exam", exam=[nc.exam(passed)])
    (other,) = [part.value for part in ExamPart if part is not passed]
    assert [(lack.code, lack.name) for lack in found.lacking] == [(Lack.EXAM_PART, other)]


def test_a_part_that_was_not_passed_does_not_count_until_it_is_passed(nc):
    failed = [nc.exam(ExamPart.MULTIPLE_CHOICE), nc.exam(ExamPart.ESSAY, passed=False)]
    found = nc.finding("exam", exam=failed)
    assert nc.because(found, "exam-2").code is Why.EXAM_PART_NOT_PASSED
    again = nc.finding("exam", exam=[*failed, nc.exam(ExamPart.ESSAY, on=date(2026, 11, 18))])
    assert (again.status, again.counted_items) == (Status.MET, ("exam-1", "exam-3"))


def test_membership_covers_its_last_day_and_not_the_next(nc):
    until = [nc.membership(date(2026, 1, 1), nc.today)]
    assert nc.finding("membership", membership=until).status is Status.MET
    found = nc.finding("membership", on=nc.today + DAY, membership=until)
    assert (found.status, found.lacking[0].code) == (Status.MISSING, Lack.MEMBERSHIP)
    assert (nc.because(found, "membership-1").code, nc.because(found, "membership-1").until) == (
        Why.TERM_NOT_COVERING,
        nc.today,
    )


@pytest.mark.parametrize("claim", ["exam-1", "membership-1"])
def test_in_a_book_exam_and_membership_count_once_they_are_confirmed(nc, claim):
    trace = nc.trace(in_a_book=True, unconfirmed=(claim,))
    assert trace.missing == (claim.removesuffix("-1"),)


def test_a_term_that_begins_tomorrow_does_not_cover_today(nc):
    begins = [nc.membership(nc.today + DAY, date(2027, 12, 31))]
    assert nc.because(nc.finding("membership", membership=begins), "membership-1").code is Why.AFTER_DAY_ASKED


@pytest.mark.parametrize("other", ["sc", "WAIMH", "other"])
def test_membership_of_another_association_is_not_enough(nc, other):
    found = nc.finding("membership", membership=[nc.membership(date(2026, 1, 1), date(2026, 12, 31), of=other)])
    assert (found.status, nc.because(found, "membership-1").code) == (Status.MISSING, Why.OTHER_ASSOCIATION)


# ── Which day a line asks about ───────────────────────────────────────────────────────────────


def test_what_is_due_at_submission_asks_about_the_day_of_submission(nc):
    """Hours that came after the submission enter by a cure only, not by waiting."""
    rsc = [nc.session("24"), nc.session("24"), nc.session("2", date(2026, 11, 10))]
    assert nc.finding("rsc", rsc=rsc).status is Status.MET
    found = nc.finding("rsc", rsc=rsc, submitted=date(2026, 11, 9))
    assert (found.status, nc.because(found, "rsc-3").code) == (Status.MISSING, Why.AFTER_DAY_ASKED)


def test_the_exam_and_the_membership_ask_about_today_also_after_submission(nc):
    exam = [nc.exam(part, on=date(2026, 11, 18)) for part in ExamPart]
    assert nc.finding("exam", exam=exam, submitted=date(2026, 11, 1)).status is Status.MET
    lapsed = [nc.membership(date(2026, 1, 1), date(2026, 11, 10))]
    assert nc.finding("membership", membership=lapsed, submitted=date(2026, 11, 1)).status is Status.MISSING


def test_nothing_is_missing_from_a_complete_application_and_eight_questions_are_for_reviewers(nc):
    trace = nc.trace()
    assert trace.missing == ()
    assert [finding.status for finding in trace.findings] == [Status.MET] * 9
    assert len(trace.open_questions) == 8


def test_once_every_question_is_answered_with_yes_none_is_open(nc):
    answered = [type(q)(q.requirement, q.key, q.item, q.revision, answer=True) for q in nc.trace().open_questions]
    trace = nc.trace(settled=answered)
    assert (trace.missing, trace.open_questions) == ((), ())


def test_any_judgement_answered_with_no_leaves_its_requirement_missing(nc):
    for asked in nc.trace().open_questions:
        refused = type(asked)(asked.requirement, asked.key, answer=False)
        assert nc.trace(settled=[refused]).missing == (asked.requirement,)
