"""Somebody who walks through the portal: reads what stands there, clicks and types, takes a picture of each step."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from msgspec import Struct
from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, Response, expect
from tests.web.browser import too_wide
from tests.web.live import Live
from tests.web.look import ROOT

from vouchbook.desk import outbox as lying
from vouchbook.service import posting
from vouchbook.service.carriers import MailFolder
from vouchbook.service.wording import Letterhead

NOON = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
PICTURES = ROOT / "build" / "screens" / "walks"


class Letter(Struct, frozen=True):
    """A letter as its reader has it."""

    to: str
    subject: str
    text: str

    @property
    def code(self) -> str:
        found = re.search(r"(?m)^\s*(\d{3} ?\d{3})\s*$", self.text) or re.search(r"\b(\d{6})\b", self.text)
        assert found, f"there is no code in {self.subject!r}: {self.text}"
        return found[1].replace(" ", "")

    @property
    def link(self) -> str:
        found = re.search(r"https?://\S+", self.text)
        assert found, f"there is no link in {self.subject!r}: {self.text}"
        return found[0]


class Clock:
    """Begins at the day of the small alliance and goes on as ours does; a test may let time pass."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        return NOON + timedelta(seconds=time.monotonic() - self._began) + self._ahead

    def later(self, **much: float) -> None:
        self._ahead += timedelta(**much)


class Town(Struct, frozen=True):
    """A portal that is being served, its clock, and the folder into which its letters go."""

    live: Live
    mail: Path
    clock: Clock
    association: str = "nc"

    @property
    def url(self) -> str:
        return f"{self.live.url}/{self.association}"

    def letters(self, to: str) -> list[Letter]:
        """Everything that has come to an address so far, the latest last; the post goes round first."""
        office = self.live.hosting.office(self.association)
        assert office is not None
        before = set(self.mail.glob("*.eml"))
        head = Letterhead(sender="office@nc.example.org", portal=self.url, contact="help@nc.example.org")
        done = posting.post(office, MailFolder(self.mail), head)
        assert not done.came[lying.FAILED], f"a letter did not go: {done.problems}"
        for new in sorted(set(self.mail.glob("*.eml")) - before):
            known = len([each for each in self.mail.iterdir() if each.suffix == ".read"])
            new.with_name(f"{known:05d}.read").write_bytes(new.read_bytes())
        found = []
        for path in sorted(self.mail.glob("*.read")):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            if message["To"].addresses[0].addr_spec == to:
                body = message.get_body(("plain",))
                assert body is not None
                found.append(Letter(to, str(message["Subject"]), body.get_content()))
        return found

    def letter(self, to: str, subject: str) -> Letter:
        """The latest letter to an address whose subject says so."""
        letters = self.letters(to)
        found = [each for each in letters if subject.lower() in each.subject.lower()]
        assert found, f"no letter about {subject!r} went to {to}; there are {[each.subject for each in letters]}"
        return found[-1]


class Walker:
    """One person in one window; what they do is what a finger or a key does."""

    def __init__(self, context: BrowserContext, town: Town, name: str) -> None:
        self.context, self.town, self.name = context, town, name
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self._pictures = 0
        self._watch(self.page)

    def _watch(self, page: Page) -> None:
        def answered(answer: Response) -> None:
            if answer.status >= 500:
                self.wrong.append(f"{answer.url} answers {answer.status}")

        page.on("response", answered)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: a script fails: {error}"))

    # ── Going ─────────────────────────────────────────────────────────────────────────────────

    def opens(self, address: str) -> Walker:
        """An address from a letter, or one that stands in the window's own line."""
        self.page.goto(address if "://" in address else f"{self.town.url}{address}")
        return self

    def follows(self, name: str | re.Pattern[str], *, within: Locator | None = None, nth: int = 0) -> Walker:
        return self._clicks(self._here(within).get_by_role("link", name=name).nth(nth))

    def presses(self, name: str | re.Pattern[str], *, within: Locator | None = None, nth: int = 0) -> Walker:
        return self._clicks(self._here(within).get_by_role("button", name=name).nth(nth))

    def _clicks(self, what: Locator) -> Walker:
        """And waits for the page to which it leads."""
        with self.page.expect_navigation(wait_until="load"):
            what.click()
        return self

    def unfolds(self, name: str | re.Pattern[str]) -> Walker:
        self.page.locator("summary").filter(has_text=name).first.click()
        return self

    def closes_the_window(self) -> Walker:
        """And opens another one: whatever was not sent is not in it."""
        self.page.close(run_before_unload=False)
        self.page = self.context.new_page()
        self._watch(self.page)
        return self

    def another_tab(self, address: str) -> Walker:
        """The same person in the same browser, in a second tab."""
        other = Walker(self.context, self.town, f"{self.name}-second")
        other.wrong = self.wrong
        return other.opens(address)

    # ── Typing ────────────────────────────────────────────────────────────────────────────────

    def fills(self, given: Mapping[str, str], *, within: Locator | None = None) -> Walker:
        for label, value in given.items():
            field = self._here(within).get_by_label(label).and_(self.page.locator("input, select, textarea")).first
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)
        return self

    def ticks(self, *labels: str, group: str | re.Pattern[str] | None = None) -> Walker:
        place = self.page.get_by_role("group", name=group) if group is not None else self.page
        for label in labels:
            place.get_by_label(label, exact=False).first.check(force=True)
        return self

    # ── Looking ───────────────────────────────────────────────────────────────────────────────

    def sees(self, words: str | re.Pattern[str]) -> Walker:
        expect(self.page.get_by_text(words).locator("visible=true").first).to_be_visible()
        return self

    def is_told(self, words: str | re.Pattern[str]) -> Walker:
        expect(self.page.get_by_role("status").filter(has_text=words).first).to_be_visible()
        return self

    def stands_at(self, heading: str | re.Pattern[str]) -> Walker:
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        return self

    def sees_nothing_of(self, words: str) -> Walker:
        expect(self.page.get_by_text(words)).to_have_count(0)
        return self

    def shot(self, step: str, *, also: int | None = None) -> Walker:
        """A picture of the page as it stands; nothing of it may reach out of the window. ``also`` at another width."""
        self._pictures += 1
        width = self._width
        for each in (width, also) if also else (width,):
            if each != width:
                self.page.set_viewport_size({"width": each, "height": 640})
            path = PICTURES / f"{self.name}-{self._pictures:02d}-{step}-{each}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=path, full_page=True, animations="disabled")
            self.wrong += [f"{step} at {each}: too wide: {what}" for what in too_wide(self.page)]
        if also:
            self.page.set_viewport_size({"width": width, "height": 844 if width == 390 else 900})
        return self

    @property
    def _width(self) -> int:
        size = self.page.viewport_size
        assert size is not None
        return int(size["width"])

    def _here(self, within: Locator | None) -> Page | Locator:
        return within if within is not None else self.page

    # ── Signing in ────────────────────────────────────────────────────────────────────────────

    def signs_in(self, email: str, at: str = "/my") -> Walker:
        self.opens("/sign-in?next=" + at.replace("/", "%2F"))
        self.fills({"E-mail address": email}).presses("Send me a code")
        self.stands_at("Check your e-mail")
        self.fills({"Six-digit code": self.town.letter(email, "code").code})
        return self.presses(re.compile("^Sign in$"), within=self.page.locator("main"))

    def authenticator(self) -> CDPSession:
        """A device inside the browser that checks who holds it, and says yes."""
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return session
