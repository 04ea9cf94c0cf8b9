"""Every abstract case of the library's three suites is run here, as it is; the one left out is named, with a reason."""

from __future__ import annotations

import inspect
from unittest import TestCase

import eventsourcing.tests.application
import eventsourcing.tests.persistence
import eventsourcing.tests.projection
import pytest
from tests.ledger.library import test_application_suite, test_persistence_suite, test_projection_suite

SUITES = (eventsourcing.tests.persistence, eventsourcing.tests.application, eventsourcing.tests.projection)
OURS = (test_persistence_suite, test_application_suite, test_projection_suite)
LEFT_OUT = {
    "TranscoderTestCase": "proves a transcoder of one's own; the factory hands out the library's, which proves itself",
}


def cases(*modules: object) -> set[type[TestCase]]:
    found = [each for module in modules for each in vars(module).values() if inspect.isclass(each)]
    return {each for each in found if issubclass(each, TestCase)}


def test_every_case_is_run_or_left_out_for_a_reason() -> None:
    ours = cases(*OURS)
    theirs = {case for case in cases(*SUITES) if case.__module__.startswith("eventsourcing.tests")}
    run = {case for case in theirs if any(issubclass(each, case) for each in ours - theirs)}
    assert {case.__name__ for case in theirs - run} == set(LEFT_OUT)
    assert len(run) >= 13


@pytest.mark.parametrize("case", sorted(cases(*OURS), key=str), ids=lambda case: case.__name__)
def test_no_case_is_changed(case: type[TestCase]) -> None:
    """What the library tests is tested as the library does it: our classes add tests, and replace or skip none."""
    inherited = {name for base in case.__mro__[1:] for name in vars(base) if name.startswith("test")}
    assert inherited & set(vars(case)) == set()
