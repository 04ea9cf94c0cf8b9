"""What the placeholders in the sentences of findings stand for: names, days, amounts, places, standings."""

from __future__ import annotations

from collections.abc import Mapping

from vouchbook.domain.names import (
    Area,
    ColleagueId,
    DegreeLevel,
    Document,
    ExamPart,
    Kind,
    ServiceKind,
    With,
)
from vouchbook.domain.trace import Because, Finding, Lack, Lacking
from vouchbook.letters.amounts import amount, bare, gap, to_the_minute, unit
from vouchbook.letters.kinds import OF, bodies, endorsement, items, licence, part_named
from vouchbook.letters.names import PARTS, STATEMENTS, all_called, called, may, spaced, stated
from vouchbook.letters.phrases import counted, hours, length, listed
from vouchbook.letters.references import place, references
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.rules import Line, Rule
from vouchbook.policy.version import PolicyVersion

Names = Mapping[ColleagueId, str]
"""Colleagues by id."""


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


def quantity(number: int, finding: Finding, rule: Rule) -> str:
    """``30 clock hours of training``, ``9 hours 59 minutes of training``."""
    if to_the_minute(number, finding.unit):
        return f"{hours(number)}{_of_what(rule)}"
    shown = amount(number, finding.unit)
    return f"{shown} {noun(finding, rule, shown)}"


def singular(said: str) -> bool:
    """Whether an amount in words is one of something."""
    return said == "1" or said.startswith(("1 minute", "1 hour of", "1 clock hour", "1 month "))


def _of_what(rule: Rule) -> str:
    return f" of {OF[rule.of]}" if isinstance(rule, rules.Hours) else ""


def noun(finding: Finding, rule: Rule, number: str) -> str:
    """``clock hours of training``; one of them in the singular."""
    counted = unit(finding.unit, number)
    match rule:
        case rules.Hours(of=of):
            return f"{counted} of {OF[of]}"
        case rules.Months():
            return f"{counted} of work"
        case rules.Count():
            return items(rule, number)
        case _:
            return counted


def said(of: Because | Lacking, finding: Finding, version: PolicyVersion, names: Names) -> Mapping[str, str]:
    """What each placeholder stands for in the sentence of one reason."""
    rule, policy = rule_of(finding, version), Policy(version.document, finding.origin.category, of.on)
    name = str(of.name) if of.name else ""
    found = {
        "amount": str(of.amount) if of.amount is not None else "Some",
        "ask": _ask(rule, name),
        "association": "the Alliance" if version.document.association.code == "alliance" else "the association",
        "gap": _gap(of, finding, rule, policy),
        "item": _item(finding, rule),
        "may": may(of.may) if of.may else "do this",
        "name": _called(name) if name else "of the sheet",
        "names": listed([_part(each, rule, policy) for each in name.split()], "and") if name else "its parts",
        "on": of.on.isoformat() if of.on else "that day",
        "pending": _pending(finding),
        "reach": f": the last has to be on {of.on} or later" if of.on else "",
        "place": place(of, rule),
        "reference": references([of.slot] if of.slot else [], rule, policy),
        "those": policy.who(of.may) if of.may else "see the sheet",
        "ways": _ways(of, finding, rule),
        **_of_rule(rule, policy),
    }
    if isinstance(of, Because):
        found["until"] = of.until.isoformat() if of.until else "the day that rules"
        found["force"] = _force(of)
        found["asked"] = f"; {called(rule.form)} is asked for" if isinstance(rule, rules.Exam) and rule.form else ""
        found["whose"] = f"{names.get(of.who, f'“{of.who}”')}'s" if of.who else "This"
        found["who"] = names.get(of.who, f"“{of.who}”") if of.who else "Nobody who is named"
        level = next((level for level in DegreeLevel if level.value == name), None)
        found["level"] = called(level) if level else "the degree"
        found["degree"] = found["level"].replace("a ", "the ", 1)
    return found


def _ways(of: Because | Lacking, finding: Finding, rule: Rule) -> str:
    if finding.kind is not Kind.ALL_OF:
        ways = [spaced(option.key) for option in rule.options] if isinstance(rule, rules.AnyOf) else []
        named = f": {listed(ways, 'or')}" if len(ways) > 1 else ""
        return f"not met in any way yet; one is enough{named}"
    return f"{counted(of.amount or 1, 'part')} of it {'is' if of.amount == 1 else 'are'} missing"


