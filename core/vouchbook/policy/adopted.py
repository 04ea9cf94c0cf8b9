"""Which edition of the guidelines an association follows from when until when, and what its rows look like there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.policy.dated import Span, in_turn
from vouchbook.policy.document import GuidelinesRow, Row, SourceText
from vouchbook.policy.source import Guidelines, SourceDocument

R = TypeVar("R", bound=Row)


class Adopted(Struct, frozen=True):
    """An edition under the row that adopts it."""

    edition: Guidelines
    by: GuidelinesRow

    @property
    def origin(self) -> str:
        return f"guidelines {self.edition.edition}"

    @property
    def sources(self) -> dict[str, SourceText]:
        """The edition's sources under names that no source of the association has."""
        return {self.source(name): text for name, text in self.edition.sources.items()}

    def source(self, name: str) -> str:
        return f"{self.edition.edition}:{name}"

    def row(self, row: R) -> R:
        """An edition's row as it stands in the association's policy: as unconfirmed as its adoption is."""
        return replace(
            row, source=self.source(row.source), confirmed=row.confirmed and self.by.confirmed, origin=self.origin
        )


def adoption(source: SourceDocument, editions: Mapping[str, Guidelines]) -> tuple[Span[Adopted], ...]:
    rows = cast("tuple[GuidelinesRow, ...]", source.tables["guidelines"])
    return in_turn(Span(row.from_, row.until, Adopted(editions[row.edition], row)) for row in rows)
