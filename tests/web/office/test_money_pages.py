"""Money on pages: taken once, given back within the terms, beyond them by the board, billed, moved, paid by a fund."""

from __future__ import annotations

import csv
import io

from tests.service.conftest import TODAY
from tests.web.office.conftest import Desk

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import CommandId, PersonId
from vouchbook.service import roles
from vouchbook.service.office import Request

ACCOUNT = "/money/accounts/{examined}"


def paid(desk: Desk, amount: str = "120.00", reference: str = "1001") -> str:
    answer = desk.send(f"{ACCOUNT}/pay", amount=amount, method="cheque", reference=reference)
    return desk.follow(answer)


def charge(desk: Desk, what: str = "Processing") -> str:
    """The path of a charge of the account."""
    page = desk.see(ACCOUNT).text
    return page.partition(f">{what}")[0].rpartition('href="')[2].partition('"')[0].removeprefix(desk.at)


def test_a_payment_is_recorded_and_pays_what_is_due_first(desk: Desk) -> None:
    page = paid(desk, "30.00")
    assert "$30.00 is recorded. Still owed: $90.00." in page
    # both fees are due that day: one of them, or the smaller and a part of the other
    assert page.count("$30.00 paid") == 1 or ("$20.00 paid" in page and "$10.00 paid" in page)


def test_the_same_check_is_taken_once(desk: Desk) -> None:
    paid(desk, "30.00")
    before = desk.position
    assert "is known already; nothing new is recorded" in paid(desk, "30.00")
    assert desk.position == before


def test_another_amount_under_a_known_reference_is_refused(desk: Desk) -> None:
    paid(desk, "30.00")
    before = desk.position
    answer = desk.send(f"{ACCOUNT}/pay", amount="40.00", method="cheque", reference="1001")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "vouchbook account" not in answer.text
    assert 'value="40.00"' in answer.text
    assert desk.position == before


def test_a_payment_of_tomorrow_or_of_nothing_is_refused(desk: Desk) -> None:
    for changes in ({"amount": "5", "received_on": "2026-11-21"}, {"amount": "0"}, {"amount": "-5"}, {"amount": "x"}):
        answer = desk.send(f"{ACCOUNT}/pay", method="cash", **changes)
        assert answer.status_code == 422, changes


def test_a_payment_that_did_not_hold_is_taken_back_with_a_reason(desk: Desk) -> None:
    page = paid(desk)
    receipt = page.partition("/office/money/payments/")[2].partition('"')[0]
    path = f"/money/payments/{receipt}/reverse"
    assert desk.send(path).status_code == 422
    page = desk.follow(desk.send(path, reason="The check came back"))
    assert "$120.00" in page
    assert "Taken back" in page


def test_a_coordinator_gives_back_no_more_than_the_terms_allow(desk: Desk) -> None:
    paid(desk)
    of = charge(desk).rpartition("/")[2]
    before = desk.position
    answer = desk.send(f"{ACCOUNT}/refund", charge=of, amount="100.00", method="cheque", reason="They asked")
    assert answer.status_code == 422
    assert "board officer" in answer.text
    assert "--as board" not in answer.text
    assert desk.position == before


def test_a_board_officer_makes_the_exception_with_a_reason(at_work) -> None:
    desk = at_work()
    paid(desk)
    of = charge(desk).rpartition("/")[2]
    board = at_work("board")
    assert board.send(f"{ACCOUNT}/refund", charge=of, amount="100.00", method="cheque").status_code == 422
    page = board.follow(
        board.send(f"{ACCOUNT}/refund", charge=of, amount="100.00", method="cheque", reason="A hardship")
    )
    assert "as an exception" in page


def test_the_board_records_no_payment_and_sees_the_lists(at_work) -> None:
    board = at_work("board")
    assert board.see(f"{ACCOUNT}/pay").status_code == 403
    assert board.see("/people").status_code == 403
    for path in ("", "/money", "/money/invoices", "/money/books", "/money/funds", ACCOUNT):
        assert board.see(path).status_code == 200, path


def test_nobody_takes_a_payment_into_their_own_account(at_work) -> None:
    desk = at_work()
    request = Request(CommandId("own-account"), Principal(Role.ALLIANCE), TODAY)
    roles.give(desk.office, request, PersonId(desk.ids["examined"]), Role.COORDINATOR)
    own = at_work("examined")
    assert "your own account" in own.see(ACCOUNT).text
    before = own.position
    answer = own.send(f"{ACCOUNT}/pay", amount="120.00", method="cash")
    assert answer.status_code == 403
    assert own.position == before


