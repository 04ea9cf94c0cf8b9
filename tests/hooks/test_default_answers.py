"""What policy data answers when no code has an opinion: both sides of every cut-off, year's end and due day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook import CategoryCode, PlanKey, Relation, ReviewPlan, Term, defaults
from vouchbook.defaults import PolicySilent
from vouchbook.policy.document import MembershipRow, PlanRow, PolicyDocument, RenewalRow, ReviewRow
from vouchbook.testing import policy

DAY = timedelta(days=1)
IMHS, IFS, INDIVIDUAL = CategoryCode("IMHS"), CategoryCode("IFS"), PlanKey("individual")


# ── Membership ────────────────────────────────────────────────────────────────────────────────


def last(document: PolicyDocument, bought_on: date) -> date:
    term = defaults.membership_term(document, INDIVIDUAL, bought_on)
    assert (term.first, term.grace_until) == (bought_on, None)
    return term.last


def members(*rows: MembershipRow, year_end: str = "12-31") -> PolicyDocument:
    return policy(year_end=year_end, membership=rows).document


CALENDAR = members(MembershipRow(year="calendar"))
CUT_OFF = members(MembershipRow(year="calendar", next_year_if_bought_from="10-01"))
JUNE = members(MembershipRow(year="calendar", ends_on="06-30"))
MARCH = members(MembershipRow(year="calendar", ends_on="03-31", next_year_if_bought_from="12-01"))
LEAP = members(MembershipRow(year="calendar", ends_on="02-29"))


@pytest.mark.parametrize(
    ("document", "bought_on", "through"),
    [
        (CALENDAR, date(2026, 1, 1), date(2026, 12, 31)),
        (CALENDAR, date(2026, 12, 31), date(2026, 12, 31)),
        (CALENDAR, date(2027, 1, 1), date(2027, 12, 31)),
        (CUT_OFF, date(2026, 9, 30), date(2026, 12, 31)),
        (CUT_OFF, date(2026, 10, 1), date(2027, 12, 31)),
        (CUT_OFF, date(2026, 12, 31), date(2027, 12, 31)),
        (CUT_OFF, date(2027, 1, 1), date(2027, 12, 31)),
        (JUNE, date(2026, 6, 29), date(2026, 6, 30)),
        (JUNE, date(2026, 6, 30), date(2026, 6, 30)),
        (JUNE, date(2026, 7, 1), date(2027, 6, 30)),
        (MARCH, date(2026, 11, 30), date(2027, 3, 31)),
        (MARCH, date(2026, 12, 1), date(2028, 3, 31)),
        (MARCH, date(2027, 1, 15), date(2028, 3, 31)),
        (MARCH, date(2027, 3, 31), date(2028, 3, 31)),
        (MARCH, date(2027, 4, 1), date(2028, 3, 31)),
        (LEAP, date(2027, 2, 28), date(2027, 2, 28)),
        (LEAP, date(2027, 3, 1), date(2028, 2, 29)),
        (LEAP, date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_a_calendar_membership_runs_through_the_end_of_its_year(
    document: PolicyDocument, bought_on: date, through: date
) -> None:
    assert last(document, bought_on) == through


def test_without_a_day_of_its_own_membership_ends_with_the_associations_year() -> None:
    document = members(MembershipRow(year="calendar"), year_end="06-30")
    assert last(document, date(2026, 7, 1)) == date(2027, 6, 30)


@pytest.mark.parametrize(
    ("bought_on", "through"),
    [
        (date(2026, 3, 2), date(2027, 3, 1)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2024, 2, 28), date(2025, 2, 27)),
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2024, 3, 1), date(2025, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_rolling_membership_runs_through_the_day_before_it_was_bought_a_year_later(
    bought_on: date, through: date
) -> None:
    assert last(members(MembershipRow(year="rolling")), bought_on) == through


def test_the_row_in_force_on_the_day_of_buying_rules() -> None:
    document = members(
        MembershipRow(year="calendar"),
        MembershipRow(year="rolling", from_=date(2026, 7, 1)),
    )
    assert last(document, date(2026, 6, 30)) == date(2026, 12, 31)
    assert last(document, date(2026, 7, 1)) == date(2027, 6, 30)


def test_a_day_on_which_no_row_rules_says_what_is_missing() -> None:
    document = members(MembershipRow(year="calendar", from_=date(2026, 1, 1), until=date(2026, 12, 31)))
    assert last(document, date(2026, 12, 31)) == date(2026, 12, 31)
    for outside in (date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(PolicySilent, match=rf"no \[\[membership\]\] row rules on {outside}: add one"):
            last(document, outside)


def test_an_unknown_plan_is_named_with_those_that_are_sold() -> None:
    plans = tuple(PlanRow(key=PlanKey(key), name=key) for key in ("individual", "student"))
    with pytest.raises(PolicySilent, match="nc sells individual, student; not 'gold'"):
        defaults.membership_term(policy(plan=plans).document, PlanKey("gold"), date(2026, 1, 1))
    with pytest.raises(PolicySilent, match="nc sells no membership; not 'gold'"):
        defaults.membership_term(policy(plan=()).document, PlanKey("gold"), date(2026, 1, 1))


STUDENT = PlanKey("student")
PLANS = tuple(PlanRow(key=key, name=str(key)) for key in (INDIVIDUAL, STUDENT))


def test_a_plan_may_have_a_year_of_its_own_beside_the_one_for_all() -> None:
    rolling = MembershipRow(year="rolling", plan=STUDENT, from_=date(2026, 7, 1))
    document = policy(plan=PLANS, membership=(MembershipRow(year="calendar"), rolling)).document

    def ends(plan: PlanKey, bought_on: date) -> date:
        return defaults.membership_term(document, plan, bought_on).last

    assert ends(INDIVIDUAL, date(2026, 7, 1)) == date(2026, 12, 31)
    assert ends(STUDENT, date(2026, 6, 30)) == date(2026, 12, 31)
    assert ends(STUDENT, date(2026, 7, 1)) == date(2027, 6, 30)


def test_a_plan_is_sold_on_its_days_alone() -> None:
    until_june = PlanRow(key=STUDENT, name="Student", from_=date(2026, 1, 1), until=date(2026, 6, 30))
    document = policy(plan=(PLANS[0], until_june), membership=(MembershipRow(year="calendar"),)).document
    for on in (date(2026, 1, 1), date(2026, 6, 30)):
        assert defaults.sold_plan(document, STUDENT, on) == until_june
    for on in (date(2025, 12, 31), date(2026, 7, 1)):
        said = (
            f"nc does not sell 'student' on {on}, only from 2026-01-01 until 2026-06-30; sold on that day: individual"
        )
        with pytest.raises(PolicySilent, match=said):
            defaults.membership_term(document, STUDENT, on)


# ── Endorsement ───────────────────────────────────────────────────────────────────────────────

DUE = date(2026, 12, 31)


def granted(row: RenewalRow, on: date) -> Term:
    return defaults.endorsement_term(policy(renewal=(row,)).document, IMHS, on)


@pytest.mark.parametrize(
    ("every_years", "on", "through"),
    [
        (1, DUE - DAY, DUE),
        (1, DUE, date(2027, 12, 31)),
        (1, DUE + DAY, date(2027, 12, 31)),
        (1, date(2029, 12, 30), date(2029, 12, 31)),
        (1, date(2029, 12, 31), date(2030, 12, 31)),
        (3, DUE - DAY, DUE),
        (3, DUE, date(2029, 12, 31)),
        (3, DUE + DAY, date(2029, 12, 31)),
        (3, date(2029, 12, 30), date(2029, 12, 31)),
        (3, date(2029, 12, 31), date(2032, 12, 31)),
    ],
)
def test_an_endorsement_holds_through_the_next_day_on_which_renewals_are_due(
    every_years: int, on: date, through: date
) -> None:
    assert granted(RenewalRow(every_years=every_years, next_due=DUE), on) == Term(on, through)


@pytest.mark.parametrize(
    ("every_years", "on", "through"),
    [
        (1, date(2020, 12, 30), date(2020, 12, 31)),
        (1, date(2020, 12, 31), date(2021, 12, 31)),
        (3, date(2020, 12, 30), date(2020, 12, 31)),
        (3, date(2020, 12, 31), date(2023, 12, 31)),
    ],
)
def test_a_day_long_before_the_next_due_one_has_a_due_day_of_its_own(every_years: int, on: date, through: date) -> None:
    assert granted(RenewalRow(every_years=every_years, next_due=DUE), on) == Term(on, through)


def test_renewals_due_on_the_leap_day_are_due_on_the_28th_in_other_years_and_on_the_29th_again() -> None:
    leap = RenewalRow(every_years=1, next_due=date(2024, 2, 29))
    assert granted(leap, date(2024, 2, 28)).last == date(2024, 2, 29)
    assert granted(leap, date(2024, 2, 29)).last == date(2025, 2, 28)
    assert granted(leap, date(2027, 2, 28)).last == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("until", "on", "grace"),
    [
        ("03-31", DUE - DAY, date(2027, 3, 31)),
        ("03-31", DUE, date(2028, 3, 31)),
        ("12-31", DUE - DAY, date(2027, 12, 31)),
        ("02-29", DUE - DAY, date(2027, 2, 28)),
        ("02-29", DUE, date(2028, 2, 29)),
    ],
)
def test_grace_ends_on_the_first_such_day_after_the_renewal_is_due(until: str, on: date, grace: date) -> None:
    assert granted(RenewalRow(every_years=1, next_due=DUE, grace_until=until), on).grace_until == grace


def test_grace_may_end_in_the_year_of_the_due_day() -> None:
    row = RenewalRow(every_years=1, next_due=date(2026, 6, 30), grace_until="09-30")
    assert granted(row, date(2026, 3, 2)) == Term(date(2026, 3, 2), date(2026, 6, 30), date(2026, 9, 30))


def test_the_day_of_the_decision_is_the_first_day() -> None:
    assert granted(RenewalRow(every_years=1, next_due=DUE), DUE).first == DUE


def test_a_row_for_the_category_goes_before_one_for_every() -> None:
    document = policy(
        renewal=(
            RenewalRow(every_years=1, next_due=DUE),
            RenewalRow(for_=("IMHS",), every_years=3, next_due=date(2028, 12, 31)),
        )
    ).document
    assert defaults.endorsement_term(document, IMHS, DUE).last == date(2028, 12, 31)
    assert defaults.endorsement_term(document, IFS, DUE).last == date(2027, 12, 31)


def test_a_category_whose_renewals_nobody_rules_is_named() -> None:
    document = policy(renewal=(RenewalRow(for_=("IMHS",), every_years=1, next_due=DUE),)).document
    with pytest.raises(PolicySilent, match=r"no \[\[renewal\]\] row rules IFS on 2026-03-02: say when"):
        defaults.endorsement_term(document, IFS, date(2026, 3, 2))


# ── Review ────────────────────────────────────────────────────────────────────────────────────


def test_a_review_follows_its_row() -> None:
    row = ReviewRow(reviewers=2, conflicts=(Relation.RATER, Relation.SELF), override_by="coordinator")
    assert defaults.review_plan(policy(review=(row,)).document, IMHS, DUE) == ReviewPlan(
        reviewers=2, reviewer_may=row.reviewer_may, conflicts=(Relation.RATER, Relation.SELF), override=True
    )


def test_nobody_lets_a_conflict_pass_unless_policy_says_so() -> None:
    plan = defaults.review_plan(policy(review=(ReviewRow(reviewers=1),)).document, IMHS, DUE)
    assert (plan.conflicts, plan.override) == ((), False)


def test_a_review_of_the_category_goes_before_that_of_every_and_falls_back_to_it_when_it_ends() -> None:
    document = policy(
        review=(
            ReviewRow(reviewers=2),
            ReviewRow(for_=("IMHS",), reviewers=3, until=DUE),
        )
    ).document
    assert defaults.review_plan(document, IMHS, DUE).reviewers == 3
    assert defaults.review_plan(document, IMHS, DUE + DAY).reviewers == 2
    assert defaults.review_plan(document, IFS, DUE).reviewers == 2


def test_a_review_that_nobody_rules_is_named() -> None:
    with pytest.raises(PolicySilent, match=r"no \[\[review\]\] row rules IMHS on 2026-12-31: say how many review it"):
        defaults.review_plan(policy().document, IMHS, DUE)
