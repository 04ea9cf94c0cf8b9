"""What stands beside the columns: bare sums, a bare database, rows, and events folded by the eventsourcing library."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from policy_changed import APPLICATION, GIVE_RSC, IMHS, WHEN
from tests.policy.crowd import TODAY, portfolio

from vouchbook.domain.evidence import Rsc, Training, Work
from vouchbook.domain.names import DegreeLevel, RequirementKey
from vouchbook.domain.trace import Status
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.inquiry import Inquiry
from vouchbook.policy.columns.people import People
from vouchbook.policy.columns.store import Columns
from vouchbook.policy.columns.stretches import day_of, owner_of, owner_of_colleague
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.version import PolicyVersion

# ── The database alone ────────────────────────────────────────────────────────────────────────

TABLES = """
CREATE TABLE item (person INTEGER, number INTEGER, kind TEXT, first INTEGER, last INTEGER, minutes INTEGER,
                   about INTEGER, provider INTEGER, peer INTEGER, PRIMARY KEY (person, number)) WITHOUT ROWID;
CREATE TABLE degree (person INTEGER PRIMARY KEY, awarded_on INTEGER);
CREATE TABLE counts (version INTEGER, person INTEGER, holder INTEGER, first INTEGER, end INTEGER,
                     PRIMARY KEY (version, person, holder, first)) WITHOUT ROWID;
"""
TRAINING = """
SELECT count(*) FROM (SELECT person FROM item WHERE kind = 'training' AND last <= :today GROUP BY person
 HAVING sum(minutes) >= :minimum AND total(minutes * (about & :deia <> 0)) >= :of_deia)
"""
RSC = """
SELECT count(*) FROM (SELECT item.person FROM item JOIN degree USING (person)
 WHERE kind = 'rsc' AND last <= :today AND item.first >= awarded_on AND NOT peer AND EXISTS (
  SELECT 1 FROM counts WHERE version = :version AND counts.person = item.person AND holder = provider
   AND counts.first <= item.first AND item.last < end)
 GROUP BY item.person HAVING sum(minutes) >= 3000)
"""


class Asking(NamedTuple):
    """The two lines that the change touches, asked of a bare database for two versions."""

    connection: sqlite3.Connection
    deia: int

    def run(self) -> list[int]:
        """How many people meet training and RSC before, and training and RSC after."""
        today = TODAY.toordinal()
        asked = [
            {"version": version, "today": today, "minimum": minimum, "of_deia": of_deia, "deia": self.deia}
            for version, (minimum, of_deia) in enumerate(((1800, 0), (1980, 180)))
        ]
        return [self.connection.execute(query, each).fetchone()[0] for each in asked for query in (TRAINING, RSC)]


@contextmanager
def database(path: Path, columns: Columns, people: int, inquiries: Sequence[Inquiry]) -> Iterator[Asking]:
    """The items of so many people in a bare SQLite file; on which days providers count is worked out beforehand."""
    some = People(columns, 0, people)
    connection = sqlite3.connect(path)
    connection.executescript(TABLES)
    number = 0
    for kind in ("training", "rsc"):
        table = some.table(kind)
        values = [
            table.ints(name).tolist() if table.has(name) else [None] * table.rows
            for name in ("first", "last", "minutes", "about", "provider", "peer")
        ]
        heads = (table.owner.tolist(), range(number, number + table.rows), [kind] * table.rows)
        connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", zip(*heads, *values, strict=True))
        number += table.rows
    awarded = some.degree(DegreeLevel.MASTER, TODAY.toordinal()).tolist()
    connection.executemany("INSERT INTO degree VALUES (?, ?)", enumerate(awarded))
    for version, inquiry in enumerate(inquiries):
        held = Asked(inquiry.evaluation, some, TODAY).held(GIVE_RSC).sure
        who = owner_of(held.low)
        values = [
            each.tolist() for each in (owner_of_colleague(who), who & 0xFFFF, day_of(held.low), day_of(held.high))
        ]
        rows = zip([version] * len(who), *values, strict=True)
        connection.executemany("INSERT INTO counts VALUES (?, ?, ?, ?, ?)", rows)
    connection.commit()
    yield Asking(connection, 1 << some.table("training").place("about", "deia"))
    connection.close()


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────


def by_rows(
    numbers: Sequence[int], versions: Sequence[PolicyVersion]
) -> tuple[float, list[list[dict[RequirementKey, Status]]]]:
    """Evaluate these people under every version: seconds without making them, and everybody's statuses."""
    spent, found = 0.0, []
    for number in numbers:
        theirs = portfolio(number)
        began = time.perf_counter()
        traces = [evaluate(version, IMHS, APPLICATION, theirs, (), WHEN) for version in versions]
        spent += time.perf_counter() - began
        found.append([{each.requirement: each.status for each in trace.findings} for trace in traces])
    return spent, found


# ── The library ───────────────────────────────────────────────────────────────────────────────


class Person(Aggregate):
    """Somebody's items in the library's own style: an event each, added up while it is folded."""

    @event("Registered")
    def __init__(self) -> None:
        self.training = self.rsc = self.days = 0

    @event("Recorded")
    def record(self, kind: str, first: int, last: int, minutes: int) -> None:
        if kind == "training":
            self.training += minutes
        elif kind == "rsc":
            self.rsc += minutes
        else:
            self.days += last - first


@contextmanager
def library(folder: Path, people: int) -> Iterator[tuple[Application[UUID], list[UUID]]]:
    """So many people's items as events of the library, saved to SQLite."""
    env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "library.sqlite")}
    application: Application[Any] = Application(env=env)
    ids = []
    for number in range(people):
        somebody = Person()
        for item in portfolio(number).items:
            facts = item.facts
            if isinstance(facts, Training | Rsc):
                kind = type(facts).__name__.lower()
                somebody.record(kind, facts.first.toordinal(), facts.last.toordinal(), facts.minutes)
            elif isinstance(facts, Work):
                somebody.record("work", facts.first.toordinal(), (facts.last or TODAY).toordinal(), 0)
            else:
                somebody.record("other", 0, 0, 0)
        application.save(somebody)
        ids.append(somebody.id)
    yield application, ids
    application.close()


def fold(application: Application[UUID], ids: Sequence[UUID]) -> int:
    """How many people have thirty hours of training, of events loaded and folded one person after another."""
    return sum(application.repository.get(each).training >= 1800 for each in ids)
