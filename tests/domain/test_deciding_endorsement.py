"""The credential earned: granted once for its application, its status a question of the day alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from vouchbook.domain.endorsement import EndorsementGranted, EndorsementStatus, Grant, Interval
from vouchbook.domain.evidence import Item, Standing
from vouchbook.domain.names import (
    ApplicationId,
    AssociationCode,
    CategoryCode,
    Digest,
    EndorsementId,
    ItemId,
    PersonId,
    Source,
)
from vouchbook.domain.streams import ENDORSEMENT
from vouchbook.testing import given, sealed

DAY = timedelta(days=1)
FIRST, LAST, GRACE = date(2026, 3, 2), date(2027, 12, 31), date(2028, 2, 29)  # grace ends on a leap day

GRANTED = EndorsementGranted(
    endorsement=EndorsementId("e-1"),
    application=ApplicationId("a-1"),
    person=PersonId("p-rosa"),
    category=CategoryCode("IMHS"),
    valid_from=FIRST,
    valid_until=LAST,
    grace_until=GRACE,
    policy=Digest("sha256:policy"),
    commitment=Digest("sha256:commitment"),
    salt=sealed("salt"),
    name=sealed("Rosa Lane"),
)


def test_an_approval_grants_an_endorsement() -> None:
    given().when(Grant(GRANTED)).then(GRANTED)


def test_granting_twice_for_one_application_records_nothing() -> None:
    given(GRANTED).when(Grant(replace(GRANTED, valid_until=date(2030, 1, 1)))).then_nothing()


def test_an_endorsement_belongs_to_one_application() -> None:
    given(GRANTED).when(Grant(replace(GRANTED, application=ApplicationId("a-2")))).then_refused(
        "endorsement_exists", endorsement="e-1"
    )


def test_an_endorsement_of_a_single_day_holds() -> None:
    short = replace(GRANTED, valid_until=FIRST)
    given().when(Grant(short)).then(short)


def test_an_endorsement_cannot_end_before_it_begins() -> None:
    given().when(Grant(replace(GRANTED, valid_until=FIRST - DAY))).then_refused(
        "endorsement_ends_before_it_begins", first=FIRST, last=FIRST - DAY
    )


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (FIRST - DAY, EndorsementStatus.NOT_YET),
        (FIRST, EndorsementStatus.ACTIVE),
        (LAST, EndorsementStatus.ACTIVE),
        (LAST + DAY, EndorsementStatus.IN_GRACE),
        (GRACE, EndorsementStatus.IN_GRACE),
        (GRACE + DAY, EndorsementStatus.LAPSED),
    ],
    ids=["day before", "first day", "last day", "day after", "last day of grace", "day after grace"],
)
def test_the_status_follows_from_the_day(on: date, status: EndorsementStatus) -> None:
    interval = ENDORSEMENT.fold([GRANTED]).interval
    assert interval is not None
    assert interval.status(on) is status


def test_grace_through_the_leap_day_ends_on_the_first_of_march() -> None:
    interval = Interval(FIRST, LAST, GRACE)
    assert interval.status(date(2028, 2, 28)) is EndorsementStatus.IN_GRACE
    assert interval.status(date(2028, 3, 1)) is EndorsementStatus.LAPSED


def test_an_endorsement_through_the_leap_day_is_active_on_it() -> None:
    interval = Interval(FIRST, date(2028, 2, 29))
    assert interval.status(date(2028, 2, 29)) is EndorsementStatus.ACTIVE
    assert interval.status(date(2028, 3, 1)) is EndorsementStatus.LAPSED


def test_without_grace_it_lapses_on_the_day_after() -> None:
    assert Interval(FIRST, LAST).status(LAST) is EndorsementStatus.ACTIVE
    assert Interval(FIRST, LAST).status(LAST + DAY) is EndorsementStatus.LAPSED


def test_what_was_never_granted_has_no_days() -> None:
    assert ENDORSEMENT.initial.interval is None


@pytest.mark.parametrize("emerging", [False, True])
def test_what_was_granted_is_held_as_the_book_knows_it(emerging: bool) -> None:
    granted = ENDORSEMENT.fold([replace(GRANTED, emerging=emerging)])
    held = granted.held(AssociationCode("nc"))
    standing = Standing(None, AssociationCode("nc"), FIRST, LAST, CategoryCode("IMHS"), emerging=emerging)
    assert held == Item(ItemId("e-1"), standing, source=Source.REGISTRY)
    assert ENDORSEMENT.fold([]).held(AssociationCode("nc")) is None
