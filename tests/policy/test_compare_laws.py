"""What holds of every two rules: whoever is promised to find a rule stricter never fares better under it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy import two_policies
from tests.policy.by_hand import GIVE_RSC, IMHS, RATE, R, line
from tests.policy.two_policies import (
    KINDS,
    TIGHT,
    any_rule,
    near,
    nearly,
    plan_rows,
    policy,
    portfolios,
    standings,
    vettings,
    whom,
)

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import Due, Occasion, RequirementKey
from vouchbook.domain.trace import Finding, Moments, Question, Status
from vouchbook.policy import rules
from vouchbook.policy.compare import Comparison, Effect, Side, compare
from vouchbook.policy.comparing.effects import turned
from vouchbook.policy.comparing.kinds import compared
from vouchbook.policy.document import RenewalRow, StandingRow, Way
from vouchbook.policy.evaluable import unevaluated_in
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.months import MONTH
from vouchbook.policy.rules import Rule
from vouchbook.policy.version import PolicyVersion


def examples(number: int) -> settings:
    """So many; a loaded machine that draws them slowly is no reason to fail."""
    return settings(max_examples=number, suppress_health_check=[HealthCheck.too_slow])


ORDER = [Status.MISSING, Status.JUDGEMENT, Status.MET]
TODAY = two_policies.TODAY
PRICE = MONTH * 7 // 100
"""What a gap may add to exact months: see the guide of the policy document on months."""

occasions = st.sampled_from([Occasion.APPLICATION, Occasion.RENEWAL])
renewals = st.sampled_from([1, 3]).map(lambda years: [RenewalRow(every_years=years, next_due=date(2026, 12, 31))])


def between(old: PolicyVersion, new: PolicyVersion) -> Comparison:
    return compare(Side(old.document, TODAY), Side(new.document, TODAY))


def effect_on(comparison: Comparison, key: str = R) -> Effect:
    return next((each.effect for each in comparison.lines if each.key == key), Effect.SAME)


def found(version: PolicyVersion, at: Occasion, portfolio: Portfolio, moments: Moments,
          settled: list[Question]) -> Finding | None:  # fmt: skip
    """``None``: nothing is asked of them."""
    trace = evaluate(version, IMHS, at, portfolio, settled, moments)
    return next((finding for finding in trace.findings if finding.requirement == R), None)


def held(effect: Effect, was: Finding | None, now: Finding | None) -> bool:
    """Whether what was found of somebody keeps to what the comparison promised."""
    before, after = (ORDER.index(each.status) if each else len(ORDER) for each in (was, now))
    before, after = (min(each, ORDER.index(Status.MET)) for each in (before, after))
    if was and now and was.kind is now.kind and was.kind.value == "months" and before != after:
        price = PRICE * (1 + len(was.counted_items) + len(was.pending_items) + len(now.counted_items))
        amounts = [(each.counted, each.counted + each.pending) for each in (was, now)]
        if all(abs(one - other) <= price for one, other in zip(*amounts, strict=True)):
            return True
    if effect is Effect.SAME:
        return before == after
    return effect is Effect.OTHER or (after <= before if effect is Effect.STRICTER else after >= before)


days = st.dates(date(2025, 6, 1), date(2026, 12, 31))


@st.composite
def occasion(draw: st.DrawFn) -> Moments:
    asked, other = draw(days), draw(days)
    return Moments(
        asked=max(asked, other), registered=date(2025, 1, 1), submitted=draw(st.sampled_from([None, min(asked, other)]))
    )


@st.composite
def answers(draw: st.DrawFn, finding: Finding | None, portfolio: Portfolio) -> list[Question]:
    """What reviewers may have said about the line, and about items."""
    asked = [
        *(finding.questions if finding else ()),
        *(Question(R, item=item.id, revision=1) for item in portfolio.items),
    ]
    return [
        replace(each, answer=answer)
        for each in asked
        if (answer := draw(st.sampled_from([None, True, False]))) is not None
    ]


def hold(data, kind: str, versions: Sequence[PolicyVersion], at: Occasion, *, answered: bool) -> None:
    old, new = versions
    assume(not any(unevaluated_in(version.document) for version in (old, new)))
    effect = effect_on(between(old, new))
    portfolio, moments = data.draw(portfolios(kind)), data.draw(occasion())
    settled: list[Question] = []
    if answered:
        for version in (old, new):
            settled += data.draw(answers(found(version, at, portfolio, moments, []), portfolio))
    was, now = (found(version, at, portfolio, moments, settled) for version in (old, new))
    assert held(effect, was, now), (effect, between(old, new).lines, was, now)


# ── The law ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
@examples(60)
def test_nobody_fares_better_under_a_stricter_rule_nor_worse_under_a_looser_one(kind, data):
    old, new = data.draw(near(kind))
    at = data.draw(occasions)
    ways = isinstance(old, rules.AnyOf | rules.AllOf)  # an answer about a way knows it by its key
    hold(data, kind, [policy([line(each)], at) for each in (old, new)], at, answered=not ways)


@pytest.mark.parametrize("kind", TIGHT)
@given(st.data())
@examples(100)
def test_nor_where_what_is_left_out_makes_room_for_something_better(kind, data):
    """With somebody who counts at once, or whom a reviewer must accept; the rule alone changes."""
    pair = data.draw(near(kind))
    pending = data.draw(st.booleans())
    standing = [StandingRow(may=may, any_of=(Way(holds=("ERS",), once_accepted=pending),)) for may in (GIVE_RSC, RATE)]
    hold(data, kind, [policy([line(rule)], Occasion.APPLICATION, standing=standing) for rule in pair],
         Occasion.APPLICATION, answered=False)  # fmt: skip


@pytest.mark.parametrize("kind", ["hours", "months", "ratings", "count"])
@given(st.data())
@examples(60)
def test_nor_where_others_count_than_before(kind, data):
    rule, other = data.draw(near(kind))
    new = data.draw(st.sampled_from([rule, rule, other]))
    standing, vetting = data.draw(nearly(standings())), data.draw(nearly(vettings))
    judged = data.draw(st.sampled_from([0, 0, 0, 1]))
    moment = data.draw(two_policies.transitions), data.draw(two_policies.transitions)
    versions = [
        policy([line(each)], Occasion.APPLICATION, standing=standing[place], vetting=vetting[place],
               transition=moment[place * judged])
        for place, each in enumerate((rule, new))
    ]  # fmt: skip
    hold(data, kind, versions, Occasion.APPLICATION, answered=True)


@given(st.data())
@examples(200)
def test_nor_where_other_plans_of_membership_cover_endorsement_than_before(data):
    rule, other = data.draw(near("membership"))
    pair = rule, data.draw(st.sampled_from([rule, rule, other]))
    plans = [data.draw(plan_rows()) for _ in pair]
    versions = [policy([line(each)], Occasion.APPLICATION, plan=plans[place]) for place, each in enumerate(pair)]
    hold(data, "membership", versions, Occasion.APPLICATION, answered=True)


@pytest.mark.parametrize("kind", ["degree", "plain hours", "hours", "exam", "ratings", "signatures", "licence"])
@given(st.data())
@examples(30)
def test_nor_where_a_line_concerns_others_or_is_due_later(kind, data):
    rule, other = data.draw(near(kind))
    applies = data.draw(st.none() | whom)
    heads = [
        (data.draw(st.sampled_from([applies, each])), data.draw(st.sampled_from(Due)))
        for each in (applies, data.draw(st.none() | whom))
    ]
    pair = [rule, data.draw(st.sampled_from([rule, rule, other]))]
    versions = [
        policy([replace(line(each), applies=concerned, due=due)], Occasion.APPLICATION)
        for each, (concerned, due) in zip(pair, heads, strict=True)
    ]
    # an answer given at a day is about that day: whoever asks on another has to answer again
    hold(data, kind, versions, Occasion.APPLICATION, answered=heads[0][1] is heads[1][1])


@given(st.data())
@examples(100)
def test_nor_where_the_ratings_that_show_a_competency_are_asked_otherwise(data):
    old, new = data.draw(near("competencies"))
    beside = [replace(each, key=RequirementKey("ratings")) for each in data.draw(near("ratings"))]
    versions = [
        policy([line(each), line(ratings)], Occasion.APPLICATION)
        for each, ratings in zip((old, new), beside, strict=True)
    ]
    hold(data, "competencies", versions, Occasion.APPLICATION, answered=True)


@pytest.mark.parametrize("kind", ["plain hours", "signatures", "attestation", "membership", "count"])
@given(st.data())
@examples(25)
def test_nor_where_a_renewal_has_another_cycle(kind, data):
    old, new = data.draw(near(kind))
    cycles = data.draw(renewals), data.draw(renewals)
    versions = [
        policy([line(each)], Occasion.RENEWAL, renewal=cycle)
        for each, cycle in zip((old, data.draw(st.sampled_from([old, new]))), cycles, strict=True)
    ]
    hold(data, kind, versions, Occasion.RENEWAL, answered=True)


@given(st.data())
@examples(60)
def test_nor_where_one_rule_becomes_a_way_of_another_kind(data):
    """``any_of`` that takes the old rule in, a way that stands alone, a line that is no longer asked."""
    kind = data.draw(st.sampled_from(["any_of", "all_of"]))
    group, (_, way) = data.draw(KINDS[kind]), data.draw(near(data.draw(st.sampled_from(["degree", "plain hours"]))))
    alone = data.draw(st.sampled_from([*group.options, way]))
    pair = data.draw(st.permutations([group, replace(alone, key=R)]))
    versions = [policy([line(each)], Occasion.APPLICATION) for each in pair]
    hold(data, kind, versions, Occasion.APPLICATION, answered=False)


# ── Of the answers themselves ─────────────────────────────────────────────────────────────────


@given(any_rule)
def test_a_rule_differs_from_itself_in_nothing(rule):
    assert compared(rule, rule) == (found := compared(rule, rule))
    assert (found.effect, found.changes) == (Effect.SAME, ())
    version = policy([line(rule)], Occasion.APPLICATION)
    assert between(version, version).nothing


@given(st.data())
@examples(150)
def test_the_way_back_is_the_opposite(data):
    pair = data.draw(near(data.draw(st.sampled_from(sorted(KINDS)))) | st.tuples(any_rule, any_rule))
    there, back = compared(*pair), compared(*reversed(pair))
    assert back.effect is turned(there.effect)
    fields = [
        sorted((change.field, repr(change.old), repr(change.new)) for change in one.changes) for one in (there, back)
    ]
    if not any(isinstance(rule, rules.AnyOf | rules.AllOf) for rule in pair):  # ways are called by their newer keys
        assert [(field, new, old) for field, old, new in fields[0]] == sorted(fields[1])


@given(st.data())
@examples(150)
def test_every_difference_is_named(data):
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    old, new = data.draw(near(kind))
    assert (compared(old, new).changes == ()) is (old == new or _same_said(old, new))


def _same_said(old: Rule, new: Rule) -> bool:
    """Lists in another order, and nothing else."""

    def plain(value: object) -> object:
        if isinstance(value, tuple):
            return sorted(repr(plain(each)) for each in value)
        if hasattr(value, "__struct_fields__"):
            return (type(value), *(plain(getattr(value, name)) for name in value.__struct_fields__ if name != "key"))
        return value

    return plain(old) == plain(new)


@given(st.lists(any_rule, max_size=4))
def test_a_line_more_is_stricter_and_a_line_less_looser(asked):
    lines = [replace(line(rule), rule=replace(rule, key=RequirementKey(f"r{n}"))) for n, rule in enumerate(asked)]
    fewer, more = policy(lines[1:], Occasion.APPLICATION), policy(lines, Occasion.APPLICATION)
    if lines:
        encouraged = isinstance(asked[0], rules.Membership) and not asked[0].required and not asked[0].judgement
        assert effect_on(between(fewer, more), "r0") is (Effect.SAME if encouraged else Effect.STRICTER)
        assert effect_on(between(more, fewer), "r0") is (Effect.SAME if encouraged else Effect.LOOSER)
