"""What NC takes from the guidelines, edition by edition, and what adopting another one changes and leaves alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import vouchbook_guidelines
import vouchbook_nc
from vouchbook.domain.names import CategoryCode, Occasion
from vouchbook.domain.trace import Finding, Moments, Status, Why
from vouchbook.policy.compose import compose
from vouchbook.policy.document import NoSheet, sheet_on
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.rules import Hours, Line
from vouchbook.policy.version import PolicyVersion

PACKAGE = Path(vouchbook_nc.__file__).parent
SAMPLES = Path(vouchbook_guidelines.__file__).parent / "samples"


def lines(version: PolicyVersion, category: str, on: date, at: Occasion = Occasion.APPLICATION) -> dict[str, Line]:
    return {line.rule.key: line for line in sheet_on(version.document, CategoryCode(category), at, on)[1].lines}


def minutes(line: Line) -> int:
    assert isinstance(line.rule, Hours)
    return line.rule.minimum


# ── Each edition in its time ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("category", ["IFS", "ECFS"])
def test_a_family_specialist_registered_in_2022_needs_a_degree_and_in_2023_none(nc, category):
    assert "education" in lines(nc.version, category, date(2022, 12, 31))
    assert "education" not in lines(nc.version, category, date(2023, 1, 1))


@pytest.mark.parametrize(("day", "hours"), [(date(2023, 12, 31), 30), (date(2024, 1, 1), 48)])
def test_a_clinical_mentor_registered_in_2024_needs_48_hours_and_before_30(nc, day, hours):
    for category in ("IMHM-C", "ECMHM-C"):
        assert minutes(lines(nc.version, category, day)["training"]) == hours * 60


def test_the_add_on_has_no_sheet_before_2024_and_not_a_line_of_one(nc):
    assert "endorsement" in lines(nc.version, "ERS", date(2024, 1, 1))
    for at in (Occasion.APPLICATION, Occasion.RENEWAL):
        with pytest.raises(NoSheet, match="2024-01-01"):
            lines(nc.version, "ERS", date(2023, 12, 31), at)


def test_who_begins_as_emerging_does_so_for_the_add_on_since_2024(nc):
    (row,) = nc.version.document.emerging
    assert (row.for_, row.from_, row.origin) == (("ERS",), date(2024, 1, 1), "guidelines 2024")


# ── Who gave a family specialist RSC is asked for the day of the session ──────────────────────


def family_specialist(nc, *, on: date, provider: str, **sessions: date) -> Finding:
    """The RSC of NC's specialist applicant, asked about as a family specialist: 24 hours from one provider."""
    given = [nc.session("24", sessions["first"], until=sessions["last"], by="other")]
    standing = [nc.vetted("other") if provider == "vetted" else nc.endorsed("other", provider)]
    portfolio = nc.portfolio(rsc=given, standing=standing)
    moments = Moments(asked=on, registered=on, submitted=on)
    trace = evaluate(nc.version, CategoryCode("IFS"), Occasion.APPLICATION, portfolio, (), moments)
    return next(finding for finding in trace.findings if finding.requirement == "rsc")


SPECIALIST_DAYS = {"first": date(2023, 1, 2), "last": date(2023, 12, 31)}
ADD_ON_DAYS = {"first": date(2024, 1, 1), "last": date(2024, 12, 30)}


@pytest.mark.parametrize(
    ("provider", "until_2023", "since_2024"),
    [
        ("IMHM-C", True, True),
        ("ECMHM-C", True, True),
        ("vetted", True, True),
        ("IMHS", True, False),
        ("IFRS", True, False),
        ("ERS", False, True),
        ("IFS", False, False),
    ],
)
def test_a_specialist_gave_rsc_through_2023_and_needs_the_add_on_since(nc, provider, until_2023, since_2024):
    for days, counts in ((SPECIALIST_DAYS, until_2023), (ADD_ON_DAYS, since_2024)):
        found = family_specialist(nc, on=nc.today, provider=provider, **days)
        assert found.status is (Status.MET if counts else Status.MISSING)


