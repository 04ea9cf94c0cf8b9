"""Every part of pages: at both widths, in forced colours, on paper, by keyboard alone and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.web import kit_pages
from tests.web.browser import WIDTHS, window
from tests.web.keyboard import wrong_by_keyboard
from tests.web.live import Live
from tests.web.look import looked_at, open_page
from tests.web.test_every_page import SCREENS

from vouchbook.web import app
from vouchbook.web.pages import ROUTES


@pytest.fixture(scope="module", autouse=True)
def _with_the_kit() -> Iterator[None]:
    """The kit's pages stand beside the portal's own, here only."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "ROUTES", (*ROUTES, *kit_pages.ROUTES))
        kit_pages.KEPT.clear()
        yield


@pytest.mark.parametrize("name", [*kit_pages.NAMES, "form?wrong=1"])
def test_every_part_is_whole_at_both_widths(name: str, browser: Browser, live: Live) -> None:
    pictures = {width: SCREENS / str(width) / f"kit-{name.replace('?wrong=1', '-wrong')}.png" for width in WIDTHS}
    with window(browser, live) as context:
        assert looked_at(context, f"/nc/kit/{name}", pictures) == []


@pytest.mark.parametrize("name", [*kit_pages.NAMES, "form?wrong=1"])
def test_every_part_can_be_seen_in_forced_colours(name: str, browser: Browser, live: Live) -> None:
    picture = SCREENS / "forced-colours" / f"kit-{name.replace('?wrong=1', '-wrong')}.png"
    with window(browser, live, forced_colours=True) as context:
        assert looked_at(context, f"/nc/kit/{name}", {1280: picture}) == []
        with open_page(context, f"/nc/kit/{name}") as (page, _):
            for part in page.locator(".bar, .usa-tag, .usa-button:not(.usa-button--unstyled)").all():
                edge = part.evaluate("(part) => parseFloat(getComputedStyle(part).borderTopWidth)")
                assert edge >= 1, f"nothing but its colour shows where it is: {part.text_content()}"


def test_the_current_place_is_told_by_more_than_its_colour(browser: Browser, live: Live) -> None:
    with window(browser, live, forced_colours=True) as context, open_page(context, "/nc/registry") as (page, _):
        current = page.locator(".navigation [aria-current]")
        other = page.locator(".navigation a:not([aria-current])").first
        edge = "(link) => getComputedStyle(link).borderBottomColor"
        assert current.evaluate(edge) != other.evaluate(edge)


def test_on_paper_stands_what_is_read_and_nothing_to_press(browser: Browser, live: Live) -> None:
    with window(browser, live) as context, open_page(context, "/nc/kit/requirements") as (page, _):
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for hidden in (".navigation", ".head__person", ".usa-skipnav", "[data-print]", ".page__crumbs"):
            assert page.locator(f"{hidden}:visible").count() == 0, hidden
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("The sheet of January 1, 2024 asks for it.").first).to_be_visible()
        expect(page.locator(".bar").first).to_be_visible()
        page.pdf(path=SCREENS / "paper" / "kit-requirements.pdf")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        expect(page.get_by_text("The sheet of January 1, 2024 asks for it.").first).not_to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", [*kit_pages.NAMES, "form?wrong=1"])
def test_everything_is_reached_and_seen_by_keyboard_alone(name: str, width: int, browser: Browser, live: Live) -> None:
    with window(browser, live, width=width) as context, open_page(context, f"/nc/kit/{name}") as (page, _):
        assert wrong_by_keyboard(page) == []


def test_a_form_is_filled_in_and_sent_by_keyboard_alone(browser: Browser, live: Live) -> None:
    with window(browser, live) as context, open_page(context, "/nc/kit/form") as (page, _):
        page.locator("#f-often").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("06202026")
        page.locator("#f-name").focus()
        page.keyboard.type("Sam Reed")
        page.keyboard.press("Enter")
        page.wait_for_url("**/kit/sent")
        assert page.locator("dd").all_inner_texts() == ["often", "2026-06-20", "Sam Reed"]


