"""The authors' test kit fails when it should, and says readably what followed instead."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct

from vouchbook.domain.alliance import AssociationLicensed, License
from vouchbook.domain.application import Decide, WithdrawApplication
from vouchbook.domain.membership import TermVoided, VoidTerm
from vouchbook.domain.names import AssociationCode, Outcome, PersonId, TermId
from vouchbook.domain.streams import ALLIANCE, APPLICATION, LIFE_CYCLES
from vouchbook.testing import (
    assigned,
    completed,
    decided,
    given,
    hold,
    life_cycle_of,
    opened,
    ruling,
    sealed,
    submitted,
    trace,
)
from vouchbook.testing.applications import DECIDED, ENDORSEMENT
from vouchbook.testing.life_cycles import Outcome as Followed
from vouchbook.testing.life_cycles import commands_of, events_of

NC = AssociationCode("nc")
FIRST, LATER = date(2026, 1, 1), date(2026, 2, 1)
LICENSED = AssociationLicensed(NC, FIRST)


def said(followed: Followed, *expected: Struct) -> list[str]:
    with pytest.raises(AssertionError) as failure:
        followed.then(*expected)
    return str(failure.value).splitlines()


def test_another_event_than_expected_is_told_field_by_field() -> None:
    assert said(given().when(License(NC, FIRST)), AssociationLicensed(NC, LATER)) == [
        "something else followed",
        "   given nothing",
        "    when License(association='nc', first=2026-01-01)",
        "expected AssociationLicensed(association='nc', first=2026-02-01)",
        "     got AssociationLicensed(association='nc', first=2026-01-01)",
        "         1st.first: expected 2026-02-01, got 2026-01-01",
    ]


def test_silence_where_an_event_was_expected_is_called_nothing() -> None:
    assert said(given(LICENSED).when(License(NC, FIRST)), LICENSED)[-2:] == [
        "expected AssociationLicensed(association='nc', first=2026-01-01)",
        "     got nothing",
    ]


def test_a_refusal_where_an_event_was_expected_is_told_with_its_parameters() -> None:
    told = said(given(opened(), submitted()).when(WithdrawApplication(date(2020, 1, 1))))
    assert told[1] == "   given ApplicationOpened, ApplicationSubmitted"
    assert told[-1] == "     got refused: before_last_step (on=2020-01-01, until=2026-02-02)"


def test_a_long_event_is_told_by_its_name_and_by_what_differs() -> None:
    reviewer = PersonId("p-first")
    before = (opened(), submitted(reviewers=1), assigned(reviewer), completed(reviewer))
    decide = Decide(Outcome.DEFERRED, DECIDED, ruling(DECIDED), trace(DECIDED), ENDORSEMENT, sealed("too early"))
    assert said(given(*before).when(decide), hold())[-4:] == [
        "expected ApplicationDecided(…)",
        "     got ApplicationDecided(…)",
        "         1st.outcome: expected on_hold, got deferred",
        "         1st.reason.value: expected 'as the reviewers recommend', got 'too early'",
    ]


def test_another_refusal_than_expected_fails() -> None:
    with pytest.raises(AssertionError, match="got refused: unknown_term"):
        given().when(VoidTerm(TermId("m-1"))).then_refused("term_overlaps")


def test_a_refusal_with_other_parameters_than_expected_fails() -> None:
    with pytest.raises(AssertionError, match="term: expected 'm-2', got 'm-1'"):
        given().when(VoidTerm(TermId("m-1"))).then_refused("unknown_term", term="m-2")
    with pytest.raises(AssertionError, match="on: expected 'm-1', got nothing of that name"):
        given().when(VoidTerm(TermId("m-1"))).then_refused("unknown_term", on="m-1")


def test_an_event_where_a_refusal_or_silence_was_expected_fails() -> None:
    with pytest.raises(AssertionError, match="expected refused: unknown_term"):
        given().when(License(NC, FIRST)).then_refused("unknown_term")
    with pytest.raises(AssertionError, match="expected nothing"):
        given().when(License(NC, FIRST)).then_nothing()


def test_the_order_of_events_matters() -> None:
    one, other = AssociationLicensed(NC, FIRST), AssociationLicensed(AssociationCode("tn"), FIRST)
    followed = Followed(ALLIANCE, (), License(NC, FIRST), [one, other])
    followed.then(one, other)
    assert said(followed, other, one)[-2:] == [
        "         1st.association: expected 'tn', got 'nc'",
        "         2nd.association: expected 'nc', got 'tn'",
    ]


def test_what_follows_must_belong_into_the_stream() -> None:
    astray = Followed(ALLIANCE, (), License(NC, FIRST), [TermVoided(TermId("m-1"))])
    with pytest.raises(AssertionError, match="belongs into another stream"):
        astray.then(TermVoided(TermId("m-1")))


def test_events_of_another_life_cycle_are_named() -> None:
    with pytest.raises(TypeError, match="License asks about the alliance; these are other events: ApplicationOpened"):
        given(opened()).when(License(NC, FIRST))


def test_what_is_no_command_is_named() -> None:
    with pytest.raises(TypeError, match="Question is neither an event nor a command"):
        life_cycle_of(type("Question", (Struct,), {}))
    with pytest.raises(TypeError, match="ApplicationDecided is no command"):
        given(opened()).when(decided())


@pytest.mark.parametrize("cycle", LIFE_CYCLES, ids=lambda cycle: cycle.name)
def test_a_life_cycle_is_found_by_its_commands_and_events(cycle) -> None:
    kinds = (*commands_of(cycle), *events_of(cycle))
    assert [life_cycle_of(kind) for kind in kinds] == [cycle] * len(kinds)


def test_the_builders_build_what_the_life_cycle_takes() -> None:
    application = APPLICATION.fold([opened(), submitted(), hold()])
    assert application.under_review


def test_nothing_in_the_core_imports_the_test_kit() -> None:
    core = Path(__file__).parents[2] / "core" / "vouchbook"
    modules = [path for path in core.rglob("*.py") if "testing" not in path.relative_to(core).parts]
    assert [path for path in modules if "vouchbook.testing" in imported(path)] == []


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {".".join(name.split(".")[:2]) for name in names}
