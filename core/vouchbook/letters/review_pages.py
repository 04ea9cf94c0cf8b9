"""A case in a reviewer's words: each line of the sheet with its evidence, what the rules say of it, what is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from vouchbook.domain import evidence as kinds
from vouchbook.domain.evidence import Item, Words
from vouchbook.domain.names import Area, ColleagueId, ItemId, Kind
from vouchbook.domain.trace import Finding, Question, Trace
from vouchbook.letters import findings, item_details
from vouchbook.letters.amounts import much
from vouchbook.letters.evaluation import MEASURED
from vouchbook.letters.kinds import capital
from vouchbook.letters.names import called
from vouchbook.letters.on_pages import dated
from vouchbook.letters.progress import titled
from vouchbook.letters.said import line_of, within
from vouchbook.policy import rules
from vouchbook.policy.version import PolicyVersion

RECOMMENDATIONS = {
    "approved": "Approve",
    "deferred": "Defer: something is missing, and it can be submitted again",
    "on_hold": "Put on hold: wait for something before it is decided",
}
SAYS = {"approved": "Approve", "deferred": "Defer", "on_hold": "Put on hold"}
TOGETHER = {
    "alone": "Each reviewer decides alone.",
    "consensus": "The policy asks the panel to agree: whoever has changed their mind answers again below, until all "
    "answers are alike. Where you cannot agree, tell the coordinator, who may release a reviewer and ask a third.",
    "two_tier": "The policy has a second reviewer confirm what the first has found: where you differ, answer again "
    "below, or tell the coordinator, who may ask a third reviewer.",
}


class Papers(Struct, frozen=True):
    """What a case is read from: the items with their words, what they and people are called, and the rules."""

    version: PolicyVersion
    items: Mapping[ItemId, Item]
    words: Mapping[ItemId, Words]
    labels: Mapping[ItemId, str]
    names: Mapping[ColleagueId, str]
    applicant: str


class ItemRow(Struct, frozen=True):
    """An item beside what the system found. ``state``: counts, waits, or left out."""

    item: ItemId
    called: str
    when: str
    much: str
    details: tuple[tuple[str, str], ...]
    state: str
    check: str


class Part(Struct, frozen=True):
    """A line of the sheet, or one way of it."""

    requirement: str
    title: str
    because: str
    rows: tuple[ItemRow, ...]
    questions: tuple[Question, ...]


def parts(finding: Finding, papers: Papers) -> tuple[Part, ...]:
    """The line itself and, where there are several ways, each of them."""
    own = tuple(each for each in finding.questions if each.requirement == finding.requirement)
    here = Part(
        requirement=finding.requirement,
        title=titled(finding.requirement),
        because=dated(findings.because(finding, papers.version, papers.names)),
        rows=tuple(_rows(finding, papers)),
        questions=tuple(Question(each.requirement, each.key, each.item, each.revision) for each in own),
    )
    return (here, *(part for option in finding.options for part in parts(option, papers)))


def asks(question: Question, trace: Trace, papers: Papers) -> str:
    """What a question asks, in the words of the sheet."""
    for finding in _all(trace.findings):
        if finding.requirement == question.requirement:
            return dated(findings.question(question, finding, papers.version, papers.labels))
    return papers.labels.get(question.item, question.item) if question.item else str(question.key)


def _all(found: Iterable[Finding]) -> Iterator[Finding]:
    for finding in found:
        yield finding
        yield from _all(finding.options)


def _rows(finding: Finding, papers: Papers) -> Iterator[ItemRow]:
    for item in finding.counted_items:
        yield _row(item, papers, "counts", "Counts")
    for item in finding.pending_items:
        yield _row(item, papers, "waits", "For you to say")
    for each in finding.excluded_items:
        number = f"{much(each.amount, finding.unit)}: " if finding.unit in MEASURED and each.amount else ""
        why = dated(findings.excluded(each, finding, papers.version, papers.names))
        yield _row(each.item, papers, "left out", f"{number}{why}")


def _row(id_: ItemId, papers: Papers, state: str, check: str) -> ItemRow:
    item = papers.items.get(id_)
    if item is None:
        return ItemRow(id_, papers.labels.get(id_, id_), "", "", (), state, check)
    facts, words = item.facts, papers.words.get(id_, {})
    return ItemRow(
        item=id_,
        called=capital(papers.labels.get(id_, id_)),
        when=item_details.when(facts),
        much=item_details.much(facts),
        details=tuple(item_details.details(facts, words, papers.names, papers.applicant)),
        state=state,
        check=check,
    )


# ── Which areas of competency are shown by what ───────────────────────────────────────────────

BY = ("Training", "Courses", "RSC", "References")


class AreaRow(Struct, frozen=True):
    """One area and the items of each kind that show it; ``question`` where a reviewer has to say so."""

    area: Area
    called: str
    shown: tuple[tuple[str, ...], ...]
    question: Question | None

    @property
    def number(self) -> int:
        return sum(map(len, self.shown))


def coverage(trace: Trace, papers: Papers) -> list[AreaRow]:
    """Each area that the sheet asks for, in its order; nothing where no line asks for areas."""
    for finding in _all(trace.findings):
        if finding.kind is Kind.COMPETENCIES:
            rule = within(line_of(finding, papers.version).rule, finding.requirement)
            if isinstance(rule, rules.Competencies):
                return [_area(area, finding, rule, papers) for area in rule.areas]
    return []


def _area(area: Area, finding: Finding, rule: rules.Competencies, papers: Papers) -> AreaRow:
    shown: list[list[str]] = [[], [], [], []]
    for id_ in finding.counted_items:
        item = papers.items.get(id_)
        place = None if item is None else _shows(item, area, rule)
        if place is not None:
            shown[place].append(papers.labels.get(id_, id_))
    asked = next((each for each in finding.questions if str(each.key) == area.value), None)
    question = None if asked is None else Question(asked.requirement, asked.key)
    return AreaRow(area, called(area), tuple(tuple(dict.fromkeys(each)) for each in shown), question)


def _shows(item: Item, area: Area, rule: rules.Competencies) -> int | None:
    """In which column an item stands for an area; nowhere where it does not show it."""
    match item.facts:
        case kinds.Training(areas=areas) if area in areas:
            return 0
        case kinds.Education(coursework=courses) if any(area in course.areas for course in courses):
            return 1
        case kinds.Rsc(areas=areas) if area in areas:
            return 2
        case kinds.Rating() if area in rule.ratings_show:
            return 3
        case _:
            return None
