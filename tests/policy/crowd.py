"""Any number of made-up people with forty items each, of realistic make-up; the same number makes the same person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from vouchbook.domain.evidence import (
    Attestation,
    Colleague,
    Coursework,
    Education,
    Exam,
    Facts,
    Item,
    Licence,
    LicenceKind,
    Membership,
    Portfolio,
    Rating,
    Rsc,
    ServiceGiven,
    ServiceHours,
    Signature,
    Standing,
    Training,
    Work,
)
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
    PersonId,
    PlanKey,
    ServiceKind,
    Setting,
    SlotKey,
    Source,
    Statement,
    StatementCode,
    VettingScope,
    With,
)

T = TypeVar("T")
Draw = Callable[[], float]
Fact = tuple[Facts, Source]

TODAY = date(2026, 11, 20)
ITEMS = 40
_IDS = [ItemId(f"i{number}") for number in range(ITEMS)]
_DAYS = [TODAY - timedelta(days=number) for number in range(16 * 365)]
_COLLEAGUES = [ColleagueId(f"c{number}") for number in range(4)]
_EMPLOYERS = [*[EmployerKey("clinic")] * 8, EmployerKey("centre"), None]
_JOBS = [*[EmployerKey("clinic")] * 4, EmployerKey("centre")]
_LEVELS = [*[DegreeLevel.MASTER] * 6, *[DegreeLevel.BACHELOR] * 2, DegreeLevel.DOCTORATE, DegreeLevel.OTHER]
_ABOUT: list[tuple[About, ...]] = [*[()] * 6, (About.DEIA,), (About.DEIA,), (About.RSC,), (About.RSC, About.DEIA)]
_AREAS = [(), *((area,) for area in Area), *((area, Area.THINKING) for area in list(Area)[:5])]
_CATEGORIES = [CategoryCode(each) for each in ("IMHM-C", "ERS", "ECMHM-C", "IMHS", "IFS")]
_WITH = [(With.INFANT, With.PARENT)] * 14 + [(With.INFANT,)] * 2 + [(With.INFANT, With.PARENT, With.CHILD)] * 4
_THERAPY = (ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT, ServiceKind.PARENT_INFANT_THERAPY)
_SERVICES = [_THERAPY] * 12 + [
    (*_THERAPY, ServiceKind.TEACHING),
    (ServiceKind.PREVENTION,),
    (ServiceKind.ADMINISTRATION,),
]
_SLOTS = [SlotKey("rsc_provider"), SlotKey("supervisor"), SlotKey("other")]
_STATEMENTS = [StatementCode(each.value) for each in Statement]
_PLANS = [PlanKey("individual"), PlanKey("student")]
_CONFIRMED = [Source.CONFIRMED] * 14 + [Source.REGISTRY, Source.ASSERTED]


def person(number: int) -> PersonId:
    return PersonId(f"{number:032x}")


def portfolio(number: int, own: str = "nc") -> Portfolio:
    """The items of one person; what they claim about others mostly is confirmed."""
    draw = Random(number).random
    found = [*_person(draw, own), *_colleagues(draw, own)]
    while len(found) < ITEMS:
        found.append(_session(draw) if draw() < 0.55 else _training(draw))
    return Portfolio(tuple([Item(id_, facts, 1, source) for id_, (facts, source) in zip(_IDS, found, strict=True)]))


def crowd(people: int, own: str = "nc", first: int = 0) -> Iterator[tuple[PersonId, Portfolio]]:
    return ((person(number), portfolio(number, own)) for number in range(first, first + people))


def _person(draw: Draw, own: str) -> Iterator[Fact]:
    """Degree, licence, jobs, signatures, exam, membership, and what is held already."""
    degree = _pick(draw, _LEVELS), _day(draw, 2500, 5800), draw() < 0.8
    yield Education(*degree, (Coursework(_pick(draw, _AREAS)),) if draw() < 0.3 else ()), Source.ASSERTED
    if draw() < 0.3:
        yield Education(DegreeLevel.BACHELOR, _day(draw, 3000, 5800)), Source.ASSERTED
    if draw() < 0.4:
        kind = LicenceKind.MENTAL_HEALTH if draw() < 0.8 else LicenceKind.OTHER
        yield Licence(kind, *_period(draw, 4000, 2500, 0.7)), Source.ASSERTED
    for _ in range(1 + int(draw() * 3)):
        yield _job(draw), Source.ASSERTED
    for document in Document:
        if draw() < 0.93:
            yield Signature(document, _day(draw, 0, 500)), Source.ASSERTED
    if draw() < 0.2:
        yield Attestation(_pick(draw, _STATEMENTS), _day(draw, 0, 500)), Source.ASSERTED
    for part in ExamPart:
        if draw() < 0.93:
            form = Family.IMH if draw() < 0.7 else Family.ECMH if draw() < 0.3 else None
            yield Exam(part, _day(draw, 0, 1500), 8500, draw() < 0.93, form), _pick(draw, _CONFIRMED)
    if draw() < 0.95:
        first = _day(draw, 0, 400)
        last = first + timedelta(days=300 + int(draw() * 500))
        code = AssociationCode(own if draw() < 0.9 else "mi")
        yield Membership(code, _pick(draw, _PLANS), first, last), _pick(draw, _CONFIRMED)
    if draw() < 0.2:
        yield _held(draw, own, None), _pick(draw, _CONFIRMED)
    if draw() < 0.05:
        first = _day(draw, 0, 1000)
        minutes = 60 + 60 * int(draw() * 8)
        yield ServiceHours(ServiceGiven.REVIEWING, first, first, minutes, AssociationCode(own)), Source.ASSERTED


def _colleagues(draw: Draw, own: str) -> Iterator[Fact]:
    """Three colleagues with their standings, and a reference by each."""
    for number in range(3):
        who = _COLLEAGUES[number]
        yield Colleague(who, _pick(draw, _EMPLOYERS), receives_rsc=draw() < 0.1), Source.ASSERTED
        if not number and draw() < 0.8:  # the first one has given RSC for long
            since = _day(draw, 3000, 5800)
            yield Standing(who, AssociationCode(own), since, None, _pick(draw, _CATEGORIES[:3])), Source.CONFIRMED
        else:
            yield _held(draw, own, who), _pick(draw, _CONFIRMED)
        if draw() < 0.2:
            yield _held(draw, own, who), _pick(draw, _CONFIRMED)
        if draw() < 0.96:
            on, short = int(draw() * 700), draw() < 0.05
            known = _DAYS[on + (200 if short else 400 + int(draw() * 2000))]
            slot = _SLOTS[number] if draw() < 0.95 else _pick(draw, _SLOTS)
            yield Rating(who, slot, _DAYS[on], known, int(draw() * draw() * 8), True), _pick(draw, _CONFIRMED)


def _held(draw: Draw, own: str, holder: ColleagueId | None) -> Standing:
    first, last = _period(draw, 4500, 3000, 0.75)
    association = AssociationCode(own if draw() < 0.75 else "mi")
    if holder and draw() < 0.2:
        return Standing(holder, association, first, last, vetted=VettingScope.RSC)
    if holder and draw() < 0.1:
        return Standing(holder, association, first, last, vetted=VettingScope.REFERENCE)
    return Standing(holder, association, first, last, _pick(draw, _CATEGORIES), draw() < 0.05)


def _job(draw: Draw) -> Work:
    first, last = _period(draw, 4000, 2500, 0.5)
    return Work(
        first,
        _pick(draw, _JOBS),
        last,
        draw() < 0.95,
        draw() < 0.95,
        _pick(draw, _WITH),
        _pick(draw, _SERVICES),
        int(draw() * 40) if draw() < 0.8 else None,
        2000 + int(draw() * 8000) if draw() < 0.25 else None,
        draw() < 0.06,
        draw() < 0.1,
        draw() < 0.1,
        _pick(draw, _COLLEAGUES) if draw() < 0.7 else None,
    )


def _training(draw: Draw) -> Fact:
    number = int(draw() * 2500)
    last = _DAYS[number]
    first = last if draw() < 0.85 else _DAYS[number + int(draw() * 5)]
    minutes = 30 * int(1 + draw() * draw() * 26)
    return Training(first, last, minutes, _pick(draw, _ABOUT), _pick(draw, _AREAS)), Source.ASSERTED


def _session(draw: Draw) -> Fact:
    """A session, or a series of them over some weeks, entered as one item."""
    number, length = int(draw() * 2500), 0 if draw() < 0.3 else int(draw() * 100)
    provider = _COLLEAGUES[int(draw() * draw() * draw() * 4)]
    return (
        Rsc(
            _DAYS[number + length],
            _DAYS[number],
            60 if not length else 60 * int(1 + length / 6),
            Setting.GROUP if draw() < 0.6 else Setting.INDIVIDUAL,
            provider,
            draw() < 0.06,
            _pick(draw, _ABOUT) if draw() < 0.3 else (),
            _pick(draw, _AREAS) if draw() < 0.3 else (),
        ),
        Source.ASSERTED,
    )


def _pick(draw: Draw, values: Sequence[T]) -> T:
    return values[int(draw() * len(values))]


def _day(draw: Draw, latest: int, earliest: int) -> date:
    return _DAYS[latest + int(draw() * (earliest - latest))]


def _period(draw: Draw, ago: int, length: int, lasting: float) -> tuple[date, date | None]:
    """A stretch that began so many days ago at the most; ``lasting`` is the chance that it is not over."""
    first = int(draw() * ago)
    return _DAYS[first], None if draw() < lasting else _DAYS[first] + timedelta(days=int(draw() * length))
