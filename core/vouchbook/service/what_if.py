"""What would be if: a requirement on the days to come, with what waits for a reviewer accepted."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.evidence import Portfolio, Rating
from vouchbook.domain.names import Kind
from vouchbook.domain.trace import Finding, Question, Status, Unit, Why
from vouchbook.policy.ahead import Asked, first_met, last_met
from vouchbook.service.case import portfolio_of
from vouchbook.service.evaluation import evaluate_with
from vouchbook.service.office import Office
from vouchbook.service.progress import Progress

SOON = timedelta(days=90)
"""What ends within this is worth saying now."""
BY_DAYS = frozenset(
    {Kind.HOURS, Kind.MONTHS, Kind.COUNT, Kind.DEGREE, Kind.LICENCE, Kind.MEMBERSHIP, Kind.HOLDS, Kind.EXAM}
)
"""What the passing of days can bring or take by itself. Never what a reference says: an applicant would learn of it."""


_UNCONFIRMED = frozenset({Why.CLAIM_UNCONFIRMED, Why.STANDING_UNCONFIRMED})


class WhatIf(Struct, frozen=True):
    """One requirement, if everything goes on as it is.

    ``met_on`` is the first day on which it will be met; ``ends_on`` the last one on which it still is. ``accepted`` is
    what is found once reviewers have accepted what waits for them, and ``accepted_on`` the day on which it is met then;
    ``confirmed`` once the coordinator, or a registry, has confirmed what waits for that.
    """

    met_on: date | None = None
    ends_on: date | None = None
    accepted: Finding | None = None
    accepted_on: date | None = None
    confirmed: Finding | None = None

    def ends_soon(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on - today <= SOON


NOTHING = WhatIf()


def what_if(office: Office, progress: Progress, finding: Finding) -> WhatIf:
    """What the days to come bring for a requirement of an application that can still be submitted."""
    if not progress.may_submit:
        return NOTHING
    asked = f"what if {finding.requirement}"
    known = progress.beside.get(asked)
    if not isinstance(known, WhatIf):
        known = progress.beside[asked] = _looked(office, progress, finding)
    return known


def _looked(office: Office, progress: Progress, finding: Finding) -> WhatIf:
    line = _line(office, progress, finding)
    turns = _turns_by_itself(finding)
    if finding.status is Status.MET:
        return WhatIf(ends_on=last_met(line, progress.on)) if turns else NOTHING
    met_on = first_met(line, progress.on) if turns else None
    confirmed = None
    if _waits_for_confirming(finding):
        taken = replace(line.portfolio, claims_taken=True)
        confirmed = evaluate_with(office, progress.case, progress.on, taken, (), finding.requirement)
    waiting = tuple(_accepting(finding))
    if not waiting:
        return WhatIf(met_on=met_on, confirmed=confirmed)
    if_accepted = replace(line, settled=waiting)
    accepted = evaluate_with(office, progress.case, progress.on, line.portfolio, waiting, finding.requirement)
    already = accepted is None or accepted.status is Status.MET
    return WhatIf(
        met_on=met_on,
        accepted=accepted,
        confirmed=confirmed,
        accepted_on=None if already or not turns else first_met(if_accepted, progress.on),
    )


def _line(office: Office, progress: Progress, finding: Finding) -> Asked:
    association = office.association(progress.on)
    return Asked(
        version=association.version,
        category=progress.category,
        key=finding.requirement,
        portfolio=without_references(portfolio_of(office, progress.case, submitting=True)),
        opened_on=progress.opened_on,
        emerging=progress.emerging,
        ask=association.questions,
    )


def without_references(portfolio: Portfolio) -> Portfolio:
    """A portfolio in which nothing tells what a reference says."""
    return replace(portfolio, items=tuple(item for item in portfolio.items if not isinstance(item.facts, Rating)))


def _turns_by_itself(finding: Finding) -> bool:
    if finding.unit is Unit.RATINGS:
        return False
    if finding.options:
        return all(_turns_by_itself(option) for option in finding.options)
    return finding.kind in BY_DAYS


def _waits_for_confirming(finding: Finding) -> bool:
    """Whether something is left out that only has to be confirmed; of references nothing is said."""
    if finding.unit is Unit.RATINGS:
        return False
    own = any(each.because.code in _UNCONFIRMED for each in finding.excluded_items)
    return own or any(_waits_for_confirming(option) for option in finding.options)


def _accepting(finding: Finding) -> chain[Question]:
    """The items that wait for a reviewer, each accepted."""
    if finding.unit is Unit.RATINGS:
        return chain()
    own = (replace(each, answer=True) for each in finding.questions if each.item is not None and each.answer is None)
    return chain(own)
