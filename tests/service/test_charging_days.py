"""Which price applies: of which day, which version of the policy, which endorsement held; both sides of each day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.service.bookkeeper import Bookkeeper
from tests.service.conftest import TODAY, Asking
from tests.service.journey import IMHS, Journey
from tests.service.prices import adopt, charged, fee, priced

from vouchbook.domain.names import ApplicationId, CategoryCode, FeeOccasion, PlanKey
from vouchbook.service import application, fees, membership
from vouchbook.service.office import Office

DAY = timedelta(days=1)
PROCESSING = FeeOccasion.PROCESSING


def transition(judged_by: str) -> str:
    return f'[[transition]]\nof = "fees"\njudged_by = "{judged_by}"\nsource = "assumed"\n'


@pytest.mark.parametrize(("judged_by", "cents"), [("given", 12_000), ("registered", 10_000)])
def test_a_policy_adopted_between_registration_and_submission(
    nc: Office, ask: Asking, tmp_path: Path, judged_by: str, cents: int
) -> None:
    """The new version raises the price from today on, and keeps the rows of before."""
    way = Journey(nc, ask)
    adopt(nc, priced(tmp_path, transition(judged_by) + fee("processing", "100.00")))
    way.imported()
    opened = application.open_application(nc, ask(on=TODAY - DAY), way.person, IMHS)
    way.application = ApplicationId(opened.result["application"])
    rows = fee("processing", "100.00") + fee("processing", "120.00", f"from = {TODAY}")
    adopt(nc, priced(tmp_path, transition(judged_by) + rows))
    way.confirmed().member().submitted()
    assert charged(nc, way.person)[-1] == ("processing", cents)


def test_somebody_pays_as_a_member_on_the_days_of_their_term_alone(nc: Office, ask: Asking, tmp_path: Path) -> None:
    way = Journey(nc, ask)
    way.person = Bookkeeper(nc, ask).somebody()
    adopt(nc, priced(tmp_path, fee("processing", "100.00") + fee("processing", "70.00", "members = true")))
    membership.join(nc, ask(), way.person, PlanKey("individual"), bought_on=TODAY, last=TODAY + 9 * DAY)

    def cents(on: date) -> int:
        return fees.quote(nc, ask().principal, way.person, PROCESSING, on=on, category=IMHS).cents

    assert [cents(TODAY - DAY), cents(TODAY)] == [10_000, 7_000]
    assert [cents(TODAY + 9 * DAY), cents(TODAY + 10 * DAY)] == [7_000, 10_000]


TWO = fee("processing", "100.00", 'for = ["IMHS"]') + fee("processing", "125.00", 'for = ["IMHM-C"]')
DIFFERENCE = '[[upgrade]]\ncharge = "difference"\nsource = "assumed"\n'
GRACE = (
    "[[renewal]]\nfrom = 2025-01-01\nevery_years = 1\nnext_due = 2026-12-31\n"
    'proof = "every_hour"\ngrace_until = "01-31"\nsource = "sheet"\n'
)


def test_an_upgrade_costs_the_difference_until_the_endorsement_has_lapsed(
    nc: Office, ask: Asking, tmp_path: Path
) -> None:
    way = Journey(nc, ask)
    adopt(nc, priced(tmp_path, TWO + DIFFERENCE + GRACE))
    way.ready_to_decide().decided()

    def cents(on: date) -> int:
        category = CategoryCode("IMHM-C")
        return fees.quote(nc, ask().principal, way.person, PROCESSING, on=on, category=category).cents

    due, grace = date(2026, 12, 31), date(2027, 1, 31)
    assert [cents(on) for on in (due, due + DAY, grace, grace + DAY)] == [2_500, 2_500, 2_500, 12_500]
