"""Vetting until a day: by the day given, registered, submitted or decided, in steps, by phone, not at all; as data."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.policy.by_hand import endorsed, portfolio, rsc, vetted

from vouchbook.domain.evidence import Facts, Standing
from vouchbook.domain.names import AssociationCode, CategoryCode, ColleagueId, Occasion, VettingScope
from vouchbook.domain.trace import Finding, Moments, Status, Why
from vouchbook.domain.vetting import Offer, VettedBy
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.version import PolicyVersion
from vouchbook.policy.vettings import counts, offer
from vouchbook.service.evaluation import installed_policy, policy_of

DAY = timedelta(days=1)
RSC, REFERENCE = VettingScope.RSC, VettingScope.REFERENCE
IMHS = CategoryCode("IMHS")

HEAD = """\
format = "vouchbook-policy/1"

[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = ["IMH"]
categories = ["IMHS", "IMHM-C"]

[sources]
page = { title = "A page about vetting" }

[[standing]]
may    = "give_rsc"
source = "page"
any_of = [{ holds = ["IMHM-C"] }, { vetted = "rsc" }]

[[requirement]]
for    = ["IMHS"]
key    = "rsc"
kind   = "hours"
of     = "rsc"
source = "page"
minimum = 1
where.given_by = "give_rsc"
"""


def policy(folder: Path, vetting: str) -> PolicyVersion:
    file = folder / "policy.toml"
    file.write_text(f"{HEAD}\n{vetting}", "utf-8")
    version, warnings = policy_of(file)
    assert warnings == ()
    return version


def vetting(ends: str = "[]", *, scope: str = "rsc", by: str = "interview") -> str:
    return f'[[vetting]]\nscope  = "{scope}"\nby     = "{by}"\nends   = {ends}\nsource = "page"\n'


def asked(
    version: PolicyVersion,
    given: date,
    *more: Facts,
    registered: date | None = None,
    submitted: date | None = None,
    decided: date | None = None,
) -> Finding:
    """An hour by Ruth, vetted long ago, in an application of these days; without them, all on the day it was given."""
    moments = Moments(
        asked=decided or submitted or registered or given,
        registered=registered or given,
        submitted=submitted or registered or given,
        decided=decided,
    )
    found = portfolio(rsc(1, given), vetted("ruth", date(2005, 1, 1)), *more)
    return evaluate(version, IMHS, Occasion.APPLICATION, found, (), moments).findings[0]


def counted(finding: Finding) -> bool:
    return finding.status is Status.MET


# ── Until a day, by the day given: North Carolina, and by default ─────────────────────────────

NC = date(2027, 12, 21)


@pytest.mark.parametrize(("on", "counts_then"), [(NC, True), (NC + DAY, False)])
def test_hours_count_through_the_last_day_and_not_after(tmp_path: Path, on: date, counts_then: bool) -> None:
    found = asked(policy(tmp_path, vetting("[{ on = 2027-12-21 }]")), on)
    assert counted(found) is counts_then
    if not counts_then:
        assert (found.excluded_items[0].because.code, found.excluded_items[0].because.until) == (Why.VETTING_ENDED, NC)


def test_hours_given_before_the_sunset_count_in_an_application_submitted_after_it(tmp_path: Path) -> None:
    """NC's open question, answered by default as Michigan answered it: by the day of the session."""
    late = {"registered": NC - DAY, "submitted": NC + 300 * DAY, "decided": NC + 400 * DAY}
    assert counted(asked(policy(tmp_path, vetting("[{ on = 2027-12-21 }]")), NC, **late))


@pytest.mark.parametrize("by", ["registered", "submitted", "decided"])
def test_the_same_question_answered_no_is_one_word_of_the_policy(tmp_path: Path, by: str) -> None:
    version = policy(tmp_path, vetting(f'[{{ on = 2027-12-21, by = "{by}" }}]'))
    assert counted(asked(version, NC - 300 * DAY, **{by: NC}))
    found = asked(version, NC - 300 * DAY, **{by: NC + DAY})
    assert (counted(found), found.excluded_items[0].because.code) == (False, Why.VETTING_ENDED)


def test_north_carolina_says_so_of_both_scopes_with_nothing_but_its_file() -> None:
    document = installed_policy("nc").document
    for scope in VettingScope:
        assert offer(document, scope, NC) == Offer(VettedBy.INTERVIEW, NC)
        assert (counts(document, scope, NC), counts(document, scope, NC + DAY)) == (True, False)


# ── In two steps: Washington ──────────────────────────────────────────────────────────────────

TWO_STEPS = '[{ on = 2021-12-31, by = "registered" }, { on = 2022-12-31, by = "given" }]'
NEW_APPLICANTS, VOID = date(2022, 1, 1), date(2023, 1, 1)


@pytest.mark.parametrize(
    ("registered", "given", "counts_then"),
    [
        (NEW_APPLICANTS - DAY, date(2021, 6, 1), True),
        (NEW_APPLICANTS - DAY, VOID - DAY, True),
        (NEW_APPLICANTS - DAY, VOID, False),
        (NEW_APPLICANTS, date(2021, 6, 1), False),
        (NEW_APPLICANTS, VOID - DAY, False),
    ],
)
def test_new_applicants_need_endorsed_providers_first_and_then_everybody_does(
    tmp_path: Path, registered: date, given: date, counts_then: bool
) -> None:
    version = policy(tmp_path, vetting(TWO_STEPS))
    assert counted(asked(version, given, registered=registered, submitted=max(registered, given))) is counts_then


def test_between_the_steps_people_are_still_vetted_for_those_who_registered_before(tmp_path: Path) -> None:
    document = policy(tmp_path, vetting(TWO_STEPS)).document
    assert offer(document, RSC, NEW_APPLICANTS) == Offer(VettedBy.INTERVIEW, VOID - DAY)


# ── Ended long ago: Michigan by the day accrued, Colorado ─────────────────────────────────────


def test_hours_accrued_through_30_september_2010_count_for_ever(tmp_path: Path) -> None:
    version = policy(tmp_path, vetting('[{ on = 2010-09-30, by = "given" }]'))
    today = date(2026, 11, 20)
    assert counted(asked(version, date(2010, 9, 30), registered=today))
    assert not counted(asked(version, date(2010, 10, 1), registered=today))
    assert offer(version.document, RSC, today) == Offer(VettedBy.INTERVIEW, date(2010, 9, 30))


def test_a_provider_who_was_endorsed_in_time_goes_on_counting(tmp_path: Path) -> None:
    version = policy(tmp_path, vetting('[{ on = 2010-09-30, by = "given" }]'))
    assert counted(asked(version, date(2010, 10, 1), endorsed("ruth", "IMHM-C", date(2010, 10, 1))))


# ── Not at all, for ever, by phone, or only one's own ─────────────────────────────────────────


def test_without_a_row_nobody_is_vetted_for_the_scope(tmp_path: Path) -> None:
    document = policy(tmp_path, vetting(scope="reference", by="phone_call")).document
    assert offer(document, RSC, date(2026, 11, 20)) is None
    assert offer(document, REFERENCE, date(2026, 11, 20)) == Offer(VettedBy.PHONE_CALL)


def test_without_an_end_vetting_goes_on(tmp_path: Path) -> None:
    version = policy(tmp_path, vetting())
    assert offer(version.document, RSC, date(2099, 1, 1)) == Offer(VettedBy.INTERVIEW)
    assert counted(asked(version, date(2099, 1, 1)))


def test_a_later_row_may_move_the_day(tmp_path: Path) -> None:
    """A sunset is no event: who was vetted before counts again where the policy says so, and nothing is rewritten."""
    moved = vetting("[{ on = 2028-06-30 }]").replace('scope  = "rsc"', 'scope  = "rsc"\nfrom   = 2027-12-01')
    document = policy(tmp_path, vetting("[{ on = 2027-12-21 }]") + moved).document
    assert (counts(document, RSC, date(2027, 12, 22)), counts(document, RSC, date(2028, 7, 1))) == (True, False)


def test_whom_another_association_has_vetted_is_vetted_there_alone(tmp_path: Path) -> None:
    elsewhere = Standing(ColleagueId("ruth"), AssociationCode("mi"), date(2005, 1, 1), vetted=RSC)
    found = portfolio(rsc(1, date(2026, 3, 3)), elsewhere)
    version = policy(tmp_path, vetting())
    finding = evaluate(version, IMHS, Occasion.APPLICATION, found, (), Moments(asked=date(2026, 11, 20))).findings[0]
    assert (counted(finding), finding.excluded_items[0].because.code) == (False, Why.VETTED_ELSEWHERE)
