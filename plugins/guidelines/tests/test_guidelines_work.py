"""Degrees, licences, months of work, families, exams and what an add-on is added to: both sides of each boundary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from vouchbook.domain.names import Due
from vouchbook.domain.trace import Finding, Lack, Status, Why

DAY = timedelta(days=1)
INFANTS = ("IFA", "IFS", "IFRS", "IMHS", "IMHM-C", "IMHM-P", "IMHM-RF")
MENTORS = ("IMHM-C", "IMHM-P", "IMHM-RF", "ECMHM-C", "ECMHM-P", "ECMHM-RF")
ALL = ("2021", "2023", "2024", "2025")
DYADIC = ["early_relationship_assessment", "parent_infant_therapy"]

WORK: list[tuple[tuple[str, ...], tuple[str, ...], str, int, dict[str, Any]]] = [
    # editions, categories, requirement, months, and a job that counts for it
    (ALL, ("IFS", "ECFS"), "work", 24, {"services": ["prevention"]}),
    (("2021", "2023"), ("IFRS", "ECFRS"), "work", 24, {"services": ["prevention"]}),
    (("2021", "2023"), ("IFRS", "ECFRS"), "giving_rsc", 12, {"services": ["giving_rsc"], "paid": False}),
    (ALL, ("IMHS", "IMHM-C"), "work", 24, {"services": DYADIC, "with": ["infant", "parent"]}),
    (ALL, ("ECMHS", "ECMHM-C"), "work", 24, {"services": DYADIC, "with": ["child", "parent"]}),
    (ALL, ("IMHM-C", "ECMHM-C"), "giving_rsc", 36, {"services": ["giving_rsc"], "paid": False}),
    (ALL, ("IMHM-P", "ECMHM-P"), "work", 36, {"services": ["administration"], "paid": False}),
    (ALL, ("IMHM-P", "ECMHM-P"), "work", 36, {"services": ["policy"], "paid": False}),
    (ALL, ("IMHM-RF", "ECMHM-RF"), "work", 36, {"services": ["teaching"], "paid": False}),
    (ALL, ("IMHM-RF", "ECMHM-RF"), "work", 36, {"services": ["research"], "paid": False}),
    (ALL, MENTORS, "leadership", 36, {"services": ["leadership"], "paid": False}),
    (("2024", "2025"), ("ERS",), "giving_rsc", 12, {"services": ["giving_rsc"], "paid": False}),
]  # fmt: skip
ROWS = [
    pytest.param(edition, category, key, months, job, id=f"{edition}-{category}-{key}-{job['services'][-1]}")
    for editions, categories, key, months, job in WORK
    for edition in editions
    for category in categories
]


def worked(field, edition: str, category: str, key: str, *jobs: dict[str, object], **instead: object) -> Finding:
    """These jobs in the sample's place; paid and supervised unless they say otherwise."""
    tables = field.passing(edition, category)
    usual = {"employer": "Some Agency", "role": "Something", "paid": True, "supervised": True}
    tables["work"] = [{"id": f"w{n}", **usual, **job} for n, job in enumerate(jobs)]
    finding: Finding = field.finding(edition, category, key, {**tables, **instead})
    return finding


def since(on: date, months: int) -> date:
    """The first day of a job that has lasted exactly so many months when ``on`` is over."""
    after = on + DAY
    years, month = divmod(after.month - 1 - months, 12)
    return date(after.year + years, month + 1, after.day)


@pytest.mark.parametrize(("edition", "category", "key", "months", "job"), ROWS)
def test_the_months_suffice_to_the_day_and_a_day_less_does_not(field, edition, category, key, months, job):
    begun = since(field.day(edition, category), months)
    assert worked(field, edition, category, key, {**job, "from": begun}).status is Status.MET
    short = worked(field, edition, category, key, {**job, "from": begun + DAY})
    assert (short.status, short.lacking[0].code) == (Status.MISSING, Lack.AMOUNT)


@pytest.mark.parametrize(("edition", "category", "key", "months", "job"), ROWS)
def test_other_work_does_not_stand_in_for_it(field, edition, category, key, months, job):
    other = {**job, "services": ["promotion"], "from": date(2015, 1, 5)}
    found = worked(field, edition, category, key, other)
    assert (found.status, found.counted, found.pending) == (Status.MISSING, 0, 0)


@pytest.mark.parametrize(
    ("category", "with_", "other"),
    [
        (category, own, other)
        for categories, own, other in (
            (("IMHS", "IMHM-C"), "infant", "child"),
            (("ECMHS", "ECMHM-C"), "child", "infant"),
        )
        for category in categories
    ],
)
def test_therapy_is_with_parent_and_child_of_the_familys_age(field, category, with_, other):
    for edition in field.editions:
        job = {"services": DYADIC, "from": date(2015, 1, 5)}
        assert worked(field, edition, category, "work", {**job, "with": [with_, "parent"]}).status is Status.MET
        for wrong in ([other, "parent"], [with_], ["parent"]):
            found = worked(field, edition, category, "work", {**job, "with": wrong})
            assert (found.status, found.excluded_items[0].because.code) == (Status.MISSING, Why.NOT_WITH)


