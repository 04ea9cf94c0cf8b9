"""Asks an edition of the guidelines, as it stands, about its samples and about what tests make of them."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import vouchbook_guidelines
from vouchbook.domain.names import CategoryCode, Occasion
from vouchbook.domain.trace import Finding, Moments, Trace
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import edition_policy

SAMPLES = Path(vouchbook_guidelines.__file__).parent / "samples"
EDITIONS = sorted(vouchbook_guidelines.editions())
DAYS = {
    "2021": date(2022, 10, 14),
    "2023": date(2023, 10, 13),
    "2024": date(2024, 10, 18),
    "2025": date(2025, 10, 17),
}
"""The day that the samples of an edition are asked about."""

Tables = dict[str, Any]
"""A portfolio file as it is written: a list of rows for each table."""


class Field:
    """The editions, their samples, and ways to change a sample: the fixture that every test here asks."""

    editions = EDITIONS
    days = DAYS
    samples = SAMPLES

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._policies = {name: edition_policy(name) for name in EDITIONS}

    def policy(self, edition: str) -> PolicyVersion:
        return self._policies[edition]

    def file(self, edition: str, category: str, kind: str = "passing") -> Path:
        return SAMPLES / edition / f"{category.lower()}-{kind}.toml"

    def own_sample(self, edition: str, category: str) -> str:
        """The edition whose sample tells of the category's sheet: this one, or the latest before that changed it."""
        return max(each for each in EDITIONS if each <= edition and self.file(each, category).exists())

    def passing(self, edition: str, category: str) -> Tables:
        """The sample of somebody who misses nothing, to be changed at will."""
        file = self.file(self.own_sample(edition, category), category)
        return tomllib.loads(file.read_text(encoding="utf-8"))

    def day(self, edition: str, category: str) -> date:
        return DAYS[self.own_sample(edition, category)]

    def trace(
        self, edition: str, category: str, tables: Tables, on: date | None = None, at: Occasion = Occasion.APPLICATION
    ) -> Trace:
        """What the edition says; a renewal is about the year of the day asked."""
        return self.asked(edition, category, self.read(tables), on or self.day(edition, category), at)

    def asked(
        self, edition: str, category: str, file: PortfolioFile, on: date, at: Occasion = Occasion.APPLICATION
    ) -> Trace:
        year = (date(on.year, 1, 1), date(on.year, 12, 31)) if at is Occasion.RENEWAL else (None, None)
        moments = Moments(asked=on, registered=on, submitted=on, cycle_start=year[0], cycle_end=year[1])
        return evaluate(self.policy(edition), CategoryCode(category), at, file.portfolio, (), moments)

    def finding(
        self,
        edition: str,
        category: str,
        requirement: str,
        tables: Tables,
        on: date | None = None,
        at: Occasion = Occasion.APPLICATION,
    ) -> Finding:
        found = self.trace(edition, category, tables, on, at).findings
        return next(finding for finding in found if finding.requirement == requirement)

    def read(self, tables: Tables) -> PortfolioFile:
        """Through a real file and its reader: what a test changes is what somebody could write."""
        path = self._folder / "portfolio.json"
        path.write_text(json.dumps(tables, default=str), encoding="utf-8")
        return read_portfolio(path)


@pytest.fixture(scope="session")
def field(tmp_path_factory: pytest.TempPathFactory) -> Field:
    return Field(tmp_path_factory.mktemp("portfolios"))
