"""The sample portfolios that a package brings: each for the category that its name begins with, as of its last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec import Struct

from vouchbook.associations import Package
from vouchbook.domain.names import CategoryCode
from vouchbook.domain.person import happened
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.portfolio_text import PortfolioMistakes
from vouchbook.service.conformance.report import Problem

COMPLETE = "-complete"
"""How the name of a sample ends that promises to lack nothing."""


class Sample(Struct, frozen=True):
    """A portfolio with the category it is for and the last day on which something in it happened."""

    name: str
    path: Path
    category: CategoryCode
    day: date
    file: PortfolioFile

    @property
    def complete(self) -> bool:
        return self.name.endswith(COMPLETE)


def samples_of(package: Package, document: PolicyDocument) -> tuple[list[Sample], list[Problem]]:
    """Every sample of a package by name, and what is wrong with those that cannot be used."""
    found: list[Sample] = []
    wrong: list[Problem] = []
    for path in sorted((package.folder / "samples").glob("*.toml")):
        where = f"{package.module}/samples/{path.name}"
        category = _category(path.stem, document.association.categories)
        if category is None:
            wrong.append(
                Problem(
                    "sample_name",
                    "its name begins with no category that is offered",
                    f"call it after one, such as {document.association.categories[0].lower()}{COMPLETE}.toml",
                    where,
                )
            )
            continue
        try:
            file = read_portfolio(path)
        except PortfolioMistakes as error:
            wrong += [
                Problem("sample", mistake.text, "mend this line", f"{where}:{mistake.line}")
                for mistake in error.mistakes
            ]
            continue
        days = [day for item in file.portfolio.items if (day := happened(item.facts)) is not None]
        found.append(Sample(path.stem, path, category, max(days, default=date(2026, 1, 1)), file))
    return found, wrong


def _category(name: str, offered: Iterable[CategoryCode]) -> CategoryCode | None:
    """The offered category that a file is named after; the longest, where one code begins with another.

    >>> _category("imhm-c-complete", [CategoryCode("IMHM-C"), CategoryCode("IMHM")])
    'IMHM-C'
    >>> _category("complete", [CategoryCode("IMHS")])
    """
    fitting = [code for code in offered if name == code.lower() or name.startswith(f"{code.lower()}-")]
    return max(fitting, key=len, default=None)
