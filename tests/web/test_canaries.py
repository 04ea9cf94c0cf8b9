"""Words planted wherever people of North Carolina write: nobody elsewhere reads one, no file and no log holds one."""

from __future__ import annotations

import io
import logging
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pytest
from click.testing import CliRunner
from litestar import Litestar
from litestar.testing import TestClient
from tests.service.conftest import Asking, clock
from tests.service.documents import PDF
from tests.service.journey import Journey
from tests.service.planted import Planted, planted
from tests.web import small
from tests.web.apart import serving
from tests.web.crawling import crawled
from tests.web.filled import form
from tests.web.letters import HEAD

from vouchbook.cli import main
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import ApplicationId, ItemId, PersonId
from vouchbook.domain.wish import WishKind
from vouchbook.service import api_tokens, attachments, person, posting, reading, review, signing_in, wishes
from vouchbook.service.carriers import MailFolder
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office
from vouchbook.service.outbox import Recipient, put
from vouchbook.service.sessions import session_of
from vouchbook.web import cookies
from vouchbook.web.api.endpoints import ENDPOINTS
from vouchbook.web.app import portal
from vouchbook.web.pages import ROUTES
from vouchbook.web.routes import Area, Route
from vouchbook.web.settings import Settings

CANARY = re.compile(rb"(?i).{0,60}canary.{0,40}", re.DOTALL)
ADDRESS = re.compile(r'(?:href|src|action|formaction|data-[\w-]+)="([^"]*)"')
TABLE = "given name,family name,email\nCanaryimported,Canaryrow,canary.row@example.org\n"
pytestmark = pytest.mark.timeout(300)


class Log(logging.Handler):
    """Everything that anything logs, at every level, with its tracebacks."""

    def __init__(self) -> None:
        super().__init__(0)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Sown:
    """A portal in which everything personal of North Carolina is a canary."""

    def __init__(self, client: TestClient[Litestar], place: Path, mail: Path, people: small.People, log: Log) -> None:
        self.client, self.place, self.mail, self.people, self.log = client, place, mail, people, log
        self.hosting = client.app.state.hosting
        self.who: Planted
        self.attachment = ""
        self.locations: list[str] = []

    @property
    def nc(self) -> Office:
        office = self.hosting.office("nc")
        assert isinstance(office, Office)
        return office

    def enter(self, who: str | None, association: str = "nc") -> None:
        self.client.cookies.clear()
        if who is None:
            return
        office = self.hosting.office(association)
        if who.startswith("ra-"):
            token, what = signing_in.begin(office, rating=ItemId(who), proved_by="code"), cookies.RATER
        else:
            device = "Canarydevice" if association == "nc" else "Firefox"
            token, what = signing_in.begin(office, PersonId(who), proved_by="code", device=device), "session"
        self.client.cookies.set(cookies.name(self.hosting.settings, association, what), token)

    def token(self, who: str, role: Role, association: str = "nc") -> dict[str, str]:
        office = self.hosting.office(association)
        session = session_of(office, signing_in.begin(office, PersonId(who), proved_by="code"))
        assert session is not None
        name = "Canarytoken" if association == "nc" else "a program"
        return {"authorization": f"Bearer {api_tokens.make(office, session, name, role, 30)}"}

    def sends(self, page: str, goes: str, **typed: str) -> int:
        """A form of a page, as somebody sends it; where it leads is noted."""
        answer = form(self.client.get(page), goes).sent(self.client, **typed)
        self.locations.append(answer.headers.get("location", ""))
        return answer.status_code


@pytest.fixture(scope="module")
def sown(founded_alliance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sown]:
    place = tmp_path_factory.mktemp("sown")
    shutil.copytree(founded_alliance / "alliance", place / "alliance")
    people = msgspec.json.decode((founded_alliance / "people.json").read_bytes(), type=small.People)
    settings = Settings(data=place / "alliance", key_file=founded_alliance / "root-key")
    with listening() as log, TestClient(portal(settings, Edge(clock)), base_url="http://127.0.0.1") as client:
        client.follow_redirects = False
        found = Sown(client, place / "alliance", place / "mail", people, log)
        (place / "file").mkdir()
        found.who = planted(found.hosting.folder, found.nc, place / "file")
        _own(found)
        _office(found)
        _others(found)
        _letters(found)
        yield found


