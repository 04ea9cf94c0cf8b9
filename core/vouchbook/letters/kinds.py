"""One sentence for every kind of requirement: what a line of a sheet asks."""

from __future__ import annotations

from typing import assert_never

from vouchbook.letters.conditions import concerned, conditions
from vouchbook.letters.names import all_called, may, spaced
from vouchbook.letters.phrases import counted, hours, length, listed
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.rules import AlsoMinutes, AlsoMonths, Judgement, Part, Rule, Slot

OF = {
    "training": "training",
    "rsc": "reflective supervision/consultation",
    "service": "service to the association",
}
_BY = {"training": "training", "coursework": "coursework", "rsc": OF["rsc"]}
_TRANSCRIPT = {
    "always": "A transcript is needed.",
    "if_coursework": "A transcript is needed where coursework is used.",
    "never": "No transcript is needed.",
}
_IS = {
    "current_supervisor": "the current supervisor",
    "gave_rsc": "someone who gave RSC",
    "anyone": "anyone else who knows the work",
}
_PART_TIME = {
    "counts_in_full": "Part-time work counts in full, each day once.",
    "by_fraction": "Part-time work counts by its share of full time, each day once.",
}


def asked(rule: Rule, policy: Policy) -> str:
    """What the rule asks, in whole sentences; its questions to reviewers are ``questions``."""
    return " ".join(filter(None, _sentences(rule, policy)))


def questions(rule: Rule) -> tuple[str, ...]:
    """What only a reviewer can answer, with the place in the document it comes from."""
    own = () if isinstance(rule, rules.NotRequired) else tuple(map(_question, rule.judgement))
    ways = rule.options if isinstance(rule, rules.AnyOf | rules.AllOf) else ()
    return own + tuple(each for way in ways for each in questions(way))


def _sentences(rule: Rule, policy: Policy) -> list[str]:
    match rule:
        case rules.AnyOf():
            return [f"One of these: {_options(rule.options, policy)}"]
        case rules.AllOf():
            return [f"All of these: {_options(rule.options, policy)}"]
        case rules.Degree():
            return _degree(rule)
        case rules.Licence():
            return _licence(rule)
        case rules.Hours():
            return _hours(rule, policy)
        case rules.Months():
            return _months(rule, policy)
        case rules.Ratings():
            return _ratings(rule, policy)
        case rules.Signatures():
            when = "in each renewal cycle" if rule.signed == "this_cycle" else "once"
            return [f"{_first(all_called(rule.documents, 'and'))}, signed {when}."]
        case rules.Membership():
            return _membership(rule, policy)
        case rules.Exam():
            valid = f", not longer than {length(rule.valid_for)} ago" if rule.valid_for else ""
            return [f"The written exam passed: {all_called(rule.parts, 'and')}{valid}."]
        case rules.Competencies():
            return _competencies(rule)
        case rules.JudgementOnly():
            return ["Only reviewers can say."]
        case rules.NotRequired():
            return ["Nothing is asked."]
        case _:
            assert_never(rule)


def _options(options: tuple[Rule, ...], policy: Policy) -> str:
    return " ".join(f"({chr(97 + place)}) {asked(option, policy)}" for place, option in enumerate(options))


def _degree(rule: rules.Degree) -> list[str]:
    instead = all_called(rule.reviewer_may_accept, "or") if rule.reviewer_may_accept else ""
    return [
        f"{_first(all_called(rule.levels, 'or'))}.",
        f"Reviewers may accept instead: {instead}." if instead else "",
        _TRANSCRIPT[rule.transcript],
    ]


def _licence(rule: rules.Licence) -> list[str]:
    held = f", held for {length(rule.held)} or longer" if rule.held else ""
    return [
        f"A {listed(map(spaced, rule.kinds), 'or')} licence in force on the day asked{held}.",
        f"Reviewers may accept instead: {listed(map(spaced, rule.reviewer_may_accept), 'or')}."
        if rule.reviewer_may_accept
        else "",
    ]


