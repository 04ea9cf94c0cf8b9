"""Portals whose books differ only in what valid ratings say show their applicant the same, to the last byte."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.service.conftest import TODAY, Asking, clock
from tests.service.references import Referenced
from tests.web.crawling import crawled
from tests.web.letters import HEAD

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.names import AssociationCode, CommandId, Outcome, PersonId
from vouchbook.service import alliance, api_tokens, panel, posting, review, roles, signing_in
from vouchbook.service.carriers import MailFolder
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request
from vouchbook.web.app import portal
from vouchbook.web.routes import Area
from vouchbook.web.settings import Settings

Said = tuple[date, date, int, str]
Rated = dict[str, Said]
"""What was said for each place: when, since when they know each other, how often too little was known, in words."""
KIND: Said = (date(2026, 11, 1), date(2015, 1, 1), 0, "I would trust her with my own children")
COOL: Said = (date(2025, 6, 1), date(2023, 1, 1), 5, "does the work")
WARM: Said = (date(2026, 3, 1), date(2019, 4, 1), 2, "steady, curious, kind")
PLACES = ("supervisor", "rsc_provider", "other")
BOOKS: dict[str, Rated] = {
    "all kind": dict.fromkeys(PLACES, KIND),
    "all cool": dict.fromkeys(PLACES, COOL),
    "one each": dict(zip(PLACES, (KIND, COOL, WARM), strict=True)),
    "the other way round": dict(zip(PLACES, (WARM, KIND, COOL), strict=True)),
}
STAGES = ("received", "submitted", "reviewed", "decided")
_ANEW = re.compile(r'name="(?:csrf|command|asking)" value="[^"]*"|={15}\d+==')
_KEYED = re.compile(r"hmac:[0-9a-f]{64}")
pytestmark = pytest.mark.timeout(300)


class Stood:
    """A portal over one book, at one stage of the application."""

    def __init__(self, place: Path, client: TestClient[Litestar], way: Referenced, office: Office) -> None:
        self.place, self.client, self.way, self.office = place, client, way, office

    def enter(self, who: PersonId) -> None:
        self.client.cookies.clear()
        self.client.cookies.set("vouchbook-nc-session", signing_in.begin(self.office, who, proved_by="code"))

    def token(self, role: Role) -> dict[str, str]:
        session = signing_in.session_of(self.office, signing_in.begin(self.office, self.way.person, proved_by="code"))
        assert session is not None
        return {"authorization": f"Bearer {api_tokens.make(self.office, session, 'mine', role, 30)}"}


@pytest.fixture
def stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """``with stood("kind", rated, "decided") as portal``: ids and secrets come in the same order each time."""
    made = count()

    @contextmanager
    def standing(rated: Rated, stage: str, more: Callable[[Referenced], None] = lambda _: None) -> Iterator[Stood]:
        place = tmp_path / f"{next(made)}"
        place.mkdir()
        monkeypatch.setattr(Asking, "_numbers", count(1))
        numbers = count(1)
        edge = Edge(
            clock,
            mint=lambda prefix: f"{prefix}-{next(numbers):010d}",
            token=lambda: f"{next(numbers):043d}",
            salt=lambda: f"{next(numbers):032d}",
            code=lambda: f"{next(numbers):06d}",
        )
        with alliance.found(place / "alliance", place / "root-key") as folder:
            folder.add(alliance.ALLIANCE_CODE)
            request = Request(CommandId("founding"), Principal(Role.ALLIANCE), TODAY)
            alliance.license_association(folder, request, AssociationCode("nc"), edge)
        (place / "file").mkdir()
        with Folder.open(place / "alliance", place / "root-key") as folder:
            way = Referenced(alliance.office(folder, "nc", edge), Asking(), place / "file")
            way.confirmed("membership")
            for slot, rating in way.all_three().items():
                on, since, unsure, words = rated[slot]
                way.receives(rating, rated_on=on, known_since=since, answers=unsure, words=words)
            way.confirmed("rating")
            if stage != "received":
                way.submitted()
            if stage in ("reviewed", "decided"):
                way.panel().reviewed().examined()
            if stage == "decided":
                way.decided()
            more(way)
        app = portal(Settings(data=place / "alliance", key_file=place / "root-key"), edge)
        with TestClient(app, base_url="http://127.0.0.1") as client:
            client.follow_redirects = False
            office = app.state.hosting.office("nc")
            yield Stood(place, client, way, office)

    return standing


def seen(answer: object) -> str:
    """What came, without what is new each time: an archive by what is in it."""
    content, headers = answer.content, answer.headers  # type: ignore[attr-defined]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            content = b"".join(name.encode() + packed.read(name) for name in packed.namelist())
    kept = [headers.get(each, "") for each in ("content-type", "content-disposition", "location", "link")]
    return f"{answer.status_code} {kept} {plain(content.decode('utf-8', 'replace'))}"  # type: ignore[attr-defined]


def plain(text: str) -> str:
    """Without tokens of forms, and with keyed digests by their order: each book has keys of its own."""
    known: dict[str, str] = {}
    return _KEYED.sub(lambda found: known.setdefault(found[0], f"digest {len(known)}"), _ANEW.sub("", text))


FILES = ("/my/data/download.zip", "/my/calendar.ics", "/account/access", "/registry.csv", "/my/evidence/add/training")
OWN_API = (
    "/people/{person}", "/people/{person}/evidence", "/people/{person}/references", "/accounts/{person}",
    "/applications/{application}/evaluation", "/applications", "/people",
)  # fmt: skip


def everything_of_the_applicant(portal_: Stood) -> dict[str, str]:
    """Every page that they find by links, every file, what the API answers them, and every letter that they get."""
    found: dict[str, str] = {}
    portal_.enter(portal_.way.person)
    for path, answer in crawled(portal_.client, "nc", (Area.OWN, Area.SIGNED_IN, Area.ANYBODY)):
        found[path] = seen(answer)
    for path in FILES:
        found[path] = seen(portal_.client.get(f"/nc{path}"))
    ids = {"person": portal_.way.person, "application": portal_.way.application}
    portal_.client.cookies.clear()
    key = portal_.token(Role.APPLICANT)
    for path in OWN_API:
        found[f"api {path}"] = seen(portal_.client.get(f"/nc/api/v1{path.format(**ids)}", headers=key))
    for act in ("submission", "withdrawal"):
        path = f"/applications/{ids['application']}/{act}"
        once = {**key, "idempotency-key": act}
        found[f"api {act}"] = seen(portal_.client.post(f"/nc/api/v1{path}", headers=once))
    return {**found, **letters(portal_)}


def letters(portal_: Stood) -> dict[str, str]:
    """Every letter but those to raters: they know what they have written."""
    mail = portal_.place / "mail"
    mail.mkdir()
    posting.post(portal_.office, MailFolder(mail), HEAD)
    found = {}
    for each in sorted(mail.iterdir()):
        parsed = message_from_bytes(each.read_bytes(), policy=policy.default)
        found[f"letter {each.name} {parsed['to']}"] = plain(each.read_text("utf-8"))
    return found


def same(one: dict[str, str], other: dict[str, str]) -> None:
    assert one.keys() == other.keys(), one.keys() ^ other.keys()
    different = [path for path, text in one.items() if text != other[path]]
    for path in different[:3]:
        pairs = zip(one[path].splitlines(), other[path].splitlines(), strict=False)
        print(path, [(a[:300], b[:300]) for a, b in pairs if a != b][:3])
    assert different == []


@pytest.mark.parametrize("stage", STAGES)
def test_an_applicant_reads_the_same_whatever_valid_ratings_say_and_whoever_said_it(stood, stage: str) -> None:
    found = []
    for rated in BOOKS.values():
        with stood(rated, stage) as portal_:
            found.append(everything_of_the_applicant(portal_))
    assert len(found[0]) > 60, "too little was looked at"
    assert sum(path.startswith("letter") for path in found[0]) > 3
    for other in found[1:]:
        same(found[0], other)


@pytest.mark.parametrize("stage", ["received", "decided"])
def test_an_applicant_who_is_a_coordinator_too_reads_no_more_of_their_own(stood, stage: str) -> None:
    """The office's own pages, lists and files, opened by the one whom the ratings are about."""

    def coordinates(way: Referenced) -> None:
        roles.give(way.office, way.ask("alliance"), way.person, Role.COORDINATOR)

    found = []
    for rated in (BOOKS["all kind"], BOOKS["all cool"], BOOKS["one each"]):
        with stood(rated, stage, coordinates) as portal_:
            portal_.enter(portal_.way.person)
            pages = {}
            for path, answer in crawled(portal_.client, "nc", (Area.OFFICE, Area.COORDINATING)):
                pages[path] = seen(answer)
            own = f"/nc/office/people/{portal_.way.person}"
            for path in (
                own,
                f"{own}/file",
                f"{own}/file/references",
                f"{own}/file/evidence",
                f"{own}/claims",
                f"{own}/file/data/download.zip",
                f"{own}/colleagues",
                f"/nc/office/applications/{portal_.way.application}",
                f"/nc/office/applications/{portal_.way.application}/decide",
                "/nc/office/references?as=csv",
                "/nc/office/reviews?as=csv",
                "/nc/office/applications?as=csv",
            ):
                pages[path] = seen(portal_.client.get(path))
            for number in range(1, 200):
                answer = portal_.client.get(f"/nc/office/references/ra-{number:010d}")
                if answer.status_code != 404:
                    pages[str(answer.request.url)] = seen(answer)
            key = portal_.token(Role.COORDINATOR)
            for path in OWN_API:
                ids = {"person": portal_.way.person, "application": portal_.way.application}
                pages[f"api {path}"] = seen(portal_.client.get(f"/nc/api/v1{path.format(**ids)}", headers=key))
            found.append(pages)
    assert any("office/references/ra-" in path for path in found[0])
    for other in found[1:]:
        same(found[0], other)


