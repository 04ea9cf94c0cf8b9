"""Who may give RSC to whom, and since when: the matrices that associations were seen to have, each as data alone."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.policy.by_hand import degree, endorsed, portfolio, rsc, vetted

from vouchbook.domain.evidence import Colleague, Education, Facts
from vouchbook.domain.names import CategoryCode, ColleagueId, DegreeLevel, Occasion
from vouchbook.domain.trace import Finding, Moments, Status, Why
from vouchbook.letters.findings import excluded
from vouchbook.letters.standings import Policy
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import policy_of

DAY = timedelta(days=1)
MASTER, BACHELOR, DOCTORATE = DegreeLevel.MASTER, DegreeLevel.BACHELOR, DegreeLevel.DOCTORATE

HEAD = """\
format = "vouchbook-policy/1"

[association]
code       = "zz"
name       = "Association of Somewhere"
timezone   = "America/New_York"
year_end   = "12-31"
currency   = "USD"
families   = ["IMH"]
categories = ["IFS", "IFRS", "IMHS", "IMHM-C", "ERS"]

[sources]
page = { title = "A page about reflective supervision" }

[[requirement]]
for    = ["IFS", "IMHS", "IMHM-C"]
key    = "rsc"
kind   = "hours"
of     = "rsc"
source = "page"
minimum = 1
where.given_by = "give_rsc"
"""


def policy(folder: Path, rows: str, more: str = "") -> PolicyVersion:
    file = folder / "policy.toml"
    file.write_text(HEAD + more + rows, "utf-8")
    version, warnings = policy_of(file)
    assert warnings == ()
    return version


def asked(
    version: PolicyVersion, category: str, *found: Facts, on: date = date(2026, 11, 20), moments: Moments | None = None
) -> Finding:
    trace = evaluate(
        version, CategoryCode(category), Occasion.APPLICATION, portfolio(*found), (), moments or Moments(asked=on)
    )
    return trace.findings[0]


def ruth(level: DegreeLevel | None) -> Colleague:
    return Colleague(ColleagueId("ruth"), degree_level=level)


def given_by(category: str, on: date, *, since: date = date(2005, 1, 1)) -> tuple[Facts, Facts]:
    """A session by Ruth, who has been endorsed for long."""
    return rsc(1, on), endorsed("ruth", category, since)


# ── By the applicant's and the provider's category ────────────────────────────────────────────

NC_SHEET = """
[[standing]]
may    = "give_rsc"
for    = ["IMHS"]
source = "page"
any_of = [{ holds = ["IMHM-C", "ERS"] }, { vetted = "rsc" }]

[[standing]]
may    = "give_rsc"
source = "page"
any_of = [{ holds = ["IFRS", "IMHS", "IMHM-C", "ERS"] }]

[[standing]]
may    = "give_rsc"
for    = ["IMHM-C"]
source = "page"
any_of = [{ holds = ["IMHM-C"] }]
"""
MATRIX = {
    "IFS": {"IFS": False, "IFRS": True, "IMHS": True, "IMHM-C": True, "ERS": True, "vetted": False},
    "IMHS": {"IFS": False, "IFRS": False, "IMHS": False, "IMHM-C": True, "ERS": True, "vetted": True},
    "IMHM-C": {"IFS": False, "IFRS": False, "IMHS": False, "IMHM-C": True, "ERS": False, "vetted": False},
}
"""Applicants of the row may be given RSC by providers of the column."""


@pytest.mark.parametrize("applicant", MATRIX)
def test_who_may_give_rsc_depends_on_what_the_applicant_applies_for(tmp_path: Path, applicant: str) -> None:
    version = policy(tmp_path, NC_SHEET)
    held = {held: endorsed("ruth", held) for held in MATRIX[applicant] if held != "vetted"} | {"vetted": vetted("ruth")}
    found = {each: asked(version, applicant, rsc(1), fact).status is Status.MET for each, fact in held.items()}
    assert found == MATRIX[applicant]


# ── By the date of the hour ───────────────────────────────────────────────────────────────────

CT_UNTIL_APRIL_2024 = """
[[standing]]
may    = "give_rsc"
for    = ["IFS"]
until  = 2024-04-30
source = "page"
any_of = [{ holds = ["IFS", "IFRS", "IMHS", "IMHM-C"] }]

[[standing]]
may    = "give_rsc"
for    = ["IFS"]
from   = 2024-05-01
source = "page"
any_of = [{ holds = ["IFRS", "IMHS", "IMHM-C"] }]
"""
AZ_FROM_2025 = """
[[standing]]
may    = "give_rsc"
source = "page"
any_of = [{ holds = ["IFS", "IMHS", "IMHM-C", "ERS"] }]

[[standing]]
may       = "give_rsc"
from      = 2025-01-01
source    = "page"
confirmed = false                      # the page says "by December 2024"
any_of    = [{ holds = ["ERS", "IMHM-C"] }]
"""
MI_2010 = """
[[standing]]
may    = "give_rsc"
source = "page"
any_of = [{ holds = ["IMHS", "IMHM-C"] }, { vetted = "rsc" }]

