"""Asks a recorded question again, and says what differs."""

from __future__ import annotations

from msgspec import Struct

from vouchbook import associations
from vouchbook.domain.application import ApplicationDecided, ApplicationSubmitted
from vouchbook.domain.trace import Finding, Status, Trace
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.case import Case, Known, read_case
from vouchbook.service.evaluation import evaluate_case
from vouchbook.service.office import Office


class Difference(Struct, frozen=True):
    """What another evaluation says of one requirement: its status then and now."""

    requirement: str
    then: Status | None
    now: Status | None


def recomputed(
    office: Office,
    application: str,
    case: Case,
    ruled: ApplicationSubmitted | ApplicationDecided,
    version: PolicyVersion,
) -> tuple[tuple[Difference, ...], tuple[str, ...]]:
    """What differs when the same question is asked again, and whose code has changed since.

    Asked are the policy and moments of then, and the book as it stood then, by today's code.
    """
    at = next(entry.position for entry in reversed(case.application.entries) if entry.event == ruled)
    before = read_case(office, application, Known(position=at - 1))
    package = associations.installed().get(office.code)
    again = evaluate_case(
        office,
        before,
        office.association_of(version),
        ruled.trace.moments,
        submitting=isinstance(ruled, ApplicationSubmitted),
    )
    now = {package.distribution: package.recorded} if package else {}
    changed = tuple(
        f"{code.distribution} {code.version} "
        + ("is not installed any more" if code.distribution not in now else "has changed since")
        for code in ruled.ruling.code
        if now.get(code.distribution) != code
    )
    return differences(ruled.trace, again), changed


def differences(recorded: Trace, again: Trace) -> tuple[Difference, ...]:
    """The requirements of which two traces say something else; ``None`` where one has no such line."""
    then = {finding.requirement: finding for finding in recorded.findings}
    now = {finding.requirement: finding for finding in again.findings}
    pairs = ((key, then.get(key), now.get(key)) for key in dict.fromkeys((*then, *now)))
    return tuple(
        Difference(key, one.status if one else None, other.status if other else None)
        for key, one, other in pairs
        if not _same(one, other)
    )


def _same(one: Finding | None, other: Finding | None) -> bool:
    """Whether two findings say the same; where in the document the line stands makes no difference."""
    if one is None or other is None:
        return one is other
    fields: tuple[str, ...] = ("status", "required", "counted", "pending", "counted_items", "pending_items")
    return all(getattr(one, field) == getattr(other, field) for field in fields)
