"""A complete command through the service, beside the bare driver and the eventsourcing library in the same run.

    python tests/benchmarks/bench_command.py [rounds] [commands per turn]

One command enters four items of evidence for somebody who is in the book: known command? load the person, fold,
decide, seal, encode, hash the leaves, append under the head lock, and sync to disk. The bare driver inserts four
rows of 213 bytes and syncs. Entering a new person, who needs keys of their own, is reported separately.
"""

from __future__ import annotations

import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_append import EVENTS, library_aggregate, library_recorder, raw
from paired import Contender, keep, race, show

from vouchbook.domain.authorize import Principal, Role
from vouchbook.domain.evidence import Facts, PersonWords, Training, Words
from vouchbook.domain.names import AssociationCode, CommandId, PersonId
from vouchbook.service import alliance, evidence, person
from vouchbook.service.folder import Folder
from vouchbook.service.office import Office, Request

DAY = date(2026, 3, 2)
PEOPLE = 50
Items = tuple[tuple[Facts, Words], ...]


def request() -> Request:
    return Request(CommandId(str(uuid.uuid4())), Principal(Role.COORDINATOR), DAY)


def words() -> PersonWords:
    return PersonWords("Ana", "Ruiz", f"{uuid.uuid4().hex}@example.org")


def items() -> Items:
    return tuple(
        (
            Training(DAY - timedelta(days=n), DAY - timedelta(days=n), 120),
            {"title": "Attachment in the first year of life"},
        )
        for n in range(EVENTS)
    )


def of_existing_people(office: Office) -> Contender:
    """People with a few dozen events; each turn begins with people of its own, so that streams stay of one length."""

    def ready(number: int) -> list[tuple[Request, PersonId, Items]]:
        known = []
        for _ in range(PEOPLE):
            someone = PersonId(person.register(office, request(), words()).result["person"])
            evidence.record(office, request(), someone, items() * 5)
            known.append(someone)
        return [(request(), known[n % PEOPLE], items()) for n in range(number)]

    def run(asked: Sequence[tuple[Request, PersonId, Items]]) -> None:
        for one, someone, new in asked:
            evidence.record(office, one, someone, new)

    return Contender("complete command, existing person", ready, run)


def of_new_people(office: Office) -> Contender:
    def ready(number: int) -> list[tuple[Request, PersonWords]]:
        return [(request(), words()) for _ in range(number)]

    def run(asked: Sequence[tuple[Request, PersonWords]]) -> None:
        for one, someone in asked:
            person.register(office, one, someone)

    return Contender("complete command, new person with keys", ready, run)


@contextmanager
def contenders(folder: Path) -> Iterator[list[Contender]]:
    with ExitStack() as stack:
        peers = [stack.enter_context(peer(folder)) for peer in (raw, library_recorder, library_aggregate)]
        data = stack.enter_context(alliance.found(folder / "data", folder / "root.key"))
        office = _founded(data)
        yield [*peers, of_existing_people(office), of_new_people(office)]


def _founded(data: Folder) -> Office:
    data.add(alliance.ALLIANCE_CODE)
    founding = Request(CommandId("founding"), Principal(Role.ALLIANCE), DAY)
    alliance.license_association(data, founding, AssociationCode("nc"))
    return alliance.office(data, "nc")


def main(rounds: int = 15, commands: int = 300) -> None:
    with tempfile.TemporaryDirectory() as folder, contenders(Path(folder)) as runners:
        figures = race(runners, rounds=rounds, commands=commands)
    show(figures)
    keep("command", figures, unit="commands/s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
