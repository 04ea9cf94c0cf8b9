"""The roster: entered by who counts, changed, left; and which colleague is which person of the book."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.names import ColleagueId, KeyedDigest, PersonId, Source
from vouchbook.domain.person import ColleagueIdentified, EvidenceRecorded, Identify, PersonRegistered
from vouchbook.domain.provider import Change, Delist, List, ProviderChanged, ProviderDelisted, ProviderListed
from vouchbook.domain.streams import PERSON, PROVIDER
from vouchbook.testing import colleague, given, item, sealed

ON = date(2026, 11, 20)
DAY = timedelta(days=1)
NORA, ROSA, TOMAS = PersonId("p-nora"), PersonId("p-rosa"), PersonId("p-tomas")
LISTED = ProviderListed(NORA, 4, takes_outside=True, on=ON)


def list_(capacity: int | None = 4, outside: bool = True, on: date = ON, counts: bool = True) -> List:
    return List(NORA, capacity, outside, on, counts)


# ── The roster ────────────────────────────────────────────────────────────────────────────────


def test_who_counts_is_entered_with_what_they_say_of_how_many_they_take() -> None:
    given().when(list_()).then(LISTED)
    given().when(list_(None, outside=False)).then(ProviderListed(NORA, None, takes_outside=False, on=ON))
    given().when(list_(0)).then(ProviderListed(NORA, 0, takes_outside=True, on=ON))


def test_who_does_not_count_is_not_entered() -> None:
    given().when(list_(counts=False)).then_refused("provider_without_standing", person=NORA, on=ON)


def test_who_is_on_it_is_changed_and_not_entered_twice() -> None:
    given(LISTED).when(list_()).then_nothing()
    given(LISTED).when(list_(5)).then_refused("provider_listed", person=NORA)
    given(LISTED).when(Change(5, takes_outside=True, on=ON)).then(ProviderChanged(5, takes_outside=True, on=ON))
    given(LISTED).when(Change(4, takes_outside=True, on=ON)).then_nothing()


def test_one_can_leave_and_come_back() -> None:
    left = ProviderDelisted(ON + DAY)
    given(LISTED).when(Delist(ON + DAY)).then(left)
    given(LISTED, left).when(Delist(ON + DAY)).then_nothing()
    given(LISTED, left).when(Change(5, takes_outside=True, on=ON + DAY)).then_refused("provider_not_listed")
    given(LISTED, left).when(list_(2, on=ON + DAY)).then(ProviderListed(NORA, 2, takes_outside=True, on=ON + DAY))
    given(LISTED, left).when(list_(2)).then_refused("roster_step_before", on=ON, until=ON + DAY)


@pytest.mark.parametrize("command", [Change(5, takes_outside=True, on=ON), Delist(ON)], ids=["changed", "left"])
def test_who_is_not_on_it_can_neither_be_changed_nor_leave(command) -> None:
    given().when(command).then_refused("provider_not_listed")


def test_fewer_than_nobody_can_be_taken_by_nobody() -> None:
    given().when(list_(-1)).then_refused("capacity_negative", capacity=-1)
    given(LISTED).when(Change(-1, takes_outside=True, on=ON)).then_refused("capacity_negative")


def test_no_step_is_dated_before_the_last_one() -> None:
    given(LISTED).when(Change(5, takes_outside=True, on=ON - DAY)).then_refused("roster_step_before", until=ON)
    given(LISTED).when(Delist(ON - DAY)).then_refused("roster_step_before", until=ON)


def test_the_place_on_the_roster_is_what_was_said_last() -> None:
    state = PROVIDER.fold([LISTED, ProviderChanged(None, takes_outside=False, on=ON + DAY)])
    assert (state.listed, state.capacity, state.takes_outside, state.listed_on) == (True, None, False, ON)


# ── Who a colleague is ────────────────────────────────────────────────────────────────────────

REGISTERED = PersonRegistered(ROSA, KeyedDigest("hmac:rosa"), None, sealed("Rosa", ROSA))  # type: ignore[arg-type]
NEW = item("co-1", colleague("c-1"), name="Tomás")
NAMED = EvidenceRecorded(NEW.item, 1, Source.ASSERTED, NEW.facts, NEW.words)
C = ColleagueId("c-1")


def test_a_colleague_is_identified_once_and_may_turn_out_to_be_somebody_else() -> None:
    given(REGISTERED, NAMED).when(Identify(C, TOMAS)).then(ColleagueIdentified(C, TOMAS))
    given(REGISTERED, NAMED, ColleagueIdentified(C, TOMAS)).when(Identify(C, TOMAS)).then_nothing()
    given(REGISTERED, NAMED, ColleagueIdentified(C, TOMAS)).when(Identify(C, NORA)).then(ColleagueIdentified(C, NORA))
    assert PERSON.fold([REGISTERED, NAMED, ColleagueIdentified(C, TOMAS)]).identified == {C: TOMAS}


def test_it_can_be_taken_back() -> None:
    known = (REGISTERED, NAMED, ColleagueIdentified(C, TOMAS))
    given(*known).when(Identify(C, None)).then(ColleagueIdentified(C, None))
    given(REGISTERED, NAMED).when(Identify(C, None)).then_nothing()
    assert PERSON.fold([*known, ColleagueIdentified(C, None)]).identified == {}


def test_nobody_is_their_own_colleague() -> None:
    given(REGISTERED, NAMED).when(Identify(C, ROSA)).then_refused("colleague_is_themself", colleague=C, person=ROSA)


def test_who_was_never_named_is_nobodys_colleague() -> None:
    given(REGISTERED).when(Identify(C, TOMAS)).then_refused("unknown_colleague", colleague=C, person=ROSA)
