"""Membership and fees in one place: what is due and why, how to pay, who else may, and what was asked of the office."""

from __future__ import annotations

import pytest
from litestar.testing import TestClient
from tests.service.conftest import TODAY, Asking
from tests.web import small
from tests.web.applicant.own_file import OwnFile, read

from vouchbook.domain.names import PayerId, PaymentMethod, PlanKey
from vouchbook.domain.streams import MEMBERSHIP
from vouchbook.domain.wish import Answer
from vouchbook.hookspecs import PaymentNotice
from vouchbook.letters.stated import StatedCharge
from vouchbook.service import invoices, membership, payments, statements, wishes


@pytest.fixture
def own(portal: TestClient, people: small.People) -> OwnFile:
    return OwnFile(portal, people)


def due(own: OwnFile) -> list[StatedCharge]:
    found = statements.statement(own.office, Asking()().principal, PayerId(own.person), TODAY)
    return [each for each in found.charges if each.open > 0]


def mine(own: OwnFile) -> list[wishes.SeenWish]:
    return wishes.of_person(own.office, Asking()().principal, own.person)


def paid(own: OwnFile, cents: int = 2_000) -> str:
    notice = PaymentNotice(PayerId(own.person), cents, "USD", PaymentMethod.CHEQUE, TODAY, "1042")
    return str(payments.pay(own.office, Asking()(), notice).result["payment"])


def test_what_is_due_stands_first_with_its_reason_a_click_away(own: OwnFile) -> None:
    page = own.page("/fees")
    assert "$20.00 due now" in page
    why = own.page(f"/fees/charges/{due(own)[0].charge}")
    assert "That policy asks $20.00" in why
    assert "Source:" in why
    for jargon in ("[[fee]]", "sha256:", "vouchbook "):
        assert jargon not in why


def test_an_amount_that_nobody_confirmed_is_marked(own: OwnFile) -> None:
    assert "Unconfirmed" in own.page("/fees")
    assert "has not confirmed this amount yet" in own.page(f"/fees/charges/{due(own)[0].charge}")


def test_paying_is_explained_and_that_no_card_is_taken_is_said(own: OwnFile) -> None:
    page = own.page("/fees")
    assert "There is no payment by card here" in page
    assert f"write {own.person} on it" in page
    assert "make it out to North Carolina Infant and Early Childhood Mental Health Association" in page


def test_a_payment_has_a_receipt_and_leaves_nothing_due(own: OwnFile) -> None:
    id_ = paid(own, 2_500)
    page = own.page("/fees")
    assert "Nothing is due" in page
    assert "$5.00 of what you paid is not used yet" in page
    receipt = own.page(f"/fees/receipts/{id_}")
    assert "$25.00" in receipt
    assert "1042" in receipt
    assert "Registration fee, Infant Mental Health Specialist" in receipt


def test_an_invoice_is_a_page_to_print(own: OwnFile) -> None:
    id_ = invoices.issue(own.office, Asking()(), PayerId(own.person)).result["invoice"]
    page = own.page(f"/fees/invoices/{id_}")
    assert "Invoice 2026-0001" in page
    assert "Please pay by December 20, 2026, and name 2026-0001" in page
    assert "2026-0001 of November 20, 2026" in own.page("/fees")


def test_nobody_elses_receipt_invoice_or_charge_is_shown(own: OwnFile, people: small.People) -> None:
    receipt = paid(own, 500)
    invoice = invoices.issue(own.office, Asking()(), PayerId(own.person)).result["invoice"]
    charge = due(own)[0].charge
    small.sign_in(own.client, "nc", people["nc"]["newcomer"])
    for path in (f"receipts/{receipt}", f"invoices/{invoice}", f"charges/{charge}"):
        assert own.get(f"/fees/{path}").status_code in (403, 404)


# ── Joining ───────────────────────────────────────────────────────────────────────────────────


def test_joining_is_asked_of_the_office_and_makes_nobody_a_member_before_it_is_recorded(own: OwnFile) -> None:
    before = own.office.load(MEMBERSHIP, own.person).version
    answer = own.send("/fees/ask/membership?plan=individual", "/fees/ask/membership", plan="individual", pays="myself")
    assert answer.status_code == 303, read(answer)
    assert own.office.load(MEMBERSHIP, own.person).version == before
    page = own.page("/fees")
    assert "To join: individual" in page
    assert "Waiting for the office" in page
    assert "You have asked for it" in page


def test_the_office_sees_it_among_what_waits_and_records_it_with_one_form(own: OwnFile, people: small.People) -> None:
    own.send("/fees/ask/membership", plan="individual", pays="scholarship", note="I am between jobs")
    small.sign_in(own.client, "nc", people["nc"]["coordinator"])
    office = OwnFile(own.client, people, behalf=True)
    office.base = "/nc/office"
    assert "Requests about money" in office.page("")
    assert "To join: individual" in office.page("/money/requests")
    wish = mine(own)[0].wish
    assert "I ask for a scholarship" in office.page(f"/money/requests/{wish}")
    answer = office.send(f"/money/requests/{wish}", f"/money/requests/{wish}/join", bought_on="2026-11-20")
    assert answer.status_code == 303, read(answer)
    assert mine(own)[0].answer is Answer.DONE
    assert [each.plan for each in due(own) if each.plan] == ["individual"]
    small.sign_in(own.client, "nc", own.person)
    own.base = "/nc/my"
    assert "Done" in own.page("/fees")


