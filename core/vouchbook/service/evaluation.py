"""What the rules say of somebody: of a bare file, or of an application as the book knows it on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import msgspec

from vouchbook import associations
from vouchbook.associations import Association
from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import AssociationCode, CategoryCode, Digest, Due, Occasion, RequirementKey
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.trace import Finding, Moments, Question, Trace
from vouchbook.policy.compose import compose
from vouchbook.policy.document import AssociationRow, GuidelinesRow, NoEmerging, SourceText, UnknownCategory
from vouchbook.policy.evaluable import NotEvaluated, unevaluated_in
from vouchbook.policy.evaluate import EVALUATOR, evaluate
from vouchbook.policy.mistakes import Mistake
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.source import EVERY, TABLES, Guidelines, SourceDocument
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.case import Case, portfolio_of
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office

ALLIANCE = AssociationCode("alliance")
"""Whose rules an edition is where no association's lie over it: the Alliance endorses those who live outside all."""


class NoEdition(LookupError):
    """No installed package brings this edition of the guidelines; the message names those that there are."""


def installed_policy(code: str) -> PolicyVersion:
    """The policy version that an installed association's files make, whatever a book has adopted.

    :raises NotInstalled: no such association
    :raises PolicyMistakes: its ``policy.toml`` or a guidelines edition is wrong
    :raises NotEvaluated: it asks for what no fact of evidence answers
    """
    version, _ = policy_of(associations.package(code).policy_file)
    return version


def policy_of(file: Path | str, name: str | None = None) -> tuple[PolicyVersion, tuple[Mistake, ...]]:
    """The policy version that a file, or a text under a ``name``, makes; with what it says in vain.

    :raises PolicyMistakes: everything that is wrong with the file or a guidelines edition
    :raises NotEvaluated: it asks for what no fact of evidence answers
    """
    editions = installed_editions()
    source = read_policy(file, editions, name=name)
    return _evaluated(compose(source, editions)), source.warnings


def edition_policy(name: str) -> PolicyVersion:
    """The policy that an edition of the guidelines makes as it stands, with no association's own rules.

    :raises NoEdition: no such edition is installed
    :raises PolicyMistakes: a guidelines edition is wrong
    :raises NotEvaluated: it asks for what no fact of evidence answers
    """
    editions = installed_editions()
    if name not in editions:
        known = ", ".join(sorted(editions)) or "none is; install them: pip install vouchbook-guidelines"
        raise NoEdition(f"there is no edition {name!r} of the guidelines; installed: {known}")
    return _evaluated(compose(_alone(editions[name]), editions))


def _alone(edition: Guidelines) -> SourceDocument:
    """An association that offers what the edition holds a sheet of, and has no rule of its own."""
    adopting = GuidelinesRow(edition=edition.edition, source="edition")
    return SourceDocument(
        name=f"the guidelines of {edition.edition}",
        sources={"edition": SourceText(title=f"The guidelines, edition {edition.edition}")},
        tables={table: (adopting,) if table == "guidelines" else () for table in TABLES},
        requirements=(),
        raw={},
        lines={},
        association=AssociationRow(
            code=ALLIANCE,
            name=f"The guidelines of {edition.edition} as they stand, with no association's own rules",
            timezone="UTC",
            year_end="12-31",
            currency="USD",
            families=("IMH", "ECMH"),
            categories=tuple(CategoryCode(each) for each in sorted(edition.with_sheet)),
        ),
    )


def installed_editions() -> dict[str, Guidelines]:
    """Every installed edition of the guidelines, by its name.

    :raises PolicyMistakes: one of them is wrong
    """
    return {name: _edition(path, path.stat().st_mtime_ns) for name, path in associations.guideline_files().items()}


@lru_cache(maxsize=32)
def _edition(file: Path, changed: int) -> Guidelines:
    """``changed``: when the file was last written; one that stays as it was is read once."""
    return read_guidelines(file)


def _evaluated(version: PolicyVersion) -> PolicyVersion:
    """:raises NotEvaluated: it asks for what no fact of evidence answers"""
    if unanswerable := unevaluated_in(version.document):
        raise NotEvaluated("\n".join(unanswerable))
    return version


def evaluate_file(
    code: str,
    category: CategoryCode,
    file: PortfolioFile,
    on: date | None = None,
    edge: Edge | None = None,
    *,
    emerging: bool = False,
) -> tuple[Trace, PolicyVersion]:
    """What an installed association's rules say of a bare file, on a day, or today where it is; nothing is recorded.

    ``emerging``: what they ask of somebody who begins so.

    :raises NoEmerging: nobody begins so in the category
    :raises NotInstalled: no such association
    :raises UnknownCategory: it does not offer the category
    :raises NoSheet: it has no sheet for that day
    """
    association = Association(installed_policy(code), associations.package(code))
    return _asked(association, category, file, on, edge, emerging), association.version


