"""The samples that come with Tennessee's package tell the stories that their comments promise."""

from __future__ import annotations

import pytest

from vouchbook.domain.trace import Status
from vouchbook.letters.evaluation import as_text

ON = {"imhs-complete": (), "imhs-doubtful": ("training",), "imhs-moving": ()}
"""What each sample lacks on the day that its comment names."""


@pytest.mark.parametrize("name", ON)
def test_a_sample_lacks_what_its_comment_says(evaluated, tn, name):
    trace = evaluated(name, on=tn.today)
    assert trace.missing == ON[name]
    assert {finding.status for finding in trace.findings if finding.requirement not in ON[name]} == {Status.MET}


def test_the_complete_sample_lives_through_a_book_to_its_endorsement(journey):
    assert journey("imhs-complete").outcome.value == "approved"


@pytest.mark.parametrize("name", ON)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_sample_reads_well_on_terminals_of_any_width(evaluated, sample_portfolios, tn, name, width):
    page = as_text(evaluated(name), tn.version, sample_portfolios[name].file.names, width=width)
    assert all(len(line) <= width for line in page.splitlines())
    assert "{" not in page
