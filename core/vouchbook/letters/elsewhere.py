"""What several associations answer to one portfolio, in words: each one's answer line by line, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from vouchbook.domain.names import AssociationCode, CategoryCode, FeeOccasion, ItemId, Occasion
from vouchbook.domain.trace import Finding, Status, Trace
from vouchbook.letters import findings
from vouchbook.letters.differences import Clause, LineDiffers, differences
from vouchbook.letters.names import spaced
from vouchbook.letters.rules import line_said
from vouchbook.letters.said import Names, line_of
from vouchbook.letters.standings import Policy
from vouchbook.policy.compare import Effect, Side, compare
from vouchbook.policy.rules import Line, Membership
from vouchbook.policy.version import PolicyVersion

Told = Literal["met", "missing", "judgement", "encouraged", "not_asked"]
"""A line's status; ``encouraged``: asked of nobody, and said; ``not_asked``: the sheet has no such line."""


class Charge(Struct, frozen=True):
    """What an occasion would cost, in whole cents; ``None``: the policy has no row, and nothing is charged.

    ``counted``: it is part of the sum; what one may choose, or has paid, is not.
    """

    occasion: FeeOccasion
    cents: int | None
    counted: bool = True
    confirmed: bool = True
    source: str = ""


class Terms(Struct, frozen=True):
    """What an association asks around its sheet: of membership, of residence, of reviewers; and what it charges.

    ``residents`` are the states whose residents alone may apply, none where all may; ``may_apply`` is unknown where
    the file names no state. ``reviewers`` is ``None`` where the policy says nothing.
    """

    residents: tuple[str, ...]
    may_apply: bool | None
    membership: Literal["required", "encouraged", "not_asked"]
    membership_confirmed: bool
    reviewers: int | None
    reviewers_confirmed: bool
    currency: str
    charges: tuple[Charge, ...]

    @property
    def cents(self) -> int:
        """What all that has to be paid comes to."""
        return sum(each.cents or 0 for each in self.charges if each.counted)


class Answered(Struct, frozen=True):
    """One association under its policy, asked about a portfolio; ``why_not``, in words, where there is no sheet."""

    version: PolicyVersion
    called: str
    trace: Trace | None = None
    why_not: str | None = None
    offered: bool = True
    terms: Terms | None = None

    @property
    def code(self) -> AssociationCode:
        return self.version.document.association.code


class LineAnswer(Struct, frozen=True):
    """What one association finds for a line, and what the line asks.

    ``lost`` says of what another association counts why it does not count here.
    """

    told: Told
    because: str
    asks: str
    confirmed: bool
    lost: tuple[str, ...] = ()


class Turn(Struct, frozen=True):
    """How a line of one association differs from that of another, clause by clause."""

    before: AssociationCode
    now: AssociationCode
    effect: Effect
    clauses: tuple[Clause, ...]


class LineCompared(Struct, frozen=True):
    """A line in all the associations that have a sheet; ``turns`` is empty where all ask the same."""

    key: str
    answers: Mapping[AssociationCode, LineAnswer]
    turns: tuple[Turn, ...]

    @property
    def called(self) -> str:
        """The requirement in words."""
        return spaced(self.key)

    @property
    def differs(self) -> bool:
        """Whether the answers are not all the same."""
        return len({each.told for each in self.answers.values()}) > 1


class Elsewhere(Struct, frozen=True):
    """One portfolio before several associations, for one category; ``base`` is the one that others are set against."""

    person: str
    state: str | None
    category: CategoryCode
    on: date
    base: AssociationCode | None
    associations: tuple[Answered, ...]
    lines: tuple[LineCompared, ...]


class Glance(Struct, frozen=True):
    """One portfolio before several associations, for every category that one of them offers."""

    person: str
    state: str | None
    on: date
    categories: tuple[tuple[CategoryCode, tuple[Answered, ...]], ...]


def elsewhere(
    person: str, state: str | None, category: CategoryCode, on: date, asked: Sequence[Answered], names: Names
) -> Elsewhere:
    """Set every association's answer beside the others; the first of those where the person lives is the base."""
    answering = [each for each in asked if each.trace is not None]
    home = [each for each in answering if state in each.version.document.association.states]
    base = next(iter([*home, *answering]), None)
    lines = tuple(_lines(base, answering, category, on, names)) if base else ()
    return Elsewhere(person, state, category, on, base.code if base else None, tuple(asked), lines)


def _lines(
    base: Answered, answering: Sequence[Answered], category: CategoryCode, on: date, names: Names
) -> Iterator[LineCompared]:
    found = {each.code: _findings(each) for each in answering}
    turned = {each.code: _turned(base, each, category, on) for each in answering if each is not base}
    counted = {
        key: {item for of in found.values() if key in of for item in of[key].counted_items}
        for key in dict.fromkeys(key for of in found.values() for key in of)
    }
    for key in counted:
        answers = {
            each.code: _answer(each, found[each.code].get(key), counted[key], category, on, names) for each in answering
        }
        turns = tuple(
            Turn(base.code, code, line.effect, line.clauses)
            for code, lines in turned.items()
            if (line := lines.get(spaced(key))) and line.clauses
        )
        yield LineCompared(key, answers, turns)


def _findings(of: Answered) -> dict[str, Finding]:
    return {finding.requirement: finding for finding in of.trace.findings} if of.trace else {}


def _turned(base: Answered, other: Answered, category: CategoryCode, on: date) -> dict[str, LineDiffers]:
    """The lines of an application that differ from those of the base, by key."""
    sides = (Side(each.version.document, on) for each in (base, other))
    found = differences(compare(*sides, category=category))
    return {line.key: line for line in found.lines if line.at is Occasion.APPLICATION}


def _answer(
    of: Answered, finding: Finding | None, counted: set[ItemId], category: CategoryCode, on: date, names: Names
) -> LineAnswer:
    if finding is None:
        return LineAnswer("not_asked", "", "", confirmed=True)
    line = line_of(finding, of.version)
    lost = [each for each in finding.excluded_items if each.item in counted]
    return LineAnswer(
        told="encouraged" if _encouraged(line) else told(finding.status),
        because=findings.because(finding, of.version, names),
        asks=line_said(line, Policy(of.version.document, category, on)).text,
        confirmed=line.confirmed,
        lost=tuple(f"{each.item}: {findings.excluded(each, finding, of.version, names)}" for each in lost),
    )


def told(status: Status) -> Told:
    match status:
        case Status.MET:
            return "met"
        case Status.MISSING:
            return "missing"
        case Status.JUDGEMENT:
            return "judgement"


def _encouraged(line: Line) -> bool:
    return isinstance(line.rule, Membership) and not line.rule.required
