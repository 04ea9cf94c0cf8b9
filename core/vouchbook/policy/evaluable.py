"""Which fields of a rule the facts of evidence cannot answer: said when a policy is read, never passed over."""

from __future__ import annotations

from collections.abc import Iterator

from vouchbook.domain.evidence import LicenceKind
from vouchbook.domain.names import Occasion
from vouchbook.policy.document import PolicyDocument
from vouchbook.policy.mistakes import meant
from vouchbook.policy.rules import (
    AllOf,
    AnyOf,
    Attested,
    Count,
    Hours,
    Licence,
    Membership,
    Months,
    Rule,
    Signatures,
    Where,
)
from vouchbook.policy.source import EVERY


class NotEvaluated(ValueError):
    """A rule asks for something that no fact of evidence answers; the message names row, field and way out."""


def unevaluated(rule: Rule, at: Occasion) -> tuple[str, ...]:
    """What of this rule cannot be evaluated, one sentence per field."""
    return tuple(_of_rule(rule, at))


def unevaluated_in(document: PolicyDocument) -> tuple[str, ...]:
    """The same for every line of every sheet, each named by its category and key; and for what begins as emerging."""
    found = [
        f"{sheet.category}, {sheet.at.value}, {line.rule.key}: {sentence}"
        for sheet in document.sheets
        for line in sheet.lines
        for sentence in unevaluated(line.rule, sheet.at)
    ]
    return tuple(dict.fromkeys((*found, *_of_emerging(document))))


def _of_emerging(document: PolicyDocument) -> Iterator[str]:
    """A row that asks for a line which a category's sheet never has would ask for nothing there."""
    for row in document.emerging:
        for category in document.association.categories if EVERY in row.for_ else row.for_:
            keys = [
                line.rule.key
                for sheet in document.sheets
                if sheet.category == category and sheet.at is Occasion.APPLICATION
                for line in sheet.lines
            ]
            for asked in row.asks:
                if asked not in keys:
                    yield f"{category}, emerging: asks {asked} – no line of its sheet; {meant(asked, keys)}"


def _of_rule(rule: Rule, at: Occasion) -> Iterator[str]:
    match rule:
        case AnyOf(options=options) | AllOf(options=options):
            for option in options:
                yield from _of_rule(option, at)
        case Hours():
            yield from _of_hours(rule)
        case Months():
            for where in (rule.where, *(way.where for way in rule.also)):
                yield from _of_where("work", where)
        case Count():
            yield from _of_where(rule.of, rule.where)
            if rule.sum == "families" and rule.of != "work":
                yield f'sum = "families" – only work names families; write of = "work", or count items of {rule.of}'
        case Licence(kinds=kinds, reviewer_may_accept=acceptable):
            known = [kind.value for kind in LicenceKind]
            for kind in (*kinds, *acceptable):
                if kind not in known:
                    yield f"{kind} – no kind of licence that a portfolio can name; known: {', '.join(known)}"
        case Signatures(signed="this_cycle") if at is not Occasion.RENEWAL:
            yield 'signed = "this_cycle" – only a renewal has a cycle; write signed = "once"'
        case Attested(given="this_cycle") if at is not Occasion.RENEWAL:
            yield 'given = "this_cycle" – only a renewal has a cycle; write given = "once"'
        case Membership(when="whole_cycle") if at is not Occasion.RENEWAL:
            yield 'when = "whole_cycle" – only a renewal has a cycle; write when = "on_the_day_asked"'
        case _:
            return


def _of_hours(rule: Hours) -> Iterator[str]:
    ways = [(rule.of, rule.where), *((way.of or rule.of, way.where) for way in rule.also)]
    kinds = {of for of, _ in ways}
    wheres: list[tuple[str, Where]] = [*ways, *((of, part.where) for part in rule.parts for of in sorted(kinds))]
    for of, where in wheres:
        yield from _of_where(of, where)
    for field in ("providers_at_most", "most_from_one"):
        if getattr(rule, field) and kinds != {"rsc"}:
            yield f"{field} – only RSC names its provider as a colleague; drop it, or ask it of RSC alone"


def _of_where(of: str, where: Where) -> Iterator[str]:
    if of == "work":
        if where.given_by is not None:
            yield "given_by – work has no provider; write supervised_by"
        return
    if where.given_by is not None and of != "rsc":
        yield f"given_by – only RSC names its provider as a colleague; drop it, or ask it of RSC instead of {of}"
    if where.supervised_by is not None:
        yield "supervised_by – only work has a supervisor; write given_by"
