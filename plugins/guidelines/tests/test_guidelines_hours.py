"""Clock hours that the editions ask for: both sides of every minimum, of every part, and of the span of time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.trace import Finding, Lack, Status, Why

DAY = timedelta(days=1)

TRAINING = [
    # editions, categories, hours in all, of them about RSC and about DEIA
    (("2021", "2023"), ("IFA", "ECFA", "IFS", "ECFS"), 30, 0, 0),
    (("2024", "2025"), ("IFA", "ECFA", "IFS", "ECFS"), 30, 0, 3),
    (("2021", "2023"), ("IFRS", "ECFRS"), 48, 15, 3),
    (("2021", "2023", "2024"), ("IMHS", "ECMHS"), 30, 0, 0),
    (("2025",), ("IMHS", "ECMHS"), 33, 0, 3),
    (("2021", "2023"), ("IMHM-C", "ECMHM-C"), 30, 15, 0),
    (("2024", "2025"), ("IMHM-C", "ECMHM-C"), 48, 15, 3),
    (("2021", "2023"), ("IMHM-P", "IMHM-RF", "ECMHM-P", "ECMHM-RF"), 30, 0, 0),
    (("2024", "2025"), ("IMHM-P", "IMHM-RF", "ECMHM-P", "ECMHM-RF"), 33, 0, 3),
]
ROWS = [
    pytest.param(edition, category, total, about_rsc, deia, id=f"{edition}-{category}")
    for editions, categories, total, about_rsc, deia in TRAINING
    for edition in editions
    for category in categories
]


def trainings(other: int, about_rsc: int, deia: int, both: int = 0) -> list[dict[str, object]]:
    """Minutes about RSC, about DEIA, about both, and about anything else."""
    made: list[dict[str, object]] = []
    abouts: tuple[tuple[tuple[str, ...], int], ...] = (
        ((), other),
        (("rsc",), about_rsc),
        (("deia",), deia),
        (("rsc", "deia"), both),
    )
    for about, minutes in abouts:
        if minutes:
            about_what = {"title": "A course", "from": "2021-01-01", "until": "2021-12-31", "about": about}
            made.append({"id": f"t{len(made)}", "hours": f"{minutes // 60}:{minutes % 60:02}", **about_what})
    return made


def training(field, edition: str, category: str, found: list[dict[str, object]]) -> Finding:
    tables = {**field.passing(edition, category), "training": found}
    finding: Finding = field.finding(edition, category, "training", tables)
    return finding


def lacks(finding: Finding) -> list[tuple[Lack, str | None, int | None]]:
    return [(lack.code, lack.name, lack.amount) for lack in finding.lacking]


@pytest.mark.parametrize(("edition", "category", "total", "about_rsc", "deia"), ROWS)
def test_the_hours_suffice_to_the_minute_and_a_minute_less_does_not(field, edition, category, total, about_rsc, deia):
    other, rsc, deia = (total - about_rsc - deia) * 60, about_rsc * 60, deia * 60
    assert training(field, edition, category, trainings(other, rsc, deia)).status is Status.MET
    short = training(field, edition, category, trainings(other - 1, rsc, deia))
    assert (short.status, lacks(short)) == (Status.MISSING, [(Lack.AMOUNT, None, 1)])


@pytest.mark.parametrize(("edition", "category", "total", "about_rsc", "deia"), ROWS)
def test_each_part_suffices_to_the_minute_and_other_hours_stand_in_for_none(
    field, edition, category, total, about_rsc, deia
):
    other, rsc, deia = (total - about_rsc - deia) * 60, about_rsc * 60, deia * 60
    if rsc:
        short = training(field, edition, category, trainings(other + 1, rsc - 1, deia))
        assert (short.status, lacks(short)) == (Status.MISSING, [(Lack.PART, "about_rsc", 1)])
    if deia:
        short = training(field, edition, category, trainings(other + 1, rsc, deia - 1))
        assert (short.status, lacks(short)) == (Status.MISSING, [(Lack.PART, "deia", 1)])
    if not rsc and not deia:
        assert training(field, edition, category, trainings(total * 60, 0, 0)).status is Status.MET


@pytest.mark.parametrize(
    ("edition", "category"),
    [("2021", "IFRS"), ("2023", "ECFRS"), ("2024", "IMHM-C"), ("2024", "ECMHM-C"), ("2025", "IMHM-C")],
)
def test_no_hour_of_the_48_serves_two_parts(field, edition, category):
    """An hour about both counts for one of them; another hour of either then fills the other."""
    shared = training(field, edition, category, trainings(31 * 60, 14 * 60, 2 * 60, both=60))
    assert shared.status is Status.MISSING
    assert [lack.code for lack in shared.lacking] == [Lack.PARTS_TOGETHER]
    assert training(field, edition, category, trainings(30 * 60, 15 * 60, 2 * 60, both=60)).status is Status.MET
    assert training(field, edition, category, trainings(30 * 60, 14 * 60, 3 * 60, both=60)).status is Status.MET


@pytest.mark.parametrize("category", ["IMHM-C", "ECMHM-C"])
def test_a_clinical_mentors_30_hours_were_enough_until_2023_and_47_are_not_since(field, category):
    before, since = trainings(15 * 60, 15 * 60, 0), trainings(29 * 60, 15 * 60, 3 * 60)
    assert training(field, "2023", category, before).status is Status.MET
    assert lacks(training(field, "2024", category, before)) == [
        (Lack.AMOUNT, None, 18 * 60),
        (Lack.PART, "deia", 3 * 60),
    ]
    assert lacks(training(field, "2024", category, since)) == [(Lack.AMOUNT, None, 60)]


@pytest.mark.parametrize("category", ["IMHM-P", "IMHM-RF", "ECMHM-P", "ECMHM-RF"])
def test_the_other_mentors_30_hours_were_enough_until_2023(field, category):
    thirty = trainings(30 * 60, 0, 0)
    assert training(field, "2023", category, thirty).status is Status.MET
    assert training(field, "2024", category, thirty).status is Status.MISSING


# ── Reflective supervision/consultation ───────────────────────────────────────────────────────

RSC = [
    (("2021", "2023", "2024", "2025"), ("IFS", "ECFS"), 24),
    (("2021", "2023"), ("IFRS", "ECFRS"), 24),
    (("2021", "2023", "2024", "2025"), ("IMHS", "ECMHS"), 50),
    (("2021", "2023", "2024", "2025"), ("IMHM-C", "ECMHM-C"), 50),
    (("2024", "2025"), ("ERS",), 12),
]


def rsc(field, edition: str, category: str, *sessions: dict[str, object], on: date | None = None) -> Finding:
    """Sessions in the sample's place, with its first provider, who has been a clinical mentor for long."""
    tables = field.passing(edition, category)
    provider = tables["rsc"][0]["provider"]
    for colleague in tables["colleagues"]:
        if colleague["id"] == provider:
            colleague["standing"] = [{"as": "IMHM-C", "association": "mi", "from": "2010-01-01"}]
    tables["rsc"] = [
        {"id": f"r{n}", "setting": "individual", "provider": provider, "about": ["rsc_given"], **session}
        for n, session in enumerate(sessions)
    ]
    finding: Finding = field.finding(edition, category, "rsc", tables, on)
    return finding


