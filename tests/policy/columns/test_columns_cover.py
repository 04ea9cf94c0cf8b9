"""What columns do not answer they name: no condition, field or kind is passed over."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.policy.by_hand import GIVE_RSC, IMHS, TODAY, R, hours, line, months, policy
from tests.policy.columns.test_columns_change import MANY_PARTS, Kind

from vouchbook.domain import evidence, names
from vouchbook.domain.names import Occasion, QuestionKey, RequirementKey, SlotKey
from vouchbook.domain.trace import Moments
from vouchbook.policy import rules
from vouchbook.policy.columns.compiling import compiled
from vouchbook.policy.columns.conditions import Conditions
from vouchbook.policy.columns.found import NotCovered
from vouchbook.policy.columns.inquiry import Inquiry
from vouchbook.policy.columns.layout import TABLES
from vouchbook.policy.rules import Part, Rule, Sheet, Where

KINDS: dict[str, type[msgspec.Struct]] = {
    "training": evidence.Training,
    "rsc": evidence.Rsc,
    "service": evidence.ServiceHours,
    "work": evidence.Work,
}


def not_covered(*asked: Rule | rules.Line, **how: Any) -> dict[str, str]:
    inquiry = Inquiry(policy(*asked), IMHS, Occasion.APPLICATION, Moments(TODAY), **how)
    return {each.key: each.not_covered for each in inquiry.lines if each.not_covered}


def parts(number: int) -> tuple[Part, ...]:
    return tuple(Part(QuestionKey(f"p{n}"), 60) for n in range(number))


def slots(number: int) -> rules.Ratings:
    return rules.Ratings(R, tuple(rules.Slot(SlotKey(f"s{n}")) for n in range(number)))


def test_six_disjoint_parts_are_covered_and_seven_are_not():
    assert not_covered(hours(1, parts=parts(6), disjoint=True)) == {}
    assert not_covered(hours(1, parts=parts(7), disjoint=True)) == {"r": "more than 6 disjoint parts"}
    assert not_covered(hours(1, parts=parts(7))) == {}


def test_eight_places_for_references_are_covered_and_nine_are_not():
    assert not_covered(slots(8)) == {}
    assert not_covered(slots(9)) == {"r": "more than 8 places"}


def test_a_way_that_is_not_covered_leaves_its_whole_line_to_rows():
    ways = hours(1), replace(MANY_PARTS, key=RequirementKey("other"))
    assert list(not_covered(rules.AnyOf(R, ways))) == ["r"]
    assert list(not_covered(rules.AllOf(R, (rules.AnyOf(RequirementKey("either"), ways),)))) == ["r"]


def test_the_other_lines_of_a_sheet_are_answered_all_the_same():
    both = line(MANY_PARTS), line(replace(hours(1), key=RequirementKey("other")))
    assert list(not_covered(*both)) == ["r"]


def test_an_association_s_own_code_leaves_every_line_to_rows():
    assert not_covered(hours(1), ask=Kind()) == {"r": "the association's own code"}


# ── What a later version adds ─────────────────────────────────────────────────────────────────


def grown(kind: type[msgspec.Struct], **given: Any) -> Any:
    """A value of the same type as a later version may have it: with one more field, that says something."""
    later = msgspec.defstruct(kind.__name__, [("by_moonlight", bool | None, None)], bases=(kind,), frozen=True)
    return later(**given, by_moonlight=True)


@pytest.mark.parametrize("kind", [Where, rules.AlsoMinutes, rules.AlsoMonths, Part, rules.Slot, rules.Applies])
def test_a_field_that_is_not_known_leaves_the_line_to_rows(kind):
    asked: Rule
    match kind.__name__:
        case "Where":
            asked = hours(1, where=grown(Where))
        case "AlsoMinutes":
            asked = hours(1, also=(grown(rules.AlsoMinutes),))
        case "AlsoMonths":
            asked = months(1, also=(grown(rules.AlsoMonths),))
        case "Part":
            asked = hours(1, parts=(grown(Part, key=QuestionKey("p"), minimum=1),))
        case "Slot":
            asked = rules.Ratings(R, (grown(rules.Slot, key=SlotKey("s")),))
        case _:
            asked = hours(1, parts=(Part(QuestionKey("p"), 1, when=grown(rules.Applies)),))
    with pytest.raises(NotCovered, match="by_moonlight"):
        compiled(asked, Sheet(IMHS, Occasion.APPLICATION, None, None, ()))


EVERY_KIND: tuple[Rule, ...] = (
    rules.AnyOf(R, ()),
    rules.AllOf(R, ()),
    rules.Degree(R, (names.DegreeLevel.MASTER,)),
    rules.Licence(R, ("mental_health",)),
    hours(1),
    months(1),
    rules.Count(R, "rsc", 1),
    rules.Ratings(R, ()),
    rules.Holds(R, (IMHS,)),
    rules.Attested(R, ()),
    rules.Signatures(R, ()),
    rules.Membership(R),
    rules.Exam(R, ()),
    rules.Competencies(R, ()),
)


@pytest.mark.parametrize("rule", EVERY_KIND, ids=lambda rule: type(rule).__name__)
def test_a_field_that_is_not_known_leaves_a_line_of_every_kind_to_rows(rule):
    sheet = Sheet(IMHS, Occasion.APPLICATION, None, None, ())
    compiled(rule, sheet)
    given = {field: getattr(rule, field) for field in rule.__struct_fields__}
    with pytest.raises(NotCovered, match="by_moonlight"):
        compiled(grown(type(rule), **given), sheet)


@pytest.mark.parametrize("kind", KINDS)
def test_a_condition_finds_a_column_wherever_it_finds_a_field(kind):
    """What an item of this kind cannot say, columns cannot say either; what it can, they can."""
    sources = {"with_": "with_", "services": "services", "services_any": "services", "covers_competency": "areas"}
    for name in set(Where.__struct_fields__) - {"after_degree", "within_last", "given_by", "supervised_by", "licensed"}:
        field = sources.get(name, name)
        assert (field in TABLES[kind]) == (field in KINDS[kind].__struct_fields__), name


def test_every_condition_there_is_is_known():
    every = dict.fromkeys(Where.__struct_fields__, GIVE_RSC)
    Conditions(Where(**every))  # type: ignore[arg-type]


# ── At no cost to others ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("module", ["vouchbook", "vouchbook.cli", "vouchbook.policy.evaluate"])
def test_who_does_not_ask_columns_does_without_numpy(module):
    asked = f"import sys, {module}; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "False\n"
