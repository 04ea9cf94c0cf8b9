"""The append: everything of one command is prepared first, then recorded in one short transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ClauseElement, Table, bindparam, delete, func, insert, select, update

from vouchbook.domain.sealed import Unsealed
from vouchbook.ledger import tables
from vouchbook.ledger.codec import Sealer, Shape, shape_of
from vouchbook.ledger.dialect import Connection, Dialect
from vouchbook.ledger.entries import Claim, Command, Entry, Job, RowChange, Write
from vouchbook.ledger.errors import Conflict, Damaged, Taken
from vouchbook.ledger.leaf import leaf_hash
from vouchbook.ledger.rows import Ready

Stored = tuple[Any, ...]
"""The columns of an event row after association and position."""


class AlreadyRecorded(Exception):
    """The command stands in the book; the transaction is given up and what it came to is read."""


class Batch(Struct):
    """One command, ready to be recorded: what is left to find out is its position."""

    association: str
    command: tuple[Any, ...]
    proof: tuple[bytes, bytes]  # the command's result and check
    writes: list[tuple[str, int, list[Stored]]]
    unchanged: Sequence[tuple[str, int]]
    claims: list[tuple[Any, ...]]
    released: list[tuple[Any, ...]]
    rows: list[Ready]
    jobs: list[tuple[Any, ...]]
    events: int


def sealed_events(
    association: str, sealer: Sealer, writes: Iterable[Write]
) -> list[tuple[Shape, Write, int, Struct, bytes]]:
    """Every event with its version and its sealed part; all boxes are made in one go."""
    shaped: list[tuple[Shape, Write, int, Struct, list[Unsealed]]] = []
    values: list[Unsealed] = []
    for write in writes:
        version = write.expected
        for event in write.events:
            version += 1
            shape = shape_of(event)
            if not write.stream.startswith(shape.kind.stream + ":"):
                raise ValueError(
                    f"{shape.kind.name} belongs into a {shape.kind.stream} stream, not into {write.stream}"
                )
            personal = shape.unsealed(event, association, write.stream, version)
            values += personal
            shaped.append((shape, write, version, event, personal))
    if not values:
        return [(shape, write, version, event, b"") for shape, write, version, event, _ in shaped]
    boxes = iter(sealer.seal(values))
    return [
        (shape, write, version, event, shape.container(personal, [next(boxes) for _ in personal]))
        for shape, write, version, event, personal in shaped
    ]


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
    id_, actor, day = command.id, command.actor, command.happened_on.isoformat()
    stored: dict[int, list[Stored]] = {id(write): [] for write in writes}
    entries: list[Entry] = []
    count = 0
    for shape, write, version, event, sealed in sealed_events(association, sealer, writes):
        kind = shape.kind
        data = shape.clear(event)
        leaf = leaf_hash(
            association, write.stream, version, kind.name, kind.schema, id_, actor, day, recorded_at, data, sealed
        )
        row = (write.stream, version, kind.name, kind.schema, id_, actor, day, recorded_at, data, sealed, leaf)
        stored[id(write)].append(row)
        count += 1
        if rows is not None:
            closed = shape.event(kind.schema, data, sealed, association, write.stream, version) if sealed else event
            entries.append(
                Entry(
                    association, 0, write.stream, version, kind.name, kind.schema, id_, actor, command.happened_on,
                    recorded_at, closed, data, sealed, leaf,
                )
            )  # fmt: skip
    leaves = b"".join(row[-1] for rows_ in stored.values() for row in rows_)
    kept = (id_, command.name, command.fingerprint, actor, day, recorded_at)
    return Batch(
        association=association,
        command=(association, *kept),
        proof=(result, tables.check(association, *kept, result, leaves)),
        writes=[(write.stream, write.expected, stored[id(write)]) for write in writes],
        unchanged=unchanged,
        claims=[_checked(association, claim.kind, claim.digest, id_) for claim in claims],
        released=[(association, claim.kind, claim.digest) for claim in released],
        rows=write_rows(rows(entries)) if rows is not None else [],
        jobs=[_checked(association, job.id, job.kind, job.due, job.data, id_) for job in jobs],
        events=count,
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
            update(head).where(head.c.association == bindparam("at")).values(counts).returning(head.c.position),
            *(f"more_{name}" for name in counts), "at",
        )  # fmt: skip
        self._add_command = all_of(command)
        self._add_event = all_of(event)
        self._add_claim = all_of(claim)
        self._add_job = all_of(job)
        self._version = text(
            select(func.max(event.c.version)).where(
                event.c.association == bindparam("at"), event.c.stream == bindparam("of")
            ),
            "at", "of",
        )  # fmt: skip
        same_claim = (
            claim.c.association == bindparam("at"),
            claim.c.kind == bindparam("of"),
            claim.c.digest == bindparam("is"),
        )
        self._drop_claim = text(delete(claim).where(*same_claim), "at", "of", "is")
        self._holder = text(select(claim.c.command).where(*same_claim), "at", "of", "is")
        self._duplicate = dialect.duplicate

    def __call__(self, connection: Connection, batch: Batch) -> tuple[int, int]:
        """First and last position of the command's events, 0 and 0 when there are none.

        :raises AlreadyRecorded: the command stands in the book, with this content or another
        """
        execute, association = connection.execute, batch.association
        dropped = sum(execute(self._drop_claim, claim).rowcount for claim in batch.released)
        more = (batch.events, 1, len(batch.claims) - dropped, len(batch.jobs))
        head = execute(self._move_head, (*more, association)).fetchone()
        if head is None:
            raise Damaged(f"the book of {association} has lost its head row; run verify, or restore a backup")
        last = head[0] if batch.events else 0
        first = last - batch.events + 1 if batch.events else 0
        try:
            execute(self._add_command, (*batch.command, first, last, *batch.proof))
        except self._duplicate:
            raise AlreadyRecorded from None
        for stream, version in batch.unchanged:
            self._expect(connection, association, stream, version)
        position = first
        for stream, expected, stored in batch.writes:
            self._expect(connection, association, stream, expected)
            for row in stored:
                execute(self._add_event, (association, position, *row))
                position += 1
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
        return first, last

    def _expect(self, connection: Connection, association: str, stream: str, expected: int) -> None:
        actual = connection.execute(self._version, (association, stream)).fetchone()[0] or 0
        if actual != expected:
            raise Conflict(stream, expected, actual)
