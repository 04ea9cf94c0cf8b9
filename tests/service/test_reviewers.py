"""Who could review: those free and with little to do come first, and what bars somebody is said before."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.service.books import Way
from tests.service.conftest import TODAY

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import Outcome, PersonId, Relation
from vouchbook.domain.refusal import Refused
from vouchbook.service import panels, person, review, reviewers, roles
from vouchbook.service.office import Office
from vouchbook.service.reviewers import Candidate

COORDINATOR = Principal(Role.COORDINATOR)


@pytest.fixture
def way(nc: Office, tmp_path: Path) -> Way:
    return Way(nc, tmp_path, 1)


def named(way: Way, *, name: str = "Rosa", **more: str) -> PersonId:
    who = way.reviewer(name, **more)
    roles.give(way.office, way.ask(), who, Role.REVIEWER)
    return who


def candidates(way: Way) -> dict[PersonId, Candidate]:
    found = reviewers.candidates(way.office, COORDINATOR, way.application, TODAY)
    return {each.person: each for each in found.people}


def test_who_may_review_and_has_no_conflict_is_free(way: Way) -> None:
    who = named(way)
    way.ready_to_submit().submitted()
    assert candidates(way)[who].free


def test_who_is_endorsed_in_nothing_may_not_review(way: Way) -> None:
    words = PersonWords("Nora", "New", "nora@example.org")
    who = PersonId(person.register(way.office, way.ask(), words).result["person"])
    roles.give(way.office, way.ask(), who, Role.REVIEWER)
    way.ready_to_submit().submitted()
    found = candidates(way)[who]
    assert (found.stands, found.free) == (False, False)


def test_the_applicant_is_never_free_for_themself(way: Way) -> None:
    way.ready_to_submit().submitted()
    roles.give(way.office, way.ask(), way.person, Role.REVIEWER)
    assert Relation.SELF in candidates(way)[way.person].conflicts


def test_who_left_the_role_is_not_offered(way: Way) -> None:
    who = named(way)
    roles.end(way.office, way.ask(), who, Role.REVIEWER)
    way.ready_to_submit().submitted()
    assert who not in candidates(way)


def test_those_with_the_least_to_do_come_first(way: Way, tmp_path: Path) -> None:
    busy = named(way, name="Aaron")
    way.ready_to_submit().submitted()
    review.assign(way.office, way.ask(), way.application, busy)
    other = Way(way.office, tmp_path, 2)
    free = named(other, name="Zoe")
    other.ready_to_submit().submitted()
    assert list(candidates(other)) == [free, busy]
    assert candidates(other)[busy].load == 1
    assert candidates(way)[busy].assigned


def test_the_panel_tells_what_each_recommends_and_why(way: Way) -> None:
    way.ready_to_submit().submitted().panel()
    first, second = way.reviewers
    way.answers(first)
    review.complete(way.office, way.ask("reviewer", first), way.application, Outcome.DEFERRED, "One year is missing")
    found = panels.panel(way.office, COORDINATOR, way.application)
    assert (found.needed, found.whole, found.done) == (2, True, False)
    assert [(seat.reviewer, seat.recommends, seat.reason) for seat in found.seats] == [
        (first, Outcome.DEFERRED, "One year is missing"),
        (second, None, ""),
    ]


def test_nobody_sees_the_panel_of_their_own_application(way: Way) -> None:
    way.ready_to_submit().submitted().panel()
    with pytest.raises(Refused, match="own_application"):
        panels.panel(way.office, Principal(Role.COORDINATOR, way.person), way.application)
