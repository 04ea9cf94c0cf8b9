"""One association at work: its book, its keys, its policy, and the one way in which commands are recorded."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from vouchbook import associations
from vouchbook.associations import Association
from vouchbook.desk import Desk
from vouchbook.domain.authorize import NOBODY_IN_PARTICULAR, Action, Circumstances, Principal, authorize
from vouchbook.domain.names import AssociationCode, CommandId, Digest, EmployerKey, KeyedDigest
from vouchbook.domain.policy import AdoptedPolicies, PolicyAdopted
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import POLICY, LifeCycle
from vouchbook.hookspecs import Happened
from vouchbook.ledger.blobs import Blobs
from vouchbook.ledger.book import Book
from vouchbook.ledger.bulk import Asked, Progress, RecordedAll
from vouchbook.ledger.entries import Claim, Command, Entry, Job, Recorded, RowChange, Write
from vouchbook.ledger.errors import Conflict, Taken
from vouchbook.policy.portfolio_file import folded
from vouchbook.policy.version import PolicyVersion
from vouchbook.projections import changes
from vouchbook.service.edge import Edge
from vouchbook.service.keeping import Keeping
from vouchbook.service.shelf import AsRead, Loaded, Shelf
from vouchbook.vault import Vault

S = TypeVar("S")
T = TypeVar("T")
_in_order = msgspec.json.Encoder(order="sorted").encode
_TRIES = 4  # somebody else wrote in between: read again and decide again, this often


class Request(Struct, frozen=True):
    """Who asks for something, on which day, under which id; the id makes asking twice harmless."""

    id: CommandId
    principal: Principal
    on: date


class Plan(Struct, frozen=True):
    """What a use case wants recorded, all of it or nothing. ``result`` holds ids and codes only."""

    writes: tuple[Write, ...]
    unchanged: tuple[tuple[str, int], ...] = ()
    claims: tuple[Claim, ...] = ()
    released: tuple[Claim, ...] = ()
    jobs: tuple[Job, ...] = ()
    result: dict[str, Any] = {}


class Done(Struct, frozen=True):
    """What came of a request: the positions it took in the book (0 when nothing new was to record)."""

    command: CommandId
    first: int
    last: int
    repeated: bool
    result: dict[str, Any]
    problems: tuple[str, ...] = ()


class Office:
    """An association's book with everything needed to decide on what enters it."""

    def __init__(
        self,
        code: AssociationCode,
        book: Book,
        vault: Vault,
        edge: Edge,
        desk: Callable[[], Desk] | None = None,
        blobs: Blobs | None = None,
    ) -> None:
        """:param desk: opens what lies beside the book, once it is needed; ``blobs`` holds sealed documents"""
        self.code = code
        self._desk = desk
        self._blobs = blobs
        self.book = book
        self.vault = vault
        self.edge = edge
        self._shelf = Shelf(book)
        self.keeping = Keeping(lambda: (book.mark, vault.mark), self._desk_mark)
        self._versions: dict[Digest, PolicyVersion] = {}
        self._associations: dict[Digest, Association] = {}

    @property
    def desk(self) -> Desk:
        """What lies beside the book: sessions, codes, drafts, letters.

        :raises LookupError: this office was given none
        """
        if self._desk is None:
            raise LookupError(f"the office of {self.code} has no desk; open it through service.alliance.office")
        self.keeping.desk_is_asked()
        return self._desk()

    def _desk_mark(self) -> int:
        return 0 if self._desk is None else self._desk().mark

    @property
    def blobs(self) -> Blobs:
        """The sealed documents beside the book.

        :raises LookupError: this office was given none
        """
        if self._blobs is None:
            raise LookupError(f"the office of {self.code} has no place for documents; open it through a data folder")
        return self._blobs

    # ── Policy ────────────────────────────────────────────────────────────────────────────────

    @property
    def policies(self) -> AdoptedPolicies:
        """Every version adopted, in order."""
        adopted: AdoptedPolicies = self.load(POLICY, self.code).state
        return adopted

    @property
    def policy_as_read(self) -> tuple[str, int]:
        """The policy stream with the version that a plan has read: a ruling is recorded only while it is that one."""
        loaded = self._shelf.at_hand(POLICY, self.code)
        return loaded.stream, loaded.version

    def version_on(self, on: date) -> PolicyVersion:
        """The adopted policy version in force on a day.

        :raises Refused: the association has adopted none
        """
        adopted = self.policies.on(on)
        if adopted is None:
            raise Refused("no_policy", association=self.code)
        return self._read(adopted)

    def version(self, digest: Digest) -> PolicyVersion:
        """:raises Refused: this book never adopted such a version"""
        adopted = self.policies.version(digest)
        if adopted is None:
            raise Refused("unknown_policy_version", version=digest)
        return self._read(adopted)

    def _read(self, adopted: PolicyAdopted) -> PolicyVersion:
        """A version's document, read once: its digest names its bytes, so it never grows stale."""
        if adopted.version not in self._versions:
            self._versions[adopted.version] = PolicyVersion.read(adopted.document.encode())
        return self._versions[adopted.version]

    def association(self, on: date) -> Association:
        """The association under the version in force; without its package, the policy answers alone."""
        return self.association_of(self.version_on(on))

    def association_of(self, version: PolicyVersion) -> Association:
        """The association under a version, with the package that is installed now."""
        package = associations.installed().get(self.code)
        known = self._associations.get(version.digest)
        if known is None or known.package != package:
            known = self._associations[version.digest] = Association(version, package)
        return known

    @property
    def today(self) -> date:
        """The day it is where the association is, by the policy in force; one still to come says nothing yet."""
        ruling = self._shelf.at_hand(POLICY, self.code).state.on(self.edge.today("UTC"))
        return self.edge.today(self._read(ruling).document.association.timezone if ruling else "UTC")

    # ── Reading ───────────────────────────────────────────────────────────────────────────────

    def load(
        self, cycle: LifeCycle[S], id_: str, *, upto: int | None = None, until: Callable[[Entry], bool] | None = None
    ) -> Loaded:
        """A stream folded: whole, up to a version, or as far as ``until`` lets entries through."""
        if upto is None and until is None:
            return self._shelf.load(cycle, id_)
        stream = cycle.stream(id_)
        entries = self.book.read(stream, upto=upto)
        if until is not None:
            entries = [entry for entry in entries if until(entry)]
        state = cycle.fold(entry.event for entry in entries)
        return Loaded(stream, entries[-1].version if entries else 0, state, tuple(entries))

    def looking(self, work: Callable[[], T]) -> T:
        """Answer somebody who only looks: what nobody has written to since it was read is not read again."""
        return self._shelf.looking(work)

    def listed(self, query: Callable[..., list[T]], *about: Any) -> list[T]:  # noqa: ANN401  # as the query takes them
        """What a query of a read model says of this book: ``office.listed(ratings_of, person)``.

        Read within a plan, it is held to the append as streams are: if it says something else by then, the plan is
        asked again.
        """
        return self._shelf.listed(query, *about)

    def keyed(self, label: str, text: str) -> KeyedDigest:
        """A digest by which equal texts of one association are recognised, and by nobody else."""
        return self.vault.keyed_digest(label, folded(text))

    def employer(self, name: str) -> EmployerKey:
        return EmployerKey(self.keyed("employer", name))

    def claim(self, kind: str, *parts: str) -> Claim:
        """Something that may exist only once in this book at a time."""
        return Claim(kind, bytes.fromhex(self.vault.keyed_digest(kind, "\0".join(parts)).removeprefix("hmac:")))

    # ── Recording ─────────────────────────────────────────────────────────────────────────────

    def record(self, request: Request, name: str, content: object, plan: Callable[[], Plan]) -> Done:
        """Decide by ``plan`` and record what follows, once: the same id with the same content answers the same.

        ``content`` is what was asked for; ``plan`` reads, decides, and is asked again when somebody else has
        written in between.

        :raises Refused: the request was turned down; nothing is recorded, and it may be asked again
        :raises CommandReused: the id was used for something else
        """
        self._shelf.looks_no_more()
        asked = _in_order([name, request.principal.actor, request.on, content])
        fingerprint = self.vault.fingerprint(asked)
        try:
            known = self._decided(request, name, fingerprint, plan)
        except Exception:
            # Asked before, it was answered before: whatever stands in its way now came later.
            before = self.book.known(request.id, fingerprint)
            if before is None:
                raise
            known = before
        problems: tuple[str, ...] = ()
        if known.last and not known.repeated:
            problems = self._tell(Happened(self.code, name, known.first, known.last), request.on)
        return Done(
            command=request.id,
            first=known.first,
            last=known.last,
            repeated=known.repeated,
            result=msgspec.json.decode(known.result),
            problems=problems,
        )

    def _decided(self, request: Request, name: str, fingerprint: bytes, plan: Callable[[], Plan]) -> Recorded:
        """Decide and append: first on what is at hand, then, where the book has moved on, on what it says now."""
        self.not_in_the_future(request)
        taken = AsRead()
        try:
            planned = self._shelf.deciding(plan, taken, by_hand=True)
        except Exception:
            if not self._shelf.behind(taken):
                raise
        else:
            try:
                return self._append(request, name, fingerprint, planned, taken)
            except Conflict:
                pass
        for _ in range(_TRIES - 1):
            try:
                return self._asked_anew(request, name, fingerprint, plan)
            except Conflict:
                continue
        return self._asked_anew(request, name, fingerprint, plan)

    def _asked_anew(self, request: Request, name: str, fingerprint: bytes, plan: Callable[[], Plan]) -> Recorded:
        taken = AsRead()
        planned = self._shelf.deciding(plan, taken, by_hand=False)
        return self._append(request, name, fingerprint, planned, taken)

    def _append(self, request: Request, name: str, fingerprint: bytes, plan: Plan, taken: AsRead) -> Recorded:
        """:param taken: the streams and lists that the plan has read, each of which must still be as it was then"""
        command = Command(
            id=request.id,
            name=name,
            fingerprint=fingerprint,
            actor=request.principal.actor,
            happened_on=request.on,
        )
        writes = tuple(write for write in plan.writes if write.events)
        sure = {(write.stream, write.expected) for write in writes}.union(plan.unchanged)
        made: list[Entry] = []

        def rows(entries: Sequence[Entry]) -> Iterable[RowChange]:
            made.extend(entries)
            return changes(entries)

        recorded = self.book.append(
            command,
            writes,
            unchanged=(*plan.unchanged, *(at for at in taken.streams.items() if at not in sure)),
            claims=plan.claims,
            released=plan.released,
            rows=rows,
            jobs=plan.jobs,
            result=_in_order(plan.result),
            still=(lambda: self._shelf.still(taken)) if taken.lists else None,
        )
        if made and not recorded.repeated:
            self._shelf.recorded(made, recorded.first)
        return recorded

    def record_all(
        self,
        request: Request,
        name: str,
        content: object,
        plans: Callable[[], Iterable[tuple[str, Plan]]],
        folder: Path,
        progress: Progress | None = None,
    ) -> tuple[RecordedAll, tuple[str, ...]]:
        """Record what many plans want, each as a command of its own, in one transaction or not at all.

        The id of each command follows from ``content``, from what the plan is called, and from how far its streams
        had come: asked again, it records nothing twice. What is prepared waits in a nameless file in ``folder``.

        :param plans: asked once more when somebody else has written in between
        :raises Refused: ``book_moved_on``: somebody has done so again; nothing is recorded
        """
        self._shelf.looks_no_more()
        self.not_in_the_future(request)
        for again in (False, True):
            asked = (self._asked(request, name, content, called, plan) for called, plan in plans())
            try:
                recorded = self.book.append_all(asked, folder, rows=changes, progress=progress)
            except (Conflict, Taken):
                if again:
                    raise Refused("book_moved_on") from None
            else:
                break
        happened = Happened(self.code, name, recorded.first, recorded.last)
        return recorded, self._tell(happened, request.on) if recorded.last else ()

    def has_recorded(self, request: Request, name: str, content: object, called: str, plan: Plan) -> bool:
        """Whether this one of many plans stands in the book; then all that were asked for with it do."""
        command = self._asked(request, name, content, called, plan).command
        return self.book.known(command.id, command.fingerprint) is not None

    def _asked(self, request: Request, name: str, content: object, called: str, plan: Plan) -> Asked:
        """One of many commands.

        Who enters has a stream that nobody had before, and is kept from entering twice by a claim; whatever else is
        made anew has the same id when it is asked for again.
        """
        entering = bool(plan.claims)
        versions = [(write.stream, write.expected) if entering else write.expected for write in plan.writes]
        whole = _in_order([name, request.principal.actor, request.on, content, called, versions])
        fingerprint = self.vault.fingerprint(whole)
        return Asked(
            command=Command(
                id=CommandId(str(uuid.UUID(bytes=self.vault.fingerprint(fingerprint)[:16], version=5))),
                name=name,
                fingerprint=fingerprint,
                actor=request.principal.actor,
                happened_on=request.on,
            ),
            writes=tuple(write for write in plan.writes if write.events),
            unchanged=plan.unchanged,
            claims=plan.claims,
            released=plan.released,
            jobs=plan.jobs,
            result=_in_order(plan.result),
        )

    def _tell(self, happened: Happened, on: date) -> tuple[str, ...]:
        """After the append: whatever goes wrong here, what was recorded stays recorded."""
        adopted = self._shelf.at_hand(POLICY, self.code).state.on(on)
        try:
            return self.association_of(self._read(adopted)).after_commit(happened) if adopted else ()
        except (associations.BadPackage, Refused) as error:
            return (str(error),)

    def not_in_the_future(self, request: Request) -> None:
        """:raises Refused: the request is dated after today"""
        today = self.today
        if request.on > today:
            raise Refused("request_after_today", on=request.on, today=today)

    def allow(self, principal: Principal, action: Action, case: Circumstances = NOBODY_IN_PARTICULAR) -> None:
        """:raises Refused: the asker may not do this"""
        try:
            authorize(principal, action, case)
        except Refused as refused:
            if "person" in refused.parameters and refused.parameters["person"] != principal.person:
                raise Refused(refused.code) from None  # whose it is, is not the asker's to know
            raise
