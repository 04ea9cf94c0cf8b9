"""What West Virginia's sheet says of the samples, code by code: a change is meant or wrong, for people are told it."""

from __future__ import annotations

from datetime import date

import pytest


@pytest.mark.parametrize("name", ["imhs-complete", "imhs-doubtful", "imhs-moving"])
def test_the_trace_of_a_sample_is_the_one_recorded(evaluated, as_recorded, name):
    as_recorded(name, evaluated(name, on=date(2026, 11, 20)))
