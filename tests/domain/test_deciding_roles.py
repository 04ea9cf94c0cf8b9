"""Roles: given from a day on, ended from a day on, given again; never two at once, never out of order."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from vouchbook.domain.authorize import Role
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.roles import NONE_GIVEN, Command, End, Event, Give, RoleEnded, RoleGiven, Roles, decide
from vouchbook.domain.streams import ROLES
from vouchbook.testing import given

ANA, ROSA, DAY = PersonId("p-ana"), PersonId("p-rosa"), date(2026, 11, 20)
NEXT = DAY + timedelta(days=1)
OFFERED = (Role.COORDINATOR, Role.BOARD, Role.REVIEWER)


def give(person: PersonId = ANA, role: Role = Role.COORDINATOR, on: date = DAY) -> Give:
    return Give(person, role, on, OFFERED)


def gave(person: PersonId = ANA, role: Role = Role.COORDINATOR, on: date = DAY) -> RoleGiven:
    return RoleGiven(person, role, on)


def held(*events: Event) -> Roles:
    return ROLES.fold(events)


def test_a_role_is_given() -> None:
    given().when(give()).then(gave())


def test_giving_a_role_that_is_held_records_nothing() -> None:
    given(gave()).when(give(on=NEXT)).then_nothing()


def test_somebody_may_hold_several_roles_and_a_role_several_people() -> None:
    given(gave()).when(give(role=Role.REVIEWER)).then(gave(role=Role.REVIEWER))
    given(gave()).when(give(ROSA)).then(gave(ROSA))


@pytest.mark.parametrize("role", [Role.ALLIANCE, Role.APPLICANT, Role.RATER, Role.ANYONE], ids=str)
def test_a_role_that_the_book_does_not_offer_is_refused(role: Role) -> None:
    given().when(give(role=role)).then_refused("role_not_given")


def test_a_role_is_ended() -> None:
    given(gave()).when(End(ANA, Role.COORDINATOR, NEXT)).then(RoleEnded(ANA, Role.COORDINATOR, NEXT))


def test_ending_a_role_that_has_ended_records_nothing() -> None:
    given(gave(), RoleEnded(ANA, Role.COORDINATOR, DAY)).when(End(ANA, Role.COORDINATOR, NEXT)).then_nothing()


def test_a_role_that_was_never_given_cannot_end() -> None:
    given(gave()).when(End(ANA, Role.BOARD, NEXT)).then_refused("role_not_held")
    given(gave()).when(End(ROSA, Role.COORDINATOR, NEXT)).then_refused("role_not_held")


def test_a_role_that_ended_may_be_given_again_on_the_same_day() -> None:
    ended = RoleEnded(ANA, Role.COORDINATOR, NEXT)
    given(gave(), ended).when(give(on=NEXT)).then(gave(on=NEXT))


def test_a_step_before_the_last_one_is_refused() -> None:
    ended = RoleEnded(ANA, Role.COORDINATOR, NEXT)
    given(gave(on=NEXT)).when(End(ANA, Role.COORDINATOR, DAY)).then_refused("role_step_before")
    given(gave(), ended).when(give(on=DAY)).then_refused("role_step_before")


def test_a_role_is_held_from_its_first_day_and_not_on_the_day_it_ends() -> None:
    roles = held(gave(), RoleEnded(ANA, Role.COORDINATOR, DAY + timedelta(days=7)))
    assert roles.of(ANA, DAY - timedelta(days=1)) == frozenset()
    assert roles.of(ANA, DAY) == {Role.COORDINATOR}
    assert roles.of(ANA, DAY + timedelta(days=6)) == {Role.COORDINATOR}
    assert roles.of(ANA, DAY + timedelta(days=7)) == frozenset()


def test_a_role_given_and_ended_on_one_day_was_never_held() -> None:
    assert held(gave(), RoleEnded(ANA, Role.COORDINATOR, DAY)).of(ANA, DAY) == frozenset()


def test_nobody_in_particular_holds_nothing() -> None:
    assert held(gave()).of(None, DAY) == frozenset()
    assert held(gave()).of(ROSA, DAY) == frozenset()


DAYS = st.dates(DAY, DAY + timedelta(days=5))
COMMANDS = st.one_of(
    st.builds(give, st.sampled_from([ANA, ROSA]), st.sampled_from(OFFERED), DAYS),
    st.builds(End, st.sampled_from([ANA, ROSA]), st.sampled_from(OFFERED), DAYS),
)


@given_any(st.lists(COMMANDS, max_size=30))
def test_whatever_is_asked_spans_follow_each_other_and_replay_to_the_same(commands: list[Command]) -> None:
    events: list[Event] = []
    for command in commands:
        try:
            events += decide(command, held(*events))
        except Refused:
            continue
    roles = held(*events)
    assert ROLES.fold(events, NONE_GIVEN) == roles
    for spans in roles.spans.values():
        for earlier, later in pairwise(spans):
            assert earlier.until is not None
            assert earlier.first <= earlier.until <= later.first
