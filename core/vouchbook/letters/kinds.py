"""One sentence for every kind of requirement: what a line of a sheet asks."""

from __future__ import annotations

from typing import assert_never

from vouchbook.domain.names import Acceptable
from vouchbook.letters.conditions import concerned, conditions
from vouchbook.letters.names import PARTS, all_called, called, may, spaced, stated
from vouchbook.letters.phrases import counted, hours, length, listed
from vouchbook.letters.standings import Policy
from vouchbook.policy import rules
from vouchbook.policy.rules import AlsoMinutes, AlsoMonths, Judgement, Part, Rule, Slot
from vouchbook.policy.source import EVERY

OF = {
    "training": "training",
    "rsc": "reflective supervision/consultation",
    "service": "service to the association",
}
BY = {"training": "training", "coursework": "coursework", "rsc": OF["rsc"]}
TRANSCRIPT = {
    "always": "A transcript is needed.",
    "if_coursework": "A transcript is needed where coursework is used.",
    "never": "No transcript is needed.",
}
IS = {
    "current_supervisor": "the current supervisor",
    "gave_rsc": "someone who gave RSC",
    "received_rsc": "someone to whom the applicant gives RSC",
    "anyone": "someone else who knows the work",
}
ANYONE = "someone who knows the work"
"""Where no other place is asked for by name."""
OTHERS = "others who know the work"
_ITEMS = {
    "training": ("training", "trainings"),
    "rsc": (f"session of {OF['rsc']}", f"sessions of {OF['rsc']}"),
    "work": ("job", "jobs"),
    "service": (f"piece of {OF['service']}", f"pieces of {OF['service']}"),
}
WHEN = {"once": "once", "this_cycle": "in each renewal cycle"}
PART_TIME = {
    "counts_in_full": "Part-time work counts in full, each day once.",
    "by_fraction": "Part-time work counts by its share of full time, each day once.",
}


def asked(rule: Rule, policy: Policy) -> str:
    """What the rule asks, in whole sentences; its questions to reviewers are ``questions``."""
    return " ".join(filter(None, _sentences(rule, policy)))


def questions(rule: Rule) -> tuple[str, ...]:
    """What only a reviewer can answer, with the place in the document it comes from."""
    own = () if isinstance(rule, rules.NotRequired) else tuple(map(question, rule.judgement))
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
        case rules.Count():
            return _count(rule, policy)
        case rules.Ratings():
            return _ratings(rule, policy)
        case rules.Holds():
            return [f"{capital(endorsement(rule, policy))}, in force on the day asked.", _emerging(rule)]
        case rules.Signatures():
            return [f"{capital(all_called(rule.documents, 'and'))}, signed {WHEN[rule.signed]}."]
        case rules.Attested():
            statements = listed([stated(each) for each in rule.statements], "and")
            return [f"Attested {WHEN[rule.given]}: {statements}."]
        case rules.Membership():
            return _membership(rule, policy)
        case rules.Exam():
            valid = f", not longer than {length(rule.valid_for)} ago" if rule.valid_for else ""
            form = f" in its form for {called(rule.form)}" if rule.form else ""
            return [f"The written exam passed{form}: {all_called(rule.parts, 'and')}{valid}."]
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
        f"{capital(all_called(rule.levels, 'or'))}.",
        f"Reviewers may accept instead: {instead}." if instead else "",
        TRANSCRIPT[rule.transcript] if _says_of_transcripts(rule) else "",
        "An unofficial transcript will do." if rule.unofficial_transcript else "",
    ]


def _says_of_transcripts(rule: rules.Degree) -> bool:
    """One that is needed where coursework is used says nothing where coursework cannot be."""
    return rule.transcript != "if_coursework" or Acceptable.COURSEWORK in rule.reviewer_may_accept


def _licence(rule: rules.Licence) -> list[str]:
    held = f", held for {length(rule.held)} or longer" if rule.held else ""
    return [
        f"{capital(licence(rule))} in force on the day asked{held}.",
        f"Reviewers may accept instead: {listed(map(spaced, rule.reviewer_may_accept), 'or')}."
        if rule.reviewer_may_accept
        else "",
    ]


def licence(rule: rules.Licence) -> str:
    """``a mental health or social work licence``."""
    kinds = listed(map(spaced, rule.kinds), "or")
    article = "an" if kinds[:1] in "aeiou" else "a"
    return f"{article} {kinds} licence".replace("an other", "another")


def _hours(rule: rules.Hours, policy: Policy) -> list[str]:
    limits = [
        f"all within {length(rule.within)}" if rule.within else "",
        f"spread over at least {length(rule.spread_over)}" if rule.spread_over else "",
        f"from at most {counted(rule.providers_at_most, 'provider')}" if rule.providers_at_most is not None else "",
        "most of them from one provider" if rule.most_from_one else "",
    ]
    asks = f"{hours(rule.minimum)} of {OF[rule.of]}"
    parts = listed([part_of(part, policy) for part in rule.parts], "and") if rule.parts else ""
    return [
        f"{', '.join([asks, *conditions(rule.where, policy), *filter(None, limits)])}.",
        f"{hours(rule.typical)} are typical, but not required." if rule.typical is not None else "",
        f"Of these {parts}." if parts else "",
        "No hour serves two of these parts." if rule.disjoint else "",
        *(also_hours(way, rule, policy) for way in rule.also),
    ]


def part_of(part: Part, policy: Policy) -> str:
    whom = concerned(part.when, policy)
    said = f"at least {hours(part.minimum)} {part_named(part, policy)}"
    return f"{said} (for {whom})" if whom else said


