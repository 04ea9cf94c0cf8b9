"""One requirement as its applicant reads it: how much is accepted, what is missing, which items count and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.names import ColleagueId, Digest, Due, ItemId, Kind
from vouchbook.domain.trace import Finding, Question, Status, Unit
from vouchbook.letters import findings
from vouchbook.letters.amounts import bare, much, share_of
from vouchbook.letters.evaluation import BARRED, MEASURED
from vouchbook.letters.kinds import capital
from vouchbook.letters.names import spaced
from vouchbook.letters.on_pages import dated, day
from vouchbook.letters.phrases import hours
from vouchbook.letters.rules import Said, line_said
from vouchbook.letters.said import line_of, rule_of
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.version import PolicyVersion

Labels = Mapping[ItemId, str]
Names = Mapping[ColleagueId, str]

STATES: Mapping[str, str] = {
    "open": "Open",
    "under_review": "Under review",
    "on_hold": "On hold",
    "deferred": "Deferred",
    "approved": "Approved",
    "withdrawn": "Withdrawn",
}
EVIDENCE: Mapping[Kind, str] = {
    Kind.DEGREE: "education",
    Kind.LICENCE: "licence",
    Kind.MONTHS: "work",
    Kind.COUNT: "work",
    Kind.ATTESTATION: "attestation",
    Kind.HOLDS: "standing",
    Kind.COMPETENCIES: "training",
}
"""Which evidence answers a kind of requirement; of hours the rule says which."""


TITLES: Mapping[str, str] = {
    "rsc": "Reflective supervision or consultation (RSC)",
    "ratings": "Reference ratings",
    "training": "Training hours",
    "work": "Work experience",
    "exam": "Written examination",
    "signatures": "Code of ethics and endorsement agreement",
    "competencies": "Areas of competency",
    "families": "Families served",
    "giving_rsc": "Giving RSC to others",
}
"""What the usual lines of a sheet are called in full; another is read from its own name."""


class ItemShown(Struct, frozen=True):
    """An item of evidence within a requirement. ``how``: counted, waiting or left out; ``why`` and how much of it."""

    called: str
    how: str
    much: str = ""
    why: str = ""
    item: str = ""


class LineShort(Struct, frozen=True):
    """One requirement in short, in words and numbers."""

    key: str
    title: str
    tag: str
    met: bool
    numbers: str
    waiting: str
    missing: str
    counted: int
    pending: int
    required: int
    barred: bool
    because: str
    special: str
    at_decision: bool

    @property
    def within(self) -> str:
        """The title within a sentence."""
        return self.title if self.title[:2].isupper() else f"{self.title[:1].lower()}{self.title[1:]}"


class LineShown(Struct, frozen=True):
    """One requirement as a whole. ``add`` is the kind of evidence that brings it forward; where it is empty, something
    else does: references, signatures, membership, an exam. ``typical``: how much is usual, though less suffices.
    """

    short: LineShort
    items: tuple[ItemShown, ...]
    asked: Said
    questions: tuple[str, ...]
    ways: tuple[LineShown, ...]
    add: str
    typical: str = ""

    @property
    def looked_at(self) -> int:
        """How many items were looked at, those of all ways together."""
        return len(self.items) + sum(way.looked_at for way in self.ways)


def line_short(
    finding: Finding, version: PolicyVersion, names: Names, *, soon: bool = False, submitted: bool = False
) -> LineShort:
    """``soon``: it will not be met for much longer. ``submitted``: what is due at the decision may begin."""
    return LineShort(
        key=finding.requirement,
        title=titled(finding.requirement),
        tag=_tag(finding, soon=soon, submitted=submitted),
        met=finding.status is Status.MET,
        numbers=_numbers(finding),
        waiting=_waiting(finding),
        missing=_missing(finding),
        counted=finding.counted,
        pending=finding.pending,
        required=finding.required,
        barred=finding.unit in BARRED and finding.required > 0,
        because=dated(findings.because(finding, version, names)),
        special=_SPECIAL.get(finding.kind, ""),
        at_decision=finding.due is Due.DECISION,
    )


def line_shown(
    finding: Finding,
    on: date,
    version: PolicyVersion,
    labels: Labels,
    names: Names,
    *,
    short: LineShort | None = None,
    submitted: bool = False,
) -> LineShown:
    """A finding as its applicant reads it, with every item and the rule; ``short``: what is known of it in short."""
    rule = rule_of(finding, version)
    return LineShown(
        short=short or line_short(finding, version, names, submitted=submitted),
        items=tuple(_items(finding, version, labels, names)),
        asked=_asked(finding, version, on),
        questions=tuple(
            dated(findings.question(each, finding, version, labels)) + _answered(each)
            for each in finding.questions
            if each.requirement == finding.requirement
        ),
        ways=tuple(line_shown(each, on, version, labels, names, submitted=submitted) for each in finding.options),
        add=_evidence(finding, version),
        typical=hours(rule.typical) if isinstance(rule, rules.Hours) and rule.typical is not None else "",
    )


_SAID: dict[tuple[Digest, int, int, date], Said] = {}
_MOST = 1024


def _asked(finding: Finding, version: PolicyVersion, on: date) -> Said:
    """The rule in words with its source; a version says the same of a day for ever."""
    origin = finding.origin
    key = (version.digest, origin.sheet, origin.row, on)
    if key not in _SAID:
        if len(_SAID) >= _MOST:
            _SAID.clear()
        said = line_said(line_of(finding, version), Policy(version.document, origin.category, on))
        _SAID[key] = replace(said, text=dated(said.text))
    return _SAID[key]


_SPECIAL: Mapping[Kind, str] = {
    Kind.RATINGS: "references",
    Kind.SIGNATURES: "signatures",
    Kind.MEMBERSHIP: "membership",
    Kind.EXAM: "exam",
}


def titled(requirement: str) -> str:
    """What a requirement is called.

    >>> titled("rsc"), titled("education.licence")
    ('Reflective supervision or consultation (RSC)', 'Licence')
    """
    key = requirement.split(".")[-1]
    return TITLES.get(key) or capital(spaced(key))


def _tag(finding: Finding, *, soon: bool, submitted: bool) -> str:
    if finding.status is Status.MET:
        return "Met, action needed soon" if soon else "Met"
    if finding.status is Status.JUDGEMENT:
        return "Waiting for review"
    if finding.counted or finding.pending:
        return "In progress"
    if finding.due is Due.DECISION and not submitted:
        return "Cannot start yet"
    return "Missing"


def _numbers(finding: Finding) -> str:
    """``38.5 of 50 clock hours``; nothing where there is nothing to count."""
    if not finding.required or finding.unit in (Unit.NONE, Unit.WAYS):
        return ""
    return share_of(finding.counted, finding.required, finding.unit)


def _waiting(finding: Finding) -> str:
    if not finding.pending:
        return ""
    return f"{bare(finding.pending, finding.unit)} more waiting for review"


def _missing(finding: Finding) -> str:
    """How much would still be missing if everything that waits were accepted."""
    gap = finding.required - finding.counted - finding.pending
    return much(gap, finding.unit) if gap > 0 and finding.unit not in (Unit.NONE, Unit.WAYS) else ""


def _items(finding: Finding, version: PolicyVersion, labels: Labels, names: Names) -> Iterator[ItemShown]:
    for item in finding.counted_items:
        yield ItemShown(capital(labels.get(item, item)), "counted", item=item)
    for item in finding.pending_items:
        yield ItemShown(capital(labels.get(item, item)), "waiting", "", "Counts once a reviewer has accepted it.", item)
    for each in finding.excluded_items:
        number = much(each.amount, finding.unit) if finding.unit in MEASURED and each.amount else ""
        why = dated(findings.excluded(each, finding, version, names))
        yield ItemShown(capital(labels.get(each.item, each.item)), "left out", number, why, each.item)


def _answered(asked: Question) -> str:
    return "" if asked.answer is None else f" Answered: {'yes' if asked.answer else 'no'}."


REFERENCES: Mapping[str, str] = {
    "requested": "asked for on {on}",
    "opened": "asked for on {on}, and opened",
    "received": "received",
    "declined": "declined; name somebody else",
    "replaced": "replaced by somebody else",
}


def reference_said(rater: str, state: str, requested_on: date, needs_confirming: bool) -> str:
    """How far a reference has come."""
    waits = "; waits to be confirmed by the coordinator" if needs_confirming and state == "received" else ""
    return f"{rater}: {REFERENCES.get(state, state).format(on=day(requested_on))}{waits}"


def _evidence(finding: Finding, version: PolicyVersion) -> str:
    """The kind of evidence that a form for this requirement asks for; of several ways, that of the first."""
    if finding.options:
        return next((found for option in finding.options if (found := _evidence(option, version))), "")
    if finding.kind in (Kind.HOURS, Kind.COUNT):
        rule = rule_of(finding, version)
        return str(rule.of) if isinstance(rule, rules.Hours | rules.Count) else ""
    return EVIDENCE.get(finding.kind, "")
