"""The questions that somebody answers before they have an account, and what is said of each category then."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct

from vouchbook.domain.names import Acceptable, DegreeLevel, ServiceKind, With
from vouchbook.letters.names import WORDS
from vouchbook.letters.offered import Category

WITH: Mapping[With, tuple[str, str]] = {
    With.INFANT: ("Infants and toddlers", "From birth up to the third birthday"),
    With.CHILD: ("Young children", "From three up to six years"),
    With.PARENT: ("Their parents or other primary caregivers", "As part of the work with the child"),
}
SERVICES: Mapping[ServiceKind, tuple[str, str]] = {
    ServiceKind.PROMOTION: ("Promotion", "Early care, education, health or play: supporting children and families"),
    ServiceKind.PREVENTION: ("Prevention and early intervention", "Home visiting, early intervention, family support"),
    ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT: (
        "Early relationship assessment",
        "Assessing the relationship between a young child and a caregiver",
    ),
    ServiceKind.PARENT_INFANT_THERAPY: (
        "Therapy with young children and parents together",
        "Treating the relationship, not only advising or teaching parents",
    ),
    ServiceKind.CONSULTATION: ("Consultation", "Advising other professionals or programs"),
    ServiceKind.GIVING_RSC: (
        "Giving reflective supervision or consultation (RSC)",
        "You are the one who gives it to others",
    ),
    ServiceKind.LEADERSHIP: ("Leadership", "Leading in the field: programs, training, advocacy"),
    ServiceKind.POLICY: ("Policy", "Shaping policy for young children and families"),
    ServiceKind.ADMINISTRATION: ("Administration", "Running programs or agencies"),
    ServiceKind.TEACHING: ("Teaching", "Teaching at a college or university"),
    ServiceKind.RESEARCH: ("Research", "Research about young children and families"),
}
DEGREES: Mapping[str, str] = {
    level.value: words[:1].upper() + words[1:]
    for level in (*DegreeLevel, Acceptable.COURSEWORK)
    if (words := WORDS[level])
}
NO_DEGREE = "None of these"


class Question(Struct, frozen=True):
    """One question: ``kind`` is one, many or number; ``options`` are a value, what it is called, and a hint."""

    name: str
    kind: str
    ask: str
    hint: str = ""
    options: tuple[tuple[str, str, str], ...] = ()


class Fit(Enum):
    """How well a category fits: ``nearly`` lacks only time or hours."""

    FITS = "fits"
    NEARLY = "nearly"
    NOT_NOW = "not_now"


class Reason(Struct, frozen=True):
    """What is found of one line of the sheet. ``found``: met, reviewer, more or other."""

    line: str
    found: str
    words: str


class Compared(Struct, frozen=True):
    """A category beside the answers; ``offered`` holds what it asks and costs, with sources."""

    offered: Category
    fit: Fit
    reasons: tuple[Reason, ...]


class Eligibility(Struct, frozen=True):
    """What the association's policy says to the answers; ``residents`` alone may apply, where any are named."""

    association: str
    residents: tuple[str, ...]
    may_apply: bool
    compared: tuple[Compared, ...]

    def that(self, fit: Fit) -> tuple[Compared, ...]:
        return tuple(each for each in self.compared if each.fit is fit)
