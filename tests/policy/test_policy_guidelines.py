"""The editions of the guidelines that ship: what the specialist is asked for until 2024 and from 2025."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from vouchbook.domain.names import About, StatementCode
from vouchbook.policy import rules
from vouchbook.policy.reader import read_guidelines
from vouchbook.policy.rules import Applies, Where
from vouchbook.policy.source import Guidelines, RequirementRow

EDITIONS = {
    file.stem: read_guidelines(file)
    for file in (Path(__file__).parents[2] / "plugins/guidelines/vouchbook_guidelines/editions").glob("*.toml")
}


def rows(edition: Guidelines, at: str = "application") -> dict[str, RequirementRow]:
    return {row.rule.key: row for row in edition.requirements if row.head.at.value == at}


OLD, NEW = rows(EDITIONS["2024"]), rows(EDITIONS["2025"])


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_an_edition_is_named_like_its_file_and_warns_of_nothing(edition: Guidelines) -> None:
    assert EDITIONS[edition.edition] is edition
    assert edition.warnings == ()


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_an_edition_holds_the_specialists_sheet_and_knows_every_category_of_the_field(edition: Guidelines) -> None:
    assert {category for row in edition.requirements for category in row.head.for_} == {"IMHS"}
    assert len({*edition.categories}) == 15
    assert list(rows(edition, "renewal")) == ["training", "rsc", "membership"]


def test_the_specialists_exam_ended_with_2024() -> None:
    assert OLD.keys() - NEW.keys() == {"exam"}
    assert NEW.keys() - OLD.keys() == set()
    assert EDITIONS["2025"].from_ == date(2025, 1, 1)


def test_from_2025_a_licence_does_as_well_as_a_degree() -> None:
    rule = NEW["education"].rule
    assert isinstance(rule, rules.AnyOf)
    assert [type(option) for option in rule.options] == [rules.Degree, rules.Licence]


@pytest.mark.parametrize(("edition", "minimum", "parts"), [("2024", 30, []), ("2025", 33, [("deia", 3)])])
def test_training_is_30_hours_and_then_33(edition: str, minimum: int, parts: list[tuple[str, int]]) -> None:
    rule = rows(EDITIONS[edition])["training"].rule
    assert isinstance(rule, rules.Hours)
    assert rule.minimum == minimum * 60
    assert [(part.key, part.minimum // 60) for part in rule.parts] == parts


def test_from_2025_the_work_is_that_of_somebody_licensed_or_eligible_once_a_reviewer_agrees() -> None:
    rule = NEW["work"].rule
    assert isinstance(rule, rules.Months)
    eligible, internship = rule.also
    assert (rule.minimum, rule.where.licensed) == (24, True)
    assert (eligible.where.licensed, eligible.once_accepted, eligible.at_most) == (None, True, None)
    assert (internship.where.internship, internship.once_accepted, internship.at_most) == (True, True, 12)


def test_both_ask_for_50_hours_of_rsc() -> None:
    for row in (OLD["rsc"], NEW["rsc"]):
        assert isinstance(row.rule, rules.Hours)
        assert (row.rule.minimum, row.rule.where.peer) == (3000, False)


def test_what_is_inferred_or_second_hand_is_not_confirmed_and_says_why() -> None:
    for edition, doubtful in (("2024", {"membership"}), ("2025", {"training", "rsc", "membership"})):
        found = rows(EDITIONS[edition])
        assert {key for key, row in found.items() if not row.head.confirmed} == doubtful
        assert all(found[key].head.note for key in doubtful)


@pytest.mark.parametrize("edition", EDITIONS.values(), ids=EDITIONS)
def test_a_renewal_is_15_hours_with_one_about_deia_three_about_rsc_for_those_who_give_it_and_12_of_rsc(
    edition: Guidelines,
) -> None:
    training, rsc = (rows(edition, "renewal")[key].rule for key in ("training", "rsc"))
    assert isinstance(training, rules.Hours)
    assert isinstance(rsc, rules.Hours)
    assert (training.minimum, rsc.minimum) == (900, 720)
    about_rsc, deia = training.parts
    assert (about_rsc.minimum, about_rsc.when) == (180, Applies(attests=StatementCode("gives_rsc")))
    assert (deia.minimum, deia.where) == (60, Where(about=(About.DEIA,)))
