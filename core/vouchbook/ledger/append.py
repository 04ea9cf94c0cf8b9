"""The append: everything of one command is prepared first, then recorded in one short transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import ClauseElement, Table, bindparam, delete, func, insert, select, update

from vouchbook.domain.sealed import Unsealed
from vouchbook.ledger import tables
from vouchbook.ledger.codec import Sealer, Shape, container, shape_of
from vouchbook.ledger.dialect import Connection, Dialect
from vouchbook.ledger.entries import Claim, Command, Entry, Job, RowChange, Write
from vouchbook.ledger.errors import Conflict, Damaged, ListMoved, Taken
from vouchbook.ledger.leaf import leaf_hash
from vouchbook.ledger.rows import Ready

AT_ONCE = 8
"""Streams whose versions are asked for with one statement."""

Stored = tuple[Any, ...]
"""The columns of an event row after association and position."""


class AlreadyRecorded(Exception):
    """The command stands in the book; the transaction is given up and what it came to is read."""


class Batch(Struct):
    """One command, ready to be recorded: what is left to find out is its position."""

    association: str
    command: tuple[Any, ...]
    proof: tuple[bytes, bytes]  # the command's result and check
    unchanged: Sequence[tuple[str, int]]  # streams and the version each must have; new streams prove themselves
    events: list[Stored]
    claims: list[tuple[Any, ...]]
    released: list[tuple[Any, ...]]
    rows: list[Ready]
    jobs: list[tuple[Any, ...]]


def prepared(
    association: str,
    sealer: Sealer,
    recorded_at: int,
    command: Command,
    writes: Sequence[Write],
    unchanged: Sequence[tuple[str, int]],
    claims: Sequence[Claim],
    released: Sequence[Claim],
    rows: Callable[[Sequence[Entry]], Iterable[RowChange]] | None,
    write_rows: Callable[[Iterable[RowChange]], list[Ready]],
    jobs: Sequence[Job],
    result: bytes,
) -> Batch:
    """Seal, encode and hash everything while no transaction is open."""
    if len({write.stream for write in writes}) < len(writes):
        raise ValueError("two writes to one stream: put all its events into one, in their order")
    id_, actor, day = command.id, command.actor, command.happened_on.isoformat()
    read: list[tuple[Shape, Struct, str, int, int]] = []
    personal: list[Unsealed] = []
    for write in writes:
        stream, version = write.stream, write.expected
        for event in write.events:
            version += 1
            shape = shape_of(event)
            if not stream.startswith(shape.prefix):
                raise ValueError(f"{shape.name} belongs into a stream {shape.prefix}…, not into {stream}")
            number = shape.unsealed(event, association, stream, version, personal)
            read.append((shape, event, stream, version, number))
    boxes = sealer.seal(personal) if personal else []
    entries: list[Entry] = []
    stored: list[Stored] = []
    begin = 0
    for shape, event, stream, version, number in read:
        values, own = personal[begin : begin + number], boxes[begin : begin + number]
        begin += number
        name, schema, data, sealed = shape.name, shape.schema, shape.clear(event), container(values, own)
        leaf = leaf_hash(association, stream, version, name, schema, id_, actor, day, recorded_at, data, sealed)
        stored.append((stream, version, name, schema, id_, actor, day, recorded_at, data, sealed, leaf))
        if rows is not None:
            closed = shape.closed(event, values, own) if number else event
            entries.append(
                Entry(
                    association, 0, stream, version, name, schema, id_, actor, command.happened_on, recorded_at,
                    closed, data, sealed, leaf,
                )
            )  # fmt: skip
    kept = (id_, command.name, command.fingerprint, actor, day, recorded_at)
    check = tables.check(association, *kept, result, b"".join([row[-1] for row in stored]))
    return Batch(
        association=association,
        command=(association, *kept),
        proof=(result, check),
        unchanged=[*unchanged, *((write.stream, write.expected) for write in writes if write.expected)],
        events=stored,
        claims=[_checked(association, claim.kind, claim.digest, id_) for claim in claims],
        released=[(association, claim.kind, claim.digest) for claim in released],
        rows=write_rows(rows(entries)) if rows is not None else [],
        jobs=[_checked(association, job.id, job.kind, job.due, job.data, id_) for job in jobs],
    )


def _checked(*row: Any) -> tuple[Any, ...]:  # noqa: ANN401  # the columns of any table
    return (*row, tables.check(*row))


class Append:
    """The statements of the transaction, and their order."""

    def __init__(self, dialect: Dialect) -> None:
        head, event, command, claim, job = tables.head, tables.event, tables.command, tables.claim, tables.job

        def text(statement: ClauseElement, *names: str) -> str:
            sql = dialect.sql(statement)
            if sql.names != names:
                raise AssertionError(f"{sql.text} wants {sql.names}")  # values are handed over by place below
            return sql.text

        def all_of(table: Table) -> str:
            return text(insert(table), *(column.name for column in table.columns))

        counts = {name: head.c[name] + bindparam(f"more_{name}") for name in ("position", "commands", "claims", "jobs")}
        self._move_head = text(
            update(head).where(head.c.association == bindparam("at")).values(counts),
            *(f"more_{name}" for name in counts), "at",
        )  # fmt: skip
        self._add_command = all_of(command)
        self._add_event = all_of(event)
        self._add_claim = all_of(claim)
        self._add_job = all_of(job)
        version = select(func.max(event.c.version)).where(
            event.c.association == bindparam("at"), event.c.stream == bindparam("of")
        )

        def look(streams: int) -> str:
            """The head's position, and the versions of so many streams."""
            versions = [
                select(func.max(event.c.version))
                .where(event.c.association == bindparam("at"), event.c.stream == bindparam(f"of_{number}"))
                .scalar_subquery()
                for number in range(streams)
            ]
            wanted = [name for number in range(streams) for name in ("at", f"of_{number}")]
            statement = select(head.c.position, *versions).where(head.c.association == bindparam("at"))
            return text(statement, *wanted, "at")

        self.look = cache(look)
        self._version_before = text(version.where(event.c.position < bindparam("first")), "at", "of", "first")
        same_claim = (
            claim.c.association == bindparam("at"),
            claim.c.kind == bindparam("of"),
            claim.c.digest == bindparam("is"),
        )
        self._drop_claim = text(delete(claim).where(*same_claim), "at", "of", "is")
        self._holder = text(select(claim.c.command).where(*same_claim), "at", "of", "is")
        self._duplicate = dialect.duplicate

    def __call__(
        self, connection: Connection, batch: Batch, still: Callable[[], bool] | None = None
    ) -> tuple[int, int]:
        """First and last position of the command's events, 0 and 0 when there are none.

        :raises Conflict: a stream has moved on, or ``still`` says that a list has
        :raises AlreadyRecorded: the command stands in the book, with this content or another
        """
        execute, association, count = connection.execute, batch.association, len(batch.events)
        expected = batch.unchanged
        position, *versions = self._looked(connection, association, expected[:AT_ONCE])
        for start in range(AT_ONCE, len(expected), AT_ONCE):
            versions += self._looked(connection, association, expected[start : start + AT_ONCE])[1:]
        first, last = (position + 1, position + count) if count else (0, 0)
        try:
            execute(self._add_command, (*batch.command, first, last, *batch.proof))
        except self._duplicate:
            raise AlreadyRecorded from None
        for (stream, version), actual in zip(expected, versions, strict=True):
            if version != (actual or 0):
                raise Conflict(stream, version, actual or 0)
        if still is not None and not still():
            raise ListMoved
        if count:
            numbered = enumerate(batch.events, first)
            try:
                connection.executemany(self._add_event, [(association, position, *row) for position, row in numbered])
            except self._duplicate:
                raise self._moved(connection, batch, first) from None
        dropped = 0
        for claim in batch.released:
            dropped += execute(self._drop_claim, claim).rowcount
        for claim in batch.claims:
            try:
                execute(self._add_claim, claim)
            except self._duplicate:
                (holder,) = execute(self._holder, claim[:3]).fetchone()
                raise Taken(claim[1], claim[2], holder) from None
        for step, row in batch.rows:
            step(connection, row)
        for job in batch.jobs:
            execute(self._add_job, job)
        execute(self._move_head, (count, 1, len(batch.claims) - dropped, len(batch.jobs), association))
        return first, last

    def _looked(self, connection: Connection, association: str, expected: Sequence[tuple[str, int]]) -> list[Any]:
        asked = [value for stream, _ in expected for value in (association, stream)]
        found = connection.execute(self.look(len(expected)), (*asked, association)).fetchone()
        if found is None:
            raise Damaged(f"the book of {association} has lost its head row; run verify, or restore a backup")
        return list(found)

    def _moved(self, connection: Connection, batch: Batch, first: int) -> Exception:
        """Which stream was there although the command thought it new; the others were checked before."""
        for stream, version, *_ in batch.events:
            if version == 1:
                known = (batch.association, stream, first)
                actual = connection.execute(self._version_before, known).fetchone()[0]
                if actual:
                    return Conflict(stream, 0, actual)
        return Damaged(f"the head of {batch.association} is behind its events; run verify, or restore a backup")
