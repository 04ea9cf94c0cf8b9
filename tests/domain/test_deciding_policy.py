"""Which policy rules on a day: the latest adopted among those that have begun."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from vouchbook.domain.events import Published
from vouchbook.domain.names import Digest
from vouchbook.domain.policy import Adopt, PolicyAdopted
from vouchbook.domain.streams import POLICY
from vouchbook.testing import given

DAY = timedelta(days=1)
FOUNDED, CHANGED = date(2024, 1, 1), date(2026, 7, 1)


def adopt(version: str, first: date) -> Adopt:
    return Adopt(Digest(version), Published(f"document {version}"), (), first)


def adopted(version: str, first: date) -> PolicyAdopted:
    return PolicyAdopted(Digest(version), Published(f"document {version}"), (), first)


ONE, TWO = adopted("one", FOUNDED), adopted("two", CHANGED)


def test_a_policy_is_adopted_in_full() -> None:
    given().when(adopt("one", FOUNDED)).then(ONE)


def test_adopting_the_latest_again_records_nothing() -> None:
    given(ONE).when(adopt("one", FOUNDED)).then_nothing()
    given(ONE).when(adopt("one", CHANGED)).then_nothing()


def test_an_earlier_version_may_be_adopted_again() -> None:
    again = CHANGED + DAY
    given(ONE, TWO).when(adopt("one", again)).then(adopted("one", again))


def test_a_policy_may_begin_with_the_one_before_and_not_earlier() -> None:
    given(ONE).when(adopt("two", FOUNDED)).then(adopted("two", FOUNDED))
    given(ONE).when(adopt("two", FOUNDED - DAY)).then_refused(
        "policy_begins_too_early", on=FOUNDED - DAY, until=FOUNDED
    )


@pytest.mark.parametrize(
    ("on", "ruling"),
    [(FOUNDED - DAY, ONE), (FOUNDED, ONE), (CHANGED - DAY, ONE), (CHANGED, TWO), (CHANGED + DAY, TWO)],
    ids=["before the first", "from its first day", "through the day before", "from the next one's day", "after"],
)
def test_the_policy_in_force_on_a_day(on: date, ruling: PolicyAdopted) -> None:
    assert POLICY.fold([ONE, TWO]).on(on) == ruling


def test_of_two_that_begin_on_one_day_the_later_adopted_rules() -> None:
    same_day = adopted("two", FOUNDED)
    assert POLICY.fold([ONE, same_day]).on(FOUNDED) == same_day


def test_before_anything_is_adopted_nothing_rules() -> None:
    assert POLICY.initial.on(FOUNDED) is None


def test_every_version_is_found_by_its_digest_for_ever() -> None:
    policies = POLICY.fold([ONE, TWO])
    assert (policies.version(Digest("one")), policies.version(Digest("two"))) == (ONE, TWO)
    assert policies.version(Digest("three")) is None
