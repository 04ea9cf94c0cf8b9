"""Where an application stands, line by line of its sheet, in the words of the letters."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vouchbook.domain.names import Due, ItemId
from vouchbook.domain.trace import Finding, Status, Trace
from vouchbook.letters import findings
from vouchbook.letters.kinds import capital
from vouchbook.letters.names import spaced
from vouchbook.letters.said import Names, line_of
from vouchbook.policy.document import SourceText
from vouchbook.policy.version import PolicyVersion

WORDS = {Status.MET: ("Met", "good"), Status.MISSING: ("Missing", "bad"), Status.JUDGEMENT: ("For reviewers", "wait")}


class Line(Struct, frozen=True):
    """One requirement. ``counts`` and ``waits`` are items in words, ``left_out`` those that do not count, with why."""

    title: str
    status: str
    kind: str
    because: str
    due: str
    counts: tuple[str, ...]
    waits: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    asked: tuple[tuple[str, str], ...]
    source: str
    confirmed: bool
    ways: tuple[Line, ...] = ()


def lines(trace: Trace, version: PolicyVersion, names: Names, labels: Mapping[ItemId, str]) -> list[Line]:
    """Every requirement, what is missing first."""
    order = [Status.MISSING, Status.JUDGEMENT, Status.MET]
    found = sorted(trace.findings, key=lambda finding: order.index(finding.status))
    return [_line(each, version, names, labels) for each in found]


def _line(finding: Finding, version: PolicyVersion, names: Names, labels: Mapping[ItemId, str]) -> Line:
    row = line_of(finding, version)
    document = version.document.sources.get(row.source, SourceText(title=row.source))
    words, kind = WORDS[finding.status]
    since = f", in force since {row.from_:%B} {row.from_.day}, {row.from_.year}" if row.from_ else ""
    return Line(
        title=capital(spaced(finding.requirement.split(".")[-1])),
        status=words,
        kind=kind,
        because=findings.because(finding, version, names),
        due="Due by the decision" if finding.due is Due.DECISION else "",
        counts=tuple(labels.get(item, item) for item in finding.counted_items),
        waits=tuple(labels.get(item, item) for item in finding.pending_items),
        left_out=tuple(
            (labels.get(each.item, each.item), findings.excluded(each, finding, version, names))
            for each in finding.excluded_items
        ),
        asked=tuple(
            (
                findings.question(each, finding, version, labels),
                "open" if each.answer is None else "answered: yes" if each.answer else "answered: no",
            )
            for each in finding.questions
            if each.requirement == finding.requirement
        ),
        source=f"{document.title}{f', {row.line}' if row.line else ''}{since}",
        confirmed=row.confirmed,
        ways=tuple(_line(option, version, names, labels) for option in finding.options),
    )
