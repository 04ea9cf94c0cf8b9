"""Fees are charged with what causes them, once, by the policy of their day; and a step waits where policy says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.service.conftest import TODAY, Asking
from tests.service.journey import IMHS, Journey
from tests.service.prices import account_of, adopt, charged, fee, priced

from vouchbook.domain.account import FeeCharged
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    FeeOccasion,
    Outcome,
    PaidBefore,
    PayerId,
    PaymentMethod,
    PlanKey,
    Refundable,
)
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import ACCOUNT
from vouchbook.hookspecs import PaymentNotice
from vouchbook.letters.fee_schedule import refunds_said
from vouchbook.letters.refusals import in_words
from vouchbook.policy.fees import digest_of
from vouchbook.projections.endorsements import endorsements_of
from vouchbook.service import application, charges, fee_charging, fees, membership, payments
from vouchbook.service.office import Office

IFS = CategoryCode("IFS")
REGISTRATION, PROCESSING, EXAM = FeeOccasion.REGISTRATION, FeeOccasion.PROCESSING, FeeOccasion.EXAM
DAY = timedelta(days=1)


@pytest.fixture
def way(nc: Office, ask: Asking) -> Journey:
    return Journey(nc, ask)


@pytest.fixture
def under(nc: Office, tmp_path: Path):
    """``under(fee(…), …)``: North Carolina's book under these prices from today on."""

    def adopted(*rows: str):
        return adopt(nc, priced(tmp_path, "".join(rows)))

    return adopted


def pays(way: Journey, cents: int) -> None:
    notice = PaymentNotice(PayerId(way.person), cents, "USD", PaymentMethod.CASH, TODAY, f"cash {cents}")
    payments.pay(way.office, way.ask(), notice)


# ── With what causes them ─────────────────────────────────────────────────────────────────────


def test_opening_an_application_charges_registration_in_the_same_append(way: Journey, under) -> None:
    under(fee("registration", "20.00"))
    way.imported()
    done = application.open_application(way.office, way.ask(), way.person, IMHS)
    assert charged(way.office, way.person) == [("registration", 2_000)]
    assert done.last == done.first + 1
    (one,) = done.result["charged"]
    assert (one["occasion"], one["cents"]) == ("registration", 2_000)


def test_submitting_charges_processing_by_category(way: Journey, under) -> None:
    under(fee("processing", "100.00", 'for = ["IMHS"]'), fee("processing", "75.00", 'for = ["IFS"]'))
    way.ready_to_submit()
    assert charged(way.office, way.person) == []
    way.submitted()
    assert charged(way.office, way.person) == [("processing", 10_000)]


def test_a_fee_that_is_due_with_another_step_is_charged_with_that_one(way: Journey, under) -> None:
    under(
        fee("registration", "20.00", 'due = "submission"'),
        fee("processing", "100.00", 'due = "decision"'),
        fee("exam", "200.00", 'due = "registration"'),
    )
    way.imported().opened()
    assert charged(way.office, way.person) == [("exam", 20_000)]
    way.confirmed().member().submitted()
    assert charged(way.office, way.person)[1:] == [("registration", 2_000)]
    way.panel().reviewed().examined().decided()
    assert charged(way.office, way.person)[2:] == [("processing", 10_000)]


def test_a_hold_is_no_decision_that_charges(way: Journey, under) -> None:
    under(fee("processing", "100.00", 'due = "decision"'))
    way.ready_to_decide()
    way.decided(Outcome.ON_HOLD)
    assert charged(way.office, way.person) == []
    way.decided(Outcome.DEFERRED)
    assert charged(way.office, way.person) == [("processing", 10_000)]


def test_a_fee_that_is_added_to_another_one_is_charged_beside_it(way: Journey, under) -> None:
    under(fee("registration", "20.00"), fee("exam", "200.00", 'added_to = "registration"'))
    way.imported().opened()
    assert charged(way.office, way.person) == [("registration", 2_000), ("exam", 20_000)]


def test_no_exam_is_charged_where_the_sheet_asks_for_none(way: Journey, under) -> None:
    under(fee("exam", "200.00", 'due = "registration"'))
    way.imported()
    application.open_application(way.office, way.ask(), way.person, CategoryCode("IFA"))
    assert charged(way.office, way.person) == []
    application.open_application(way.office, way.ask(), way.person, IMHS)
    assert charged(way.office, way.person) == [("exam", 20_000)]


