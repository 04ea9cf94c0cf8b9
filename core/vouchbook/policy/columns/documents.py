"""What must simply be there, for many people: documents, statements, exams, memberships; see ``measures.documents``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from vouchbook.domain.names import AssociationCode
from vouchbook.policy.columns.arrays import Flags, Ints
from vouchbook.policy.columns.asked import Asked
from vouchbook.policy.columns.days import later
from vouchbook.policy.columns.found import Found, Measure, only, settled
from vouchbook.policy.columns.layout import ANY_FORM
from vouchbook.policy.columns.people import Table
from vouchbook.policy.columns.stretches import contained, merged, position
from vouchbook.policy.measures.documents import is_of
from vouchbook.policy.plans import Barred
from vouchbook.policy.rules import Attested, Exam, Membership, Signatures


def signatures(rule: Signatures) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "documents", "signed", "judgement")
    documents = [document.value for document in rule.documents]

    def measure(asked: Asked) -> Found:
        table = asked.table("signature")
        dated = _dated(table.ints("signed_on"), this_cycle=rule.signed == "this_cycle", asked=asked)
        return settled(_different(table, "document", documents, dated), len(documents))

    return measure


def attestation(rule: Attested) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "statements", "given", "judgement")

    def measure(asked: Asked) -> Found:
        table = asked.table("attestation")
        dated = _dated(table.ints("given_on"), this_cycle=rule.given == "this_cycle", asked=asked)
        return settled(_different(table, "statement", rule.statements, dated), len(rule.statements))

    return measure


def exam(rule: Exam) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "parts", "form", "valid_for", "judgement")
    parts = [part.value for part in rule.parts]

    def measure(asked: Asked) -> Found:
        table = asked.table("exam")
        passed = (table.ints("sat_on") <= asked.today) & table.flags("passed") & table.flags("believed")
        if rule.form is not None:
            passed &= np.isin(table.ints("form"), table.places("form", [ANY_FORM, rule.form.value]))
        if rule.valid_for is not None:
            passed &= later(table.ints("sat_on"), rule.valid_for) >= asked.today
        return settled(_different(table, "part", parts, passed), len(parts))

    return measure


def membership(rule: Membership, plans: Barred = ()) -> Measure:
    """:raises NotCovered: it asks for what is not known here"""
    only(rule, "key", "required", "of", "plans", "when", "judgement")

    def measure(asked: Asked) -> Found:
        first, last = asked.evaluation.cycle or (asked.day, asked.day)
        if rule.when != "whole_cycle":
            first = last = asked.day
        return settled(_member(rule, plans, first, last, asked).astype(np.int64), int(rule.required))

    return measure


def _member(rule: Membership, plans: Barred, first: date, last: date, asked: Asked) -> Flags:
    """Whether a term, or several together, cover every day from first to last."""
    table = asked.table("membership")
    own = asked.evaluation.association
    named = [is_of(rule, AssociationCode(code), own) for code in table.names("association")]
    fits = table.flags("believed") & np.isin(table.ints("association"), np.flatnonzero(named))
    if rule.plans:
        fits &= np.isin(table.ints("plan"), table.places("plan", rule.plans))
    for plan, (low, high), _ in plans:
        begins, of_plan = table.ints("first"), table.ints("plan") == table.place("plan", plan)
        ours = table.ints("association") == table.place("association", own)
        fits &= ~(ours & of_plan & (low <= begins) & (begins < high))
    owner = table.owner[fits]
    runs = merged(position(owner, table.ints("first")[fits]), position(owner, table.ints("last")[fits] + 1))
    everybody = np.arange(asked.people.number)
    return contained(position(everybody, first.toordinal()), position(everybody, last.toordinal() + 1), runs)


def _dated(on: Ints, *, this_cycle: bool, asked: Asked) -> Flags:
    cycle = asked.evaluation.cycle if this_cycle else None
    there: Flags = on <= asked.today
    return there if cycle is None else there & (on >= cycle[0].toordinal()) & (on <= cycle[1].toordinal())


def _different(table: Table, column: str, names: Collection[str], rows: Flags) -> Ints:
    """How many of these names a person's rows have."""
    found = np.zeros(table.number, dtype=np.int64)
    for name in {*names}:
        found += table.any(rows & (table.ints(column) == table.place(column, name)))
    return found
