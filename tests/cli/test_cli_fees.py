"""Fees and funds on the command line: the schedule, a price, what is charged, and scholarships."""

from __future__ import annotations

import csv
import io

import pytest
from tests.cli.conftest import Shell

FUND = "membership_scholarship"


@pytest.fixture
def ana(shell: Shell, samples) -> str:
    return shell.id("person", "import", samples("imhs-complete"))


def member(shell: Shell, person: str) -> str:
    """The charge of a membership that is bought today."""
    (charged,) = shell.json("member", "join", person)["charged"]
    return str(charged["charge"])


def rows_of(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text))]


# ── The schedule ──────────────────────────────────────────────────────────────────────────────


def test_the_schedule_of_an_association_names_its_sources_and_marks_what_nobody_confirmed(bare: Shell) -> None:
    said = bare("fee", "list", "nc").stdout
    (renewal,) = [line for line in said.splitlines() if line.startswith("renewal")]
    assert "everybody" in renewal
    assert "$25.00" in renewal
    assert "South Carolina (SCIMHA), fees and renewal" in renewal
    assert "$25.00 (?)" in renewal
    assert "(?) 9 fees are not confirmed" in said
    assert "The policy has no row for late renewal or reinstatement: nothing is charged for it." in said
    assert "applies for another category pays the whole fee (not confirmed)" in " ".join(said.split())


def test_the_schedule_is_that_of_a_day(bare: Shell) -> None:
    assert bare.json("fee", "list", "nc", "--on", "2021-09-30") == []
    assert len(bare.json("fee", "list", "nc", "--on", "2021-10-01")) == 9


def test_the_schedule_as_json_and_as_comma_separated_values(bare: Shell) -> None:
    rows = bare.json("fee", "list", "nc")
    (exam,) = [row for row in rows if row["occasion"] == "exam"]
    assert (exam["cents"], exam["currency"], exam["categories"], exam["confirmed"]) == (20_000, "USD", ["every"], False)
    flat = rows_of(bare("fee", "list", "nc", "--csv").stdout)
    assert [(row["occasion"], int(row["cents"])) for row in flat] == [(row["occasion"], row["cents"]) for row in rows]


# ── A price ───────────────────────────────────────────────────────────────────────────────────


def test_a_price_is_quoted_and_nothing_is_recorded(shell: Shell, ana: str) -> None:
    before = shell.json("ledger", "show")
    said = shell("fee", "quote", ana, "processing", "-c", "IMHM-C").stdout
    assert f"Processing in IMHM-C costs {ana} $125.00 (no member on 20 November 2026)." in said
    assert "not confirmed" in said
    assert shell.json("ledger", "show") == before
    assert shell.json("fee", "quote", ana, "processing", "-c", "IMHM-C")["cents"] == 12_500


def test_a_category_is_known_in_small_letters(shell: Shell, ana: str) -> None:
    said = shell("fee", "quote", ana, "processing", "-c", "imhm-c").stdout
    assert f"Processing in IMHM-C costs {ana} $125.00" in said
    assert "is open" in shell("application", "open", ana, "imhs").stdout
    assert "not 'zzz'" in shell.wrong("fee", "quote", ana, "processing", "-c", "zzz")