def test_without_a_row_nothing_is_charged_and_nothing_to_pay_is_charged_as_nothing(way: Journey, under) -> None:
    under(fee("registration", "0.00"))
    way.ready_to_submit().submitted()
    assert charged(way.office, way.person) == [("registration", 0)]
    assert account_of(way.office, way.person).balance == 0


def test_a_membership_that_is_bought_is_charged_by_its_plan(way: Journey, under) -> None:
    under(fee("membership", "45.00", 'plan = "individual"'))
    way.imported()
    membership.join(way.office, way.ask(), way.person, PlanKey("individual"), bought_on=TODAY)
    assert charged(way.office, way.person) == [("membership", 4_500)]


# ── Once ──────────────────────────────────────────────────────────────────────────────────────


def test_asked_twice_a_fee_is_charged_once(way: Journey, under) -> None:
    under(fee("processing", "100.00"))
    way.ready_to_submit().submitted().submitted()
    assert charged(way.office, way.person) == [("processing", 10_000)]


def test_a_new_submission_after_a_deferral_charges_nothing_again(way: Journey, under) -> None:
    under(fee("processing", "100.00"))
    way.ready_to_decide()
    way.decided(Outcome.DEFERRED)
    way.submitted()
    assert charged(way.office, way.person) == [("processing", 10_000)]


def test_another_application_is_charged_for_itself(way: Journey, under) -> None:
    under(fee("registration", "20.00"))
    way.imported().opened()
    application.withdraw(way.office, way.ask(), way.application)
    way.opened()
    assert charged(way.office, way.person) == [("registration", 2_000)] * 2


def test_a_coordinator_charges_the_exam_once_and_submitting_does_not_charge_it_again(way: Journey, under) -> None:
    under(fee("exam", "200.00"))
    way.ready_to_submit()
    for expected in (1, 0):
        done = fee_charging.charge(way.office, way.ask(), way.person, EXAM)
        assert len(done.result["charged"]) == expected
    way.submitted()
    assert charged(way.office, way.person) == [("exam", 20_000)]


# ── By which policy, and kept ─────────────────────────────────────────────────────────────────


def test_a_charge_keeps_the_policy_and_the_row_that_it_rests_on(way: Journey, under) -> None:
    version = under(fee("registration", "20.00", 'refund = "part"', "kept = 5", "confirmed = false"))
    way.imported().opened()
    event = way.office.load(ACCOUNT, way.person).entries[-1].event
    assert isinstance(event, FeeCharged)
    (row,) = version.document.fee
    assert (event.policy, event.row, event.confirmed) == (version.digest, digest_of(row), False)
    assert (event.refund, event.kept, event.category, event.subject) == (Refundable.PART, 500, IMHS, way.application)


def test_another_policy_changes_nothing_that_was_charged(way: Journey, under) -> None:
    under(fee("registration", "20.00"), fee("processing", "100.00"))
    way.ready_to_submit()
    under(fee("registration", "99.00"), fee("processing", "110.00"))
    assert charged(way.office, way.person) == [("registration", 2_000)]
    way.submitted()
    assert charged(way.office, way.person) == [("registration", 2_000), ("processing", 11_000)]


@pytest.mark.parametrize(("judged_by", "cents"), [("given", 12_000), ("registered", 10_000)])
def test_which_days_fees_apply_is_a_matter_of_policy(
    way: Journey, under, judged_by: str, cents: int, nc: Office
) -> None:
    """Registered before the fees rose, submitted after."""
    under(
        f'[[transition]]\nof = "fees"\njudged_by = "{judged_by}"\nsource = "assumed"\n',
        fee("processing", "100.00"),
        fee("processing", "120.00", f"from = {TODAY}"),
    )
    way.imported()
    opened = application.open_application(nc, way.ask(on=TODAY - DAY), way.person, IMHS)
    way.application = ApplicationId(opened.result["application"])
    way.confirmed().member().submitted()
    assert charged(nc, way.person)[1:] == [("processing", cents)]


def test_members_pay_what_a_row_for_members_says(way: Journey, under, nc: Office) -> None:
    under(fee("processing", "100.00"), fee("processing", "70.00", "members = true"))
    way.ready_to_submit().submitted()
    assert charged(nc, way.person) == [("processing", 7_000)]


# ── What is to be paid first ──────────────────────────────────────────────────────────────────


