"""Evaluation as a whole: which sheet, groups by Kleene's logic, answers of reviewers, and what holds for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import (
    IMHS,
    TODAY,
    R,
    count,
    degree,
    endorsed,
    finding,
    hours,
    line,
    months,
    policy,
    question,
    rsc,
    sheets,
    trace,
    training,
    work,
)

from vouchbook.domain.evidence import (
    Attestation,
    Coursework,
    Facts,
    Licence,
    LicenceKind,
    Membership,
    Portfolio,
    Rating,
    Signature,
)
from vouchbook.domain.names import (
    Acceptable,
    AssociationCode,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    Document,
    Moment,
    Occasion,
    PlanKey,
    QuestionKey,
    RequirementKey,
    SlotKey,
    StandingName,
    StatementCode,
)
from vouchbook.domain.trace import Audience, Lack, Moments, Question, Status, Why
from vouchbook.policy import rules
from vouchbook.policy.document import NoSheet, RenewalRow, Row, TransitionRow, UnknownCategory
from vouchbook.policy.evaluable import NotEvaluated, unevaluated_in
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.months import FULL, MONTH
from vouchbook.policy.rules import Applies, Judgement, Length, Sheet, Where
from vouchbook.policy.version import PolicyVersion

DAY = timedelta(days=1)
CHANGE = date(2026, 1, 1)


# ── Which sheet ───────────────────────────────────────────────────────────────────────────────


def two_sheets(**tables: Sequence[Row]) -> PolicyVersion:
    old = Sheet(IMHS, Occasion.APPLICATION, None, CHANGE - DAY, (line(hours(10)),))
    new = Sheet(IMHS, Occasion.APPLICATION, CHANGE, None, (line(hours(20)),))
    return sheets(old, new, **tables)


def asked_hours(version: PolicyVersion, moments: Moments) -> int:
    return finding(version, moments=moments).required // 60


def test_an_application_keeps_the_sheet_of_the_day_it_was_registered() -> None:
    assert asked_hours(two_sheets(), Moments(TODAY, registered=CHANGE - DAY)) == 10
    assert asked_hours(two_sheets(), Moments(TODAY, registered=CHANGE)) == 20


def test_what_is_not_registered_yet_asks_the_sheet_of_the_day_asked() -> None:
    assert asked_hours(two_sheets(), Moments(CHANGE - DAY)) == 10
    assert asked_hours(two_sheets(), Moments(CHANGE)) == 20


@pytest.mark.parametrize("of", ["requirements", "sheet:IMHS"])
def test_another_moment_may_choose_the_sheet(of: str) -> None:
    version = two_sheets(transition=[TransitionRow(of=of, judged_by=Moment.SUBMITTED)])
    assert asked_hours(version, Moments(TODAY, registered=CHANGE - DAY, submitted=CHANGE)) == 20


def test_a_row_for_the_sheet_goes_before_one_for_all_requirements() -> None:
    rows = [
        TransitionRow(of="requirements", judged_by=Moment.SUBMITTED),
        TransitionRow(of="sheet:IMHS", judged_by=Moment.REGISTERED),
    ]
    moments = Moments(TODAY, registered=CHANGE - DAY, submitted=CHANGE)
    assert asked_hours(two_sheets(transition=rows), moments) == 10


def test_a_renewal_asks_the_sheet_of_the_first_day_of_its_cycle() -> None:
    old = Sheet(IMHS, Occasion.RENEWAL, None, CHANGE - DAY, (line(hours(10)),))
    new = Sheet(IMHS, Occasion.RENEWAL, CHANGE, None, (line(hours(20)),))
    yearly = [RenewalRow(every_years=1, next_due=date(2026, 12, 31))]
    version = sheets(old, new, renewal=yearly)
    assert finding(version, at=Occasion.RENEWAL, on=date(2025, 12, 31)).required == 600
    found = trace(version, at=Occasion.RENEWAL, on=date(2026, 1, 1))
    assert (found.findings[0].required, found.moments.cycle_start, found.moments.cycle_end) == (
        1200,
        CHANGE,
        date(2026, 12, 31),
    )


def test_an_unknown_category_or_a_missing_sheet_says_what_there_is() -> None:
    version = policy(hours(1))
    with pytest.raises(UnknownCategory, match="zz offers IMHS; not 'IMHZ'"):
        evaluate(version, CategoryCode("IMHZ"), Occasion.APPLICATION, Portfolio(()), (), Moments(TODAY))
    with pytest.raises(NoSheet):
        evaluate(version, IMHS, Occasion.RENEWAL, Portfolio(()), (), Moments(TODAY))


# ── To whom a line applies ────────────────────────────────────────────────────────────────────


def concerned(applies: Applies, *found: Facts) -> bool:
    return bool(trace(policy(line(hours(1), applies=applies)), *found).findings)


def test_a_line_may_concern_those_only_who_hold_attest_or_have_held_for_long() -> None:
    mine = endorsed(None, "IMHS", since=date(2024, 11, 20))
    assert concerned(Applies(holds=(IMHS,)), mine)
    assert not concerned(Applies(holds=(IMHS,)))
    assert not concerned(Applies(holds=(CategoryCode("ERS"),)), mine)
    attests = Attestation(StatementCode("gives_rsc"), TODAY)
    assert concerned(Applies(attests=StatementCode("gives_rsc")), attests)
    assert not concerned(Applies(attests=StatementCode("gives_rsc")), replace(attests, given_on=TODAY + DAY))
    two_years = Length(months=24)
    assert concerned(Applies(held_at_least=two_years), mine)
    assert not concerned(Applies(held_less_than=two_years), mine)
    later = replace(mine, first=mine.first + DAY)
    assert not concerned(Applies(held_at_least=two_years), later)
    assert concerned(Applies(held_less_than=two_years), later)


def test_who_holds_nothing_is_asked_what_newcomers_are() -> None:
    assert concerned(Applies(held_less_than=Length(months=36)))
    assert not concerned(Applies(held_at_least=Length(months=36)))


# ── Groups ────────────────────────────────────────────────────────────────────────────────────

MET, MISSING, JUDGEMENT = Status.MET, Status.MISSING, Status.JUDGEMENT


def way(number: int, status: Status) -> rules.Rule:
    """A rule that this status comes of."""
    key = RequirementKey(f"way{number}")
    if status is JUDGEMENT:
        return rules.JudgementOnly(key, (Judgement(QuestionKey("ask"), "Is it so?"),))
    return rules.Hours(key, "rsc", 0 if status is MET else 6000)


@pytest.mark.parametrize("one", Status)
@pytest.mark.parametrize("other", Status)
def test_any_of_is_as_good_as_its_best_way_and_all_of_as_its_worst(one: Status, other: Status) -> None:
    order = [MISSING, JUDGEMENT, MET]
    options = (way(1, one), way(2, other))
    assert finding(policy(rules.AnyOf(R, options))).status is max(one, other, key=order.index)
    assert finding(policy(rules.AllOf(R, options))).status is min(one, other, key=order.index)


def test_the_questions_of_a_way_are_asked_under_the_name_of_line_and_way() -> None:
    version = policy(rules.AnyOf(R, (way(1, JUDGEMENT), way(2, MISSING))))
    (open_,) = trace(version).open_questions
    assert (open_.requirement, open_.key) == ("r.way1", "ask")
    assert finding(version, settled=[replace(open_, answer=True)]).status is MET
    assert finding(version, settled=[replace(open_, answer=False)]).status is MISSING


def test_once_one_way_is_met_the_questions_of_others_need_no_answer() -> None:
    assert trace(policy(rules.AnyOf(R, (way(1, JUDGEMENT), way(2, MET))))).open_questions == ()
    assert len(trace(policy(rules.AllOf(R, (way(1, JUDGEMENT), way(2, MET))))).open_questions) == 1


def test_education_or_two_years_of_work() -> None:
    """As for the family associate: any degree, or paid work."""
    education = rules.Degree(RequirementKey("degree"), tuple(DegreeLevel))
    worked = replace(months(24), key=RequirementKey("work"))
    version = policy(rules.AnyOf(R, (education, worked)))
    assert finding(version, degree(DegreeLevel.CDA)).counted_items == ("1",)
    assert finding(version, work(date(2024, 11, 21))).status is MET
    found = finding(version, work(date(2024, 11, 22)))
    assert (found.status, [each.code for each in found.lacking]) == (MISSING, [Lack.WAY])
    assert [option.status for option in found.options] == [MISSING, MISSING]


# ── Kinds that NC's sheet does not use ────────────────────────────────────────────────────────


def licence(first: date, last: date | None = None, kind: LicenceKind = LicenceKind.MENTAL_HEALTH) -> Licence:
    return Licence(kind, first, last)


def test_a_licence_in_force_on_the_day_asked() -> None:
    version = policy(rules.Licence(R, ("mental_health",), reviewer_may_accept=("other",)))
    assert finding(version, licence(date(2020, 1, 1), TODAY)).status is MET
    ended = finding(version, licence(date(2020, 1, 1), TODAY - DAY))
    assert (ended.status, ended.excluded_items[0].because.code) == (MISSING, Why.NOT_IN_FORCE)
    assert finding(version, licence(TODAY + DAY)).excluded_items[0].because.code is Why.AFTER_DAY_ASKED
    other = licence(date(2020, 1, 1), kind=LicenceKind.OTHER)
    assert finding(version, other).status is JUDGEMENT
    assert finding(version, other, settled=[question("1", answer=True)]).status is MET


def test_a_licence_may_have_to_be_held_for_some_time() -> None:
    version = policy(rules.Licence(R, ("mental_health",), held=Length(months=12)))
    assert finding(version, licence(date(2025, 11, 20))).status is MET
    assert finding(version, licence(date(2025, 11, 21))).status is MISSING


@pytest.mark.parametrize(("transcript", "shown", "status"), [("always", False, MISSING), ("always", True, MET),
                                                             ("never", False, MET)])  # fmt: skip
def test_a_transcript_may_always_be_asked(transcript: str, shown: bool, status: Status) -> None:
    rule = rules.Degree(R, (DegreeLevel.MASTER,), transcript=transcript)  # type: ignore[arg-type]
    assert finding(policy(rule), replace(degree(), transcript=shown)).status is status


def test_coursework_without_its_transcript_is_nothing_to_accept() -> None:
    rule = rules.Degree(R, (DegreeLevel.MASTER,), (Acceptable.COURSEWORK,))
    courses = replace(degree(DegreeLevel.BACHELOR), coursework=(Coursework(()),))
    found = finding(policy(rule), courses)
    assert (found.status, found.excluded_items[0].because.code) == (MISSING, Why.NO_TRANSCRIPT)
    assert finding(policy(rule), replace(courses, transcript=True)).status is JUDGEMENT


def test_a_membership_may_be_of_any_association_or_none_may_be_required() -> None:
    def member(of: str) -> Membership:
        return Membership(AssociationCode(of), PlanKey("individual"), date(2026, 1, 1), date(2026, 12, 31))

    any_imh = policy(rules.Membership(R, of=("any_imh", "WAIMH")))
    assert [finding(any_imh, member(of)).status for of in ("mi", "WAIMH", "NASW", "other")] == [
        MET, MET, MISSING, MISSING
    ]  # fmt: skip
    found = finding(policy(rules.Membership(R, required=False)))
    assert (found.status, found.required) == (MET, 0)


def test_a_membership_of_a_plan_or_for_a_whole_cycle() -> None:
    def term(first: date, last: date, plan: str = "individual") -> Membership:
        return Membership(AssociationCode("zz"), PlanKey(plan), first, last)

    plans = policy(rules.Membership(R, plans=(PlanKey("agency"),)))
    year = date(2026, 1, 1), date(2026, 12, 31)
    assert finding(plans, term(*year)).status is MISSING
    assert finding(plans, term(*year, "agency")).status is MET
    whole = policy(
        rules.Membership(R, when="whole_cycle"),
        at=Occasion.RENEWAL,
        renewal=[RenewalRow(every_years=1, next_due=year[1])],
    )
    halves = term(date(2026, 1, 1), date(2026, 6, 30)), term(date(2026, 7, 1), date(2026, 12, 31))
    assert finding(whole, *halves, at=Occasion.RENEWAL).status is MET
    assert finding(whole, halves[1], at=Occasion.RENEWAL).status is MISSING


def test_a_document_may_have_to_be_signed_in_each_cycle() -> None:
    rule = rules.Signatures(R, (Document.CODE_OF_ETHICS,), signed="this_cycle")
    version = policy(rule, at=Occasion.RENEWAL, renewal=[RenewalRow(every_years=1, next_due=date(2026, 12, 31))])
    assert finding(version, Signature(Document.CODE_OF_ETHICS, CHANGE), at=Occasion.RENEWAL).status is MET
    assert finding(version, Signature(Document.CODE_OF_ETHICS, CHANGE - DAY), at=Occasion.RENEWAL).status is MISSING


def test_part_time_work_may_count_by_its_fraction() -> None:
    version = policy(months(12, part_time="by_fraction"))
    half = work(date(2025, 1, 1), date(2025, 12, 31), fraction=FULL // 2)
    assert finding(version, half).counted == 6 * MONTH
    assert finding(version, half, half).counted == 12 * MONTH
    assert finding(version, half, work(date(2025, 1, 1), date(2025, 12, 31))).counted == 12 * MONTH


def test_a_period_that_ends_before_it_begins_has_no_days() -> None:
    """No file is read with one; nothing else may make much of it."""
    found = finding(policy(months(1)), work(date(2024, 1, 1), date(2023, 1, 1)))
    assert (found.counted, found.status) == (0, MISSING)


def test_what_no_fact_can_answer_is_said_and_never_passed_over() -> None:
    may = StandingName("give_rsc")
    wrong: list[rules.Rule] = [
        hours(1, "training", where=Where(given_by=may)),
        hours(1, "training", providers_at_most=2),
        hours(1, "training", most_from_one=True),
        hours(1, where=Where(supervised_by=may)),
        months(1, where=Where(given_by=may)),
        rules.Licence(R, ("notary",)),
        rules.Signatures(R, (Document.CODE_OF_ETHICS,), signed="this_cycle"),
        rules.Membership(R, when="whole_cycle"),
        rules.Attested(R, (StatementCode("gives_rsc"),), given="this_cycle"),
        count(1, "training", where=Where(given_by=may)),
        count(1, "rsc", where=Where(supervised_by=may)),
        count(1, "work", where=Where(given_by=may)),
        count(1, "rsc", sum="families"),
        rules.AllOf(R, (hours(1, "service", where=Where(given_by=may)),)),
    ]
    for rule in wrong:
        (said,) = unevaluated_in(policy(rule).document)
        assert said.startswith("IMHS, application, r: ")
        with pytest.raises(NotEvaluated, match="zz, IMHS, r: "):
            trace(policy(rule))
    assert unevaluated_in(policy(hours(1), months(1)).document) == ()


# ── Who sees what ─────────────────────────────────────────────────────────────────────────────


def test_an_applicant_learns_nothing_of_a_rating_that_does_not_count() -> None:
    rule = rules.Ratings(RequirementKey("ratings"), (rules.Slot(SlotKey("other")),), not_enough_information_below=6)
    version = policy(rule, rules.AnyOf(R, (replace(rule, key=RequirementKey("way")),)))
    full = trace(version, Rating(ColleagueId("a"), SlotKey("other"), TODAY, CHANGE, 6, waived_access=False))
    seen = full.for_(Audience.APPLICANT)
    whys = [found.excluded_items[0].because.code for found in (seen.findings[0], seen.findings[1].options[0])]
    assert whys == [Why.REFERENCE_NEEDED, Why.REFERENCE_NEEDED]
    assert full.findings[0].excluded_items[0].because.code is Why.NOT_ENOUGH_INFORMATION
    assert full.for_(Audience.REVIEWER) == full


def test_answers_to_questions_that_nobody_asked_change_nothing() -> None:
    version = policy(hours(1), replace(hours(1, "training"), key=RequirementKey("t")))
    stray = [
        Question(R, key=QuestionKey("never"), answer=False),
        Question(RequirementKey("elsewhere"), item=question("1", answer=False).item, answer=False),
        question("99", answer=True),
        Question(R, answer=False),
    ]
    mine = (rsc(1), training(1))
    assert trace(version, *mine, settled=stray) == trace(version, *mine)


def test_accepting_an_item_that_a_rule_excludes_overrides_no_rule() -> None:
    version = policy(hours(1, where=Where(peer=False)))
    found = finding(version, rsc(1, peer=True), settled=[question("1", answer=True)])
    assert (found.status, found.questions) == (MISSING, ())
