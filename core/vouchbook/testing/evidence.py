"""Builds evidence: one item of every kind, dated by a single day, and values as they stand before they are sealed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from vouchbook.domain import evidence as kinds
from vouchbook.domain.evidence import Facts
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    Document,
    EmployerKey,
    ExamPart,
    ItemId,
    PersonId,
    Setting,
    SlotKey,
    StatementCode,
)
from vouchbook.domain.person import NewItem
from vouchbook.domain.sealed import Purpose, Sealed

T = TypeVar("T")

LONG_AGO = date(2000, 1, 1)
ROSA = PersonId("p-rosa")
"""Whose evidence it is, where a test does not say."""


def sealed(value: T, *subjects: PersonId, purpose: Purpose = Purpose.EVIDENCE) -> Sealed[T]:
    """A personal value on its way into the book."""
    return Sealed(purpose, subjects or (ROSA,), value)


def item(id_: str, facts: Facts, **words: str | list[str]) -> NewItem:
    """An item before it is recorded; ``words`` are its sealed part."""
    return NewItem(ItemId(id_), facts, sealed({**words}))


def colleague(id_: str) -> kinds.Colleague:
    """A colleague of whom nothing but the id is known."""
    return kinds.Colleague(ColleagueId(id_))


DATED: Mapping[str, Callable[[date], Facts]] = {
    "education": lambda on: kinds.Education(DegreeLevel.MASTER, awarded_on=on),
    "licence": lambda on: kinds.Licence(kinds.LicenceKind.MENTAL_HEALTH, first=on),
    "training": lambda on: kinds.Training(first=LONG_AGO, last=on, minutes=90),
    "work that goes on": lambda on: kinds.Work(first=on, employer=EmployerKey("hmac:employer")),
    "work that ended": lambda on: kinds.Work(first=LONG_AGO, employer=EmployerKey("hmac:employer"), last=on),
    "standing": lambda on: kinds.Standing(None, AssociationCode("tn"), first=on, category=CategoryCode("IMHS")),
    "rsc": lambda on: kinds.Rsc(LONG_AGO, on, 60, Setting.INDIVIDUAL, provider=ColleagueId("c-ana")),
    "rating": lambda on: kinds.Rating(ColleagueId("c-ana"), SlotKey("other"), on, LONG_AGO, 0, waived_access=True),
    "signature": lambda on: kinds.Signature(Document.CODE_OF_ETHICS, signed_on=on),
    "service": lambda on: kinds.ServiceHours(
        kinds.ServiceGiven.REVIEWING, LONG_AGO, on, 60, association=AssociationCode("nc")
    ),
    "attestation": lambda on: kinds.Attestation(StatementCode("scope"), given_on=on),
    "exam": lambda on: kinds.Exam(ExamPart.ESSAY, sat_on=on, score=8000, passed=True),
}
"""Facts that have happened on the day given, one of every kind that has a day."""


def dated(kind: str, on: date) -> Facts:
    """Facts of a kind, by its tag, whose last day is ``on``."""
    return DATED[kind](on)
