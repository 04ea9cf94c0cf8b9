"""What somebody has documented for a category by a day: enough of everything, or too little of what is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from random import Random

from msgspec import Struct

from vouchbook.domain.evidence import (
    Colleague,
    Coursework,
    Education,
    Facts,
    Item,
    Licence,
    LicenceKind,
    PersonWords,
    Portfolio,
    Rsc,
    Standing,
    Training,
    Words,
    Work,
)
from vouchbook.domain.names import (
    About,
    Area,
    AssociationCode,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    EmployerKey,
    ItemId,
    ServiceKind,
    Setting,
    With,
)
from vouchbook.policy.portfolio_file import FileEntry, PortfolioFile, folded
from vouchbook.sample import names as pools
from vouchbook.sample.names import Names

MONTH = 30
YEAR = 365
_ABOUT_PEOPLE = (Area.THEORETICAL_FOUNDATIONS, Area.DIRECT_SERVICE, Area.THINKING, Area.COMMUNICATING)
_ABOUT_SYSTEMS = (Area.SYSTEMS_EXPERTISE, Area.LAW_REGULATION_POLICY, Area.WORKING_WITH_OTHERS)
_OF_LEADERS = (Area.LEADERSHIP, Area.ADMINISTRATION, Area.RESEARCH_EVALUATION)


class Gap(Enum):
    """What a portfolio has too little of."""

    EDUCATION = "education"
    TRAINING = "training"
    WORK = "work"
    RSC = "rsc"
    AREAS = "areas"


class _Kind(Struct, frozen=True):
    """What a kind of category needs; hours, and months of work."""

    level: DegreeLevel
    training: int
    work: tuple[tuple[str, int, tuple[ServiceKind, ...]], ...]
    rsc: int = 0
    about_rsc: int = 0
    licence: bool = False
    gives_rsc: bool = False


_THERAPY = (ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT, ServiceKind.PARENT_INFANT_THERAPY)
_GUIDING = (ServiceKind.GIVING_RSC, ServiceKind.LEADERSHIP)
_ASSOCIATE = _Kind(DegreeLevel.ASSOCIATE, 31, (("Teacher of the baby room", 34, (ServiceKind.PROMOTION,)),))
_FAMILY = _Kind(
    DegreeLevel.BACHELOR, 36, (("Home visitor", 33, (ServiceKind.PREVENTION, ServiceKind.PROMOTION)),), rsc=28
)
_SPECIALIST = _Kind(DegreeLevel.MASTER, 44, (("Infant and family therapist", 30, _THERAPY),), rsc=54, licence=True)
_MENTOR = _Kind(
    DegreeLevel.DOCTORATE,
    36,
    (("Infant and family therapist", 66, _THERAPY), ("Clinical director; supervises the team", 41, _GUIDING)),
    rsc=54,
    about_rsc=27,
    gives_rsc=True,
)
_KINDS = {
    "IFA": _ASSOCIATE, "ECFA": _ASSOCIATE, "IFS": _FAMILY, "ECFS": _FAMILY, "IMHS": _SPECIALIST, "ECMHS": _SPECIALIST,
    "IMHM-C": _MENTOR, "ECMHM-C": _MENTOR,
}  # fmt: skip
CATEGORIES = tuple(CategoryCode(code) for code in _KINDS)
"""For these a portfolio can be made up."""

SUPERVISOR, PROVIDER, OTHER, SUPERVISEE = (ColleagueId(each) for each in ("supervisor", "provider", "other", "trainee"))
SLOTS = {
    _ASSOCIATE: {"supervisor": SUPERVISOR, "endorsed": PROVIDER, "other": OTHER},
    _FAMILY: {"supervisor": SUPERVISOR, "rsc_provider": PROVIDER, "other": OTHER},
    _SPECIALIST: {"supervisor": SUPERVISOR, "rsc_provider": PROVIDER, "other": OTHER},
    _MENTOR: {"rsc_provider": PROVIDER, "other": OTHER, "another": SUPERVISEE},
}


def slots(category: str) -> dict[str, ColleagueId]:
    """The places that references fill, each with the colleague of a made-up portfolio who is asked for it."""
    return SLOTS[_KINDS[category]]


def portfolio(
    words: PersonWords,
    state: str,
    category: str,
    by: date,
    random: Random,
    names: Names,
    gaps: frozenset[Gap] = frozenset(),
) -> PortfolioFile:
    """Everything but references, signatures and exams, which are asked for, made and given in the book."""
    entries = tuple(_Composing(_KINDS[category], category.startswith("EC"), by, random, names, gaps).entries())
    return PortfolioFile(
        person=words,
        state=state,
        entries=entries,
        portfolio=Portfolio(tuple(Item(entry.ref, entry.facts) for entry in entries), claims_taken=True),
        names={e.facts.colleague: str(e.words["name"]) for e in entries if isinstance(e.facts, Colleague)},
    )


class _Composing:
    def __init__(self, kind: _Kind, older: bool, by: date, random: Random, names: Names, gaps: frozenset[Gap]) -> None:
        self._kind, self._older, self._by, self._random, self._names, self._gaps = kind, older, by, random, names, gaps
        self._employer = names.agency()
        self._count = 0

    def entries(self) -> Iterator[FileEntry]:
        if Gap.EDUCATION not in self._gaps:
            yield self._education()
        if self._kind.licence and self._random.random() < 0.8:
            facts = Licence(LicenceKind.MENTAL_HEALTH, self._ago(4 * YEAR))
            yield self._entry("licences", facts, kind="mental health", issued_by="Board of Social Work Licensure")
        yield from self._training()
        yield from self._work()
        yield from self._colleagues()
        yield from self._rsc()

    def _education(self) -> FileEntry:
        # The doctorate of somebody who leads others lies further back.
        years = 9 if self._kind.gives_rsc else 5
        level, field = self._kind.level, self._random.choice(pools.FIELDS)
        facts = Education(
            level=level,
            awarded_on=self._ago(years * YEAR + self._random.randrange(YEAR)),
            transcript=True,
            coursework=(Coursework(_ABOUT_SYSTEMS),) if Gap.AREAS not in self._gaps else (),
        )
        school = self._random.choice(pools.INSTITUTIONS)
        titles = ["Families, systems and the law"] if facts.coursework else []
        degree = f"{level.value.capitalize()} of {field}"
        return self._entry("education", facts, degree=degree, field=field, institution=school, coursework=titles)

    def _training(self) -> Iterator[FileEntry]:
        wanted = self._kind.training * 60
        few = Gap.TRAINING in self._gaps
        share = self._random.uniform(0.25, 0.6) if few else self._random.uniform(1.0, 1.4)
        left = int(wanted * share) // 30 * 30
        titles = self._random.sample(pools.TRAININGS, k=8)
        for number, title in enumerate(titles):
            minutes = min(left, self._random.choice((180, 240, 360, 390, 720))) if number < 7 else left
            if minutes <= 0:
                break
            left -= minutes
            areas = _ABOUT_PEOPLE if number % 2 == 0 or Gap.AREAS in self._gaps else _ABOUT_SYSTEMS
            yield self._one_training(title, minutes, (), areas)
        if not few:
            yield self._one_training(self._random.choice(pools.DEIA), 210, (About.DEIA,), (Area.WORKING_WITH_OTHERS,))
            yield self._one_training("Reflection in the work", 180, (), (Area.REFLECTION,))
        if self._kind.gives_rsc:
            hours = 960 if not few else 300
            yield self._one_training(self._random.choice(pools.ABOUT_RSC), hours, (About.RSC,), _OF_LEADERS)

    def _one_training(self, title: str, minutes: int, about: tuple[About, ...], areas: tuple[Area, ...]) -> FileEntry:
        last = self._ago(self._random.randrange(20, 3 * YEAR))
        facts = Training(last - timedelta(days=max(minutes // 300, 0)), last, minutes, about, areas)
        return self._entry("training", facts, title=title, provider=self._names.agency())

    def _work(self) -> Iterator[FileEntry]:
        for role, months, services in self._kind.work:
            short = Gap.WORK in self._gaps
            began = self._ago(MONTH * self._random.randrange(7, 17) if short else 31 * months)
            facts = Work(
                first=began,
                employer=EmployerKey(folded(self._employer)),
                paid=True,
                supervised=True,
                with_=(With.CHILD, With.PARENT) if self._older else (With.INFANT, With.PARENT),
                services=services,
                families=self._random.randrange(11, 60),
                supervisor=None if self._kind.gives_rsc else SUPERVISOR,
            )
            said = "Weekly visits at home, mostly with families after a separation or a hard start in life."
            yield self._entry("work", facts, employer=self._employer, role=role, description=said)

    def _colleagues(self) -> Iterator[FileEntry]:
        yield self._colleague(SUPERVISOR, employer=self._employer)
        yield self._colleague(PROVIDER, employer=self._names.agency())
        category = CategoryCode("ECMHM-C" if self._older and self._kind.gives_rsc else "IMHM-C")
        where = AssociationCode(self._random.choice(("sc", "mi", "mn", "va")))
        standing = Standing(PROVIDER, where, self._ago(7 * YEAR), category=category)
        yield FileEntry("colleagues", ItemId("standing-provider-1"), standing, {"ref": "standing-provider-1"})
        yield self._colleague(OTHER)
        if self._kind.gives_rsc:
            yield self._colleague(SUPERVISEE, receives=True)

    def _colleague(self, who: ColleagueId, *, employer: str | None = None, receives: bool = False) -> FileEntry:
        name, email = self._names.colleague()
        key = EmployerKey(folded(employer)) if employer else None
        facts = Colleague(who, key, degree_level=DegreeLevel.MASTER, receives_rsc=receives)
        words: Words = {"ref": str(who), "name": name, "email": email}
        if employer:
            words["employer"] = employer
        return FileEntry("colleagues", ItemId(who), facts, words)

    def _rsc(self) -> Iterator[FileEntry]:
        share = self._random.uniform(0.1, 0.75) if Gap.RSC in self._gaps else 1.0
        for hours, about in ((self._kind.rsc - self._kind.about_rsc, ()), (self._kind.about_rsc, (About.RSC_GIVEN,))):
            first, last = 20 * MONTH, self._random.randrange(8, 40)
            parts = 3 if hours else 0
            for _ in range(parts):
                until = first - (first - last) // parts
                minutes = int(hours * 60 / parts * share) // 15 * 15
                setting = self._random.choice((Setting.INDIVIDUAL, Setting.INDIVIDUAL, Setting.GROUP))
                areas = (Area.REFLECTION, *_ABOUT_SYSTEMS[-1:])
                facts = Rsc(
                    self._ago(first), self._ago(until), max(minutes, 60), setting, PROVIDER, False, about, areas
                )
                yield self._entry("rsc", facts)
                first = until - 1

    def _ago(self, days: int) -> date:
        return self._by - timedelta(days=days)

    def _entry(self, table: str, facts: Facts, **said: str | list[str]) -> FileEntry:
        self._count += 1
        ref = ItemId(f"{table}-{self._count}")
        words: Words = {"ref": str(ref), **{name: text for name, text in said.items() if text}}
        return FileEntry(table, ref, facts, words)
