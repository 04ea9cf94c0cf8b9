"""Which memberships answer a requirement: whose they are, who holds them, what their plan covers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests.policy.by_hand import IMHS, R, finding, policy

from vouchbook.domain.evidence import Membership
from vouchbook.domain.names import AssociationCode, Occasion, PlanKey
from vouchbook.domain.trace import Finding, Status, Why
from vouchbook.letters.findings import because, excluded
from vouchbook.letters.rules import row_said
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.compare import Effect, Side, compare
from vouchbook.policy.document import MembershipRow, PlanRow, RenewalRow
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.reader import read_policy
from vouchbook.policy.version import PolicyVersion

COVERING = PlanRow(key=PlanKey("individual"), name="Individual", covers=("endorsement",))
SUPPORTER = PlanRow(key=PlanKey("supporter"), name="Supporter")
AGENCY = PlanRow(key=PlanKey("agency"), name="Agency", held_by="organisation")
PLANS = (COVERING, SUPPORTER, AGENCY)
ASKED, ENCOURAGED = rules.Membership(R), rules.Membership(R, required=False)
JULY = date(2026, 7, 1)


def member(plan: str = "individual", of: str = "zz", first: date = date(2026, 1, 1)) -> Membership:
    return Membership(AssociationCode(of), PlanKey(plan), first, date(2026, 12, 31))


def why(found: Finding) -> list[Why]:
    return [each.because.code for each in found.excluded_items]


def version(*plans: PlanRow, rule: rules.Membership = ASKED, **how: Any) -> PolicyVersion:
    return policy(rule, plan=plans, **how)


@pytest.mark.parametrize(
    ("plan", "status", "reasons"),
    [
        ("individual", Status.MET, []),
        ("supporter", Status.MISSING, [Why.PLAN_NOT_COVERING]),
        ("agency", Status.MISSING, [Why.HELD_BY_ORGANISATION]),
        ("of_long_ago", Status.MET, []),
    ],
)
def test_only_a_persons_own_plan_that_covers_endorsement_answers(plan: str, status: Status, reasons: list[Why]) -> None:
    found = finding(version(*PLANS), member(plan))
    assert (found.status, why(found)) == (status, reasons)


def test_the_finding_says_which_plan_and_why() -> None:
    asked = version(*PLANS)
    for plan, words in (
        ("agency", "The plan “agency” is an organisation's membership, not one's own: it does not count."),
        ("supporter", "The plan “supporter” does not cover endorsement; another plan of the association is needed."),
    ):
        found = finding(asked, member(plan))
        assert excluded(found.excluded_items[0], found, asked, {}) == words
        assert because(found, asked, {}) == "A membership of the association that covers 2026-11-20 is needed."


def test_beside_an_organisations_membership_ones_own_counts() -> None:
    assert finding(version(*PLANS), member("agency"), member()).status is Status.MET


def test_what_a_plan_covered_when_the_term_began_is_what_it_covers() -> None:
    covers_until_july = version(COVERING, replace(COVERING, from_=JULY, covers=()))
    assert finding(covers_until_july, member(first=date(2026, 6, 30))).status is Status.MET
    assert finding(covers_until_july, member(first=JULY)).status is Status.MISSING


def test_a_plan_that_is_sold_no_longer_still_covers_what_was_bought() -> None:
    sold_until_june = version(replace(COVERING, until=date(2026, 6, 30)))
    assert finding(sold_until_june, member(first=JULY)).status is Status.MET


def test_before_its_first_row_a_plan_is_what_that_row_says() -> None:
    assert finding(version(replace(SUPPORTER, from_=JULY)), member("supporter")).status is Status.MISSING


def test_plans_of_another_association_are_not_ones_own() -> None:
    assert (
        finding(version(*PLANS, rule=rules.Membership(R, of=("any_imh",))), member("agency", of="mi")).status
        is Status.MET
    )


def test_encouraged_is_met_without_and_says_whether_one_is_a_member() -> None:
    asked = version(*PLANS, rule=ENCOURAGED)
    without, with_one, agency = finding(asked), finding(asked, member()), finding(asked, member("agency"))
    assert [each.status for each in (without, with_one, agency)] == [Status.MET] * 3
    assert [(each.required, each.counted) for each in (without, with_one, agency)] == [(0, 0), (0, 1), (0, 0)]
    assert [because(each, asked, {}) for each in (without, with_one)] == [
        "Encouraged, not required: no membership covers the day.",
        "Encouraged, not required: a membership covers the day.",
    ]
    assert (without.lacking, why(agency)) == ((), [Why.HELD_BY_ORGANISATION])


def test_encouraged_through_a_whole_cycle_is_met_all_the_same() -> None:
    whole = rules.Membership(R, required=False, when="whole_cycle")
    asked = version(
        *PLANS, rule=whole, at=Occasion.RENEWAL, renewal=[RenewalRow(every_years=1, next_due=date(2026, 12, 31))]
    )
    half = finding(asked, member(first=JULY), at=Occasion.RENEWAL)
    assert (half.status, half.counted) == (Status.MET, 0)
    assert finding(asked, member(), at=Occasion.RENEWAL).counted == 1


# ── Compared ──────────────────────────────────────────────────────────────────────────────────


def effect(
    old: tuple[PlanRow, ...], new: tuple[PlanRow, ...], rule: rules.Membership = ASKED, on: date = date(2026, 11, 20)
) -> Effect:
    sides = [Side(version(*plans, rule=rule).document, on) for plans in (old, new)]
    found = compare(*sides).lines
    return found[0].effect if found else Effect.SAME


def test_a_plan_that_covers_endorsement_no_longer_makes_the_requirement_stricter() -> None:
    no_longer = (replace(COVERING, covers=()),)
    assert effect((COVERING,), no_longer) is Effect.STRICTER
    assert effect(no_longer, (COVERING,)) is Effect.LOOSER
    from_july = (COVERING, replace(COVERING, from_=JULY, covers=()))
    assert effect((COVERING,), from_july, on=JULY) is Effect.STRICTER
    assert effect((COVERING,), from_july, on=date(2026, 6, 30)) is Effect.SAME
    assert (
        effect((COVERING, SUPPORTER), (replace(COVERING, covers=()), replace(SUPPORTER, covers=("endorsement",))))
        is Effect.OTHER
    )


def test_a_new_plan_changes_nothing_because_nobody_has_bought_it() -> None:
    assert effect((COVERING,), PLANS) is Effect.SAME
    assert effect(PLANS, (COVERING,)) is Effect.LOOSER  # what was bought would count now


def test_it_changes_nothing_where_ones_own_is_not_asked_for_or_nothing_is_required() -> None:
    no_longer = (replace(COVERING, covers=()),)
    assert effect((COVERING,), no_longer, rules.Membership(R, of=("WAIMH",))) is Effect.SAME
    assert effect((COVERING,), no_longer, ENCOURAGED) is Effect.SAME
    assert effect((COVERING, SUPPORTER), (COVERING, replace(SUPPORTER, name="Friend"))) is Effect.SAME


# ── Written ───────────────────────────────────────────────────────────────────────────────────

FILE = """\
format = "vouchbook-policy/1"
[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = ["IMH"]
categories = ["IMHS"]
[sources]
page = { title = "A page about membership" }
"""


def mistakes(rows: str) -> list[str]:
    with pytest.raises(PolicyMistakes) as wrong:
        read_policy(FILE + rows)
    return [str(each) for each in wrong.value.mistakes]


def plan(key: str, more: str = "") -> str:
    return f'[[plan]]\nkey = "{key}"\nname = "{key}"\nsource = "page"\n{more}\n'


def test_an_organisations_plan_that_covers_endorsement_is_a_mistake() -> None:
    (said,) = mistakes(plan("agency", 'held_by = "organisation"\ncovers = ["endorsement"]'))
    assert said == (
        "policy.toml:17: covers – the plan agency is held by organisations and is nobody's own membership: leave "
        "covers out, or sell a plan that persons hold"
    )


def test_a_plan_covers_what_the_core_knows() -> None:
    (said,) = mistakes(plan("individual", 'covers = ["endorsment"]'))
    assert 'did you mean "endorsement"?' in said


def test_a_requirement_that_nobodys_plan_could_meet_is_a_mistake() -> None:
    asked = '[[requirement]]\nfor = ["IMHS"]\nkey = "m"\nkind = "membership"\nsource = "page"\nplans = ["agency"]\n'
    agency = plan("agency", 'held_by = "organisation"')
    (said,) = mistakes(agency + plan("individual", 'covers = ["endorsement"]') + asked)
    assert said.endswith("nobody could meet this; name one of individual")
    (said,) = mistakes(agency + asked)
    assert said.endswith('nobody could meet this; write covers = ["endorsement"] in its row')
    both = asked.replace('["agency"]', '["agency", "individual"]')
    assert read_policy(FILE + agency + plan("individual", 'covers = ["endorsement"]') + both).requirements


def test_the_year_of_a_plan_that_does_not_exist_is_a_mistake() -> None:
    (said,) = mistakes(plan("individual") + '[[membership]]\nplan = "indvidual"\nyear = "rolling"\nsource = "page"\n')
    assert 'no such plan; did you mean "individual"?' in said


def test_two_general_years_of_one_day_are_a_mistake_and_one_of_a_plan_beside_it_is_none() -> None:
    year = '[[membership]]\nyear = "calendar"\nsource = "page"\n'
    assert "begins twice without a from" in mistakes(year + year)[0]
    read_policy(FILE + plan("student") + year + year + 'plan = "student"\n')


def test_plans_and_their_years_are_said_in_sentences() -> None:
    student = MembershipRow(year="rolling", plan=PlanKey("student"))
    document = version(*PLANS, membership=[student]).document
    said = [row_said("plan", row, Policy(document, IMHS)).text for row in document.plan]
    assert row_said("membership", student, Policy(document, IMHS)).text == (
        "Membership with the plan student runs for a year from the day it is bought."
    )
    assert said == [
        "Members may choose the plan “Individual” (individual). It covers endorsement.",
        "Members may choose the plan “Supporter” (supporter). It covers nothing further.",
        "Organisations may choose the plan “Agency” (agency). "
        "It is nobody's own membership, and answers no requirement.",
    ]
