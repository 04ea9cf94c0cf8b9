"""What the editions ask of those who are endorsed, each year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.names import Occasion
from vouchbook.domain.trace import Finding, Lack, Status, Why

DAY = timedelta(days=1)
ON = date(2025, 12, 31)

SPECIALISTS = ("IFS", "ECFS", "IMHS", "ECMHS")
SUPERVISORS = ("IFRS", "ECFRS")
CLINICAL = ("IMHM-C", "ECMHM-C")
WITHOUT_RSC = ("IFA", "ECFA", "IMHM-P", "IMHM-RF", "ECMHM-P", "ECMHM-RF")
OLD = [
    (edition, category)
    for edition in ("2021", "2023")
    for category in (*SPECIALISTS, *SUPERVISORS, *CLINICAL, *WITHOUT_RSC)
]
NEW = [(edition, category) for edition in ("2024", "2025") for category in (*SPECIALISTS, *CLINICAL, *WITHOUT_RSC)]

BLANK = {
    "format": "vouchbook-portfolio/1",
    "person": {"given_name": "Ada", "family_name": "Endorsed", "email": "ada@example.org"},
    "memberships": [{"association": "WAIMH", "plan": "individual", "from": "2025-01-01", "until": "2025-12-31"}],
    "colleagues": [{"id": "giver", "name": "Gives It"}],
}


def training(minutes: int, *about: str) -> dict[str, object]:
    hours = f"{minutes // 60}:{minutes % 60:02}"
    return {
        "id": f"t{minutes}",
        "title": "…",
        "from": "2025-02-01",
        "until": "2025-11-30",
        "hours": hours,
        "about": about,
    }


def session(minutes: int, **more: object) -> dict[str, object]:
    hours = f"{minutes // 60}:{minutes % 60:02}"
    return {"id": "r", "from": "2025-02-01", "until": "2025-11-30", "hours": hours, "setting": "group",
            "provider": "giver", **more}  # fmt: skip


def renewal(field, edition: str, category: str, requirement: str, **tables: object) -> Finding:
    finding: Finding = field.finding(edition, category, requirement, {**BLANK, **tables}, ON, Occasion.RENEWAL)
    return finding


def asked(field, edition: str, category: str, **tables: object) -> list[str]:
    trace = field.trace(edition, category, {**BLANK, **tables}, ON, Occasion.RENEWAL)
    return [finding.requirement for finding in trace.findings]


@pytest.mark.parametrize(("edition", "category"), OLD)
def test_until_2023_fifteen_hours_and_none_of_them_about_anything(field, edition, category):
    assert renewal(field, edition, category, "training", training=[training(900)]).status is Status.MET
    short = renewal(field, edition, category, "training", training=[training(899)])
    assert (short.status, short.lacking[0].amount) == (Status.MISSING, 1)


@pytest.mark.parametrize(("edition", "category"), NEW)
def test_since_2024_one_hour_of_the_fifteen_is_about_deia(field, edition, category):
    enough = [training(840), training(60, "deia")]
    assert renewal(field, edition, category, "training", training=enough).status is Status.MET
    short = renewal(field, edition, category, "training", training=[training(839), training(60, "deia")])
    assert [(lack.code, lack.amount) for lack in short.lacking] == [(Lack.AMOUNT, 1)]
    other = renewal(field, edition, category, "training", training=[training(841), training(59, "deia")])
    assert [(lack.code, lack.name, lack.amount) for lack in other.lacking] == [(Lack.PART, "deia", 1)]


@pytest.mark.parametrize(("edition", "category"), [*OLD, *NEW])
def test_who_gives_rsc_learns_about_it_for_three_hours(field, edition, category):
    gives = {"attestations": [{"statement": "gives_rsc", "given_on": "2025-01-15"}]}
    rest = [training(720), training(60, "deia")]
    for minutes, status in ((180, Status.MET), (179, Status.MISSING)):
        hours = [*rest, training(minutes, "rsc")]
        assert renewal(field, edition, category, "training", training=hours, **gives).status is status
    assert renewal(field, edition, category, "training", training=[*rest, training(180)]).status is Status.MET


@pytest.mark.parametrize(
    ("edition", "category"), [each for each in (*OLD, *NEW) if each[1] in (*SPECIALISTS, *SUPERVISORS)]
)
def test_specialists_go_on_with_twelve_hours_of_rsc(field, edition, category):
    assert renewal(field, edition, category, "rsc", rsc=[session(720)]).status is Status.MET
    assert renewal(field, edition, category, "rsc", rsc=[session(719)]).status is Status.MISSING
    last_year = session(720, **{"from": "2024-12-31"})
    found = renewal(field, edition, category, "rsc", rsc=[last_year])
    assert found.excluded_items[0].because.code is Why.OUTSIDE_CYCLE


@pytest.mark.parametrize(("edition", "category"), [each for each in (*OLD, *NEW) if each[1] in WITHOUT_RSC])
def test_the_others_are_asked_for_training_and_membership_alone(field, edition, category):
    assert asked(field, edition, category) == ["training", "membership"]


@pytest.mark.parametrize(("edition", "category"), [each for each in (*OLD, *NEW) if each[1] in CLINICAL])
def test_a_clinical_mentor_of_three_years_needs_ten_hours_peers_included_and_a_newer_one_twelve(
    field, edition, category
):
    def held(since: date) -> dict[str, object]:
        return {"endorsements": [{"as": category, "association": "mi", "from": since}]}

    long, newly = held(date(2022, 12, 31)), held(date(2023, 1, 1))
    assert asked(field, edition, category, **long) == ["training", "rsc_after_three_years", "membership"]
    assert asked(field, edition, category, **newly) == ["training", "rsc", "membership"]
    for minutes, status in ((600, Status.MET), (599, Status.MISSING)):
        rsc = [session(minutes, peer=True)]
        assert renewal(field, edition, category, "rsc_after_three_years", rsc=rsc, **long).status is status
    for minutes, status in ((720, Status.MET), (719, Status.MISSING)):
        assert renewal(field, edition, category, "rsc", rsc=[session(minutes)], **newly).status is status
    peers = renewal(field, edition, category, "rsc", rsc=[session(720, peer=True)], **newly)
    assert (peers.status, peers.counted) == (Status.MISSING, 0)


@pytest.mark.parametrize("edition", ["2024", "2025"])
def test_the_add_on_asks_for_three_hours_about_rsc_and_twelve_of_it(field, edition):
    assert asked(field, edition, "ERS") == ["training", "rsc", "membership"]
    for minutes, status in ((180, Status.MET), (179, Status.MISSING)):
        found = renewal(field, edition, "ERS", "training", training=[training(60), training(minutes, "rsc")])
        assert found.status is status
    for minutes, status in ((720, Status.MET), (719, Status.MISSING)):
        assert renewal(field, edition, "ERS", "rsc", rsc=[session(minutes)]).status is status


@pytest.mark.parametrize(("edition", "category"), [*OLD, *NEW, ("2024", "ERS"), ("2025", "ERS")])
def test_membership_goes_on_with_any_association_of_the_field(field, edition, category):
    assert renewal(field, edition, category, "membership").status is Status.MET
    of = {**BLANK["memberships"][0]}  # type: ignore[index]
    for association, status in (("nc", Status.MET), ("alliance", Status.MET), ("Chess Club", Status.MISSING)):
        found = renewal(field, edition, category, "membership", memberships=[{**of, "association": association}])
        assert found.status is status
