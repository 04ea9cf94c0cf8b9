"""Which applications could be submitted as they stand: evaluated a few at a time, kept in memory.

What the book says more of since is evaluated anew.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import bindparam, select

from vouchbook.domain.names import Due
from vouchbook.domain.trace import Moments
from vouchbook.ledger.book import Book
from vouchbook.ledger.tables import event, mine_in_order
from vouchbook.policy.document import NoEmerging, NoSheet, UnknownCategory
from vouchbook.projections.applications import ApplicationRow, to_submit
from vouchbook.projections.ratings import whose
from vouchbook.service.case import read_case
from vouchbook.service.evaluation import evaluate_case
from vouchbook.service.office import Office

AT_ONCE = 40
"""So many are evaluated for one page; the others when it is asked for again."""
_PERSONAL = ("person", "membership")
_TOUCHED = (
    select(event.c.stream)
    .where(mine_in_order(event), event.c.position > bindparam("after"), event.c.position <= bindparam("upto"))
    .distinct()
)


class Readiness(Struct, frozen=True):
    """``complete``: nothing is missing for their submission. ``unseen``: so many more are to be looked through."""

    complete: tuple[ApplicationRow, ...]
    unseen: int


class _Known:
    """What was found of one book's applications, on one day."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.position = 0
        self.on: date | None = None
        self.found: dict[str, bool] = {}


_OF: weakref.WeakKeyDictionary[Book, _Known] = weakref.WeakKeyDictionary()


def complete(office: Office, on: date, at_once: int = AT_ONCE) -> Readiness:
    """What could be submitted on a day, as far as it has been looked through."""
    known = _OF.setdefault(office.book, _Known())
    rows = to_submit(office.book)
    with known.lock:
        _follow(office, known, on, rows)
        left = at_once
        for row in rows:
            if row.application not in known.found:
                if not left:
                    break
                left -= 1
                known.found[row.application] = _is_complete(office, row, on)
        unseen = sum(row.application not in known.found for row in rows)
        if unseen:
            office.keeping.is_passing()  # asked again, more of them have been looked through
        return Readiness(tuple(row for row in rows if known.found.get(row.application)), unseen)


def _follow(office: Office, known: _Known, on: date, rows: Iterable[ApplicationRow]) -> None:
    """Forget what was found of those of whom the book says more by now; on another day, of everybody."""
    position = office.book.position
    if known.on != on:
        known.found.clear()
    else:
        touched = {row[0] for row in office.book.fetch(_TOUCHED, after=known.position, upto=position)}
        people, streams, ratings = set[str](), set[str](), list[str]()
        for stream in touched:
            kind, _, id_ = stream.partition(":")
            if kind == "policy":
                known.found.clear()
            elif kind in _PERSONAL:
                people.add(id_)
            elif kind == "application":
                streams.add(id_)
            elif kind == "rating":
                ratings.append(id_)
        people.update(person for rating in ratings for person in whose(office.book, rating))
        for row in rows:
            if row.person in people or row.application in streams:
                known.found.pop(row.application, None)
    known.on, known.position = on, position


def _is_complete(office: Office, row: ApplicationRow, on: date) -> bool:
    case = read_case(office, row.application)
    moments = Moments(asked=on, registered=row.opened_on, submitted=on)
    try:
        trace = evaluate_case(office, case, office.association(on), moments, submitting=True)
    except (NoSheet, UnknownCategory, NoEmerging):
        return False
    return not trace.missing_by(Due.SUBMISSION)