def evaluate_under_edition(
    name: str,
    category: CategoryCode,
    file: PortfolioFile,
    on: date | None = None,
    edge: Edge | None = None,
    *,
    emerging: bool = False,
) -> tuple[Trace, PolicyVersion]:
    """What an edition of the guidelines says of a bare file as it stands, whatever the day; nothing is recorded.

    :raises NoEdition: no such edition is installed
    :raises UnknownCategory: it holds no sheet of the category
    :raises NoEmerging: nobody begins so in the category
    """
    association = Association(edition_policy(name))
    held = association.version.document.association.categories
    if category not in held:
        others = sorted(each for each, edition in installed_editions().items() if category in edition.with_sheet)
        where = f"that of {category} stands in {', '.join(others)}" if others else f"no edition knows {category!r}"
        raise UnknownCategory(f"the guidelines of {name} hold the sheets of {', '.join(held)}; {where}")
    begun = sorted({each for row in association.version.document.emerging for each in row.for_})
    if emerging and not {category, EVERY} & {*begun}:
        raise NoEmerging(
            f"the guidelines of {name} let nobody begin in {category} as emerging; one may in "
            f"{', '.join(begun) or 'no category'}. Apply for the complete endorsement"
        )
    return _asked(association, category, file, on, edge, emerging), association.version


def _asked(
    association: Association,
    category: CategoryCode,
    file: PortfolioFile,
    on: date | None,
    edge: Edge | None,
    emerging: bool,
) -> Trace:
    version = association.version
    if on is None:
        on = (edge or Edge()).today(version.document.association.timezone)
    moments = Moments(asked=on, registered=on, submitted=on, decided=on)
    return evaluate(
        version,
        category,
        Occasion.APPLICATION,
        file.portfolio,
        (),
        moments,
        emerging=emerging,
        ask=association.questions,
    )


def evaluate_case(
    office: Office,
    case: Case,
    association: Association,
    moments: Moments,
    *,
    submitting: bool = False,
    answered: bool = True,
) -> Trace:
    """What the association's rules say of an application at these moments.

    ``submitting``: as a new submission, with the pool as it stands and no reviewer's answer yet. ``answered=False``:
    without what reviewers have answered so far, which stays theirs until the decision.
    """
    application: EndorsementApplication = case.application.state
    return evaluate(
        association.version,
        CategoryCode(str(application.category)),
        Occasion.APPLICATION,
        portfolio_of(office, case, submitting=submitting),
        () if submitting or not answered else application.settled,
        moments,
        emerging=application.emerging,
        ask=association.questions,
    )


def evaluate_with(
    office: Office, case: Case, on: date, portfolio: Portfolio, settled: Sequence[Question], only: RequirementKey
) -> Finding | None:
    """One line of an application's sheet, as a new submission on a day would find it, with other evidence or answers.

    ``None``: the line is not asked of this person.
    """
    application: EndorsementApplication = case.application.state
    association = office.association(on)
    trace = evaluate(
        association.version,
        CategoryCode(str(application.category)),
        Occasion.APPLICATION,
        portfolio,
        settled,
        Moments(asked=on, registered=application.opened_on),
        emerging=application.emerging,
        ask=association.questions,
        only=only,
    )
    return next(iter(trace.findings), None)


def ruling_of(trace: Trace, association: Association) -> Ruling:
    """The few words of a trace that a decider needs, and what answered."""
    return Ruling(
        policy=trace.policy,
        evaluator=EVALUATOR,
        code=association.answered_by,
        moments=trace.moments,
        missing_at_submission=trace.missing_by(Due.SUBMISSION),
        missing_at_decision=trace.missing_by(Due.DECISION),
        open_questions=trace.open_questions,
        trace=digest_of(trace),
    )


def digest_of(trace: Trace) -> Digest:
    """Names a trace by what it says: equal for equal traces."""
    return Digest("sha256:" + hashlib.sha256(msgspec.json.encode(trace, order="sorted")).hexdigest())


def askable(trace: Trace, application: EndorsementApplication) -> tuple[Question, ...]:
    """Every question a reviewer may answer: judgements, pending items, and whether a counted item really counts."""
    revisions = {claim.item: claim.revision for claim in application.claims}
    counted = (
        Question(finding.requirement, item=item, revision=revisions[item])
        for finding in trace.findings
        for item in finding.counted_items
        if item in revisions
    )
    return (*only_a_reviewer_can_say(trace), *counted)


def only_a_reviewer_can_say(trace: Trace) -> tuple[Question, ...]:
    """The judgements and pending items, answered or not."""
    return tuple(question for finding in trace.findings for question in finding.questions)
