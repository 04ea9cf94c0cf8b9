"""Signatures, the exam that is no longer asked, and membership of any association."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.evidence import Signature
from vouchbook.domain.names import Document
from vouchbook.domain.trace import Status


@pytest.mark.parametrize("document", Document)
def test_both_documents_must_be_signed(wv, document):
    found = wv.finding("signatures", signature=[Signature(document, date(2026, 9, 1))])
    assert found.status is Status.MISSING


def test_no_exam_is_asked_of_specialists_and_one_of_mentors(wv):
    assert "exam" not in {finding.requirement for finding in wv.trace("IMHS").findings}
    assert "exam" in {finding.requirement for finding in wv.trace("IMHM-C").findings}


@pytest.mark.parametrize(("of", "counts"), [("wv", True), ("va", True), ("WAIMH", True), ("other", False)])
def test_membership_of_any_association_or_of_the_worlds_does(wv, of, counts):
    found = wv.finding("membership", membership=[wv.membership(of)])
    assert found.status is (Status.MET if counts else Status.MISSING)


def test_a_term_covers_its_last_day_and_not_the_next(wv):
    until = [wv.membership("wv", last=wv.today)]
    assert wv.finding("membership", membership=until).status is Status.MET
    assert wv.finding("membership", on=wv.today + timedelta(days=1), membership=until).status is Status.MISSING
