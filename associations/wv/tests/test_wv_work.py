"""The specialist's sheet of 2025, work: two years of therapy with parent and infant, by somebody licensed."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from vouchbook.domain.evidence import Facts, Licence
from vouchbook.domain.trace import Status


def worked(wv, **changes) -> list[Facts]:
    (job,) = wv.of("work")
    return [replace(job, **changes)]


def test_24_months_suffice_and_23_do_not(wv):
    assert wv.finding("work", work=worked(wv, first=date(2024, 11, 21))).status is Status.MET
    short = wv.finding("work", work=worked(wv, first=date(2024, 12, 21)))
    assert short.status is Status.MISSING


def test_work_before_the_licence_waits_for_a_reviewer(wv):
    (licence,) = wv.of("licence")
    assert isinstance(licence, Licence)
    found = wv.finding("work", licence=[replace(licence, first=date(2025, 6, 1))])
    assert found.status is Status.JUDGEMENT
    assert found.pending_items


def test_work_that_nobody_paid_or_supervised_does_not_count(wv):
    for changes in ({"paid": False}, {"supervised": False}):
        assert wv.finding("work", work=worked(wv, **changes)).counted == 0