def test_submission_waits_until_what_policy_wants_paid_before_it_is_settled(way: Journey, under) -> None:
    under(fee("registration", "20.00", 'paid_before = "submission"'))
    way.ready_to_submit()
    before = way.office.book.position
    with pytest.raises(Refused) as refused:
        way.submitted()
    assert in_words(refused.value) == (
        f"submission waits until these fees are settled: registration 20.00. Ask the coordinator to record "
        f"what was paid (vouchbook account pay {way.person} AMOUNT), or to grant a scholarship (vouchbook fund grant)"
    )
    assert way.office.book.position == before
    pays(way, 1_999)
    with pytest.raises(Refused, match="fees_unpaid"):
        way.submitted()
    pays(way, 1)
    way.submitted()


def test_a_decision_waits_but_a_deferral_does_not(way: Journey, under) -> None:
    under(fee("processing", "100.00", 'paid_before = "decision"'))
    way.ready_to_decide()
    with pytest.raises(Refused) as refused:
        way.decided()
    assert refused.value.parameters["fees_owed"] == ((PROCESSING, 10_000),)
    assert refused.value.parameters["step"] is PaidBefore.DECISION
    way.decided(Outcome.ON_HOLD)
    pays(way, 10_000)
    way.decided()


def test_by_default_nothing_waits(way: Journey, under) -> None:
    under(fee("registration", "20.00"), fee("processing", "100.00"))
    way.ready_to_decide().decided()
    assert account_of(way.office, way.person).owed == 12_000


def test_another_applications_fee_holds_up_only_that_one(way: Journey, under) -> None:
    under(fee("registration", "20.00", 'paid_before = "submission"'))
    way.ready_to_submit()
    application.open_application(way.office, way.ask(), way.person, IFS)
    pays(way, 2_000)
    way.submitted()


def test_an_unpaid_membership_holds_up_where_policy_says_so(way: Journey, under) -> None:
    under(fee("membership", "45.00", 'paid_before = "submission"'))
    way.ready_to_submit()
    membership.join(way.office, way.ask(), way.person, PlanKey("individual"), bought_on=TODAY)
    with pytest.raises(Refused, match="fees_unpaid"):
        way.submitted()


# ── Taken back ────────────────────────────────────────────────────────────────────────────────


def test_withdrawing_says_what_policy_gives_back_and_what_stands_open(way: Journey, under) -> None:
    under(
        fee("registration", "20.00"),
        fee("processing", "375.00", 'refund = "part"', "kept = 100"),
    )
    way.ready_to_submit().submitted()
    pays(way, 38_000)
    done = application.withdraw(way.office, way.ask(), way.application)
    found = {each["occasion"]: (each["paid"], each["given_back"], each["open"]) for each in done.result["fees"]}
    assert found == {"registration": (2_000, 0, 0), "processing": (36_000, 26_000, 1_500)}
    said = refunds_said(done.result["fees"], "USD")
    assert "$360.00 is paid, of which policy gives back $260.00; $15.00 stands open." in said[1]


# ── By a coordinator's word ───────────────────────────────────────────────────────────────────


def test_what_policy_has_no_fee_for_is_not_charged(way: Journey, under) -> None:
    under(fee("registration", "20.00"))
    way.imported().opened()
    with pytest.raises(Refused, match="no_fee"):
        fee_charging.charge(way.office, way.ask(), way.person, PROCESSING)


def test_there_must_be_something_to_charge_for(way: Journey, under) -> None:
    under(fee("registration", "20.00"), fee("renewal", "25.00"), fee("exam", "5.00"))
    way.imported()
    for occasion, code in (
        (REGISTRATION, "nothing_to_charge_for"),
        (FeeOccasion.RENEWAL, "never_endorsed"),
        (FeeOccasion.MEMBERSHIP, "membership_charged_when_bought"),
    ):
        with pytest.raises(Refused, match=code):
            fee_charging.charge(way.office, way.ask(), way.person, occasion)


def test_an_application_that_was_opened_before_there_were_fees_is_charged_by_hand(way: Journey, under) -> None:
    under()
    way.imported().opened()
    under(fee("registration", "20.00"))
    fee_charging.charge(way.office, way.ask(), way.person, REGISTRATION)
    assert charged(way.office, way.person) == [("registration", 2_000)]


