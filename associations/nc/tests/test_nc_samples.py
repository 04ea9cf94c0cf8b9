"""The samples that come with NC's package tell the stories that their comments promise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import vouchbook_nc
from vouchbook.domain.names import CategoryCode, Due, Occasion
from vouchbook.domain.trace import Moments, Question, Status, Trace
from vouchbook.letters.evaluation import as_text
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.portfolio_reader import read_portfolio

SAMPLES = Path(vouchbook_nc.__file__).parent / "samples"


def sampled(nc, name: str, settled: Sequence[Question] = ()) -> Trace:
    file = read_portfolio(SAMPLES / f"{name}.toml")
    moments = Moments(asked=nc.today, registered=nc.today, submitted=nc.today)
    return evaluate(nc.version, CategoryCode("IMHS"), Occasion.APPLICATION, file.portfolio, settled, moments)


def yes_to_all(trace: Trace) -> list[Question]:
    return [Question(q.requirement, q.key, q.item, q.revision, answer=True) for q in trace.open_questions]


def test_the_complete_sample_meets_every_line_and_leaves_only_judgements(nc):
    trace = sampled(nc, "imhs-complete")
    assert {finding.status for finding in trace.findings} == {Status.MET}
    assert all(question.key and not question.item for question in trace.open_questions)
    settled = sampled(nc, "imhs-complete", yes_to_all(trace))
    assert (settled.missing, settled.open_questions) == ((), ())


def test_the_doubtful_sample_may_be_submitted_and_a_rejected_training_defers_it(nc):
    trace = sampled(nc, "imhs-doubtful")
    assert trace.missing_by(Due.SUBMISSION) == trace.missing_by(Due.DECISION) == ()
    training = next(finding.requirement for finding in trace.findings if finding.requirement == "training")
    (t4,) = [item for item in read_portfolio(SAMPLES / "imhs-doubtful.toml").portfolio.items if item.id == "t4"]
    rejected = Question(training, item=t4.id, revision=t4.revision, answer=False)
    settled = sampled(nc, "imhs-doubtful", [*yes_to_all(trace), rejected])
    assert (settled.missing, settled.open_questions) == (("training",), ())


def test_somebody_from_tennessee_lacks_what_the_specialists_own_sheet_asks_beside_the_guidelines(nc):
    assert sampled(nc, "imhs-moving").missing == ("rsc", "ratings", "exam", "membership")


@pytest.mark.parametrize("name", ["imhs-complete", "imhs-doubtful", "imhs-moving"])
@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_sample_reads_well_on_terminals_of_any_width(nc, name, width):
    file = read_portfolio(SAMPLES / f"{name}.toml")
    page = as_text(sampled(nc, name), nc.version, file.names, width=width)
    assert all(len(line) <= width for line in page.splitlines())
    assert "{" not in page
