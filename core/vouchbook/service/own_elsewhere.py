"""An application's evidence before the association's other categories, and before other associations.

What references say is left out: whether one would do elsewhere would tell an applicant what it says.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from vouchbook import associations
from vouchbook.associations import Association
from vouchbook.domain.evidence import PersonWords
from vouchbook.domain.names import AssociationCode, CategoryCode, Kind, Occasion, RequirementKey
from vouchbook.domain.trace import Finding, Moments, Status
from vouchbook.letters.categories import named
from vouchbook.letters.elsewhere import Elsewhere, LineCompared
from vouchbook.policy.document import NoSheet
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.case import portfolio_of
from vouchbook.service.elsewhere import Asking, in_category
from vouchbook.service.evaluation import policy_of
from vouchbook.service.office import Office
from vouchbook.service.progress import Progress
from vouchbook.service.what_if import without_references

LEFT_OUT = frozenset({Kind.RATINGS, Kind.COMPETENCIES})
"""What turns on references, wholly or in part."""


class InCategory(Struct, frozen=True):
    """Another category of the same association: what the evidence there is today would meet."""

    category: CategoryCode
    called: str
    met: int
    asked: int
    missing: tuple[RequirementKey, ...]


class Others(Struct, frozen=True):
    """Other associations beside this one; ``lines`` are those that turn on no reference."""

    page: Elsewhere
    names: dict[AssociationCode, str]
    lines: tuple[LineCompared, ...]


def other_categories(office: Office, progress: Progress) -> list[InCategory]:
    """What the same evidence would meet in every other category, the nearest first."""
    association = office.association(progress.on)
    document = association.version.document
    portfolio = without_references(portfolio_of(office, progress.case, submitting=True))
    moments = Moments(asked=progress.on, registered=progress.on)
    found = []
    for category in document.association.categories:
        if category == progress.category:
            continue
        try:
            trace = evaluate(
                association.version,
                category,
                Occasion.APPLICATION,
                portfolio,
                (),
                moments,
                ask=association.questions,
            )
        except NoSheet:
            continue
        lines = [each for each in trace.findings if not left_out(each)]
        missing = tuple(each.requirement for each in lines if each.status is Status.MISSING)
        called = named(category, document.association)
        found.append(InCategory(category, called, len(lines) - len(missing), len(lines), missing))
    return sorted(found, key=lambda each: (len(each.missing), each.category))


def left_out(finding: Finding) -> bool:
    return finding.kind in LEFT_OUT or any(left_out(option) for option in finding.options)


def other_associations(office: Office, progress: Progress) -> Others:
    """What other installed associations would answer in the same category, by their published policies.

    :raises UnknownCategory: none of them offers it
    """
    own = office.association(progress.on)
    others = []
    for code, package in sorted(associations.installed().items()):
        if code == office.code:
            continue
        try:
            others.append(Association(_policy(package.policy_file, package.policy_file.stat().st_mtime_ns), package))
        except (PolicyMistakes, OSError):
            continue  # whose policy cannot be read says nothing
    portfolio = without_references(portfolio_of(office, progress.case, submitting=True))
    state = progress.case.person.state.state
    file = PortfolioFile(PersonWords("", "", ""), state, (), portfolio, {})
    page = in_category(Asking(file, (own, *others), progress.on), progress.category)
    skipped = {
        finding.requirement
        for answered in page.associations
        if answered.trace is not None
        for finding in answered.trace.findings
        if left_out(finding)
    }
    return Others(
        page=page,
        names={each.code: each.version.document.association.name for each in page.associations},
        lines=tuple(line for line in page.lines if line.key not in skipped),
    )


@lru_cache(maxsize=64)
def _policy(file: Path, changed: int) -> PolicyVersion:
    """``changed``: when the file was last written; one that stays as it was is read once."""
    return policy_of(file)[0]
