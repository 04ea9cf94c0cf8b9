"""Sorts one person's portfolio into rows of numbers, or sets the person aside where a number cannot say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Facts, Item, Portfolio
from vouchbook.domain.names import ColleagueId
from vouchbook.policy.columns.codes import MOST_NAMES, Names, SetAside
from vouchbook.policy.columns.layout import ANY_FORM
from vouchbook.policy.portfolio import Desk

Row = tuple[int, ...]
Rows = dict[str, list[Row]]

_LAST = date.max.toordinal()
_MOST = 2**31 - 1
_WHOLE = 10_000


class Sorter:
    """One person's items, row by row; colleagues get numbers in the order in which they are named."""

    def __init__(self, portfolio: Portfolio, names: Names) -> None:
        self.desk = Desk(portfolio)
        self.names = names
        self._numbers: dict[ColleagueId, int] = {}
        self.rows: Rows = {}
        for item in portfolio.items:
            found = _SORTED.get(type(item.facts))
            if found is not None:
                table, row = found
                if table not in self.rows:
                    self.rows[table] = []
                self.rows[table].append(row(self, item, item.facts))

    def number(self, colleague: ColleagueId) -> int:
        found = self._numbers.get(colleague)
        if found is None:
            found = self._numbers[colleague] = len(self._numbers) + 1
            if found > MOST_NAMES:
                raise SetAside
        return found

    def education(self, item: Item, facts: evidence.Education) -> Row:
        if facts.transcript_unofficial:  # too few to have a column of their own
            raise SetAside
        areas = 0
        for course in facts.coursework:
            areas |= self.names.bits("areas", course.areas)
        level = self.names.place("level", facts.level._value_)
        return level, facts.awarded_on.toordinal(), facts.transcript, bool(facts.coursework), areas

    def licence(self, item: Item, facts: evidence.Licence) -> Row:
        return self.names.place("kind", facts.kind._value_), facts.first.toordinal(), _last(facts.last)

    def training(self, item: Item, facts: evidence.Training) -> Row:
        bits = self.names.bits
        return *_dated(facts), bits("about", facts.about), bits("areas", facts.areas)

    def rsc(self, item: Item, facts: evidence.Rsc) -> Row:
        bits = self.names.bits
        return (
            *_dated(facts),
            bits("setting", (facts.setting,)),
            self.number(facts.provider),
            facts.peer,
            bits("about", facts.about),
            bits("areas", facts.areas),
        )

    def service(self, item: Item, facts: evidence.ServiceHours) -> Row:
        return _dated(facts)

    def work(self, item: Item, facts: evidence.Work) -> Row:
        families, fraction = facts.families or 0, _WHOLE if facts.fraction is None else facts.fraction
        if not (0 <= families <= _MOST and 0 <= fraction <= _WHOLE):
            raise SetAside
        return (
            facts.first.toordinal(),
            _last(facts.last),
            facts.paid,
            facts.supervised,
            self.names.bits("with_", facts.with_),
            self.names.bits("services", facts.services),
            families,
            fraction,
            facts.volunteer,
            facts.specialised_training,
            facts.internship,
            0 if facts.supervisor is None else self.number(facts.supervisor),
        )

    def standing(self, item: Item, facts: evidence.Standing) -> Row:
        holder = 0 if facts.holder is None else self.number(facts.holder)
        return (
            holder,
            self.names.badge(facts),
            facts.first.toordinal(),
            _last(facts.last),
            self.desk.believed(item),
        )

    def rating(self, item: Item, facts: evidence.Rating) -> Row:
        if not 0 <= facts.not_enough_information <= _MOST:
            raise SetAside
        return (
            self.number(facts.rater),
            self.names.place("slot", facts.slot),
            facts.rated_on.toordinal(),
            facts.known_since.toordinal(),
            facts.not_enough_information,
            self.desk.believed(item),
            self._gave_rsc_from(facts.rater),
            self._works_with(facts),
            any(each.colleague == facts.rater and each.receives_rsc for _, each in self.desk.of(evidence.Colleague)),
        )

    def _gave_rsc_from(self, rater: ColleagueId) -> int:
        first = min((rsc.first for _, rsc in self.desk.of(evidence.Rsc) if rsc.provider == rater), default=None)
        return _LAST + 1 if first is None else first.toordinal()

    def _works_with(self, rating: evidence.Rating) -> bool:
        """Whether the rater's employer is that of a job running on the day rated: no rule changes that."""
        rater = self.desk.colleague(rating.rater)
        if rater is None or rater.employer is None:
            return False
        return any(
            job.employer == rater.employer
            and job.first <= rating.rated_on
            and (job.last is None or rating.rated_on <= job.last)
            for _, job in self.desk.of(evidence.Work)
        )

    def signature(self, item: Item, facts: evidence.Signature) -> Row:
        return self.names.place("document", facts.document._value_), facts.signed_on.toordinal()

    def attestation(self, item: Item, facts: evidence.Attestation) -> Row:
        return self.names.place("statement", facts.statement), facts.given_on.toordinal()

    def exam(self, item: Item, facts: evidence.Exam) -> Row:
        return (
            self.names.place("part", facts.part._value_),
            self.names.place("form", ANY_FORM if facts.form is None else facts.form._value_),
            facts.sat_on.toordinal(),
            facts.passed,
            self.desk.believed(item),
        )

    def membership(self, item: Item, facts: evidence.Membership) -> Row:
        return (
            self.names.place("association", facts.association),
            self.names.place("plan", facts.plan),
            facts.first.toordinal(),
            facts.last.toordinal(),
            self.desk.believed(item),
        )


def _last(day: date | None) -> int:
    """An open end is as good as the last day that a date can say: nothing asks about a later one."""
    return _LAST if day is None else day.toordinal()


def _dated(facts: evidence.Training | evidence.Rsc | evidence.ServiceHours) -> Row:
    if facts.last < facts.first or not 0 <= facts.minutes <= _MOST:
        raise SetAside
    return facts.first.toordinal(), facts.last.toordinal(), facts.minutes


_SORTED: Mapping[type[Facts], tuple[str, Callable[[Sorter, Item, Any], Row]]] = {
    evidence.Education: ("education", Sorter.education),
    evidence.Licence: ("licence", Sorter.licence),
    evidence.Training: ("training", Sorter.training),
    evidence.Rsc: ("rsc", Sorter.rsc),
    evidence.ServiceHours: ("service", Sorter.service),
    evidence.Work: ("work", Sorter.work),
    evidence.Standing: ("standing", Sorter.standing),
    evidence.Rating: ("rating", Sorter.rating),
    evidence.Signature: ("signature", Sorter.signature),
    evidence.Attestation: ("attestation", Sorter.attestation),
    evidence.Exam: ("exam", Sorter.exam),
    evidence.Membership: ("membership", Sorter.membership),
}
"""A colleague has no row: what a rule asks of one is worked out for each rating."""
