"""One line for an item of evidence, for lists that people read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from vouchbook.domain import evidence as kinds
from vouchbook.domain.evidence import Facts, Words
from vouchbook.domain.names import ColleagueId
from vouchbook.domain.person import happened
from vouchbook.letters.names import called as named
from vouchbook.letters.names import endorsed, spaced
from vouchbook.letters.phrases import hours

Names = Mapping[ColleagueId, str]
NOBODY: Names = {}


def item_in_words(facts: Facts, words: Words, names: Names = NOBODY) -> str:
    """``Circle of Security, 12 clock hours, 2025-03-01``: what, how much, when."""
    return ", ".join(part for part in (called(facts, words, names), *_measure(facts)) if part)


def called(facts: Facts, words: Words, names: Names = NOBODY) -> str:
    """A few words for an item: its title, or what it is and with whom. ``names`` are those of colleagues."""
    said = {name: str(value) for name, value in words.items()}
    match facts:
        case kinds.Education(level=level):
            return ", ".join(filter(None, (said.get("degree") or level.value, said.get("institution"))))
        case kinds.Licence():
            return said.get("kind", "licence")
        case kinds.Training():
            return said.get("title", "training")
        case kinds.Work():
            return ", ".join(filter(None, (said.get("role"), said.get("employer")))) or "work"
        case kinds.Colleague(colleague=who):
            return said.get("name", who)
        case kinds.Standing(holder=holder, category=category, vetted=vetted, association=code, emerging=emerging):
            held = f"{endorsed(category or '', emerging=emerging)} of {code}"
            held = f"vetted by {code} for {named(vetted)}" if vetted else held
            return f"{held}, held by {_name(holder, names) if holder else 'themself'}"
        case kinds.Rsc(provider=who, setting=setting):
            return f"{setting.value} RSC with {_name(who, names)}"
        case kinds.Rating(rater=who, slot=slot):
            return f"reference of {_name(who, names)} ({spaced(slot)})"
        case kinds.Signature(document=document):
            return document.value.replace("_", " ")
        case kinds.ServiceHours(kind=kind):
            return kind.value
        case kinds.Attestation(statement=statement):
            return statement.replace("_", " ")
        case kinds.Exam(part=part, passed=passed, form=form):
            sat = f"{part.value.replace('_', ' ')} ({form.value})" if form else part.value.replace("_", " ")
            return f"{sat}, {'passed' if passed else 'not passed'}"
        case kinds.Membership(association=code, plan=plan):
            return f"{plan} membership of {code}"
        case _:
            assert_never(facts)


def _measure(facts: Facts) -> tuple[str, ...]:
    """How much, and when."""
    match facts:
        case kinds.Training() | kinds.Rsc() | kinds.ServiceHours():
            return hours(facts.minutes), _period(facts.first, facts.last)
        case kinds.Work() | kinds.Standing():
            return (_period(facts.first, facts.last, running=True),)
        case kinds.Licence() | kinds.Membership():
            return (_period(facts.first, facts.last),)
        case kinds.Colleague():
            return ()
        case _:
            return (str(happened(facts)),)


def _name(who: ColleagueId, names: Names) -> str:
    return names.get(who, who)


def _period(first: date, last: date | None, *, running: bool = False) -> str:
    if last is None:
        return f"since {first}" if running else str(first)
    return str(first) if first == last else f"{first} to {last}"
