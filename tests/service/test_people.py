"""Finding people: by any part of a name in memory, by address and id, by how far they have come; and forgotten."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.service.books import Way
from tests.service.conftest import TODAY

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import PersonId
from vouchbook.service import people, people_index, person
from vouchbook.service.office import Office
from vouchbook.service.people import Stage, Wanted

COORDINATOR = Principal(Role.COORDINATOR)


@pytest.fixture
def ana(nc: Office, ask) -> PersonId:
    words = PersonWords("Ana María", "Ruiz-Soto", "ana@example.org")
    return PersonId(person.register(nc, ask(), words).result["person"])


def found(nc: Office, text: str = "", stage: Stage | None = None, category: str = "", on=TODAY) -> list[str]:
    return [each.person for each in people.search(nc, COORDINATOR, Wanted(text, stage, category), on).people]


@pytest.mark.parametrize("text", ["ana", "ruiz", "soto", "RUIZ ana", "mar", "ana@example.org", " ANA@Example.org "])
def test_somebody_is_found_by(nc: Office, ana: PersonId, text: str) -> None:
    assert found(nc, text) == [ana]


@pytest.mark.parametrize("text", ["uiz", "ana ward", "ana@example", "p-"])
def test_nobody_is_found_by(nc: Office, ana: PersonId, text: str) -> None:
    assert found(nc, text) == []


def test_an_id_finds_its_person(nc: Office, ana: PersonId) -> None:
    assert found(nc, ana) == [ana]


def test_the_index_follows_the_book(nc: Office, ana: PersonId, ask) -> None:
    assert found(nc, "ward") == []
    ben = person.register(nc, ask(), PersonWords("Ben", "Ward", "ben@example.org")).result["person"]
    assert found(nc, "ward") == [ben]
    person.correct(nc, ask(), PersonId(ben), person.Correction(family_name="Wood"))
    assert found(nc, "ward") == []
    assert found(nc, "wood") == [ben]


def test_people_stand_by_family_name(nc: Office, ana: PersonId, ask) -> None:
    ben = person.register(nc, ask(), PersonWords("Zacharias", "Abel", "abel@example.org")).result["person"]
    assert found(nc) == [ben, ana]


def test_who_is_forgotten_is_found_by_no_name_any_more(nc: Office, ana: PersonId, ask) -> None:
    assert found(nc, "ruiz") == [ana]
    people_index.forget(nc.book, ana)
    assert found(nc, "ruiz") == []
    person.register(nc, ask(), PersonWords("Ben", "Ward", "ben@example.org"))
    assert found(nc, "ruiz") == []


def test_each_step_of_the_way_is_a_filter(nc: Office, tmp_path: Path) -> None:
    way = Way(nc, tmp_path, 1)
    way.imported()
    assert found(nc, stage=Stage.NEITHER) == [way.person]
    way.opened()
    assert found(nc, stage=Stage.APPLYING) == found(nc, stage=Stage.TO_CONFIRM) == [way.person]
    assert found(nc, stage=Stage.NEITHER) == []
    way.confirmed().member().submitted()
    assert found(nc, stage=Stage.UNDER_REVIEW, category="IMHS") == [way.person]
    assert found(nc, stage=Stage.UNDER_REVIEW, category="IFS") == found(nc, stage=Stage.APPLYING) == []
    way.panel().reviewed().examined().decided()
    assert found(nc, stage=Stage.ENDORSED, category="IMHS") == [way.person]
    assert found(nc, category="IMHS") == [way.person]
    assert found(nc, stage=Stage.ENDORSED, on=TODAY + timedelta(days=4000)) == []


def test_pages_hold_fifty_and_a_number_too_high_is_the_last(nc: Office, ask) -> None:
    for number in range(51):
        person.register(nc, ask(), PersonWords("Ana", f"Ruiz{number:02}", f"ana{number}@example.org"))
    first = people.search(nc, COORDINATOR, Wanted(), TODAY)
    last = people.search(nc, COORDINATOR, Wanted(), TODAY, page=9)
    assert (len(first.people), first.total, first.pages) == (50, 51, 2)
    assert [each.name for each in last.people] == ["Ana Ruiz50"]
    assert len(people.search(nc, COORDINATOR, Wanted(), TODAY, page=None).people) == 51
