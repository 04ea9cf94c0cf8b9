"""Deciding on streams at hand: as fast as without asking the book, and never other than what the book says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from tests.service.conftest import clock

from vouchbook.domain.evidence import Facts, PersonWords, Training, Words
from vouchbook.domain.names import CategoryCode, ItemId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import PERSON
from vouchbook.ledger.verify import verify
from vouchbook.projections.applications import applications_of
from vouchbook.service import alliance, application, evidence, person
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Plan
from vouchbook.service.shelf import Shelf

DAY = date(2026, 3, 2)
ONE: tuple[tuple[Facts, Words], ...] = ((Training(DAY, DAY, 60), {"title": "Play"}),)


@pytest.fixture
def elsewhere(nc: Office, place: Path, founded: Path):
    """The same association in another process, which knows nothing of what this one holds at hand."""
    numbers = count(1)
    with Folder.open(place, founded / "root-key") as folder:
        yield alliance.office(folder, "nc", Edge(clock, mint=lambda prefix: f"{prefix}-e{next(numbers):09d}"))


@pytest.fixture
def ana(nc: Office, ask) -> PersonId:
    words = PersonWords("Ana", "Ruiz", "ana@example.org")
    who = PersonId(person.register(nc, ask(), words).result["person"])
    evidence.record(nc, ask(), who, ONE)
    return who


def at_hand(office: Office, who: PersonId):
    return office._shelf._read[PERSON.stream(who)]


def test_what_was_recorded_here_is_at_hand_as_the_book_has_it(nc: Office, ana: PersonId, ask) -> None:
    nc.load(PERSON, ana)
    for _ in range(3):
        (item,) = evidence.record(nc, ask(), ana, ONE).result["items"]
    evidence.withdraw(nc, ask(), ana, ItemId(item))
    assert at_hand(nc, ana) == Shelf(nc.book).load(PERSON, ana)


def test_nothing_is_read_again_to_record_for_somebody_at_hand(
    nc: Office, ana: PersonId, ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence.record(nc, ask(), ana, ONE)
    with monkeypatch.context() as patch:
        patch.setattr(nc.book, "read", lambda *_, **__: pytest.fail("the book was asked"))
        evidence.record(nc, ask(), ana, ONE)
    assert len(nc.load(PERSON, ana).state.items) == 3


def test_what_another_process_recorded_is_decided_upon(nc: Office, elsewhere: Office, ana: PersonId, ask) -> None:
    nc.load(PERSON, ana)
    (item,) = evidence.record(elsewhere, ask(), ana, ONE).result["items"]
    done = evidence.withdraw(nc, ask(), ana, ItemId(item))  # at hand, there is no such item
    assert done.last == done.first > 0
    assert item in nc.load(PERSON, ana).state.withdrawn
    assert evidence.withdraw(elsewhere, ask(), ana, ItemId(item)).first == 0  # already so
    assert verify(nc.book) == []


def test_what_is_already_so_is_said_only_if_the_book_says_so(nc: Office, elsewhere: Office, ana: PersonId, ask) -> None:
    """A silence, too, rests on the streams as they are."""
    (item,) = nc.load(PERSON, ana).state.items
    nc.load(PERSON, ana)
    evidence.withdraw(elsewhere, ask(), ana, item)
    evidence.record(nc, ask(), ana, ONE)
    assert at_hand(nc, ana) == Shelf(nc.book).load(PERSON, ana)
    assert at_hand(nc, ana).state.withdrawn == {item}


def test_a_stream_that_was_only_read_must_be_as_it_was_at_hand(
    nc: Office, elsewhere: Office, ana: PersonId, ask
) -> None:
    nc.load(PERSON, ana)
    evidence.record(elsewhere, ask(), ana, ONE)
    application.open_application(nc, ask(), ana, CategoryCode("IMHS"))
    assert at_hand(nc, ana).version == 3  # the book was asked


def test_a_decision_rests_on_every_stream_it_read_though_it_names_none(
    nc: Office, elsewhere: Office, ana: PersonId, ask
) -> None:
    nc.load(PERSON, ana)
    evidence.record(elsewhere, ask(), ana, ONE)
    done = nc.record(ask(), "count", [], lambda: Plan((), result={"items": len(nc.load(PERSON, ana).state.items)}))
    assert done.result == {"items": 2}


def test_a_refusal_stands_and_is_decided_once_where_nothing_has_changed(nc: Office, ana: PersonId, ask) -> None:
    asked = []

    def plan():
        asked.append(nc.load(PERSON, ana))
        raise Refused("unknown_item", item="i-0")

    with pytest.raises(Refused):
        nc.record(ask(), "withdraw_evidence", [], plan)
    assert len(asked) == 1


def test_a_refusal_is_decided_again_where_the_book_has_moved_on(
    nc: Office, elsewhere: Office, ana: PersonId, ask
) -> None:
    nc.load(PERSON, ana)
    evidence.record(elsewhere, ask(), ana, ONE)
    seen = []

    def plan():
        seen.append(nc.load(PERSON, ana).version)
        raise Refused("unknown_item", item="i-0")

    with pytest.raises(Refused):
        nc.record(ask(), "withdraw_evidence", [], plan)
    assert seen == [2, 3]


def beside(work: Callable[[], object]) -> None:
    """In another thread of this process, while this one waits."""
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.mark.parametrize("at_hand_before", [True, False])
def test_a_stream_stands_still_while_one_decides_though_another_thread_writes(
    nc: Office, elsewhere: Office, ana: PersonId, ask, at_hand_before: bool
) -> None:
    """Else a decision could rest on two states, of which only the later one is compared with the book."""
    office = nc if at_hand_before else elsewhere
    if at_hand_before:
        nc.load(PERSON, ana)
    seen: list[tuple[int, int]] = []

    def plan() -> Plan:
        first = office.load(PERSON, ana).version
        if not seen:
            beside(lambda: evidence.record(office, ask(), ana, ONE))
        seen.append((first, office.load(PERSON, ana).version))
        return Plan((), result={"items": len(office.load(PERSON, ana).state.items)})

    assert office.record(ask(), "count", [], plan).result == {"items": 2}
    assert seen == [(2, 2), (3, 3)]


def test_what_is_decided_again_too_rests_on_every_stream_it_read(
    nc: Office, elsewhere: Office, ana: PersonId, ask
) -> None:
    nc.load(PERSON, ana)
    evidence.record(elsewhere, ask(), ana, ONE)
    seen: list[int] = []

    def plan() -> Plan:
        seen.append(nc.load(PERSON, ana).version)
        if len(seen) < 3:
            evidence.record(elsewhere, ask(), ana, ONE)
        return Plan((), result={"version": seen[-1]})

    assert nc.record(ask(), "count", [], plan).result == {"version": 5}
    assert seen == [2, 4, 5]


def test_outside_a_decision_the_book_is_always_asked(nc: Office, elsewhere: Office, ana: PersonId, ask) -> None:
    nc.load(PERSON, ana)
    evidence.record(elsewhere, ask(), ana, ONE)
    assert nc.load(PERSON, ana).version == 3


def test_a_list_that_a_decision_read_is_asked_for_again_while_nobody_else_can_write(
    nc: Office, elsewhere: Office, ana: PersonId, ask
) -> None:
    """A list has no version: an application opened in between is found by what the query says then."""
    seen: list[int] = []

    def plan() -> Plan:
        seen.append(len(nc.listed(applications_of, ana)))
        if len(seen) == 1:
            application.open_application(elsewhere, ask(), ana, CategoryCode("IMHS"))
        assert len(nc.listed(applications_of, ana)) == seen[-1]  # within one decision it stands still
        return Plan((), result={"applications": seen[-1]})

    assert nc.record(ask(), "count", [], plan).result == {"applications": 1}
    assert seen == [0, 1]


def test_a_list_that_says_the_same_is_decided_on_once(nc: Office, elsewhere: Office, ana: PersonId, ask) -> None:
    asked: list[int] = []

    def plan() -> Plan:
        asked.append(len(nc.listed(applications_of, ana)))
        evidence.record(elsewhere, ask(), ana, ONE)  # writes to the book, not to the list
        return Plan((), result={"applications": asked[-1]})

    nc.record(ask(), "count", [], plan)
    assert asked == [0]


def test_a_refusal_for_what_a_list_said_is_decided_again_where_it_says_otherwise(
    nc: Office, elsewhere: Office, ana: PersonId, ask
) -> None:
    seen: list[int] = []

    def plan() -> Plan:
        seen.append(len(nc.listed(applications_of, ana)))
        if len(seen) == 1:
            application.open_application(elsewhere, ask(), ana, CategoryCode("IMHS"))
        if not seen[-1]:
            raise Refused("unknown_application", application="a-0", association="nc")
        return Plan((), result={"applications": seen[-1]})

    assert nc.record(ask(), "count", [], plan).result == {"applications": 1}
    assert seen == [0, 1]
