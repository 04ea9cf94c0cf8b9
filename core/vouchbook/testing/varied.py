"""A sample portfolio of which a test replaces one thing, and what the association's sheets say of it then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from vouchbook.associations import Association
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
    RequirementKey,
    Setting,
    SlotKey,
)
from vouchbook.domain.trace import Finding, Moments, Trace
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio_values import minutes
from vouchbook.service.conformance.samples import Sample

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
"""What may be replaced, as ``finding`` and ``trace`` name it."""


class Varied:
    """Asks about ``sample`` on ``today``; ``provider`` is who gives the RSC of sessions that a test adds."""

    def __init__(self, association: Association, sample: Sample, today: date, provider: str) -> None:
        self.version = association.version
        self.code = AssociationCode(association.code)
        self.today = today
        self.provider = ColleagueId(provider)
        self._questions = association.questions
        self._sample = sample

    # ── Asking ────────────────────────────────────────────────────────────────────────────────

    def trace(
        self,
        category: str | None = None,
        *,
        on: date | None = None,
        at: Occasion = Occasion.APPLICATION,
        **instead: Sequence[Facts],
    ) -> Trace:
        """What the sheet says, with some kinds of evidence replaced: ``trace(rsc=[session("12")])``."""
        day = on or self.today
        chosen = CategoryCode(category) if category else self._sample.category
        moments = Moments(asked=day, registered=day, submitted=day)
        return evaluate(self.version, chosen, at, self.portfolio(**instead), (), moments, ask=self._questions)

    def finding(self, requirement: str, **changes: object) -> Finding:
        """What it says for one line; ``changes`` as for ``trace``."""
        found = self.trace(**changes).findings  # type: ignore[arg-type]
        return next(each for each in found if each.requirement == RequirementKey(requirement))

    def portfolio(self, **instead: Sequence[Facts]) -> Portfolio:
        """The sample; what replaces a kind is called after it: ``rsc-1``, ``training-2``."""
        whole = self._sample.file.portfolio
        gone = tuple(KINDS[kind] for kind in instead)
        kept = [item for item in whole.items if not isinstance(item.facts, gone)]
        new = [
            Item(ItemId(f"{kind}-{number}"), facts)
            for kind, found in instead.items()
            for number, facts in enumerate(found, 1)
        ]
        return replace(whole, items=(*kept, *new))

    def of(self, kind: str) -> list[Facts]:
        """What the sample holds of a kind, to be changed."""
        return [item.facts for item in self._sample.file.portfolio.items if isinstance(item.facts, KINDS[kind])]

    # ── Evidence ──────────────────────────────────────────────────────────────────────────────

    def training(self, hours: str, *about: About, on: date = date(2025, 3, 7)) -> evidence.Training:
        return evidence.Training(on, on, minutes(hours), about)

    def session(self, hours: str, on: date = date(2026, 3, 3), by: str | None = None) -> evidence.Rsc:
        return evidence.Rsc(on, on, minutes(hours), Setting.INDIVIDUAL, ColleagueId(by) if by else self.provider)

    def endorsed(self, who: str, category: str, *, emerging: bool = False) -> evidence.Standing:
        """Endorsed by the association itself, since 2020."""
        holder = ColleagueId(who)
        return evidence.Standing(holder, self.code, date(2020, 1, 1), None, CategoryCode(category), emerging)

    def rating(
        self, rater: str, slot: str, *, known_since: date = date(2024, 1, 1), not_enough: int = 0
    ) -> evidence.Rating:
        who, on = ColleagueId(rater), date(2026, 10, 12)
        return evidence.Rating(who, SlotKey(slot), on, known_since, not_enough, waived_access=True)

    def membership(
        self, of: str, first: date = date(2026, 1, 1), last: date = date(2026, 12, 31)
    ) -> evidence.Membership:
        return evidence.Membership(AssociationCode(of), PlanKey("individual"), first, last)
