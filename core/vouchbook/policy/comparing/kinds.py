"""Two rules of one line, kind by kind: which fields differ, and whether the new rule asks more or less.

``stricter`` and ``looser`` are promises (see ``effects``); where none can be made, the answer is ``other``.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from vouchbook.domain.names import Acceptable, RequirementKey
from vouchbook.policy import rules
from vouchbook.policy.comparing import documents, hours, ratings
from vouchbook.policy.comparing.beside import ALONE, Beside
from vouchbook.policy.comparing.conditions import categories, of_items, standings_in
from vouchbook.policy.comparing.effects import (
    LOOSER,
    OTHER,
    SAME,
    STRICTER,
    Change,
    Changes,
    Effect,
    at_least,
    change,
    how_long,
    joined,
    ladder,
    one_of,
    turned,
    wording,
)
from vouchbook.policy.rules import Judgement, Rule, kind_of


class Compared(Struct, frozen=True):
    """What differs between two rules, and what that does."""

    effect: Effect
    changes: tuple[Change, ...]


def compared(old: Rule, new: Rule, beside: Beside = ALONE) -> Compared:
    """How ``new`` differs from ``old``; the key by which both are called is no part of it."""
    if isinstance(old, rules.AnyOf) or isinstance(new, rules.AnyOf):
        return _ways(old, new, rules.AnyOf, beside)
    if isinstance(old, rules.AllOf) or isinstance(new, rules.AllOf):
        return _ways(old, new, rules.AllOf, beside)
    if asks_nothing(old) or asks_nothing(new):
        return _found(_nothing_asked(old, new))
    if type(old) is not type(new):
        return _found([Change("kind", kind_of(old), kind_of(new), OTHER), *_judgements(old, new)])
    changes = [*_fields(old, new, beside), *_judgements(old, new)]
    if isinstance(old, rules.Degree) and isinstance(new, rules.Degree):
        return Compared(joined([_acceptance(old, new), *(each.effect for each in changes if _beside_levels(each))]),
                        tuple(changes))  # fmt: skip
    return _found(changes)


def asks_nothing(rule: Rule) -> bool:
    """Whether everybody fulfils it: a line not required, a membership that is only encouraged."""
    if isinstance(rule, rules.NotRequired):
        return True
    return isinstance(rule, rules.Membership) and not rule.required and not rule.judgement


def _found(changes: Iterable[Change]) -> Compared:
    found = tuple(changes)
    return Compared(joined(each.effect for each in found), found)


def _nothing_asked(old: Rule, new: Rule) -> Changes:
    """From or to a rule that everybody fulfils; between two of them, only words differ."""
    effect = SAME if asks_nothing(old) and asks_nothing(new) else STRICTER if asks_nothing(old) else LOOSER
    if type(old) is not type(new):
        yield Change("kind", kind_of(old), kind_of(new), effect)
    elif isinstance(old, rules.Membership) and isinstance(new, rules.Membership):
        for each in (*documents.membership(old, new, ALONE), *_judgements(old, new)):
            yield Change(each.field, each.old, each.new, effect)


def _fields(old: Rule, new: Rule, beside: Beside) -> Changes:
    """Two rules of one kind, but for their judgements."""
    match old, new:
        case (rules.Degree(), rules.Degree()):
            yield from one_of("levels", old.levels, new.levels)
            yield from one_of("reviewer_may_accept", old.reviewer_may_accept, new.reviewer_may_accept)
            yield from ladder("transcript", old.transcript, new.transcript, "never", "if_coursework", "always")
            unofficial = (old.unofficial_transcript, new.unofficial_transcript)
            yield from change("unofficial_transcript", *unofficial, LOOSER if new.unofficial_transcript else STRICTER)
        case (rules.Licence(), rules.Licence()):
            yield from one_of("kinds", old.kinds, new.kinds)
            yield from one_of("reviewer_may_accept", old.reviewer_may_accept, new.reviewer_may_accept)
            yield from how_long("held", old.held, new.held)
        case (rules.Hours(), rules.Hours()):
            yield from hours.hours(old, new, beside)
        case (rules.Months(), rules.Months()):
            yield from hours.months(old, new, beside)
        case (rules.Count(), rules.Count()):
            yield from change("of", old.of, new.of, OTHER)
            yield from change("sum", old.sum, new.sum, OTHER)
            yield from at_least("minimum", old.minimum, new.minimum)
            yield from of_items(old.where, new.where)
            for name in {*standings_in(old.where)} & {*standings_in(new.where)}:
                yield from beside.standing(name)
            yield from beside.cycle if "work" not in (old.of, new.of) else ()
        case (rules.Ratings(), rules.Ratings()):
            yield from ratings.ratings(old, new, beside)
        case (rules.Competencies(), rules.Competencies()):
            yield from ratings.competencies(old, new, beside)
        case (rules.Holds(), rules.Holds()):
            yield from categories("any_of", old.any_of, new.any_of)
            yield from change("emerging", old.emerging, new.emerging, LOOSER if new.emerging else STRICTER)
            yield from how_long("held_for", old.held_for, new.held_for)
        case (rules.Signatures(), rules.Signatures()):
            yield from documents.signatures(old, new, beside)
        case (rules.Attested(), rules.Attested()):
            yield from documents.attested(old, new, beside)
        case (rules.Membership(), rules.Membership()):
            yield from documents.membership(old, new, beside)
            yield from beside.cycle if "whole_cycle" in (old.when, new.when) else ()
        case (rules.Exam(), rules.Exam()):
            yield from documents.exam(old, new)
        case _:  # a judgement, and nothing else
            return


def _judgements(old: Rule, new: Rule) -> Changes:
    before, after = _by_key(old), _by_key(new)
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            yield Change(f"judgement.{key}", one, other, STRICTER if one is None else LOOSER)
        else:
            yield from wording(f"judgement.{key}", one, other)


def _by_key(rule: Rule) -> dict[str, Judgement]:
    return {} if isinstance(rule, rules.NotRequired) else {each.key: each for each in rule.judgement}


# ── Degrees: a level that counted and now needs a reviewer's word is stricter, whichever lists it moves between ──


def _beside_levels(each: Change) -> bool:
    return each.field not in ("levels", "reviewer_may_accept")


def _acceptance(old: rules.Degree, new: rules.Degree) -> Effect:
    return joined(
        STRICTER if _worth(old, level) > _worth(new, level) else LOOSER
        for level in Acceptable
        if _worth(old, level) != _worth(new, level)
    )


def _worth(rule: rules.Degree, level: Acceptable) -> int:
    if level.value in {each.value for each in rule.levels}:
        return 2
    return 1 if level in rule.reviewer_may_accept else 0


# ── Ways ──────────────────────────────────────────────────────────────────────────────────────


def _ways(old: Rule, new: Rule, kind: type[rules.AnyOf | rules.AllOf], beside: Beside) -> Compared:
    """Of several ways one is enough, or all are needed; a single rule is one way."""
    before, after = (rule.options if isinstance(rule, kind) else (rule,) for rule in (old, new))
    effects = [[compared(one, other, beside).effect for other in after] for one in before]
    if kind is rules.AllOf:
        overall = turned(_any_of([[turned(each) for each in row] for row in effects], len(after)))
    else:
        overall = _any_of(effects, len(after))
    changes = list(_between(before, after, effects, kind, beside))
    if kind_of(old) is not kind_of(new):
        changes.insert(0, Change("kind", kind_of(old), kind_of(new), overall))
    judgements = [*_judgements(*(rule if isinstance(rule, kind) else _NOTHING for rule in (old, new)))]
    return Compared(joined([overall, *(each.effect for each in judgements)]), (*changes, *judgements))


_NOTHING = rules.NotRequired(RequirementKey("none"))


def _any_of(effects: list[list[Effect]], ways: int) -> Effect:
    """Stricter: every way at least as hard as some old one; looser: every old way at least as hard as some new one."""
    stricter = all(any(row[place] in (SAME, STRICTER) for row in effects) for place in range(ways))
    looser = all(any(each in (SAME, LOOSER) for each in row) for row in effects)
    if stricter and looser:
        return SAME
    return STRICTER if stricter else LOOSER if looser else OTHER


def _between(
    before: tuple[Rule, ...],
    after: tuple[Rule, ...],
    effects: list[list[Effect]],
    kind: type[rules.AnyOf | rules.AllOf],
    beside: Beside,
) -> Changes:
    """What differs way by way: those of one key belong together, then those that ask the same, then those of a kind."""
    pairs = _pairs(before, after, effects)
    for one, other in pairs:
        for each in compared(before[one], after[other], beside).changes:
            yield Change(f"options.{after[other].key}.{each.field}", each.old, each.new, each.effect)
    one_more = LOOSER if kind is rules.AnyOf else STRICTER
    for place, rule in enumerate(before):
        if place not in [one for one, _ in pairs]:
            yield Change(f"options.{rule.key}", rule, None, turned(one_more))
    for place, rule in enumerate(after):
        if place not in [other for _, other in pairs]:
            yield Change(f"options.{rule.key}", None, rule, one_more)


def _pairs(before: tuple[Rule, ...], after: tuple[Rule, ...], effects: list[list[Effect]]) -> list[tuple[int, int]]:
    def alike(one: int, other: int) -> int | None:
        same_kind = type(before[one]) is type(after[other])
        if same_kind and before[one].key == after[other].key:
            return 0
        return 1 if effects[one][other] is SAME else 2 if same_kind else None

    likely = [(near, one, other) for one in range(len(before)) for other in range(len(after))
              if (near := alike(one, other)) is not None]  # fmt: skip
    pairs: list[tuple[int, int]] = []
    for _, one, other in sorted(likely):
        if all(one != was and other != now for was, now in pairs):
            pairs.append((one, other))
    return pairs
