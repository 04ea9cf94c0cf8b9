"""What the placeholders in the sentences of findings stand for: names, days, amounts, places, standings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_UP, Decimal

from vouchbook.domain.names import Area, ColleagueId, DegreeLevel, Document, ExamPart, Kind
from vouchbook.domain.trace import Because, Finding, Lacking, Unit
from vouchbook.letters.kinds import OF
from vouchbook.letters.names import all_called, called, may, spaced
from vouchbook.letters.phrases import counted, decimal, listed
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.months import MONTH
from vouchbook.policy.rules import Line, Rule
from vouchbook.policy.version import PolicyVersion

Names = Mapping[ColleagueId, str]
"""Colleagues by id."""

UNITS: Mapping[Unit, str] = {**{unit: unit.value for unit in Unit}, Unit.MINUTES: "clock hours"}
_PARTS: Mapping[Unit, int] = {Unit.MINUTES: 60, Unit.MONTHS: MONTH}


def amount(number: int, unit: Unit) -> str:
    """A whole number of parts as a decimal, rounded down to two places: never more than there is."""
    return decimal(Decimal(number) / _PARTS.get(unit, 1))


def gap(number: int, unit: Unit) -> str:
    """The same for what is missing, rounded up: never less than is needed."""
    exact = Decimal(number) / _PARTS.get(unit, 1)
    return decimal(exact.quantize(Decimal("0.01"), rounding=ROUND_UP))


def line_of(finding: Finding, version: PolicyVersion) -> Line:
    """The line of the sheet that asked."""
    return version.document.sheets[finding.origin.sheet].lines[finding.origin.row]


def rule_of(finding: Finding, version: PolicyVersion) -> Rule:
    """The rule that asked: the line's, or that of a way within it."""
    return within(line_of(finding, version).rule, finding.requirement)


def within(rule: Rule, requirement: str) -> Rule:
    """The way that a requirement's name leads to: ``education.licence`` is the way ``licence`` of ``education``."""
    for name in requirement.split(".")[1:]:
        if isinstance(rule, rules.AnyOf | rules.AllOf):
            rule = next((option for option in rule.options if option.key == name), rule)
    return rule


def noun(finding: Finding, rule: Rule, number: str) -> str:
    """``clock hours of training``; one of them in the singular."""
    unit = UNITS[finding.unit]
    unit = unit[:-1] if number == "1" and unit.endswith("s") else unit
    match rule:
        case rules.Hours(of=of):
            return f"{unit} of {OF[of]}"
        case rules.Months():
            return f"{unit} of work"
        case _:
            return unit


def said(of: Because | Lacking, finding: Finding, version: PolicyVersion, names: Names) -> Mapping[str, str]:
    """What each placeholder stands for in the sentence of one reason."""
    rule, policy = rule_of(finding, version), Policy(version.document, finding.origin.category, of.on)
    name = str(of.name) if of.name else ""
    found = {
        "amount": str(of.amount) if of.amount is not None else "Some",
        "ask": _ask(rule, name),
        "association": version.document.association.code,
        "gap": _gap(of, finding, rule),
        "item": _item(finding, rule),
        "may": may(of.may) if of.may else "do this",
        "name": _called(name) if name else "of the sheet",
        "names": listed(map(spaced, name.split()), "and") if name else "its parts",
        "on": of.on.isoformat() if of.on else "that day",
        "pending": _pending(finding),
        "reach": f": the last has to be on {of.on} or later" if of.on else "",
        "slot": spaced(of.slot) if of.slot else "of the sheet",
        "those": policy.who(of.may) if of.may else "see the sheet",
        "ways": _ways(of, finding),
        **_of_rule(rule),
    }
    if isinstance(of, Because):
        found["until"] = of.until.isoformat() if of.until else "the day that rules"
        found["who"] = names.get(of.who, f"“{of.who}”") if of.who else "Nobody who is named"
        level = next((level for level in DegreeLevel if level.value == name), None)
        found["level"] = called(level) if level else "the degree"
    return found


def _ways(of: Because | Lacking, finding: Finding) -> str:
    if finding.kind is not Kind.ALL_OF:
        return "no way of meeting this is met"
    return f"{counted(of.amount or 1, 'part')} of it {'is' if of.amount == 1 else 'are'} missing"


def _gap(of: Because | Lacking, finding: Finding, rule: Rule) -> str:
    missing = gap(of.amount, finding.unit) if of.amount is not None else ""
    are = "is" if missing == "1" else "are"
    return f"{missing} more {noun(finding, rule, missing)} {are}".strip()


def _item(finding: Finding, rule: Rule) -> str:
    if isinstance(rule, rules.Hours):
        return {"rsc": "the session", "training": "the training", "service": "the service"}[rule.of]
    return "the rating" if finding.kind is Kind.RATINGS else "the work"


def _pending(finding: Finding) -> str:
    return f", beside {amount(finding.pending, finding.unit)} that a reviewer may accept" if finding.pending else ""


def _ask(rule: Rule, key: str) -> str:
    found = () if isinstance(rule, rules.NotRequired) else rule.judgement
    return next(
        (judgement.ask for judgement in found if judgement.key == key), f"“{_called(key) if key else 'a question'}”."
    )


def _called(code: str) -> str:
    """A document, a part of the exam, an area or a condition, by what it is called."""
    for kind in (Document, ExamPart, Area):
        if code in {each.value for each in kind}:
            return called(kind(code))
    return spaced(code)


def _of_rule(rule: Rule) -> dict[str, str]:
    """What the rule itself names, and words for what it leaves open."""
    found = {
        "levels": "what reviewers may accept",
        "members": "the association",
        "people": "those it asks for",
        "services": "what it asks for",
    }
    match rule:
        case rules.Months(where=where):
            found |= {"people": all_called(where.with_, "and")} if where.with_ else {}
            found |= {"services": all_called(where.services, "and")} if where.services else {}
            found |= {"services": all_called(where.services_any, "or")} if where.services_any else {}
        case rules.Degree(levels=levels) if levels:
            found["levels"] = all_called(levels, "or")
        case rules.Membership(of=of):
            known = {"own": "the association", "any_imh": "an association for infant mental health"}
            found["members"] = listed([known.get(each, each) for each in of], "or")
        case _:
            pass
    return found
