"""Columns answer what rows answer: of anybody, under any policy, to the last minute."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.any_policy import policies
from tests.policy.anybody import dates, facts, maybe, people, portfolios
from tests.policy.by_hand import GIVE_RSC, IMHS, endorsed, hours, policy, rsc
from tests.policy.by_hand import portfolio as by_hand
from tests.policy.columns.beside import assert_equal, by_columns, by_rows, written
from tests.policy.crowd import TODAY, crowd, portfolio
from tests.policy.test_evaluate_laws import VERSIONS, moments, occasions, on_the_day

from vouchbook.domain import evidence, names
from vouchbook.domain.names import Occasion
from vouchbook.domain.trace import Moments
from vouchbook.policy.columns.inquiry import Inquiry
from vouchbook.policy.document import StandingRow, Way
from vouchbook.policy.rules import AlsoMinutes, Length, Part, Where

of_this_association = st.one_of(
    st.builds(evidence.Standing, holder=people, association=st.just("zz"), first=dates, last=maybe(dates),
              vetted=st.sampled_from(names.VettingScope)),
    st.builds(evidence.Membership, association=st.sampled_from(["zz", "mi"]), first=dates, last=dates,
              plan=st.just(names.PlanKey("individual"))),
)  # fmt: skip
anybody = portfolios(facts | of_this_association, most=40)


@given(policies(), st.lists(anybody, min_size=1, max_size=5), moments | on_the_day, occasions)
@settings(max_examples=60)
def test_columns_say_of_anybody_under_any_policy_what_rows_say(version, found, when, at):
    assert_equal(version, found, when, at)


@given(policies(), st.integers(0, 1_000_000), on_the_day, occasions)
@settings(max_examples=60)
def test_columns_say_of_a_crowd_under_any_policy_what_rows_say(version, first, when, at):
    """People with forty items each, most of which matter to some rule."""
    assert_equal(version, [each for _, each in crowd(15, "zz", first)], when, at)


@pytest.mark.parametrize("at", [Occasion.APPLICATION, Occasion.RENEWAL])
@pytest.mark.parametrize("version", sorted(VERSIONS))
def test_columns_say_of_thousands_what_rows_say(version, at, tmp_path):
    when = Moments(TODAY, registered=TODAY, submitted=date(2026, 11, 1))
    number = 800
    own = VERSIONS[version].document.association.code
    inquiry = Inquiry(VERSIONS[version], IMHS, at, when)
    found = by_columns(written(tmp_path / "columns", [each for _, each in crowd(number, own)]), inquiry)
    seen: dict[str, Counter[str | None]] = {line.key: Counter() for line in inquiry.lines}
    for each in range(number):
        assert found[each] == by_rows(VERSIONS[version], portfolio(each, own), inquiry, at, when), each
        for key, (status, _, _) in (found[each] or {}).items():
            seen[key][status] += 1
    assert [line.not_covered for line in inquiry.lines if line.not_covered] == []
    same_for_all = [key for key, statuses in seen.items() if len(statuses) < 2]
    assert len(same_for_all) <= 2, f"that proves little: {same_for_all}"


@pytest.mark.parametrize("at_most", [0, 1, 2, 33])
@pytest.mark.parametrize("within", [None, Length(months=6)])
def test_with_more_choices_of_providers_than_are_looked_at_both_look_at_the_same(at_most, within):
    """Of 34 providers who gave the same, two can be chosen in 561 ways, of which 500 are looked at."""
    sessions = [rsc(1, date(2026, 1, 1 + n % 20), by=f"provider{33 - n}", peer=n < 30) for n in range(34)]
    part = Part(names.QuestionKey("not_among_peers"), 120, Where(peer=False))
    asked = hours(2, providers_at_most=at_most, within=within, parts=(part,))
    assert_equal(policy(asked), [by_hand(*sessions), by_hand(*sessions[:33]), by_hand()], Moments(TODAY))


def test_within_a_limit_what_is_sure_goes_first_and_then_what_is_earlier():
    maybe_later = [StandingRow(may=GIVE_RSC, any_of=(Way(holds=("ERS",)), Way(holds=("IMHS",), once_accepted=True)))]
    by_standing = AlsoMinutes(Where(given_by=GIVE_RSC), at_most=90)
    parts = tuple(Part(names.QuestionKey(each.value), 30, Where(about=(each,))) for each in names.About)
    asked = hours(1, where=Where(peer=True), also=(by_standing,), parts=parts)
    sessions = [
        rsc(1, date(2026, 1, day), by=who, about=(about,))
        for day, who, about in zip((1, 2, 3), ("unsure", "sure", "sure"), names.About, strict=True)
    ]
    standings = endorsed("unsure", "IMHS"), endorsed("sure", "ERS")
    everyone = [by_hand(*standings, *found) for found in permutations(sessions)]
    assert_equal(policy(asked, standing=maybe_later), everyone, Moments(TODAY))
    only = policy(replace(asked, parts=()), standing=maybe_later)
    assert_equal(only, [*everyone, *(by_hand(*standings, *each) for each in combinations(sessions, 2))], Moments(TODAY))
