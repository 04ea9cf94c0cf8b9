"""The door of the portal: codes, links, forms that were sent too late, ways out of the association that are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from httpx import Response
from litestar.testing import TestClient
from tests.service.entrance import NOON
from tests.web.small import People

from vouchbook.desk import access_log as log_rows
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import PersonId
from vouchbook.service import access_log, sessions, signing_in
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office
from vouchbook.web.app import portal as made
from vouchbook.web.going_on import next_of
from vouchbook.web.settings import Settings

COOKIE = "vouchbook-nc-session"


class Browser:
    """One person's browser at the portal: sends forms as pages hold them, and turns the clock."""

    def __init__(self, settings: Settings, first_code: int = 424_200) -> None:
        self.now = NOON
        self._first_code = first_code
        self.codes: list[str] = []
        app = made(settings, Edge(lambda: self.now, code=self._draw))
        self.client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=True)
        self.client.follow_redirects = False
        self.page: Response | None = None

    def _draw(self) -> str:
        self.codes.append(f"{self._first_code + len(self.codes):06d}")
        return self.codes[-1]

    @property
    def office(self) -> Office:
        office = self.client.app.state.hosting.office("nc")
        assert isinstance(office, Office)
        return office

    def get(self, path: str) -> Response:
        self.page = self.client.get(f"/nc{path}")
        return self.page

    def send(self, path: str, **typed: str) -> Response:
        """Send the form of this page that goes to ``path``, with its hidden fields and what is typed."""
        assert self.page is not None
        fields = {**hidden(self.page.text, f"/nc{path}"), **typed}
        self.page = self.client.post(f"/nc{path}", data=fields)
        return self.page

    def send_here(self, path: str) -> Response:
        """Send the form of this page that goes to the page itself."""
        assert self.page is not None
        forms = re.findall(r'<form class="usa-form.*?</form>', self.page.text, re.DOTALL)
        self.page = self.client.post(f"/nc{path}", data=fields_of(forms[0]))
        return self.page

    def signs_in(self, email: str, path: str = "/sign-in") -> Response:
        self.get(path)
        self.send("/sign-in", email=email)
        return self.send("/sign-in/code", code=self.codes[-1])

    @property
    def person(self) -> PersonId | None:
        token = self.client.cookies.get(COOKIE)
        session = signing_in.session_of(self.office, token) if token else None
        return session.person if session else None


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to an address."""
    forms = [form for form in re.findall(r"<form\b.*?</form>", page, re.S) if f'action="{action}"' in form]
    assert forms, f"no form goes to {action}"
    return fields_of(forms[0])


def fields_of(form: str) -> dict[str, str]:
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in inputs}


@pytest.fixture
def browser(settings: Settings) -> Iterator[Browser]:
    opened = Browser(settings)
    with opened.client:
        yield opened


ANA, CORA, ROSA = "nell@nc.example.org", "cora@nc.example.org", "rosa@nc.example.org"


# ── In and out ────────────────────────────────────────────────────────────────────────────────


def test_an_applicant_signs_in_with_a_code_and_begins_at_their_file(browser: Browser, people: People) -> None:
    answer = browser.signs_in(ANA)
    assert (answer.status_code, answer.headers["location"]) == (303, "/nc/my")
    assert browser.person == people["nc"]["newcomer"]


@pytest.mark.parametrize(
    ("email", "first_page"), [(CORA, "/nc/office"), (ROSA, "/nc/review"), ("bo@nc.example.org", "/nc/office")]
)
def test_everybody_begins_where_their_work_is(browser: Browser, email: str, first_page: str) -> None:
    assert browser.signs_in(email).headers["location"] == first_page


def test_the_cookie_is_for_no_script_and_no_other_site(browser: Browser) -> None:
    cookie = next(each for each in browser.signs_in(ANA).headers.get_list("set-cookie") if each.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_gives_a_new_token_and_ends_the_old_session(browser: Browser) -> None:
    browser.signs_in(ANA)
    first = browser.client.cookies[COOKIE]
    page = browser.client.get("/nc/account")
    assert page.status_code == 200
    token = signing_in.sample_link(browser.office, PersonId(str(browser.person)))
    browser.get("/try")
    browser.send("/try", secret=token)
    assert browser.client.cookies[COOKIE] != first
    assert signing_in.session_of(browser.office, first) is None


def test_signing_out_ends_the_session_and_not_only_the_cookie(browser: Browser) -> None:
    browser.signs_in(ANA)
    token = browser.client.cookies[COOKIE]
    browser.get("/account")
    assert browser.send("/sign-out").headers["location"] == "/nc/"
    assert browser.client.cookies.get(COOKIE) in (None, "")
    assert signing_in.session_of(browser.office, token) is None


def test_the_code_field_may_be_filled_in_by_the_browser_and_pasted_into(browser: Browser) -> None:
    browser.get("/sign-in")
    assert 'autocomplete="username webauthn"' in str(browser.page.text if browser.page else "")
    page = browser.send("/sign-in", email=ANA).text
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert "onpaste" not in page


def test_whoever_asks_for_a_page_goes_on_to_it_after_signing_in(browser: Browser) -> None:
    answer = browser.get("/account?x=1&y=a%20b")
    assert answer.status_code == 303
    where = answer.headers["location"].removeprefix("/nc")
    assert browser.signs_in(ANA, where).headers["location"] == "/nc/account?x=1&y=a+b"


# ── Codes that do not work ────────────────────────────────────────────────────────────────────


def test_a_wrong_code_is_said_beside_the_field_and_the_next_one_works(browser: Browser) -> None:
    browser.get("/sign-in")
    browser.send("/sign-in", email=ANA)
    answer = browser.send("/sign-in/code", code="000000")
    assert answer.status_code == 422
    assert "not the code we sent" in answer.text
    assert "<title>Error: " in answer.text
    assert browser.send("/sign-in/code", code=browser.codes[-1]).status_code == 303


def test_an_expired_code_is_said_so(browser: Browser) -> None:
    browser.get("/sign-in")
    browser.send("/sign-in", email=ANA)
    browser.now += timedelta(minutes=10)
    assert "works for ten minutes" in browser.send("/sign-in/code", code=browser.codes[-1]).text


def test_a_code_that_was_forwarded_opens_nothing_in_another_window(browser: Browser, settings: Settings) -> None:
    browser.get("/sign-in")
    browser.send("/sign-in", email=ANA)
    code = browser.codes[-1]
    other = Browser(settings, 777_700)
    with other.client:
        other.get("/sign-in")
        other.send("/sign-in", email=CORA)
        assert other.send("/sign-in/code", code=code, email=ANA).status_code == 422
        assert other.person is None
    assert browser.send("/sign-in/code", code=code).status_code == 303


def test_known_and_unknown_addresses_get_the_same_page(browser: Browser) -> None:
    pages = []
    for email in (ANA, "none@nc.example.org"):
        browser.get("/sign-in")
        page = browser.send("/sign-in", email=email).text
        pages.append(re.sub(r'value="[^"]*"', "", page.replace(email, "X")))
    assert pages[0] == pages[1]


def test_no_address_stands_in_an_address(browser: Browser) -> None:
    browser.get("/sign-in")
    assert browser.send("/sign-in", email=ANA).status_code == 200, "the answer is the page itself, not a redirect"


def test_too_many_attempts_are_told_how_long_to_wait(browser: Browser) -> None:
    for _ in range(5):
        browser.get("/sign-in")
        browser.send("/sign-in", email=ANA)
    browser.get("/sign-in")
    answer = browser.send("/sign-in", email=ANA)
    assert answer.status_code == 422
    assert "wait 15 minutes" in answer.text


@pytest.mark.parametrize("email", ["", "ana", "x" * 300 + "@example.org", "a@b\x00", "a@b\r\nBcc:c@d"])
def test_what_is_no_address_is_asked_for_again(browser: Browser, email: str) -> None:
    browser.get("/sign-in")
    assert browser.send("/sign-in", email=email).status_code == 422


def test_a_form_of_another_site_signs_nobody_in(browser: Browser) -> None:
    for path in ("/sign-in", "/sign-in/code", "/sign-in/passkey", "/try", "/register", "/register/code", "/sign-out"):
        answer = browser.client.post(f"/nc{path}", data={"email": ANA, "code": "1", "csrf": "a.b"})
        assert answer.status_code == 403, path
    assert browser.codes == []


# ── Ways out of the association ───────────────────────────────────────────────────────────────

ELSEWHERE = [
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil",
    "/\tevil", "/\nevil", "/my/../../tn/my", "/my/%2e%2e/%2e%2e/tn", "/..", "http:evil", " /my", "/my\r\nX: y", "/ä",
]  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE)
def test_whatever_leads_elsewhere_is_not_gone_to(browser: Browser, path: str) -> None:
    assert next_of(path) == ""
    browser.get("/sign-in")
    browser.send("/sign-in", email=ANA, next=path)
    assert browser.send("/sign-in/code", code=browser.codes[-1], next=path).headers["location"] == "/nc/my"


@pytest.mark.parametrize("path", ["/my", "/my/evidence?page=2&q=a+b", "/office/people/p-1/file/x", "/a...b", "/x/.y"])
def test_a_page_of_the_association_is_gone_to(path: str) -> None:
    assert next_of(path) == path


# ── A session that ends in the middle of a form ───────────────────────────────────────────────

FORM = "/account/tokens"
TYPED = {"token_name": "My “spreadsheet” <b>", "role": "applicant", "days": "90"}


def sent_too_late(browser: Browser, email: str = ANA) -> Response:
    """Somebody opens a form, is away for three hours, and sends it."""
    browser.signs_in(email)
    browser.get("/account")
    browser.now += timedelta(hours=3)
    return browser.send(FORM, **TYPED)


def test_nothing_typed_is_lost_when_the_session_ended(browser: Browser) -> None:
    answer = sent_too_late(browser)
    assert answer.status_code == 401
    assert "Nothing you typed is lost" in answer.text
    assert "spreadsheet" not in answer.text, "what was typed is sealed for the one who typed it"
    browser.send("/sign-in", email=ANA)
    again = browser.send("/sign-in/code", code=browser.codes[-1])
    assert again.status_code == 200
    assert "What you typed is still here" in again.text
    kept = hidden(again.text, f"/nc{FORM}")
    assert {name: kept[name] for name in TYPED} == TYPED
    done = browser.send(FORM)
    assert done.status_code == 200
    assert "Copy this token now" in done.text


def test_nothing_is_sent_before_its_writer_says_so(browser: Browser) -> None:
    sent_too_late(browser)
    browser.send("/sign-in", email=ANA)
    browser.send("/sign-in/code", code=browser.codes[-1])
    assert "My “spreadsheet”" not in browser.client.get("/nc/account").text


def test_a_mistyped_address_or_code_does_not_lose_it(browser: Browser) -> None:
    sent_too_late(browser)
    browser.send("/sign-in", email="ana at example")
    browser.send("/sign-in", email=ANA)
    browser.send("/sign-in/code", code="000000")
    assert "What you typed is still here" in browser.send("/sign-in/code", code=browser.codes[-1]).text


def test_what_one_person_typed_is_not_sent_as_another(browser: Browser) -> None:
    sent_too_late(browser)
    browser.send("/sign-in", email=CORA)
    answer = browser.send("/sign-in/code", code=browser.codes[-1])
    assert (answer.status_code, answer.headers["location"]) == (303, "/nc/office")
    after = browser.client.get("/nc/account").text
    assert "What somebody else had typed here before was not sent." in unescape(after)
    assert "spreadsheet" not in after


def test_a_form_that_was_never_opened_here_is_not_kept(browser: Browser) -> None:
    """Another site cannot plant a form that waits for somebody to sign in."""
    browser.signs_in(ANA)
    browser.now += timedelta(hours=3)
    answer = browser.client.post(f"/nc{FORM}", data={**TYPED, "csrf": "a.b"})
    assert answer.status_code == 401
    assert not hidden(answer.text, "/nc/sign-in")["held"]


@pytest.mark.parametrize("held", ["x", "AAAA", "ä", "=" * 50, "A" * 100_000])
def test_a_forged_form_is_dropped(browser: Browser, held: str) -> None:
    browser.get("/sign-in")
    browser.send("/sign-in", email=ANA, held=held)
    assert browser.send("/sign-in/code", code=browser.codes[-1], held=held).status_code == 303


def test_an_ended_session_is_told_apart_from_none(browser: Browser) -> None:
    browser.signs_in(ANA)
    browser.get("/account")
    sessions.end_everywhere(browser.office, PersonId(str(browser.person)))
    assert "Your session has ended" in browser.send(FORM, **TYPED).text


# ── Showing once more who one is ──────────────────────────────────────────────────────────────


def test_a_weighty_form_asks_once_more_and_loses_nothing(browser: Browser) -> None:
    browser.signs_in(ANA)
    browser.get("/account")
    browser.now += timedelta(minutes=15)
    answer = browser.send(FORM, **TYPED)
    assert answer.status_code == 403
    assert "Confirm that it is you" in answer.text
    browser.send("/confirm")
    assert "What you typed is still here" in browser.send("/confirm/code", code=browser.codes[-1]).text
    assert "Copy this token now" in browser.send(FORM).text


def test_a_weighty_page_asks_once_more_and_goes_on_to_it(browser: Browser) -> None:
    browser.signs_in(CORA)
    browser.now += timedelta(minutes=15)
    answer = browser.get("/account/passkeys/new")
    assert answer.headers["location"] == "/nc/confirm?next=%2Faccount%2Fpasskeys%2Fnew"
    browser.get("/confirm?next=%2Faccount%2Fpasskeys%2Fnew")
    browser.send("/confirm")
    assert browser.send("/confirm/code", code=browser.codes[-1]).headers["location"] == "/nc/account/passkeys/new"


def test_a_sign_in_code_does_not_confirm(browser: Browser) -> None:
    browser.signs_in(ANA)
    browser.now += timedelta(minutes=16)
    browser.get("/confirm")
    browser.send("/confirm")
    assert browser.send("/confirm/code", code="111111").status_code == 422


# ── Registering ───────────────────────────────────────────────────────────────────────────────

NEW = {"given_name": "Nora", "family_name": "New", "email": "nora@example.org", "state": "NC"}


def test_somebody_new_opens_a_file_once_the_code_is_typed(browser: Browser) -> None:
    position = browser.office.book.position
    browser.get("/register")
    browser.send("/register", **NEW)
    assert browser.office.book.position == position, "nothing is kept before the code is typed"
    answer = browser.send("/register/code", code=browser.codes[-1])
    assert (answer.status_code, answer.headers["location"]) == (303, "/nc/my")
    assert browser.office.book.position == position + 1
    assert browser.person is not None


def test_an_address_that_is_known_gets_the_same_page_and_no_second_file(browser: Browser) -> None:
    browser.get("/register")
    fresh = browser.send("/register", **NEW).text
    browser.get("/register")
    position = browser.office.book.position
    known = browser.send("/register", **{**NEW, "email": ANA}).text
    same = [
        re.sub(r'value="[^"]*"', "", page).replace(mail, "X") for page, mail in ((fresh, NEW["email"]), (known, ANA))
    ]
    assert same[0] == same[1]
    assert browser.send("/register/code", code=browser.codes[-1]).status_code == 422
    assert browser.office.book.position == position
    assert browser.person is None


def test_another_address_than_the_one_that_was_mailed_is_not_registered(browser: Browser) -> None:
    browser.get("/register")
    browser.send("/register", **NEW)
    position = browser.office.book.position
    answer = browser.send("/register/code", code=browser.codes[-1], email="victim@example.org")
    assert answer.status_code == 422
    assert browser.office.book.position == position


@pytest.mark.parametrize("wrong", [{"given_name": ""}, {"email": "nora"}, {"state": "XX"}, {"family_name": "N\x00"}])
def test_what_is_missing_or_wrong_is_asked_for_again_with_everything_typed(
    browser: Browser, wrong: dict[str, str]
) -> None:
    browser.get("/register")
    answer = browser.send("/register", **{**NEW, **wrong})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert NEW["given_name"] in answer.text or "given_name" in wrong
    assert browser.codes == []


# ── Sessions, tokens, who looked ──────────────────────────────────────────────────────────────


def test_somebody_sees_where_they_are_signed_in_and_ends_it(browser: Browser, settings: Settings) -> None:
    browser.signs_in(ANA)
    other = Browser(settings, 777_700)
    with other.client:
        other.signs_in(ANA)
        assert browser.get("/account").text.count(">End<") == 1
        assert browser.send("/account/sessions/end").status_code == 303
        assert other.get("/account").status_code == 303, "signed out there"
    assert browser.get("/account").status_code == 200


def test_somebody_elses_session_cannot_be_named(browser: Browser, people: People) -> None:
    browser.signs_in(ANA)
    cora = PersonId(people["nc"]["coordinator"])
    signing_in.begin(browser.office, cora, proved_by="code")
    (theirs,) = sessions.of_person(browser.office, cora)
    browser.get("/account")
    csrf = hidden(str(browser.page and browser.page.text), "/nc/account/tokens")["csrf"]
    answer = browser.client.post("/nc/account/sessions/end", data={"csrf": csrf, "session": theirs.id})
    assert answer.status_code == 409
    assert len(sessions.of_person(browser.office, cora)) == 1


def test_a_token_is_shown_once_and_revoked(browser: Browser) -> None:
    browser.signs_in(ANA)
    browser.get("/account")
    page = browser.send(FORM, **TYPED).text
    (token,) = re.findall(r"vouchbook_nc_[\w-]{43}", page)
    assert token not in browser.get("/account").text
    assert "never used" in str(browser.page and browser.page.text)
    browser.send("/account/tokens/revoke")
    assert "Revoked" in browser.get("/account").text


def test_a_token_never_speaks_for_a_role_that_its_maker_does_not_hold(browser: Browser) -> None:
    browser.signs_in(ANA)
    browser.get("/account")
    assert browser.send(FORM, **{**TYPED, "role": "coordinator"}).status_code == 422


def test_who_is_turned_away_stands_in_the_access_log(browser: Browser, people: People) -> None:
    browser.signs_in(ANA)
    assert browser.get("/office/access").status_code == 403
    (line,) = log_rows.everything(browser.office.desk, 10)
    assert (line.outcome, line.person) == (access_log.DENIED, people["nc"]["newcomer"])


def test_an_applicant_sees_who_looked_and_the_coordinator_sees_everything(browser: Browser, people: People) -> None:
    ana, cora = PersonId(people["nc"]["newcomer"]), PersonId(people["nc"]["coordinator"])
    access_log.read(browser.office, Principal(Role.COORDINATOR, cora), ana, "evidence")
    browser.signs_in(ANA)
    mine = browser.get("/account/access").text
    assert "A coordinator" in mine
    assert cora not in mine
    browser.get("/account")
    browser.send("/sign-out")
    browser.signs_in(CORA)
    assert f"coordinator:{cora}" in browser.get("/office/access").text
    assert browser.get("/office/access?as=csv").text.count("\n") == 2


def test_opening_somebodys_file_is_noted_and_opening_ones_own_is_not(browser: Browser, people: People) -> None:
    ana, application = people["nc"]["applicant"], people["nc"]["applicant_application"]
    browser.signs_in(CORA)
    assert browser.get(f"/office/people/{ana}/file/applications/{application}/print").status_code == 200
    lines = access_log.of_person(browser.office, Principal(Role.APPLICANT, PersonId(ana)), PersonId(ana))
    assert {(line.actor, line.outcome) for line in lines} == {(f"coordinator:{people['nc']['coordinator']}", "read")}
    browser.get("/account")
    browser.send("/sign-out")
    token = signing_in.sample_link(browser.office, PersonId(ana))
    browser.get("/try")
    browser.send("/try", secret=token)
    assert browser.get(f"/my/applications/{application}").status_code == 200
    assert access_log.of_person(browser.office, Principal(Role.APPLICANT, PersonId(ana)), PersonId(ana)) == lines


def test_a_coordinator_removes_the_lost_passkeys_of_somebody_else_and_never_their_own(
    browser: Browser, people: People
) -> None:
    browser.signs_in(CORA)
    theirs, own = people["nc"]["other_coordinator"], people["nc"]["coordinator"]
    assert "Remove their passkeys" in browser.get(f"/office/people/{theirs}/signing-in").text
    assert browser.send_here(f"/office/people/{theirs}/signing-in").status_code == 303
    browser.get(f"/office/people/{own}/signing-in")
    assert browser.send_here(f"/office/people/{own}/signing-in").status_code == 422


# ── Links to try the product ──────────────────────────────────────────────────────────────────


def test_a_link_to_try_the_product_signs_in(browser: Browser, people: People) -> None:
    ana = PersonId(people["nc"]["newcomer"])
    token = signing_in.sample_link(browser.office, ana)
    browser.get("/try")
    assert browser.send("/try", secret=token).status_code == 303
    assert browser.person == ana


@pytest.mark.parametrize("pasted", ["http://127.0.0.1/nc/try#{token}", " {token} "])
def test_without_javascript_the_link_is_pasted(browser: Browser, people: People, pasted: str) -> None:
    ana = PersonId(people["nc"]["newcomer"])
    token = signing_in.sample_link(browser.office, ana)
    browser.get("/try")
    browser.send("/try", link=pasted.format(token=token))
    assert browser.person == ana


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_forged_link_opens_nothing(browser: Browser, token: str) -> None:
    browser.get("/try")
    answer = browser.send("/try", secret=token)
    assert answer.status_code == 422
    assert "This link opens nothing" in answer.text


def test_an_expired_link_is_said_so(browser: Browser, people: People) -> None:
    token = signing_in.sample_link(browser.office, PersonId(people["nc"]["newcomer"]))
    browser.now += signing_in.SAMPLE_LASTS
    browser.get("/try")
    assert "has expired" in browser.send("/try", secret=token).text
