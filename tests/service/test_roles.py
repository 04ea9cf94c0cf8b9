"""Who acts for an association: given by somebody else, ended by somebody else, read from the book each time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.service.conftest import TODAY, Asking

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.letters.refusals import in_words
from vouchbook.service import alliance, person, roles
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office

YESTERDAY = TODAY - timedelta(days=1)


def registered(office: Office, ask: Asking, name: str = "Ana", on: date = TODAY) -> PersonId:
    words = PersonWords(name, "Ruiz", f"{name.lower()}@example.org")
    return PersonId(person.register(office, ask(on=on), words).result["person"])


def test_the_operator_makes_the_first_coordinator_and_they_make_the_next(nc: Office, ask: Asking) -> None:
    first, second = registered(nc, ask), registered(nc, ask, "Rosa")
    roles.give(nc, ask("alliance"), first, Role.COORDINATOR)
    roles.give(nc, ask("coordinator", first), second, Role.COORDINATOR)
    assert roles.held_by(nc, first, TODAY) == roles.held_by(nc, second, TODAY) == {Role.COORDINATOR}


@pytest.mark.parametrize("role", list(roles.GIVEN), ids=lambda role: role.value)
def test_nobody_gives_or_ends_a_role_of_their_own(nc: Office, ask: Asking, role: Role) -> None:
    ana = registered(nc, ask)
    roles.give(nc, ask("alliance"), ana, Role.COORDINATOR)
    before = nc.book.position
    for act in (roles.give, roles.end):
        with pytest.raises(Refused, match="own_application"):
            act(nc, ask("coordinator", ana), ana, role)
    assert nc.book.position == before


def test_a_role_ends_at_once(nc: Office, ask: Asking) -> None:
    ana = registered(nc, ask, on=YESTERDAY)
    roles.give(nc, ask("alliance", on=YESTERDAY), ana, Role.BOARD)
    roles.end(nc, ask("coordinator"), ana, Role.BOARD)
    assert roles.held_by(nc, ana, YESTERDAY) == {Role.BOARD}
    assert roles.held_by(nc, ana, TODAY) == frozenset()


def test_alliance_staff_are_made_in_the_alliances_own_book_alone(nc: Office, folder: Folder, ask: Asking) -> None:
    ana = registered(nc, ask)
    with pytest.raises(Refused) as refused:
        roles.give(nc, ask("alliance"), ana, Role.ALLIANCE)
    assert refused.value.code == "role_not_given"
    assert "coordinator, board, reviewer" in in_words(refused.value)
    own = alliance.office(folder, alliance.ALLIANCE_CODE, nc.edge)
    alma = registered(own, ask, "Alma")
    roles.give(own, ask("alliance"), alma, Role.ALLIANCE)
    assert roles.held_by(own, alma, TODAY) == {Role.ALLIANCE}


def test_a_stranger_of_the_book_is_given_nothing(nc: Office, ask: Asking) -> None:
    with pytest.raises(Refused, match="unknown_person"):
        roles.give(nc, ask("alliance"), PersonId("p-0000000000"), Role.BOARD)


def test_giving_twice_with_one_request_records_once(nc: Office, ask: Asking) -> None:
    ana, request = registered(nc, ask), ask("alliance")
    assert not roles.give(nc, request, ana, Role.BOARD).repeated
    assert roles.give(nc, request, ana, Role.BOARD).repeated
    assert roles.give(nc, ask("alliance"), ana, Role.BOARD).first == 0


def test_the_list_says_who_holds_and_who_held_what(nc: Office, ask: Asking) -> None:
    ana, rosa = registered(nc, ask), registered(nc, ask, "Rosa")
    roles.give(nc, ask("alliance"), ana, Role.COORDINATOR)
    roles.give(nc, ask("alliance"), rosa, Role.REVIEWER)
    roles.end(nc, ask("alliance"), rosa, Role.REVIEWER)
    listed = roles.listing(nc, Principal(Role.COORDINATOR))
    assert [(row.name, row.role, row.first, row.until) for row in listed] == [
        ("Ana Ruiz", Role.COORDINATOR, TODAY, None),
        ("Rosa Ruiz", Role.REVIEWER, TODAY, TODAY),
    ]


def test_roles_of_one_association_are_none_in_another(nc: Office, folder: Folder, ask: Asking) -> None:
    ana = registered(nc, ask)
    roles.give(nc, ask("alliance"), ana, Role.COORDINATOR)
    own = alliance.office(folder, alliance.ALLIANCE_CODE, Edge(nc.edge.clock))
    assert roles.held_by(own, ana, TODAY) == frozenset()
