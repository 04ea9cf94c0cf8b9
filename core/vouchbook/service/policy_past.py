"""Which decided cases a proposed policy would reach into: on their days, something else would have ruled."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from vouchbook.domain.names import ApplicationId, CategoryCode, Occasion, Outcome, RequirementKey
from vouchbook.domain.refusal import Refused
from vouchbook.domain.trace import Moments
from vouchbook.policy.calendar import Spans
from vouchbook.policy.cycles import judged_on
from vouchbook.policy.past import CaseDays, Past, asks_for_evidence, past_changes, sessions, touched
from vouchbook.policy.version import PolicyVersion
from vouchbook.projections.applications import ApplicationRow, applications
from vouchbook.service.case import portfolio_of, read_case
from vouchbook.service.office import Office


class Reach(Struct, frozen=True):
    """How a proposal would change the past; ``applications`` are the decided cases that rest on what ``changed``.

    Without any, the change of the past is one that concerns nobody, and may be made.
    """

    past: tuple[Past, ...]
    applications: tuple[ApplicationId, ...] = ()
    changed: tuple[RequirementKey, ...] = ()


def reach(office: Office, base: PolicyVersion, proposed: PolicyVersion, first: date) -> Reach:
    """What ``proposed``, in force from ``first``, would say otherwise than ``base`` of the days before.

    :raises Refused: ``decided_since``: a case was decided after ``first`` by the policy of that day;
        ``currency_stays``: what is charged and paid was written in cents of the other currency; ``category_in_use``:
        nobody could decide any more on applications that are open
    """
    kept, wanted = (each.document.association.currency for each in (base, proposed))
    if kept != wanted:
        raise Refused("currency_stays", kept=kept, written=wanted)
    rows = office.listed(applications)
    _goes_on_offering({*base.document.association.categories} - {*proposed.document.association.categories}, rows)
    decided = [row for row in rows if _is_decided(row)]
    later = max((row.decided_on for row in decided if row.decided_on), default=first)
    if later > first:
        raise Refused("decided_since", on=first, until=later)
    past = past_changes(base.document, proposed.document, first)
    if not past:
        return Reach(())
    found = {row.application: touched(past, _days(office, base, past, row)) for row in decided}
    cases = tuple(ApplicationId(id_) for id_, changed in found.items() if changed)
    return Reach(past, cases, tuple(dict.fromkeys(name for changed in found.values() for name in changed)))


def _goes_on_offering(dropped: set[CategoryCode], rows: list[ApplicationRow]) -> None:
    """:raises Refused: ``category_in_use``"""
    still = [row for row in rows if row.category in dropped and row.withdrawn_on is None]
    waiting = tuple(row.application for row in still if row.outcome != Outcome.APPROVED.value)
    if waiting:
        raise Refused("category_in_use", categories=tuple(sorted({row.category for row in still})), open=waiting)


def _is_decided(row: ApplicationRow) -> bool:
    """On hold is no decision that anybody rests on: the same submission is decided again."""
    return row.decided_on is not None and row.outcome != Outcome.ON_HOLD.value


def _days(office: Office, base: PolicyVersion, past: tuple[Past, ...], row: ApplicationRow) -> CaseDays:
    category = CategoryCode(row.category)
    moments = Moments(
        asked=row.decided_on or row.opened_on,
        registered=row.opened_on,
        submitted=row.submitted_on,
        decided=row.decided_on,
    )
    steps = (row.opened_on, row.submitted_on, row.decided_on)
    return CaseDays(
        category=category,
        sheet=judged_on(base.document, category, Occasion.APPLICATION, moments),
        steps=tuple(day for day in steps if day is not None),
        evidence=_sessions(office, row) if asks_for_evidence(past) else (),
    )


def _sessions(office: Office, row: ApplicationRow) -> Spans:
    return sessions(portfolio_of(office, read_case(office, row.application)), row.decided_on)