@contextmanager
def listening() -> Iterator[Log]:
    log, root = Log(), logging.getLogger()
    before = root.level
    root.addHandler(log)
    root.setLevel(0)
    try:
        yield log
    finally:
        root.removeHandler(log)
        root.setLevel(before)


def _own(found: Sown) -> None:
    """What an applicant leaves: a draft, a scan, a wish, a token; and what was typed wrongly."""
    nc, who, ask = found.nc, found.who.applicant, Asking()
    found.enter(who)
    page = form(found.client.get("/nc/my/evidence/add/training"), "/my/evidence/add/training")
    draft = {**page.fields, "title": ["Canarydraft"], "provider": ["Canarydrafted"]}
    assert found.client.post("/nc/my/evidence/drafts/training", data=draft).status_code == 204
    assert found.client.post(page.action, data=draft).status_code == 422
    item = next(each.item for each in reading.evidence(nc, ask().principal, who) if each.kind == "training")
    body = PDF.replace(b"%%EOF", b"% Canaryscan\n%%EOF")
    done = attachments.attach(nc, ask("applicant", who), who, item, "Canaryscan.pdf", body)
    found.attachment = done.result["attachment"]
    wishes.make(nc, ask("applicant", who), who, WishKind.PAID, words="Canarywish")
    found.token(who, Role.APPLICANT)
    for path in ("/my/details", "/my/data", "/my/data/download.zip", f"/my/evidence/attachments/{found.attachment}"):
        answer = found.client.get(f"/nc{path}")
        assert answer.status_code == 200
        assert CANARY.search(answer.content) or "zip" in path or path == "/my/data", path
    assert found.sends("/nc/my/details", "/my/details", given_name="Canarynew") == 303


def _office(found: Sown) -> None:
    """What a coordinator leaves: a search, a saved list, an import that waits, words to the API, a paper form."""
    who = found.people["nc"]["coordinator"]
    found.enter(who)
    assert found.sends("/nc/office/people", "/people/search", q="Canary") == 200
    assert found.sends("/nc/office/people", "/people/search", q="canary.giver@example.org") == 303
    assert found.sends("/nc/office/people?stage=endorsed", "/lists/save", name="Canarylist") == 303
    page = form(found.client.get("/nc/office/bulk/import"), "/bulk/import")
    sent = found.client.post(page.action, data=page.fields, files={"file": ("people.csv", TABLE.encode())})
    assert sent.status_code in (200, 422)
    key = found.token(who, Role.COORDINATOR)
    new = {"given_name": "Canaryapi", "family_name": "Canaryapi", "email": "canary.api@example.org"}
    assert found.client.post("/nc/api/v1/people", json=new, headers=key).status_code == 201
    wrong = {**new, "Canaryfield": "x"}
    assert found.client.post("/nc/api/v1/people", json=wrong, headers=key).status_code == 422
    access = {"x-canary": "canary", "referer": "http://127.0.0.1/nc/canary", "user-agent": "Canary/1.0"}
    assert found.client.get("/nc/office", headers=access).status_code == 200


def _others(found: Sown) -> None:
    """What a rater and a reviewer leave, and somebody who has no file yet."""
    nc, known, ask = found.nc, found.people["nc"], Asking()
    found.enter(known["rating"])
    assert found.sends("/nc/reference/form/comments", "/form/comments", comment="Canaryrater") == 303
    found.enter(None)
    assert found.sends("/nc/sign-in", "/sign-in", email="canary.nobody@example.org") == 200
    new = {"given_name": "Canaryself", "family_name": "Canaryself", "email": "canary.self@example.org", "state": "NC"}
    assert found.sends("/nc/register", "/register", **new) == 200
    way = Journey(nc, ask)
    way.person, way.application = PersonId(known["reviewed"]), ApplicationId(known["reviewed_application"])
    reviewer = PersonId(known["reviewed_reviewer_2"])
    given = tuple(
        review.Answer(q.requirement, True, "Canaryreview", key=q.key, item=q.item) for q in way.open_questions(reviewer)
    )
    review.answer(nc, ask("reviewer", reviewer), way.application, given[1:])
    found.enter(reviewer)
    key = str(given[0].requirement).partition(":")[0].partition(".")[0]
    page = found.client.get(f"/nc/review/{way.application}/requirements/{key}")
    if page.status_code == 200:
        fields = {**form(page, f"/requirements/{key}").fields, "Canaryfield": ["Canarydraft"]}
        found.client.post(f"/nc/review/{way.application}/requirements/{key}/draft", data=fields)