def _hours(rule: rules.Hours, policy: Policy) -> list[str]:
    limits = [
        f"all within {length(rule.within)}" if rule.within else "",
        f"spread over at least {length(rule.spread_over)}" if rule.spread_over else "",
        f"from at most {counted(rule.providers_at_most, 'provider')}" if rule.providers_at_most is not None else "",
        "most of them from one provider" if rule.most_from_one else "",
    ]
    asks = f"{hours(rule.minimum)} of {OF[rule.of]}"
    parts = listed([_part(part, policy) for part in rule.parts], "and") if rule.parts else ""
    return [
        f"{', '.join([asks, *conditions(rule.where, policy), *filter(None, limits)])}.",
        f"Typical, but no condition, are {hours(rule.typical)}." if rule.typical is not None else "",
        f"Of these {parts}." if parts else "",
        "No hour serves two of these parts." if rule.disjoint else "",
        *(_also_hours(way, rule, policy) for way in rule.also),
    ]


def _part(part: Part, policy: Policy) -> str:
    whom = concerned(part.when, policy)
    said = f"at least {hours(part.minimum)} {', '.join(conditions(part.where, policy)) or spaced(part.key)}"
    return f"{said}, for {whom}" if whom else said


def _also_hours(way: AlsoMinutes, rule: rules.Hours, policy: Policy) -> str:
    limit = f"at most {hours(way.at_most)}" if way.at_most is not None else "hours"
    return _also(way, f"{limit} of {OF[way.of or rule.of]}", policy)


def _months(rule: rules.Months, policy: Policy) -> list[str]:
    asks = f"{counted(rule.minimum, 'month')} of work"
    return [
        f"{', '.join([asks, *conditions(rule.where, policy)])}.",
        _PART_TIME[rule.part_time],
        *(_also_months(way, policy) for way in rule.also),
    ]


def _also_months(way: AlsoMonths, policy: Policy) -> str:
    limit = f"at most {counted(way.at_most, 'month')} of " if way.at_most is not None else ""
    return _also(way, f"{limit}work", policy)


def _also(way: AlsoMinutes | AlsoMonths, what: str, policy: Policy) -> str:
    accepted = ", once a reviewer accepts it" if way.once_accepted else ""
    line = f" ({way.line})" if way.line else ""
    return f"Also counts{accepted}: {', '.join([what, *conditions(way.where, policy)])}{line}."


def _ratings(rule: rules.Ratings, policy: Policy) -> list[str]:
    slots = "; ".join(f"({place}) {_slot(slot, policy)}" for place, slot in enumerate(rule.slot, 1))
    few, last, standing = rule.not_enough_information_below, rule.within_last, rule.at_least_one_may
    return [
        f"{counted(len(rule.slot), 'reference rating')} from different people: {slots}.",
        f"Each rater has known the applicant for {length(rule.known_for)} or longer." if rule.known_for else "",
        f"A rating with {few} or more answers “not enough information” does not count." if few is not None else "",
        f"Each rating is from the last {length(last)}." if last else "",
        f"At least one rater is someone who may {may(standing)} ({policy.who(standing)})." if standing else "",
    ]


def _slot(slot: Slot, policy: Policy) -> str:
    standing = f" who may {may(slot.may)} ({policy.who(slot.may)})" if slot.may else ""
    return f"{_IS[slot.is_]}{standing}"


def _membership(rule: rules.Membership, policy: Policy) -> list[str]:
    names = {"own": policy.code, "any_imh": "any association for infant mental health"}
    plans = f", with the plan {listed(map(spaced, rule.plans), 'or')}" if rule.plans else ""
    when = "through the whole cycle" if rule.when == "whole_cycle" else "on the day asked"
    bodies = [*(each for each in names if each in rule.of), *(each for each in rule.of if each not in names)]
    of = listed([names.get(each, each) for each in bodies], "or")
    return [f"Membership of {of}{plans}, {when}{'' if rule.required else ': encouraged, not required'}."]


def _competencies(rule: rules.Competencies) -> list[str]:
    shown = f"Reference ratings show {all_called(rule.ratings_show, 'and')} too." if rule.ratings_show else ""
    return [
        f"These areas of competency shown by {listed([word for way, word in _BY.items() if way in rule.by], 'or')}: "
        f"{all_called(rule.areas, 'and')}.",
        shown,
        "Coursework counts with a transcript only." if rule.coursework_needs_transcript else "",
    ]


def _question(judgement: Judgement) -> str:
    return f"{judgement.ask} ({judgement.line})" if judgement.line else judgement.ask


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