def test_several_open_applications_ask_which_is_meant(way: Journey, under) -> None:
    under(fee("processing", "100.00"))
    way.imported().opened()
    application.open_application(way.office, way.ask(), way.person, IFS)
    with pytest.raises(Refused, match="applied_in_several"):
        fee_charging.charge(way.office, way.ask(), way.person, PROCESSING)
    done = fee_charging.charge(way.office, way.ask(), way.person, PROCESSING, category=IFS)
    assert done.result["category"] == IFS


# ── Renewal and reinstatement ─────────────────────────────────────────────────────────────────


@pytest.fixture
def endorsed(way: Journey, under) -> Journey:
    under(fee("registration", "0.00"))
    way.ready_to_decide().decided()
    return way


RENEWAL = fee("renewal", "25.00")
SURCHARGE = fee("late_renewal", "20.00", 'added_to = "renewal"')
INSTEAD = fee("late_renewal", "35.00")
LAST = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("rows", "on_time", "late"),
    [(RENEWAL, 2_500, 2_500), (RENEWAL + SURCHARGE, 2_500, 4_500), (RENEWAL + INSTEAD, 2_500, 3_500), ("", 0, 0)],
    ids=["none", "surcharge", "instead", "no row"],
)
def test_a_renewal_costs_more_from_the_day_after_it_was_due(
    endorsed: Journey, under, rows: str, on_time: int, late: int
) -> None:
    under(rows)
    way = endorsed
    quoted = [
        fees.quote(way.office, way.ask().principal, way.person, FeeOccasion.RENEWAL, on=on) for on in (LAST, LAST + DAY)
    ]
    assert [each.cents for each in quoted] == [on_time, late]
    assert [each.late_since for each in quoted] == [None, LAST]


def test_a_renewal_is_charged_once_in_its_cycle(endorsed: Journey, under) -> None:
    under(RENEWAL)
    way = endorsed
    for _ in range(2):
        fee_charging.charge(way.office, way.ask(), way.person, FeeOccasion.RENEWAL)
    assert charged(way.office, way.person)[1:] == [("renewal", 2_500)]
    (charge,) = [c for c in account_of(way.office, way.person).charges.values() if c.terms.cents == 2_500]
    assert charge.terms.due_on == LAST


GRACE = date(2027, 1, 31)


@pytest.fixture
def in_grace(way: Journey, under) -> Journey:
    """Endorsed through the year, with a month of grace after it."""
    row = 'every_years = 1\nnext_due = 2026-12-31\nproof = "every_hour"\ngrace_until = "01-31"\nsource = "sheet"\n'
    under(f"[[renewal]]\nfrom = 2025-01-01\n{row}")
    way.ready_to_decide().decided()
    (held,) = endorsements_of(way.office.book, way.person)
    assert (held.valid_until, held.grace_until) == (LAST, GRACE)
    return way


def charged_as(way: Journey, occasion: FeeOccasion, on: date) -> list[tuple[str, int]]:
    """What a coordinator charges on a day, in ids' stead: occasions and cents."""
    way.office.edge = replace(way.office.edge, clock=lambda: datetime(on.year, on.month, on.day, 17, tzinfo=UTC))
    done = fee_charging.charge(way.office, way.ask(on=on), way.person, occasion)
    return [(each["occasion"], each["cents"]) for each in done.result["charged"]]


def test_a_late_renewal_is_paid_instead_of_the_renewal_and_never_beside_it(in_grace: Journey, under) -> None:
    under(RENEWAL, INSTEAD)
    way = in_grace
    (charge,) = fee_charging.charge(way.office, way.ask(), way.person, FeeOccasion.RENEWAL).result["charged"]
    with pytest.raises(Refused, match="renewal_charged_already") as refused:
        charged_as(way, FeeOccasion.RENEWAL, LAST + DAY)
    assert refused.value.parameters["charge"] == charge["charge"]
    charges.void(way.office, way.ask(on=LAST + DAY), PayerId(way.person), charge["charge"], "late after all")
    assert charged_as(way, FeeOccasion.RENEWAL, LAST + DAY) == [("late_renewal", 3_500)]
    with pytest.raises(Refused, match="renewal_charged_already"):
        charged_as(way, FeeOccasion.RENEWAL, LAST)


def test_who_has_paid_the_renewal_is_not_charged_late(in_grace: Journey, under) -> None:
    under(RENEWAL, INSTEAD)
    way = in_grace
    fee_charging.charge(way.office, way.ask(), way.person, FeeOccasion.RENEWAL)
    pays(way, 2_500)
    assert charged_as(way, FeeOccasion.RENEWAL, LAST + DAY) == []


