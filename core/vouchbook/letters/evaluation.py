"""An evaluation as people and programs read it: a page for a terminal, or JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from vouchbook.domain.names import Due, ItemId
from vouchbook.domain.trace import Excluded, Finding, Question, Status, Trace, Unit
from vouchbook.letters import findings
from vouchbook.letters.amounts import UNITS, amount, bare, much, share_of
from vouchbook.letters.findings import NO_LABELS, Labels
from vouchbook.letters.kinds import capital
from vouchbook.letters.names import endorsed, spaced
from vouchbook.letters.phrases import counted
from vouchbook.letters.said import Names, line_of
from vouchbook.letters.tables import edition_alone
from vouchbook.policy.document import SourceText
from vouchbook.policy.version import PolicyVersion

Json = dict[str, object]

MARKS = {Status.MET: "✓", Status.MISSING: "✗", Status.JUDGEMENT: "?"}
WORDS = {Status.MET: "met", Status.MISSING: "missing", Status.JUDGEMENT: "for a reviewer to say"}
BAR = 20
MEASURED = (Unit.MINUTES, Unit.MONTHS, Unit.FAMILIES)
BARRED = (*MEASURED, Unit.ITEMS, Unit.RATINGS, Unit.AREAS)
LISTED = 12
"""So many items are named; of more, the number is enough."""


def as_json(trace: Trace, version: PolicyVersion, names: Names) -> Json:
    """The evaluation as ``docs/reference`` describes it; amounts are decimals as text, rounded down to two places."""
    return {
        "association": trace.association,
        "category": trace.category,
        **({"emerging": True} if trace.emerging else {}),
        "on": trace.moments.asked.isoformat(),
        "policy": trace.policy,
        "met": not trace.missing,
        "findings": [_finding(finding, version, names) for finding in trace.findings],
    }


def _finding(finding: Finding, version: PolicyVersion, names: Names) -> Json:
    line = line_of(finding, version)
    found: Json = {
        "requirement": finding.requirement,
        "status": finding.status.value,
        "due": finding.due.value,
        **{
            name: {"amount": amount(number, finding.unit), "unit": UNITS[finding.unit]}
            for name, number in _numbers(finding)
        },
        "because": findings.because(finding, version, names),
        "counted_items": list(finding.counted_items),
        "pending_items": list(finding.pending_items),
        "excluded_items": [
            {
                "item": each.item,
                "amount": amount(each.amount, finding.unit),
                "because": findings.excluded(each, finding, version, names),
            }
            for each in finding.excluded_items
        ],
        "judgements": [
            findings.question(each, finding, version) + _answered(each)
            for each in finding.questions
            if each.item is None
        ],
        "source": {
            "document": _document(finding, version).title,
            "line": line.line,
            "effective_from": line.from_.isoformat() if line.from_ else None,
            "confirmed": line.confirmed,
        },
    }
    if finding.options:
        found["ways"] = [_finding(option, version, names) for option in finding.options]
    return found


def _numbers(finding: Finding) -> tuple[tuple[str, int], ...]:
    return ("required", finding.required), ("counted", finding.counted), ("pending", finding.pending)


def _document(finding: Finding, version: PolicyVersion) -> SourceText:
    source = line_of(finding, version).source
    return version.document.sources.get(source, SourceText(title=source))


def as_text(trace: Trace, version: PolicyVersion, names: Names, *, width: int = 88, labels: Labels = NO_LABELS) -> str:
    """The evaluation line by line, for a terminal of ``width`` columns; ``labels`` is what to call items.

    What nobody has confirmed is marked ``(?)``.
    """
    lines = [*_head(trace, version)]
    documents: dict[str, int] = {}
    for finding in trace.findings:
        number = documents.setdefault(_document(finding, version).title, len(documents) + 1)
        lines += ["", *_page(finding, version, names, labels), f"    {_source(finding, version, number)}"]
    lines += ["", *(f"[{number}] {title}" for title, number in documents.items())]
    return "\n".join(part for line in lines for part in _wrapped(line, width))


def _head(trace: Trace, version: PolicyVersion) -> Iterator[str]:
    association = version.document.association
    alone = edition_alone(version.document)
    yield association.name if alone else f"{association.name} ({trace.association})"
    local = association.names.get(trace.category)
    asked = endorsed(f"{trace.category}{f': {local}' if local else ''}", emerging=bool(trace.emerging))
    yield f"{asked}, {trace.at.value}, asked about {trace.moments.asked}"
    if trace.emerging:
        yield "Only what is asked of somebody who begins as emerging; another application asks for the rest."
    open_ = len(trace.open_questions)
    reviewers = f"reviewers have {counted(open_, 'question')} to answer" if open_ else "no question is open"
    if trace.missing:
        yield f"✗ Missing: {', '.join(map(spaced, trace.missing))}; {reviewers}."
    else:
        yield f"✓ Nothing is missing; {reviewers}."
    if trace.claims_taken:
        yield "What the file says about others, memberships and exams is taken at its word."
    if not all(line_of(finding, version).confirmed for finding in trace.findings):
        yield "(?) marks what nobody has confirmed."


def _page(finding: Finding, version: PolicyVersion, names: Names, labels: Labels, way: str = "") -> Iterator[str]:
    title = capital(spaced(finding.requirement.split(".")[-1]))  # the whole of which it is a way stands above it
    due = ", due by the decision" if finding.due is Due.DECISION and not way else ""
    yield f"{MARKS[finding.status]} {way}{title}: {WORDS[finding.status]}{due}"
    if finding.unit in BARRED and finding.required:
        yield f"    {_bar(finding)}"
    yield f"    {findings.because(finding, version, names)}"
    if finding.counted_items:
        yield f"    Counts: {_items(finding.counted_items, labels)}"
    if finding.pending_items:
        yield f"    Counts once a reviewer accepts it: {_items(finding.pending_items, labels)}"
    for each in finding.excluded_items:
        yield f"    Does not count: {_excluded(each, finding, version, names, labels)}"
    for asked in finding.questions:
        if asked.requirement == finding.requirement:  # those of a group's ways stand with the ways
            yield f"    For reviewers: {findings.question(asked, finding, version, labels)}{_answered(asked)}"
    for place, option in enumerate(finding.options):
        yield from (f"    {line}" for line in _page(option, version, names, labels, f"({chr(97 + place)}) "))


def _answered(asked: Question) -> str:
    return "" if asked.answer is None else f" Answered: {'yes' if asked.answer else 'no'}."


def _bar(finding: Finding) -> str:
    """``█`` counts, ``▒`` awaits a reviewer, ``·`` is still needed."""
    sure = min(BAR * finding.counted // finding.required, BAR)
    pending = min(BAR * (finding.counted + finding.pending) // finding.required, BAR) - sure
    waiting = f", {bare(finding.pending, finding.unit)} more awaiting a reviewer" if finding.pending else ""
    bar = "█" * sure + "▒" * pending + "·" * (BAR - sure - pending)
    return f"{bar} {share_of(finding.counted, finding.required, finding.unit)}{waiting}"


def _items(items: Iterable[ItemId], labels: Labels) -> str:
    called = [labels.get(item, item) for item in items]
    more = f" and {len(called) - LISTED} more" if len(called) > LISTED else ""
    return "; ".join(called[:LISTED]) + more if labels else ", ".join(called[:LISTED]) + more


def _excluded(each: Excluded, finding: Finding, version: PolicyVersion, names: Names, labels: Labels) -> str:
    called = labels.get(each.item, each.item)
    number = f" ({much(each.amount, finding.unit)})" if finding.unit in MEASURED and each.amount else ""
    return f"{called}{number}. {findings.excluded(each, finding, version, names)}"


def _source(finding: Finding, version: PolicyVersion, document: int) -> str:
    line = line_of(finding, version)
    where = f", {line.line}" if line.line else ""
    since = f", in force since {line.from_}" if line.from_ else ""
    return f"Source: [{document}]{where}{since}{'' if line.confirmed else ' (?)'}"


def _wrapped(line: str, width: int) -> list[str]:
    """A long line goes on beneath its text; bars and blank lines stay as they are."""
    indent = " " * (len(line) - len(line.lstrip()))
    hanging = indent + ("  " if indent else "    ")
    return textwrap.wrap(line, max(width, 40), subsequent_indent=hanging, break_on_hyphens=False) or [""]
