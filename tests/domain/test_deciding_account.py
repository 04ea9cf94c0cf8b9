"""What an account bears: charges, payments, refunds, scholarships, other payers, invoices; both sides of each limit."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from vouchbook.domain.account import (
    AccountOpened,
    ApplyScholarship,
    Billed,
    Charge,
    ChargeMoved,
    ChargeTakenOver,
    ChargeVoided,
    ChargeWrittenOff,
    CorrectAccount,
    Event,
    FeeCharged,
    InvoiceIssued,
    InvoiceVoided,
    IssueInvoice,
    MoveOut,
    OpenAccount,
    OrganisationWords,
    Part,
    PaymentReceived,
    PaymentReversed,
    Receive,
    Refund,
    RefundPaid,
    ReturnScholarship,
    Reverse,
    ScholarshipApplied,
    ScholarshipReturned,
    TakeBackWriteOff,
    TakeOver,
    VoidCharge,
    VoidInvoice,
    WriteOff,
    WriteOffTakenBack,
    given_back,
    handed_over,
    lines,
)
from vouchbook.domain.names import (
    CategoryCode,
    ChargeId,
    Digest,
    FeeOccasion,
    FundKey,
    GrantId,
    InvoiceId,
    PayerId,
    PaymentId,
    PaymentMethod,
    PaymentProviderName,
    PersonId,
    Refundable,
    RefundId,
)
from vouchbook.domain.streams import ACCOUNT
from vouchbook.testing import given, sealed

DAY, LATER = date(2026, 11, 20), date(2026, 11, 21)
ANA, AGENCY = PersonId("p-ana"), PayerId("org-agency")
ONE, TWO = ChargeId("ch-1"), ChargeId("ch-2")
IMHS, PROCESSING = CategoryCode("IMHS"), FeeOccasion.PROCESSING
MANUAL, CHEQUE = PaymentProviderName("manual"), PaymentMethod.CHEQUE
FUND, GRANT = FundKey("membership_scholarship"), GrantId("g-1")
WHY = sealed("why")


def charged(
    charge: ChargeId = ONE, cents: int = 10_000, refund: Refundable = Refundable.ALL, kept: int = 0, due: date = DAY
) -> FeeCharged:
    return FeeCharged(charge, ANA, PROCESSING, IMHS, None, cents, due, DAY, Digest("sha256:0"), None, refund, kept)


def charge(**terms) -> Charge:
    event = charged(**terms)
    return Charge(**{field: getattr(event, field) for field in event.__struct_fields__})


def paid(cents: int = 10_000, number: int = 1, *charges: ChargeId, on: date = DAY) -> PaymentReceived:
    return PaymentReceived(PaymentId(f"pay-{number}"), cents, CHEQUE, MANUAL, None, on, charges, None)


def receive(cents: int = 10_000, *charges: ChargeId, on: date = DAY, number: int = 1) -> Receive:
    return Receive(PaymentId(f"pay-{number}"), cents, CHEQUE, MANUAL, None, on, charges, None, DAY)


def refunded(cents: int, of: ChargeId | None = ONE, *, exception: bool = False) -> RefundPaid:
    occasion, category = (PROCESSING, IMHS) if of else (None, None)
    reason = WHY if exception else None
    return RefundPaid(RefundId("re-1"), of, occasion, category, cents, CHEQUE, DAY, exception, reason)


def refund(cents: int | None, of: ChargeId | None = ONE, *, exception: bool = False) -> Refund:
    return Refund(RefundId("re-1"), of, cents, CHEQUE, DAY, exception, WHY if exception else None)


# ── Charges ───────────────────────────────────────────────────────────────────────────────────


def test_somebody_is_charged_once() -> None:
    given().when(charge()).then(charged())
    given(charged()).when(charge()).then_nothing()


def test_a_charge_is_never_changed_by_another_of_its_id() -> None:
    given(charged()).when(charge(cents=10_001)).then_refused("charge_exists", charge=ONE)


@pytest.mark.parametrize(("cents", "kept"), [(-1, 0), (10, -1)])
def test_nobody_is_charged_less_than_nothing(cents: int, kept: int) -> None:
    given().when(charge(cents=cents, kept=kept)).then_refused("amount_negative", cents=-1)


def test_nothing_to_pay_is_recorded_too() -> None:
    given().when(charge(cents=0)).then(charged(cents=0))
    account = ACCOUNT.fold([charged(cents=0)])
    assert (account.open(ONE), account.balance) == (0, 0)
    assert lines(charged(cents=0)) == ()


def test_no_more_is_kept_than_is_charged() -> None:
    given().when(charge(refund=Refundable.PART, kept=10_000)).then(charged(refund=Refundable.PART, kept=10_000))
    given().when(charge(refund=Refundable.PART, kept=10_001)).then_refused("kept_exceeds_charge", kept=10_001)


def test_a_charge_made_in_error_is_voided_once() -> None:
    voided = ChargeVoided(ONE, PROCESSING, IMHS, 10_000, DAY, WHY)
    given(charged()).when(VoidCharge(ONE, DAY, WHY)).then(voided)
    given(charged(), voided).when(VoidCharge(ONE, LATER, WHY)).then_nothing()
    assert ACCOUNT.fold([charged(), voided]).balance == 0


def test_what_was_paid_is_given_back_before_a_charge_is_voided() -> None:
    given(charged(), paid(1)).when(VoidCharge(ONE, DAY, WHY)).then_refused("charge_paid", charge=ONE, paid=1)
    voided = ChargeVoided(ONE, PROCESSING, IMHS, 9_999, DAY, WHY)
    given(charged(), paid(1), refunded(1)).when(VoidCharge(ONE, DAY, WHY)).then(voided)
    assert ACCOUNT.fold([charged(), paid(1), refunded(1), voided]).balance == 0


def test_a_charge_that_a_fund_pays_is_not_voided() -> None:
    applied = ScholarshipApplied(ONE, PROCESSING, IMHS, FUND, GRANT, 500, DAY)
    given(charged(), applied).when(VoidCharge(ONE, DAY, WHY)).then_refused("charge_has_scholarship", granted=500)


def test_what_went_back_of_a_cheque_that_bounced_is_written_off_and_not_voided() -> None:
    """Voided, the same money would be taken from the income twice: by the refund, and by the error."""
    bounced = PaymentReversed(PaymentId("pay-1"), 10_000, CHEQUE, DAY, WHY)
    before = (charged(), paid(), refunded(10_000), bounced)
    given(*before).when(VoidCharge(ONE, DAY, WHY)).then_refused("charge_refunded", charge=ONE, cents=10_000)
    given(*before).when(WriteOff(ONE, DAY, WHY)).then(ChargeWrittenOff(ONE, PROCESSING, IMHS, 10_000, DAY, WHY))


def test_a_charge_whose_payment_went_back_is_voided_though_its_invoice_is_settled() -> None:
    before = (charged(), issued((ONE, 10_000)), paid())
    given(*before).when(VoidCharge(ONE, DAY, WHY)).then_refused("charge_paid")
    given(*before, refunded(10_000)).when(VoidCharge(ONE, DAY, WHY)).then(
        ChargeVoided(ONE, PROCESSING, IMHS, 0, DAY, WHY)
    )


def test_nothing_happens_to_a_charge_before_it_was_made() -> None:
    before = date(2026, 11, 19)
    for command in (VoidCharge(ONE, before, WHY), WriteOff(ONE, before, WHY), MoveOut(ONE, AGENCY, before)):
        given(charged()).when(command).then_refused("before_charge", charge=ONE, on=before, until=DAY)


def test_what_stands_open_is_written_off_and_no_more() -> None:
    written = ChargeWrittenOff(ONE, PROCESSING, IMHS, 6_000, DAY, WHY)
    given(charged(), paid(4_000)).when(WriteOff(ONE, DAY, WHY)).then(written)
    given(charged(), paid(4_000), written).when(WriteOff(ONE, DAY, WHY)).then_nothing()
    given(charged(), paid()).when(WriteOff(ONE, DAY, WHY)).then_refused("nothing_open", charge=ONE)


@pytest.mark.parametrize(
    "command",
    [
        VoidCharge(TWO, DAY, WHY),
        WriteOff(TWO, DAY, WHY),
        receive(100, TWO),
        refund(100, TWO),
        ApplyScholarship(TWO, FUND, GRANT, 100, DAY),
        ReturnScholarship(TWO, FUND, GRANT, DAY),
        MoveOut(TWO, AGENCY, DAY),
        IssueInvoice(InvoiceId("inv-1"), 2026, 1, (TWO,), DAY, DAY),
    ],
    ids=lambda command: type(command).__name__,
)
def test_an_unknown_charge_bears_nothing(command) -> None:
    given(charged()).when(command).then_refused("unknown_charge", charge=TWO)


# ── Money in ──────────────────────────────────────────────────────────────────────────────────


def test_a_payment_is_received_once() -> None:
    given(charged()).when(receive()).then(paid())
    given(charged(), paid()).when(receive()).then_nothing()
    given(charged(), paid()).when(receive(9_999)).then_refused("payment_exists")


@pytest.mark.parametrize("cents", [0, -1])
def test_a_payment_is_one_cent_or_more(cents: int) -> None:
    given(charged()).when(receive(cents)).then_refused("amount_missing")
    given(charged()).when(receive(1)).then(paid(1))


def test_money_comes_in_today_or_before_and_not_after() -> None:
    given(charged()).when(receive(on=DAY)).then(paid())
    given(charged()).when(receive(on=LATER)).then_refused("received_after_today", on=LATER, today=DAY)


def test_nothing_is_paid_for_a_voided_charge() -> None:
    voided = ChargeVoided(ONE, PROCESSING, IMHS, 10_000, DAY, WHY)
    given(charged(), voided).when(receive(100, ONE)).then_refused("charge_voided", charge=ONE)


@pytest.mark.parametrize(("cents", "open_", "credit"), [(9_999, 1, 0), (10_000, 0, 0), (10_001, 0, 1)])
def test_a_payment_beyond_what_is_owed_is_kept_as_credit(cents: int, open_: int, credit: int) -> None:
    account = ACCOUNT.fold([charged(), paid(cents)])
    assert (account.open(ONE), account.credit, account.balance) == (open_, credit, open_ - credit)


def test_a_payment_that_did_not_hold_leaves_its_charge_open_again() -> None:
    reversed_ = PaymentReversed(PaymentId("pay-1"), 10_000, CHEQUE, LATER, WHY)
    given(charged(), paid()).when(Reverse(PaymentId("pay-1"), LATER, WHY)).then(reversed_)
    given(charged(), paid(), reversed_).when(Reverse(PaymentId("pay-1"), LATER, WHY)).then_nothing()
    assert ACCOUNT.fold([charged(), paid(), reversed_]).open(ONE) == 10_000
    given(charged()).when(Reverse(PaymentId("pay-1"), DAY, WHY)).then_refused("unknown_payment")
    given(charged(), paid(on=LATER)).when(Reverse(PaymentId("pay-1"), DAY, WHY)).then_refused("before_payment")


# ── Money back ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("terms", "kept", "possible"),
    [(Refundable.ALL, 0, 8_000), (Refundable.PART, 2_500, 5_500), (Refundable.PART, 8_000, 0), (Refundable.NONE, 0, 0)],
)
def test_the_terms_of_a_charge_say_how_much_goes_back(terms: Refundable, kept: int, possible: int) -> None:
    before = (charged(refund=terms, kept=kept), paid(8_000))
    given(*before).when(refund(possible + 1 if possible < 8_000 else 8_001)).then_refused(
        "refund_exceeds_paid" if possible == 8_000 else "refund_beyond_terms", possible=possible, paid=8_000
    )
    if possible:
        given(*before).when(refund(possible)).then(refunded(possible))
        given(*before).when(refund(None)).then(refunded(possible))
    else:
        given(*before).when(refund(None)).then_refused("refund_beyond_terms", possible=0)


def test_an_exception_goes_up_to_what_was_paid_and_is_marked_as_one() -> None:
    before = (charged(refund=Refundable.PART, kept=2_500), paid(8_000))
    given(*before).when(refund(8_000, exception=True)).then(refunded(8_000, exception=True))
    given(*before).when(refund(8_001, exception=True)).then_refused("refund_exceeds_paid", possible=8_000)
    given(*before).when(replace(refund(8_000, exception=True), reason=None)).then_refused("reason_missing")
    within = replace(refunded(5_500), reason=WHY)
    given(*before).when(refund(5_500, exception=True)).then(within)


def test_what_went_back_does_not_go_back_again() -> None:
    before = (charged(), paid(8_000), refunded(8_000))
    again = replace(refund(None), refund=RefundId("re-2"))
    given(*before).when(refund(8_000)).then_nothing()
    given(*before).when(refund(7_000)).then_refused("refund_exists")
    given(*before).when(again).then_refused("nothing_paid", charge=ONE)
    account = ACCOUNT.fold(before)
    assert (account.paid(ONE), account.open(ONE), account.balance) == (0, 2_000, 2_000)


def test_credit_goes_back_as_far_as_there_is_some() -> None:
    before = (charged(), paid(10_500))
    given(*before).when(refund(500, None)).then(refunded(500, None))
    given(*before).when(refund(None, None)).then(refunded(500, None))
    given(*before).when(refund(501, None)).then_refused("refund_exceeds_credit", possible=500)
    given(charged(), paid()).when(refund(None, None)).then_refused("no_credit")
    given(*before).when(refund(0, None)).then_refused("amount_missing")
    assert ACCOUNT.fold([*before, refunded(500, None)]).balance == 0


def test_credit_goes_back_out_of_the_latest_payment() -> None:
    """What an earlier receipt says stays so."""
    account = ACCOUNT.fold([charged(), paid(), paid(500, 2, on=LATER), refunded(500, None)])
    assert account.allocation.parts == (Part(PaymentId("pay-1"), ONE, 10_000),)


def test_what_was_given_back_of_a_charge_had_been_paid_for_it() -> None:
    """An older charge that is recorded later does not take that money."""
    before = [charged(ONE, due=LATER), paid(), refunded(6_000)]
    account = ACCOUNT.fold([*before, charged(TWO, due=DAY)])
    assert (account.paid(ONE), account.open(ONE)) == (0, 4_000)
    assert (account.paid(TWO), account.open(TWO)) == (4_000, 6_000)
    assert account.balance == 10_000


def test_a_cheque_that_comes_back_after_its_refund_is_owed() -> None:
    reversed_ = PaymentReversed(PaymentId("pay-1"), 10_000, CHEQUE, LATER, WHY)
    assert ACCOUNT.fold([charged(), paid(), refunded(10_000), reversed_]).balance == 10_000
    assert ACCOUNT.fold([paid(), refunded(10_000, None), reversed_]).balance == 10_000


# ── Scholarships ──────────────────────────────────────────────────────────────────────────────


def test_a_fund_pays_as_much_as_is_to_pay_and_no_more() -> None:
    applied = ScholarshipApplied(ONE, PROCESSING, IMHS, FUND, GRANT, 10_000, DAY)
    given(charged()).when(ApplyScholarship(ONE, FUND, GRANT, 10_000, DAY)).then(applied)
    given(charged(), applied).when(ApplyScholarship(ONE, FUND, GRANT, 10_000, DAY)).then_nothing()
    given(charged()).when(ApplyScholarship(ONE, FUND, GRANT, 10_001, DAY)).then_refused(
        "scholarship_too_large", possible=10_000
    )
    given(charged()).when(ApplyScholarship(ONE, FUND, GRANT, 0, DAY)).then_refused("amount_missing")


def test_a_fund_does_not_pay_what_went_back() -> None:
    before = (charged(), paid(), refunded(6_000))
    given(*before).when(ApplyScholarship(ONE, FUND, GRANT, 4_001, DAY)).then_refused(
        "scholarship_too_large", possible=4_000
    )


def test_a_scholarship_after_the_payment_leaves_credit() -> None:
    applied = ScholarshipApplied(ONE, PROCESSING, IMHS, FUND, GRANT, 6_000, DAY)
    account = ACCOUNT.fold([charged(), paid(), applied])
    assert (account.open(ONE), account.paid(ONE), account.credit) == (0, 4_000, 6_000)


def test_what_a_fund_gave_goes_back_to_it_once_and_whole() -> None:
    applied = ScholarshipApplied(ONE, PROCESSING, IMHS, FUND, GRANT, 6_000, DAY)
    returned = ScholarshipReturned(ONE, PROCESSING, IMHS, FUND, GRANT, 6_000, LATER)
    given(charged(), applied).when(ReturnScholarship(ONE, FUND, GRANT, LATER)).then(returned)
    given(charged(), applied, returned).when(ReturnScholarship(ONE, FUND, GRANT, LATER)).then_nothing()
    assert ACCOUNT.fold([charged(), applied, returned]).open(ONE) == 10_000
    given(charged(), applied).when(ReturnScholarship(ONE, FundKey("other"), GRANT, LATER)).then_refused(
        "unknown_grant", grant=GRANT
    )
    given(charged(), applied, returned).when(ApplyScholarship(ONE, FUND, GRANT, 6_000, LATER)).then_refused(
        "grant_exists"
    )


# ── Other payers ──────────────────────────────────────────────────────────────────────────────

MOVED = ChargeMoved(ONE, PROCESSING, IMHS, AGENCY, 7_000, DAY)


def test_what_stands_open_moves_and_what_was_paid_stays() -> None:
    given(charged(), paid(3_000)).when(MoveOut(ONE, AGENCY, DAY)).then(MOVED)
    given(charged(), paid(3_000), MOVED).when(MoveOut(ONE, AGENCY, DAY)).then_nothing()
    given(charged(), paid()).when(MoveOut(ONE, AGENCY, DAY)).then_refused("nothing_open")
    given(charged(), paid(3_000), MOVED).when(VoidCharge(ONE, DAY, WHY)).then_refused("charge_paid")


@pytest.mark.parametrize(("kept", "theirs"), [(2_000, 0), (3_000, 0), (3_001, 1), (10_000, 7_000)])
def test_who_takes_over_keeps_only_what_the_part_that_stays_does_not(kept: int, theirs: int) -> None:
    account = ACCOUNT.fold([charged(refund=Refundable.PART, kept=kept), paid(3_000)])
    asked = handed_over(account, account.charges[ONE], PayerId(ANA), DAY)
    assert (asked.cents, asked.kept) == (7_000, theirs)
    taken = ChargeTakenOver(**{field: getattr(asked, field) for field in ChargeTakenOver.__struct_fields__})
    given().when(asked).then(taken)
    given(taken).when(asked).then_nothing()
    assert ACCOUNT.fold([taken]).open(ONE) == 7_000


OPENED = AccountOpened(AGENCY, DAY, sealed(OrganisationWords("Blue Ridge", "12 Main Street")))


def handed(events: list[Event], to: list[Event], from_: PayerId, on: date = DAY) -> tuple[list[Event], list[Event]]:
    """Both accounts after all that stands open of the charge went from one to the other."""
    giving, taking = ACCOUNT.fold(events), ACCOUNT.fold(to)
    other = PayerId(ANA) if from_ == AGENCY else AGENCY
    taken = handed_over(giving, giving.charges[ONE], from_, on)
    return [*events, *ACCOUNT.decide(MoveOut(ONE, other, on), giving)], [*to, *ACCOUNT.decide(taken, taking)]


@pytest.mark.parametrize("theirs", [0, 5_000, 10_000, 27_500])
def test_however_a_charge_is_split_the_terms_keep_their_part_once(theirs: int) -> None:
    """375 of which 100 stay: whoever pays how much of it, 275 go back."""
    person: list[Event] = [charged(cents=37_500, refund=Refundable.PART, kept=10_000)]
    agency: list[Event] = [OPENED]
    person, agency = handed(person, agency, PayerId(ANA))
    agency = [*agency, *([paid(theirs)] if theirs else [])]
    agency, person = handed(agency, person, AGENCY)
    person = [*person, paid(37_500 - theirs, 2)]
    assert given_back(ACCOUNT.fold(person), ONE) + given_back(ACCOUNT.fold(agency), ONE) == 27_500


def test_an_employer_takes_over_what_comes_to_be_owed_later_too() -> None:
    person, agency = handed([charged(), paid(4_000)], [OPENED], PayerId(ANA))
    person = [*person, PaymentReversed(PaymentId("pay-1"), 4_000, CHEQUE, DAY, WHY)]
    person, agency = handed(person, agency, PayerId(ANA))
    assert (ACCOUNT.fold(person).balance, ACCOUNT.fold(agency).open(ONE)) == (0, 10_000)
    agency, person = handed(agency, person, AGENCY)
    assert (ACCOUNT.fold(person).open(ONE), ACCOUNT.fold(agency).balance) == (10_000, 0)


def test_nothing_happens_to_a_charge_before_it_came_here() -> None:
    _, agency = handed([charged()], [OPENED], PayerId(ANA), LATER)
    for command in (WriteOff(ONE, DAY, WHY), VoidCharge(ONE, DAY, WHY), MoveOut(ONE, PayerId(ANA), DAY)):
        given(*agency).when(command).then_refused("before_charge", charge=ONE, on=DAY, until=LATER)
    given(*agency).when(replace(issue(), issued_on=DAY, due_on=LATER)).then_refused("before_charge")


def test_a_charge_that_comes_back_is_the_same_charge() -> None:
    there = ACCOUNT.fold([charged(), paid(3_000)])
    asked = handed_over(there, there.charges[ONE], PayerId(ANA), DAY)
    back = TakeOver(**{**{f: getattr(asked, f) for f in TakeOver.__struct_fields__}, "from_": AGENCY})
    event = ChargeTakenOver(**{field: getattr(back, field) for field in ChargeTakenOver.__struct_fields__})
    given(charged(), paid(3_000), MOVED).when(back).then(event)
    account = ACCOUNT.fold([charged(), paid(3_000), MOVED, event])
    assert (account.open(ONE), account.charges[ONE].terms) == (7_000, charged())
    given(charged(), paid(3_000), MOVED).when(replace(back, cents=7_001)).then_refused("charge_exists")


def test_an_organisation_has_one_account() -> None:
    words = sealed(OrganisationWords("Blue Ridge", "12 Main Street"))
    opened = AccountOpened(AGENCY, DAY, words)
    given().when(OpenAccount(AGENCY, DAY, words)).then(opened)
    given(opened).when(OpenAccount(AGENCY, DAY, words)).then_nothing()
    given().when(CorrectAccount(words)).then_refused("unknown_payer")


# ── Invoices ──────────────────────────────────────────────────────────────────────────────────

INVOICE = InvoiceId("inv-1")


def issue(*charges: ChargeId, invoice: InvoiceId = INVOICE, number: int = 1, due: date = LATER) -> IssueInvoice:
    return IssueInvoice(invoice, 2026, number, charges, DAY, due)


def issued(*billed: tuple[ChargeId, int]) -> InvoiceIssued:
    return InvoiceIssued(INVOICE, 2026, 1, tuple(Billed(id_, ANA, cents) for id_, cents in billed), DAY, LATER)


def test_what_stands_open_is_billed_what_is_due_first_in_front() -> None:
    before = (charged(ONE, due=LATER), charged(TWO, 5_000), paid(1_000))
    given(*before).when(issue()).then(issued((TWO, 4_000), (ONE, 10_000)))
    given(*before).when(issue(ONE)).then(issued((ONE, 10_000)))


def test_a_charge_is_on_one_invoice_at_a_time() -> None:
    first = issued((ONE, 10_000))
    second = issue(invoice=InvoiceId("inv-2"), number=2)
    given(charged(), first).when(issue()).then_nothing()
    given(charged(), first).when(second).then_refused("nothing_to_bill")
    given(charged(), first).when(replace(second, charges=(ONE,))).then_refused("charge_billed", invoice=INVOICE)
    voided = InvoiceVoided(INVOICE, LATER, WHY)
    given(charged(), first, voided).when(second).then(replace(first, invoice=InvoiceId("inv-2"), number=2))


def test_a_billed_charge_is_neither_voided_nor_moved() -> None:
    for command in (VoidCharge(ONE, DAY, WHY), MoveOut(ONE, AGENCY, DAY)):
        given(charged(), issued((ONE, 10_000))).when(command).then_refused("charge_billed", invoice=INVOICE)


def test_an_invoice_is_due_on_its_day_or_later_and_not_before() -> None:
    given(charged()).when(issue(due=DAY)).then(replace(issued((ONE, 10_000)), due_on=DAY))
    given(charged()).when(issue(due=date(2026, 11, 19))).then_refused("invoice_due_before_issued")


def test_part_of_an_invoice_may_be_paid() -> None:
    account = ACCOUNT.fold([charged(), issued((ONE, 10_000)), paid(4_000)])
    assert account.open_on(INVOICE) == 6_000


def test_a_settled_invoice_is_not_voided() -> None:
    first = issued((ONE, 10_000))
    given(charged(), first, paid(9_999)).when(VoidInvoice(INVOICE, DAY, WHY)).then(InvoiceVoided(INVOICE, DAY, WHY))
    given(charged(), first, paid()).when(VoidInvoice(INVOICE, DAY, WHY)).then_refused("invoice_settled")
    given(charged()).when(VoidInvoice(INVOICE, DAY, WHY)).then_refused("unknown_invoice", invoice=INVOICE)
    given(charged(), first).when(VoidInvoice(INVOICE, date(2026, 11, 19), WHY)).then_refused("before_invoice")


# ── A write-off taken back ────────────────────────────────────────────────────────────────────


def test_what_was_written_off_is_owed_again_once() -> None:
    off = ChargeWrittenOff(ONE, PROCESSING, IMHS, 10_000, DAY, WHY)
    back = WriteOffTakenBack(ONE, PROCESSING, IMHS, 10_000, LATER, WHY)
    given(charged(), off).when(TakeBackWriteOff(ONE, LATER, WHY)).then(back)
    given(charged(), off, back).when(TakeBackWriteOff(ONE, LATER, WHY)).then_nothing()
    given(charged(), off, back).when(WriteOff(ONE, LATER, WHY)).then(replace(off, on=LATER))
    given(charged()).when(TakeBackWriteOff(ONE, DAY, WHY)).then_refused("not_written_off", charge=ONE)
    given(charged(), replace(off, on=LATER)).when(TakeBackWriteOff(ONE, DAY, WHY)).then_refused("before_write_off")
    voided = ChargeVoided(ONE, PROCESSING, IMHS, 0, DAY, WHY)
    given(charged(), off, voided).when(TakeBackWriteOff(ONE, DAY, WHY)).then_refused("charge_voided")


def test_who_pays_what_was_written_off_pays_the_charge_and_has_no_credit() -> None:
    off = ChargeWrittenOff(ONE, PROCESSING, IMHS, 10_000, DAY, WHY)
    before = [charged(), off, paid()]
    assert ACCOUNT.fold(before).credit == 10_000
    account = ACCOUNT.fold([*before, *ACCOUNT.decide(TakeBackWriteOff(ONE, DAY, WHY), ACCOUNT.fold(before))])
    assert (account.credit, account.paid(ONE), account.balance) == (0, 10_000, 0)
