"""What is asked of a book's own tables; ``bindparam("association")`` is filled in by the book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, select, update

from vouchbook.ledger.codec import LIBRARY
from vouchbook.ledger.tables import command, cursor, event, head, job, mine, mine_in_order

OF: BindParameter[str] = bindparam("of")
HEAD = select(head.c.position).where(mine(head))
COMMAND = select(command.c.fingerprint, command.c.first, command.c.last, command.c.result).where(
    mine(command), command.c.id == OF
)
STREAM = (
    select(event)
    .where(mine(event), event.c.stream == OF, event.c.version > bindparam("after"))
    .order_by(event.c.version)
)
STREAM_UPTO = STREAM.where(event.c.version <= bindparam("upto"))
LOG = (
    select(event)
    .where(mine_in_order(event), event.c.position > bindparam("after"))
    .order_by(event.c.position)
    .limit(bindparam("most"))
)
_OURS = or_(event.c.stream < LIBRARY, event.c.stream >= LIBRARY[:-1] + chr(ord(LIBRARY[-1]) + 1))


def log_without(types: Sequence[str]) -> Select[Any]:
    """Our own events by position, those later than ``after`` up to ``upto``, without these types: see ``not_of``."""
    log = select(event).where(mine_in_order(event), _OURS).order_by(event.c.position)
    within = log.where(event.c.position > bindparam("after"), event.c.position <= bindparam("upto"))
    return within.where(event.c.type.not_in([bindparam(name) for name in not_of(types)])) if types else within


def not_of(types: Sequence[str]) -> dict[str, str]:
    """The values that ``log_without`` asks for."""
    return {f"not_{number}": name for number, name in enumerate(types)}


DUE = (
    select(job.c.id, job.c.kind, job.c.due, job.c.data)
    .where(mine(job), job.c.due <= bindparam("by"))
    .order_by(job.c.due, job.c.id)
    .limit(bindparam("most"))
)
CURSOR = select(cursor.c.position, cursor.c.shape).where(mine(cursor), cursor.c.name == OF)
MOVE_CURSOR = (
    update(cursor)
    .where(cursor.c.association == bindparam("new_association"), cursor.c.name == bindparam("new_name"))
    .values({column: bindparam(f"new_{column}") for column in ("position", "shape", "check")})
)
