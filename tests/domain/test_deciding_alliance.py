"""What the Alliance records of its own: each association licensed once."""

from __future__ import annotations

from datetime import date

from vouchbook.domain.alliance import AssociationLicensed, License
from vouchbook.domain.names import AssociationCode
from vouchbook.domain.streams import ALLIANCE
from vouchbook.testing import given

NC, TN = AssociationCode("nc"), AssociationCode("tn")
FIRST = date(2026, 1, 1)


def test_an_association_is_licensed_from_a_day_on() -> None:
    given().when(License(NC, FIRST)).then(AssociationLicensed(NC, FIRST))


def test_licensing_twice_records_nothing_and_keeps_the_first_day() -> None:
    given(AssociationLicensed(NC, FIRST)).when(License(NC, date(2027, 1, 1))).then_nothing()


def test_associations_are_licensed_independently() -> None:
    given(AssociationLicensed(NC, FIRST)).when(License(TN, FIRST)).then(AssociationLicensed(TN, FIRST))
    events = [AssociationLicensed(NC, FIRST), AssociationLicensed(TN, FIRST)]
    assert [licence.association for licence in ALLIANCE.fold(events).licensed] == [NC, TN]
