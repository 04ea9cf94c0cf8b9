"""A coordinator changes the policy in a real browser: a draft, whom it affects, a second person, its first day."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.web.walks.walking import Town, Walker

pytestmark = pytest.mark.timeout(120)
PRICE = "/office/policy/edit/fee?occasion=processing&for=ECMHS&for=IMHS"


def has_a_passkey(who: Walker, email: str) -> None:
    who.signs_in(email, "/account").authenticator()
    who.follows("Add a passkey").presses("Add the passkey").is_told("Your passkey was added")


def changes(coordinator: Walker, value: dict[str, str], first: str, source: str, line: str) -> None:
    """A new value from a day on, with the document that says so, in the coordinator's own draft."""
    coordinator.fills(value).fills({"First day": first}).unfolds("A document that is not in the list")
    coordinator.fills({"What it is called": source, "Where it stands there": line}).shot("rule-changed")
    coordinator.presses("Put it into my draft").is_told("Nothing is in force yet").shot("draft")


def proposes(coordinator: Walker, first: str, why: str) -> None:
    coordinator.opens("/office/policy/draft").presses("Propose it").sees("There is a problem").shot("not-said-when")
    coordinator.fills({"In force from": first, "Why": why}).presses("Propose it")
    coordinator.is_told("Nothing is in force until another person approves it").shot("proposed")
    coordinator.sees("You proposed it").sees("nobody approves their own")
    expect(coordinator.page.get_by_role("button", name="Approve")).to_have_count(0)


def price(stranger: Walker) -> str:
    """What processing an application as a specialist costs, for somebody who has not signed in."""
    stranger.opens("/eligibility/result?lives=here&with=infant&services=parent_infant_therapy&degree=master")
    found = stranger.page.locator("section", has=stranger.page.locator("#c-IMHS"))
    found.locator("summary").filter(has_text="What it asks, and what it costs").click()
    row = found.get_by_role("row").filter(has_text="Processing")
    stranger.shot("price")
    return row.inner_text()


def told_to_programs(town: Town, stranger: Walker, on: str = "") -> str:
    """The same sentence, as programs get it, from whichever page of the list it is on."""
    for number in range(1, 10):
        asked = f"size=100&page={number}{f'&on={on}' if on else ''}"
        answer = stranger.page.request.get(f"{town.url}/api/v1/policy?{asked}")
        assert answer.ok, answer.text()
        if said := re.search(r"For IMHS and ECMHS, processing costs [$0-9.]*[0-9]", answer.text()):
            return said[0]
    raise AssertionError("no page of the policy names the price")


def test_a_price_changes_by_two_people_and_rules_from_its_day_on(town: Town, walker: Callable[..., Walker]) -> None:
    cora, carl, stranger = walker("policy-cora"), walker("policy-carl"), walker("policy-public", phone=True)
    has_a_passkey(cora, "cora@nc.example.org")
    has_a_passkey(carl, "carl@nc.example.org")
    cora.opens("/office").follows("Policy").shot("policy").follows("Fees").shot("fees")
    cora.follows(re.compile("^Change or confirm this rule Processing, ECMHS, IMHS")).stands_at("Change a row: Fees")
    changes(cora, {"Amount in dollars": "120.00"}, "2027-01-01", "Minutes of the board, November 12, 2026", "item 4")
    cora.fills({"If it ruled from": "2027-01-01"}).presses("Look at everybody").sees("1 open application and 2 prices")
    cora.sees("$100.00 → $120.00").shot("affected")
    proposes(cora, "2027-01-01", "The board agreed to a new price.")

    carl.opens("/office").shot("to-do").follows(re.compile("^Policy waits for approval"))
    carl.sees("Before: For IMHS and ECMHS, processing costs $100.00").sees("Minutes of the board").shot("to-approve")
    town.clock.later(minutes=16)
    carl.presses("Approve and adopt").stands_at("Confirm that it is you").shot("step-up")
    carl.presses("Use my passkey").presses("Send it now").is_told("Approved and adopted").shot("adopted")
    carl.sees("Carl Colleague, November 20, 2026")

    assert "$100.00" in price(stranger)
    assert told_to_programs(town, stranger).endswith("$100.00")
    assert told_to_programs(town, stranger, "2027-01-01").endswith("$120.00")
    town.clock.later(days=43)
    assert "$120.00" in price(stranger)
    assert "not confirmed yet" not in price(stranger), "the board has said so"
    assert told_to_programs(town, stranger).endswith("$120.00")


def test_what_falls_below_an_enforced_floor_is_refused(town: Town, walker: Callable[..., Walker]) -> None:
    alliance = walker("policy-alliance", association="alliance")
    alliance.signs_in("alma@alliance.example.org", "/associations/nc").unfolds("Give a licence")
    today = town.clock().date().isoformat()
    alliance.fills({"Edition of the guidelines": "Edition of 2024", "First day": today}).ticks("is refused")
    alliance.shot("floor").presses("Give the licence").is_told("The licence is recorded")

    cora, bo = walker("policy-below-cora", who="coordinator"), walker("policy-below-bo", who="board")
    cora.opens("/office/policy").follows("IMHS", nth=0).follows("Change or confirm this rule RSC").shot("rule")
    changes(cora, {"How much is asked": "40"}, "2027-06-01", "Minutes of the board, May 2027", "item 1")
    proposes(cora, "2027-06-01", "Too few providers in the east of the state.")
    bo.opens("/office").follows(re.compile("^Policy waits for approval")).sees("The licence lets nobody adopt it")
    bo.sees("50 → 40 clock hours").shot("below").presses("Approve and adopt").sees("There is a problem")
    bo.sees("ask for at least as much there").shot("refused")
    bo.fills({"Or say why not": "Talk to the Alliance first."}).presses("Reject it").is_told(re.compile("."))
    cora.opens("/office/policy").sees("Rejected").shot("history")
