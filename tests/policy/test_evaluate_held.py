"""What somebody holds already, attests, has sat, and to whom they give RSC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import IMHS, TODAY, R, endorsed, finding, policy, question, vetted

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Attestation, Colleague, Facts, Item, Portfolio, Rating
from vouchbook.domain.names import (
    CategoryCode,
    ColleagueId,
    ExamPart,
    Family,
    ItemId,
    Occasion,
    QuestionKey,
    RequirementKey,
    SlotKey,
    Source,
    StatementCode,
)
from vouchbook.domain.trace import Finding, Lack, Lacking, Moments, Status, Unit, Why
from vouchbook.policy import rules
from vouchbook.policy.document import RenewalRow
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.rules import Length, Slot

DAY = timedelta(days=1)
MENTOR = CategoryCode("IMHM-C")
ERS = CategoryCode("ERS")
HOLDS = rules.Holds(R, (MENTOR, ERS))


def emerging(since: date = date(2025, 1, 1), until: date | None = None) -> evidence.Standing:
    return replace(endorsed(None, ERS, since, until), emerging=True)


def why(found: Finding) -> list[Why]:
    return [each.because.code for each in found.excluded_items]


# ── An endorsement that one holds ─────────────────────────────────────────────────────────────


def test_one_endorsement_in_one_of_the_categories_is_enough_of_whatever_association() -> None:
    found = finding(policy(HOLDS), endorsed(None, MENTOR, of="mi"), endorsed(None, ERS))
    assert (found.status, found.unit, found.counted, found.required) == (Status.MET, Unit.ENDORSEMENTS, 1, 1)
    assert found.counted_items == ("1", "2")


@pytest.mark.parametrize("held", [endorsed("ruth", MENTOR), endorsed(None, IMHS), vetted("ruth")])
def test_what_others_hold_or_another_category_does_not_help(held: Facts) -> None:
    found = finding(policy(HOLDS), held)
    assert (found.status, found.excluded_items) == (Status.MISSING, ())
    assert found.lacking == (Lacking(Lack.ENDORSEMENT, on=TODAY),)


def test_any_category_may_do() -> None:
    assert finding(policy(rules.Holds(R, (CategoryCode("every"),))), endorsed(None, IMHS)).status is Status.MET


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (TODAY, TODAY, []),
        (TODAY + DAY, None, [Why.AFTER_DAY_ASKED]),
        (date(2020, 1, 1), TODAY - DAY, [Why.NOT_IN_FORCE]),
    ],
)
def test_it_is_in_force_on_the_day_asked(since: date, until: date | None, expected: list[Why]) -> None:
    found = finding(policy(HOLDS), endorsed(None, MENTOR, since, until))
    assert why(found) == expected
    assert found.status is (Status.MISSING if expected else Status.MET)


def test_an_emerging_one_counts_only_where_the_rule_says_so() -> None:
    assert why(finding(policy(HOLDS), emerging())) == [Why.STANDING_EMERGING]
    assert finding(policy(replace(HOLDS, emerging=True)), emerging()).status is Status.MET


@pytest.mark.parametrize(
    ("since", "status"), [(TODAY.replace(year=2024), Status.MET), (TODAY.replace(year=2024) + DAY, Status.MISSING)]
)
def test_it_may_have_to_be_held_for_some_time(since: date, status: Status) -> None:
    found = finding(policy(replace(HOLDS, held_for=Length(months=24))), endorsed(None, MENTOR, since))
    assert found.status is status
    assert why(found) == ([] if status is Status.MET else [Why.HELD_TOO_SHORTLY])
    if found.excluded_items:
        assert found.excluded_items[0].because.until == TODAY + DAY


@pytest.mark.parametrize(("gap", "status"), [(0, Status.MET), (1, Status.MISSING)])
def test_one_endorsement_may_follow_upon_another_without_a_day_between(gap: int, status: Status) -> None:
    version = policy(replace(HOLDS, held_for=Length(months=24)))
    renewed = date(2026, 1, 1)
    first = endorsed(None, MENTOR, date(2022, 1, 1), renewed - DAY - gap * DAY)
    assert finding(version, first, endorsed(None, ERS, renewed)).status is status


def test_the_time_as_emerging_adds_to_what_is_held_only_where_emerging_counts() -> None:
    held = emerging(date(2023, 1, 1), date(2025, 12, 31)), endorsed(None, ERS, date(2026, 1, 1))
    long = replace(HOLDS, held_for=Length(months=24))
    assert finding(policy(long), *held).status is Status.MISSING
    assert finding(policy(replace(long, emerging=True)), *held).status is Status.MET


@pytest.mark.parametrize(("source", "expected"), [(Source.ASSERTED, [Why.CLAIM_UNCONFIRMED]), (Source.REGISTRY, [])])
def test_in_a_book_it_counts_once_a_registry_or_the_coordinator_has_confirmed_it(
    source: Source, expected: list[Why]
) -> None:
    pool = Portfolio((Item(ItemId("1"), endorsed(None, MENTOR), source=source),))
    (found,) = evaluate(policy(HOLDS), IMHS, Occasion.APPLICATION, pool, (), Moments(TODAY)).findings
    assert why(found) == expected


def test_what_reviewers_have_rejected_does_not_count() -> None:
    found = finding(policy(HOLDS), endorsed(None, MENTOR), settled=[question("1", answer=False)])
    assert (found.status, why(found)) == (Status.MISSING, [Why.REJECTED_BY_REVIEWER])


# ── What one attests ──────────────────────────────────────────────────────────────────────────

GIVES_RSC, NO_SANCTION = StatementCode("gives_rsc"), StatementCode("no_board_sanction")
ATTESTED = rules.Attested(R, (GIVES_RSC, NO_SANCTION))


def test_every_statement_has_to_be_given() -> None:
    given = [Attestation(GIVES_RSC, TODAY), Attestation(StatementCode("hours_completed"), TODAY)]
    found = finding(policy(ATTESTED), *given)
    assert (found.status, found.unit, found.counted, found.required) == (Status.MISSING, Unit.STATEMENTS, 1, 2)
    assert found.lacking == (Lacking(Lack.STATEMENT, name=QuestionKey(NO_SANCTION)),)
    assert finding(policy(ATTESTED), *given, Attestation(NO_SANCTION, TODAY)).status is Status.MET


def test_a_statement_counts_from_the_day_it_is_given() -> None:
    assert why(finding(policy(ATTESTED), Attestation(GIVES_RSC, TODAY + DAY))) == [Why.AFTER_DAY_ASKED]


@pytest.mark.parametrize(
    ("on", "status"), [(date(2026, 1, 1), Status.MET), (date(2025, 12, 31), Status.MISSING)]
)  # fmt: skip
def test_a_statement_may_have_to_be_given_in_each_cycle(on: date, status: Status) -> None:
    rule = rules.Attested(R, (NO_SANCTION,), given="this_cycle")
    version = policy(rule, at=Occasion.RENEWAL, renewal=[RenewalRow(every_years=1, next_due=date(2026, 12, 31))])
    found = finding(version, Attestation(NO_SANCTION, on), at=Occasion.RENEWAL)
    assert (found.status, why(found)) == (status, [] if status is Status.MET else [Why.OUTSIDE_CYCLE])


# ── The form of an exam ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("form", "expected"), [(Family.ECMH, []), (None, []), (Family.IMH, [Why.OTHER_FORM])]
)  # fmt: skip
def test_an_exam_of_the_other_family_does_not_count_and_one_that_does_not_say_counts_for_either(
    form: Family | None, expected: list[Why]
) -> None:
    sat = evidence.Exam(ExamPart.ESSAY, date(2026, 1, 1), 9000, True, form)
    found = finding(policy(rules.Exam(R, (ExamPart.ESSAY,), Family.ECMH)), sat)
    assert (found.status, why(found)) == (Status.MISSING if expected else Status.MET, expected)
    assert finding(policy(rules.Exam(R, (ExamPart.ESSAY,))), sat).status is Status.MET


# ── Somebody to whom one gives RSC ────────────────────────────────────────────────────────────


def rated_by(who: str) -> Rating:
    return Rating(ColleagueId(who), SlotKey("supervisee"), date(2026, 1, 1), date(2020, 1, 1), 0, True)


RATED = rules.Ratings(R, (Slot(SlotKey("supervisee"), "received_rsc"),))


@pytest.mark.parametrize(
    ("colleagues", "status"),
    [
        ([Colleague(ColleagueId("ana"), receives_rsc=True)], Status.MET),
        ([Colleague(ColleagueId("ana"))], Status.JUDGEMENT),
        ([Colleague(ColleagueId("ben"), receives_rsc=True)], Status.JUDGEMENT),
    ],
)
def test_a_rater_who_receives_rsc_fills_the_place_and_of_another_a_reviewer_decides(
    colleagues: Sequence[Colleague], status: Status
) -> None:
    found = finding(policy(RATED), *colleagues, rated_by("ana"))
    assert found.status is status
    (item,) = found.counted_items or found.pending_items
    assert finding(policy(RATED), *colleagues, rated_by("ana"), settled=[question(item, answer=True)]).counted == 1


def test_a_way_may_ask_for_an_endorsement_too() -> None:
    either = rules.AnyOf(R, (replace(HOLDS, key=RequirementKey("held")), replace(ATTESTED, key=RequirementKey("said"))))
    assert finding(policy(either), endorsed(None, ERS)).status is Status.MET
    assert finding(policy(either), emerging()).status is Status.MISSING
