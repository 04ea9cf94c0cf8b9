"""Membership on the command line: bought late and in any order, told on a day, listed for a spreadsheet."""

from __future__ import annotations

import csv

import pytest
from tests.cli.conftest import Shell


@pytest.fixture
def ana(shell: Shell) -> str:
    return shell.id("person", "register", "--given-name", "Ana", "--family-name", "=Ruiz", "--email", "ana@example.org")


def test_payments_entered_in_the_wrong_order_are_told_in_the_right_one(shell: Shell, ana: str) -> None:
    november = shell.json("member", "join", ana, "--bought-on", "2026-11-05")
    assert (november["begins"], november["ends"]) == ("2026-11-05", "2027-12-31")
    march = shell("member", "join", ana, "--from", "2026-03-05").stdout
    assert f"{november['term']} now covers 2027-01-01 through 2027-12-31." in march
    assert "Charged: $45.00" in march
    rows = shell.json("member", "list", ana)
    assert [(row["first"], row["bought_on"], row["moved"]) for row in rows] == [
        ("2026-03-05", "2026-03-05", False),
        ("2027-01-01", "2026-11-05", True),
    ]


def test_the_same_payment_twice_says_that_it_is_so_already(shell: Shell, ana: str) -> None:
    term = shell.id("member", "join", ana, "--from", "2026-03-05")
    again = shell("member", "join", ana, "--from", "2026-03-05").stdout
    assert term in again
    assert "[already so, nothing new]" in again
    assert shell.id("member", "join", ana, "--from", "2026-03-05", "--again") != term


def test_status_says_member_or_not_since_when_and_what_lapsed(shell: Shell, ana: str) -> None:
    shell("member", "join", ana, "--from", "2024-05-01")
    position = shell.json("member", "join", ana, "--from", "2026-02-01")["first"]
    today = shell("member", "status", ana).stdout
    assert today == (
        f"{ana} is a member of nc on 2026-11-20: 2026-02-01 through 2026-12-31.\n"
        "Not a member from 2025-01-01 through 2026-01-31.\n"
    )
    assert shell("member", "status", ana, "--on", "2025-06-01").stdout == (
        f"{ana} is no member of nc on 2025-06-01.\n"
        "The next one begins on 2026-02-01.\n"
        "Not a member from 2025-01-01 on.\n"
    )
    before = shell.json("member", "status", ana, "--known-at", 1)
    assert (before["member"], before["terms"]) == (False, [])
    told = shell("member", "status", ana, "--known-at", position - 1).stdout
    assert told.startswith(f"{ana} is no member of nc on 2026-11-20, as the book stood at position 4")


def test_a_claim_of_another_body_is_seen_confirmed_and_told(shell: Shell, ana: str) -> None:
    asked = ("member", "claim", ana, "--of", "WAIMH", "--from", "2026-01-01", "--until", "2026-12-31")
    term = shell.id(*asked, "--as", f"applicant:{ana}")
    assert (
        f"membership of WAIMH is claimed, 2026-01-01 through 2026-12-31 ({term})"
        in shell("member", "status", ana).stdout
    )
    shell("member", "confirm", ana, term, "--where", "WAIMH's list of members")
    assert "Also a member of WAIMH, 2026-01-01 through 2026-12-31" in shell("member", "status", ana).stdout
    assert "wrong" not in shell("member", "list", ana).stdout
    assert "no code of an association or another body" in shell.wrong(*asked[:3], "--of", "Zero to Three", *asked[5:])


def test_a_void_term_says_what_stays_charged_and_how_that_is_taken_back(shell: Shell, ana: str) -> None:
    bought = shell.json("member", "join", ana, "--from", "2026-03-05")
    charge = bought["charged"][0]["charge"]
    said = shell("member", "void", ana, bought["term"]).stdout
    assert f"$45.00 stay charged for it; where they are not owed: vouchbook account void {ana} {charge}" in said
    shell("account", "void", ana, charge, "--reason", "entered for somebody else")


def test_the_list_of_members_is_for_the_coordinator_and_safe_in_a_spreadsheet(shell: Shell, ana: str) -> None:
    term = shell.id("member", "join", ana, "--from", "2026-03-05")
    told = shell("member", "members", "--csv").stdout
    (row,) = csv.DictReader(told.splitlines())
    assert row == {
        "person": ana, "name": "Ana =Ruiz", "plan": "individual", "held_by": "person", "since": "2026-03-05",
        "through": "2026-12-31", "term": term,
    }  # fmt: skip
    assert shell.json("member", "members", "--ending-before", "2026-12-31") == []
    assert "as applicant one may not see everybody" in shell.refused("member", "members", "--as", f"applicant:{ana}")


@pytest.mark.parametrize(
    ("status", "words", "says"),
    [
        (1, ("--from", "2050-01-01"), "is not bought yet"),
        (2, ("--plan", "gold"), "nc sells individual; not 'gold'"),
        (1, ("--from", "2026-06-01", "--until", "2026-05-31"), "exchange the dates"),
        (1, ("--from", "2026-06-01", "--until", "2026-07-31"), "begin on 2027-01-01 or later"),
        (2, ("--from", "2026-03-05", "--until", "2026-03-31", "--again"), "leave out --again"),
    ],
)
def test_what_cannot_be_is_refused_with_what_is_possible(
    shell: Shell, ana: str, status: int, words: tuple[str, ...], says: str
) -> None:
    shell("member", "join", ana, "--from", "2026-03-05")
    before = shell.json("member", "list", ana)
    said = (shell.refused if status == 1 else shell.wrong)("member", "join", ana, *words)
    assert says in said
    assert shell.json("member", "list", ana) == before