def test_what_is_not_granted_says_why(own: OwnFile, people: small.People) -> None:
    own.send("/fees/ask/membership", plan="individual", pays="myself")
    wish = mine(own)[0].wish
    small.sign_in(own.client, "nc", people["nc"]["coordinator"])
    own.base = "/nc/office"
    at = f"/money/requests/{wish}"
    answer = own.send(at, f"{at}/answer", became="declined")
    assert (answer.status_code, "Write why not" in read(answer)) == (422, True)
    assert own.send(at, f"{at}/answer", became="declined", words="You are a member already").status_code == 303
    small.sign_in(own.client, "nc", own.person)
    own.base = "/nc/my"
    page = own.page("/fees")
    assert "Not granted" in page
    assert "You are a member already" in page


def test_asking_twice_is_one_request(own: OwnFile) -> None:
    for _ in range(2):
        assert own.send("/fees/ask/membership", plan="individual", pays="myself").status_code == 303
    assert len(mine(own)) == 1


def test_a_request_is_taken_back(own: OwnFile) -> None:
    own.send("/fees/ask/membership", plan="individual", pays="myself")
    assert own.send("/fees", f"/fees/requests/{mine(own)[0].wish}/take-back").status_code == 303
    assert "Taken back" in own.page("/fees")


def test_a_member_reads_since_when_and_until_when(own: OwnFile) -> None:
    membership.join(own.office, Asking()(), own.person, PlanKey("individual"), bought_on=TODAY)
    assert "You are a member from" in own.page("/fees")


def test_a_membership_that_one_only_stated_is_not_sold_as_one(own: OwnFile) -> None:
    assert "You stated a membership through" in own.page("/fees")


# ── Who else pays ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("scholarship", {"note": "I am between jobs"}),
        ("invoice", {}),
        ("employer", {"name": "Blue Ridge Agency", "address": "12 Main Street\nAsheville NC", "email": "pay@blue.org"}),
        ("paid", {"method": "check", "amount": "20.00", "number": "1042", "on": "2026-11-19"}),
    ],
)
def test_each_other_way_reaches_the_office_with_what_it_has_to_know(own: OwnFile, kind: str, typed: dict) -> None:
    answer = own.send(f"/fees/ask/{kind}", **typed)
    assert answer.status_code == 303, read(answer)
    (wish,) = mine(own)
    assert wish.kind.value == kind
    for value in typed.values():
        assert value.partition("\n")[0] in wish.words or value.startswith("2026")


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("membership", {"pays": "myself"}, "Choose a plan"),
        ("membership", {"plan": "agency", "pays": "myself"}, "Choose a plan"),
        ("membership", {"plan": "individual"}, "Choose who pays"),
        ("scholarship", {"charges": []}, "Choose what it is for"),
        ("scholarship", {"charges": ["ch-someone-elses"]}, "Choose among these only"),
        ("employer", {"address": "12 Main Street"}, "Enter the name of the employer or agency"),
        ("employer", {"name": "A", "address": "B", "email": "no address"}, "Enter an e-mail address"),
        ("paid", {"method": "check", "on": "2026-11-19"}, "Enter the amount"),
        ("paid", {"method": "gold", "amount": "1", "on": "2026-11-19"}, "Choose how you paid"),
        ("paid", {"method": "check", "amount": "-1", "on": "2026-11-19"}, "Enter a number"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_asked(own: OwnFile, kind: str, typed: dict, said: str) -> None:
    before = own.position
    answer = own.send(f"/fees/ask/{kind}", **typed)
    assert (answer.status_code, said in read(answer)) == (422, True), read(answer)
    assert own.position == before


def test_where_nothing_is_due_no_scholarship_is_asked_for(own: OwnFile) -> None:
    paid(own)
    assert "Nothing is due that this could be for" in own.page("/fees/ask/scholarship")


def test_no_other_request_exists(own: OwnFile) -> None:
    assert own.get("/fees/ask/anything").status_code == 404


def test_the_words_of_a_request_are_sealed(own: OwnFile, place) -> None:
    own.send("/fees/ask/scholarship", note="CanaryNote")
    assert [path for path in place.rglob("*") if path.is_file() and b"CanaryNote" in path.read_bytes()] == []


def test_looking_records_nothing(own: OwnFile) -> None:
    before = own.position
    for path in ("/fees", "/fees/ask/membership", "/fees/ask/scholarship", "/fees/ask/employer", "/fees/ask/paid"):
        own.page(path)
    assert own.position == before


def test_the_coordinator_sees_the_same_in_somebodys_file(portal: TestClient, people: small.People) -> None:
    office = OwnFile(portal, people, behalf=True)
    assert "$20.00 due now" in office.page("/fees")
