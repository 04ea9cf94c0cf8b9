"""Among several other ways the last may ask more or less, and each may have another limit: the promise holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.policy.by_hand import R, line
from tests.policy.test_compare_laws import examples, hold
from tests.policy.two_policies import OF_RSC, OF_WORK, policy

from vouchbook.domain.names import Occasion
from vouchbook.policy import rules
from vouchbook.policy.compare import Effect
from vouchbook.policy.comparing.kinds import compared
from vouchbook.policy.rules import AlsoMinutes, AlsoMonths

few = st.integers(1, 4)
KINDS: dict[str, tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]] = {
    "hours": (
        st.builds(rules.Hours, key=st.just(R), of=st.just("rsc"), minimum=few.map(lambda n: 60 * n), where=OF_RSC),
        st.builds(AlsoMinutes, where=OF_RSC, at_most=st.none() | few.map(lambda n: 60 * n),
                  once_accepted=st.booleans()),
    ),
    "months": (
        st.builds(rules.Months, key=st.just(R), minimum=few, where=OF_WORK),
        st.builds(AlsoMonths, where=OF_WORK, at_most=st.none() | few, once_accepted=st.booleans()),
    ),
}  # fmt: skip


@st.composite
def pairs(draw: st.DrawFn, kind: str) -> tuple[Any, Any]:
    """Two rules of three ways: in the second, the last one is another, and the one before has another limit."""
    rule, way = (draw(each) for each in KINDS[kind])
    first, last, other = way, draw(KINDS[kind][1]), draw(KINDS[kind][1])
    field = draw(st.sampled_from(["where", "at_most", "once_accepted"]))
    changed = replace(last, **{field: getattr(other, field)})
    limited = replace(first, at_most=draw(st.sampled_from([first.at_most, other.at_most])))
    return replace(rule, also=(first, last)), replace(rule, also=(limited, changed))


@pytest.mark.parametrize("kind", KINDS)
@given(st.data())
@examples(150)
def test_nobody_fares_better_where_such_a_change_is_called_stricter(kind, data):
    versions = [policy([line(each)], Occasion.APPLICATION) for each in data.draw(pairs(kind))]
    hold(data, kind, versions, Occasion.APPLICATION, answered=True)


def test_a_limit_of_any_way_and_all_of_the_last_one_can_be_told() -> None:
    ways = (AlsoMonths(at_most=6), AlsoMonths(rules.Where(paid=True), at_most=12, once_accepted=True))
    old = rules.Months(R, 24, also=ways)
    more_of_the_first = replace(old, also=(AlsoMonths(at_most=7), ways[1]))
    less_of_the_last = replace(old, also=(ways[0], replace(ways[1], at_most=11)))
    unpaid_too = replace(old, also=(ways[0], replace(ways[1], where=rules.Where())))
    paid_first = replace(old, also=(AlsoMonths(rules.Where(paid=True), 6), ways[1]))
    effects = [compared(old, new).effect for new in (more_of_the_first, less_of_the_last, unpaid_too, paid_first)]
    assert effects == [Effect.LOOSER, Effect.STRICTER, Effect.LOOSER, Effect.OTHER]