def test_a_series_that_crosses_the_new_year_does_not_count_without_the_add_on(nc):
    crossing = {"first": date(2023, 6, 1), "last": date(2024, 1, 1)}
    found = family_specialist(nc, on=nc.today, provider="IMHS", **crossing)
    (lost,) = found.excluded_items
    assert (lost.because.code, lost.because.on) == (Why.STANDING_ENDED, date(2024, 1, 1))


# ── Samples of the guidelines, asked about in North Carolina ──────────────────────────────────


@pytest.mark.parametrize(
    ("name", "category", "day"),
    [
        ("2024/ifa-passing", "IFA", date(2024, 10, 18)),
        ("2024/ifs-passing", "IFS", date(2024, 10, 18)),
        ("2024/ecfs-passing", "ECFS", date(2024, 10, 18)),
        ("2024/imhm-c-passing", "IMHM-C", date(2024, 10, 18)),
        ("2024/ers-passing", "ERS", date(2024, 10, 18)),
    ],
)
def test_who_passes_elsewhere_lacks_nothing_but_membership_of_ncimha(nc, name, category, day):
    moments = Moments(asked=day, registered=day, submitted=day)
    portfolio = read_portfolio(SAMPLES / f"{name}.toml").portfolio
    trace = evaluate(nc.version, CategoryCode(category), Occasion.APPLICATION, portfolio, (), moments)
    assert trace.missing == ("membership",)


# ── Adopting the edition of 2025 ──────────────────────────────────────────────────────────────

ADOPTION = """
[[guidelines]]
edition = "2025"
from    = 2027-01-01
source  = "assumed"
"""
FOLLOWED = ("education", "training", "work", "rsc", "exam")
"""The specialist's own rows that have to end for the edition of 2025 to show."""


def adopting(*ended: str) -> PolicyVersion:
    """NC's file with the edition of 2025 adopted, and with the specialist's own rows of these keys ending before."""
    text = (PACKAGE / "policy.toml").read_text(encoding="utf-8")
    before, after = text.split('[[guidelines]]\nedition   = "2021"')
    text = f'{before}{ADOPTION}\n[[guidelines]]\nedition   = "2021"{after}'
    for key in ended:
        head = f'[[requirement]]\nfor    = ["IMHS"]\nkey    = "{key}"\n'
        aligned = f'[[requirement]]\nfor     = ["IMHS"]\nkey     = "{key}"\n'
        (found,) = [each for each in (head, aligned) if text.count(each) == 1]
        text = text.replace(found, found + "until = 2026-12-31\n")
    editions = {name: read_guidelines(path) for name, path in vouchbook_guidelines.editions().items()}
    return compose(read_policy(text, editions, name="policy.toml"), editions)


def test_adopting_2025_takes_one_row_and_leaves_the_specialists_own_sheet_in_force(nc):
    version = adopting()
    before, after = (lines(version, "IMHS", day) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert {key: line.rule for key, line in after.items()} == {key: line.rule for key, line in before.items()}
    assert {line.origin for line in after.values()} == {"own"}
    assert "exam" in after
    assert after["education"].floor != before["education"].floor  # the difference is there to be seen
    assert after["exam"].floor is None


def test_adopting_2025_changes_the_early_childhood_twin_whose_sheet_is_the_guidelines(nc):
    version = adopting()
    before, after = (lines(version, "ECMHS", day) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert {*before} - {*after} == {"exam"}
    assert minutes(after["training"]) == 33 * 60
    assert after["training"].confirmed is False  # as in the edition itself
    assert after["education"].confirmed is True  # this adoption is the board's own word


def test_a_coordinator_follows_2025_by_ending_five_rows_of_the_specialists_sheet(nc):
    version = adopting(*FOLLOWED)
    before, after = (lines(version, "IMHS", day) for day in (date(2026, 12, 31), date(2027, 1, 1)))
    assert {line.origin for line in before.values()} == {"own"}
    assert {key for key, line in after.items() if line.origin == "guidelines 2025"} == {*FOLLOWED} - {"exam"}
    assert "exam" not in after
    assert {"ratings", "competencies", "signatures", "membership"} == {
        key for key, line in after.items() if line.origin == "own"
    }
    assert lines(nc.version, "IMHS", date(2027, 1, 1)).keys() == before.keys()
