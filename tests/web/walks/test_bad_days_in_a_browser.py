"""Bad days in a real browser: nothing that was typed is lost, nothing is recorded twice, nobody writes over another."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Route, expect
from tests.web.walks.walking import Town, Walker

pytestmark = pytest.mark.timeout(120)
Enter = Callable[..., Walker]


def training(who: Walker, title: str) -> Walker:
    """The form of a training, filled in and not sent."""
    who.opens("/my/evidence/add/training").stands_at("Add a training")
    return who.fills(
        {"Title of the training": title, "Who offered it": "NCIMHA", "First day": "2026-02-20", "Clock hours": "4"}
    )


def entered(who: Walker, title: str) -> int:
    """How often a training of this title stands in the pool."""
    return who.opens("/my/evidence").page.get_by_role("row").filter(has_text=title).count()


# ── A session that ends ───────────────────────────────────────────────────────────────────────


def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(town: Town, walker: Enter) -> None:
    nell = walker("ended-same", phone=True, who="newcomer")
    training(nell, "Kept through signing in")
    town.clock.later(hours=3)
    nell.presses(re.compile("^Save$")).sees("Nothing you typed is lost").shot("ended", also=320)
    nell.fills({"E-mail address": "nell@nc.example.org"}).presses("Send me a code").stands_at("Check your e-mail")
    nell.fills({"Six-digit code": town.letter("nell@nc.example.org", "code").code})
    nell.presses(re.compile("^Sign in$"), within=nell.page.get_by_role("main"))
    nell.stands_at("What you typed is still here").shot("still-here", also=320)
    nell.presses("Send it now").is_told("Saved").sees("Kept through signing in")
    assert entered(nell, "Kept through signing in") == 1


def test_what_one_person_typed_another_who_signs_in_does_not_get(town: Town, walker: Enter) -> None:
    somebody = walker("ended-other", phone=True, who="newcomer")
    training(somebody, "For Nell alone")
    town.clock.later(hours=3)
    somebody.presses(re.compile("^Save$")).sees("Nothing you typed is lost")
    somebody.fills({"E-mail address": "person1@example.org"}).presses("Send me a code")
    somebody.fills({"Six-digit code": town.letter("person1@example.org", "code").code})
    somebody.presses(re.compile("^Sign in$"), within=somebody.page.get_by_role("main"))
    somebody.is_told("What somebody else had typed here before was not sent").shot("another", also=320)
    assert "For Nell alone" not in somebody.page.content()
    assert entered(somebody, "For Nell alone") == 0


# ── Two at once ───────────────────────────────────────────────────────────────────────────────


def test_two_tabs_that_change_the_same_item_write_nothing_over(walker: Enter) -> None:
    first = walker("two-tabs", who="newcomer")
    training(first, "Changed in two tabs").presses(re.compile("^Save$")).is_told("Saved")
    first.follows(re.compile("^Change$")).stands_at("Change a training")
    second = first.another_tab(first.page.url).stands_at("Change a training")
    first.fills({"Clock hours": "5"}).presses(re.compile("^Save$")).is_told("Saved")
    second.fills({"Clock hours": "6"}).presses(re.compile("^Save$")).stands_at("This was changed meanwhile")
    second.sees("Nothing was written over").shot("both", also=320)
    row = second.page.get_by_role("row").filter(has_text="Clock hours")
    expect(row).to_contain_text("6")
    expect(row).to_contain_text("5")
    second.presses("Record what I wrote").is_told("Saved")
    expect(second.page.get_by_role("main")).to_contain_text("6")


def test_two_coordinators_who_decide_the_same_application_do_so_once(town: Town, walker: Enter) -> None:
    at = f"/office/applications/{town.live.people['nc']['examined_application']}/decide"
    cora, carl = walker("two-cora", who="coordinator"), walker("two-carl", who="other_coordinator")
    for each in (cora, carl):
        each.opens(at).stands_at(re.compile("^Decide"))
    cora.ticks("Approve").fills({"Reason": "As the panel says."}).presses(re.compile("^Decide$"))
    cora.is_told("The endorsement is granted")
    carl.ticks("Defer").fills({"Reason": "Not yet, I think."}).presses(re.compile("^Decide$"))
    carl.sees("closed on November 20, 2026").sees("As the panel says.").shot("decided-already", also=320)
    expect(carl.page.get_by_label("Reason")).to_have_value("Not yet, I think.")
    carl.opens(at.removesuffix("/decide")).sees("As the panel says.")


# ── The book cannot be written ────────────────────────────────────────────────────────────────


@contextmanager
def held(town: Town) -> Iterator[None]:
    """Another program writes into the book, and does not come to an end."""
    place = town.live.hosting.settings.data / "books" / f"{town.association}.sqlite"
    other = sqlite3.connect(place, isolation_level=None)
    try:
        other.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        other.close()


def test_a_book_that_cannot_be_written_for_ten_seconds_loses_nothing_and_records_once(
    town: Town, walker: Enter
) -> None:
    nell = walker("held", phone=True, who="newcomer")
    nell.page.set_default_timeout(30_000)
    training(nell, "Written after all")
    with held(town):
        nell.presses(re.compile("^Save$")).sees("you can send it again").shot("held", also=320)
        assert [each for each in nell.wrong if "503" in each], "it is no answer as any other"
        nell.wrong.clear()
    nell.presses("Send it again").is_told("Saved").sees("Written after all").shot("sent-again")
    assert entered(nell, "Written after all") == 1


# ── Fingers ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_on_save_records_once(walker: Enter, scripts: bool) -> None:
    title = f"Pressed twice {'with' if scripts else 'without'} scripts"
    nell = walker("double", phone=True, who="newcomer", java_script_enabled=scripts)
    training(nell, title)
    with nell.page.expect_navigation(url=re.compile("/items/"), wait_until="load"):
        nell.page.get_by_role("button", name=re.compile("^Save$")).dblclick()
    assert entered(nell, title) == 1


def test_going_back_and_saving_again_records_once(walker: Enter) -> None:
    nell = walker("back", phone=True, who="newcomer")
    training(nell, "Gone back to").presses(re.compile("^Save$")).is_told("Saved")
    nell.page.go_back(wait_until="load")
    nell.stands_at("Add a training").shot("back")
    expect(nell.page.get_by_label("Title of the training")).to_have_value("Gone back to")
    nell.presses(re.compile("^Save$")).is_told("Saved")
    assert entered(nell, "Gone back to") == 1


def test_going_back_and_saving_something_else_asks_first(walker: Enter) -> None:
    nell = walker("back-other", phone=True, who="newcomer")
    training(nell, "The first of two").presses(re.compile("^Save$")).is_told("Saved")
    nell.page.go_back(wait_until="load")
    nell.fills({"Title of the training": "The second of two"}).presses(re.compile("^Save$"))
    nell.stands_at("This form was sent before").shot("sent-before", also=320)
    nell.presses("Record this too").is_told("Saved")
    assert entered(nell, "The first of two") == entered(nell, "The second of two") == 1


# ── A slow phone ──────────────────────────────────────────────────────────────────────────────

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
MOST = 120_000
"""Bytes of three pages with everything they need: style, letters and scripts come once."""


def test_a_slow_phone_gets_a_page_that_works_before_its_scripts(walker: Enter) -> None:
    nell = walker("slow", phone=True, who="newcomer")
    held_back: list[Route] = []
    nell.page.route(re.compile(r"\.js(\?|$)"), lambda route: held_back.append(route))
    wire = nell.context.new_cdp_session(nell.page)
    got: list[float] = []
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_3G)

    def arrived(event: dict[str, Any]) -> None:
        got.append(event["encodedDataLength"])

    wire.on("Network.loadingFinished", arrived)
    nell.page.goto(f"{nell.town.url}/my/evidence/add/training", wait_until="commit")
    nell.stands_at("Add a training").fills({"Title of the training": "From a slow phone", "Who offered it": "NCIMHA"})
    nell.fills({"First day": "2026-02-20", "Clock hours": "4"})
    assert held_back, "no script has arrived yet"
    expect(nell.page.get_by_role("button", name=re.compile("^Save$"))).to_be_visible()
    nell.page.get_by_role("button", name=re.compile("^Save$")).click(no_wait_after=True)
    nell.page.wait_for_url(re.compile("/items/"), wait_until="commit")
    nell.sees("From a slow phone")
    nell.page.unroute_all()
    nell.page.goto(f"{nell.town.url}/my", wait_until="load")
    nell.stands_at("My endorsement").shot("home")
    assert 0 < sum(got) < MOST, f"{sum(got):.0f} bytes for three pages"
