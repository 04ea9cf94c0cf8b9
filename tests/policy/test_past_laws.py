"""What holds of every proposal: a decided case that it does not touch would be found the same under it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.by_hand import GIVE_RSC, IMHS, line, sheets
from tests.policy.two_policies import near, nearly, portfolios, standings, transitions, vettings

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import Moment, Occasion, VettingScope
from vouchbook.domain.trace import Moments
from vouchbook.policy.calendar import merged
from vouchbook.policy.cycles import judged_on
from vouchbook.policy.document import NoSheet, Row, StandingRow, TransitionRow, VettingEnd, VettingRow, Way
from vouchbook.policy.evaluable import unevaluated_in
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.past import CaseDays, past_changes, sessions, touched
from vouchbook.policy.rules import Rule, Sheet
from vouchbook.policy.version import PolicyVersion

DAY = timedelta(days=1)
BEFORE = date(2026, 6, 1)
CUT = st.dates(date(2025, 1, 1), date(2026, 5, 31))
APPLICATION = Occasion.APPLICATION


def version(first: Rule, later: Rule, cut: date, **tables: list[Any]) -> PolicyVersion:
    """A sheet that changes on a day."""
    rows = (
        Sheet(IMHS, APPLICATION, None, cut - DAY, (line(first),)),
        Sheet(IMHS, APPLICATION, cut, None, (line(later),)),
    )
    return sheets(*rows, **tables)


@st.composite
def moments(draw: st.DrawFn) -> Moments:
    registered, submitted, decided = sorted(draw(st.lists(CUT, min_size=3, max_size=3)))
    return Moments(asked=decided, registered=registered, submitted=submitted, decided=decided)


def found(policy: PolicyVersion, portfolio: Portfolio, of: Moments) -> list[tuple[object, ...]] | None:
    try:
        trace = evaluate(policy, IMHS, APPLICATION, portfolio, (), of)
    except NoSheet:
        return None
    return [(each.requirement, each.status, each.counted, each.pending) for each in trace.findings]


@pytest.mark.parametrize("kind", ["hours", "months", "ratings", "plain hours", "membership"])
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_what_it_does_not_touch_is_found_the_same(kind: str, data: st.DataObject) -> None:
    rule, other = data.draw(near(kind))
    other = data.draw(st.sampled_from([rule, other]))
    cut, of = data.draw(CUT), data.draw(moments())
    judged = [
        TransitionRow(of="requirements", judged_by=data.draw(st.sampled_from([Moment.REGISTERED, Moment.SUBMITTED])))
    ]
    standing, vetting = data.draw(nearly(standings())), data.draw(nearly(vettings))
    moment = data.draw(transitions), data.draw(transitions)
    old, new = (
        version(
            rule, later, cut, standing=standing[place], vetting=vetting[place], transition=[*judged, *moment[place]]
        )
        for place, later in enumerate((rule, other))
    )
    assume(not any(unevaluated_in(each.document) for each in (old, new)))
    portfolio = data.draw(portfolios(kind))
    spans = sessions(portfolio, of.decided)
    assume(not spans or spans[-1][1] <= BEFORE.toordinal())
    steps = tuple(day for day in (of.registered, of.submitted, of.decided) if day)
    case = CaseDays(IMHS, judged_on(old.document, IMHS, APPLICATION, of), steps, spans)
    if not touched(past_changes(old.document, new.document, BEFORE), case):
        assert found(old, portfolio, of) == found(new, portfolio, of)


STEPS = (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))
SINCE = date(2025, 1, 1)


def standing(*, until_then: str, since: str = "ERS") -> tuple[Row, ...]:
    ways = [(None, until_then), (SINCE, since)]
    return tuple(StandingRow(may=GIVE_RSC, from_=from_, any_of=(Way(holds=(holds,)),)) for from_, holds in ways)


def changed(old: dict[str, tuple[Row, ...]], new: dict[str, tuple[Row, ...]], *sessions_on: date) -> tuple[str, ...]:
    past = past_changes(sheets(**old).document, sheets(**new).document, BEFORE)
    spans = merged((on.toordinal(), on.toordinal() + 1) for on in sessions_on)
    return touched(past, CaseDays(IMHS, STEPS[0], STEPS, spans))


def test_who_counted_is_asked_for_the_day_of_a_session() -> None:
    old, new = {"standing": standing(until_then="ERS")}, {"standing": standing(until_then="IMHM-C")}
    assert changed(old, new, SINCE) == ()
    assert changed(old, new, SINCE - DAY) == ("standing.give_rsc.IMHS",)
    assert changed(old, {"standing": standing(until_then="ERS", since="IMHM-C")}) == ("standing.give_rsc.IMHS",)


def vetting(*ends: date) -> dict[str, tuple[Row, ...]]:
    return {"vetting": (VettingRow(scope=VettingScope.RSC, ends=tuple(VettingEnd(end) for end in ends)),)}


def test_an_end_of_vetting_that_was_still_to_come_never_mattered() -> None:
    last = BEFORE - DAY
    assert changed(vetting(last), vetting(last + DAY), SINCE) == ()
    assert changed(vetting(last), vetting(), SINCE) == ()
    assert changed(vetting(last - DAY), vetting(last), SINCE) == ("vetting.rsc",)


def test_the_same_policy_says_nothing_otherwise() -> None:
    from vouchbook.service.evaluation import installed_policy

    document = installed_policy("nc").document
    assert past_changes(document, document, BEFORE) == ()
    assert past_changes(document, replace(document, fee=()), BEFORE) != ()
