"""The clause of each field of a rule that changes as a whole: an amount, a switch, a list, one of several words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from msgspec import Struct

from vouchbook.letters.kinds import BY, IS, OF, PART_TIME, TRANSCRIPT, WHEN, items
from vouchbook.letters.names import all_called, called, may, spaced, stated
from vouchbook.letters.phrases import counted, day, decimal, hours, length, listed
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.compare import Change
from vouchbook.policy.rules import Applies, Rule
from vouchbook.policy.source import EVERY


class Between(Struct, frozen=True):
    """The rule before and the rule now, each in its policy; ``None`` where there is none."""

    was: Policy
    now: Policy
    old: Rule | None
    new: Rule | None
    whom: tuple[Applies | None, Applies | None] = (None, None)


# ── How a change is said ──────────────────────────────────────────────────────────────────────

Phrase = Callable[[Any, Policy], str]
Say = Callable[[Change, Between], str]


def newly(change: Change, between: Between, phrase: Phrase, new: str = "new", gone: str = "no longer") -> str:
    """``new: …``, ``no longer: …``, or the one and the other."""
    before = None if change.old is None else phrase(change.old, between.was)
    after = None if change.new is None else phrase(change.new, between.now)
    if before is None:
        return f"{new}: {after}"
    return f"{gone}: {before}" if after is None else f"{before} → {after}"


def _said(phrase: Phrase) -> Say:
    return lambda change, between: newly(change, between, phrase)


def _switch(on: str, off: str) -> Say:
    return lambda change, _: on if change.new else off


def _arrow(phrase: Callable[[Any], str]) -> Say:
    return lambda change, _: f"{phrase(change.old)} → {phrase(change.new)}"


def _listed(too: str, no_longer: str, phrase: Callable[[Iterable[Any]], str]) -> Say:
    """What a list gained, and what it lost."""

    def say(change: Change, _: Between) -> str:
        old, new = as_tuple(change.old), as_tuple(change.new)
        gained, lost = ([each for each in one if each not in other] for one, other in ((new, old), (old, new)))
        said = [f"{too} {phrase(gained)}" if gained else "", f"{no_longer} {phrase(lost)}" if lost else ""]
        return "; ".join(filter(None, said))

    return say


def as_tuple(value: object) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def _names(values: Iterable[Any]) -> str:
    """What the field has words for; the kinds of a licence are names of their own."""
    coded, plain = ([each for each in values if isinstance(each, Enum) is enum] for enum in (True, False))
    return all_called(coded, "and") if coded else _plain(plain)


def _plain(values: Iterable[Any]) -> str:
    return listed([spaced(str(getattr(each, "value", each))) for each in values], "and")


# ── Amounts ───────────────────────────────────────────────────────────────────────────────────


def _minimum(change: Change, between: Between) -> str:
    old, new = change.old, change.new
    match between.new:
        case rules.Months():
            return f"{old} → {counted(new, 'month')} of work"
        case rules.Count() as rule:
            return f"{old} → {new} {items(rule, new)}"
        case _:
            return f"{decimal(Decimal(old) / 60)} → {hours(new)}"


def _typical(change: Change, _: Between) -> str:
    named = ["none named" if each is None else hours(each) for each in (change.old, change.new)]
    return f"typical, but not required: {named[0]} → {named[1]}"


def _at_most(change: Change, between: Between) -> str:
    months = isinstance(between.new, rules.Months)
    limit = [
        "no limit" if each is None else f"at most {counted(each, 'month') if months else hours(each)}"
        for each in (change.old, change.new)
    ]
    return " → ".join(limit)


def _other_ways(change: Change, _: Between) -> str:
    """Several ways at once: the sentences before and now tell them."""
    old, new = len(as_tuple(change.old)), len(as_tuple(change.new))
    return f"other ways for it to count: {old} → {new}" if old != new else "the other ways for it to count differ"


def _slot_is(change: Change, _: Between) -> str:
    return " → ".join(IS[str(each)] if each else "anyone" for each in (change.old, change.new))


def _who_may(standing: Any, policy: Policy) -> str:  # noqa: ANN401  # as every phrase
    return f"someone who may {may(standing)} ({policy.who(standing)})"


SLOT: Mapping[str, Say] = {
    "is": _slot_is,
    "may": _said(_who_may),
}


def _valid(change: Change, _: Between) -> str:
    return "which ratings are valid is asked otherwise: see the line on ratings"


# ── Documents, memberships, endorsements ──────────────────────────────────────────────────────


def _bodies(values: Iterable[Any]) -> str:
    known = {"own": "the association itself", "any_imh": "any association for infant mental health"}
    return listed([known.get(each, each) for each in values], "and")


def _plans(change: Change, _: Between) -> str:
    return " → ".join(f"with the plan {_plain(as_tuple(each))}" if each else "with any plan"
                      for each in (change.old, change.new))  # fmt: skip


def _categories(values: Iterable[Any]) -> str:
    return listed(["any category" if each == EVERY else each for each in values], "and")


def _cycle(change: Change, _: Between) -> str:
    said = []
    for row in (change.old, change.new):
        every = "every year" if row.every_years == 1 else f"every {row.every_years} years"
        said.append(f"{every}, next by {day(row.next_due)}")
    return f"what counts for a renewal lies in another cycle: {said[0]} → {said[1]}"


def lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}".rstrip(".")


def _kind(change: Change, between: Between) -> str:
    if isinstance(between.new, rules.AnyOf):
        return "one of several ways is enough now"
    if isinstance(between.new, rules.AllOf):
        return "several things are asked together now"
    if isinstance(between.old, rules.AnyOf | rules.AllOf):
        return "one thing is asked now, where there were several"
    return "something of another kind is asked"


FIELDS: Mapping[str, Say] = {
    "kind": _kind,
    "of": lambda change, between: OF_CHANGE[type(between.new)](change, between),
    "minimum": _minimum,
    "typical": _typical,
    "sum": _arrow(lambda value: "families are counted" if value == "families" else "items are counted"),
    "also": _other_ways,
    "at_most": _at_most,
    "once_accepted": _switch("only once a reviewer accepts it", "without waiting for a reviewer"),
    "disjoint": _switch("no hour serves two of these parts", "an hour may serve two of these parts"),
    "within": _said(lambda value, _: f"all within {length(value)}"),
    "spread_over": _said(lambda value, _: f"spread over at least {length(value)}"),
    "providers_at_most": _said(lambda value, _: f"from at most {counted(value, 'provider')}"),
    "most_from_one": _switch("most of them from one provider", "no longer most of them from one provider"),
    "part_time": _arrow(lambda value: lower(PART_TIME[value])),
    "levels": _listed("counts too:", "counts no longer:", _names),
    "reviewer_may_accept": _listed("reviewers may accept too:", "reviewers may no longer accept:", _names),
    "transcript": _arrow(lambda value: lower(TRANSCRIPT[value])),
    "unofficial_transcript": _switch("an unofficial transcript will do", "an unofficial transcript will no longer do"),
    "kinds": _listed("counts too:", "counts no longer:", _plain),
    "held": _said(lambda value, _: f"held for {length(value)} or longer"),
    "known_for": _said(lambda value, _: f"each rater has known the applicant for {length(value)} or longer"),
    "not_enough_information_below": _said(
        lambda value, _: f"a rating with {value} or more answers “not enough information” does not count"
    ),
    "within_last": _said(lambda value, _: f"each rating is from the last {length(value)}"),
    "at_least_one_may": _said(lambda value, policy: f"at least one rater is {_who_may(value, policy)}"),
    "areas": _listed("asks too:", "asks no longer:", _names),
    "by": _listed("shown too by", "no longer shown by", lambda values: listed([BY[each] for each in values], "and")),
    "ratings_show": _listed("reference ratings show too:", "reference ratings no longer show:", _names),
    "coursework_needs_transcript": _switch(
        "coursework counts with a transcript only", "coursework counts without a transcript too"
    ),
    "ratings": _valid,
    "any_of": _listed("counts too:", "counts no longer:", _categories),
    "emerging": _switch("one that is still emerging counts too", "one that is still emerging counts no longer"),
    "held_for": _said(lambda value, _: f"held for {length(value)} or longer"),
    "statements": _listed("to be attested too:", "no longer to be attested:",
                          lambda values: listed(map(stated, values), "and")),
    "given": _arrow(lambda value: f"attested {WHEN[value]}"),
    "documents": _listed("to be signed too:", "no longer to be signed:", _names),
    "signed": _arrow(lambda value: f"signed {WHEN[value]}"),
    "required": _switch("required, no longer only encouraged", "encouraged, no longer required"),
    "plans": _plans,
    "plan.counts": _listed("counts no longer: the plan", "counts too: the plan", _plain),
    "when": _arrow(lambda value: "through the whole cycle" if value == "whole_cycle" else "on the day asked"),
    "parts": _listed("asks too for the part", "no longer asks for the part", _names),
    "form": _said(lambda value, _: f"in its form for {called(value)}"),
    "valid_for": _said(lambda value, _: f"passed not longer than {length(value)} ago"),
    "due": _arrow(lambda value: f"due by the {value.value}"),
    "renewal.cycle": _cycle,
    "transition.standing": _arrow(lambda value: f"who counts is asked of {called(value)}"),
}  # fmt: skip
"""The clause of each field of a rule that changes as a whole."""

OF_CHANGE: Mapping[type, Say] = {
    rules.Membership: _listed("also of", "no longer of", _bodies),
    rules.Hours: _arrow(lambda value: f"hours of {OF[value]}" if value else "hours of the same kind"),
    rules.Count: _arrow(lambda value: f"counted in {OF.get(value, value)}"),
}
