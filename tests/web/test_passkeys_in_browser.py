"""Passkeys in a real browser, whose own authenticator makes and shows them; and every page of the door, looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect
from tests.web.browser import window
from tests.web.live import Live
from tests.web.look import ROOT, problems

from vouchbook.domain.names import PersonId
from vouchbook.service import passkeys, sessions, signing_in
from vouchbook.web import cookies

OUT = ROOT / "build" / "look"
pytestmark = pytest.mark.timeout(180)


@contextmanager
def opened(live: Live, browser: Browser, who: str | None, *, by: str = "sample") -> Iterator[Page]:
    named = Live(live.url.replace("127.0.0.1", "localhost"), live.hosting, live.people)
    with window(browser, named) as context:
        if who is not None:
            signed_in(context, named, who, by)
        page = context.new_page()
        yield page


def signed_in(context: BrowserContext, live: Live, who: str, by: str) -> None:
    office = live.hosting.office("nc")
    assert office is not None
    token = signing_in.begin(office, PersonId(live.people["nc"][who]), proved_by=by)
    name = cookies.name(live.hosting.settings, "nc", cookies.SESSION)
    context.add_cookies([{"name": name, "value": token, "url": live.url}])


def authenticator(page: Page, **more: Any) -> CDPSession:
    """A device inside the browser that checks who holds it, and says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **more}})
    return session


def looked(page: Page, name: str) -> None:
    assert problems(page, {width: OUT / f"door-{name}-{width}.png" for width in (320, 1280)}) == []


def at(page: Page, live: Live, path: str) -> None:
    page.goto(f"{live.url.replace('127.0.0.1', 'localhost')}/nc{path}")


def test_a_passkey_is_added_used_at_the_door_and_once_more(live: Live, browser: Browser) -> None:
    office = live.hosting.office("nc")
    assert office is not None
    cora = PersonId(live.people["nc"]["coordinator"])
    with opened(live, browser, "coordinator") as page:
        authenticator(page)
        at(page, live, "/account")
        looked(page, "account-without")
        page.get_by_role("link", name="Add a passkey").click()
        looked(page, "new-passkey")
        page.get_by_label("What should we call it?").fill("My laptop")
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.get_by_role("status").filter(has_text="Your passkey was added")).to_be_visible()
        expect(page.get_by_role("button", name="Remove My laptop")).to_be_visible()
        looked(page, "account")
        assert [each.name for each in passkeys.of_person(office, cora)] == ["My laptop"]

        page.get_by_role("button", name="Sign out").first.click()
        at(page, live, "/sign-in?next=%2Faccount")
        looked(page, "sign-in")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("heading", level=1, name="How you sign in")).to_be_visible()
        first = sessions.of_person(office, cora)[0]
        assert first.proved_by == "passkey"

        sessions.end_everywhere(office, cora)
        signed_in(page.context, Live(page.url.partition("/nc")[0], live.hosting, live.people), "coordinator", "code")
        at(page, live, "/account/passkeys/new")
        expect(page.get_by_role("heading", level=1, name="Confirm that it is you")).to_be_visible()
        looked(page, "confirm-passkey")
        page.get_by_role("button", name="Use my passkey").click()
        expect(page.get_by_role("heading", level=1, name="Add a passkey")).to_be_visible()
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.get_by_text("This device has a passkey here already")).to_be_visible()


def test_a_device_that_does_not_check_its_holder_signs_nobody_in(live: Live, browser: Browser) -> None:
    with opened(live, browser, "other_coordinator") as page:
        device = authenticator(page)
        at(page, live, "/account/passkeys/new")
        page.get_by_role("button", name="Add the passkey").click()
        expect(page.get_by_role("status").filter(has_text="Your passkey was added")).to_be_visible()
        page.get_by_role("button", name="Sign out").first.click()
        device.send("WebAuthn.disable")
        authenticator(page, isUserVerified=False)
        at(page, live, "/sign-in")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_text("No passkey was used")).to_be_visible()


def test_the_door_without_javascript_offers_what_works(live: Live, browser: Browser) -> None:
    with window(browser, live, scripts=False) as context:
        page = context.new_page()
        page.goto(f"{live.url}/nc/sign-in")
        expect(page.get_by_label("E-mail address")).to_be_visible()
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        page.goto(f"{live.url}/nc/try")
        expect(page.get_by_label("Paste the whole link here")).to_be_visible()


def test_a_link_to_try_the_product_goes_in_with_one_press(live: Live, browser: Browser) -> None:
    office = live.hosting.office("nc")
    assert office is not None
    token = signing_in.sample_link(office, PersonId(live.people["nc"]["newcomer"]))
    with opened(live, browser, None) as page:
        at(page, live, f"/try#{token}")
        assert token not in page.url, "the secret leaves the address"
        looked(page, "try")
        page.get_by_role("button", name="Go in").click()
        page.wait_for_url("**/nc/my")


def test_every_page_of_the_door_stands_at_both_widths(live: Live, browser: Browser) -> None:
    with opened(live, browser, None) as page:
        at(page, live, "/sign-in")
        page.get_by_role("button", name="Send me a code").click()
        looked(page, "sign-in-wrong")
        page.get_by_label("E-mail address").fill("nell@nc.example.org")
        page.get_by_role("button", name="Send me a code").click()
        looked(page, "code")
        page.get_by_label("Six-digit code").fill("12")
        page.get_by_role("button", name="Sign in", exact=True).click()
        looked(page, "code-wrong")
        at(page, live, "/register")
        looked(page, "register")
        for label, words in (("First name", "Nora"), ("Last name", "New"), ("E-mail address", "nora@example.org")):
            page.get_by_label(label).fill(words)
        page.get_by_label("State you live in").select_option("NC")
        page.get_by_role("button", name="Continue").click()
        looked(page, "register-code")
    with opened(live, browser, "newcomer") as page:
        at(page, live, "/account")
        page.get_by_text("Programs that speak for you").click()
        looked(page, "account-programs")
        at(page, live, "/account/access")
        looked(page, "access")
        office = live.hosting.office("nc")
        assert office is not None
        sessions.end_everywhere(office, PersonId(live.people["nc"]["newcomer"]))
        at(page, live, "/account")
    with opened(live, browser, "board") as page:
        at(page, live, "/office/access")
        looked(page, "access-office")
        at(page, live, "/account")
        page.get_by_text("Programs that speak for you").click()
        page.get_by_label("Program", exact=True).fill("Sheet")
        page.get_by_label("It speaks for").select_option("board")
        office = live.hosting.office("nc")
        assert office is not None
        sessions.end_everywhere(office, PersonId(live.people["nc"]["board"]))
        page.get_by_role("button", name="Make a token").click()
        looked(page, "sign-in-ended")
