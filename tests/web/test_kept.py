"""A page that was kept never says anything else than the same page made anew: over whatever is written, by whomever."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.service.conftest import TODAY
from tests.web import small

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import Training
from vouchbook.domain.names import ApplicationId, CategoryCode, CommandId, ItemId, PersonId
from vouchbook.domain.refusal import Refused
from vouchbook.service import (
    access_log,
    alliance,
    application,
    drafts,
    evidence,
    panel,
    person,
    rating,
    readiness,
    roles,
)
from vouchbook.service.edge import Edge
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request
from vouchbook.service.shelf import Shelf
from vouchbook.web.app import portal as made
from vouchbook.web.pages import ROUTES
from vouchbook.web.settings import Settings

TOKENS = re.compile(rb'(name="(?:csrf|command)" value=")[^"]+')
ROUNDS = 2


Write = Callable[[Office], object]


class Turning:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    @property
    def today(self) -> date:
        return self.now.date()


@pytest.fixture
def clock() -> Turning:
    return Turning()


@pytest.fixture
def keeping(settings: Settings, clock: Turning) -> Iterator[TestClient[Litestar]]:
    """The portal that keeps pages."""
    with TestClient(made(settings, Edge(clock)), base_url="http://127.0.0.1") as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def anew(settings: Settings, clock: Turning) -> Iterator[TestClient[Litestar]]:
    """The same, which is made to forget everything before each page."""
    with TestClient(made(settings, Edge(clock)), base_url="http://127.0.0.1") as client:
        client.follow_redirects = False
        yield client


@pytest.fixture
def elsewhere(place: Path, settings: Settings, clock: Turning) -> Iterator[Office]:
    """North Carolina's office in another process."""
    with Folder.open(place, settings.key_file) as folder:
        yield alliance.office(folder, "nc", Edge(clock))


def paths(people: small.People) -> list[tuple[str, str]]:
    """Who looks at which of the pages that are kept."""
    nc = people["nc"]
    own = nc["applicant_application"]
    return [
        ("applicant", "/nc/my"),
        ("applicant", f"/nc/my/applications/{own}/requirements/rsc"),
        ("applicant", f"/nc/my/applications/{own}/requirements/training"),
        ("endorsed", "/nc/my"),
        ("reviewed_reviewer_2", f"/nc/review/{nc['reviewed_application']}"),
        ("examined_reviewer_1", f"/nc/review/{nc['examined_application']}"),
        ("coordinator", "/nc/office"),
        ("board", "/nc/office"),
        ("coordinator", "/nc/office/people"),
        ("coordinator", "/nc/office/people?stage=applying"),
        ("coordinator", f"/nc/office/people/{nc['applicant']}/file"),
        ("coordinator", f"/nc/office/people/{nc['applicant']}/file/applications/{own}/requirements/rsc"),
        ("newcomer", "/nc/my"),
        ("newcomer", "/nc/office/people"),  # which is not open to them
        ("", f"/nc/verify/{_endorsement(nc)}"),
        ("", "/nc/my"),
    ]


_endorsements: dict[str, str] = {}


def _endorsement(nc: dict[str, str]) -> str:
    return _endorsements.get(nc["endorsed"], "none")


def cookies_of(office: Office, people: small.People, wanted: list[tuple[str, str]]) -> dict[str, str]:
    from vouchbook.service import sessions

    names = {who for who, _ in wanted if who}
    return {who: sessions.begin(office, PersonId(people["nc"][who]), proved_by="code") for who in sorted(names)}


def looked(client: TestClient[Litestar], path: str, token: str | None) -> tuple[int, bytes]:
    client.cookies.clear()
    headers = {"cookie": f"vouchbook-nc-session={token}"} if token else {}
    answer = client.get(path, headers=headers)
    return answer.status_code, TOKENS.sub(rb"\1", answer.content)


def forgotten(client: TestClient[Litestar]) -> None:
    """Nothing is at hand there any more: neither a page nor a stream."""
    office = client.app.state.hosting.office("nc")
    office.keeping.forget()
    office._shelf = Shelf(office.book)


def test_a_page_kept_says_what_the_page_made_anew_says(
    keeping: TestClient[Litestar],
    anew: TestClient[Litestar],
    elsewhere: Office,
    people: small.People,
    clock: Turning,
) -> None:
    """Random writes by this process, by another one, on the desk and in the book, and days that pass."""
    chance = random.Random(7)
    here = keeping.app.state.hosting.office("nc")
    _endorsements.update(_all_endorsements(elsewhere))
    wanted = paths(people)
    tokens = cookies_of(elsewhere, people, wanted)
    writes = Writes(people["nc"], chance, clock)
    for step, kind in enumerate(writes.in_any_order(ROUNDS)):
        said = writes.one(kind, chance.choice((here, elsewhere)))
        for who, path in wanted:
            first, again = (looked(keeping, path, tokens.get(who)) for _ in range(2))
            forgotten(anew)
            now = looked(anew, path, tokens.get(who))
            assert first == now, f"step {step}, after {said}: {path} of {who or 'nobody'}"
            assert again == now, f"step {step}, after {said}: {path} of {who or 'nobody'}, asked twice"
    assert writes.refused < step / 2, "most of what was tried was refused: nothing is shown by that"