@pytest.mark.parametrize(
    ("edition", "category", "hours"),
    [
        (edition, category, hours)
        for editions, categories, hours in RSC
        for edition in editions
        for category in categories
    ],
)
def test_the_hours_of_rsc_suffice_to_the_minute(field, edition, category, hours):
    day = field.day(edition, category)
    over = {"from": day - 400 * DAY, "until": day}
    assert rsc(field, edition, category, {"hours": f"{hours}", **over}).status is Status.MET
    short = rsc(field, edition, category, {"hours": f"{hours - 1}:59", **over})
    assert (short.status, short.lacking[0].amount) == (Status.MISSING, 1)


@pytest.mark.parametrize("category", ["IFA", "ECFA", "IMHM-P", "IMHM-RF", "ECMHM-P", "ECMHM-RF"])
def test_associates_and_mentors_outside_the_clinic_are_asked_for_no_rsc(field, category):
    for edition in field.editions:
        asked = field.trace(edition, category, field.passing(edition, category)).findings
        assert "rsc" not in [finding.requirement for finding in asked]


SPREAD = [("2021", "IFS"), ("2021", "ECFS")] + [
    (edition, category) for edition in ("2021", "2023", "2024", "2025") for category in ("IMHM-C", "ECMHM-C")
]


@pytest.mark.parametrize(("edition", "category"), SPREAD)
def test_the_sessions_reach_over_a_year_and_a_day_less_is_not_enough(field, edition, category):
    half = {"hours": "24"}
    first, last = date(2021, 3, 1), date(2022, 3, 1)
    more = {"hours": "24", "on": first + DAY}
    assert rsc(field, edition, category, {**half, "on": first}, more, {**half, "on": last}).status is Status.MET
    short = rsc(field, edition, category, {**half, "on": first}, more, {**half, "on": last - DAY})
    assert (short.status, short.lacking[0].code, short.lacking[0].on) == (Status.MISSING, Lack.SPREAD, last)


