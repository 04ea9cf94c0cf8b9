"""Fills a book quickly with people as they come: registered, evidence, references, an application and its end.

What is sealed is random bytes of the right length, because nobody opens it here; all else is as the service records it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from bench_evaluate import large

from vouchbook import projections
from vouchbook.domain.application import ApplicationDecided, ApplicationOpened, ApplicationSubmitted, ClaimedItem
from vouchbook.domain.endorsement import EndorsementGranted
from vouchbook.domain.evidence import PersonWords, Training, Words
from vouchbook.domain.names import (
    ApplicationId,
    CategoryCode,
    ColleagueId,
    CommandId,
    Digest,
    EndorsementId,
    ItemId,
    KeyedDigest,
    Occasion,
    Outcome,
    PersonId,
    SlotKey,
    Source,
)
from vouchbook.domain.person import EvidenceRecorded, PersonRegistered
from vouchbook.domain.rating import RatingRequested
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.sealed import Purpose, Sealed, Unsealed
from vouchbook.domain.trace import Moments, Trace
from vouchbook.ledger import Book, Claim, Command, Write
from vouchbook.ledger.append import Append, prepared
from vouchbook.ledger.dialect import Connection
from vouchbook.policy.evaluate import evaluate
from vouchbook.projections.rebuild import prepare
from vouchbook.service.evaluation import installed_policy

DAY = date(2026, 3, 2)
HEADER = 62  # bytes of a box before what is sealed: format, one key's id, commitment, nonce
SEAL = 16
EVENTS_EACH = 50
AT_ONCE = 10  # people in one transaction
_IMHS = CategoryCode("IMHS")
_DIGEST = Digest("sha256:" + "5" * 64)


class Scribbler:
    """Seals with chance: as long as a vault's boxes, and never to be opened."""

    def seal(self, values: Sequence[Unsealed]) -> list[bytes]:
        return [os.urandom(HEADER + len(value.plain) + SEAL) for value in values]


def judged() -> tuple[Ruling, Trace]:
    """What North Carolina's rules say of a portfolio of 40 items, as it stands in the book twice for everybody."""
    moments = Moments(asked=DAY, registered=DAY, submitted=DAY)
    trace = evaluate(installed_policy("nc"), _IMHS, Occasion.APPLICATION, large(40), (), moments)
    return Ruling(trace.policy, 1, (), moments, (), (), (), _DIGEST), trace


Asked = tuple[Command, tuple[Write, ...], tuple[Claim, ...]]


def life(person: PersonId, ruling: Ruling, trace: Trace) -> Iterator[Asked]:
    stream, version = f"person:{person}", 1
    words = Sealed(Purpose.IDENTITY, (person,), PersonWords("Ana", "Ruiz", "ana.ruiz@example.org"))
    email = os.urandom(32)
    registered = PersonRegistered(person, KeyedDigest(f"hmac:{email.hex()}"), None, words)
    yield command("register_person"), (Write(stream, 0, (registered,)),), (Claim("email", email),)
    for number in range(10):
        yield command("record_evidence"), (Write(stream, version, tuple(evidence(person, number))),), ()
        version += 4
    for slot in ("supervisor", "rsc_provider", "other", "other", "other"):
        rating = ItemId(minted("r"))
        asked = RatingRequested(rating, person, ColleagueId(minted("c")), SlotKey(slot), waived_access=True)
        yield command("request_rating"), (Write(f"rating:{rating}", 0, (asked,)),), ()
    application, endorsement = ApplicationId(minted("a")), EndorsementId(minted("e"))
    own = f"application:{application}"
    yield command("open"), (Write(own, 0, (ApplicationOpened(application, person, _IMHS, DAY),)),), ()
    claims = tuple(ClaimedItem(ItemId(minted("i")), 1) for _ in range(40))
    submitted = ApplicationSubmitted(DAY, ruling, trace, version, claims, 2)
    reason = Sealed(Purpose.EVIDENCE, (person,), "Everything is met, and both reviewers agree.")
    decided = ApplicationDecided(Outcome.APPROVED, DAY, ruling, trace, endorsement, reason)
    name = Sealed(Purpose.IDENTITY, (person,), "Ana Ruiz")
    granted = EndorsementGranted(
        endorsement, application, person, _IMHS, DAY, DAY + timedelta(days=365), None, _DIGEST, _DIGEST, name, name
    )
    yield (
        command("decide"),
        (Write(own, 1, (submitted, decided)), Write(f"endorsement:{endorsement}", 0, (granted,))),
        (),
    )


def evidence(person: PersonId, number: int, events: int = 4) -> Iterator[EvidenceRecorded]:
    words: Sealed[Words] = Sealed(Purpose.EVIDENCE, (person,), {"title": "Attachment in the first year of life"})
    for each in range(events):
        on = DAY - timedelta(days=7 * number + each)
        yield EvidenceRecorded(ItemId(minted("i")), 1, Source.ASSERTED, Training(on, on, 120), words)


def command(name: str) -> Command:
    return Command(CommandId(str(uuid.uuid4())), name, os.urandom(32), "coordinator", DAY)


def minted(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:10]}"


class Filling:
    """A book that grows by one person's 18 commands and 50 events after another's, some people in one transaction."""

    def __init__(self, path: Path) -> None:
        """:param path: a new book, or one that goes on growing"""
        if not path.exists():
            Book.found(path, "nc")
        self.book = Book.open(path, "nc", Scribbler())
        prepare(self.book, projections.READ_MODELS)
        self.people: list[PersonId] = []
        self._append = Append(self.book.dialect)
        self._judged = judged()

    def to(self, events: int) -> Book:
        """Go on until the book holds so many events, to the end of the last one's life."""
        while (missing := events - self.book.position) > 0:
            new = [PersonId(minted("p")) for _ in range(min(AT_ONCE, -(-missing // EVENTS_EACH)))]
            self._record([asked for person in new for asked in life(person, *self._judged)])
            self.people += new
        return self.book

    def _record(self, asked: Sequence[Asked]) -> None:
        sealer = Scribbler()
        batches = [
            prepared(
                "nc", sealer, 1_772_467_200_123_456, each, writes, (), claims, (),
                projections.changes, self.book.rows.prepared, (), b'{"person":"p-7k3m9q2x4d"}',
            )
            for each, writes, claims in asked
        ]  # fmt: skip

        def record(connection: Connection) -> None:
            for batch in batches:
                self._append(connection, batch)

        self.book.transaction(record)

    def close(self) -> None:
        self.book.close()
