"""What the rules say of somebody: of a bare file, or of an application as the book knows it on a day."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import msgspec

from vouchbook import associations
from vouchbook.associations import Association
from vouchbook.domain.application import EndorsementApplication
from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import CategoryCode, Digest, Due, Occasion
from vouchbook.domain.ruling import Ruling
from vouchbook.domain.trace import Moments, Question, Trace
from vouchbook.policy.compose import compose
from vouchbook.policy.evaluable import NotEvaluated, unevaluated_in
from vouchbook.policy.evaluate import EVALUATOR, evaluate
from vouchbook.policy.mistakes import Mistake
from vouchbook.policy.portfolio_file import PortfolioFile
from vouchbook.policy.reader import read_guidelines, read_policy
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.case import Case, current_items, portfolio_of
from vouchbook.service.edge import Edge
from vouchbook.service.office import Office


def installed_policy(code: str) -> PolicyVersion:
    """The policy version that an installed association's files make, whatever a book has adopted.

    :raises NotInstalled: no such association
    :raises PolicyMistakes: its ``policy.toml`` or a guidelines edition is wrong
    :raises NotEvaluated: it asks for what no fact of evidence answers
    """
    version, _ = policy_of(associations.package(code).policy_file)
    return version


def policy_of(file: Path) -> tuple[PolicyVersion, tuple[Mistake, ...]]:
    """The policy version that a file makes, with what it says in vain.

    :raises PolicyMistakes: everything that is wrong with the file or a guidelines edition
    :raises NotEvaluated: it asks for what no fact of evidence answers
    """
    editions = {name: read_guidelines(path) for name, path in associations.guideline_files().items()}
    source = read_policy(file, editions)
    version = compose(source, editions)
    unanswerable = unevaluated_in(version.document)
    if unanswerable:
        raise NotEvaluated("\n".join(unanswerable))
    return version, source.warnings


def evaluate_file(
    code: str, category: CategoryCode, file: PortfolioFile, on: date | None = None, edge: Edge | None = None
) -> tuple[Trace, PolicyVersion]:
    """What an installed association's rules say of a bare file, on a day, or today where it is; nothing is recorded.

    :raises NotInstalled: no such association
    :raises UnknownCategory: it does not offer the category
    :raises NoSheet: it has no sheet for that day
    """
    version = installed_policy(code)
    association = Association(version, associations.package(code))
    if on is None:
        on = (edge or Edge()).today(version.document.association.timezone)
    moments = Moments(asked=on, registered=on, submitted=on, decided=on)
    trace = evaluate(version, category, Occasion.APPLICATION, file.portfolio, (), moments, ask=association.questions)
    return trace, version


def evaluate_case(
    office: Office, case: Case, association: Association, moments: Moments, *, submitting: bool = False
) -> Trace:
    """What the association's rules say of an application at these moments.

    ``submitting``: as a new submission, with the pool as it stands and no reviewer's answer yet.
    """
    application: EndorsementApplication = case.application.state
    if submitting:
        items = (*current_items(case), *case.membership.state.items, *application.exams)
        portfolio = Portfolio(items=items)
    else:
        portfolio = portfolio_of(office, case)
    return evaluate(
        association.version,
        CategoryCode(str(application.category)),
        Occasion.APPLICATION,
        portfolio,
        () if submitting else application.settled,
        moments,
        ask=association.questions,
    )


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
