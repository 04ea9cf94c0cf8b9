"""Accounts through the services: what may be recorded and what is said of it; what is refused leaves no trace."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.service.bookkeeper import Bookkeeper
from tests.service.conftest import TODAY, Asking

from vouchbook.domain.account import OrganisationWords
from vouchbook.domain.names import (
    ChargeId,
    FeeOccasion,
    InvoiceId,
    PayerId,
    PaymentId,
    PaymentMethod,
    Refundable,
)
from vouchbook.domain.refusal import Refused
from vouchbook.hookspecs import PaymentNotice
from vouchbook.ledger.errors import Taken
from vouchbook.letters.accounts import invoice_letter, receipt_letter, statement_letter
from vouchbook.letters.bookkeeping import COLUMNS, csv_lines
from vouchbook.letters.phrases import money
from vouchbook.letters.refusals import in_words
from vouchbook.policy.values import WrittenWrongly, amount
from vouchbook.projections.account_lines import LineRow
from vouchbook.service import bookkeeping, charges, invoices, payers, payments, statements
from vouchbook.service.accounts import outstanding
from vouchbook.service.office import Office, Request

YESTERDAY, TOMORROW = date(2026, 11, 19), date(2026, 11, 21)
CHEQUE = PaymentMethod.CHEQUE


@pytest.fixture
def keeper(nc: Office, ask: Asking) -> Bookkeeper:
    return Bookkeeper(nc, ask)


def balance(keeper: Bookkeeper, payer: str, on: date = TODAY) -> int:
    said = statements.statement(keeper.office, keeper.ask().principal, PayerId(payer), on)
    return said.balance


def refused(keeper: Bookkeeper, code: str, what: Callable[[], object], **parameters: object) -> str:
    """It is turned down in words, and the book holds what it held."""
    before = keeper.office.book.position
    with pytest.raises(Refused) as answer:
        what()
    assert answer.value.code == code
    assert parameters.items() <= answer.value.parameters.items()
    assert keeper.office.book.position == before
    return in_words(answer.value)


# ── Amounts that are typed ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("45.000", "parts of a cent"),
        ("45.123", "parts of a cent"),
        ("-3", "below zero"),
        ("USD -3", "below zero"),
        ("EUR 20", "is in EUR, and the accounts are kept in USD"),
        ("20 CAD", "is in CAD"),
        ("1,234", "read in two ways"),
        ("1,234.56", "read in two ways"),
        ("1 234", "read in two ways"),
        ("1'234", "read in two ways"),
        ("12,50", "read in two ways"),
        ("0", "is nothing"),
        ("0.00", "is nothing"),
        ("", "no amount of money"),
        ("$-45", "below zero"),
        ("-$45", "below zero"),
        ("$1,234.56", "read in two ways"),
        ("$45.123", "parts of a cent"),
        ("45$", "no amount of money"),
        ("$45 CAD", "is in CAD"),
        ("1e3", "no amount of money"),
        ("45.", "no amount of money"),
        ("٤٥", "no amount of money"),
        ("USD 4 USD", "no amount of money"),
        ("1000000001", "more than any account holds"),
    ],
)
def test_what_is_no_amount_is_named_with_the_remedy(typed: str, why: str) -> None:
    with pytest.raises(WrittenWrongly, match=why) as answer:
        amount(typed, "USD")
    assert "write it like 45.00 or USD 45.00" in str(answer.value)


def test_nothing_may_be_typed_where_it_is_meant() -> None:
    assert amount("0", "USD", least=0) == 0


@pytest.mark.parametrize(
    "typed", ["45", "45.00", "$45", "$45.00", "$ 45", "USD 45.00", "usd45", "45 USD", "$45.00 USD"]
)
def test_what_people_write_for_an_amount_is_understood(typed: str) -> None:
    assert amount(typed, "USD") == 4_500


def test_a_bare_dollar_sign_is_no_other_countrys() -> None:
    with pytest.raises(WrittenWrongly, match=r"does not say whose dollars; write it like 45.00 or AUD 45.00"):
        amount("$45.00", "AUD")
    assert amount("$45.00 AUD", "AUD") == amount("AUD 45.00", "AUD") == 4_500


@given(st.integers(1, 10**11), st.sampled_from(["USD", "AUD", "EUR"]))
def test_what_is_printed_can_be_typed_again(cents: int, currency: str) -> None:
    assert amount(money(cents, currency), currency) == cents


@given(st.text(max_size=12) | st.from_regex(r"[A-Z$]{0,3} ?-?[0-9]{0,4}[.,]?[0-9]{0,4}", fullmatch=True))
def test_any_text_is_cents_or_refused(typed: str) -> None:
    cents = None
    with suppress(WrittenWrongly):
        cents = amount(typed, "USD")
    assert cents is None or Decimal(typed.upper().replace("USD", "").strip("$ ")) * 100 == cents > 0


# ── Payments ──────────────────────────────────────────────────────────────────────────────────


def test_a_payment_pays_what_is_due_first_unless_it_is_meant_for_something(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    late = keeper.charged(ana, 10_000, due_on=TOMORROW)
    first = keeper.charged(ana, 2_000)
    assert keeper.paid(ana, 3_000).result["parts"] == [
        {"charge": first, "cents": 2_000},
        {"charge": late, "cents": 1_000},
    ]
    assert keeper.paid(ana, 500, charges=(late,)).result["parts"] == [{"charge": late, "cents": 500}]
    assert [(each.charge, each.open) for each in outstanding(keeper.office, ana, TODAY)] == [(late, 8_500)]


def test_the_same_cheque_is_recorded_once_however_it_is_written(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    keeper.charged(ana, 5_000)
    first = keeper.paid(ana, 3_000, reference="Check 1042")
    again = keeper.paid(ana, 3_000, reference=" check  1042 ")
    assert (first.result["known"], again.result["known"]) == (False, True)
    assert (again.result["payment"], again.last) == (first.result["payment"], 0)
    assert balance(keeper, ana) == 2_000


def test_a_cheque_of_another_payer_may_have_the_same_number(keeper: Bookkeeper) -> None:
    for name in ("Ana", "Bea"):
        who = keeper.somebody(name)
        keeper.charged(who, 5_000)
        assert not keeper.paid(who, 5_000, reference="1042").result["known"]


def test_cash_without_a_reference_is_as_many_payments_as_are_recorded(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    keeper.paid(ana, 1_000, method=PaymentMethod.CASH)
    keeper.paid(ana, 1_000, method=PaymentMethod.CASH)
    assert balance(keeper, ana) == -2_000


def test_another_amount_under_a_known_reference_is_refused(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    known = keeper.paid(ana, 3_000, reference="1042").result["payment"]
    said = refused(keeper, "payment_differs", lambda: keeper.paid(ana, 3_001, reference="1042"), recorded=3_000)
    assert known in said
    assert "30.00" in said


def test_a_cheque_that_came_back_is_recorded_anew_when_it_is_presented_again(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    keeper.charged(ana, 3_000)
    first = PaymentId(keeper.paid(ana, 3_000, reference="1042").result["payment"])
    payments.reverse(keeper.office, keeper.ask(), first, "it bounced")
    assert balance(keeper, ana) == 3_000
    second = keeper.paid(ana, 3_000, reference="1042")
    assert (second.result["known"], balance(keeper, ana)) == (False, 0)
    assert keeper.paid(ana, 3_000, reference="1042").result["known"]


def test_reversing_twice_records_once(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    paid = PaymentId(keeper.paid(ana, 3_000, reference="1042").result["payment"])
    payments.reverse(keeper.office, keeper.ask(), paid, "it bounced")
    keeper.paid(ana, 3_000, reference="1042")
    assert payments.reverse(keeper.office, keeper.ask(), paid, "it bounced").last == 0
    assert keeper.paid(ana, 3_000, reference="1042").result["known"], "the second payment holds its reference still"


def test_a_payment_beyond_what_is_owed_is_said_to_be_credit(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    keeper.charged(ana, 1_000)
    assert keeper.paid(ana, 2_500).result["credit"] == 1_500
    keeper.charged(ana, 2_000)
    assert balance(keeper, ana) == 500


def test_payments_that_cannot_be_leave_no_trace(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    keeper.charged(ana, 1_000)
    said = refused(keeper, "other_currency", lambda: keeper.paid(ana, 100, currency="EUR"), kept="USD")
    assert "kept in USD" in said
    refused(keeper, "amount_missing", lambda: keeper.paid(ana, 0))
    refused(keeper, "amount_missing", lambda: keeper.paid(ana, -100))
    refused(keeper, "received_after_today", lambda: keeper.paid(ana, 100, received_on=TOMORROW))
    refused(keeper, "unknown_charge", lambda: keeper.paid(ana, 100, charges=(ChargeId("ch-none"),)))
    refused(keeper, "unknown_person", lambda: keeper.paid("p-nobody", 100))
    refused(keeper, "unknown_payer", lambda: keeper.paid("org-nobody", 100))
    assert balance(keeper, ana) == 1_000


def test_late_payments_find_their_place(keeper: Bookkeeper) -> None:
    """What came in on a day stands on that day, whenever it was recorded."""
    ana = keeper.somebody()
    charge = keeper.charged(ana, 5_000, on=date(2026, 10, 1))
    keeper.paid(ana, 5_000, received_on=date(2026, 11, 2))
    assert balance(keeper, ana, date(2026, 11, 1)) == 5_000
    keeper.paid(ana, 2_000, received_on=date(2026, 10, 15))
    assert [(each.charge, each.open) for each in outstanding(keeper.office, ana, date(2026, 11, 1))] == [
        (charge, 3_000)
    ]
    assert balance(keeper, ana) == -2_000


# ── Refunds, voided charges, write-offs ───────────────────────────────────────────────────────


def give_back(keeper: Bookkeeper, payer: str, charge: ChargeId | None, cents: int | None, **how) -> dict[str, Any]:
    asker = keeper.ask("board") if how.get("exception") else keeper.ask()
    return charges.refund(keeper.office, asker, PayerId(payer), charge, cents, CHEQUE, **how).result


def test_a_refund_larger_than_was_paid_is_refused_with_what_is_possible(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    charge = keeper.charged(ana, 10_000, refund=Refundable.PART, kept=2_500)
    keeper.paid(ana, 8_000)
    said = refused(keeper, "refund_exceeds_paid", lambda: give_back(keeper, ana, charge, 8_001), possible=5_500)
    assert "80.01 is more than was paid" in said
    assert "give 55.00 or less" in said
    said = refused(keeper, "refund_beyond_terms", lambda: give_back(keeper, ana, charge, 5_501), possible=5_500)
    assert "--exception" in said
    assert give_back(keeper, ana, charge, None)["cents"] == 5_500


def test_beyond_the_terms_only_the_board_gives_back_and_with_a_reason(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    charge = keeper.charged(ana, 10_000, refund=Refundable.NONE)
    keeper.paid(ana, 10_000)
    refused(keeper, "refund_beyond_terms", lambda: give_back(keeper, ana, charge, 1))
    refused(keeper, "reason_missing", lambda: give_back(keeper, ana, charge, 1, exception=True))
    refused(
        keeper,
        "not_allowed",
        lambda: charges.refund(
            keeper.office, keeper.ask(), PayerId(ana), charge, 1, CHEQUE, reason="hardship", exception=True
        ),
    )
    assert give_back(keeper, ana, charge, 10_000, exception=True, reason="hardship")["exception"]


def test_a_refund_reduces_income_and_goes_out_of_money(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    charge = keeper.charged(ana, 10_000)
    keeper.paid(ana, 10_000)
    give_back(keeper, ana, charge, 4_000)
    found = bookkeeping.trial_balance(keeper.office, keeper.ask().principal, TODAY)
    nets = {each.account: each.debit - each.credit for each in found.accounts}
    assert nets == {"income:processing": -6_000, "money:cheque": 6_000, "receivable": 0}
    assert found.debit == found.credit


def test_what_nobody_gave_a_reason_for_is_not_done(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    charge = keeper.charged(ana, 10_000)
    for what in (charges.void, charges.write_off):
        refused(keeper, "reason_missing", partial(what, keeper.office, keeper.ask(), PayerId(ana), charge, " "))


def test_a_reason_is_sealed(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    charge = keeper.charged(ana, 10_000)
    charges.write_off(keeper.office, keeper.ask(), PayerId(ana), charge, "moved to Ohio")
    keeper.paid(ana, 700, reference="CANARY-1042")
    clear = b"".join(entry.data for entry in keeper.office.book.follow())
    assert b"Ohio" not in clear
    assert b"CANARY" not in clear


# ── Organisations and invoices ────────────────────────────────────────────────────────────────


def test_an_employer_takes_over_what_stands_open(keeper: Bookkeeper) -> None:
    ana, agency = keeper.somebody(), keeper.agency()
    charge = keeper.charged(ana, 10_000)
    keeper.paid(ana, 3_000)
    done = charges.take_over(keeper.office, keeper.ask(), agency, PayerId(ana))
    assert (done.result["charges"], done.result["cents"], done.last - done.first) == ([charge], 7_000, 1)
    assert (balance(keeper, ana), balance(keeper, agency)) == (0, 7_000)
    found = bookkeeping.trial_balance(keeper.office, keeper.ask().principal, TODAY)
    assert {each.account: each.debit - each.credit for each in found.accounts}["clearing"] == 0


def test_what_an_employer_does_not_pay_goes_back_to_the_person(keeper: Bookkeeper) -> None:
    ana, agency = keeper.somebody(), keeper.agency()
    keeper.charged(ana, 10_000)
    charges.take_over(keeper.office, keeper.ask(), agency, PayerId(ana))
    charges.take_over(keeper.office, keeper.ask(), PayerId(ana), agency)
    assert (balance(keeper, ana), balance(keeper, agency)) == (10_000, 0)


def test_charges_move_between_a_person_and_an_organisation_only(keeper: Bookkeeper) -> None:
    ana, bea, agency = keeper.somebody(), keeper.somebody("Bea"), keeper.agency()
    charge, hers = keeper.charged(ana, 10_000), keeper.charged(bea, 500)
    take = charges.take_over
    refused(keeper, "not_between_these", lambda: take(keeper.office, keeper.ask(), PayerId(bea), PayerId(ana)))
    refused(keeper, "not_between_these", lambda: take(keeper.office, keeper.ask(), agency, agency))
    refused(keeper, "unknown_payer", lambda: take(keeper.office, keeper.ask(), PayerId("org-x"), PayerId(ana)))
    take(keeper.office, keeper.ask(), agency, PayerId(ana))
    refused(keeper, "charge_about_another", lambda: take(keeper.office, keeper.ask(), PayerId(bea), agency, (charge,)))
    refused(keeper, "nothing_to_take_over", lambda: take(keeper.office, keeper.ask(), agency, PayerId(ana)))
    refused(keeper, "unknown_charge", lambda: take(keeper.office, keeper.ask(), agency, PayerId(ana), (hers,)))


def test_invoices_are_numbered_in_a_row_and_no_number_is_used_again(keeper: Bookkeeper) -> None:
    agency = keeper.agency()
    numbers = []
    for name in ("Ana", "Bea", "Cleo"):
        who = keeper.somebody(name)
        keeper.charged(who, 10_000)
        charges.take_over(keeper.office, keeper.ask(), agency, PayerId(who))
        numbers.append(invoices.issue(keeper.office, keeper.ask(), agency).result["number"])
        if name == "Ana":
            invoices.void(keeper.office, keeper.ask(), InvoiceId(numbers[0]), "wrong address")
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]
    listed = invoices.listing(keeper.office, keeper.ask().principal, TODAY)
    assert [(each.number, each.cents, each.open) for each in listed] == [
        ("2026-0001", 10_000, 0), ("2026-0002", 20_000, 20_000), ("2026-0003", 10_000, 10_000),
    ]  # fmt: skip


def test_an_invoice_names_people_by_id_and_opens_names_only_in_the_letter(keeper: Bookkeeper) -> None:
    ana, agency = keeper.somebody(), keeper.agency()
    keeper.charged(ana, 10_000, confirmed=False)
    charges.take_over(keeper.office, keeper.ask(), agency, PayerId(ana))
    number = InvoiceId(invoices.issue(keeper.office, keeper.ask(), agency).result["number"])
    keeper.paid(agency, 4_000, charges=invoices.charges_of(keeper.office, keeper.ask().principal, number))
    principal = keeper.ask().principal
    shown = invoices.show(keeper.office, principal, number, TODAY)
    assert (shown.cents, shown.open, [line.about for line in shown.lines]) == (10_000, 6_000, [ana])
    association = keeper.office.version_on(TODAY).document.association
    to = invoices.addressee(keeper.office, principal, agency)
    letter = "\n".join(invoice_letter(shown, to, statements.named(keeper.office, principal, (ana,)), association))
    for words in (association.name, "Invoice 2026-0001", "12 Main Street", "for Ana Ruiz", "$60.00",
                  "20 December 2026", "not confirmed"):  # fmt: skip
        assert words in letter
    clear = b"".join(entry.data for entry in keeper.office.book.follow())
    assert b"Blue Ridge" not in clear
    assert b"Ana" not in clear


def test_an_organisation_is_registered_once_and_corrected(keeper: Bookkeeper) -> None:
    agency = keeper.agency()
    with pytest.raises(Taken, match="organisation"):
        keeper.agency(" blue  ridge family CENTER")
    payers.correct(keeper.office, keeper.ask(), agency, name="Blue Ridge Centre")
    assert payers.correct(keeper.office, keeper.ask(), agency, name="Blue Ridge Centre").last == 0
    (found,) = payers.all_organisations(keeper.office, keeper.ask().principal)
    assert (found.name, found.address) == ("Blue Ridge Centre", "12 Main Street\nAsheville NC 28801")
    keeper.agency()
    with pytest.raises(WrittenWrongly, match="billing address"):
        payers.register(keeper.office, keeper.ask(), OrganisationWords("No Place", " \n "))


# ── Looking at accounts ───────────────────────────────────────────────────────────────────────


def test_a_statement_says_what_became_of_every_charge(keeper: Bookkeeper) -> None:
    ana, agency = keeper.somebody(), keeper.agency()
    first = keeper.charged(ana, 2_000, occasion=FeeOccasion.REGISTRATION, confirmed=False)
    second = keeper.charged(ana, 10_000)
    keeper.paid(ana, 2_000, reference="1042", charges=(first,))
    give_back(keeper, ana, first, 500)
    charges.take_over(keeper.office, keeper.ask(), agency, PayerId(ana), (second,))
    principal = keeper.ask().principal
    said = statements.statement(keeper.office, principal, PayerId(ana), TODAY)
    assert {each.charge: (each.paid, each.refunded, each.moved, each.open) for each in said.charges} == {
        first: (1_500, 500, 0, 0), second: (0, 0, 10_000, 0),
    }  # fmt: skip
    names = statements.named(keeper.office, principal, (ana,))
    letter = "\n".join(statement_letter(said, names, keeper.office.version_on(TODAY).document.association))
    for words in ("Ana Ruiz", "Registration, Infant Mental Health Specialist *", "$20.00", "of that paid back",
                  "cheque 1042", f"taken over by {agency}", "Owed  $0.00", "not confirmed"):  # fmt: skip
        assert words in letter


def test_a_receipt_says_what_a_payment_paid_and_what_is_left_of_it(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    keeper.charged(ana, 2_000)
    paid = PaymentId(keeper.paid(ana, 3_000, reference="1042").result["payment"])
    principal = keeper.ask("applicant", ana).principal
    said = statements.receipt(keeper.office, principal, paid, TODAY)
    assert ([part.cents for part in said.parts], said.rest) == ([2_000], 1_000)
    names = statements.named(keeper.office, principal, (ana,))
    letter = "\n".join(receipt_letter(said, names, keeper.office.version_on(TODAY).document.association, TODAY))
    for words in (f"Receipt {paid}", "by cheque 1042: $30.00", "In credit", "$10.00"):
        assert words in letter
    refused(keeper, "payment_later", lambda: statements.receipt(keeper.office, principal, paid, YESTERDAY))


def test_a_payment_that_no_account_could_hold_is_refused(keeper: Bookkeeper) -> None:
    """The largest that can be typed is taken; what a provider tells is held to the same."""
    ana, most = keeper.somebody(), 100_000_000_000
    keeper.paid(ana, most)
    for cents in (most + 1, 2**63):
        refused(keeper, "amount_too_large", partial(keeper.paid, ana, cents))


def test_a_receipt_does_not_say_that_what_went_back_is_in_credit(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    keeper.charged(ana, 2_000)
    paid = PaymentId(keeper.paid(ana, 3_000).result["payment"])
    charges.refund(keeper.office, keeper.ask(), PayerId(ana), None, 400, PaymentMethod.CASH)
    staff, document = keeper.ask().principal, keeper.office.version_on(TODAY).document
    said = statements.receipt(keeper.office, staff, paid, TODAY)
    assert (said.paid_back, said.rest) == (400, 600)
    assert "Paid back, no fee needed it" in "\n".join(receipt_letter(said, {}, document.association, TODAY))


def test_a_statement_says_what_is_owed_of_money_that_went_back_and_never_came(keeper: Bookkeeper) -> None:
    """Both out of a charge and out of the credit, after the cheque bounced."""
    ana = keeper.somebody()
    fee = keeper.charged(ana, 2_000)
    cheque = PaymentId(keeper.paid(ana, 3_000).result["payment"])
    for charge, cents in ((None, 1_000), (fee, 2_000)):
        charges.refund(keeper.office, keeper.ask(), PayerId(ana), charge, cents, PaymentMethod.CASH)
    payments.reverse(keeper.office, keeper.ask(), cheque, "it bounced")
    staff, document = keeper.ask().principal, keeper.office.version_on(TODAY).document
    said = statements.statement(keeper.office, staff, PayerId(ana), TODAY)
    assert (said.owed, said.credit, said.balance) == (2_000, -1_000, 3_000)
    letter = statement_letter(said, {}, document.association)
    assert not any(line.split()[:2] == ["paid", "$20.00"] for line in letter)
    assert any("Paid back out of payments that did not hold, owed too" in line and "$10.00" in line for line in letter)


@pytest.mark.parametrize(
    ("days", "age"), [(-1, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (400, 4)]
)
def test_debts_are_listed_by_how_long_they_are_past_due(keeper: Bookkeeper, days: int, age: int) -> None:
    ana = keeper.somebody()
    due = date.fromordinal(TODAY.toordinal() - days)
    keeper.charged(ana, 700, on=date(2025, 1, 1), due_on=due)
    (found,) = statements.debtors(keeper.office, keeper.ask().principal, TODAY)
    assert (found.balance, found.since, found.ages.index(700)) == (700, due, age)


def test_who_owes_nothing_is_not_listed_and_who_has_credit_is(keeper: Bookkeeper) -> None:
    ana, bea = keeper.somebody(), keeper.somebody("Bea")
    keeper.charged(ana, 700)
    keeper.paid(ana, 700)
    keeper.paid(bea, 100)
    found = statements.debtors(keeper.office, keeper.ask().principal, TODAY)
    assert [(each.payer, each.balance, each.since) for each in found] == [(PayerId(bea), -100, None)]


def test_the_bookkeepers_table_sums_to_the_trial_balance(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    charge = keeper.charged(ana, 12_345)
    keeper.paid(ana, 20_000)
    give_back(keeper, ana, charge, 5)
    principal = keeper.ask().principal
    text = "".join(csv_lines(bookkeeping.lines(keeper.office, principal, date(2026, 1, 1), TODAY)))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == COLUMNS

    def cents(column: str, account: str) -> int:
        return sum(amount(row[column], "USD") for row in rows if row["account"] == account and row[column])

    for each in bookkeeping.trial_balance(keeper.office, principal, TODAY).accounts:
        assert (cents("debit", each.account), cents("credit", each.account)) == (each.debit, each.credit)
    refused(keeper, "days_reversed", lambda: bookkeeping.lines(keeper.office, principal, TODAY, YESTERDAY))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_table_is_a_formula(cell: str) -> None:
    line = LineRow(1, TODAY, cell, cell, -100, cell, cell, cell, cell)
    (row,) = list(csv.reader(io.StringIO("".join(csv_lines([line])), newline="")))[1:]
    assert not [each for each in row if each.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert row[1] == f"'{cell}"


def test_an_applicant_sees_their_own_account_and_no_other(keeper: Bookkeeper) -> None:
    ana, bea, agency = keeper.somebody(), keeper.somebody("Bea"), keeper.agency()
    hers = PaymentId(keeper.paid(bea, 100).result["payment"])
    mine = keeper.ask("applicant", ana).principal
    assert statements.statement(keeper.office, mine, PayerId(ana), TODAY).balance == 0
    for payer in (bea, agency, "p-nobody", "org-nobody"):
        asked = partial(statements.statement, keeper.office, mine, PayerId(payer), TODAY)
        refused(keeper, "someone_elses", asked)
    for payment in (hers, PaymentId("pay-none")):
        refused(keeper, "someone_elses", partial(statements.receipt, keeper.office, mine, payment, TODAY))


def test_nobody_records_their_own_payment(keeper: Bookkeeper) -> None:
    ana = keeper.somebody()
    request = keeper.ask("coordinator", ana)
    notice = PaymentNotice(PayerId(ana), 100, "USD", CHEQUE, TODAY, "")
    refused(keeper, "own_application", lambda: payments.pay(keeper.office, request, notice))


def test_invoices_issued_at_the_same_moment_get_numbers_in_a_row(keeper: Bookkeeper) -> None:
    bills = []
    for number in range(4):
        agency, who = keeper.agency(f"Agency {number}"), keeper.somebody(f"Ana{number}")
        keeper.charged(who, 1_000)
        charges.take_over(keeper.office, keeper.ask(), agency, PayerId(who))
        bills.append((agency, keeper.ask()))
    numbers: list[str] = []

    def bill(payer: PayerId, request: Request) -> None:
        numbers.append(invoices.issue(keeper.office, request, payer).result["number"])

    threads = [threading.Thread(target=bill, args=each) for each in bills]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == ["2026-0001", "2026-0002", "2026-0003", "2026-0004"]