def test_late_and_lapsed_are_charged_from_their_first_day_and_not_before(in_grace: Journey, under) -> None:
    under(RENEWAL, SURCHARGE, fee("reinstatement", "50.00"))
    way = in_grace
    for occasion, on, code in (
        (FeeOccasion.LATE_RENEWAL, LAST, "renewal_not_late"),
        (FeeOccasion.REINSTATEMENT, GRACE, "not_lapsed_yet"),
        (FeeOccasion.RENEWAL, GRACE + DAY, "lapsed_already"),
    ):
        with pytest.raises(Refused, match=code):
            charged_as(way, occasion, on)
    assert charged_as(way, FeeOccasion.LATE_RENEWAL, LAST + DAY) == [("late_renewal", 2_000)]
    assert charged_as(way, FeeOccasion.RENEWAL, GRACE) == [("renewal", 2_500)]
    assert charged_as(way, FeeOccasion.REINSTATEMENT, GRACE + DAY) == [("reinstatement", 5_000)]


def test_a_membership_that_was_voided_by_mistake_is_charged_again(way: Journey, under) -> None:
    under(fee("membership", "45.00"))
    way.imported()
    done = membership.join(way.office, way.ask(), way.person, PlanKey("individual"), bought_on=TODAY)
    (charge,) = done.result["charged"]
    charges.void(way.office, way.ask(), PayerId(way.person), charge["charge"], "the wrong one")
    assert charged_as(way, FeeOccasion.MEMBERSHIP, TODAY) == [("membership", 4_500)]
    with pytest.raises(Refused, match="membership_charged_when_bought"):
        charged_as(way, FeeOccasion.MEMBERSHIP, TODAY)


def test_a_reinstatement_costs_the_fees_that_policy_names(endorsed: Journey, under) -> None:
    lapse = '[[lapse]]\nthen = "off_registry"\ncharges = ["processing", "renewal"]\nsource = "assumed"\n'
    under(RENEWAL, fee("processing", "100.00"), fee("reinstatement", "25.00"), lapse)
    way = endorsed
    quoted = fees.quote(way.office, way.ask().principal, way.person, FeeOccasion.REINSTATEMENT, on=TODAY)
    assert [(each.occasion.value, each.cents) for each in quoted.fees] == [("processing", 10_000), ("renewal", 2_500)]


def test_a_reinstatement_costs_its_own_fee_where_no_others_are_named(endorsed: Journey, under) -> None:
    under(fee("reinstatement", "25.00"))
    way = endorsed
    quoted = fees.quote(way.office, way.ask().principal, way.person, FeeOccasion.REINSTATEMENT, on=TODAY)
    assert quoted.cents == 2_500


# ── Applying for another category ─────────────────────────────────────────────────────────────

TWO = fee("processing", "100.00", 'for = ["IMHS"]') + fee("processing", "125.00", 'for = ["IMHM-C"]')
MENTOR = CategoryCode("IMHM-C")


def upgrade(charge: str, *more: str) -> str:
    return "\n".join(["[[upgrade]]", f'charge = "{charge}"', 'source = "assumed"', *more, ""])


def test_whoever_is_endorsed_here_pays_the_difference_and_no_registration_again(endorsed: Journey, under) -> None:
    under(TWO, fee("registration", "20.00"), upgrade("difference", "registration_again = false"))
    way = endorsed
    application.open_application(way.office, way.ask(), way.person, MENTOR)
    assert charged(way.office, way.person)[1:] == [("registration", 0)]
    done = fee_charging.charge(way.office, way.ask(), way.person, PROCESSING)
    assert [each["cents"] for each in done.result["charged"]] == [2_500]


def test_a_quote_says_what_it_would_cost_others(endorsed: Journey, under) -> None:
    under(TWO, upgrade("difference"))
    way = endorsed
    (found,) = fees.quote(way.office, way.ask().principal, way.person, PROCESSING, on=TODAY, category=MENTOR).fees
    assert (found.cents, found.full) == (2_500, 10_000 + 2_500)


def test_whoever_has_to_wait_is_told_until_when(endorsed: Journey, under, ask: Asking) -> None:
    under(TWO, upgrade("full", 'wait = "1 year"'))
    way = endorsed
    with pytest.raises(Refused) as refused:
        application.open_application(way.office, ask(), way.person, MENTOR)
    assert refused.value.code == "upgrade_too_early"
    assert refused.value.parameters["until"] == date(2027, 11, 20)
