"""The portal among people who mean harm: markup, headers, redirects, guesses; and readers who only look."""

from __future__ import annotations

import re
import statistics
import time

import pytest
from tests.web import small
from tests.web.crawling import crawled
from tests.web.filled import form, forms
from tests.web.hostile import ADDRESSES, MARK, REDIRECTS, XSS, raw
from tests.web.live import Live

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import CategoryCode, CommandId, PersonId
from vouchbook.service import application, person
from vouchbook.service.office import Request
from vouchbook.web.routes import Area

LINKED = re.compile(r'(?:href|src|action|formaction)\s*=\s*"\s*(?:javascript|data|vbscript):', re.IGNORECASE)


@pytest.fixture
def live(portal, people):
    return Live("http://127.0.0.1", portal.app.state.hosting, people)


@pytest.fixture
def nc(portal):
    return portal.app.state.hosting.office("nc")


def positions(live: Live) -> dict[str, int]:
    offices = (live.hosting.office(code) for code in ("nc", "tn", "alliance"))
    return {office.code: office.book.position for office in offices if office is not None}


def enter(portal, live: Live, who: str | None, association: str) -> None:
    portal.cookies.clear()
    if who is not None:
        cookie = live.cookie(who, association)
        portal.cookies.set(cookie["name"], cookie["value"])


# ── Whoever only looks changes nothing ────────────────────────────────────────────────────────


VISITORS = [
    (None, "nc", (Area.ANYBODY,)),
    ("applicant", "nc", (Area.OWN, Area.SIGNED_IN)),
    ("reviewed", "nc", (Area.OWN,)),
    ("endorsed", "nc", (Area.OWN,)),
    ("reviewed_reviewer_1", "nc", (Area.REVIEWING,)),
    ("coordinator", "nc", (Area.OFFICE, Area.COORDINATING)),
    ("board", "nc", (Area.OFFICE,)),
    ("alliance", "alliance", (Area.ALLIANCE,)),
    ("rating", "nc", (Area.RATING,)),
]


@pytest.mark.timeout(300)
def test_looking_at_every_page_changes_no_book(portal, live):
    looked = 0
    before = positions(live)
    for who, association, areas in VISITORS:
        enter(portal, live, who, association)
        for path, answer in crawled(portal, association, areas):
            assert answer.status_code < 500, (who, path)
            assert positions(live) == before, (who, path)
            looked += 1
    assert looked > 150


# ── Markup ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def planted(nc):
    """Somebody whose names are hostile, with an open application: as the book lets them in."""
    made = []
    for number, text in enumerate(XSS):
        words = PersonWords(text[:90], f"Family{number} {text}"[:90], f"hostile{number}@example.org")
        request = Request(CommandId(f"plant-{number}"), Principal(Role.COORDINATOR), nc.today)
        try:
            made.append(PersonId(person.register(nc, request, words).result["person"]))
        except ValueError:
            continue  # refused as a name: nothing to show
    assert len(made) > 5
    for who in made:
        request = Request(CommandId(f"plant-application-{who}"), Principal(Role.COORDINATOR), nc.today)
        application.open_application(nc, request, who, CategoryCode("IFA"))
    return made


@pytest.mark.timeout(240)
def test_hostile_names_come_out_as_words_on_every_page(portal, live, planted):
    own = (
        "/my",
        "/my/details",
        "/my/evidence",
        "/my/references",
        "/my/fees",
        "/my/data",
        "/account",
        "/help",
        "/registry",
    )
    office = (
        "/office",
        "/office/people",
        "/office/applications",
        "/office/references",
        "/office/money",
        "/office/outbox",
    )
    seen = 0
    for who in planted:
        portal.cookies.clear()
        small.sign_in(portal, "nc", who)
        for path in own:
            seen += _harmless(portal.get(f"/nc{path}"))
    enter(portal, live, "coordinator", "nc")
    for path in (
        *office,
        *(f"/office/people/{who}" for who in planted),
        *(f"/office/people/{who}/file" for who in planted),
    ):
        seen += _harmless(portal.get(f"/nc{path}"))
    assert seen > 20, "the hostile names were shown nowhere: this proves nothing"


def _harmless(answer) -> int:
    assert answer.status_code < 500
    for text in XSS:
        assert not raw(text, answer.text), (str(answer.request.url), text)
    assert not LINKED.search(answer.text)
    return MARK in answer.text


@pytest.mark.timeout(300)
def test_what_is_typed_into_any_form_comes_back_as_words(portal, live):
    """Every form of every page, each of its fields hostile: no 5xx, nothing unescaped."""
    sent = 0
    done: set[str] = set()
    for who, association, areas in VISITORS:
        enter(portal, live, who, association)
        found = [page for _, page in crawled(portal, association, areas) if page.status_code == 200]
        for each in (each for page in found for each in forms(page)):
            kind = re.sub(r"/[a-z]{1,2}-[0-9a-z]{10}", "/ID", each.action.partition("?")[0])
            if kind in done or "sign-out" in kind or "/sessions/" in kind:
                continue
            done.add(kind)
            text = XSS[sent % len(XSS)]
            hostile = {
                name: values if name in ("csrf", "command") else [text] * max(1, len(values))
                for name, values in each.fields.items()
            }
            given = {"params": hostile} if each.method == "get" else {"data": hostile}
            answer = portal.request(each.method, each.action, **given)
            assert answer.status_code < 500, (each.action, text)
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert not raw(text, answer.text), (each.action, text)
                assert not LINKED.search(answer.text), each.action
            sent += 1
            enter(portal, live, who, association)
    assert sent > 50