def _gap(of: Because | Lacking, finding: Finding, rule: Rule, policy: Policy) -> str:
    """How much more is needed, and of what part: ``1 more clock hour of training about RSC is``."""
    part = _part(str(of.name), rule, policy) if isinstance(of, Lacking) and of.code is Lack.PART and of.name else ""
    if part:
        part = f" {part}" if part.startswith(("about ", "for ")) else f", {part},"
    if of.amount is None:
        return f"more {noun(finding, rule, '')}{part} are"
    if to_the_minute(of.amount, finding.unit):
        return f"{hours(of.amount)} more{_of_what(rule)}{part} {'is' if of.amount == 1 else 'are'}"
    missing = gap(of.amount, finding.unit)
    return f"{missing} more {noun(finding, rule, missing)}{part} {'is' if missing == '1' else 'are'}"


def _part(key: str, rule: Rule, policy: Policy) -> str:
    """What an hour of a part has to be, by the part's own conditions where the rule has them."""
    parts = rule.parts if isinstance(rule, rules.Hours) else ()
    known = PARTS.get(key) or f"for “{spaced(key)}”"
    return next((part_named(part, policy) for part in parts if part.key == key), known)


def _item(finding: Finding, rule: Rule) -> str:
    if isinstance(rule, rules.Hours | rules.Count) and rule.of != "work":
        return {"rsc": "the session", "training": "the training", "service": "the service"}[rule.of]
    return "the rating" if finding.kind is Kind.RATINGS else "the work"


def _pending(finding: Finding) -> str:
    return f", beside {bare(finding.pending, finding.unit)} that a reviewer may accept" if finding.pending else ""


def _ask(rule: Rule, key: str) -> str:
    found = () if isinstance(rule, rules.NotRequired) else rule.judgement
    return next(
        (judgement.ask for judgement in found if judgement.key == key), f"“{_called(key) if key else 'a question'}”."
    )


def named(lack: Lacking) -> str:
    """What is missing, by what it is called: a document, a part of the exam, an area, a statement."""
    return _called(str(lack.name))


def _called(code: str) -> str:
    """A document, a part of the exam, an area or a condition, by what it is called."""
    for kind in (Document, ExamPart, Area):
        if code in {each.value for each in kind}:
            return called(kind(code))
    if code in STATEMENTS:
        return stated(code)
    return spaced(code)


def _force(because: Because) -> str:
    """Why something is not in force on a day: it has ended, or has not been held for long enough."""
    on, until = because.on or "that day", because.until or "the day that rules"
    if because.on and because.until and because.until > because.on:
        return f"held long enough only from {until}; the day asked about is {on}"
    return f"ended on {until}, before the day asked about ({on})"


def _of_rule(rule: Rule, policy: Policy) -> dict[str, str]:
    """What the rule itself names, and words for what it leaves open."""
    found = {
        "form": "",
        "held": "an endorsement",
        "levels": "what reviewers may accept",
        "licence": "a licence in force, of the kind that the sheet names,",
        "members": "the association",
        "people": "those it asks for",
        "services": "what it asks for",
        "spread": "further",
        "within": "time",
    }
    match rule:
        case rules.Holds():
            found["held"] = endorsement(rule, policy)
        case rules.Exam(form=form) if form:
            found["form"] = f", in its form for {called(form)},"
        case rules.Months(where=where) | rules.Count(of="work", where=where):
            found |= {"people": _both(where.with_)} if where.with_ else {}
            found |= {"services": _both(where.services)} if where.services else {}
            found |= {"services": all_called(where.services_any, "or")} if where.services_any else {}
        case rules.Degree(levels=levels) if levels:
            found["levels"] = all_called(levels, "or")
        case rules.Licence(held=held):
            for_long = f", held for {length(held)} or longer," if held else ""
            found["licence"] = f"{licence(rule)} in force{for_long}"
        case rules.Hours(within=within, spread_over=spread):
            found |= {"within": length(within)} if within else {}
            found |= {"spread": f"at least {length(spread)}"} if spread else {}
        case rules.Membership(of=of):
            found["members"] = bodies(of)
        case _:
            pass
    return found


def _both(values: tuple[With, ...] | tuple[ServiceKind, ...]) -> str:
    return f"{'both ' if len(values) == 2 else ''}{all_called(values, 'and')}"
