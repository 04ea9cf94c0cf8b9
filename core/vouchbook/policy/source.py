"""What a ``policy.toml`` or an edition of the guidelines says, row by row, before it is composed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

from msgspec import Struct

from vouchbook.domain.names import CategoryCode, Due, Occasion
from vouchbook.policy import document as doc
from vouchbook.policy.document import AssociationRow, Row, SourceText
from vouchbook.policy.mistakes import Mistake
from vouchbook.policy.positions import Path
from vouchbook.policy.rules import Applies, Rule

EVERY = "every"
"""What ``for`` and ``holds`` say of all categories; a row that names a category beats it."""

Key = tuple[str | bool | None, ...]
"""What makes two dated rows answers to the same question."""


class RequirementHead(Row, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"for_": "for"}):
    """Whom a requirement is for, when it is asked and who says so; what it asks is the rule beside it."""

    for_: tuple[str, ...]
    at: Occasion = Occasion.APPLICATION
    due: Due = Due.SUBMISSION
    applies: Applies | None = None


class RequirementRow(Struct, frozen=True):
    """``index`` is the row's place among the file's requirements."""

    head: RequirementHead
    rule: Rule
    index: int


class Source(Struct, frozen=True, kw_only=True):
    """A file as it was read; ``tables`` are those without the requirements.

    ``raw`` and ``lines``, what stood in the file and where, serve what is said of mistakes.
    """

    name: str
    sources: dict[str, SourceText]
    tables: Mapping[str, tuple[Row, ...]]
    requirements: tuple[RequirementRow, ...]
    raw: Mapping[str, object]
    lines: Mapping[Path, int]
    warnings: tuple[Mistake, ...] = ()


class SourceDocument(Source, frozen=True, kw_only=True):
    """An association's own rows."""

    association: AssociationRow


class Guidelines(Source, frozen=True, kw_only=True):
    """One edition of the guidelines: a complete snapshot of undated rows.

    ``categories`` are all codes that the edition knows, whether or not it holds their sheet; ``from_`` is the
    day from which the Alliance asks for it, where that is known. An association's ``guidelines`` row dates it.
    """

    edition: str
    from_: date | None
    categories: tuple[CategoryCode, ...]

    @property
    def with_sheet(self) -> frozenset[CategoryCode]:
        """The categories whose sheet it holds: those that a requirement names."""
        return frozenset(CategoryCode(each) for row in self.requirements for each in row.head.for_) - {EVERY}


class Table(Struct, frozen=True):
    """A table of the document: the type of its rows and the fields that make their key."""

    row: type[Row]
    key: tuple[str, ...] = ()


TABLES: Mapping[str, Table] = {
    "guidelines": Table(doc.GuidelinesRow),
    "transition": Table(doc.TransitionRow, ("of",)),
    "standing": Table(doc.StandingRow, ("may", "for")),
    "vetting": Table(doc.VettingRow, ("scope",)),
    "emerging": Table(doc.EmergingRow, ("for",)),
    "plan": Table(doc.PlanRow, ("key",)),
    "membership": Table(doc.MembershipRow, ("plan",)),
    "fund": Table(doc.FundRow, ("key",)),
    "intake": Table(doc.IntakeRow),
    "review": Table(doc.ReviewRow, ("for",)),
    "exam": Table(doc.ExamRow, ("for", "part")),
    "renewal": Table(doc.RenewalRow, ("for",)),
    "lapse": Table(doc.LapseRow),
    "recognition": Table(doc.RecognitionRow, ("of",)),
    "fee": Table(doc.FeeRow, ("occasion", "for", "plan", "members")),
    "upgrade": Table(doc.UpgradeRow, ("for",)),
}
"""Every table of dated rows but the requirements."""


def keys_of(table: str, row: Row) -> Iterator[Key]:
    """The keys a row answers: one per category, or other thing, that it lists."""
    values = [getattr(row, "for_" if name == "for" else name) for name in TABLES[table].key]
    for key in product(*(value if isinstance(value, tuple) else (value,) for value in values)):
        yield tuple(getattr(part, "value", part) for part in key)


def requirement_keys(row: RequirementRow) -> Iterator[Key]:
    """``(category, occasion, key)``, once per category that the row lists."""
    for category in row.head.for_:
        yield (category, row.head.at.value, row.rule.key)