def test_a_schedule_fits_a_narrow_terminal(bare: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (80, 40):
        monkeypatch.setenv("COLUMNS", str(width))
        said = bare("fee", "list", "nc").stdout
        assert max(map(len, said.splitlines())) <= width
    assert "amount: $20.00 (?)" in said, "too narrow for columns: one below the other"


def test_no_fund_says_how_to_open_one(shell: Shell) -> None:
    assert "vouchbook fund open KEY" in shell("fund", "list").stdout


def test_what_the_policy_has_no_fee_for_is_said_to_cost_nothing(shell: Shell, ana: str) -> None:
    assert shell.json("fee", "quote", ana, "membership", "--plan", "individual")["cents"] == 4_500
    said = shell.refused("fee", "quote", ana, "membership", "--plan", "gold")
    assert "one of individual" in said


def test_a_question_that_leaves_open_what_is_meant_is_asked_back(shell: Shell, ana: str) -> None:
    assert "say which with -c, one of IFA" in shell.refused("fee", "quote", ana, "exam")
    assert "nothing that could be renewed" in shell.refused("fee", "quote", ana, "renewal")
    assert "'fine' is not one of" in shell.wrong("fee", "quote", ana, "fine")


# ── What is charged ───────────────────────────────────────────────────────────────────────────


def test_an_answer_says_what_was_charged(shell: Shell, ana: str) -> None:
    said = shell("application", "open", ana, "IMHS").stdout
    assert "is open. Charged: registration $20.00 (ch-" in said
    said = shell("fee", "charge", ana, "exam").stdout
    assert "Charged: exam $200.00 (ch-" in said
    assert (
        "The fee for exam was charged before.  [already so, nothing new]" in shell("fee", "charge", ana, "exam").stdout
    )


def test_withdrawing_says_what_stands_open(shell: Shell, ana: str) -> None:
    id_ = shell.id("application", "open", ana, "IMHS")
    said = shell("application", "withdraw", id_).stdout
    assert "is withdrawn. Of the fee for registration (ch-" in said
    assert "$20.00 stands open." in said


def test_nothing_to_charge_for_is_named_with_the_way_out(shell: Shell, ana: str) -> None:
    assert "vouchbook application open" in shell.refused("fee", "charge", ana, "registration")
    assert "vouchbook member join" in shell.refused("fee", "charge", ana, "membership")


# ── Scholarships ──────────────────────────────────────────────────────────────────────────────


def test_a_membership_scholarship_from_the_first_gift_to_what_comes_back(shell: Shell, ana: str) -> None:
    charge = member(shell, ana)
    assert f"The fund {FUND} is kept from now on" in shell("fund", "open", FUND).stdout
    said = shell("fund", "add", FUND, "500.00", "--from", "the Smith family").stdout
    assert f"The budget of {FUND} is $500.00, of which $500.00 is left." in said
    said = shell("fund", "grant", FUND, ana, charge, "--amount", "20").stdout
    assert f"{FUND} pays $20.00 of the fee for membership (grant g-" in said
    assert "$25.00 is still owed. The fund has $480.00 left." in said
    grant = shell.id("fund", "grant", FUND, ana, charge)
    assert shell.json("fund", "list") == [
        {"fund": FUND, "opened_on": "2026-11-20", "budget": 50_000, "granted": 4_500, "grants": 2, "left": 45_500}
    ]
    said = shell("fund", "show", FUND).stdout
    assert f"{FUND}: $500.00 in 1 gift, $45.00 granted, $455.00 left. It pays membership." in " ".join(said.split())
    assert "the Smith family" in said
    assert grant in said
    said = shell("fund", "return", FUND, grant).stdout
    assert f"$25.00 of {charge} went back to {FUND}, which has $480.00 left" in said
    rows = rows_of(shell("fund", "show", FUND, "--csv").stdout)
    assert [(row["cents"], bool(row["returned_on"])) for row in rows] == [("2000", False), ("2500", True)]
    assert rows_of(shell("fund", "list", "--csv").stdout)[0]["left"] == "48000"


@pytest.mark.parametrize(
    ("amount", "remedy"),
    [
        ("25.005", "has parts of a cent"),
        ("-25.00", "below zero"),
        ("EUR 25.00", "is in EUR, and the accounts are kept in USD"),
        ("twenty", "is no amount of money"),
        ("1,200", "could be read in two ways"),
        ("0", "is nothing"),
    ],
)
def test_an_amount_that_is_none_is_named_and_nothing_is_recorded(shell: Shell, amount: str, remedy: str) -> None:
    shell("fund", "open", FUND)
    before = shell.json("ledger", "show")
    assert remedy in " ".join(shell.wrong("fund", "add", FUND, amount).split())
    assert shell.json("ledger", "show") == before


def test_a_scholarship_over_the_budget_is_refused_with_what_is_left(shell: Shell, ana: str) -> None:
    charge = member(shell, ana)
    shell("fund", "open", FUND)
    shell("fund", "add", FUND, "20")
    before = shell.json("ledger", "show")
    said = shell.refused("fund", "grant", FUND, ana, charge)
    assert f"$45.00 is more than the fund {FUND} has left, $20.00; give that or less with --amount" in said
    assert shell.json("ledger", "show") == before


def test_a_fund_that_policy_does_not_name_is_not_opened(shell: Shell) -> None:
    assert f"names no fund helping (funds: {FUND})" in shell.refused("fund", "open", "helping")
    assert "vouchbook fund open" in shell.refused("fund", "add", FUND, "5")


def test_only_staff_sees_funds_and_grants(shell: Shell, ana: str) -> None:
    assert "that is for coordinator" in shell.refused("fund", "open", FUND, "--as", f"applicant:{ana}")
    assert "that is for board, coordinator" in shell.refused("fund", "list", "--as", f"applicant:{ana}")
    shell("fund", "list", "--as", "board")
