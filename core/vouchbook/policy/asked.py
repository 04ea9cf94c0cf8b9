"""One evaluation, and one line of it being asked: the desk, the day, the reviewers' answers so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from vouchbook.domain.evidence import Licence, LicenceKind
from vouchbook.domain.names import (
    AssociationCode,
    CategoryCode,
    DegreeLevel,
    Due,
    ItemId,
    Occasion,
    QuestionKey,
    RequirementKey,
)
from vouchbook.domain.trace import Moments, Origin, Question
from vouchbook.policy.calendar import Spans, merged, span
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.standings import Standings


class Evaluation:
    """What all lines of a sheet share while a portfolio is held against it."""

    def __init__(
        self,
        association: AssociationCode,
        category: CategoryCode,
        at: Occasion,
        desk: Desk,
        moments: Moments,
        standings: Standings,
    ) -> None:
        self.association = association
        self.category = category
        self.at = at
        self.desk = desk
        self.moments = moments
        self.standings = standings
        self._degrees: dict[tuple[DegreeLevel, date], date | None] = {}

    def degree(self, level: DegreeLevel, upto: date) -> date | None:
        """The day of the earliest degree of this level or higher that was awarded by a day."""
        if (level, upto) not in self._degrees:
            self._degrees[level, upto] = self.desk.degree(level, upto)
        return self._degrees[level, upto]

    @cached_property
    def cycle(self) -> tuple[date, date] | None:
        """The first and last day of the cycle that a renewal is about."""
        first, last = self.moments.cycle_start, self.moments.cycle_end
        return (first, last) if self.at is Occasion.RENEWAL and first and last else None

    @cached_property
    def licensed(self) -> Spans:
        """The days on which the person holds a licence for mental health."""
        return merged(
            part
            for _, licence in self.desk.of(Licence)
            if licence.kind is LicenceKind.MENTAL_HEALTH
            for part in span(licence.first, licence.last)
        )


class Answers:
    """What the reviewers have settled, by requirement."""

    def __init__(self, settled: Iterable[Question]) -> None:
        self.judged: dict[tuple[RequirementKey, QuestionKey], bool] = {}
        self.about_items: dict[RequirementKey, list[Question]] = {}
        for question in settled:
            if question.answer is None:
                continue
            if question.item is not None:
                self.about_items.setdefault(question.requirement, []).append(question)
            elif question.key is not None:
                self.judged[question.requirement, question.key] = question.answer


class Asked:
    """A line, or a way within one, being asked: ``requirement`` is its name, ``day`` the day it asks about.

    A way's name is that of its line and its own, joined by a point: ``education.licence``.
    ``accepted`` is what reviewers said of items as they stand; an answer about an older revision is none.
    """

    __slots__ = (
        "accepted", "answers", "day", "desk", "due", "evaluation", "origin", "requirement", "standings", "today",
    )  # fmt: skip

    def __init__(
        self,
        evaluation: Evaluation,
        requirement: RequirementKey,
        day: date,
        answers: Answers,
        due: Due,
        origin: Origin,
    ) -> None:
        self.evaluation = evaluation
        self.desk = evaluation.desk
        self.standings = evaluation.standings
        self.requirement = requirement
        self.day = day
        self.today = day.toordinal()
        self.answers = answers
        self.due = due
        self.origin = origin
        self.accepted: dict[ItemId, bool] = {}
        for question in answers.about_items.get(requirement, ()):
            item = self.desk.item(question.item)
            if item is not None and question.answer is not None and question.revision in (None, item.revision):
                self.accepted[item.id] = question.answer

    def within(self, key: RequirementKey) -> Asked:
        """The same day and answers for a way of this line."""
        name = RequirementKey(f"{self.requirement}.{key}")
        return Asked(self.evaluation, name, self.day, self.answers, self.due, self.origin)

    def judged(self, key: QuestionKey) -> bool | None:
        return self.answers.judged.get((self.requirement, key))