def part_named(part: Part, policy: Policy) -> str:
    """What an hour of the part has to be: ``about RSC``; where it asks nothing, what the part is called."""
    return ", ".join(conditions(part.where, policy)) or PARTS.get(part.key) or f"for “{spaced(part.key)}”"


def also_hours(way: AlsoMinutes, rule: rules.Hours, policy: Policy) -> str:
    limit = f"at most {hours(way.at_most)}" if way.at_most is not None else "hours"
    return _also(way, f"{limit} of {OF[way.of or rule.of]}", policy)


def _months(rule: rules.Months, policy: Policy) -> list[str]:
    asks = f"{counted(rule.minimum, 'month')} of work"
    return [
        f"{', '.join([asks, *conditions(rule.where, policy)])}.",
        PART_TIME[rule.part_time],
        *(also_months(way, policy) for way in rule.also),
    ]


def also_months(way: AlsoMonths, policy: Policy) -> str:
    limit = f"at most {counted(way.at_most, 'month')} of " if way.at_most is not None else ""
    return _also(way, f"{limit}work", policy)


def _also(way: AlsoMinutes | AlsoMonths, what: str, policy: Policy) -> str:
    accepted = ", once a reviewer accepts it" if way.once_accepted else ""
    line = f" ({way.line})" if way.line else ""
    return f"Also counts{accepted}: {', '.join([what, *conditions(way.where, policy)])}{line}."


def _count(rule: rules.Count, policy: Policy) -> list[str]:
    return [
        f"{', '.join([f'{rule.minimum} {items(rule, rule.minimum)}', *conditions(rule.where, policy)])}.",
        "A job counts as a whole if all of this is true of it on at least one day." if rule.of == "work" else "",
    ]


def items(rule: rules.Count, number: int | str) -> str:
    """What is counted, one of them in the singular: ``trainings``, ``family served in work``."""
    if rule.sum == "families":
        return f"{'family' if str(number) == '1' else 'families'} served in {OF.get(rule.of, rule.of)}"
    one, several = _ITEMS[rule.of]
    return one if str(number) == "1" else several


def endorsement(rule: rules.Holds, policy: Policy) -> str:
    """What has to be held: ``an endorsement as IMHS or IMHM-C, held for 2 years or longer``."""
    categories = "in any category" if EVERY in rule.any_of else f"as {listed(policy.codes(rule.any_of), 'or')}"
    return f"an endorsement {categories}{f', held for {length(rule.held_for)} or longer' if rule.held_for else ''}"


def _emerging(rule: rules.Holds) -> str:
    return "One that is still emerging counts too." if rule.emerging else ""


def _ratings(rule: rules.Ratings, policy: Policy) -> list[str]:
    few, last, standing = rule.not_enough_information_below, rule.within_last, rule.at_least_one_may
    return [
        f"{counted(len(rule.slot), 'reference rating')}{_by(rule.slot, policy)}.",
        f"Each rater has known the applicant for {length(rule.known_for)} or longer." if rule.known_for else "",
        f"A rating with {few} or more answers “not enough information” does not count." if few is not None else "",
        f"Each rating is from the last {length(last)}." if last else "",
        f"At least one rater is someone who may {may(standing)} ({policy.who(standing)})." if standing else "",
    ]


def _by(slots: tuple[Slot, ...], policy: Policy) -> str:
    """Who the raters have to be, place by place; where any will do, without a list of the same words."""
    different = " from different people" if len(slots) > 1 else ""
    if all(slot.is_ == "anyone" and slot.may is None for slot in slots):
        return f"{different}, each by {ANYONE}" if different else f" by {ANYONE}"
    places: dict[str, list[int]] = {}
    for place, slot in enumerate(slots, 1):
        places.setdefault(slot_of(slot, policy), []).append(place)
    several = {IS["anyone"]: OTHERS}
    said = [
        f"({') and ('.join(map(str, held))}) {several.get(whom, whom) if len(held) > 1 else whom}"
        for whom, held in places.items()
    ]
    return f"{different}: {'; '.join(said)}"


def slot_of(slot: Slot, policy: Policy) -> str:
    """Who the rater of a place has to be."""
    if slot.may is None:
        return IS[slot.is_]
    also = ", who has to be someone" if slot.is_ == "current_supervisor" else " and"
    return f"{IS[slot.is_]}{also} who may {may(slot.may)} ({policy.who(slot.may)})"


def _membership(rule: rules.Membership, policy: Policy) -> list[str]:
    plans = f", with the plan {listed(map(spaced, rule.plans), 'or')}" if rule.plans else ""
    when = "through the whole cycle" if rule.when == "whole_cycle" else "on the day asked"
    required = "" if rule.required else ": encouraged, not required"
    return [f"Membership of {bodies(rule.of)}{plans}, {when}{required}."]


def bodies(of: tuple[str, ...]) -> str:
    """Of whom one may be a member: ``the association, any other association for infant mental health or WAIMH``."""
    other = "any other" if "own" in of else "any"
    names = {"own": "the association", "any_imh": f"{other} association for infant mental health"}
    named = [*(each for each in names if each in of), *(each for each in of if each not in names)]
    return listed([names.get(each, each) for each in named], "or")


def _competencies(rule: rules.Competencies) -> list[str]:
    shown = f"Reference ratings show {all_called(rule.ratings_show, 'and')} too." if rule.ratings_show else ""
    return [
        f"These areas of competency shown by {listed([word for way, word in BY.items() if way in rule.by], 'or')}: "
        f"{all_called(rule.areas, 'and')}.",
        shown,
        "Coursework counts with a transcript only." if rule.coursework_needs_transcript else "",
    ]


def question(judgement: Judgement) -> str:
    return f"{judgement.ask} ({judgement.line})" if judgement.line else judgement.ask


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
