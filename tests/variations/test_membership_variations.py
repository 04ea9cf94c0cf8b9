"""Membership as each association has it: required or encouraged, whose, to the end of which year; as data alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.policy.by_hand import IMHS, portfolio

from vouchbook import defaults
from vouchbook.domain.evidence import Membership
from vouchbook.domain.names import AssociationCode, Occasion, PlanKey
from vouchbook.domain.trace import Finding, Moments, Status
from vouchbook.letters.findings import because
from vouchbook.letters.kinds import asked
from vouchbook.letters.standings import Policy
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import policy_of

HEAD = """\
format = "vouchbook-policy/1"

[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "{year_end}"
currency   = "USD"
families   = ["IMH"]
categories = ["IMHS"]

[sources]
page = {{ title = "A page about membership" }}

[[plan]]
key    = "individual"
name   = "Individual member"
covers = ["endorsement"]
source = "page"

[[renewal]]
every_years = 1
next_due    = 2026-12-31
source      = "page"
"""
ASKED = """
[[requirement]]
for    = ["IMHS"]
at     = "{at}"
key    = "membership"
kind   = "membership"
source = "page"
{more}
"""
ON = date(2026, 11, 20)
INDIVIDUAL = PlanKey("individual")


def policy(folder: Path, rows: str, year_end: str = "12-31") -> PolicyVersion:
    file = folder / "policy.toml"
    file.write_text(HEAD.format(year_end=year_end) + rows, "utf-8")
    return policy_of(file)[0]


def requirement(more: str, at: str = "application") -> str:
    return ASKED.format(at=at, more=more)


def member(of: str, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)) -> Membership:
    return Membership(AssociationCode(of), INDIVIDUAL, first, last)


def found(version: PolicyVersion, *terms: Membership, at: Occasion = Occasion.APPLICATION) -> Finding:
    return evaluate(version, IMHS, at, portfolio(*terms), [], Moments(asked=ON)).findings[0]


# ── 1: required (NC) or encouraged (TN), and of which moment ──────────────────────────────────


def test_1_without_a_membership_nc_asks_for_one_and_tn_says_that_it_is_encouraged(tmp_path: Path) -> None:
    nc = policy(tmp_path, requirement('required = true\nof = ["own"]'))
    tn = policy(tmp_path, requirement('required = false\nof = ["own"]'))
    assert [found(each).status for each in (nc, tn)] == [Status.MISSING, Status.MET]
    assert because(found(nc), nc, {}) == "A membership of the association that covers 2026-11-20 is needed."
    assert because(found(tn), tn, {}) == "Encouraged, not required: no membership covers the day."
    assert because(found(tn, member("zz")), tn, {}) == "Encouraged, not required: a membership covers the day."
    assert found(nc, member("zz")).status is Status.MET


def test_1_it_may_be_encouraged_of_applicants_and_required_of_who_renews(tmp_path: Path) -> None:
    both = requirement("required = false") + requirement('when = "whole_cycle"', at="renewal")
    version = policy(tmp_path, both)
    late = member("zz", first=date(2026, 2, 1))
    assert found(version, late).status is Status.MET
    assert found(version, late, at=Occasion.RENEWAL).status is Status.MISSING
    assert found(version, member("zz"), at=Occasion.RENEWAL).status is Status.MET


# ── 2: whose membership is accepted: one's own alone (NE, NC), any association's (CT, MI), or WAIMH's (WA) ──────

WHOSE = {"NE": '["own"]', "CT": '["own", "any_imh"]', "WA": '["own", "WAIMH"]'}
BODIES = ("zz", "mi", "WAIMH", "NASW", "other")


@pytest.mark.parametrize(
    ("state", "accepted"),
    [("NE", ("zz",)), ("CT", ("zz", "mi")), ("WA", ("zz", "WAIMH"))],
)
def test_2_whose_membership_is_accepted(tmp_path: Path, state: str, accepted: tuple[str, ...]) -> None:
    version = policy(tmp_path, requirement(f"of = {WHOSE[state]}"))
    assert tuple(body for body in BODIES if found(version, member(body)).status is Status.MET) == accepted


def test_2_the_rule_is_said_in_words(tmp_path: Path) -> None:
    said = {}
    for state, of in WHOSE.items():
        version = policy(tmp_path, requirement(f"of = {of}"))
        rule = version.document.sheets[0].lines[0].rule
        said[state] = asked(rule, Policy(version.document, IMHS))
    assert said == {
        "NE": "Membership of the association, on the day asked.",
        "CT": "Membership of the association or any other association for infant mental health, on the day asked.",
        "WA": "Membership of the association or WAIMH, on the day asked.",
    }


# ── 8: the year ends on 31 December (all), or on 30 June (AU); and with which cut-off ─────────

YEAR = '\n[[membership]]\nyear = "calendar"\nsource = "page"\n'
OCTOBER = 'next_year_if_bought_from = "10-01"\n'
APRIL = 'next_year_if_bought_from = "04-01"\n'


@pytest.mark.parametrize(
    ("year_end", "rows", "bought_on", "through"),
    [
        ("12-31", YEAR, date(2026, 6, 30), date(2026, 12, 31)),
        ("12-31", YEAR, date(2026, 7, 1), date(2026, 12, 31)),
        ("06-30", YEAR, date(2026, 6, 30), date(2026, 6, 30)),
        ("06-30", YEAR, date(2026, 7, 1), date(2027, 6, 30)),
        ("12-31", YEAR + OCTOBER, date(2026, 9, 30), date(2026, 12, 31)),
        ("12-31", YEAR + OCTOBER, date(2026, 10, 1), date(2027, 12, 31)),
        ("06-30", YEAR + APRIL, date(2026, 3, 31), date(2026, 6, 30)),
        ("06-30", YEAR + APRIL, date(2026, 4, 1), date(2027, 6, 30)),
        ("06-30", YEAR + 'ends_on = "12-31"\n', date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_8_a_membership_ends_with_the_associations_year(
    tmp_path: Path, year_end: str, rows: str, bought_on: date, through: date
) -> None:
    document = policy(tmp_path, rows, year_end).document
    assert defaults.membership_term(document, INDIVIDUAL, bought_on).last == through


def test_8_a_rolling_year_is_ones_own(tmp_path: Path) -> None:
    document = policy(tmp_path, '\n[[membership]]\nyear = "rolling"\nsource = "page"\n', "06-30").document
    assert defaults.membership_term(document, INDIVIDUAL, date(2026, 7, 1)).last == date(2027, 6, 30)
    assert defaults.membership_term(document, INDIVIDUAL, date(2026, 7, 2)).last == date(2027, 7, 1)
