"""The day of a deadline for forty associations on one machine: who looks, who sends, when some must come again.

    python tests/benchmarks/bench_deadline.py [seconds each] [associations]

Each association is a book of its own with people at several stages. Ever more people ask at once over connections
that stay open: of ten requests three are forms with a training, the others are pages. A form that the server has no
time for comes back with what was typed, and is sent again after a rest; at the end every book is asked whether each
training that somebody sent stands in it, once.
"""

from __future__ import annotations

import heapq
import random
import re
import sys
import tempfile
import threading
import time
import uuid
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))

from bench_portal import served
from msgspec.structs import replace
from paired import keep, table
from portal_asking import Line, get

from vouchbook.domain import policy as policies
from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.events import Published
from vouchbook.domain.names import AssociationCode, CommandId
from vouchbook.domain.person import EvidenceRecorded
from vouchbook.domain.streams import POLICY
from vouchbook.hosting.settings import Settings
from vouchbook.policy.version import PolicyVersion
from vouchbook.sample.alliance import day_everywhere
from vouchbook.sample.clock import Chance, Clock
from vouchbook.sample.life import Life
from vouchbook.sample.names import Names
from vouchbook.sample.stages import STAGES
from vouchbook.sample.turns import lived
from vouchbook.sample.world import LICENCE_BEFORE, World
from vouchbook.service import alliance, sessions
from vouchbook.service.edge import Edge
from vouchbook.service.evaluation import installed_policy
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Plan, Request

ASSOCIATIONS = 40
LINES = (4, 8, 16, 32, 64, 128)
STAGES_HERE = (("opened_half", "IFS"), ("opened_little", "IMHS"), ("reference_silent", "IMHS"), ("under_review", "IFS"))
REST = 0.3
"""Seconds before a form that came back is sent again; a person would wait longer."""


class Sender(NamedTuple):
    """Somebody who sends forms, with what makes a form of theirs genuine."""

    code: str
    cookies: str
    csrf: str
    pages: tuple[str, ...]


class Level(NamedTuple):
    lines: int
    per_second: float
    p50: float
    p99: float
    forms: int
    shed: float


class Outcome:
    """What became of the requests of one level, gathered from all lines."""

    def __init__(self) -> None:
        self.durations: list[float] = []
        self.taken: list[str] = []
        self.shed = self.lost = 0
        self.lock = threading.Lock()


def founded(place: Path, number: int, today: date) -> Folder:
    """An alliance of so many associations, each with North Carolina's rules, staff and a few applicants."""
    clock = Clock(today - timedelta(days=LICENCE_BEFORE))
    folder = Folder.found(place / "alliance", place / "root-key", clock=clock.microseconds)
    folder.add(alliance.ALLIANCE_CODE)
    document = installed_policy("nc").document
    worlds = []
    names = Names(random.Random(1))
    for each in range(number):
        code = AssociationCode(f"a{each:02}")
        folder.add(code)
        chance = Chance(1, code)
        office = alliance.office(folder, code, chance.edge(clock))
        own = replace(document, association=replace(document.association, code=code, states=()))
        _adopt(office, PolicyVersion.of(own), clock.today)
        world = World(office, clock, chance, names, today)
        world.staffed()
        worlds.append(world)
    lives = [Life(world, stage, category) for world in worlds for stage, category in STAGES_HERE]
    stopped = lived([(life.stage, STAGES[life.stage].live(life)) for life in lives], clock, lambda: None)
    assert not stopped, stopped
    (place / "cast").write_text("\n".join(f"{life.world.code} {life.person} {life.application}" for life in lives))
    (place / "staff").write_text("\n".join(f"{world.code} {world.coordinator}" for world in worlds))
    return folder


def _adopt(office: Office, version: PolicyVersion, on: date) -> None:
    def plan() -> Plan:
        loaded = office.load(POLICY, office.code)
        command = policies.Adopt(version.digest, Published(version.stored.decode()), (), on)
        return Plan(writes=(loaded.write(policies.decide(command, loaded.state)),))

    office.record(Request(CommandId(f"adopt-{office.code}"), Principal(Role.ALLIANCE), on), "adopt_policy", "", plan)


def senders(place: Path, folder: Folder, line: Line) -> list[Sender]:
    """Everybody who has applied, signed in, with a form open."""
    found = []
    for row in (place / "cast").read_text().splitlines():
        code, person, application = row.split()
        token = sessions.begin(alliance.office(folder, code), person, proved_by="sample")  # type: ignore[arg-type]
        cookie = f"vouchbook-{code}-session={token}"
        status, head, body = line.ask(get(f"/{code}/my/evidence/add/training", cookie, packed=False))
        assert status == 200, (status, body[:500])
        browser = re.search(rb"(?i)set-cookie: (vouchbook-\w+-browser=\w+)", head)
        # The first form on a page is the one that signs out; both carry the same kind of token.
        csrf = re.findall(rb'name="csrf" value="([^"]+)"', body)[-1].decode()
        assert browser is not None
        pages = ("/my", f"/my/applications/{application}", f"/my/applications/{application}/requirements/rsc",
                 "/my/evidence", "/my/references", "/registry")  # fmt: skip
        cookies = f"{cookie}; {browser[1].decode()}"
        found.append(Sender(code, cookies, csrf, tuple(f"/{code}{page}" for page in pages)))
    return found


