"""Tennessee's policy, and the complete applicant of its samples: a test changes one thing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

import vouchbook_guidelines
import vouchbook_tn
from vouchbook.domain import evidence
from vouchbook.domain.evidence import Facts, Item, Portfolio
from vouchbook.domain.names import (
    About,
    AssociationCode,
    CategoryCode,
    ColleagueId,
    ItemId,
    Occasion,
    PlanKey,
    Setting,
    SlotKey,
)
from vouchbook.domain.trace import Finding, Moments, Trace
from vouchbook.policy.compose import compose
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.portfolio_values import minutes
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.version import PolicyVersion

PACKAGE = Path(vouchbook_tn.__file__).parent
KINDS: dict[str, type[Facts]] = {
    "education": evidence.Education,
    "licence": evidence.Licence,
    "training": evidence.Training,
    "work": evidence.Work,
    "standing": evidence.Standing,
    "rsc": evidence.Rsc,
    "rating": evidence.Rating,
    "signature": evidence.Signature,
    "exam": evidence.Exam,
    "membership": evidence.Membership,
}


class Tennessee:
    """Asks Tennessee's sheets about the complete sample, whose ingrid is a clinical mentor."""

    today = date(2026, 11, 20)
    mentor = ColleagueId("ingrid")

    def __init__(self, version: PolicyVersion) -> None:
        self.version = version

    def trace(
        self,
        category: str = "IMHS",
        *,
        on: date = today,
        at: Occasion = Occasion.APPLICATION,
        **instead: Sequence[Facts],
    ) -> Trace:
        """What the sheet says of the complete sample, with some kinds of evidence replaced."""
        moments = Moments(asked=on, registered=on, submitted=on)
        return evaluate(self.version, CategoryCode(category), at, self.portfolio(**instead), (), moments)

    def finding(self, requirement: str, **changes: object) -> Finding:
        found = self.trace(**changes).findings  # type: ignore[arg-type]
        return next(finding for finding in found if finding.requirement == requirement)

    def portfolio(self, **instead: Sequence[Facts]) -> Portfolio:
        """What replaces a kind is called after it: ``rsc-1``, ``training-2``."""
        complete = read_portfolio(PACKAGE / "samples" / "imhs-complete.toml").portfolio
        kept = [item for item in complete.items if not isinstance(item.facts, tuple(KINDS[kind] for kind in instead))]
        new = [
            Item(ItemId(f"{kind}-{number}"), facts)
            for kind, found in instead.items()
            for number, facts in enumerate(found, 1)
        ]
        return replace(complete, items=(*kept, *new))

    def of(self, kind: str) -> list[Facts]:
        """What the complete sample holds of a kind, to be changed."""
        return [item.facts for item in self.portfolio().items if isinstance(item.facts, KINDS[kind])]

    def training(self, hours: str, *about: About, on: date = date(2025, 3, 7)) -> evidence.Training:
        return evidence.Training(on, on, minutes(hours), about)

    def session(self, hours: str, on: date = date(2026, 3, 3), by: str = "ingrid") -> evidence.Rsc:
        return evidence.Rsc(on, on, minutes(hours), Setting.INDIVIDUAL, ColleagueId(by))

    def endorsed(self, who: str, category: str, *, emerging: bool = False) -> evidence.Standing:
        holder, code = ColleagueId(who), AssociationCode("tn")
        return evidence.Standing(holder, code, date(2020, 1, 1), None, CategoryCode(category), emerging)

    def rating(self, rater: str, slot: str, *, known_since: date = date(2024, 1, 1), not_enough: int = 0) -> Facts:
        who, on = ColleagueId(rater), date(2026, 10, 12)
        return evidence.Rating(who, SlotKey(slot), on, known_since, not_enough, waived_access=True)

    def membership(self, of: str, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)) -> Facts:
        return evidence.Membership(AssociationCode(of), PlanKey("individual"), first, last)


@pytest.fixture(scope="session")
def tn() -> Tennessee:
    editions = {name: read_guidelines(path) for name, path in vouchbook_guidelines.editions().items()}
    return Tennessee(compose(read_policy(PACKAGE / "policy.toml", editions=editions), editions))
