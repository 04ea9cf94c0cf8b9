"""Whom a comparison asks, on which day, and that each association's own code answers there as it does in its book."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType

import pytest
from msgspec.structs import replace

from vouchbook import associations, hookimpl
from vouchbook.associations import Association, NotInstalled
from vouchbook.domain.names import CategoryCode, FeeOccasion
from vouchbook.hookspecs import Fee, ReviewPlan
from vouchbook.letters.elsewhere import Elsewhere, Terms
from vouchbook.policy.document import UnknownCategory
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.portfolio_reader import read_portfolio
from vouchbook.service.edge import Edge
from vouchbook.service.elsewhere import Asking, ask, at_a_glance, in_category

IMHS = CategoryCode("IMHS")
TODAY = date(2026, 11, 20)


def late() -> datetime:
    """An evening on which it is tomorrow already in the east, and still today in Nashville."""
    return datetime(2026, 11, 21, 5, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def moving() -> PortfolioFile:
    folder: Path = associations.package("tn").folder
    return read_portfolio(folder / "samples" / "imhs-moving.toml")


def terms(page: Elsewhere, code: str) -> Terms:
    (found,) = [each for each in page.associations if each.code == code]
    assert found.terms is not None
    return found.terms


def test_all_that_are_installed_are_asked_in_the_order_of_their_codes(moving: PortfolioFile) -> None:
    asking = ask(moving, (), TODAY, Edge(late))
    assert [each.code for each in asking.associations] == ["nc", "tn", "wv"]


def test_named_ones_are_asked_in_the_order_given_and_each_once(moving: PortfolioFile) -> None:
    asking = ask(moving, ("wv", "nc", "wv"), TODAY, Edge(late))
    assert [each.code for each in asking.associations] == ["wv", "nc"]


def test_without_a_day_it_is_one_that_has_begun_wherever_they_are(moving: PortfolioFile) -> None:
    assert ask(moving, ("nc",), None, Edge(late)).on == date(2026, 11, 21)
    assert ask(moving, (), None, Edge(late)).on == date(2026, 11, 20)


def test_where_none_is_installed_the_way_out_is_named(moving: PortfolioFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(associations, "installed", dict)
    with pytest.raises(NotInstalled, match="pip install vouchbook-nc"):
        ask(moving, (), TODAY, Edge(late))


def test_a_category_that_nobody_offers_is_named_with_those_that_are(moving: PortfolioFile) -> None:
    with pytest.raises(UnknownCategory, match="none of nc, wv offers 'ECMHM-P'; offered are IFA"):
        in_category(ask(moving, ("nc", "wv"), TODAY, Edge(late)), CategoryCode("ECMHM-P"))


def test_the_others_are_set_against_the_association_where_one_lives(moving: PortfolioFile) -> None:
    for state, base in (("WV", "wv"), ("TN", "tn"), ("VA", "nc"), (None, "nc")):
        asking = ask(replace(moving, state=state), (), TODAY, Edge(late))
        assert in_category(asking, IMHS).base == base


def test_what_is_seen_at_a_glance_is_what_each_category_says(moving: PortfolioFile) -> None:
    asking = ask(moving, (), TODAY, Edge(late))
    for category, answered in at_a_glance(asking).categories:
        alone = in_category(asking, category).associations
        assert [each.trace for each in answered] == [each.trace for each in alone]


def test_an_associations_own_code_answers_here_as_in_its_book(
    moving: PortfolioFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that charges everybody a dollar more, and has three read each application."""

    def fee(proposed: Fee, occasion: FeeOccasion) -> Fee | None:
        return replace(proposed, cents=proposed.cents + 100) if occasion is FeeOccasion.PROCESSING else None

    def review_plan(proposed: ReviewPlan) -> ReviewPlan:
        return replace(proposed, reviewers=3)

    code = ModuleType("acme_nc")
    for hook in (fee, review_plan):
        setattr(code, hook.__name__, hookimpl(hook))
    asking = ask(moving, ("nc",), TODAY, Edge(late))
    (nc,) = asking.associations
    before = terms(in_category(asking, IMHS), "nc")
    after = terms(in_category(Asking(moving, (Association(nc.version, None, (code,)),), TODAY), IMHS), "nc")
    assert after.cents == before.cents + 100
    assert (before.reviewers, after.reviewers) == (2, 3)
