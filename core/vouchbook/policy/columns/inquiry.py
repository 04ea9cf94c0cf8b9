"""A sheet asked of columns: which of its lines they answer, and the answers for some people after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from vouchbook.domain.evidence import Portfolio
from vouchbook.domain.names import CategoryCode, Occasion, RequirementKey
from vouchbook.domain.trace import Moments, Question, Trace
from vouchbook.policy.columns.applies import applies, known
from vouchbook.policy.columns.asked import Asked, Evaluation
from vouchbook.policy.columns.compiling import compiled, rating_line
from vouchbook.policy.columns.found import Found, Measure, NotCovered, only
from vouchbook.policy.columns.people import People
from vouchbook.policy.columns.store import Columns
from vouchbook.policy.compiling import ReadyLine, ready
from vouchbook.policy.cycles import judged_on, with_cycle
from vouchbook.policy.document import sheet_on
from vouchbook.policy.evaluate import evaluate
from vouchbook.policy.plans import barred
from vouchbook.policy.questions import POLICY_ALONE, Questions
from vouchbook.policy.rules import Competencies, Membership, Rule
from vouchbook.policy.standing_rows import RulingRows
from vouchbook.policy.version import PolicyVersion

AT_ONCE = 1 << 13
"""So many people are asked together: their rows fit into the processor's own memory."""


class AskedLine(NamedTuple):
    """A line of the sheet. ``not_covered`` names what of it columns do not answer; ``None``: they answer it.

    Two lines with equal ``asks`` have the same answers for everybody, whatever their versions say besides.
    """

    key: RequirementKey
    not_covered: str | None
    asks: tuple[object, ...]
    day: date
    line: ReadyLine
    measure: Measure | None


class Inquiry:
    """One sheet asked of everybody, without any answers of reviewers; it answers as ``evaluate`` does, or not at all.

    ``ask`` is the association's code, where it has a say: then columns answer nothing.

    :raises UnknownCategory: the association does not offer the category
    :raises NoSheet: it has no sheet for the category and occasion on the day that rules
    :raises NotEvaluated: its policy asks for what no fact of evidence answers
    """

    def __init__(
        self,
        version: PolicyVersion,
        category: CategoryCode,
        at: Occasion,
        moments: Moments,
        *,
        ask: Questions = POLICY_ALONE,
    ) -> None:
        document = version.document
        self.moments = moments = with_cycle(document, category, at, moments)
        index, sheet = sheet_on(document, category, at, judged_on(document, category, at, moments))
        lines = ready(version, index)
        self.evaluation = Evaluation(
            document.association.code,
            category,
            _cycle(at, moments),
            RulingRows(lines.standing, moments),
        )
        self._sheet = sheet
        self._document = document
        self._plans = barred(document.plan)
        self._at = at
        self._version = version
        self._ask = ask
        self.lines = tuple(self._line(line) for line in lines.lines)

    def _line(self, line: ReadyLine) -> AskedLine:
        rule = line.line.rule
        day = self.moments.asked if line.always_today else self.moments.submitted or self.moments.asked
        if self._ask is not POLICY_ALONE:
            return AskedLine(rule.key, "the association's own code", (object(),), day, line, None)
        asks = (rule, line.line.applies, day, *self._around(rule))
        try:
            known(line.line.applies)
            self._know_standings(rule)
            return AskedLine(rule.key, None, asks, day, line, compiled(rule, self._sheet, self._plans))
        except NotCovered as reason:
            return AskedLine(rule.key, str(reason), asks, day, line, None)

    def _know_standings(self, rule: Rule) -> None:
        """:raises NotCovered: a standing that the rule names asks for what is not known here, such as degrees"""
        named = {*_texts(msgspec.to_builtins(rule))}
        for row in self._document.standing:
            for way in row.any_of if row.may in named else ():
                only(way, "holds", "vetted", "emerging", "once_accepted", "line")

    def _around(self, rule: Rule) -> tuple[object, ...]:
        """What else a line's answers hang on: rows of the standings that it names, the line on ratings, the plans."""
        document = self._document
        ratings = rating_line(self._sheet)
        named = {*_texts(msgspec.to_builtins((rule, ratings)))}
        standing = [row for row in document.standing if row.may in named]
        rows = (document.vetting, [row for row in document.transition if row.of == "standing"]) if standing else ()
        own = (document.association.code, self.evaluation.category, self._at, self.moments)
        plans = self._plans if _asks(rule, Membership) else ()
        return *own, ratings if _asks(rule, Competencies) else None, plans, standing, *rows

    def answers(self, columns: Columns) -> Iterator[tuple[People, list[Found | None]]]:
        """The lines' answers in their order, for stretches of people; ``None``: see ``AskedLine.not_covered``.

        They say nothing about people who are ``aside``.
        """
        for low, high in columns.stretches(AT_ONCE):
            people = People(columns, low, high)
            yield people, [self.answer(line, people) for line in self.lines]
            columns.let_go()

    def by_rows(self, portfolio: Portfolio, settled: Sequence[Question]) -> Trace:
        """The same sheet held against one portfolio, and what reviewers have settled about it."""
        category, at = self.evaluation.category, self._at
        return evaluate(self._version, category, at, portfolio, settled, self.moments, ask=self._ask)

    def answer(self, line: AskedLine, people: People) -> Found | None:
        """The answer of one line of this inquiry."""
        if line.measure is None:
            return None
        asked = Asked(self.evaluation, people, line.day)
        found = line.measure(asked)
        rule = line.line.line.applies
        return found if rule is None else found.where(applies(rule, asked))


def _cycle(at: Occasion, moments: Moments) -> tuple[date, date] | None:
    first, last = moments.cycle_start, moments.cycle_end
    return (first, last) if at is Occasion.RENEWAL and first and last else None


def _asks(rule: Rule, kind: type[Rule]) -> bool:
    """Whether a rule, or one of its ways, is of a kind."""
    return isinstance(rule, kind) or any(_asks(option, kind) for option in getattr(rule, "options", ()))


def _texts(value: object) -> Iterator[str]:
    """Every text in a rule: whatever its field is called, a standing is named by one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
