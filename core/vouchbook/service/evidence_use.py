"""What each item of somebody's evidence is used for: the requirements of their applications that look at it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from vouchbook.domain.authorize import Principal
from vouchbook.domain.names import ApplicationId, CategoryCode, ItemId, PersonId, RequirementKey
from vouchbook.domain.trace import Finding
from vouchbook.service import progress
from vouchbook.service.office import Office


class Use(Struct, frozen=True):
    """A requirement that looks at an item; ``counts``: what it says is counted there, else it waits for a word."""

    application: ApplicationId
    category: CategoryCode
    requirement: RequirementKey
    counts: bool


def uses(office: Office, principal: Principal, person: PersonId) -> dict[ItemId, list[Use]]:
    """Where each item counts, or waits, in the applications that are not withdrawn."""
    found: dict[ItemId, list[Use]] = {}
    for each in progress.of_person(office, principal, person):
        if each.state == "withdrawn":
            continue
        for finding in each.trace.findings:
            for item, counts in _looked_at(finding):
                use = Use(each.application, each.category, finding.requirement, counts)
                found.setdefault(item, []).append(use)
    return found


def _looked_at(finding: Finding) -> Iterator[tuple[ItemId, bool]]:
    yield from ((item, True) for item in dict.fromkeys(finding.counted_items))
    yield from ((item, False) for item in dict.fromkeys(finding.pending_items) if item not in finding.counted_items)