def _letters(found: Sown) -> None:
    """Letters that have gone and letters that wait; of every association."""
    found.mail.mkdir()
    for code in ("nc", "tn", "alliance"):
        office, place = found.hosting.office(code), found.mail / code
        place.mkdir()
        posting.post(office, MailFolder(place), HEAD)
    put(found.nc, "security_notice", Recipient(email="canary.waits@example.org"), {"what": "Canaryletter", "on": "now"})


# ── It was planted ────────────────────────────────────────────────────────────────────────────


def test_the_canaries_are_read_by_those_who_may(sown: Sown) -> None:
    sown.enter(sown.people["nc"]["coordinator"])
    seen = set()
    own = f"/office/people/{sown.who.applicant}"
    for path in ("/office/people", own, f"{own}/file/evidence",
                 "/office/policy", "/office/outbox", "/office/money", "/office/money/requests",
                 f"/office/vetting/{sown.who.vetting}", "/office/policy/proposals/" + sown.who.proposal):  # fmt: skip
        seen |= {each.lower() for each in re.findall(r"(?i)canary\w*", sown.client.get(f"/nc{path}").text)}
    assert {"canarygiver", "canarylist", "canaryscan", "canaryvetted", "canaryproposal"} & seen >= {
        "canarygiver",
        "canarylist",
    }
    assert any(CANARY.search(each.read_bytes()) for each in (sown.mail / "nc").iterdir())
    sown.enter(sown.who.applicant)
    assert "Canarydraft" in sown.client.get("/nc/my/evidence/add/training").text
    assert "Canarydevice" in sown.client.get("/nc/account").text
    assert "Canarytoken" in sown.client.get("/nc/account").text


# ── Nobody elsewhere ──────────────────────────────────────────────────────────────────────────


ELSEWHERE = [
    (None, "tn", (Area.ANYBODY,)),
    ("newcomer", "tn", (Area.OWN, Area.SIGNED_IN)),
    ("reviewer", "tn", (Area.REVIEWING, Area.OWN)),
    ("coordinator", "tn", (Area.OFFICE, Area.COORDINATING, Area.OWN, Area.SIGNED_IN)),
    ("board", "tn", (Area.OFFICE,)),
    ("alliance", "alliance", (Area.ALLIANCE, Area.SIGNED_IN)),
]


def leaks(found: bytes, headers: object = "") -> list[bytes]:
    text = found
    if found[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(found)) as packed:
            text = b"".join(name.encode() + packed.read(name) for name in packed.namelist())
    return CANARY.findall(text) + CANARY.findall(str(headers).encode())


@pytest.mark.parametrize(("who", "association", "areas"), ELSEWHERE)
def test_no_page_and_no_file_elsewhere_holds_one(
    sown: Sown, who: str | None, association: str, areas: tuple[Area, ...]
) -> None:
    sown.enter(None if who is None else sown.people[association][who], association)
    looked = 0
    for path, answer in crawled(sown.client, association, areas):
        assert leaks(answer.content, answer.headers) == [], path
        looked += 1
    for route in (each for each in ROUTES if each.method == "GET" and each.area in areas and "{" not in each.path):
        for query in ("?as=csv", "?as=balance", "?all=yes", "?state=all", "?q=canary", "?on=2026-11-20"):
            answer = sown.client.get(f"/{association}{route.path}{query}")
            words = answer.content.replace(b"q=canary", b"").replace(b'value="canary"', b"")
            assert leaks(words) == [], f"{route.path}{query}"
            looked += 1
    assert looked > 20


