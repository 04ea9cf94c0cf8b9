"""Who counts as what, in words: endorsed in these categories, or vetted through a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from msgspec import Struct

from vouchbook.domain.names import CategoryCode, DegreeLevel, VettingScope
from vouchbook.letters.names import called
from vouchbook.letters.phrases import day, listed
from vouchbook.policy.document import PolicyDocument, Row, StandingRow, VettingEnd, Way
from vouchbook.policy.source import EVERY

R = TypeVar("R", bound=Row)

_ENDS = {
    "given": "through",
    "registered": "in applications registered through",
    "submitted": "in applications submitted through",
    "decided": "in applications decided through",
}


class Policy(Struct, frozen=True):
    """The document that a sentence is about; standings are those of ``category`` as they rule ``on`` a day.

    Without a day it is the last row that says so; without a category, the rows of all of them.
    """

    document: PolicyDocument
    category: CategoryCode | None = None
    on: date | None = None

    @property
    def code(self) -> str:
        return self.document.association.code

    def who(self, standing: str) -> str:
        """Who has it: ``ERS, IMHM-C or anyone vetted by the association itself for RSC through 21 December 2027``."""
        row = self._ruling(
            row
            for row in self.document.standing
            if row.may == standing and (self.category is None or {self.category, EVERY} & {*row.for_})
        )
        return self.ways(row) if row else "nobody so far"

    def ways(self, row: StandingRow) -> str:
        named = [f"anyone {each}" if each.startswith(("endorsed", "vetted")) else each for each in self.named(row)]
        ways = listed(named or ["nobody"], "or")
        return f"{ways}; endorsed by the association itself only" if row.association == "own" else ways

    def named(self, row: StandingRow) -> list[str]:
        """Each of those who have a standing under a row."""
        return [each for way in row.any_of for each in self._way(way)]

    def _way(self, way: Way) -> list[str]:
        found = ["endorsed in any category" if code == EVERY else code for code in self.codes(way.holds)]
        if way.vetted:
            row = self._ruling(row for row in self.document.vetting if row.scope is way.vetted)
            ends = "".join(f" {ended(end)}" for end in row.ends) if row else ""
            found.append(f"vetted by the association itself for {called(way.vetted)}{ends}")
        after = " (also while still completing it)" if way.emerging else ""
        after += f" ({', '.join(degrees)})" if (degrees := _degrees(way)) else ""
        after += " (once a reviewer accepts it)" if way.once_accepted else ""
        return [f"{each}{after}" for each in found]

    def codes(self, categories: Iterable[str]) -> list[str]:
        """Categories in the order in which the association names them, those it does not offer last."""
        order = {code: place for place, code in enumerate(self.document.association.categories)}
        return sorted(categories, key=lambda code: (order.get(CategoryCode(code), len(order)), code))

    def _ruling(self, rows: Iterable[R]) -> R | None:
        found = [row for row in rows if self.on is None or in_force(row.from_, row.until, self.on)]
        return max(found, key=lambda row: row.from_ or date.min, default=None)


def _degrees(way: Way) -> list[str]:
    """Which degrees a way asks for: ``with a master's degree or higher``, ``for applicants with …``."""
    provider, least, most = (
        called(DegreeLevel(level)) if level else ""
        for level in (way.provider_degree_at_least, way.applicant_degree_at_least, way.applicant_degree_at_most)
    )
    above = f"none above {most}" if least else f"no degree above {most}"
    applicants = " and ".join(filter(None, (f"{least} or higher" if least else "", above if most else "")))
    said = f"with {provider} or higher" if provider else ""
    return [*filter(None, (said, f"for applicants with {applicants}" if applicants else ""))]


def in_force(from_: date | None, until: date | None, on: date) -> bool:
    return (from_ is None or from_ <= on) and (until is None or on <= until)


def ended(end: VettingEnd) -> str:
    return f"{_ENDS[end.by]} {day(end.on)}"


def ending(scope: VettingScope, end: VettingEnd) -> str:
    """What is no longer so on the day after the end."""
    if end.by == "given":
        return f"What people vetted for {called(scope)} do from this day on does not count."
    return f"In applications {end.by} from this day on, nothing counts that people vetted for {called(scope)} did."