def test_the_first_thing_that_the_keyboard_reaches_leads_to_the_main_part(browser: Browser, live: Live) -> None:
    with window(browser, live, width=320) as context, open_page(context, "/nc/kit/form") as (page, _):
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_after_a_mistake_the_summary_is_read_first_and_leads_to_each_field(browser: Browser, live: Live) -> None:
    with window(browser, live) as context, open_page(context, "/nc/kit/form?wrong=1") as (page, _):
        assert page.title().startswith("Error: ")
        assert page.evaluate("document.activeElement.id") == "error-summary"
        for link in page.locator(".error-summary a").all():
            link.click()
            field = page.locator(":focus")
            described = field.get_attribute("aria-describedby") or field.locator(
                "xpath=ancestor::fieldset"
            ).first.get_attribute("aria-describedby")
            words = page.locator(f"#{(described or '').split()[-1]}").inner_text()
            assert words.endswith(link.inner_text())
        assert page.locator("#f-name").input_value() == "Sam <Reed>"


def test_on_a_phone_the_menu_opens_without_a_script(browser: Browser, live: Live) -> None:
    with (
        window(browser, live, width=320, scripts=False) as context,
        open_page(context, "/nc/kit/form") as (page, wrong),
    ):
        place = page.get_by_role("navigation", name="Main")
        expect(place).not_to_be_visible()
        page.get_by_text("Menu", exact=True).click()
        expect(place).to_be_visible()
        page.locator(".navigation a").first.click()
        page.wait_for_url(lambda url: "/kit/" not in url)
        assert wrong == []


def test_a_form_is_sent_without_a_script(browser: Browser, live: Live) -> None:
    with window(browser, live, width=320, scripts=False) as context, open_page(context, "/nc/kit/form") as (page, _):
        page.get_by_label("Often").check()
        page.get_by_label("Your name").fill("Sam Reed")
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_url("**/kit/sent")
        assert page.locator("dd").all_inner_texts() == ["often", "Sam Reed"]


def test_what_is_typed_is_kept_as_a_draft_a_few_seconds_later_and_that_is_said(browser: Browser, live: Live) -> None:
    kit_pages.KEPT.clear()
    with window(browser, live) as context:
        context.new_page().close()
        page = context.new_page()
        page.clock.install()
        page.goto("/nc/kit/form")
        page.get_by_label("Your name").fill("Sam")
        expect(page.locator(".draft-said")).to_have_text("")
        page.clock.run_for(4_000)
        expect(page.get_by_role("status").filter(has_text="Draft saved at")).to_be_visible()
        assert kit_pages.KEPT[-1]["name"] == ["Sam"]
        page.get_by_label("Your name").fill("Sam Reed")
        page.goto("/nc/kit/lists")  # left before the next few seconds were over
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_timeout(1)
        assert kit_pages.kept_by(lambda fields: fields["name"] == ["Sam Reed"])


def test_a_draft_that_cannot_be_kept_is_said_and_tried_again(browser: Browser, live: Live) -> None:
    with window(browser, live) as context:
        page = context.new_page()
        page.clock.install()
        page.goto("/nc/kit/form")
        page.route("**/kit/draft", lambda route: route.abort())
        page.get_by_label("Your name").fill("Sam")
        page.clock.run_for(4_000)
        expect(page.locator(".draft-said")).to_have_text(
            "The draft could not be saved. What you typed is still here; we keep trying."
        )
        page.unroute("**/kit/draft")
        page.clock.run_for(10_000)
        expect(page.locator(".draft-said")).to_contain_text("Draft saved at")
        assert page.get_by_label("Your name").input_value() == "Sam"


def test_a_links_secret_reaches_its_form_and_leaves_the_address(browser: Browser, live: Live) -> None:
    asked: list[str] = []
    with window(browser, live) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url + str(request.headers.get("referer", ""))))
        page.goto("/nc/kit/form#a-secret-of-256-bits")
        assert page.locator("input[name=link]").input_value() == "a-secret-of-256-bits"
        assert "#" not in page.url
        assert not [each for each in asked if "a-secret-of-256-bits" in each.partition("#")[0]]


def test_a_form_is_sent_once_however_often_its_button_is_pressed(browser: Browser, live: Live) -> None:
    sent: list[str] = []
    with window(browser, live) as context, open_page(context, "/nc/kit/form") as (page, _):
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        page.get_by_label("Your name").fill("Sam Reed")
        page.get_by_role("button", name="Save and continue").dblclick()
        page.wait_for_url("**/kit/sent")
        assert len([url for url in sent if url.endswith("/kit/form")]) == 1