# ── Reviewers, before they have said what they think ──────────────────────────────────────────


def judged(says: bool, outcome: Outcome, reason: str) -> Callable[[Referenced], None]:
    """The first of two reviewers answers everything so; the second has taken the case and answered nothing."""

    def work(way: Referenced) -> None:
        way.panel()
        for who in way.reviewers:
            roles.give(way.office, way.ask("alliance"), who, Role.REVIEWER)
            panel.accept(way.office, way.ask("reviewer", who), way.application)
        first = way.reviewers[0]
        given = tuple(
            review.Answer(q.requirement, says or place % 2 == 0, f"{reason} {place}", key=q.key, item=q.item)
            for place, q in enumerate(way.open_questions(first))
        )
        review.answer(way.office, way.ask("reviewer", first), way.application, given)
        review.complete(way.office, way.ask("reviewer", first), way.application, outcome, reason)

    return work


def test_a_reviewer_reads_the_same_whatever_the_other_has_answered_until_they_have(stood) -> None:
    found, after = [], []
    for says, outcome, reason in (
        (True, Outcome.APPROVED, "well documented"),
        (False, Outcome.DEFERRED, "much is missing"),
        (False, Outcome.ON_HOLD, "x"),
    ):
        with stood(BOOKS["one each"], "submitted", judged(says, outcome, reason)) as portal_:
            second = portal_.way.reviewers[1]
            portal_.enter(second)
            pages = {p: seen(a) for p, a in crawled(portal_.client, "nc", (Area.REVIEWING, Area.SIGNED_IN))}
            for part in ("panel", "recommendation", "timeline", "competencies"):
                path = f"/nc/review/{portal_.way.application}/{part}"
                pages[path] = seen(portal_.client.get(path))
            key_session = signing_in.session_of(
                portal_.office, signing_in.begin(portal_.office, second, proved_by="code")
            )
            assert key_session is not None
            key = api_tokens.make(portal_.office, key_session, "mine", Role.REVIEWER, 3)
            path = f"/nc/api/v1/applications/{portal_.way.application}/evaluation"
            pages["api"] = seen(portal_.client.get(path, headers={"authorization": f"Bearer {key}"}))
            pages |= {name: text for name, text in letters(portal_).items() if "paul" in name}
            found.append(pages)
            request = Asking()("reviewer", second)
            mine = tuple(
                review.Answer(q.requirement, True, "as seen", key=q.key, item=q.item)
                for q in review.questions(portal_.office, request, portal_.way.application).open
            )
            review.answer(portal_.office, request, portal_.way.application, mine)
            review.complete(
                portal_.office, Asking()("reviewer", second), portal_.way.application, Outcome.APPROVED, "fine"
            )
            after.append(seen(portal_.client.get(f"/nc/review/{portal_.way.application}/panel")))
    assert len(found[0]) > 12
    for other in found[1:]:
        same(found[0], other)
    assert after[0] != after[1], "afterwards the two are shown beside each other: else this proves nothing"
