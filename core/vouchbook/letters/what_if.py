"""What would be if, in sentences: the day on which a requirement will be met, and what waiting items would change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from vouchbook.domain.names import Kind
from vouchbook.domain.trace import Finding, Status
from vouchbook.letters.amounts import share_of
from vouchbook.letters.findings import because
from vouchbook.letters.on_pages import dated, day
from vouchbook.policy.version import PolicyVersion


def coming(finding: Finding, met_on: date | None, ends_on: date | None) -> Iterator[str]:
    """What the days to come bring by themselves."""
    if met_on is not None:
        goes_on = "At your current job" if finding.kind is Kind.MONTHS else "If everything goes on as it is"
        yield f"{goes_on}, this will be met on {day(met_on)}."
    if ends_on is not None:
        thing = "Your membership" if finding.kind is Kind.MEMBERSHIP else "This"
        ends = "ends on" if finding.kind is Kind.MEMBERSHIP else "is met through"
        yield f"{thing} {ends} {day(ends_on)}. Renew it before the decision."


def if_confirmed(confirmed: Finding | None, version: PolicyVersion) -> Iterator[str]:
    """What it would change if the coordinator, or a registry, confirmed everything that waits for that."""
    if confirmed is None:
        return
    begins = "If everything that waits to be confirmed is confirmed"
    if confirmed.status is Status.MET:
        yield f"{begins}, this is met."
    elif confirmed.status is Status.JUDGEMENT:
        yield f"{begins}, reviewers decide the rest."
    else:
        yield f"{begins}: {dated(because(confirmed, version, {}))}"


def if_accepted(accepted: Finding | None, accepted_on: date | None, version: PolicyVersion) -> Iterator[str]:
    """What reviewers' acceptance of everything that waits would change."""
    if accepted is None:
        return
    if accepted.status is Status.MET:
        yield "If what waits for review is accepted, this is met."
        return
    found = share_of(accepted.counted, accepted.required, accepted.unit)
    yield f"If what waits for review is accepted, {found} count. {dated(because(accepted, version, {}))}"
    if accepted_on is not None:
        yield f"Then it will be met on {day(accepted_on)}, if everything goes on as it is."