def _all_endorsements(office: Office) -> dict[str, str]:
    from vouchbook.projections.endorsements import endorsements

    return {row.person: row.endorsement for row in endorsements(office.book)}


class Writes:
    """Whatever may be written while people look at pages."""

    def __init__(self, nc: dict[str, str], chance: random.Random, clock: Turning) -> None:
        self.nc, self.chance, self.clock = nc, chance, clock
        self.refused = 0
        self._numbers = count(1)
        self._kinds: list[Write] = [
            self.training, self.training, self.withdrawn, self.corrected, self.role, self.opened, self.waived,
            self.accepted, self.draft, self.signed_in, self.key_given, self.next_day, self.nothing,
        ]  # fmt: skip

    def in_any_order(self, rounds: int) -> list[Write]:
        """Each kind so many times."""
        wanted = self._kinds * rounds
        self.chance.shuffle(wanted)
        return wanted

    def one(self, kind: Write, office: Office) -> str:
        try:
            kind(office)
        except Refused:
            self.refused += 1
        return getattr(kind, "__name__", "")

    def ask(self, role: Role, who: str | None = None) -> Request:
        person_ = None if who is None else PersonId(who)
        return Request(CommandId(f"write-{next(self._numbers)}"), Principal(role, person_), self.clock.today)

    @property
    def somebody(self) -> PersonId:
        return PersonId(self.nc[self.chance.choice(("applicant", "applicant", "newcomer", "endorsed", "reviewed"))])

    def training(self, office: Office) -> None:
        on, who = self.clock.today, self.somebody
        minutes = 60 * self.chance.randint(1, 9)
        facts = Training(on, on, minutes)
        evidence.record(office, self.ask(Role.APPLICANT, who), who, ((facts, {"title": f"Day {minutes}"}),))

    def withdrawn(self, office: Office) -> None:
        from vouchbook.domain.streams import PERSON

        who = self.somebody
        items = sorted(office.load(PERSON, who).state.items)
        if items:
            evidence.withdraw(office, self.ask(Role.APPLICANT, who), who, ItemId(self.chance.choice(items)))

    def corrected(self, office: Office) -> None:
        who, name = self.somebody, f"Name{next(self._numbers)}"
        person.correct(office, self.ask(Role.COORDINATOR, self.nc["coordinator"]), who, person.Correction(name))

    def role(self, office: Office) -> None:
        who = self.chance.choice((PersonId(self.nc["newcomer"]), PersonId(self.nc["board"])))
        asked = self.ask(Role.COORDINATOR, self.nc["coordinator"])
        self.chance.choice((roles.give, roles.end))(office, asked, who, self.chance.choice(roles.GIVEN))

    def opened(self, office: Office) -> None:
        who = self.somebody
        category = CategoryCode(self.chance.choice(("IFA", "IFS", "IMHS", "ECFS")))
        application.open_application(office, self.ask(Role.APPLICANT, who), who, category)

    def waived(self, office: Office) -> None:
        rating.remind(office, self.ask(Role.COORDINATOR, self.nc["coordinator"]), ItemId(self.nc["rating"]))

    def accepted(self, office: Office) -> None:
        asked = self.ask(Role.REVIEWER, self.nc["reviewed_reviewer_1"])
        panel.accept(office, asked, ApplicationId(self.nc["reviewed_application"]))

    def draft(self, office: Office) -> None:
        """A list that the coordinator comes back to stands on the desk, and on the page of people."""
        name = f"List {next(self._numbers)}"
        kept = {name: ["/office/people", "stage=applying"]}
        drafts.keep(office, PersonId(self.nc["coordinator"]), "office-lists", kept)

    def signed_in(self, office: Office) -> None:
        from vouchbook.service import sessions

        sessions.begin(office, self.somebody, proved_by="code")

    def key_given(self, office: Office) -> None:
        """Somebody is registered: keys are made, and everybody is one more."""
        from vouchbook.domain.evidence import PersonWords

        number = next(self._numbers)
        words = PersonWords(f"Given{number}", "Family", f"n{number}@example.org")
        person.register(office, self.ask(Role.COORDINATOR, self.nc["coordinator"]), words)

    def next_day(self, _: Office) -> None:
        self.clock.now += timedelta(minutes=self.chance.choice((1, 10)))

    def nothing(self, _: Office) -> None:
        pass


@pytest.fixture
def coordinator(keeping: TestClient[Litestar], people: small.People) -> TestClient[Litestar]:
    small.sign_in(keeping, "nc", people["nc"]["coordinator"])
    return keeping