def test_a_charge_is_explained_written_off_and_owed_again(desk: Desk) -> None:
    path = charge(desk)
    assert "Why it is what it is" in desk.see(path).text
    assert "sha256" not in desk.see(path).text
    assert desk.send(f"{path}/write-off").status_code == 422
    assert "$100.00 is written off" in desk.follow(desk.send(f"{path}/write-off", reason="Moved away"))
    assert "It is owed again" in desk.follow(desk.send(f"{path}/owe-again", reason="In error"))


def test_a_paid_charge_is_not_voided(desk: Desk) -> None:
    path = charge(desk)
    paid(desk)
    answer = desk.send(f"{path}/void", reason="An error")
    assert answer.status_code == 422
    assert "was paid" in answer.text


def test_an_organisation_takes_over_is_billed_and_pays(desk: Desk) -> None:
    registered = desk.send("/money/organisations/register", name="An Agency", address="12 Main Street\nRaleigh")
    org = registered.headers["location"].removeprefix(desk.at)
    page = desk.follow(desk.send(f"{ACCOUNT}/move", to=org.rpartition("/")[2]))
    assert "$120.00 is owed here now" in page
    issued = desk.send(org, f"{org}/invoice")
    assert issued.headers["location"].endswith("/money/invoices/2026-0001")
    page = desk.follow(issued)
    assert "12 Main Street" in page
    assert "2026-0001" in desk.see("/money/invoices?kind=open").text
    assert "not on an invoice already" in desk.follow(desk.send(org, f"{org}/invoice"))
    desk.send(f"{org}/pay", amount="120.00", method="transfer", reference="T-1")
    assert "2026-0001" not in desk.see("/money/invoices?kind=open").text


def test_a_fund_is_opened_filled_and_pays_no_more_than_it_has(desk: Desk) -> None:
    page = desk.see("/money/funds/open").text
    fund = page.partition('name="fund" value="')[2].partition('"')[0]
    desk.send("/money/funds/open", fund=fund)
    assert "$50.00 is left to grant" in desk.follow(
        desk.send(f"/money/funds/{fund}/add", amount="50.00", who="A donor")
    )
    assert "A donor" in desk.see(f"/money/funds/{fund}").text
    membership = charge(desk)
    answer = desk.send(f"{membership}/grant", fund=fund, amount="60.00")
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_a_grant_pays_a_charge_and_goes_back_to_its_fund(desk: Desk) -> None:
    joined = desk.send("/people/{newcomer}/membership", plan="individual", bought_on="2026-11-20")
    assert "is charged" in desk.follow(joined)
    page = desk.see("/money/funds/open").text
    fund = page.partition('name="fund" value="')[2].partition('"')[0]
    desk.send("/money/funds/open", fund=fund)
    desk.send(f"/money/funds/{fund}/add", amount="500.00")
    account = desk.see("/money/accounts/{newcomer}").text
    path = account.partition("/charges/")[2].partition('"')[0]
    granted = desk.send("/money/accounts/{newcomer}/charges/" + path + "/grant", fund=fund)
    assert "The fund pays" in desk.follow(granted)
    seen = desk.see(f"/money/funds/{fund}").text
    assert "Nell Newcomer" in seen
    grant = seen.partition("/grants/")[2].partition("/")[0]
    assert "It is back in the fund" in desk.follow(desk.send(f"/money/funds/{fund}/grants/{grant}/return"))
    assert "Given back" in desk.see(f"/money/funds/{fund}").text


def test_the_books_balance_and_lines_are_a_file(desk: Desk) -> None:
    page = desk.see("/money/books").text
    assert page.count("$500.00") >= 2
    answer = desk.see("/money/books?as=csv&first=2026-01-01&last=2026-12-31")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    cents = {name: sum(round(float(row[name]) * 100) for row in rows if row[name]) for name in ("debit", "credit")}
    assert cents["debit"] == cents["credit"] == 50_000


def test_a_fee_is_charged_once(desk: Desk) -> None:
    answer = desk.send(f"{ACCOUNT}/charge", occasion="registration")
    assert "It was charged already" in desk.follow(answer)


def test_no_name_stands_in_the_address_of_an_account(desk: Desk) -> None:
    assert "Maribel" not in " ".join(part.partition('"')[0] for part in desk.see("/money").text.split('href="')[1:])
