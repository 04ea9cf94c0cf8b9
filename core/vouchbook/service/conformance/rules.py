"""The policy of an association: it reads, every name in it is known, and every category offered can be gone through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from vouchbook import associations, defaults
from vouchbook.associations import BadPackage, Package
from vouchbook.defaults import PolicySilent
from vouchbook.domain.names import Occasion
from vouchbook.letters.rules import sentences
from vouchbook.policy.document import NoSheet, PolicyDocument, sheet_on
from vouchbook.policy.evaluable import NotEvaluated
from vouchbook.policy.mistakes import PolicyMistakes
from vouchbook.policy.reader import read_guidelines
from vouchbook.policy.version import PolicyVersion
from vouchbook.service.conformance.report import Checked, Problem
from vouchbook.service.evaluation import policy_of

GROUP = "policy"


def checked(package: Package, on: date) -> tuple[Checked, PolicyVersion | None]:
    """What is wrong with the policy that a package brings, and the version that it makes where it can be read.

    ``on``: the day on which every category that is offered must have its sheet and its way to a decision.
    """
    try:
        version, in_vain = policy_of(package.policy_file)
    except BadPackage as error:
        return Checked(GROUP, "there is none", (Problem("no_policy", str(error), "then ask again"),)), None
    except PolicyMistakes as error:
        problems = tuple(
            Problem("mistake", mistake.text, "mend this line", _named(package, mistake.path, mistake.line))
            for mistake in error.mistakes
        )
        return Checked(GROUP, "it cannot be read", problems), None
    except NotEvaluated as error:
        problems = tuple(_not_evaluated(package, sentence) for sentence in str(error).splitlines())
        return Checked(GROUP, "it asks for what no evidence answers", problems), None
    rules = sentences(version, on=None)
    doubtful = sum(not said.confirmed for said in rules)
    return (
        Checked(
            GROUP,
            f"{len(rules)} rules, {doubtful} of them confirmed by nobody",
            tuple(_unanswered(package, version.document, on)),
            (
                *(f"{mistake.text} ({mistake.path}:{mistake.line})" for mistake in in_vain),
                *_older(version, on),
                *_without_renewal(version.document, on),
            ),
        ),
        version,
    )


def _named(package: Package, path: str, line: int) -> str:
    """Where a mistake is: in the package's own file, or in an edition of the guidelines."""
    own = Path(path).name == "policy.toml"
    return f"{package.module}/policy.toml:{line}" if own else f"{path}:{line}"


def _not_evaluated(package: Package, sentence: str) -> Problem:
    what, _, way_out = sentence.partition("; ")
    return Problem("not_evaluated", what, way_out or "ask for something that is documented", _file(package))


def _unanswered(package: Package, document: PolicyDocument, on: date) -> Iterator[Problem]:
    """What somebody on the way to an endorsement would find without an answer."""
    for category in document.association.categories:
        try:
            sheet_on(document, category, Occasion.APPLICATION, on)
        except NoSheet as error:
            yield Problem(
                "no_sheet",
                str(error),
                f"write its [[requirement]] rows, name an edition that holds it, or take {category} out of categories",
                _file(package),
            )
        yield from _silent(package, defaults.review_plan, document, category, on)
        yield from _silent(package, defaults.endorsement_term, document, category, on)
    for plan in document.plan:
        sold = max(plan.from_ or on, on)
        if plan.until is None or sold <= plan.until:
            yield from _silent(package, defaults.membership_term, document, plan.key, sold)


def _silent(package: Package, ask: Callable[..., object], *about: object) -> Iterator[Problem]:
    try:
        ask(*about)
    except PolicySilent as error:
        what, _, way_out = str(error).partition(": ")
        yield Problem("silent", what, way_out or "add a row that answers", _file(package))


def _older(version: PolicyVersion, on: date) -> Iterator[str]:
    """Editions that the Alliance asks for by now, and this association does not build on."""
    used = {row.edition for row in version.document.guidelines}
    for path in associations.guideline_files().values():
        edition = read_guidelines(path)
        newest = max((row.edition for row in version.document.guidelines), default="")
        if edition.edition not in used and edition.edition > newest and (edition.from_ or on) <= on:
            since = f" from {edition.from_}" if edition.from_ else ""
            yield f"the guidelines of {edition.edition}, asked for{since}, are installed and not used by this policy"


def _without_renewal(document: PolicyDocument, on: date) -> Iterator[str]:
    lacking = []
    for category in document.association.categories:
        try:
            sheet_on(document, category, Occasion.RENEWAL, on)
        except NoSheet:
            lacking.append(category)
    if lacking:
        yield f"no sheet for renewals yet: {', '.join(lacking)}"


def _file(package: Package) -> str:
    return f"{package.module}/policy.toml"
