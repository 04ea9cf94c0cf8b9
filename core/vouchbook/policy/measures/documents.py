"""What must simply be there: signed documents, attested statements, passed parts of the exam, a term of membership."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from vouchbook.domain import evidence
from vouchbook.domain.evidence import Item
from vouchbook.domain.names import AssociationCode, QuestionKey
from vouchbook.domain.trace import Because, Lack, Lacking, Unit, Why
from vouchbook.policy.asked import Asked
from vouchbook.policy.calendar import first_outside, later, merged, span
from vouchbook.policy.measured import REJECTED, Measure, Measured
from vouchbook.policy.plans import Barred, against
from vouchbook.policy.portfolio import Desk
from vouchbook.policy.rules import Attested, Exam, Membership, Signatures

Given = tuple[Item, str, date]
"""What was signed or stated, its code, and the day."""


def signatures(rule: Signatures) -> Measure:
    def signed(desk: Desk) -> Iterator[Given]:
        return ((item, each.document.value, each.signed_on) for item, each in desk.of(evidence.Signature))

    wanted = [document.value for document in rule.documents]
    return _all_there(Unit.DOCUMENTS, Lack.DOCUMENT, wanted, signed, this_cycle=rule.signed == "this_cycle")


def attestation(rule: Attested) -> Measure:
    def stated(desk: Desk) -> Iterator[Given]:
        return ((item, each.statement, each.given_on) for item, each in desk.of(evidence.Attestation))

    return _all_there(Unit.STATEMENTS, Lack.STATEMENT, rule.statements, stated, this_cycle=rule.given == "this_cycle")


def _all_there(
    unit: Unit, lack: Lack, wanted: Sequence[str], given: Callable[[Desk], Iterator[Given]], *, this_cycle: bool
) -> Measure:
    """Everything wanted was signed or stated by the day asked, and in the cycle where that is asked."""

    def measure(asked: Asked) -> Measured:
        measured = Measured(unit, len(wanted))
        there = set()
        cycle = asked.evaluation.cycle if this_cycle else None
        for item, what, on in given(asked.desk):
            if what not in wanted:
                continue
            if because := _not_dated(item, on, cycle, asked):
                measured.exclude(item, 1, because)
            else:
                measured.counted.append(item.id)
                there.add(what)
        measured.sure = measured.possible = len(there)
        measured.lacking += [Lacking(lack, name=QuestionKey(each)) for each in wanted if each not in there]
        return measured

    return measure


def _not_dated(item: Item, on: date, cycle: tuple[date, date] | None, asked: Asked) -> Because | None:
    """Why what was signed or stated on a day does not count."""
    if on > asked.day:
        return Because(Why.AFTER_DAY_ASKED, on=on, until=asked.day)
    if cycle and not cycle[0] <= on <= cycle[1]:
        return Because(Why.OUTSIDE_CYCLE, on=on, until=cycle[1])
    return REJECTED if asked.accepted.get(item.id) is False else None


def exam(rule: Exam) -> Measure:
    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.PARTS, len(rule.parts))
        passed = set()
        for item, facts in asked.desk.of(evidence.Exam):
            if facts.part not in rule.parts:
                continue
            if because := _not_passed(rule, item, facts, asked):
                measured.exclude(item, 1, because)
            else:
                measured.counted.append(item.id)
                passed.add(facts.part)
        measured.sure = measured.possible = len(passed)
        measured.lacking += [
            Lacking(Lack.EXAM_PART, name=QuestionKey(part.value)) for part in rule.parts if part not in passed
        ]
        return measured

    return measure


def _not_passed(rule: Exam, item: Item, facts: evidence.Exam, asked: Asked) -> Because | None:
    if facts.sat_on > asked.day:
        return Because(Why.AFTER_DAY_ASKED, on=facts.sat_on, until=asked.day)
    if rule.form is not None and facts.form not in (None, rule.form):
        return Because(Why.OTHER_FORM, on=facts.sat_on)
    if not asked.desk.believed(item):
        return Because(Why.CLAIM_UNCONFIRMED)
    if not facts.passed:
        return Because(Why.EXAM_PART_NOT_PASSED, on=facts.sat_on)
    if rule.valid_for is not None and later(facts.sat_on, rule.valid_for) < asked.day:
        return Because(Why.TOO_LONG_AGO, on=facts.sat_on, until=later(facts.sat_on, rule.valid_for))
    return REJECTED if asked.accepted.get(item.id) is False else None


def membership(rule: Membership, plans: Barred = ()) -> Measure:
    """A term, or for a whole cycle several terms together, of an association that the rule names.

    One that is encouraged is measured all the same, and nothing is missing without it. ``plans``: those of one's own
    that answer nothing.
    """
    required = int(rule.required)

    def measure(asked: Asked) -> Measured:
        measured = Measured(Unit.TERMS, required)
        first = last = asked.day
        if rule.when == "whole_cycle" and asked.evaluation.cycle:
            first, last = asked.evaluation.cycle
        fitting = []
        for item, facts in asked.desk.of(evidence.Membership):
            if because := _not_covering(rule, plans, item, facts, asked, first, last):
                measured.exclude(item, 1, because)
            else:
                fitting.append((item, facts))
        days = merged(part for _, facts in fitting for part in span(facts.first, facts.last))
        covered = first_outside(first.toordinal(), last.toordinal() + 1, days) is None
        if covered:
            measured.counted += [item.id for item, _ in fitting]
        else:
            for item, facts in fitting:
                measured.exclude(item, 1, Because(Why.TERM_NOT_COVERING, on=last, until=facts.last))
            if required:
                measured.lacking.append(Lacking(Lack.MEMBERSHIP, on=last))
        measured.sure = measured.possible = int(covered)
        return measured

    return measure


def _not_covering(
    rule: Membership,
    plans: Barred,
    item: Item,
    facts: evidence.Membership,
    asked: Asked,
    first: date,
    last: date,
) -> Because | None:
    own = asked.evaluation.association
    if not is_of(rule, facts.association, own) or (rule.plans and facts.plan not in rule.plans):
        return Because(Why.OTHER_ASSOCIATION)
    if facts.first > last:
        return Because(Why.AFTER_DAY_ASKED, on=facts.first, until=last)
    if facts.last < first:
        return Because(Why.TERM_NOT_COVERING, on=first, until=facts.last)
    if facts.association == own and (why := against(plans, facts.plan, facts.first)):
        return Because(why, name=QuestionKey(facts.plan))
    if not asked.desk.believed(item):
        return Because(Why.CLAIM_UNCONFIRMED)
    return REJECTED if asked.accepted.get(item.id) is False else None


def is_of(rule: Membership, association: AssociationCode, own: AssociationCode) -> bool:
    """``any_imh``: any association of the Alliance; their codes are written in lower case, other bodies' are not."""
    if "any_imh" in rule.of and association.islower() and association != "other":
        return True
    return association in rule.of or ("own" in rule.of and association == own)
