"""The facts of evidence that rules read: dates, minutes, kinds and ids. Who and words are sealed beside them.

``first`` and ``last`` are days, both included; ``last = None`` means still running. Minutes are whole
minutes of clock hours. Several items may come from one portfolio file, which takes claims at their word.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from msgspec import Struct

from vouchbook.domain.names import (
    About,
    Area,
    AssociationCode,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    Document,
    EmployerKey,
    ExamPart,
    Family,
    ItemId,
    KeyedDigest,
    PlanKey,
    ServiceKind,
    Setting,
    SlotKey,
    Source,
    StatementCode,
    VettingScope,
    With,
)


class Coursework(Struct, frozen=True):
    """One course; its title is sealed."""

    areas: tuple[Area, ...]


class LicenceKind(Enum):
    """What a licence permits, as far as a rule asks; the licence's own name is sealed."""

    MENTAL_HEALTH = "mental_health"
    OTHER = "other"


class Education(Struct, frozen=True, tag="education"):
    """A degree or certificate with the day it was awarded, and the courses that belong to it.

    ``transcript_unofficial``: the transcript is a copy that the school did not send itself.
    """

    level: DegreeLevel
    awarded_on: date
    transcript: bool = False
    coursework: tuple[Coursework, ...] = ()
    transcript_unofficial: bool = False


class Licence(Struct, frozen=True, tag="licence"):
    """A licence to practise, from which day until which."""

    kind: LicenceKind
    first: date
    last: date | None = None


class Training(Struct, frozen=True, tag="training"):
    """A training of one day or of several, by its clock hours, what it was about and which areas it covered."""

    first: date
    last: date
    minutes: int
    about: tuple[About, ...] = ()
    areas: tuple[Area, ...] = ()


class Work(Struct, frozen=True, tag="work"):
    """A job; ``fraction`` is the share of full time in ten-thousandths, for associations that prorate."""

    first: date
    employer: EmployerKey
    last: date | None = None
    paid: bool = False
    supervised: bool = False
    with_: tuple[With, ...] = ()
    services: tuple[ServiceKind, ...] = ()
    families: int | None = None
    fraction: int | None = None
    volunteer: bool = False
    specialised_training: bool = False
    internship: bool = False
    supervisor: ColleagueId | None = None


class Colleague(Struct, frozen=True, tag="colleague"):
    """Someone the person names: a supervisor, provider or rater. The name itself is sealed."""

    colleague: ColleagueId
    employer: EmployerKey | None = None
    email: KeyedDigest | None = None
    degree_level: DegreeLevel | None = None
    receives_rsc: bool = False  # from the person whose pool this is


class Standing(Struct, frozen=True, tag="standing"):
    """An endorsement or vetting somebody held: ``holder`` is a colleague, or ``None`` for the person themself.

    Exactly one of ``category`` and ``vetted`` is given. ``emerging`` marks an add-on still being completed.
    """

    holder: ColleagueId | None
    association: AssociationCode
    first: date
    last: date | None = None
    category: CategoryCode | None = None
    emerging: bool = False
    vetted: VettingScope | None = None


class Rsc(Struct, frozen=True, tag="rsc"):
    """A session of reflective supervision/consultation that the person received, or a series with one provider."""

    first: date
    last: date
    minutes: int
    setting: Setting
    provider: ColleagueId
    peer: bool = False
    about: tuple[About, ...] = ()
    areas: tuple[Area, ...] = ()


class Rating(Struct, frozen=True, tag="rating"):
    """A reference rating: slot, dates and what its validity needs. Who wrote it and what it says is sealed."""

    rater: ColleagueId
    slot: SlotKey
    rated_on: date
    known_since: date
    not_enough_information: int
    waived_access: bool


class Signature(Struct, frozen=True, tag="signature"):
    """A document that the person signed, and on which day."""

    document: Document
    signed_on: date


class ServiceGiven(Enum):
    """What hours given to the association were for."""

    REVIEWING = "reviewing"
    ADVISING = "advising"


class ServiceHours(Struct, frozen=True, tag="service"):
    """Hours given to the association itself."""

    kind: ServiceGiven
    first: date
    last: date
    minutes: int
    association: AssociationCode


class Attestation(Struct, frozen=True, tag="attestation"):
    """A statement that the person makes of themself, and on which day."""

    statement: StatementCode
    given_on: date


class Exam(Struct, frozen=True, tag="exam"):
    """One part of the written exam; ``score`` in ten-thousandths of the whole.

    ``form``: which family's form was sat; older records do not say, and count for either.
    """

    part: ExamPart
    sat_on: date
    score: int
    passed: bool
    form: Family | None = None


class Membership(Struct, frozen=True, tag="membership"):
    """One term of membership of an association, from which day through which."""

    association: AssociationCode
    plan: PlanKey
    first: date
    last: date


Facts = (
    Education
    | Licence
    | Training
    | Work
    | Colleague
    | Standing
    | Rsc
    | Rating
    | Signature
    | ServiceHours
    | Attestation
    | Exam
    | Membership
)


class Item(Struct, frozen=True):
    """One item of a portfolio as the rules see it."""

    id: ItemId
    facts: Facts
    revision: int = 1
    source: Source = Source.ASSERTED


class Portfolio(Struct, frozen=True):
    """Everything a person has documented.

    ``claims_taken`` is true for a bare file: what it says about others counts at its word. In a book it
    is false, and a claim about others, a membership, a rating or an exam counts once registry or confirmed.
    """

    items: tuple[Item, ...]
    claims_taken: bool = False


CLAIMS = (Standing, Rating, Exam, Membership)
"""The facts that a person cannot assert about themself: they need ``registry`` or ``confirmed`` in a book."""

Words = dict[str, str | list[str]]
"""The free text of an item, sealed beside its facts: titles, employers, roles, descriptions, the file's own id."""


class PersonWords(Struct, frozen=True):
    """Who a person is; always sealed."""

    given_name: str
    family_name: str
    email: str
    county: str | None = None
    phone: str | None = None
    languages: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()  # where it was erased, one word stands for both