@pytest.mark.parametrize(("edition", "category"), SPREAD)
def test_only_the_best_two_years_count(field, edition, category):
    first, last = date(2020, 3, 2), date(2022, 3, 1)  # two years to the day
    hours = 24 if category in ("IFS", "ECFS") else 50
    early, late = {"hours": "10", "on": first}, {"hours": f"{hours - 10}", "from": last - 300 * DAY, "until": last}
    assert rsc(field, edition, category, early, late).status is Status.MET
    found = rsc(field, edition, category, {**early, "on": first - DAY}, late)
    assert found.status is Status.MISSING
    assert [each.because.code for each in found.excluded_items] == [Why.OUTSIDE_BEST_WINDOW]


@pytest.mark.parametrize("category", ["IFS", "ECFS"])
def test_since_2023_a_family_specialists_hours_may_be_crowded_or_scattered(field, category):
    crowded = {"hours": "24", "from": date(2023, 1, 9), "until": date(2023, 2, 3)}
    scattered = [{"hours": "12", "on": date(2015, 3, 3)}, {"hours": "12", "on": date(2023, 3, 3)}]
    for edition in ("2023", "2024", "2025"):
        assert rsc(field, edition, category, crowded).status is Status.MET
        assert rsc(field, edition, category, *scattered).status is Status.MET


@pytest.mark.parametrize("category", ["IMHM-C", "ECMHM-C"])
def test_half_of_a_clinical_mentors_rsc_is_about_the_rsc_given(field, category):
    for edition in field.editions:
        day = field.day(edition, category)
        over = {"from": day - 400 * DAY, "until": day}
        other = {"hours": "25", "about": [], **over}
        assert rsc(field, edition, category, {"hours": "25", **over}, other).status is Status.MET
        short = rsc(field, edition, category, {"hours": "24:59", **over}, {**other, "hours": "26"})
        assert (short.status, lacks(short)) == (Status.MISSING, [(Lack.PART, "rsc_given", 1)])


@pytest.mark.parametrize("edition", ["2024", "2025"])
def test_a_reflective_supervisors_twelve_hours_are_all_about_the_rsc_given(field, edition):
    other = {"hours": "12", "on": date(2024, 5, 6), "about": []}
    found = rsc(field, edition, "ERS", {"hours": "11", "on": date(2024, 5, 7)}, other)
    assert (found.status, found.counted) == (Status.MISSING, 11 * 60)


@pytest.mark.parametrize("edition", ["2024", "2025"])
def test_a_reflective_supervisors_fifteen_hours_of_training_are_all_about_rsc(field, edition):
    assert training(field, edition, "ERS", trainings(0, 15 * 60, 0)).status is Status.MET
    found = training(field, edition, "ERS", trainings(60, 15 * 60 - 1, 0))
    assert (found.status, found.counted) == (Status.MISSING, 15 * 60 - 1)
