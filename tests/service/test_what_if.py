"""What would be if: the days to come, what waits for a reviewer, what waits to be confirmed, and other sheets."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from tests.service.conftest import TODAY, Asking
from tests.service.journey import Journey
from tests.service.references import Referenced

from vouchbook.domain.evidence import Education, PersonWords, Work
from vouchbook.domain.names import DegreeLevel, EmployerKey, ItemId, Outcome, PersonId, ServiceKind, Source, With
from vouchbook.domain.trace import Status
from vouchbook.letters import what_if as said
from vouchbook.service import evidence, own_elsewhere, person, progress
from vouchbook.service.evidence import Claims
from vouchbook.service.office import Office
from vouchbook.service.what_if import WhatIf, what_if

MASTER = Education(DegreeLevel.MASTER, date(2020, 6, 1), True)
SERVICES = (ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT, ServiceKind.PARENT_INFANT_THERAPY)


def started(nc: Office, ask: Asking, *facts: object) -> Journey:
    """Somebody who has documented this much and no more."""
    journey = Journey(nc, ask)
    journey.person = register(nc, ask)
    items = tuple((each, {"role": "therapist"}) for each in facts)
    evidence.record(nc, ask("applicant", journey.person), journey.person, items)  # type: ignore[arg-type]
    return journey.opened()


def register(nc: Office, ask: Asking) -> PersonId:
    words = PersonWords("Wanda", "Waiting", "wanda@example.org")
    return PersonId(person.register(nc, ask(), words).result["person"])


def job(first: date, **more: object) -> Work:
    return Work(
        first=first, employer=EmployerKey("e"), paid=True, supervised=True, with_=(With.INFANT, With.PARENT),
        services=SERVICES, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def asked(way: Journey, key: str) -> tuple[progress.Progress, WhatIf]:
    principal = way.ask("applicant", way.person).principal
    found = progress.of_application(way.office, principal, way.application)
    return found, what_if(way.office, found, found.finding(key))


def test_a_running_job_says_the_day_on_which_its_months_are_full(nc: Office, ask: Asking) -> None:
    way = started(nc, ask, MASTER, job(date(2025, 6, 21)))
    found, if_ = asked(way, "work")
    assert if_.met_on == date(2027, 6, 20)
    assert [*said.coming(found.finding("work"), if_.met_on, if_.ends_on)] == [
        "At your current job, this will be met on June 20, 2027."
    ]


def test_a_degree_that_only_reviewers_may_accept_is_met_once_they_do(nc: Office, ask: Asking) -> None:
    way = started(nc, ask, Education(DegreeLevel.BACHELOR, date(2020, 6, 1), True))
    found, if_ = asked(way, "education")
    assert found.finding("education").status is Status.JUDGEMENT
    assert if_.accepted is not None
    assert if_.accepted.status is Status.MET
    assert [*said.if_accepted(if_.accepted, if_.accepted_on, found.version)] == [
        "If what waits for review is accepted, this is met."
    ]


def test_what_only_has_to_be_confirmed_is_told_apart_from_what_is_missing(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).imported().opened()
    found, if_ = asked(way, "rsc")
    assert found.finding("rsc").status is Status.MISSING
    assert if_.confirmed is not None
    assert if_.confirmed.status is Status.MET
    assert [*said.if_confirmed(if_.confirmed, found.version)] == [
        "If everything that waits to be confirmed is confirmed, this is met."
    ]


def test_confirming_is_seen_at_once_though_answers_are_kept(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).imported().opened()
    assert asked(way, "rsc")[0].finding("rsc").status is Status.MISSING
    way.confirmed("standing")
    found, if_ = asked(way, "rsc")
    assert found.finding("rsc").status is Status.MET
    assert if_.confirmed is None


def test_a_membership_that_ends_within_ninety_days_ends_soon(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).ready_to_submit()
    _, if_ = asked(way, "membership")
    assert if_.ends_on == date(2026, 12, 31)
    assert if_.ends_soon(TODAY)
    assert not if_.ends_soon(date(2026, 10, 1))
    assert if_.ends_soon(date(2026, 10, 2))


def test_of_references_nothing_is_said_of_days_to_come(nc: Office, ask: Asking, tmp_path: Path) -> None:
    way = Referenced(nc, ask, tmp_path)
    way.all_three()
    assert asked(way, "ratings")[1] == WhatIf()


def test_what_was_submitted_does_not_change_with_the_days(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).ready_to_submit().submitted()
    assert asked(way, "membership")[1] == WhatIf()


def test_a_deferred_application_looks_ahead_again(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).ready_to_decide()
    way.decided(Outcome.DEFERRED)
    assert asked(way, "membership")[1].ends_on == date(2026, 12, 31)


# ── Other sheets ──────────────────────────────────────────────────────────────────────────────


def test_other_categories_are_held_against_the_same_evidence_the_nearest_first(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).ready_to_submit()
    found = own_elsewhere.other_categories(nc, asked(way, "work")[0])
    assert "IMHS" not in {each.category for each in found}
    assert [len(each.missing) for each in found] == sorted(len(each.missing) for each in found)
    ifa = next(each for each in found if each.category == "IFA")
    assert ifa.missing == ("training",) or ifa.missing == ()


def test_other_states_answer_line_by_line_and_never_about_references(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).ready_to_submit()
    others = own_elsewhere.other_associations(nc, asked(way, "work")[0])
    assert {"nc", "tn"} <= {each.code for each in others.page.associations}
    assert not {"ratings", "competencies"} & {line.key for line in others.lines}
    training = next(line for line in others.lines if line.key == "training")
    assert set(training.answers) >= {"nc", "tn"}


# ── Who may, and what is kept ─────────────────────────────────────────────────────────────────


def test_evidence_that_is_taken_back_is_seen_at_once(nc: Office, ask: Asking) -> None:
    way = started(nc, ask, MASTER, job(date(2025, 6, 21)))
    found, _ = asked(way, "work")
    assert found.finding("education").status is Status.MET
    (degree,) = (item.id for item in found.case.person.state.evidence if item.facts == MASTER)
    evidence.withdraw(nc, ask("applicant", way.person), way.person, ItemId(degree))
    assert asked(way, "work")[0].finding("education").status is Status.MISSING


def test_a_claim_that_a_registry_confirms_is_seen_at_once(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).imported().opened()
    before = asked(way, "rsc")[0]
    evidence.confirm(nc, ask(), way.person, Claims(kinds=("standing",)), source=Source.REGISTRY, where="seen")
    assert asked(way, "rsc")[0].trace != before.trace


def test_the_next_day_is_another_evaluation(nc: Office, ask: Asking) -> None:
    way = started(nc, ask, MASTER, job(date(2025, 6, 21)))
    today = asked(way, "work")[0]
    nc.edge = type(nc.edge)(lambda: datetime(2026, 11, 21, 17, 0, tzinfo=UTC))
    tomorrow = asked(way, "work")[0]
    assert tomorrow.finding("work").counted > today.finding("work").counted


def test_reviewers_answers_stay_theirs_until_the_decision(nc: Office, ask: Asking) -> None:
    way = Journey(nc, ask).ready_to_submit().submitted()
    before = asked(way, "work")[0].trace
    way.panel().reviewed()
    assert asked(way, "work")[0].trace == before
