"""Who may give RSC or rate, for applicants of which categories, from when until when: by policy alone or its code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import CategoryCode, ColleagueId, Occasion, StandingName, VettingScope
from vouchbook.domain.trace import Moments
from vouchbook.policy.calendar import ALWAYS
from vouchbook.policy.cycles import judged_on, with_cycle
from vouchbook.policy.document import NoSheet, PolicyDocument, sheet_on
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.rules import AllOf, AnyOf, Hours, Rule
from vouchbook.policy.standing_rows import RulingRows, StandingRows
from vouchbook.policy.standings import Standings

MAY: Mapping[VettingScope, StandingName] = {
    VettingScope.RSC: StandingName("give_rsc"),
    VettingScope.REFERENCE: StandingName("rate"),
}
"""What somebody vetted for a scope is to do, as ``[[standing]]`` calls it."""


class Stretch(Struct, frozen=True):
    """Days without a gap on which somebody counts for a category; ``None`` leaves that end open."""

    category: CategoryCode
    first: date | None
    last: date | None

    def on(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Counting:
    """Asks a policy about many people: what does not depend on them is worked out once."""

    def __init__(
        self, document: PolicyDocument, may: StandingName, moments: Moments, ask: Questions = POLICY_ALONE
    ) -> None:
        self.may = may
        self._ask = ask
        self._asked = moments.asked.toordinal()
        categories = document.association.categories
        self._rows = {each: RulingRows(StandingRows(document, each), moments) for each in categories}

    def categories(self, portfolio: Portfolio, holder: ColleagueId | None) -> tuple[CategoryCode, ...]:
        """For whose applicants the holder counts on the day asked."""
        return tuple(each for each in self._rows if self.counts(portfolio, holder, each))

    def counts(self, portfolio: Portfolio, holder: ColleagueId | None, category: CategoryCode) -> bool:
        """Whether the holder counts on the day asked for applicants of a category."""
        held = Standings(self._rows[category], Desk(portfolio), self._ask).held(
            holder, self.may, self._asked, self._asked + 1
        )
        return any(low <= self._asked < high for low, high in held.sure)

    def stretches(self, portfolio: Portfolio, holder: ColleagueId | None) -> Iterator[Stretch]:
        """Every stretch of days on which the holder counts by policy data, category by category."""
        never, ever = ALWAYS[0]
        for category, rows in self._rows.items():
            held = Standings(rows, Desk(portfolio), POLICY_ALONE).held(holder, self.may, *ALWAYS[0])
            for low, high in held.sure:
                first = None if low <= never else date.fromordinal(low)
                yield Stretch(category, first, None if high >= ever else date.fromordinal(high - 1))


def rsc_given_by(
    document: PolicyDocument, category: CategoryCode, at: Occasion, moments: Moments
) -> tuple[StandingName, ...]:
    """What the providers of RSC have to be by the sheet that judges; nothing where it asks for none, or takes all."""
    asked = _ways_to_receive(document, category, at, moments)
    return tuple(dict.fromkeys(may for may in asked if may is not None))


def rsc_given_by_anybody(document: PolicyDocument, category: CategoryCode, at: Occasion, moments: Moments) -> bool:
    """Whether the sheet that judges asks for RSC, and nowhere says who has to give it."""
    asked = _ways_to_receive(document, category, at, moments)
    return bool(asked) and not any(asked)


def _ways_to_receive(
    document: PolicyDocument, category: CategoryCode, at: Occasion, moments: Moments
) -> tuple[StandingName | None, ...]:
    """What the giver of RSC has to be, for every way in which the sheet lets it count; ``None``: not said."""
    moments = with_cycle(document, category, at, moments)
    try:
        _, sheet = sheet_on(document, category, at, judged_on(document, category, at, moments))
    except NoSheet:
        return ()
    return tuple(may for line in sheet.lines for may in _given_by(line.rule))


def _given_by(rule: Rule) -> Iterator[StandingName | None]:
    match rule:
        case AnyOf(options=options) | AllOf(options=options):
            for option in options:
                yield from _given_by(option)
        case Hours(of=of, where=where, also=also):
            ways = ((of, where), *((way.of or of, way.where) for way in also))
            yield from (way.given_by for kind, way in ways if kind == "rsc")
        case _:
            return
