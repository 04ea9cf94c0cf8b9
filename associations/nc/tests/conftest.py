"""NC's policy, and an applicant who meets every line of the specialist's sheet: a test changes one thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

import vouchbook_guidelines
import vouchbook_nc
from vouchbook.domain import evidence
from vouchbook.domain.evidence import Facts, Item, Portfolio
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
    ItemId,
    Occasion,
    PlanKey,
    QuestionKey,
    RequirementKey,
    ServiceKind,
    Setting,
    SlotKey,
    Source,
    VettingScope,
    With,
)
from vouchbook.domain.trace import Because, Finding, Moments, Question, Trace
from vouchbook.policy.compose import compose
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio_values import minutes
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.version import PolicyVersion

TODAY = date(2026, 11, 20)
DEGREE = date(2021, 5, 8)
CLINIC = EmployerKey("lumber river family wellness")
DYADIC = (ServiceKind.EARLY_RELATIONSHIP_ASSESSMENT, ServiceKind.PARENT_INFANT_THERAPY)
BOTH = (With.INFANT, With.PARENT)


class NorthCarolina:
    """Asks NC's sheet about an applicant, and makes the evidence to ask about.

    ``ruth`` is a clinical mentor, ``denise`` the supervisor at the clinic, ``alma`` a former teacher.
    """

    today = TODAY
    degree_day = DEGREE
    clinic = CLINIC

    def __init__(self, version: PolicyVersion) -> None:
        self.version = version

    # ── Asking ────────────────────────────────────────────────────────────────────────────────

    def trace(
        self,
        *,
        on: date = TODAY,
        submitted: date | None = None,
        at: Occasion = Occasion.APPLICATION,
        settled: Sequence[Question] = (),
        in_a_book: bool = False,
        unconfirmed: Sequence[str] = (),
        **instead: Sequence[Facts],
    ) -> Trace:
        """What the sheet says of the complete applicant, with some kinds of evidence replaced."""
        moments = Moments(asked=on, submitted=submitted)
        portfolio = self.portfolio(in_a_book=in_a_book, unconfirmed=unconfirmed, **instead)
        return evaluate(self.version, CategoryCode("IMHS"), at, portfolio, settled, moments)

    def finding(self, requirement: str, **changes: object) -> Finding:
        found = self.trace(**changes).findings  # type: ignore[arg-type]
        return next(finding for finding in found if finding.requirement == requirement)

    def because(self, finding: Finding, item: str) -> Because:
        """Why an item does not count."""
        return next(each.because for each in finding.excluded_items if each.item == item)

    def answered(self, requirement: str, *, key: str = "", item: str = "", answer: bool = True) -> Question:
        return Question(
            RequirementKey(requirement),
            key=QuestionKey(key) if key else None,
            item=ItemId(item) if item else None,
            revision=1 if item else None,
            answer=answer,
        )

    # ── Evidence ──────────────────────────────────────────────────────────────────────────────

    def portfolio(
        self, *, in_a_book: bool = False, unconfirmed: Sequence[str] = (), **instead: Sequence[Facts]
    ) -> Portfolio:
        """Items are called after their kind: ``rsc-1``, ``training-2``; in a book all are confirmed but these."""
        named = {
            ItemId(f"{kind}-{number}"): facts
            for kind, found in {**self.complete(), **instead}.items()
            for number, facts in enumerate(found, 1)
        }
        items = tuple(
            Item(id_, facts, source=Source.ASSERTED if id_ in unconfirmed else Source.CONFIRMED)
            for id_, facts in named.items()
        )
        return Portfolio(items, claims_taken=not in_a_book)

    def complete(self) -> dict[str, Sequence[Facts]]:
        return {
            "education": [self.degree()],
            "training": [self.training("30", areas=tuple(Area)[:8])],
            "work": [self.job(date(2024, 11, 21))],
            "colleague": [self.colleague("denise", CLINIC), self.colleague("ruth"), self.colleague("alma")],
            "standing": [self.endorsed("ruth", "IMHM-C", since=date(2019, 4, 1))],
            "rsc": [self.session("50", date(2024, 12, 2), until=date(2026, 11, 2))],
            "rating": [
                self.rating("denise", "supervisor"),
                self.rating("ruth", "rsc_provider"),
                self.rating("alma", "other"),
            ],
            "signature": [evidence.Signature(document, date(2026, 9, 1)) for document in Document],
            "exam": [self.exam(ExamPart.MULTIPLE_CHOICE), self.exam(ExamPart.ESSAY)],
            "membership": [self.membership(date(2026, 1, 1), date(2026, 12, 31))],
        }

    def degree(
        self,
        level: DegreeLevel = DegreeLevel.MASTER,
        on: date = DEGREE,
        *,
        transcript: bool = False,
        coursework: Sequence[Area] = (),
    ) -> evidence.Education:
        courses = tuple(evidence.Coursework((area,)) for area in coursework)
        return evidence.Education(level, on, transcript, courses)

    def training(
        self,
        hours: str,
        on: date = date(2025, 3, 7),
        *,
        until: date | None = None,
        areas: tuple[Area, ...] = (),
        about: tuple[About, ...] = (),
    ) -> evidence.Training:
        return evidence.Training(on, until or on, minutes(hours), about, areas)

    def job(self, first: date, last: date | None = None, **changes: object) -> evidence.Work:
        """Paid, supervised work with infant and parent, unless it is changed."""
        work = evidence.Work(first, CLINIC, last, paid=True, supervised=True, with_=BOTH, services=DYADIC)
        return replace(work, **changes)

    def internship(self, first: date, last: date, *, with_: str = "ruth", **changes: object) -> evidence.Work:
        supervised = {"paid": False, "internship": True, "supervisor": ColleagueId(with_)}
        return self.job(first, last, **supervised, **changes)

    def session(
        self,
        hours: str,
        on: date = date(2026, 3, 3),
        *,
        until: date | None = None,
        by: str = "ruth",
        peer: bool = False,
    ) -> evidence.Rsc:
        return evidence.Rsc(on, until or on, minutes(hours), Setting.INDIVIDUAL, ColleagueId(by), peer=peer)

    def endorsed(
        self,
        who: str,
        category: str,
        *,
        since: date = date(2020, 1, 1),
        until: date | None = None,
        of: str = "nc",
        emerging: bool = False,
    ) -> evidence.Standing:
        holder, code = ColleagueId(who), AssociationCode(of)
        return evidence.Standing(holder, code, since, until, CategoryCode(category), emerging)

    def vetted(
        self, who: str, scope: str = "rsc", *, since: date = date(2020, 1, 1), until: date | None = None, of: str = "nc"
    ) -> evidence.Standing:
        holder, code = ColleagueId(who), AssociationCode(of)
        return evidence.Standing(holder, code, since, until, vetted=VettingScope(scope))

    def colleague(self, who: str, employer: EmployerKey | None = None) -> evidence.Colleague:
        return evidence.Colleague(ColleagueId(who), employer)

    def rating(
        self,
        rater: str,
        slot: str,
        on: date = date(2026, 10, 12),
        *,
        known_since: date = date(2024, 11, 21),
        not_enough: int = 0,
    ) -> evidence.Rating:
        return evidence.Rating(ColleagueId(rater), SlotKey(slot), on, known_since, not_enough, waived_access=True)

    def exam(self, part: ExamPart, *, passed: bool = True, on: date = date(2026, 10, 28)) -> evidence.Exam:
        return evidence.Exam(part, on, 8500 if passed else 7000, passed)

    def membership(self, first: date, last: date, of: str = "nc") -> evidence.Membership:
        return evidence.Membership(AssociationCode(of), PlanKey("individual"), first, last)


@pytest.fixture(scope="session")
def nc() -> NorthCarolina:
    editions = {name: read_guidelines(path) for name, path in vouchbook_guidelines.editions().items()}
    policy = read_policy(Path(vouchbook_nc.__file__).parent / "policy.toml", editions=editions)
    return NorthCarolina(compose(policy, editions))
