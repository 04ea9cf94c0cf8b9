"""Beginning as emerging: only the lines that its row names are asked, and nothing else is told differently."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from msgspec import UNSET
from msgspec.structs import replace
from tests.policy.by_hand import IMHS, TODAY, ZZ, hours, line, policy, portfolio, rsc, sheets

from vouchbook.domain.evidence import Signature
from vouchbook.domain.names import CategoryCode, Document, Moment, Occasion, RequirementKey
from vouchbook.domain.trace import Moments, Trace
from vouchbook.letters.evaluation import as_json, as_text
from vouchbook.policy import rules
from vouchbook.policy.document import EmergingRow, NoEmerging, TransitionRow, UnknownCategory
from vouchbook.policy.evaluable import unevaluated_in
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.rules import Length, Sheet
from vouchbook.policy.version import PolicyVersion

DAY = timedelta(days=1)
SIGNED, RSC, MORE = (RequirementKey(key) for key in ("signed", "rsc", "more"))
LINES = (
    replace(hours(10), key=RSC),
    rules.Signatures(SIGNED, (Document.CODE_OF_ETHICS,)),
    replace(hours(5, "training"), key=MORE),
)
ROW = EmergingRow(for_=(IMHS,), asks=(SIGNED, MORE), complete_within=Length(months=24))
VERSION = policy(*LINES, emerging=[ROW])


def asked(version: PolicyVersion = VERSION, *, emerging: bool = True, moments: Moments | None = None) -> Trace:
    found = portfolio(rsc(3), Signature(Document.CODE_OF_ETHICS, date(2026, 1, 1)))
    return evaluate(version, IMHS, Occasion.APPLICATION, found, (), moments or Moments(TODAY), emerging=emerging)


def keys(trace: Trace) -> list[str]:
    return [finding.requirement for finding in trace.findings]


def test_only_the_lines_of_the_row_are_asked_in_the_order_of_the_sheet() -> None:
    assert keys(asked()) == ["signed", "more"]
    assert keys(asked(emerging=False)) == ["rsc", "signed", "more"]


def test_what_is_asked_is_answered_as_it_is_for_everybody() -> None:
    everything = {finding.requirement: finding for finding in asked(emerging=False).findings}
    assert all(finding == everything[finding.requirement] for finding in asked().findings)


def test_the_trace_says_so_and_every_other_trace_is_stored_as_before() -> None:
    assert (asked().emerging, asked(emerging=False).emerging) == (True, UNSET)
    assert b"emerging" not in msgspec.json.encode(asked(emerging=False))
    for trace in (asked(), asked(emerging=False)):
        assert msgspec.json.decode(msgspec.json.encode(trace), type=Trace) == trace


def test_people_and_programs_read_that_it_is_emerging() -> None:
    assert "IMHS (emerging), application" in as_text(asked(), VERSION, {})
    assert as_json(asked(), VERSION, {})["emerging"] is True
    assert "emerging" not in as_json(asked(emerging=False), VERSION, {})


def test_where_no_row_lets_one_begin_so_it_is_said_where_one_may() -> None:
    with pytest.raises(
        NoEmerging, match="zz lets nobody begin in IMHS as emerging on 2026-11-20; one may in no category"
    ):
        asked(policy(*LINES))
    ers = CategoryCode("ERS")
    other = policy(*LINES, emerging=[replace(ROW, for_=(ers,))])
    offers = replace(other.document, association=replace(ZZ, categories=(IMHS, ers)))
    with pytest.raises(NoEmerging, match="one may in ERS"):
        asked(PolicyVersion.of(offers))


def test_a_category_that_is_not_offered_is_said_first() -> None:
    with pytest.raises(UnknownCategory):
        evaluate(VERSION, CategoryCode("XX"), Occasion.APPLICATION, portfolio(), (), Moments(TODAY), emerging=True)


def test_a_renewal_is_never_emerging() -> None:
    both = sheets(*(Sheet(IMHS, at, None, None, (line(LINES[0]),)) for at in Occasion), emerging=[ROW])
    with pytest.raises(NoEmerging, match="by an application"):
        evaluate(both, IMHS, Occasion.RENEWAL, portfolio(), (), Moments(TODAY), emerging=True)


@pytest.mark.parametrize(("registered", "expected"), [(TODAY - DAY, ["signed", "more"]), (TODAY, ["rsc"])])
def test_the_row_of_the_day_that_judges_the_sheet_rules(registered: date, expected: list[str]) -> None:
    later = replace(ROW, from_=TODAY, asks=(RSC,))
    version = policy(*LINES, emerging=[ROW, later])
    assert keys(asked(version, moments=Moments(TODAY, registered=registered))) == expected
    by_submission = TransitionRow(of="requirements", judged_by=Moment.SUBMITTED)
    version = policy(*LINES, emerging=[ROW, later], transition=[by_submission])
    assert keys(asked(version, moments=Moments(TODAY, registered=registered))) == ["rsc"]


def test_a_row_that_names_the_category_goes_before_one_for_all() -> None:
    every = replace(ROW, for_=("every",), asks=(RSC,))
    assert keys(asked(policy(*LINES, emerging=[every]))) == ["rsc"]
    assert keys(asked(policy(*LINES, emerging=[every, ROW]))) == ["signed", "more"]


def test_a_row_that_asks_for_no_line_of_the_sheet_is_said() -> None:
    assert unevaluated_in(VERSION.document) == ()
    wrong = policy(*LINES, emerging=[replace(ROW, asks=(SIGNED, RequirementKey("sign")))])
    assert unevaluated_in(wrong.document) == (
        'IMHS, emerging: asks sign – no line of its sheet; did you mean "signed"?',
    )
