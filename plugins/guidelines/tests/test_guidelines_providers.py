"""Who may give RSC, who rates as somebody endorsed, and whose supervision makes an internship count."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vouchbook.domain.trace import Finding, Status, Why
from vouchbook.policy.months import MONTH

DAY = timedelta(days=1)

ASSOCIATES = {"IFA", "ECFA"}
FAMILY = {"IFS", "ECFS"}
SUPERVISORS = {"IFRS", "ECFRS"}
SPECIALISTS = {"IMHS", "ECMHS"}
CLINICAL = {"IMHM-C", "ECMHM-C"}
MENTORS = {*CLINICAL, "IMHM-P", "IMHM-RF", "ECMHM-P", "ECMHM-RF"}
ADD_ON = {"ERS", "ERS-emerging"}
EVERYBODY = {*ASSOCIATES, *FAMILY, *SUPERVISORS, *SPECIALISTS, *MENTORS, *ADD_ON}

GIVE_RSC = [
    # editions, applicants, who gives RSC that counts, and who does once a reviewer accepts it
    (("2021",), FAMILY, SPECIALISTS | CLINICAL, FAMILY),
    (("2023",), FAMILY, SUPERVISORS | SPECIALISTS | CLINICAL, set()),
    (("2021", "2023"), SUPERVISORS, SUPERVISORS | SPECIALISTS | CLINICAL, set()),
    (("2021", "2023"), SPECIALISTS, SPECIALISTS | CLINICAL, set()),
    (("2024", "2025"), FAMILY | SPECIALISTS, ADD_ON | CLINICAL, set()),
    (("2021", "2023", "2024", "2025"), CLINICAL, CLINICAL, set()),
    (("2024", "2025"), {"ERS"}, {"ERS"} | CLINICAL, set()),
]


def rsc(field, edition: str, category: str, standing: list[dict[str, object]]) -> Finding:
    """The sample's RSC, enough of it, all from one provider who holds nothing but this."""
    tables = field.passing(edition, category)
    day = field.day(edition, category)
    session = {"id": "r", "from": day - 400 * DAY, "until": day, "hours": "60", "about": ["rsc_given"]}
    tables["rsc"] = [{"setting": "group", "provider": "giver", **session}]
    tables["colleagues"].append({"id": "giver", "name": "Somebody Who Gives It", "standing": standing})
    finding: Finding = field.finding(edition, category, "rsc", tables)
    return finding


def held(as_: str, **more: object) -> list[dict[str, object]]:
    return [{"as": as_, "association": "mi", "from": "2010-01-01", **more}]


@pytest.mark.parametrize(
    ("edition", "category", "counts", "perhaps"),
    [
        pytest.param(edition, category, counts, perhaps, id=f"{edition}-{category}")
        for editions, categories, counts, perhaps in GIVE_RSC
        for edition in editions
        for category in sorted(categories)
    ],
)
def test_who_gives_rsc_that_counts(field, edition, category, counts, perhaps):
    status = {each: rsc(field, edition, category, held(each)).status for each in EVERYBODY}
    assert {each for each, found in status.items() if found is Status.MET} == counts
    assert {each for each, found in status.items() if found is Status.JUDGEMENT} == perhaps


@pytest.mark.parametrize("edition", ["2021", "2023", "2024", "2025"])
@pytest.mark.parametrize("category", sorted(FAMILY | SPECIALISTS))
def test_whom_the_association_asked_has_vetted_counts_and_whom_another_has_does_not(field, edition, category):
    assert rsc(field, edition, category, held("vetted", scope="rsc", association="alliance")).status is Status.MET
    elsewhere = rsc(field, edition, category, held("vetted", scope="rsc"))
    assert elsewhere.status is Status.MISSING
    assert elsewhere.excluded_items[0].because.code is Why.VETTED_ELSEWHERE
    otherwise = rsc(field, edition, category, held("vetted", scope="reference", association="alliance"))
    assert otherwise.excluded_items[0].because.code is Why.VETTED_OTHERWISE


@pytest.mark.parametrize("category", sorted(CLINICAL))
def test_for_clinical_mentors_nobody_vetted_counts(field, category):
    for edition in field.editions:
        vetted = rsc(field, edition, category, held("vetted", scope="rsc", association="alliance"))
        assert vetted.status is Status.MISSING


@pytest.mark.parametrize("category", sorted(FAMILY | SPECIALISTS))
def test_a_provider_counts_through_the_last_day_of_a_standing_and_not_after(field, category):
    for edition in field.editions:
        day = field.day(edition, category)
        assert rsc(field, edition, category, held("IMHM-C", until=day)).status is Status.MET
        ended = rsc(field, edition, category, held("IMHM-C", until=day - DAY))
        assert ended.excluded_items[0].because.code is Why.STANDING_ENDED


@pytest.mark.parametrize(
    ("edition", "category"), [("2021", "IFS"), ("2023", "IFRS"), ("2024", "IMHS"), ("2025", "ERS")]
)
def test_a_session_among_peers_never_counts(field, edition, category):
    tables = field.passing(edition, category)
    tables["rsc"] = [{**session, "peer": True} for session in tables["rsc"]]
    found = field.finding(edition, category, "rsc", tables)
    assert (found.status, found.counted) == (Status.MISSING, 0)
    assert {each.because.code for each in found.excluded_items} == {Why.PEER}


