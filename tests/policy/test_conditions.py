"""Every condition of ``where``, on both sides: what holds counts, what does not says which condition failed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.policy.by_hand import GIVE_RSC, finding, hours, months, policy, rsc, training, work

from vouchbook.domain.evidence import Facts, Licence, LicenceKind
from vouchbook.domain.names import About, Area, DegreeLevel, ServiceKind, Setting, With
from vouchbook.domain.trace import Finding, Status, Why
from vouchbook.policy.months import MONTH
from vouchbook.policy.rules import Where

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))


def of_work(where: Where, *found: Facts) -> Finding:
    return finding(policy(months(1, where=where)), *found)


@pytest.mark.parametrize(
    ("where", "holds", "fails", "why"),
    [
        (Where(paid=True), {"paid": True}, {}, Why.NOT_PAID),
        (Where(paid=False), {}, {"paid": True}, "paid"),
        (Where(supervised=True), {"supervised": True}, {}, Why.NOT_SUPERVISED),
        (Where(internship=True), {"internship": True}, {}, Why.NOT_INTERNSHIP),
        (Where(internship=False), {}, {"internship": True}, "internship"),
        (Where(volunteer=True), {"volunteer": True}, {}, "volunteer"),
        (Where(specialised_training=True), {"specialised_training": True}, {}, "specialised_training"),
        (Where(with_=(With.INFANT, With.PARENT)), {"with_": tuple(With)}, {"with_": (With.INFANT,)}, Why.NOT_WITH),
        (
            Where(services=(ServiceKind.POLICY, ServiceKind.TEACHING)),
            {"services": (ServiceKind.TEACHING, ServiceKind.RESEARCH, ServiceKind.POLICY)},
            {"services": (ServiceKind.TEACHING,)},
            Why.SERVICES_LACKING,
        ),
        (
            Where(services_any=(ServiceKind.POLICY, ServiceKind.TEACHING)),
            {"services": (ServiceKind.TEACHING,)},
            {"services": (ServiceKind.RESEARCH,)},
            Why.SERVICES_LACKING,
        ),
        (Where(peer=False), {}, None, None),  # absent is false, also where an item cannot say it
        (Where(about=(About.RSC,)), None, {}, "about"),
        (Where(covers_competency=True), None, {}, "covers_competency"),
        (Where(licensed=True), None, {}, "licensed"),
        (Where(after_degree=DegreeLevel.BACHELOR), None, {}, Why.NO_DEGREE),
    ],
)
def test_of_work(where: Where, holds: dict[str, Any] | None, fails: dict[str, Any] | None, why: object) -> None:
    if holds is not None:
        assert of_work(where, work(*JANUARY, **holds)).counted == MONTH
    if fails is not None:
        found = of_work(where, work(*JANUARY, **fails))
        because = found.excluded_items[0].because
        assert found.counted == 0
        assert because.code is why or (because.code, because.name) == (Why.CONDITION_NOT_MET, why)


@pytest.mark.parametrize(
    ("where", "holds", "fails"),
    [
        (Where(about=(About.RSC, About.DEIA)), {"about": (About.DEIA,)}, {"about": (About.RSC_GIVEN,)}),
        (Where(setting=(Setting.GROUP,)), {"setting": Setting.GROUP}, {"setting": Setting.INDIVIDUAL}),
        (Where(covers_competency=True), {"areas": (Area.THINKING,)}, {}),
        (Where(covers_competency=False), {}, {"areas": (Area.THINKING,)}),
        (Where(peer=False), {}, {"peer": True}),
        (Where(peer=True), {"peer": True}, {}),
    ],
)
def test_of_sessions(where: Where, holds: dict[str, Any], fails: dict[str, Any]) -> None:
    asked = policy(hours(1, where=where))
    assert finding(asked, rsc(1, **holds)).status is Status.MET
    assert finding(asked, rsc(1, **fails)).status is Status.MISSING


def test_a_training_is_no_session_in_any_setting() -> None:
    asked = policy(hours(1, "training", where=Where(setting=(Setting.GROUP,))))
    assert finding(asked, training(1)).status is Status.MISSING


@pytest.mark.parametrize(
    ("licensed", "counted"),
    [(True, MONTH // 31 * 10), (False, MONTH // 31 * 21)],
)
def test_work_while_licensed_counts_on_the_days_of_the_licence(licensed: bool, counted: int) -> None:
    licence = Licence(LicenceKind.MENTAL_HEALTH, date(2026, 1, 11), date(2026, 1, 20))
    found = of_work(Where(licensed=licensed), work(*JANUARY), licence)
    assert found.counted == counted


def test_a_licence_of_another_kind_is_none_for_mental_health() -> None:
    assert of_work(Where(licensed=True), work(*JANUARY), Licence(LicenceKind.OTHER, date(2020, 1, 1))).counted == 0


def test_all_conditions_must_hold_and_the_first_that_fails_is_said() -> None:
    asked = policy(hours(1, where=Where(peer=False, given_by=GIVE_RSC)))
    assert finding(asked, rsc(1, peer=True)).excluded_items[0].because.code is Why.PEER
    assert finding(asked, rsc(1)).excluded_items[0].because.code is Why.PROVIDER_WITHOUT_STANDING
