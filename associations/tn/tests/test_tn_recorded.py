"""What Tennessee's sheet says of the samples, code by code: a change here is meant or wrong, for people are told it.

To record a meant change, delete the file and run this test twice: a missing file is written, and fails once.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

import vouchbook_tn
from vouchbook.domain.names import CategoryCode, Digest, Occasion
from vouchbook.domain.trace import Moments, Trace
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio_reader import read_portfolio

SAMPLES = Path(vouchbook_tn.__file__).parent / "samples"
RECORDED = Path(__file__).parent / "recorded"
ANY_VERSION = Digest("sha256:" + "0" * 64)
"""A version's digest changes with every word of the policy; what it says of somebody need not."""


@pytest.mark.parametrize("name", ["imhs-complete", "imhs-doubtful", "imhs-moving"])
def test_the_trace_of_a_sample_is_the_one_recorded(tn, name):
    portfolio = read_portfolio(SAMPLES / f"{name}.toml").portfolio
    moments = Moments(asked=tn.today, registered=tn.today, submitted=tn.today)
    trace = evaluate(tn.version, CategoryCode("IMHS"), Occasion.APPLICATION, portfolio, (), moments)
    trace = replace(trace, policy=ANY_VERSION)
    file = RECORDED / f"{name}.trace.json"
    if not file.exists():
        file.write_bytes(msgspec.json.format(msgspec.json.encode(trace, order="sorted"), indent=2) + b"\n")
        pytest.fail(f"{file.name} was missing and has been written: read it, then run the test again")
    assert msgspec.json.decode(file.read_bytes(), type=Trace) == trace


@pytest.mark.parametrize("file", sorted(RECORDED.glob("*.json")), ids=lambda file: file.stem)
def test_a_recorded_trace_reads_back_to_the_bytes_it_was_written_in(file: Path) -> None:
    trace = msgspec.json.decode(file.read_bytes(), type=Trace)
    assert msgspec.json.format(msgspec.json.encode(trace, order="sorted"), indent=2) + b"\n" == file.read_bytes()