def _of_nc(sown: Sown) -> dict[str, str]:
    """An id of North Carolina for every gap of an address."""
    who, known = sown.who, sown.people["nc"]
    return {
        "person_id": who.applicant, "about": who.applicant, "application": known["reviewed_application"],
        "application_id": known["reviewed_application"], "rating_id": who.rating, "reference": who.rating,
        "vetting_id": who.vetting, "payer": who.agency, "payment": who.payment, "invoice": who.invoice,
        "proposal": who.proposal, "attachment": sown.attachment, "reviewer": known["reviewed_reviewer_1"],
        "endorsement": "e-0000000000", "code": "nc", "key": "training", "role": "coordinator", "kind": "training",
        "fund": "membership_scholarship",
    }  # fmt: skip


@pytest.mark.parametrize(("who", "association"), [(who, association) for who, association, _ in ELSEWHERE])
def test_an_id_from_elsewhere_opens_nothing(sown: Sown, who: str | None, association: str) -> None:
    """Every address with gaps, filled with ids of North Carolina, at another association's door."""
    sown.enter(None if who is None else sown.people[association][who], association)
    ids = _of_nc(sown)
    asked = 0
    for route in (each for each in ROUTES if each.method == "GET" and "{" in each.path):
        path = re.sub(r"\{(\w+)\}", lambda gap: ids.get(gap[1], who or "x"), route.path)
        for at in _places(route, path, sown.who.applicant):
            answer = sown.client.get(f"/{association}{at}")
            assert answer.status_code < 500, at
            assert leaks(answer.content, answer.headers) == [], at
            asked += 1
    assert asked > 100


def _places(route: Route, path: str, about: str) -> tuple[str, ...]:
    if route.area is not Area.OWN:
        return (path,)
    return path, f"/office/people/{about}/file{path.removeprefix('/my')}"


@pytest.mark.parametrize(("who", "role", "association"), [
    ("coordinator", Role.COORDINATOR, "tn"), ("board", Role.BOARD, "tn"), ("reviewer", Role.REVIEWER, "tn"),
    ("newcomer", Role.APPLICANT, "tn"), ("alliance", Role.ALLIANCE, "alliance"),
])  # fmt: skip
def test_no_answer_of_the_api_elsewhere_holds_one(sown: Sown, who: str, role: Role, association: str) -> None:
    key, ids = (
        sown.token(sown.people[association][who], role, association),
        _of_nc(sown) | {"person": sown.who.applicant},
    )
    sown.enter(None)
    for endpoint in ENDPOINTS:
        path = re.sub(r"\{(\w+)\}", lambda gap: ids.get(gap[1], "x"), endpoint.path)
        sent = None if endpoint.method == "GET" else dict[str, str]()
        answer = sown.client.request(endpoint.method, f"/{association}/api/v1{path}", headers=key, json=sent)
        assert answer.status_code < 500, path
        assert leaks(answer.content, answer.headers) == [], path


def test_a_token_and_a_session_of_one_association_open_nothing_at_another(sown: Sown) -> None:
    key = sown.token(sown.people["nc"]["coordinator"], Role.COORDINATOR)
    sown.enter(None)
    assert sown.client.get("/tn/api/v1/people", headers=key).status_code == 401
    token = signing_in.begin(sown.nc, PersonId(sown.people["nc"]["coordinator"]), proved_by="code")
    for code in ("tn", "alliance"):
        sown.client.cookies.set(f"vouchbook-{code}-session", token)
    assert sown.client.get("/tn/office/people").status_code == 303
    assert sown.client.get("/alliance/associations").status_code == 303


def test_no_letter_of_another_association_holds_one(sown: Sown) -> None:
    letters = [each for code in ("tn", "alliance") for each in (sown.mail / code).iterdir()]
    for each in letters:
        assert leaks(each.read_bytes()) == [], each
    assert [*(sown.mail / "nc").iterdir()]


# ── No file, no log, no address ───────────────────────────────────────────────────────────────


def test_no_byte_of_the_data_folder_is_one(sown: Sown) -> None:
    files = [each for each in sorted(sown.place.rglob("*")) if each.is_file()]
    assert any(each.parent.name == "desk" for each in files)
    assert any("attachments" in str(each) for each in files)
    assert any(each.name.endswith("-wal") for each in files)
    for each in files:
        assert CANARY.findall(each.read_bytes()) == [], each
        assert "canary" not in each.name.lower()


