"""Each number and list of each edition, changed in turn in an association's own row: the report names that very line.

The number of changes stands in the id of each test, and their sum below: none is passed over unseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest
from tests.policy.mutations import LOOSER, OTHER, SAME, STRICTER, Mutation, mutations

from vouchbook.domain.names import AssociationCode, CategoryCode, Occasion
from vouchbook.policy.compare import Side
from vouchbook.policy.compose import compose
from vouchbook.policy.document import AssociationRow, GuidelinesRow, SourceText
from vouchbook.policy.fidelity import Fidelity, Verdict, held_against
from vouchbook.policy.rules import Line, Sheet
from vouchbook.policy.source import TABLES, RequirementHead, RequirementRow, SourceDocument
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.evaluation import edition_policy, installed_editions

DAY = date(2026, 11, 20)
COUNTED = {
    "2021": {"looser": 916, "stricter": 690, "other": 58, "same": 52},
    "2023": {"looser": 886, "stricter": 670, "other": 58, "same": 52},
    "2024": {"looser": 890, "stricter": 640, "other": 53, "same": 42},
    "2025": {"looser": 878, "stricter": 632, "other": 77, "same": 38},
}
"""How many changes of each edition are stricter, looser, other (see ``mutations``), or the same (advice)."""


class Asked(NamedTuple):
    edition: str
    category: CategoryCode
    at: Occasion
    mutations: int

    def __str__(self) -> str:
        return f"{self.edition} {self.category} {self.at.value}: {self.mutations} changes"


@cache
def edition(name: str) -> PolicyVersion:
    return edition_policy(name)


def sheet(asked: Asked) -> Sheet:
    return next(s for s in edition(asked.edition).document.sheets if (s.category, s.at) == (asked.category, asked.at))


def every_sheet() -> Iterator[Asked]:
    for name in sorted(installed_editions()):
        for each in edition(name).document.sheets:
            yield Asked(name, each.category, each.at, sum(1 for line in each.lines for _ in mutations(line)))


EVERY_SHEET = tuple(every_sheet())


def association(name: str, category: CategoryCode, at: Occasion, own: Line | None) -> PolicyVersion:
    """An association that offers one category by an edition, with one row of its own."""
    row = GuidelinesRow(edition=name, source="own")
    head = own and RequirementHead(for_=(category,), at=at, source="own", due=own.due, applies=own.applies)
    source = SourceDocument(
        name="policy.toml",
        sources={"own": SourceText(title="The association")},
        tables={table: (row,) if table == "guidelines" else () for table in TABLES},
        requirements=(RequirementRow(head, own.rule, 0),) if own and head else (),
        raw={},
        lines={},
        association=AssociationRow(
            code=AssociationCode("zz"), name="Nowhere", timezone="UTC", year_end="12-31", currency="USD",
            families=("IMH", "ECMH"), categories=(category,),
        ),
    )  # fmt: skip
    return compose(source, installed_editions())


def reported(asked: Asked, own: Line | None) -> Fidelity:
    version = association(asked.edition, asked.category, asked.at, own)
    return held_against(Side(edition(asked.edition).document, DAY), Side(version.document, DAY), {})


def wrong(asked: Asked, line: Line, mutation: Mutation) -> str | None:
    """What the report says otherwise than it should."""
    found = reported(asked, mutation.line)
    said = {(each.at, each.key): each.effect for each in found.lines if each.effect is not SAME}
    expected = {} if mutation.effect is SAME else {(asked.at, line.rule.key): mutation.effect}
    less = tuple((each.at, each.key) for each in found.deviations)
    named = less == ((asked.at, line.rule.key),) if mutation.effect is LOOSER else mutation.effect is OTHER or not less
    return None if said == expected and named else f"{line.rule.key} {mutation.where}: {said}, looser {less}"


@pytest.mark.parametrize("asked", EVERY_SHEET, ids=str)
def test_every_threshold_lowered_is_looser_and_every_one_raised_stricter(asked: Asked) -> None:
    tried = [(line, each) for line in sheet(asked).lines for each in mutations(line)]
    assert len(tried) == asked.mutations > 0
    assert [said for line, each in tried if (said := wrong(asked, line, each))] == []


@pytest.mark.parametrize("name", COUNTED)
def test_so_many_changes_were_tried(name: str) -> None:
    found = Counter(
        each.effect.value for sheet in edition(name).document.sheets for line in sheet.lines for each in mutations(line)
    )
    assert dict(found) == COUNTED[name]


def test_every_installed_edition_is_counted() -> None:
    assert {*installed_editions()} == {*COUNTED}


@pytest.mark.parametrize("asked", EVERY_SHEET, ids=lambda asked: f"{asked.edition} {asked.category} {asked.at.value}")
def test_an_association_that_takes_an_edition_as_it_stands_is_the_same_throughout(asked: Asked) -> None:
    found = reported(asked, None)
    assert {each.verdict for each in found.lines} == {Verdict.SAME}
    assert (found.deviations, found.beyond) == ((), ())


def test_every_line_of_a_sheet_changes_in_both_directions() -> None:
    for name in COUNTED:
        for each in edition(name).document.sheets:
            for line in each.lines:
                assert {LOOSER, STRICTER} <= {one.effect for one in mutations(line)}, (name, each.category, line)
