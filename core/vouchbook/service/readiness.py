"""Which applications could be submitted as they stand: evaluated a few at a time, kept in memory.

What the book says more of since is evaluated anew.
"""

from __future__ import annotations

import threading
import weakref
from datetime import date
from itertools import islice

from msgspec import Struct
from sqlalchemy import bindparam, select

from vouchbook.domain.names import Due
from vouchbook.domain.trace import Moments
from vouchbook.ledger.book import Book
from vouchbook.ledger.tables import event, mine_in_order
from vouchbook.policy.document import NoEmerging, NoSheet, UnknownCategory
from vouchbook.projections.applications import ApplicationRow, one_to_submit, to_submit
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
    """What was found of one book's applications, on one day; ``rows`` are those that may be submitted, by their id."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.position = -1
        self.on: date | None = None
        self.rows: dict[str, ApplicationRow] = {}
        self.found: dict[str, bool] = {}


_OF: weakref.WeakKeyDictionary[Book, _Known] = weakref.WeakKeyDictionary()


def complete(office: Office, on: date, at_once: int = AT_ONCE) -> Readiness:
    """What could be submitted on a day, as far as it has been looked through."""
    known = _OF.setdefault(office.book, _Known())
    with known.lock:
        _follow(office, known, on)
        unseen = len(known.rows) - len(known.found)
        if unseen:
            fresh = (row for row in known.rows.values() if row.application not in known.found)
            for row in list(islice(fresh, at_once)):
                known.found[row.application] = _is_complete(office, row, on)
            unseen = len(known.rows) - len(known.found)
            office.keeping.is_passing()  # asked again, more of them have been looked through
        return Readiness(tuple(known.rows[id_] for id_, complete_ in known.found.items() if complete_), unseen)


def _follow(office: Office, known: _Known, on: date) -> None:
    """Take in what the book says more of by now, and forget what was found of it; on another day, of everybody."""
    position = office.book.position
    if known.position < 0:
        known.rows = {row.application: row for row in to_submit(office.book)}
    elif known.position != position:
        touched = {row[0] for row in office.book.fetch(_TOUCHED, after=known.position, upto=position)}
        of: dict[str, set[str]] = {}
        for stream in touched:
            kind, _, id_ = stream.partition(":")
            of.setdefault(kind, set()).add(id_)
        if "policy" in of:
            known.found.clear()
        for id_ in of.get("application", ()):
            known.rows.pop(id_, None)
            known.rows.update((row.application, row) for row in one_to_submit(office.book, id_))
            known.found.pop(id_, None)
        people = {person for kind in _PERSONAL for person in of.get(kind, ())}
        people.update(person for rating in of.get("rating", ()) for person in whose(office.book, rating))
        if people:
            for row in known.rows.values():
                if row.person in people:
                    known.found.pop(row.application, None)
    if known.on != on:
        known.found.clear()
    known.on, known.position = on, position


def _is_complete(office: Office, row: ApplicationRow, on: date) -> bool:
    case = read_case(office, row.application)
    moments = Moments(asked=on, registered=row.opened_on, submitted=on)
    try:
        trace = evaluate_case(office, case, office.association(on), moments, submitting=True)
    except (NoSheet, UnknownCategory, NoEmerging):
        return False
    return not trace.missing_by(Due.SUBMISSION)