def test_no_log_line_is_one(sown: Sown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where something breaks while it holds what somebody typed."""

    typed = reading.person(sown.nc, Principal(Role.COORDINATOR), sown.who.applicant).words

    def broken(*_: object, **__: object) -> None:
        try:
            raise KeyError(typed)
        except KeyError as error:
            raise RuntimeError(typed.name) from error

    monkeypatch.setattr(person, "correct", broken)
    sown.enter(sown.who.applicant)
    sown.client.raise_server_exceptions = False  # type: ignore[attr-defined]
    assert sown.sends("/nc/my/details", "/my/details", given_name="Canarybroken") == 500
    assert any("RuntimeError" in line for line in sown.log.lines), "the operators are told"
    ours = [line for line in sown.log.lines if not line.startswith(("httpx", "httpcore"))]  # those are the browser's
    assert leaks("\n".join(ours).replace("test_canaries.py", "").encode()) == []


VISITED = [
    ("coordinator", (Area.OFFICE, Area.COORDINATING, Area.SIGNED_IN)), ("reviewed_reviewer_2", (Area.REVIEWING,)),
    ("rating", (Area.RATING,)), ("", (Area.OWN, Area.SIGNED_IN)), (None, (Area.ANYBODY,)),
]  # fmt: skip


@pytest.mark.parametrize(("who", "areas"), VISITED)
def test_no_address_of_their_own_pages_holds_one(sown: Sown, who: str | None, areas: tuple[Area, ...]) -> None:
    """Addresses stay in histories, bookmarks and logs of others."""
    sown.enter(None if who is None else sown.people["nc"][who] if who else sown.who.applicant)
    for path, answer in crawled(sown.client, "nc", areas):
        at = [path, answer.headers.get("location", ""), answer.headers.get("content-disposition", "")]
        if answer.headers.get("content-type", "").startswith("text/html"):
            at += ADDRESS.findall(answer.text)
        for each in at:
            assert "canary" not in unquote(each).lower() or "Canaryscan.pdf" in each, (path, each)
    for where in sown.locations:
        assert "canary" not in unquote(where).lower(), where


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="processes are found in /proc")
def test_nothing_that_is_typed_reaches_the_servers_own_output(tmp_path: Path) -> None:
    place = tmp_path / "alliance"
    assert CliRunner().invoke(main, ["init", str(place), "--with", "nc"]).exit_code == 0
    with serving(place, "--log", "--mail", str(tmp_path / "mail")) as served:
        browser, _ = served.somebody()
        hidden = dict(re.findall(r'name="(csrf|command)" value="([^"]*)"', browser.get("/nc/my/details").text))
        typed = {**hidden, "given_name": "Canary", "family_name": "Canary", "state": "NC"}
        assert browser.post("/nc/my/details?note=Canary", data=typed).status_code == 303
        assert browser.post("/nc/my/details", data={**typed, "state": "Canary"}).status_code == 422
        assert browser.post("/nc/sign-in", data={**hidden, "email": "canary@example.org"}).status_code == 200
        browser.get(
            "/nc/registry", params={"q": "Canary"}, headers={"referer": "http://x/Canary", "user-agent": "Canary"}
        )
        browser.get("/nc/registry?" + "&".join(["q=Canary"] * 200))
        browser.post(
            "/nc/sign-in", content=b"email=Canary\xff", headers={"content-type": "application/x-www-form-urlencoded"}
        )
        browser.post("/nc/api/v1/people", content=b'{"Canary": ', headers={"content-type": "application/json"})
        browser.cookies.set("vouchbook-nc-rater", "Canary")
        browser.get("/nc/reference/form")
    said = served.log.read_bytes()
    assert b"/nc/my/details" in said
    assert leaks(said) == []
    for each in (file for file in place.rglob("*") if file.is_file()):
        assert leaks(each.read_bytes()) == [], each


def test_words_of_a_person_are_those_that_were_planted() -> None:
    """The search itself finds what it looks for, whatever it is packed in."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("x.json", "a cAnArY" * 50)
    assert leaks(packed.getvalue())
    assert leaks(msgspec.json.encode(PersonWords("Canary", "b", "c@d.org")))
    assert leaks(b"", {"location": "/canary"})
    assert not leaks(b"nothing")
    assert Principal(Role.ANYONE).person is None