def form(sender: Sender, title: str, on: date) -> bytes:
    body = urlencode({
        "csrf": sender.csrf, "command": str(uuid.uuid4()), "title": title, "provider": "", "from": on.isoformat(),
        "until": on.isoformat(), "hours": "3", "competencies": "thinking",
    }).encode()  # fmt: skip
    head = (
        f"POST /{sender.code}/my/evidence/add/training HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {sender.cookies}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def level(port: int, everybody: list[Sender], lines: int, seconds: float, numbers: count[int]) -> tuple[Level, Outcome]:
    outcome, until, on = Outcome(), time.perf_counter() + seconds, day_everywhere(Edge()) - timedelta(days=3)
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_one, args=(port, everybody, random.Random(each), until, on, numbers, outcome))
        for each in range(lines)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    took = time.perf_counter() - began
    ordered = sorted(outcome.durations) or [0.0]
    p50, p99 = (ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000 for share in (0.5, 0.99))
    answered = len(outcome.durations)
    share = outcome.shed / max(answered + outcome.shed, 1)
    return Level(lines, answered / took, p50, p99, len(outcome.taken), share), outcome


def _one(
    port: int, everybody: list[Sender], chance: random.Random, until: float, on: date, numbers: count[int], out: Outcome
) -> None:
    line, durations, taken, shed, lost = Line(port), list[float](), list[str](), 0, 0
    waiting: list[tuple[float, bytes, str]] = []  # forms that came back, by when they are sent again
    while (now := time.perf_counter()) < until or waiting:
        sender = chance.choice(everybody)
        title = ""
        if waiting and (waiting[0][0] <= now or now >= until):
            _, request, title = heapq.heappop(waiting)
        elif chance.random() < 0.3:
            title = f"Training of the last day, number {next(numbers)}"
            request = form(sender, title, on)
        else:
            request = get(chance.choice(sender.pages), sender.cookies)
        began = time.perf_counter()
        status, head, body = line.ask(request)
        if status == 503:
            shed += 1
            assert b"retry-after" in head.lower(), "whoever is sent away is told when to come again"
            if title:
                lost += title.encode() not in body
                heapq.heappush(waiting, (time.perf_counter() + REST, request, title))
            continue
        durations.append(time.perf_counter() - began)
        assert status in (200, 303), (status, body[:300])
        if title:
            assert status == 303
            taken.append(title)
    line.close()
    with out.lock:
        out.durations += durations
        out.taken += taken
        out.shed += shed
        out.lost += lost


def recorded(folder: Folder) -> int:
    """How many trainings stand in all books."""
    return sum(
        isinstance(entry.event, EvidenceRecorded) and entry.actor.startswith("applicant")
        for code in folder.codes()
        for entry in alliance.office(folder, code).book.follow()
    )


def main(seconds: float = 6.0, associations: int = ASSOCIATIONS) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        founded(place, associations, day_everywhere(Edge())).close()
        with Folder.open(place / "alliance", place / "root-key") as folder:
            settings = Settings(place / "alliance", place / "root-key", sample=True)
            before = recorded(folder)
            with served(settings, place) as (port, _):
                line = Line(port)
                everybody = senders(place, folder, line)
                numbers = count(1)
                levels, taken, lost = [], list[str](), 0
                for lines in LINES:
                    reached, outcome = level(port, everybody, lines, seconds, numbers)
                    levels.append(reached)
                    taken += outcome.taken
                    lost += outcome.lost
            stands = recorded(folder) - before
    print(f"{associations} associations, {len(everybody)} people, three forms in ten requests\n")
    table(
        ("at once", "answered per second", "p50, ms", "p99, ms", "forms taken", "asked to come again"),
        [
            (f"{each.lines}", f"{each.per_second:,.0f}", f"{each.p50:.0f}", f"{each.p99:.0f}", f"{each.forms:,}",
             f"{each.shed:.1%}")
            for each in levels
        ],
    )  # fmt: skip
    print(f"\n{len(taken):,} forms were taken, and {stands:,} trainings stand in the books; "
          f"{lost} forms came back without what was typed.")  # fmt: skip
    assert stands == len(taken) == len(set(taken)), "a form was lost, or recorded twice"
    assert not lost
    keep("deadline", levels=[each._asdict() for each in levels], forms=len(taken), associations=associations)


if __name__ == "__main__":
    main(
        float(sys.argv[1]) if len(sys.argv) > 1 else 6.0,
        int(sys.argv[2]) if len(sys.argv) > 2 else ASSOCIATIONS,
    )
