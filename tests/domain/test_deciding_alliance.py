"""What the Alliance records of its own: each association licensed, for which edition, from when until when."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from vouchbook.domain.alliance import (
    AssociationLicensed,
    End,
    Floor,
    LicenceEnded,
    LicenceRenewed,
    License,
    Renew,
    decide,
)
from vouchbook.domain.names import AssociationCode, EditionName
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ALLIANCE
from vouchbook.testing import given

NC, TN = AssociationCode("nc"), AssociationCode("tn")
FIRST = date(2026, 1, 1)
OLD, NEW = EditionName("2024"), EditionName("2025")
DAY = timedelta(days=1)


def renewed(first: date, until: date | None = None, edition: EditionName = NEW) -> LicenceRenewed:
    return LicenceRenewed(NC, first, edition, until, Floor.REPORTED, confirmed=True)


# ── Licensed for the first time ───────────────────────────────────────────────────────────────


def test_an_association_is_licensed_from_a_day_on() -> None:
    given().when(License(NC, FIRST)).then(AssociationLicensed(NC, FIRST))
    given().when(License(NC, FIRST, OLD, floor=Floor.ENFORCED)).then(
        AssociationLicensed(NC, FIRST, OLD, floor=Floor.ENFORCED)
    )


def test_licensing_twice_records_nothing_and_keeps_the_first_day() -> None:
    given(AssociationLicensed(NC, FIRST)).when(License(NC, date(2027, 1, 1), OLD)).then_nothing()


def test_associations_are_licensed_independently() -> None:
    given(AssociationLicensed(NC, FIRST)).when(License(TN, FIRST)).then(AssociationLicensed(TN, FIRST))
    events = [AssociationLicensed(NC, FIRST), AssociationLicensed(TN, FIRST)]
    assert ALLIANCE.fold(events).licensed == (NC, TN)


def test_a_licence_does_not_end_before_it_begins_and_may_last_one_day() -> None:
    given().when(License(NC, FIRST, OLD, until=FIRST - DAY)).then_refused("licence_ends_before_it_begins")
    given().when(License(NC, FIRST, OLD, until=FIRST)).then(AssociationLicensed(NC, FIRST, OLD, FIRST))


# ── Renewed ───────────────────────────────────────────────────────────────────────────────────


def test_a_licence_is_renewed_for_another_edition_from_a_day_on() -> None:
    day = date(2027, 1, 1)
    before = AssociationLicensed(NC, FIRST, OLD, confirmed=True)
    given(before).when(Renew(NC, day, NEW)).then(renewed(day))
    alliance = ALLIANCE.fold([before, renewed(day)])
    assert [(each.edition, each.until) for each in alliance.of(NC)] == [(OLD, day - DAY), (NEW, None)]
    assert (alliance.on(NC, day - DAY), alliance.on(NC, day)) == alliance.of(NC)
    assert alliance.on(NC, FIRST - DAY) is None


def test_renewing_alike_twice_records_nothing() -> None:
    day = date(2027, 1, 1)
    given(AssociationLicensed(NC, FIRST, OLD), renewed(day)).when(Renew(NC, day, NEW)).then_nothing()


def test_a_licence_ends_on_the_day_it_says_and_the_next_begins_after_it() -> None:
    last = date(2026, 12, 31)
    before = AssociationLicensed(NC, FIRST, OLD, last, confirmed=True)
    given(before).when(Renew(NC, last, NEW)).then_refused("licence_overlaps")
    given(before).when(Renew(NC, last + DAY, NEW)).then(renewed(last + DAY))


def test_a_licence_put_before_another_one_ends_before_it_begins() -> None:
    later = AssociationLicensed(NC, FIRST, OLD, confirmed=True)
    earlier = date(2025, 1, 1)
    given(later).when(Renew(NC, earlier, NEW)).then_refused("licence_overlaps")
    given(later).when(Renew(NC, earlier, NEW, until=FIRST)).then_refused("licence_overlaps")
    given(later).when(Renew(NC, earlier, NEW, until=FIRST - DAY)).then(renewed(earlier, FIRST - DAY))
    alliance = ALLIANCE.fold([later, renewed(earlier, FIRST - DAY)])
    assert [each.edition for each in alliance.of(NC)] == [NEW, OLD]


def test_what_was_only_assumed_gives_way_to_what_the_alliance_says() -> None:
    assumed = (
        AssociationLicensed(NC, FIRST, OLD),
        LicenceRenewed(NC, date(2026, 7, 1), NEW, None, Floor.REPORTED, confirmed=False),
    )
    given(*assumed).when(Renew(NC, FIRST, OLD)).then(renewed(FIRST, edition=OLD))
    alliance = ALLIANCE.fold([*assumed, renewed(FIRST, edition=OLD)])
    assert [(each.edition, each.first, each.until, each.confirmed) for each in alliance.of(NC)] == [
        (OLD, FIRST, None, True)
    ]


def test_only_what_was_licensed_is_renewed_or_ended() -> None:
    given().when(Renew(NC, FIRST, NEW)).then_refused("not_licensed")
    given(AssociationLicensed(TN, FIRST)).when(End(NC, FIRST)).then_refused("not_licensed")


# ── Ended ─────────────────────────────────────────────────────────────────────────────────────


def test_a_licence_ends_with_a_day_that_lies_in_it() -> None:
    before = AssociationLicensed(NC, FIRST, OLD, date(2026, 12, 31))
    given(before).when(End(NC, FIRST - DAY)).then_refused("no_licence_that_day")
    given(before).when(End(NC, date(2027, 1, 1))).then_refused("no_licence_that_day")
    given(before).when(End(NC, date(2026, 12, 31))).then_nothing()
    given(before).when(End(NC, date(2026, 6, 30))).then(LicenceEnded(NC, date(2026, 6, 30)))


def test_what_would_have_followed_is_void() -> None:
    events = [AssociationLicensed(NC, FIRST, OLD), renewed(date(2027, 1, 1)), LicenceEnded(NC, date(2026, 6, 30))]
    assert [(each.edition, each.until) for each in ALLIANCE.fold(events).of(NC)] == [(OLD, date(2026, 6, 30))]


def test_one_that_ended_may_be_licensed_again() -> None:
    events = (AssociationLicensed(NC, FIRST, OLD), LicenceEnded(NC, date(2026, 6, 30)))
    given(*events).when(Renew(NC, date(2026, 7, 1), OLD)).then(renewed(date(2026, 7, 1), edition=OLD))


# ── Laws ──────────────────────────────────────────────────────────────────────────────────────

days = st.dates(date(2026, 1, 1), date(2026, 2, 9))
editions = st.sampled_from([OLD, NEW])
commands = st.one_of(
    st.builds(License, st.sampled_from([NC, TN]), days, editions, st.none() | days),
    st.builds(Renew, st.sampled_from([NC, TN]), days, editions, st.none() | days, confirmed=st.booleans()),
    st.builds(End, st.sampled_from([NC, TN]), days),
)


@drawn(st.lists(commands, max_size=12))
def test_whatever_is_asked_no_two_licences_of_an_association_share_a_day(asked: list[License | Renew | End]) -> None:
    alliance = ALLIANCE.initial
    for command in asked:
        try:
            events = decide(command, alliance)
        except Refused:
            continue
        alliance = ALLIANCE.fold(events, alliance)
        assert decide(command, alliance) == [] or isinstance(command, End | Renew)
    for code in alliance.licensed:
        licences = alliance.of(code)
        assert [each.first for each in licences] == sorted(each.first for each in licences)
        assert all(each.until is None or each.first <= each.until for each in licences)
        for one, other in pairwise(licences):
            assert one.until is not None
            assert one.until < other.first


@pytest.mark.parametrize("confirmed", [True, False])
def test_asking_again_right_away_records_nothing(confirmed: bool) -> None:
    command = Renew(NC, date(2026, 3, 1), NEW, confirmed=confirmed)
    alliance = ALLIANCE.fold([AssociationLicensed(NC, FIRST, OLD)])
    assert decide(command, ALLIANCE.fold(decide(command, alliance), alliance)) == []