# ── Family associate: education or work ───────────────────────────────────────────────────────


@pytest.mark.parametrize("edition", ALL)
@pytest.mark.parametrize(("category", "with_"), [("IFA", "infant"), ("ECFA", "child")])
def test_an_associate_has_any_degree_or_two_years_of_paid_work_or_of_trained_volunteering(
    field, edition, category, with_
):
    def found(**tables: object) -> Status:
        changed = {**field.passing(edition, category), "education": [], "work": [], **tables}
        finding: Finding = field.finding(edition, category, "education_or_work", changed)
        return finding.status

    degree = {"id": "e", "degree": "…", "field": "…", "institution": "…", "awarded_on": "2015-05-05"}
    for level in ("cda", "associate", "bachelor", "master", "doctorate"):
        assert found(education=[{**degree, "level": level}]) is Status.MET
    for level in ("certificate", "other"):
        assert found(education=[{**degree, "level": level}]) is Status.MISSING

    begun = since(field.day(edition, category), 24)
    job = {"id": "w", "employer": "…", "role": "…", "with": [with_]}
    volunteer = {**job, "volunteer": True, "supervised": True, "specialised_training": True}
    for counts in ({**job, "paid": True}, volunteer):
        assert found(work=[{**counts, "from": begun}]) is Status.MET
        assert found(work=[{**counts, "from": begun + DAY}]) is Status.MISSING
    for fails in ({"supervised": False}, {"specialised_training": False}, {"with": ["parent"]}):
        assert found(work=[{**volunteer, "from": begun, **fails}]) is Status.MISSING


# ── Degrees and licences ──────────────────────────────────────────────────────────────────────


def degree(level: str, on: date) -> list[dict[str, object]]:
    return [{"id": "e", "degree": "…", "level": level, "field": "…", "institution": "…", "awarded_on": on}]


@pytest.mark.parametrize("category", ["IFS", "ECFS"])
def test_a_family_specialist_needed_a_bachelors_degree_until_2022_and_needs_none_since(field, category):
    assert field.passing("2023", category).get("education") is None
    with_none = {**field.passing("2021", category), "education": []}
    assert set(field.trace("2021", category, with_none).missing) == {"education", "work", "families", "rsc"}
    for level, missing in (("associate", True), ("bachelor", False), ("doctorate", False)):
        tables = {**with_none, "education": degree(level, date(2012, 5, 5))}
        assert bool(field.trace("2021", category, tables).missing) is missing
    for edition in ("2023", "2024", "2025"):
        assert "education" not in field.trace(edition, category, with_none).missing
        assert field.finding(edition, category, "work", with_none).status is Status.MET


@pytest.mark.parametrize("category", ["IFS", "ECFS"])
def test_until_2022_work_rsc_and_families_counted_from_the_day_of_the_degree(field, category):
    awarded = since(field.day("2021", category), 24)
    job = {"services": ["prevention"], "from": date(2010, 1, 4), "families": 10}
    on_time = worked(field, "2021", category, "work", job, education=degree("bachelor", awarded))
    assert on_time.status is Status.MET
    late = worked(field, "2021", category, "work", job, education=degree("bachelor", awarded + DAY))
    assert (late.status, late.excluded_items[0].because.code) == (Status.MISSING, Why.BEFORE_DEGREE)
    ended = {**job, "until": awarded - DAY}
    families = worked(field, "2021", category, "families", ended, education=degree("bachelor", awarded))
    assert families.status is Status.MISSING
    assert worked(field, "2023", category, "families", ended, education=[]).status is Status.MET


@pytest.mark.parametrize("category", [*MENTORS, "IMHS", "ECMHS"])
def test_specialists_and_mentors_need_a_masters_degree(field, category):
    for level, status in (("bachelor", Status.MISSING), ("master", Status.MET), ("doctorate", Status.MET)):
        tables = {**field.passing("2024", category), "education": degree(level, date(2005, 5, 5))}
        accepted = Status.JUDGEMENT if category in ("IMHS", "ECMHS") else Status.MISSING
        found = field.finding("2024", category, "education", tables)
        assert found.status is (accepted if status is Status.MISSING else status)


@pytest.mark.parametrize("category", ["IMHS", "ECMHS"])
def test_since_2025_a_licence_in_force_does_as_well_as_a_degree(field, category):
    day = field.day("2025", category)
    licence = {"kind": "mental health", "issued_by": "A Board", "from": "2015-01-01"}

    def found(edition: str, **more: object) -> Status:
        tables = {**field.passing("2025", category), "education": [], "licences": [{**licence, **more}]}
        finding: Finding = field.finding(edition, category, "education", tables, day)
        return finding.status

    assert found("2025") is Status.MET
    assert found("2025", until=day) is Status.MET
    assert found("2025", until=day - DAY) is Status.MISSING
    assert found("2025", kind="plumbing") is Status.MISSING
    assert found("2024") is Status.MISSING


