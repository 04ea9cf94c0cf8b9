"""Alone first: what a reviewer who has not completed may read of what happened, without the rest of the panel."""

from __future__ import annotations

from collections.abc import Container, Sequence

from vouchbook.domain.application import (
    EndorsementApplication,
    FindingRecorded,
    FindingTakenBack,
    ItemReturned,
    ReturnAnswered,
    ReviewCompleted,
)
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import PersonId, ReturnId
from vouchbook.ledger.entries import Entry

_SAID = FindingRecorded | FindingTakenBack | ReviewCompleted | ItemReturned


def judges_alone(principal: Principal, now: EndorsementApplication) -> bool:
    """Whether whoever asks is on the panel and has not completed."""
    return principal.role is Role.REVIEWER and principal.person != now.person and principal.person not in now.completed


def readable(entries: Sequence[Entry], principal: Principal, now: EndorsementApplication) -> list[Entry]:
    """The entries that may be read: to somebody who judges alone, none of what the others said or asked.

    :param now: the application as it stands, whatever day is looked at
    """
    if not judges_alone(principal, now):
        return list(entries)
    mine = now.known_to(PersonId(str(principal.person))).returns
    return [entry for entry in entries if not _of_others(entry.event, principal.person, mine)]


def _of_others(event: object, reviewer: PersonId | None, mine: Container[ReturnId]) -> bool:
    if isinstance(event, ReturnAnswered):
        return event.returned not in mine
    return isinstance(event, _SAID) and event.reviewer != reviewer
