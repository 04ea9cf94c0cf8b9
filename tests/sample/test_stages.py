"""Every stage of the sample is there, as the services tell it, on the day that the lives lead up to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.sample.conftest import TODAY, Sample

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.endorsement import EndorsementStatus
from vouchbook.domain.names import AssociationCode, EndorsementId, Outcome, PayerId, VettingScope
from vouchbook.domain.policy import Stage
from vouchbook.domain.streams import APPLICATION, ROLES
from vouchbook.domain.vetting import VettingStatus
from vouchbook.sample import STAGES, Cast
from vouchbook.service import (
    explanation,
    fidelity,
    funds,
    invoices,
    licensing,
    members,
    policy_history,
    reading,
    references,
    registry,
    roster,
    statements,
    vetted,
)
from vouchbook.service.office import Office

STAFF = Principal(Role.COORDINATOR)


def _states(office: Office, who: Cast) -> list[str]:
    return [each.state for each in references.of_person(office, STAFF, who.person, TODAY)]


def _missing(office: Office, who: Cast) -> set[str]:
    assert who.application is not None
    return set(explanation.explain(office, STAFF, who.application).trace.missing)


def _application(office: Office, who: Cast) -> Any:
    return office.load(APPLICATION, str(who.application)).state


def _open_questions(office: Office, who: Cast) -> bool:
    assert who.application is not None
    return bool(explanation.explain(office, STAFF, who.application).trace.open_questions)


def _owes(office: Office, who: Cast) -> int:
    return statements.statement(office, STAFF, PayerId(who.person), TODAY).balance


def _member(office: Office, who: Cast) -> bool:
    return who.person in {each.person for each in members.members(office, STAFF, TODAY)}


def _endorsed(office: Office, who: Cast) -> dict[str, EndorsementStatus]:
    seen = reading.person(office, STAFF, who.person)
    return {
        e.category: registry.show(office, STAFF, EndorsementId(e.endorsement), TODAY).status for e in seen.endorsements
    }


def _vetting(office: Office, who: Cast) -> VettingStatus:
    rows = vetted.listing(office, STAFF, TODAY, all_=True)
    return next(row.status for row in rows if row.person == who.person)


def _on_roster(office: Office, who: Cast) -> bool:
    seen = roster.listing(office, STAFF, TODAY, scope=VettingScope.RSC)
    return any(each.person == who.person and each.listed and each.takes_outside for each in seen.providers)


def _items(office: Office, who: Cast) -> int:
    return reading.person(office, STAFF, who.person).items


IS_THERE: dict[str, Callable[[Office, Cast], bool]] = {
    "eligibility_only": lambda o, c: _items(o, c) == 0 and not reading.person(o, STAFF, c.person).applications,
    "evidence_only": lambda o, c: _items(o, c) > 0 and not reading.person(o, STAFF, c.person).applications,
    "opened_empty": lambda o, c: _items(o, c) == 0 and {"training", "ratings"} <= _missing(o, c),
    "opened_little": lambda o, c: {"training", "ratings", "signatures"} <= _missing(o, c),
    "opened_half": lambda o, c: {"rsc", "ratings"} <= _missing(o, c) and not {"training"} & _missing(o, c),
    "ready": lambda o, c: _missing(o, c) <= {"exam"} and _application(o, c).submitted is None,
    "claims_unconfirmed": lambda o, c: reading.person(o, STAFF, c.person).unconfirmed >= 2,
    "withdrawn": lambda o, c: _application(o, c).withdrawn_on is not None,
    "reference_requested": lambda o, c: set(_states(o, c)) == {"requested"},
    "reference_opened": lambda o, c: "opened" in _states(o, c),
    "reference_silent": lambda o, c: any(
        each.waiting and each.waiting > 14 for each in references.of_person(o, STAFF, c.person, TODAY)
    ),
    "reference_declined": lambda o, c: "declined" in _states(o, c),
    "reference_replaced": lambda o, c: {"replaced", "requested"} <= set(_states(o, c)),
    "reference_received": lambda o, c: _states(o, c) == ["received"] * 3,
    "membership_due": lambda o, c: _owes(o, c) > 0 and _member(o, c),
    "membership_ending": lambda o, c: any(
        0 <= (each.through - TODAY).days < 21 for each in members.members(o, STAFF, TODAY) if each.person == c.person
    ),
    "membership_lapsed": lambda o, c: not _member(o, c) and len(reading.evidence(o, STAFF, c.person)) > 0,
    "scholarship": lambda o, c: _member(o, c) and _owes(o, c) == 0,
    "invoice_unpaid": lambda o, c: any(each.open and each.due_on < TODAY for each in invoices.listing(o, STAFF, TODAY)),
    "submitted": lambda o, c: _application(o, c).under_review and not _application(o, c).reviewers,
    "review_offered": lambda o, c: bool(_application(o, c).reviewers) and not _application(o, c).accepted,
    "under_review": lambda o, c: bool(_application(o, c).answers) and not _application(o, c).completed,
    "one_review_done": lambda o, c: len(_application(o, c).completed) == 1 and len(_application(o, c).reviewers) == 2,
    "disputed": lambda o, c: bool(_application(o, c).disputed) and len(_application(o, c).completed) == 2,
    "conflict": lambda o, c: len(_application(o, c).reviewers) == 2,
    "exam_due": lambda o, c: _missing(o, c) == {"exam"} and len(_application(o, c).completed) > 0,
    "to_decide": lambda o, c: not _missing(o, c) and not _open_questions(o, c) and _application(o, c).decided is None,
    "deferred": lambda o, c: _application(o, c).decided.outcome is Outcome.DEFERRED,
    "on_hold": lambda o, c: _application(o, c).decided.outcome is Outcome.ON_HOLD,
    "approved": lambda o, c: EndorsementStatus.ACTIVE in _endorsed(o, c).values(),
    "endorsed_long": lambda o, c: (
        EndorsementStatus.ACTIVE in _endorsed(o, c).values() and not _application(o, c).closed
    ),
    "endorsement_lapsed": lambda o, c: set(_endorsed(o, c).values()) == {EndorsementStatus.LAPSED},
    "emerging": lambda o, c: _endorsed(o, c).get("ERS") is EndorsementStatus.ACTIVE,
    "endorsed_elsewhere": lambda o, c: any(
        each.kind == "standing" and not each.needs_confirming and getattr(each.facts, "holder", "") is None
        for each in reading.evidence(o, STAFF, c.person)
    ),
    "vetting_opened": lambda o, c: _vetting(o, c) is VettingStatus.OPEN,
    "vetting_interviewed": lambda o, c: _vetting(o, c) is VettingStatus.INTERVIEWED,
    "vetted": lambda o, c: _vetting(o, c) is VettingStatus.VETTED and _on_roster(o, c),
    "vetting_refused": lambda o, c: _vetting(o, c) is VettingStatus.NOT_VETTED,
    "roster": lambda o, c: _on_roster(o, c),
}


@pytest.mark.parametrize("stage", STAGES)
def test_somebody_is_at_every_stage_as_the_services_tell_it(sample: Sample, stage: str) -> None:
    there = sample.made.of(stage)
    assert there, f"nobody {STAGES[stage].says}"
    assert [who for who in there if not IS_THERE[stage](sample.office(who.association), who)] == []


def test_no_life_is_turned_down_by_the_rules_of_its_days(sample: Sample) -> None:
    assert sample.made.stopped == ()
    assert {(each.association, each.stage) for each in sample.made.cast} >= {
        (code, name) for name, stage in STAGES.items() for code in stage.people
    }


@pytest.mark.parametrize("code", ["nc", "tn", "wv"])
def test_every_association_has_its_staff(sample: Sample, code: str) -> None:
    office = sample.office(code)
    held = [role for (_, role), _ in office.load(ROLES, code).state.spans.items()]
    assert (held.count(Role.COORDINATOR), held.count(Role.BOARD)) == (1, 1)
    assert held.count(Role.REVIEWER) >= 3


def test_the_alliance_has_somebody_of_its_own(sample: Sample) -> None:
    (who,) = sample.made.of("alliance")
    assert (who.person, Role.ALLIANCE) in sample.office("alliance").load(ROLES, "alliance").state.spans


def test_a_change_of_policy_waits_for_its_second_person(sample: Sample) -> None:
    steps = policy_history.history(sample.office("nc"), STAFF)
    assert [step.stage for step in steps if step.proposed_on] == [Stage.OPEN]


def test_a_fund_has_paid_memberships_and_has_something_left(sample: Sample) -> None:
    (fund,) = funds.listing(sample.office("nc"), STAFF)
    assert 0 < fund.granted < fund.budget


def test_the_alliance_sees_deviations_and_a_licence_that_ends(sample: Sample) -> None:
    alliance = Principal(Role.ALLIANCE)
    assert fidelity.looser(sample.folder, AssociationCode("tn"), sample.office("tn").version_on(TODAY), TODAY)
    ends = [each.until for each in licensing.licences(sample.folder, alliance) if each.until]
    assert [end for end in ends if 0 < (end - TODAY).days < 100]