def made_times(keeping: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates of pages that were made, not given again."""
    from vouchbook.web import templating

    made_now: list[str] = []
    real = templating.rendered

    def noted(visit, template, values):
        made_now.append(template)
        return real(visit, template, values)

    monkeypatch.setattr(templating, "rendered", noted)
    return made_now


def test_a_page_is_made_once_while_nothing_was_written(
    coordinator: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    made_now = made_times(coordinator, monkeypatch)
    for _ in range(3):
        assert coordinator.get("/nc/office/people").status_code == 200
    assert made_now == ["coordinator/people.html"]


def test_each_showing_has_tokens_of_its_own_which_work(
    keeping: TestClient[Litestar], coordinator: TestClient[Litestar]
) -> None:
    tokens = [re.findall(r'name="csrf" value="([^"]+)"', coordinator.get("/nc/office/people").text) for _ in range(3)]
    assert len({token for found in tokens for token in found}) >= 3
    sent = coordinator.post("/nc/office/people/search", data={"csrf": tokens[-1][0], "q": "Rosa"})
    assert sent.status_code == 200


def test_a_kept_page_of_a_session_is_shown_in_no_other_one(
    keeping: TestClient[Litestar], coordinator: TestClient[Litestar], people: small.People
) -> None:
    mine = coordinator.get("/nc/my").text
    assert "Cora" in mine
    small.sign_in(keeping, "nc", people["nc"]["applicant"])
    assert "Cora" not in keeping.get("/nc/my").text
    keeping.cookies.clear()
    assert keeping.get("/nc/my").status_code != 200


def test_who_looks_at_a_case_is_noted_also_where_the_page_was_kept(
    keeping: TestClient[Litestar], people: small.People, clock: Turning, elsewhere: Office
) -> None:
    nc = people["nc"]
    small.sign_in(keeping, "nc", nc["reviewed_reviewer_2"])
    case = f"/nc/review/{nc['reviewed_application']}"

    def lines() -> int:
        of = Principal(Role.COORDINATOR, PersonId(nc["coordinator"]))
        return len(access_log.of_person(elsewhere, of, PersonId(nc["reviewed"])))

    for _ in range(3):
        keeping.get(case)
    assert lines() == 1
    for _ in range(5):  # whoever goes on looking is noted once in an hour, and stays signed in
        clock.now += timedelta(minutes=20)
        keeping.get(case)
    assert lines() >= 2


def test_what_is_said_once_is_not_kept(coordinator: TestClient[Litestar]) -> None:
    csrf = re.findall(r'name="csrf" value="([^"]+)"', coordinator.get("/nc/office/people").text)[-1]
    answer = coordinator.post("/nc/office/lists/save", data={"csrf": csrf, "place": "/office/people", "name": "Mine"})
    assert answer.status_code == 303
    assert "Saved as" in coordinator.get("/nc/office/people").text
    assert "Saved as" not in coordinator.get("/nc/office/people").text


def test_a_page_of_yesterday_is_made_anew_today(
    keeping: TestClient[Litestar], elsewhere: Office, people: small.People, clock: Turning
) -> None:
    entry = f"/nc/verify/{_all_endorsements(elsewhere)[people['nc']['endorsed']]}"
    assert keeping.get(entry).text == keeping.get(entry).text
    assert "November 21, 2026" not in keeping.get(entry).text
    clock.now += timedelta(days=1)
    assert "November 21, 2026" in keeping.get(entry).text


def test_a_page_that_would_say_more_when_asked_again_is_not_kept(elsewhere: Office) -> None:
    """Whether open applications are complete is looked through a few at a time."""
    with elsewhere.keeping.making() as rests:
        readiness.complete(elsewhere, TODAY, at_once=0)
    elsewhere.keeping.keep("stuck", b"as far as seen", rests)
    assert elsewhere.keeping.found("stuck") is None


def test_every_page_is_dropped_with_a_key(elsewhere: Office, people: small.People, settings: Settings) -> None:
    """Whatever stood on it: a name may be closed now that was open."""
    with elsewhere.keeping.making() as rests:
        pass
    elsewhere.keeping.keep("page", b"Ana", rests)
    assert elsewhere.keeping.found("page") is not None
    (file,) = (path for path in settings.data.rglob("nc.sqlite") if "key" in str(path.parent))
    with closing(sqlite3.connect(file)) as keys:
        keys.execute("UPDATE key SET wrapped = NULL WHERE subject = ?", [people["nc"]["applicant"]])
        keys.commit()
    assert elsewhere.keeping.found("page") is None


def test_the_pages_that_are_kept_are_these() -> None:
    """Another one is added here by whoever has made sure that it follows from nothing else."""
    assert {route.path for route in ROUTES if route.kept} == {
        "/my",
        "/my/applications/{application}/requirements/{key}",
        "/review/{application}",
        "/office",
        "/office/people",
        "/verify/{endorsement}",
    }
