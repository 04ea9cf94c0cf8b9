"""What changed in a line of a sheet, clause by clause: ``30 → 33 clock hours``, ``new condition: while licensed``."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from vouchbook.letters.clauses import FIELDS, SLOT, Between, lower, newly
from vouchbook.letters.conditions import WHERE, concerned, conditions
from vouchbook.letters.kinds import also_hours, also_months, asked, part_of, question, slot_of
from vouchbook.letters.names import may, spaced
from vouchbook.letters.phrases import day, listed
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.compare import Change, Effect, LineChange
from vouchbook.policy.rules import Applies, Part, Rule

WORDING = ("source", "line", "confirmed", "note")
"""The fields of a row that tell where it comes from."""


def clauses(change: LineChange, was: Policy, now: Policy) -> list[tuple[str, Change]]:
    """What changed in a line, one clause for each change that is more than another source or note."""
    between = Between(
        was,
        now,
        change.old.rule if change.old else None,
        change.new.rule if change.new else None,
        (change.old.applies if change.old else None, change.new.applies if change.new else None),
    )
    if change.old is None or change.new is None:
        return [("new line" if change.old is None else "no longer asked", change.changes[0])]
    found: dict[str, Change] = {}
    for each in change.changes:
        if not is_wording(each):
            found.setdefault(clause(each.field.split("."), each, between), each)
    return list(found.items())


def is_wording(change: Change) -> bool:
    """Whether only where a rule comes from has changed: its own source, or the place of a part of it there."""
    field = change.field.split(".")
    if field[0] == "judgement" and change.old and change.new:
        return bool(change.old.ask == change.new.ask)
    return change.field in WORDING or (field[-1] == "line" and change.effect is Effect.SAME and len(field) > 1)


def clause(path: list[str], change: Change, between: Between) -> str:
    """What one change does, in a clause that stands by itself."""
    match path:
        case ["options", key]:
            return _turn("another way", key, change, between)
        case ["options", key, *inner]:
            return f"{spaced(key)}: {clause(inner, change, _way(between, key))}"
        case ["parts", key] if isinstance(change.old or change.new, Part):
            return newly(change, between, lambda part, policy: f"of these {part_of(part, policy)}")
        case ["parts", key, *inner]:
            return f"{_part_named(key, between)}: {clause(inner, change, _within_part(between, key))}"
        case ["also", _]:
            return newly(change, between, lambda way, policy: _also(way, policy, between))
        case ["also", _, *inner]:
            return f"what also counts: {clause(inner, change, between)}"
        case ["where", name]:
            return _condition(name, change, between)
        case ["slot", key]:
            return newly(change, between, lambda slot, policy: f"a reference by {slot_of(slot, policy)}")
        case ["slot", key, name]:
            return f"reference “{spaced(key)}”: {SLOT[name](change, between)}"
        case ["judgement", key]:
            return _judgement(change)
        case ["standing", name]:
            return _who(change, name, between)
        case ["standing_from", name]:
            return f"who may {may(name)} differs on other days than this one{_since(change.new)}"
        case [("applies" | "when"), _]:
            return " → ".join(f"asked of {concerned(each, policy) or 'everybody'}" for each, policy in _whom(between))
        case _:
            return FIELDS[".".join(path)](change, between)


def _turn(what: str, key: str, change: Change, between: Between) -> str:
    groups = isinstance(between.new, rules.AllOf) or isinstance(between.old, rules.AllOf)
    one, gone = ("new part", "no longer a part") if groups else (what, "no longer a way")
    return newly(change, between, lambda rule, policy: asked(rule, policy).rstrip("."), one, gone)


# ── Conditions, parts, ways ───────────────────────────────────────────────────────────────────


def _condition(name: str, change: Change, between: Between) -> str:
    def phrase(value: Any, policy: Policy) -> str:  # noqa: ANN401  # whatever the condition holds
        return WHERE[name](value, policy) if value not in (None, ()) else ""

    old, new = phrase(change.old, between.was), phrase(change.new, between.now)
    if not old or not new:
        return f"new condition: {new}" if new else f"no longer a condition: {old}"
    return f"{old} → {new}"


def _also(way: rules.AlsoMinutes | rules.AlsoMonths, policy: Policy, between: Between) -> str:
    if isinstance(way, rules.AlsoMonths):
        return lower(also_months(way, policy))
    rule = between.new if isinstance(between.new, rules.Hours) else between.old
    return lower(also_hours(way, rule, policy)) if isinstance(rule, rules.Hours) else ""


def _part_named(key: str, between: Between) -> str:
    part = _part(between.new, key) or _part(between.old, key)
    return ", ".join(conditions(part.where, between.now)) or spaced(key) if part else spaced(key)


def _part(rule: Rule | None, key: str) -> Part | None:
    return next((part for part in rule.parts if part.key == key), None) if isinstance(rule, rules.Hours) else None


def _within_part(between: Between, key: str) -> Between:
    whom = tuple(part.when if (part := _part(rule, key)) else None for rule in (between.old, between.new))
    return replace(between, whom=whom)


def _way(between: Between, key: str) -> Between:
    """A way of a rule, by the key that it has in the newer one."""
    new = next((way for way in _ways(between.new) if way.key == key), None)
    old = next((way for way in _ways(between.old) if way.key == key), None)
    old = old or next((way for way in _ways(between.old) if type(way) is type(new)), None)
    return replace(between, old=old, new=new or old)


def _ways(rule: Rule | None) -> tuple[Rule, ...]:
    if rule is None:
        return ()
    return rule.options if isinstance(rule, rules.AnyOf | rules.AllOf) else (rule,)


def _whom(between: Between) -> list[tuple[Applies | None, Policy]]:
    return list(zip(between.whom, (between.was, between.now), strict=True))


# ── References, questions, standings ──────────────────────────────────────────────────────────


def _judgement(change: Change) -> str:
    old, new = (question(each) if each else "" for each in (change.old, change.new))
    if not old or not new:
        return f"reviewers are asked: {new}" if new else f"reviewers are no longer asked: {old}"
    return f"reviewers are asked in other words: {new}"


def _who(change: Change, name: str, between: Between) -> str:
    """Those who may do something too, those who no longer may, and those of whom it is said otherwise."""
    rows = ((change.old, between.was), (change.new, between.now))
    old, new = (policy.named(row) if row else [] for row, policy in rows)
    gained, lost = ([each for each in one if each not in other] for one, other in ((new, old), (old, new)))
    turned = {before: after for before in lost for after in gained if _stem(before) == _stem(after)}
    also = [each for each in gained if each not in turned.values()]
    gone = [each for each in lost if each not in turned]
    said = [f"{before} → {after}" for before, after in turned.items()]
    said += [f"also {listed(also, 'and')}"] if also else []
    said += [f"no longer {listed(gone, 'and')}"] if gone else []
    if not said:
        own = change.new is not None and change.new.association == "own"
        said = ["by the association itself only" if own else "by any association"]
    return f"who may {may(name)}: {'; '.join(said)}"


def _stem(named: str) -> str:
    """Who it is, whatever is said of until when."""
    return named.split(" (")[0].split(" through ")[0].split(" in applications ")[0]


def _since(first: date) -> str:
    return f", first on {day(first)}" if first > date.min else ""
