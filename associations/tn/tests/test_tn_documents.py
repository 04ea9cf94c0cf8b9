"""Signatures, the exam that is no longer asked, and membership, which is encouraged."""

from __future__ import annotations

from datetime import date

import pytest

from vouchbook.domain.evidence import Signature
from vouchbook.domain.names import Document
from vouchbook.domain.trace import Status


@pytest.mark.parametrize("document", Document)
def test_both_documents_must_be_signed(tn, document):
    found = tn.finding("signatures", signature=[Signature(document, date(2026, 9, 1))])
    assert found.status is Status.MISSING


def test_no_exam_is_asked_of_specialists_and_one_of_mentors(tn):
    assert "exam" not in {finding.requirement for finding in tn.trace("IMHS").findings}
    assert "exam" in {finding.requirement for finding in tn.trace("IMHM-C").findings}


def test_membership_is_encouraged_and_nobody_lacks_it(tn):
    found = tn.finding("membership", membership=[])
    assert (found.status, found.required) == (Status.MET, 0)
    for category in tn.version.document.association.categories:
        assert "membership" not in tn.trace(category, membership=[]).missing