[[standing]]
may    = "give_rsc"
from   = 2010-10-01
source = "page"
any_of = [{ holds = ["IMHS", "IMHM-C"] }]
"""


@pytest.mark.parametrize(
    ("rows", "provider", "last"),
    [
        (CT_UNTIL_APRIL_2024, "IFS", date(2024, 4, 30)),
        (AZ_FROM_2025, "IFS", date(2024, 12, 31)),
        (AZ_FROM_2025, "IMHS", date(2024, 12, 31)),
    ],
    ids=["CT, April 2024", "AZ, specialists", "AZ, mental health specialists"],
)
def test_old_providers_count_through_a_day_and_new_ones_after(
    tmp_path: Path, rows: str, provider: str, last: date
) -> None:
    version = policy(tmp_path, rows)
    assert asked(version, "IFS", *given_by(provider, last)).status is Status.MET
    after = asked(version, "IFS", *given_by(provider, last + DAY))
    assert (after.status, after.excluded_items[0].because.code) == (Status.MISSING, Why.STANDING_ENDED)
    assert after.excluded_items[0].because.until == last
    assert asked(version, "IFS", *given_by("IMHM-C", last + DAY)).status is Status.MET


def test_a_provider_of_az_counts_again_from_the_day_of_the_add_on(tmp_path: Path) -> None:
    version, earned = policy(tmp_path, AZ_FROM_2025), date(2025, 3, 1)
    add_on = endorsed("ruth", "ERS", earned)
    assert asked(version, "IFS", *given_by("IMHS", earned - DAY), add_on).status is Status.MISSING
    assert asked(version, "IFS", *given_by("IMHS", earned), add_on).status is Status.MET


def test_a_change_for_hours_accrued_later_leaves_those_before_whenever_one_applies(tmp_path: Path) -> None:
    version, last = policy(tmp_path, MI_2010), date(2010, 9, 30)
    vetting = vetted("ruth", date(2008, 1, 1))
    assert asked(version, "IFS", rsc(1, last), vetting, on=date(2012, 1, 1)).status is Status.MET
    assert asked(version, "IFS", rsc(1, last + DAY), vetting, on=date(2012, 1, 1)).status is Status.MISSING


def test_the_same_change_may_be_asked_of_the_day_of_applying_instead(tmp_path: Path) -> None:
    by_application = '\n[[transition]]\nof = "standing"\njudged_by = "registered"\nsource = "page"\n'
    version, last = policy(tmp_path, MI_2010, by_application), date(2010, 9, 30)
    session, vetting = rsc(1, date(2009, 5, 5)), vetted("ruth", date(2008, 1, 1))
    for registered, status in ((last, Status.MET), (last + DAY, Status.MISSING)):
        moments = Moments(asked=date(2012, 1, 1), registered=registered)
        assert asked(version, "IFS", session, vetting, moments=moments).status is status


# ── By degree ─────────────────────────────────────────────────────────────────────────────────

OLDER_MI = """
[[standing]]
may    = "give_rsc"
for    = ["IFS"]
source = "page"
any_of = [
  { holds = ["IMHS", "IMHM-C"] },
  { holds = ["IFS"], provider_degree_at_least = "master", applicant_degree_at_most = "bachelor" },
]
"""


@pytest.mark.parametrize(
    ("provider", "applicant", "status", "why"),
    [
        (MASTER, BACHELOR, Status.MET, None),
        (DOCTORATE, BACHELOR, Status.MET, None),
        (MASTER, None, Status.MET, None),
        (BACHELOR, BACHELOR, Status.MISSING, Why.PROVIDER_DEGREE),
        (DegreeLevel.OTHER, BACHELOR, Status.MISSING, Why.PROVIDER_DEGREE),
        (MASTER, MASTER, Status.MISSING, Why.APPLICANT_DEGREE),
        (MASTER, DOCTORATE, Status.MISSING, Why.APPLICANT_DEGREE),
        (None, BACHELOR, Status.JUDGEMENT, None),
        (None, MASTER, Status.MISSING, Why.APPLICANT_DEGREE),
    ],
)
def test_a_specialist_with_a_masters_degree_supervises_those_with_a_bachelors_only(
    tmp_path: Path, provider: DegreeLevel | None, applicant: DegreeLevel | None, status: Status, why: Why | None
) -> None:
    version = policy(tmp_path, OLDER_MI)
    own = [degree(applicant, date(2020, 5, 1))] if applicant else []
    found = asked(version, "IFS", ruth(provider), *given_by("IFS", date(2026, 3, 3)), *own)
    assert found.status is status
    assert [each.because.code for each in found.excluded_items] == ([why] if why else [])


@pytest.mark.parametrize("applicant", [BACHELOR, MASTER, DOCTORATE])
def test_whoever_is_endorsed_higher_supervises_applicants_of_every_degree(
    tmp_path: Path, applicant: DegreeLevel
) -> None:
    version = policy(tmp_path, OLDER_MI)
    for held in ("IMHS", "IMHM-C"):
        for level in (None, BACHELOR):
            session = given_by(held, date(2026, 3, 3))
            assert asked(version, "IFS", ruth(level), *session, degree(applicant)).status is Status.MET


def test_the_applicants_degree_is_that_of_the_day_of_the_hour(tmp_path: Path) -> None:
    version, awarded = policy(tmp_path, OLDER_MI), date(2026, 5, 1)
    masters = (Education(BACHELOR, date(2020, 5, 1)), Education(MASTER, awarded))
    before = asked(version, "IFS", ruth(MASTER), *given_by("IFS", awarded - DAY), *masters)
    after = asked(version, "IFS", ruth(MASTER), *given_by("IFS", awarded), *masters)
    series = asked(version, "IFS", ruth(MASTER), rsc(1, awarded - DAY, awarded), endorsed("ruth", "IFS"), *masters)
    assert [each.status for each in (before, after, series)] == [Status.MET, Status.MISSING, Status.MISSING]
    assert after.excluded_items[0].because.code is Why.APPLICANT_DEGREE


FROM_BELOW = """
[[standing]]
may    = "give_rsc"
source = "page"
any_of = [{ holds = ["IFS"], applicant_degree_at_least = "bachelor" }]
"""


def test_a_degree_may_also_be_asked_of_applicants_from_below(tmp_path: Path) -> None:
    version, awarded = policy(tmp_path, FROM_BELOW), date(2024, 5, 1)
    for on, status in ((awarded - DAY, Status.MISSING), (awarded, Status.MET)):
        assert asked(version, "IFS", *given_by("IFS", on), degree(BACHELOR, awarded)).status is status
    associate = Education(DegreeLevel.ASSOCIATE, date(2010, 5, 1))
    assert asked(version, "IFS", *given_by("IFS", awarded), associate).status is Status.MISSING


def test_why_a_session_does_not_count_is_said_in_words(tmp_path: Path) -> None:
    version, session = policy(tmp_path, OLDER_MI), given_by("IFS", date(2026, 3, 3))
    heard = []
    for provider, applicant in ((BACHELOR, BACHELOR), (MASTER, MASTER)):
        found = asked(version, "IFS", ruth(provider), *session, degree(applicant))
        heard.append(
            excluded(found.excluded_items[0], found, version, {ColleagueId("ruth"): "Ruth"}).partition(" (")[0]
        )
    assert heard == [
        "Ruth's degree is not high enough to give RSC here",
        "Ruth may not give RSC for an applicant with the degree held on 2026-03-03",
    ]


def test_a_coordinator_reads_the_matrix_as_a_sentence(tmp_path: Path) -> None:
    spoken = Policy(policy(tmp_path, OLDER_MI).document, CategoryCode("IFS"))
    assert spoken.who("give_rsc") == (
        "IMHS, IMHM-C, or IFS (with a master's degree or higher, for applicants with no degree above a bachelor's "
        "degree)"
    )


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (
            'applicant_degree_at_least = "master", applicant_degree_at_most = "bachelor"',
            'applicant_degree_at_most = "bachelor" – below the least degree, "master", so that it takes nobody; '
            "exchange them, or drop one",
        ),
        (
            'provider_degree_at_least = "certificate"',
            'provider_degree_at_least = "certificate" – known here: associate, bachelor, cda, doctorate, master',
        ),
    ],
)
def test_a_matrix_that_takes_nobody_is_named_with_its_line(tmp_path: Path, limits: str, said: str) -> None:
    row = f'\n[[standing]]\nmay = "give_rsc"\nsource = "page"\nany_of = [{{ holds = ["IFS"], {limits} }}]\n'
    with pytest.raises(PolicyMistakes) as wrong:
        policy(tmp_path, row)
    assert [each.text for each in wrong.value.mistakes] == [said]


# ── From whom how much ────────────────────────────────────────────────────────────────────────

MAJORITY = """
[[requirement]]
for    = ["IFRS"]
key    = "rsc"
kind   = "hours"
of     = "rsc"
source = "page"
minimum = 24
providers_at_most = 2
most_from_one     = true
where.given_by    = "give_rsc"

[[standing]]
may    = "give_rsc"
source = "page"
any_of = [{ holds = ["IMHM-C"] }]
"""


@pytest.mark.parametrize(
    ("hours", "status"),
    [((13, 11), Status.MET), ((12, 12), Status.MISSING), ((13, 6, 5), Status.MISSING), ((24,), Status.MET)],
    ids=["most from one", "half and half", "from three", "all from one"],
)
def test_most_hours_come_from_one_and_the_rest_from_no_more_than_one_other(
    tmp_path: Path, hours: tuple[int, ...], status: Status
) -> None:
    version = policy(tmp_path, MAJORITY)
    given = [rsc(each, date(2026, 1, 1) + n * DAY, by=f"p{n}") for n, each in enumerate(hours)]
    held = [endorsed(f"p{n}", "IMHM-C") for n in range(len(hours))]
    assert asked(version, "IFRS", *given, *held).status is status
