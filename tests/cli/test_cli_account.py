"""Accounts from the command line, as a coordinator keeps them: typed, printed, refused, exported."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from tests.cli.conftest import Shell


class Ana:
    """Somebody who has bought a membership and not paid it yet."""

    def __init__(self, shell: Shell) -> None:
        named = ("--given-name", "Ana", "--family-name", "Ruiz", "--email", "ana@example.org")
        self.id = shell.id("person", "register", *named)
        shell("member", "join", self.id)
        (charge,) = shell.json("account", "statement", self.id)["charges"]
        self.charge, self.cents = charge["charge"], charge["cents"]

    @property
    def fee(self) -> str:
        return f"{self.cents / 100:.2f}"


@pytest.fixture
def ana(shell: Shell) -> Ana:
    return Ana(shell)


@pytest.fixture
def agency(shell: Shell) -> str:
    return shell.id("account", "register", "Blue Ridge Family Center", "--address", "12 Main Street, Asheville NC")


def balance(shell: Shell, payer: str) -> int:
    return int(shell.json("account", "statement", payer)["balance"])


def test_a_cheque_is_recorded_and_known_again(shell: Shell, ana: Ana) -> None:
    cheque = ("account", "pay", ana.id, "20", "--method", "cheque", "--reference", "1042")
    said = shell(*cheque).stdout
    assert f"$20.00 for {ana.charge}" in said
    assert "Still owed" in said
    again = shell(*cheque).stdout
    assert "under this reference, is known already; nothing new is recorded" in again
    assert "If this is another payment, give it a reference of its own" in again
    assert balance(shell, ana.id) == ana.cents - 2_000


def test_what_is_paid_beyond_what_is_owed_is_said_to_be_credit(shell: Shell, ana: Ana) -> None:
    said = shell("account", "pay", ana.id, f"${(ana.cents + 500) / 100:.2f}", "--method", "cash").stdout
    assert "$5.00 is kept as credit" in said
    back = shell("account", "refund", ana.id, "--method", "cash").stdout
    assert f"$5.00 goes back to {ana.id} by cash" in back
    assert balance(shell, ana.id) == 0


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("45.000", "parts of a cent"),
        ("-3", "below zero"),
        ("EUR 20", "kept in USD"),
        ("1,234", "read in two ways"),
        ("0", "is nothing"),
        ("forty", "no amount of money"),
    ],
)
def test_an_amount_that_is_none_records_nothing(shell: Shell, ana: Ana, typed: str, why: str) -> None:
    before = shell.json("ledger", "verify")["events"]
    assert why in shell.wrong("account", "pay", ana.id, typed, "--method", "cheque")
    assert why in shell.wrong("account", "refund", ana.id, typed, "--of", ana.charge, "--method", "cheque")
    assert shell.json("ledger", "verify")["events"] == before


def test_other_bad_input_records_nothing(shell: Shell, ana: Ana) -> None:
    before = shell.json("ledger", "verify")["events"]
    paying = ("--method", "cheque")
    assert "no record of p-0000000000" in shell.wrong("account", "pay", "p-0000000000", "5", *paying)
    assert "no account of org-0" in shell.wrong("account", "pay", "org-0", "5", *paying)
    assert "after today" in shell.refused("account", "pay", ana.id, "5", "--received", "2026-11-21", *paying)
    assert "no charge ch-0" in shell.wrong("account", "pay", ana.id, "5", "--for", "ch-0", *paying)
    assert "no invoice 2026-0001" in shell.wrong("account", "pay", ana.id, "5", "--invoice", "2026-0001", *paying)
    assert "nothing stands paid" in shell.refused("account", "refund", ana.id, "5", "--of", ana.charge, *paying)
    assert "nothing in credit" in shell.refused("account", "refund", ana.id, *paying)
    assert "there is no payment pay-0" in shell.wrong("account", "receipt", "pay-0")
    assert shell.json("ledger", "verify")["events"] == before


def test_a_check_is_a_cheque_and_amounts_are_read_as_they_are_printed(shell: Shell, ana: Ana) -> None:
    said = shell("account", "pay", ana.id, "$ 20.00", "--method", "check", "--reference", "7").stdout
    assert said.startswith(f"$20.00 from {ana.id}")
    assert "by cheque 7: $20.00" in shell("account", "receipt", said.split("(")[1].split(")")[0]).stdout
    too_much = shell.refused("account", "refund", ana.id, "21", "--of", ana.charge, "--method", "cash")
    assert f"$21.00 is more than was paid for {ana.charge}, $20.00" in too_much


def test_a_bounced_cheque_is_reversed_and_its_receipt_says_so(shell: Shell, ana: Ana) -> None:
    payment = shell.id("account", "pay", ana.id, "20", "--method", "cheque", "--reference", "1042")
    assert "by cheque 1042: $20.00" in shell("account", "receipt", payment).stdout
    shell("account", "reverse", payment, "--reason", "it bounced")
    assert "Taken back on 20 November 2026" in shell("account", "receipt", payment).stdout
    assert balance(shell, ana.id) == ana.cents


def test_a_charge_is_voided_or_written_off_with_a_reason(shell: Shell, ana: Ana) -> None:
    assert "Missing option '--reason'" in shell.wrong("account", "void", ana.id, ana.charge)
    shell("account", "void", ana.id, ana.charge, "--reason", "typed twice")
    assert "voided" in shell("account", "statement", ana.id).stdout
    assert "nothing of" in shell.refused("account", "write-off", ana.id, ana.charge, "--reason", "waived")


def test_a_board_officer_writes_off_and_makes_exceptions(shell: Shell, ana: Ana) -> None:
    shell("account", "pay", ana.id, "20", "--method", "cash")
    shell("account", "write-off", ana.id, ana.charge, "--reason", "hardship", "--as", "board")
    assert balance(shell, ana.id) == 0
    exception = ("account", "refund", ana.id, "20", "--of", ana.charge, "--method", "cash", "--exception")
    assert "as coordinator one may not" in shell.refused(*exception, "--reason", "hardship")
    assert "goes back" in shell(*exception, "--reason", "hardship", "--as", "board").stdout
    assert "as coordinator" not in shell("account", "list", "--as", "board").stdout


def test_an_employer_is_billed_pays_in_part_and_gets_a_letter(shell: Shell, ana: Ana, agency: str) -> None:
    assert f"{agency} owes ${ana.fee} instead of {ana.id}" in shell("account", "take-over", agency, ana.id).stdout
    number = shell.id("account", "invoice", "issue", agency)
    assert number == "2026-0001"
    shell("account", "pay", agency, "20", "--method", "transfer", "--invoice", number)
    letter = shell("account", "invoice", "show", number).stdout
    for words in ("Invoice 2026-0001", "Blue Ridge Family Center", "Asheville NC", "for Ana Ruiz", "Still to pay"):
        assert words in letter
    shown = shell.json("account", "invoice", "show", number)
    assert (shown["cents"], shown["open"]) == (ana.cents, ana.cents - 2_000)
    assert "Ana" not in json.dumps(shown)
    assert "open" in shell("account", "invoice", "list").stdout
    shell("account", "invoice", "void", number, "--reason", "wrong address")
    assert "VOID" in shell("account", "invoice", "show", number).stdout
    assert shell.id("account", "invoice", "issue", agency) == "2026-0002"


def test_organisations_are_listed_and_corrected(shell: Shell, agency: str) -> None:
    assert "Blue Ridge Family Center" in shell("account", "organisations").stdout
    shell("account", "correct", agency, "--name", "Blue Ridge Centre")
    assert shell.json("account", "organisations")[0]["name"] == "Blue Ridge Centre"
    twice = ("account", "register", "Blue Ridge CENTRE", "--address", "12 Main Street")
    assert "of this name has an account already" in shell.refused(*twice)


def test_who_owes_what_is_listed(shell: Shell, ana: Ana) -> None:
    said = shell("account", "list", "--on", "2026-11-20").stdout
    assert f"${ana.fee}" in said
    assert "Ana Ruiz" in said
    (row,) = shell.json("account", "list")
    assert (row["payer"], row["balance"], sum(row["ages"])) == (ana.id, ana.cents, ana.cents)


def test_the_trial_balance_is_zero(shell: Shell, ana: Ana) -> None:
    shell("account", "pay", ana.id, "20", "--method", "cash")
    total = shell("account", "trial-balance").stdout.splitlines()[-1].split()
    assert total[0] == "total"
    assert total[-1] == "$0.00"
    found = shell.json("account", "trial-balance")
    assert found["debit"] == found["credit"] > 0


def test_the_bookkeepers_table_goes_to_a_new_file_or_to_standard_output(shell: Shell, ana: Ana, tmp_path: Path) -> None:
    shell("account", "pay", ana.id, "20", "--method", "cash")
    year = ("--from", "2026-01-01", "--to", "2026-12-31")
    target = tmp_path / "lines.csv"
    assert "4 lines" in shell("account", "export", *year, "--csv", target).stdout
    rows = list(csv.DictReader(target.read_text().splitlines()))
    assert [row["account"] for row in rows].count("receivable") == 2
    assert "exists; name a new file" in shell.wrong("account", "export", *year, "--csv", target)
    assert shell("account", "export", *year, "--csv", "-").stdout_bytes == target.read_bytes()
    assert "exchange the days" in shell.refused(
        "account", "export", "--from", "2026-12-31", "--to", "2026-01-01", "--csv", "-"
    )


def test_a_notification_is_read_from_a_file_and_recorded_once(shell: Shell, ana: Ana, tmp_path: Path) -> None:
    told = {"payer": ana.id, "cents": 2_000, "currency": "USD", "method": "cheque", "received_on": "2026-11-20",
            "reference": "1042"}  # fmt: skip
    file = tmp_path / "notification.json"
    file.write_text(json.dumps(told))
    notify = ("account", "notify", file, "--provider", "manual")
    assert "$20.00 for" in shell(*notify).stdout
    assert "is known already" in shell(*notify).stdout
    file.write_text(json.dumps({**told, "cents": 2_001}))
    assert "other particulars" in shell.refused(*notify)
    file.write_bytes(b"\xff\x00garbage")
    assert "finds no payment" in shell.refused(*notify)
    file.write_bytes(b" " * 1_000_001)
    assert "no notification is as long" in shell.wrong(*notify)
    file.write_bytes(b"{}")
    assert "manual" in shell.wrong("account", "notify", file, "--provider", "cards")
    assert balance(shell, ana.id) == ana.cents - 2_000


def test_an_applicant_prints_their_own_statement_and_no_other(shell: Shell, ana: Ana, agency: str) -> None:
    asking = ("--as", f"applicant:{ana.id}")
    assert "Ana Ruiz" in shell("account", "statement", ana.id, *asking).stdout
    for words in (("statement", agency), ("statement", "p-0000000000"), ("receipt", "pay-0")):
        assert "belongs to somebody else" in shell.refused("account", *words, *asking)
    assert "one may not" in shell.refused("account", "list", *asking)


# ── Why ───────────────────────────────────────────────────────────────────────────────────────


def test_a_charge_is_explained_by_policy_row_source_and_who_confirmed_it(shell: Shell, ana: Ana) -> None:
    found = shell.json("account", "why", ana.id, ana.charge)
    assert (found["cents"], found["row"]["cents"], found["row"]["confirmed"]) == (ana.cents, ana.cents, False)
    assert found["policy"] in shell("policy", "history", "nc", "--json").stdout
    said = " ".join(shell("account", "why", ana.id, ana.charge).stdout.split())
    for words in (
        found["policy"],
        "in force from",
        f"Its row [[fee]]: ${ana.fee} for plan individual",
        "not confirmed",
        "Source:",
    ):
        assert words in said