@pytest.mark.parametrize(("category", "with_"), [("IMHS", "infant"), ("ECMHS", "child")])
def test_since_2025_therapy_counts_while_licensed_and_before_only_once_a_reviewer_accepts_it(field, category, with_):
    day = field.day("2025", category)
    job = {"services": ["parent_infant_therapy"], "with": [with_, "parent"], "from": since(day, 24)}
    licence = {"kind": "mental health", "issued_by": "A Board"}

    def found(first: date) -> Finding:
        return worked(field, "2025", category, "work", job, licences=[{**licence, "from": first}])

    assert found(since(day, 24)).status is Status.MET
    later = found(since(day, 24) + DAY)
    assert (later.status, bool(later.pending)) == (Status.JUDGEMENT, True)


# ── Families ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("edition", "category"),
    [(e, c) for e in ALL for c in ("IFS", "ECFS")] + [(e, c) for e in ("2021", "2023") for c in ("IFRS", "ECFRS")],
)
def test_ten_families_in_all_paid_jobs_together_and_nine_are_not_enough(field, edition, category):
    job = {"services": ["prevention"], "from": date(2021, 1, 4)}
    six, four, three = ({**job, "families": number} for number in (6, 4, 3))
    assert worked(field, edition, category, "families", six, four).status is Status.MET
    short = worked(field, edition, category, "families", six, three)
    assert (short.status, short.counted, short.required) == (Status.MISSING, 9, 10)
    assert worked(field, edition, category, "families", six, {**four, "paid": False}).counted == 6


# ── The exam ──────────────────────────────────────────────────────────────────────────────────

SITS = [(e, c) for e in ALL for c in MENTORS]
SITS += [(e, c) for e in ("2021", "2023", "2024") for c in ("IMHS", "ECMHS")]


@pytest.mark.parametrize(("edition", "category"), SITS)
def test_both_parts_of_the_exam_are_passed_in_the_form_of_the_family(field, edition, category):
    own, other = ("IMH", "ECMH") if category in INFANTS else ("ECMH", "IMH")
    part = {"sat_on": "2021-05-05", "score": "0.8", "passed": True}

    def found(multiple_choice: dict[str, object], essay: dict[str, object]) -> Finding:
        parts = [{"part": "multiple_choice", **part, **multiple_choice}, {"part": "essay", **part, **essay}]
        finding: Finding = field.finding(edition, category, "exam", {**field.passing(edition, category), "exam": parts})
        return finding

    assert found({"form": own}, {"form": own}).status is Status.MET
    assert found({}, {}).status is Status.MET  # older records do not say which form was sat
    wrong = found({"form": other}, {"form": own})
    assert (wrong.status, wrong.due, wrong.counted) == (Status.MISSING, Due.DECISION, 1)
    assert wrong.excluded_items[0].because.code is Why.OTHER_FORM
    assert found({"form": own}, {"form": own, "passed": False}).status is Status.MISSING


def test_nobody_else_sits_an_exam(field):
    for edition in field.editions:
        sit = {
            sheet.category
            for sheet in field.policy(edition).document.sheets
            if any(line.rule.key == "exam" for line in sheet.lines)
        }
        assert sit == {category for each, category in SITS if each == edition}


# ── The add-on ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("edition", ["2024", "2025"])
def test_the_add_on_is_added_to_a_family_or_mental_health_specialist_in_force(field, edition):
    day = field.day(edition, "ERS")

    def found(**more: object) -> Status:
        held = {"as": "IFS", "association": "in", "from": "2019-10-01", **more}
        tables = {**field.passing(edition, "ERS"), "endorsements": [held]}
        finding: Finding = field.finding(edition, "ERS", "endorsement", tables)
        return finding.status

    for category in ("IFS", "ECFS", "IMHS", "ECMHS"):
        assert found(**{"as": category}) is Status.MET
    for category in ("IFA", "ECFA", "IMHM-P", "ERS"):
        assert found(**{"as": category}) is Status.MISSING
    assert found(until=day) is Status.MET
    assert found(until=day - DAY) is Status.MISSING
    assert found(**{"from": day + DAY}) is Status.MISSING


@pytest.mark.parametrize("edition", ["2024", "2025"])
def test_the_add_on_takes_one_reference_from_above_and_one_from_whoever_receives_rsc(field, edition):
    tables = field.passing(edition, "ERS")
    assert field.finding(edition, "ERS", "ratings", tables).required == 2
    for colleague in tables["colleagues"]:
        colleague["receives_rsc"] = False
    found = field.finding(edition, "ERS", "ratings", tables)
    assert (found.status, found.counted) == (Status.JUDGEMENT, 1)  # nobody said whom they give RSC to: reviewers ask
    tables["ratings"] = tables["ratings"][:1]
    assert field.finding(edition, "ERS", "ratings", tables).status is Status.MISSING


@pytest.mark.parametrize("edition", ["2024", "2025"])
def test_who_begins_as_emerging_has_two_years_for_the_rest(field, edition):
    (row,) = field.policy(edition).document.emerging
    assert (row.for_, row.complete_within.months, row.confirmed) == (("ERS",), 24, False)
    asked = [finding.requirement for finding in field.trace(edition, "ERS", field.passing(edition, "ERS")).findings]
    assert set(row.asks) < set(asked)
