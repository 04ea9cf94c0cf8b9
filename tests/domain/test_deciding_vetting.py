"""Vetting: opened, talked with, decided on, ended early; nobody does it for themself, and nothing before its time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.evidence import Standing
from vouchbook.domain.names import (
    AssociationCode,
    ColleagueId,
    EndorsementId,
    PersonId,
    Relation,
    VettingId,
    VettingScope,
)
from vouchbook.domain.streams import VETTING
from vouchbook.domain.vetting import (
    Decide,
    End,
    EndCause,
    Interview,
    Offer,
    Open,
    VettedBy,
    VettingDecided,
    VettingEnded,
    VettingInterviewed,
    VettingOpened,
    VettingStatus,
)
from vouchbook.testing import given, sealed

OPENED, SPOKEN, DECIDED = date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)
SUNSET = date(2027, 12, 21)
DAY = timedelta(days=1)
V, NORA, INGRID = VettingId("v-1"), PersonId("p-nora"), PersonId("p-ingrid")
RSC = VettingScope.RSC
NOTES, WHY = sealed("knows the competencies", NORA), sealed("ten years of giving RSC", NORA)
OFFER = Offer(VettedBy.INTERVIEW, SUNSET)

BEGUN = VettingOpened(V, NORA, RSC, OPENED)
TALKED = VettingInterviewed(INGRID, VettedBy.INTERVIEW, SPOKEN, NOTES)
VETTED = VettingDecided(True, DECIDED, WHY, None)
TURNED_DOWN = VettingDecided(False, DECIDED, WHY, None)


def open_(on: date = OPENED, offer: Offer | None = OFFER) -> Open:
    return Open(V, NORA, RSC, on, offer)


def interview(
    on: date = SPOKEN,
    by: PersonId | None = INGRID,
    how: VettedBy = VettedBy.INTERVIEW,
    offer: Offer | None = OFFER,
    conflicts: tuple[Relation, ...] = (),
) -> Interview:
    return Interview(by, how, on, NOTES, offer, today=SPOKEN, conflicts=conflicts)


def decide(
    vetted: bool = True,
    on: date = DECIDED,
    by: PersonId | None = INGRID,
    until: date | None = None,
    offer: Offer | None = OFFER,
    conflicts: tuple[Relation, ...] = (),
) -> Decide:
    return Decide(by, vetted, on, WHY, until, offer, conflicts)


def end(on: date, cause: EndCause = EndCause.WITHDRAWN) -> End:
    return End(on, cause, WHY if cause is EndCause.WITHDRAWN else None)


# ── Its way ───────────────────────────────────────────────────────────────────────────────────


def test_somebody_is_vetted_from_opening_to_decision() -> None:
    given().when(open_()).then(BEGUN)
    given(BEGUN).when(interview()).then(TALKED)
    given(BEGUN, TALKED).when(decide()).then(VETTED)


def test_who_is_turned_down_is_told_why_and_counts_on_no_day() -> None:
    given(BEGUN, TALKED).when(decide(vetted=False)).then(TURNED_DOWN)
    assert VETTING.fold([BEGUN, TALKED, TURNED_DOWN]).held(AssociationCode("nc")) is None


def test_asking_twice_records_nothing() -> None:
    given(BEGUN).when(open_()).then_nothing()
    given(BEGUN, TALKED).when(interview()).then_nothing()
    given(BEGUN, TALKED, VETTED).when(decide()).then_nothing()
    given(BEGUN, TALKED, VETTED, VettingEnded(DECIDED, EndCause.WITHDRAWN, WHY)).when(end(DECIDED)).then_nothing()


def test_several_interviews_may_be_held_before_the_decision() -> None:
    again = VettingInterviewed(INGRID, VettedBy.PHONE_CALL, SPOKEN, NOTES)
    given(BEGUN, TALKED).when(interview(how=VettedBy.PHONE_CALL, offer=Offer(VettedBy.PHONE_CALL))).then(again)


@pytest.mark.parametrize("command", [interview(), decide(), end(DECIDED)], ids=lambda each: type(each).__name__)
def test_nothing_comes_before_the_opening(command) -> None:
    given().when(command).then_refused("vetting_not_opened")


def test_no_decision_comes_before_an_interview() -> None:
    given(BEGUN).when(decide()).then_refused("not_interviewed", vetting=V)
    given(BEGUN).when(decide(vetted=False)).then_refused("not_interviewed", vetting=V)


def test_no_interview_lies_in_the_future() -> None:
    given(BEGUN).when(interview(SPOKEN + DAY)).then_refused("interview_after_today", on=SPOKEN + DAY, today=SPOKEN)


def test_each_step_is_dated_on_the_day_of_the_last_one_or_later() -> None:
    given(BEGUN).when(interview(OPENED)).then(VettingInterviewed(INGRID, VettedBy.INTERVIEW, OPENED, NOTES))
    given(BEGUN).when(interview(OPENED - DAY)).then_refused("vetting_step_before", on=OPENED - DAY, until=OPENED)
    given(BEGUN, TALKED).when(decide(on=SPOKEN)).then(VettingDecided(True, SPOKEN, WHY, None))
    given(BEGUN, TALKED).when(decide(on=SPOKEN - DAY)).then_refused("vetting_step_before", until=SPOKEN)
    given(BEGUN, TALKED, VETTED).when(end(DECIDED)).then(VettingEnded(DECIDED, EndCause.WITHDRAWN, WHY))
    given(BEGUN, TALKED, VETTED).when(end(DECIDED - DAY)).then_refused("vetting_step_before", until=DECIDED)


def test_what_is_decided_is_not_talked_about_or_decided_otherwise() -> None:
    given(BEGUN, TALKED, VETTED).when(interview(by=None)).then_refused("vetting_over", vetting=V)
    given(BEGUN, TALKED, VETTED).when(decide(vetted=False)).then_refused("vetting_decided", vetting=V, on=DECIDED)
    given(BEGUN, TALKED, VETTED).when(decide(until=SUNSET)).then_refused("vetting_decided")


# ── Who may ───────────────────────────────────────────────────────────────────────────────────


def test_nobody_interviews_themself_or_decides_on_themself() -> None:
    given(BEGUN).when(interview(by=NORA)).then_refused("own_vetting", person=NORA)
    given(BEGUN, TALKED).when(decide(by=NORA)).then_refused("own_vetting", person=NORA)
    given(BEGUN, TALKED).when(decide(by=NORA, vetted=False)).then_refused("own_vetting", person=NORA)


def test_nobody_interviews_or_decides_who_is_no_neutral_judge() -> None:
    close = (Relation.SAME_EMPLOYER,)
    given(BEGUN).when(interview(conflicts=close)).then_refused("vetting_conflict", relations=("same_employer",))
    given(BEGUN, TALKED).when(decide(conflicts=close)).then_refused("vetting_conflict", relations=("same_employer",))


# ── What policy says ──────────────────────────────────────────────────────────────────────────


def test_where_policy_has_no_vetting_for_the_scope_nobody_is_vetted() -> None:
    given().when(open_(offer=None)).then_refused("vetting_not_offered", scope=RSC, on=OPENED)
    given(BEGUN).when(interview(offer=None)).then_refused("vetting_not_offered")
    given(BEGUN, TALKED).when(decide(offer=None)).then_refused("vetting_not_offered")


def test_vetting_begins_and_is_decided_through_the_sunset_and_not_after() -> None:
    given().when(open_(SUNSET)).then(VettingOpened(V, NORA, RSC, SUNSET))
    given().when(open_(SUNSET + DAY)).then_refused("vetting_closed", scope=RSC, until=SUNSET)
    given(BEGUN, TALKED).when(decide(on=SUNSET)).then(VettingDecided(True, SUNSET, WHY, None))
    given(BEGUN, TALKED).when(decide(on=SUNSET + DAY)).then_refused("vetting_closed", scope=RSC, until=SUNSET)


def test_after_the_sunset_one_can_still_say_no_so_that_nothing_stays_open() -> None:
    late = VettingDecided(False, SUNSET + DAY, WHY, None)
    given(BEGUN, TALKED).when(decide(vetted=False, on=SUNSET + DAY)).then(late)


def test_a_phone_call_is_enough_where_policy_asks_for_one_and_an_interview_always_is() -> None:
    call = VettedBy.PHONE_CALL
    given(BEGUN).when(interview(how=call)).then_refused("interview_needed", scope=RSC)
    given(BEGUN).when(interview(how=call, offer=Offer(call))).then(VettingInterviewed(INGRID, call, SPOKEN, NOTES))
    given(BEGUN).when(interview(offer=Offer(call))).then(TALKED)


# ── Its days ──────────────────────────────────────────────────────────────────────────────────


def test_a_decision_may_give_a_last_day_of_its_own() -> None:
    given(BEGUN, TALKED).when(decide(until=DECIDED)).then(VettingDecided(True, DECIDED, WHY, DECIDED))
    given(BEGUN, TALKED).when(decide(until=DECIDED - DAY)).then_refused("vetting_ends_before_it_begins")
    given(BEGUN, TALKED).when(decide(vetted=False, until=DECIDED)).then_refused("no_days_for_not_vetted")


def test_an_endorsement_or_a_withdrawal_ends_it_early() -> None:
    on = date(2026, 9, 1)
    given(BEGUN, TALKED, VETTED).when(end(on)).then(VettingEnded(on, EndCause.WITHDRAWN, WHY))
    endorsed = End(on, EndCause.ENDORSED, None, EndorsementId("e-1"))
    given(BEGUN, TALKED, VETTED).when(endorsed).then(VettingEnded(on, EndCause.ENDORSED, None, EndorsementId("e-1")))
    given(BEGUN).when(end(OPENED)).then(VettingEnded(OPENED, EndCause.WITHDRAWN, WHY))


def test_what_has_ended_cannot_end_for_another_reason_or_go_on() -> None:
    ended = VettingEnded(DECIDED, EndCause.ENDORSED, None)
    given(BEGUN, TALKED, VETTED, ended).when(end(DECIDED)).then_refused("vetting_over", vetting=V)
    given(BEGUN, VettingEnded(OPENED, EndCause.WITHDRAWN, WHY)).when(interview()).then_refused("vetting_over")
    given(BEGUN, TALKED, VettingEnded(SPOKEN, EndCause.WITHDRAWN, WHY)).when(decide()).then_refused("vetting_over")


def test_what_never_counted_or_has_run_out_cannot_end() -> None:
    given(BEGUN, TALKED, TURNED_DOWN).when(end(DECIDED)).then_refused("was_not_vetted", vetting=V)
    short = VettingDecided(True, DECIDED, WHY, DECIDED + DAY)
    given(BEGUN, TALKED, short).when(end(DECIDED + DAY)).then(VettingEnded(DECIDED + DAY, EndCause.WITHDRAWN, WHY))
    given(BEGUN, TALKED, short).when(end(DECIDED + 2 * DAY)).then_refused("vetting_ran_out", until=DECIDED + DAY)


def test_where_it_stands_is_a_question_of_the_day() -> None:
    state = VETTING.fold([BEGUN, TALKED, VETTED, VettingEnded(date(2026, 9, 1), EndCause.WITHDRAWN, WHY)])
    for on, status in (
        (OPENED - DAY, VettingStatus.NOT_OPENED),
        (OPENED, VettingStatus.OPEN),
        (SPOKEN - DAY, VettingStatus.OPEN),
        (SPOKEN, VettingStatus.INTERVIEWED),
        (DECIDED - DAY, VettingStatus.INTERVIEWED),
        (DECIDED, VettingStatus.VETTED),
        (date(2026, 9, 1), VettingStatus.VETTED),
        (date(2026, 9, 2), VettingStatus.WITHDRAWN),
    ):
        assert state.status(on) is status, on


def test_a_last_day_of_its_own_ends_it_without_an_event() -> None:
    state = VETTING.fold([BEGUN, TALKED, VettingDecided(True, DECIDED, WHY, date(2026, 12, 31))])
    assert state.status(date(2026, 12, 31)) is VettingStatus.VETTED
    assert state.status(date(2027, 1, 1)) is VettingStatus.RUN_OUT


def test_what_the_rules_read_of_it_is_a_standing_of_the_days_on_which_it_counts() -> None:
    nc, mentor = AssociationCode("nc"), ColleagueId("c-1")
    item = VETTING.fold([BEGUN, TALKED, VETTED, VettingEnded(date(2026, 9, 1), EndCause.ENDORSED, None)]).held(
        nc, mentor
    )
    assert item is not None
    assert item.facts == Standing(mentor, nc, DECIDED, date(2026, 9, 1), vetted=RSC)
