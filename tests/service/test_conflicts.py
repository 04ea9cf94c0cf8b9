"""Who gives RSC to whom, as either of them tells it, bars a reviewer."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.service.journey import Journey, sample

from vouchbook.domain.evidence import Rsc
from vouchbook.domain.names import Relation
from vouchbook.domain.person import Person
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service import colleagues, portfolio
from vouchbook.service.case import read_case
from vouchbook.service.conflicts import relations
from vouchbook.service.office import Office
from vouchbook.service.person import known_person

WRITTEN = """
[[colleagues]]
id    = "nina"
name  = "Nina Reviewer"
email = "nina@reviews.example.org"
"""


@pytest.mark.parametrize("receives", [True, False])
def test_to_whom_an_applicant_gives_rsc_is_no_neutral_judge(nc: Office, ask, tmp_path: Path, receives: bool) -> None:
    way = Journey(nc, ask).imported().opened()
    reviewer: Person = known_person(nc, way.reviewer("Nina")).state
    more = tmp_path / "more.toml"
    said = f"receives_rsc = {str(receives).lower()}\n"
    more.write_text(sample("imhs-complete").read_text("utf-8") + WRITTEN + said, "utf-8")
    portfolio.add_evidence(nc, ask(), way.person, read_portfolio(more), more.read_bytes())
    found = relations(reviewer, read_case(nc, way.application))
    assert (Relation.RSC_SUPERVISEE in found) is receives


@pytest.mark.parametrize("identified", [True, False])
def test_who_is_identified_as_the_provider_is_no_neutral_judge_under_another_address(
    nc: Office, ask, identified: bool
) -> None:
    way = Journey(nc, ask).imported().opened()
    reviewer = way.reviewer("Nina")
    state: Person = known_person(nc, way.person).state
    provider = next(item.facts.provider for item in state.evidence if isinstance(item.facts, Rsc))
    if identified:
        colleagues.identify(nc, ask(), way.person, provider, reviewer)
    found = relations(known_person(nc, reviewer).state, read_case(nc, way.application))
    assert (Relation.RSC_PROVIDER in found) is identified
