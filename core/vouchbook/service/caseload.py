"""The applications of an association as a list: those at one step, of one category, a page at a time."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from vouchbook.domain.authorize import Action, Principal
from vouchbook.domain.names import Outcome
from vouchbook.ledger.tables import mine
from vouchbook.projections.applications import TABLE, ApplicationRow, under_review
from vouchbook.service.office import Office

PAGE = 50
"""Applications on one page."""


class At(Enum):
    """How far the applications have come that are looked for."""

    GOING_ON = "going_on"  # neither approved nor withdrawn
    OPEN = "open"  # not submitted yet
    UNDER_REVIEW = "under_review"
    ON_HOLD = "on_hold"
    DEFERRED = "deferred"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    ALL = "all"


class Sort(Enum):
    """The day by which they are sorted, the latest first; ``LONGEST``: those open the longest first."""

    LONGEST = "longest"
    OPENED = "opened"
    SUBMITTED = "submitted"
    DECIDED = "decided"


class Wanted(Struct, frozen=True):
    at: At = At.GOING_ON
    category: str = ""
    sort: Sort = Sort.LONGEST


class Caseload(Struct, frozen=True):
    """One page of the list; ``total`` is how many there are on all pages."""

    rows: tuple[ApplicationRow, ...]
    total: int


def listing(office: Office, principal: Principal, wanted: Wanted, page: int | None = 1) -> Caseload:
    """The applications that are looked for; a coordinator's list. Without a ``page``, all of them."""
    office.allow(principal, Action.SEE_EVERYBODY)
    of = {"category": wanted.category}
    ((total,),) = office.book.fetch(_counted(wanted.at), **of)
    most, after = (total, 0) if page is None else (PAGE, PAGE * (min(page, max(1, -(-total // PAGE))) - 1))
    rows = office.book.query(_listed(wanted.at, wanted.sort), ApplicationRow, most=most, after=after, **of)
    return Caseload(tuple(rows), total)


_C = TABLE.c


def _where(at: At) -> ColumnElement[bool]:
    among = and_(mine(TABLE), or_(bindparam("category") == "", _C.category == bindparam("category")))
    going_on = _C.withdrawn_on.is_(None)
    match at:
        case At.GOING_ON:
            return and_(among, going_on, or_(_C.outcome.is_(None), _C.outcome != Outcome.APPROVED.value))
        case At.OPEN:
            return and_(among, going_on, _C.submitted_on.is_(None))
        case At.UNDER_REVIEW:
            return and_(among, under_review())
        case At.ON_HOLD | At.DEFERRED | At.APPROVED:
            return and_(among, going_on, _C.outcome == at.value)
        case At.WITHDRAWN:
            return and_(among, _C.withdrawn_on.is_not(None))
        case _:
            return among


@cache
def _counted(at: At) -> Select[Any]:
    return select(func.count()).select_from(TABLE).where(_where(at))


@cache
def _listed(at: At, sort: Sort) -> Select[Any]:
    columns = tuple(_C[name] for name in ApplicationRow.__struct_fields__)
    order = {
        Sort.LONGEST: (_C.opened_on,),
        Sort.OPENED: (_C.opened_on.desc(),),
        Sort.SUBMITTED: (_C.submitted_on.desc(),),
        Sort.DECIDED: (_C.decided_on.desc(),),
    }[sort]
    found = select(*columns).where(_where(at)).order_by(*order, _C.application)
    return found.limit(bindparam("most")).offset(bindparam("after"))
