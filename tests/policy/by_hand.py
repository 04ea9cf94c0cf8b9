"""A policy of a few rows made by hand, and evidence to hold against it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Facts, Item, Portfolio
from vouchbook.domain.names import (
    About,
    Area,
    AssociationCode,
    CategoryCode,
    ColleagueId,
    DegreeLevel,
    EmployerKey,
    ItemId,
    Occasion,
    RequirementKey,
    Setting,
    StandingName,
    VettingScope,
)
from vouchbook.domain.trace import Finding, Moments, Question, Trace
from vouchbook.policy import rules
from vouchbook.policy.document import AssociationRow, PolicyDocument, Row, SourceText, StandingRow, VettingRow, Way
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.rules import Applies, Line, Rule, Sheet
from vouchbook.policy.version import PolicyVersion

TODAY = date(2026, 11, 20)
IMHS = CategoryCode("IMHS")
GIVE_RSC = StandingName("give_rsc")
RATE = StandingName("rate")
ZZ = AssociationRow(
    code=AssociationCode("zz"),
    name="Association of Nowhere",
    timezone="America/New_York",
    year_end="12-31",
    currency="USD",
    families=("IMH",),
    categories=(IMHS,),
)
MAY_GIVE_RSC = StandingRow(may=GIVE_RSC, any_of=(Way(holds=("ERS",)), Way(vetted=VettingScope.RSC)))
MAY_RATE = StandingRow(may=RATE, any_of=(Way(holds=("every",)), Way(vetted=VettingScope.REFERENCE)))


def line(rule: Rule, *, applies: Applies | None = None, from_: date | None = None) -> Line:
    return Line(rule, "own", from_, None, "sheet", rule.key, confirmed=True, applies=applies)


def policy(*asked: Rule | Line, at: Occasion = Occasion.APPLICATION, **tables: Sequence[Row]) -> PolicyVersion:
    """One sheet of these lines, in force since ever; standings as above unless they are given."""
    lines = tuple(each if isinstance(each, Line) else line(each) for each in asked)
    return sheets(Sheet(IMHS, at, None, None, lines), **tables)


def sheets(*asked: Sheet, **tables: Sequence[Row]) -> PolicyVersion:
    document = PolicyDocument(
        format="vouchbook-policy/1",
        association=ZZ,
        sources={"sheet": SourceText(title="A sheet made by hand")},
        standing=(MAY_GIVE_RSC, MAY_RATE),
        vetting=(VettingRow(scope=VettingScope.RSC),),
        sheets=asked,
    )
    return PolicyVersion.of(replace(document, **{name: tuple(rows) for name, rows in tables.items()}))


def trace(
    version: PolicyVersion,
    *found: Facts,
    on: date = TODAY,
    moments: Moments | None = None,
    at: Occasion = Occasion.APPLICATION,
    settled: Sequence[Question] = (),
    ask: Questions = POLICY_ALONE,
) -> Trace:
    return evaluate(version, IMHS, at, portfolio(*found), settled, moments or Moments(asked=on), ask=ask)


def finding(version: PolicyVersion, *found: Facts, **how: Any) -> Finding:
    """What is found for the only line of a sheet."""
    (only,) = trace(version, *found, **how).findings
    return only


def portfolio(*found: Facts) -> Portfolio:
    """Items are called ``1``, ``2``, … in their order."""
    return Portfolio(
        tuple(Item(ItemId(str(number)), facts) for number, facts in enumerate(found, 1)), claims_taken=True
    )


def question(item: str, *, answer: bool, requirement: str = "r") -> Question:
    return Question(RequirementKey(requirement), item=ItemId(item), revision=1, answer=answer)


# ── Evidence ──────────────────────────────────────────────────────────────────────────────────


def rsc(
    hours: float, on: date = date(2026, 3, 3), until: date | None = None, by: str = "ruth", **changes: Any
) -> evidence.Rsc:
    session = evidence.Rsc(on, until or on, round(hours * 60), Setting.GROUP, ColleagueId(by))
    return replace(session, **changes)


def training(
    hours: float,
    on: date = date(2026, 3, 3),
    until: date | None = None,
    *,
    about: tuple[About, ...] = (),
    areas: tuple[Area, ...] = (),
) -> evidence.Training:
    return evidence.Training(on, until or on, round(hours * 60), about, areas)


def degree(level: DegreeLevel = DegreeLevel.MASTER, on: date = date(2020, 5, 1)) -> evidence.Education:
    return evidence.Education(level, on)


def work(first: date, last: date | None = None, **changes: Any) -> evidence.Work:
    return replace(evidence.Work(first, EmployerKey("clinic"), last), **changes)


def endorsed(
    who: str | None, category: str, since: date = date(2020, 1, 1), until: date | None = None, of: str = "zz"
) -> evidence.Standing:
    holder = ColleagueId(who) if who else None
    return evidence.Standing(holder, AssociationCode(of), since, until, CategoryCode(category))


def vetted(who: str, since: date = date(2020, 1, 1), until: date | None = None, of: str = "zz") -> evidence.Standing:
    return evidence.Standing(ColleagueId(who), AssociationCode(of), since, until, vetted=VettingScope.RSC)


# ── Rules ─────────────────────────────────────────────────────────────────────────────────────

R = RequirementKey("r")


def hours(minimum: float, of: str = "rsc", **asked: Any) -> rules.Hours:
    return replace(rules.Hours(R, of, round(minimum * 60)), **asked)  # type: ignore[arg-type]


def months(minimum: int, **asked: Any) -> rules.Months:
    return replace(rules.Months(R, minimum), **asked)


def count(minimum: int, of: str, **asked: Any) -> rules.Count:
    return replace(rules.Count(R, of, minimum), **asked)  # type: ignore[arg-type]