# ── References ────────────────────────────────────────────────────────────────────────────────

RATE = [
    (("2021", "2023"), {"IFA"}, FAMILY | SUPERVISORS | SPECIALISTS | MENTORS),
    (("2024", "2025"), {"IFA"}, FAMILY | SPECIALISTS | MENTORS),
    (("2021", "2023"), {"ECFA"}, EVERYBODY - {"ERS-emerging"}),
    (("2024", "2025"), {"ECFA"}, ASSOCIATES | FAMILY | SPECIALISTS | MENTORS),
    (("2021", "2023"), FAMILY, FAMILY | SUPERVISORS | SPECIALISTS | MENTORS),
    (("2024", "2025"), FAMILY, FAMILY | SPECIALISTS | MENTORS),
    (("2021", "2023", "2024", "2025"), SPECIALISTS, EVERYBODY - {"ERS-emerging"}),
]


def ratings(field, edition: str, category: str, standing: list[dict[str, object]]) -> Finding:
    """The sample's three references, one rater of whom holds this and the others nothing."""
    tables = field.passing(edition, category)
    rater = tables["ratings"][1]["rater"]
    for colleague in tables["colleagues"]:
        colleague["standing"] = standing if colleague["id"] == rater else []
    finding: Finding = field.finding(edition, category, "ratings", tables)
    return finding


@pytest.mark.parametrize(
    ("edition", "category", "rate"),
    [
        pytest.param(edition, category, rate, id=f"{edition}-{category}")
        for editions, categories, rate in RATE
        for edition in editions
        for category in sorted(categories)
    ],
)
def test_whose_reference_is_that_of_somebody_endorsed(field, edition, category, rate):
    found = {each for each in EVERYBODY if ratings(field, edition, category, held(each)).status is Status.MET}
    assert found == rate
    assert ratings(field, edition, category, []).status is Status.MISSING
    assert (
        ratings(field, edition, category, held("vetted", scope="reference", association="alliance")).status
        is Status.MET
    )


def test_mentors_and_reflective_supervisors_need_no_endorsed_rater(field):
    """Who their references must be was not read; the sheets ask for no standing."""
    for edition in ("2024", "2025"):
        for category in ("IMHM-C", "IMHM-P", "IMHM-RF", "ECMHM-C", "ECMHM-P", "ECMHM-RF", "ERS"):
            assert ratings(field, edition, category, []).status is Status.MET


@pytest.mark.parametrize(
    ("edition", "category"), [("2021", "IFA"), ("2023", "ECFS"), ("2024", "IMHM-P"), ("2025", "ECMHS")]
)
def test_two_references_by_one_person_fill_one_place(field, edition, category):
    tables = field.passing(edition, category)
    tables["ratings"][2]["rater"] = tables["ratings"][0]["rater"]
    found = field.finding(edition, category, "ratings", tables)
    assert (found.status, found.counted, found.required) == (Status.MISSING, 2, 3)


@pytest.mark.parametrize("category", ["IMHM-C", "ECMHM-C"])
def test_one_of_a_clinical_mentors_references_is_by_whoever_gave_the_rsc(field, category):
    tables = field.passing("2024", category)
    tables["ratings"][0]["rater"] = tables["ratings"][1]["rater"]
    tables["ratings"] = [tables["ratings"][0], tables["ratings"][2]]
    found = field.finding("2024", category, "ratings", tables)
    assert [each.because.code for each in found.excluded_items] == [Why.GAVE_NO_RSC]


# ── Internships ───────────────────────────────────────────────────────────────────────────────

BABIES, EITHER = {"IMHS", "IMHM-C"}, SPECIALISTS | CLINICAL
SUPERVISE = [
    (("2021", "2023", "2024"), {"IMHS", "IMHM-C"}, BABIES),
    (("2021", "2023", "2024"), {"ECMHS", "ECMHM-C"}, EITHER),
    (("2025",), {"IMHS", "ECMHS", "IMHM-C", "ECMHM-C"}, EITHER),
]


@pytest.mark.parametrize(
    ("edition", "category", "counts"),
    [
        pytest.param(edition, category, counts, id=f"{edition}-{category}")
        for editions, categories, counts in SUPERVISE
        for edition in editions
        for category in sorted(categories)
    ],
)
def test_up_to_a_year_of_internship_counts_under_these_supervisors_once_a_reviewer_accepts_it(
    field, edition, category, counts
):
    tables = field.passing(edition, category)
    day = field.day(edition, category)
    job = {
        **next(job for job in tables["work"] if "parent_infant_therapy" in job["services"]),
        "from": day - 800 * DAY,
        "until": day - 1 * DAY,
        "paid": False,
        "internship": True,
        "supervisor": "sue",
    }
    possible = {}
    for each in EVERYBODY:
        sue = {"id": "sue", "name": "Sue Somebody", "standing": held(each)}
        changed = {**tables, "work": [job], "colleagues": [*tables["colleagues"], sue]}
        found = field.finding(edition, category, "work", changed)
        assert (found.status, found.counted) == (Status.MISSING, 0)
        possible[each] = found.pending
    assert {each for each, months in possible.items() if months} == counts
    assert {possible[each] for each in counts} == {12 * MONTH}