# ── Redirects ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("target", REDIRECTS)
def test_signing_in_leads_nowhere_else(portal, people, target):
    page = portal.get("/nc/sign-in", params={"next": target})
    assert page.status_code == 200
    assert "evil.example" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', page.text))
    sign_in = form(page, "/sign-in")
    sign_in.fields["next"] = [target]
    answer = sign_in.sent(portal, email="nell@nc.example.org")
    where = answer.headers.get("location", "")
    assert "\r" not in where
    assert "\n" not in where
    assert not where or where.startswith("/nc/")
    assert "evil" not in where.partition("?")[0]


@pytest.mark.parametrize("target", REDIRECTS)
def test_no_page_takes_an_address_to_go_to_from_anybody(portal, as_, target):
    client = as_("coordinator")
    for path in ("/office/people", "/my", "/account"):
        answer = client.get(f"/nc{path}", params={"next": target})
        assert answer.headers.get("location", "/nc/").startswith("/nc/")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:81"},
    ],
)
def test_a_form_that_another_site_sends_is_neither_taken_nor_shown_again(portal, as_, nc, headers):
    """Even with everything right in it: somebody may have been led to send it."""
    client = as_("coordinator")
    page = form(client.get("/nc/office/people/register"), "/register")
    fields = {**page.fields, "given_name": [MARK], "family_name": ["Foreign"], "email": ["foreign@example.org"]}
    before = nc.book.position
    answer = client.post(page.action, data=fields, headers=headers)
    assert answer.status_code == 403
    assert MARK not in answer.text
    assert nc.book.position == before


# ── Headers ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path", ["/", "/nc/", "/nc/sign-in", "/nc/registry", "/nc/nothing", "/zz/", "/nc/api/v1/nothing"]
)
def test_every_answer_carries_what_keeps_it_safe(portal, path):
    headers = portal.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"


def test_what_is_somebodys_is_kept_by_no_cache(as_):
    for path in ("/my", "/my/evidence", "/account"):
        assert "no-store" in as_("applicant").get(f"/nc{path}").headers["cache-control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(portal):
    for cookie in portal.get("/nc/sign-in").headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/" in cookie


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "[::1]", "a" * 300, "<script>"])
def test_a_strange_host_is_written_into_no_page_as_markup(portal, host):
    answer = portal.get("/nc/registry", headers={"host": host})
    assert answer.status_code < 500
    assert "<script>xq" not in answer.text


@pytest.mark.parametrize("address_", ADDRESSES)
def test_no_address_reaches_the_mail_that_is_none(portal, nc, address_):
    waiting = _letters(nc)
    answer = form(portal.get("/nc/sign-in"), "/sign-in").sent(portal, email=address_)
    assert answer.status_code < 500
    assert _letters(nc) == waiting


def _letters(office) -> int:
    from sqlalchemy import func, select

    from vouchbook.desk.tables import OUTBOX

    return int(office.desk.read(select(func.count()).select_from(OUTBOX))[0][0])


# ── Guesses ───────────────────────────────────────────────────────────────────────────────────


def _same(text: str) -> str:
    """A page without what differs each time: tokens, ids of commands, the address that was typed."""
    text = re.sub(r'name="(csrf|command|asking)" value="[^"]*"', "", text)
    return re.sub(r"[\w.]+@[\w.]+", "ADDRESS", text)


def test_nobody_learns_whether_an_address_is_known(portal):
    answers = []
    for email in ("nell@nc.example.org", "nobody@nc.example.org", "nell@tn.example.org"):
        portal.cookies.clear()
        answer = form(portal.get("/nc/sign-in"), "/sign-in").sent(portal, email=email)
        following = portal.get(answer.headers["location"]) if answer.status_code == 303 else answer
        answers.append(
            (answer.status_code, re.sub(r"\?.*", "", answer.headers.get("location", "")), _same(following.text))
        )
    assert answers[0] == answers[1] == answers[2]


def test_asking_for_a_code_takes_about_as_long_for_an_unknown_address(portal):
    """Medians, far apart only where a step is left out for one of the two."""
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(12):
        for kind, email in (("known", "nell@nc.example.org"), ("unknown", f"nobody{number}@nc.example.org")):
            portal.cookies.clear()
            page = form(portal.get("/nc/sign-in"), "/sign-in")
            begun = time.perf_counter()
            page.sent(portal, email=email)
            taken[kind].append(time.perf_counter() - begun)
    known, unknown = statistics.median(taken["known"]), statistics.median(taken["unknown"])
    assert 0.2 < known / unknown < 5


@pytest.mark.parametrize("path", ["/my/applications/{}", "/my/applications/{}/history", "/review/{}"])
def test_what_is_somebody_elses_looks_like_what_is_not_there(as_, people, path):
    client = as_("applicant" if path.startswith("/my") else "reviewer")
    theirs = client.get(f"/nc{path.format(people['nc']['submitted_application'])}")
    nothing = client.get(f"/nc{path.format('a-0000000000')}")
    assert theirs.status_code == nothing.status_code
    assert _same(theirs.text).replace(people["nc"]["submitted_application"], "ID") == _same(nothing.text).replace(
        "a-0000000000", "ID"
    )
