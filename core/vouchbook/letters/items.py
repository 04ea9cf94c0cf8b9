"""One line for an item of evidence, for lists that people read."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from vouchbook.domain import evidence as kinds
from vouchbook.domain.evidence import Facts, Words
from vouchbook.letters.phrases import hours


def item_in_words(facts: Facts, words: Words) -> str:
    """``Circle of Security training, 12 clock hours, 2025-03-01``: what, how much, when."""
    return ", ".join(part for part in _parts(facts, {k: str(v) for k, v in words.items()}) if part)


def _parts(facts: Facts, words: dict[str, str]) -> tuple[str, ...]:
    match facts:
        case kinds.Education(level=level, awarded_on=on):
            return words.get("degree") or level.value, words.get("institution", ""), str(on)
        case kinds.Licence(first=first, last=last):
            return words.get("kind", "licence"), _period(first, last)
        case kinds.Training(first=first, last=last, minutes=minutes):
            return words.get("title", ""), hours(minutes), _period(first, last)
        case kinds.Work(first=first, last=last):
            return words.get("role", ""), words.get("employer", ""), _period(first, last, running=True)
        case kinds.Colleague(colleague=id_):
            return words.get("name", ""), id_
        case kinds.Standing(holder=holder, category=category, vetted=vetted, first=first, last=last, association=code):
            held = f"vetted ({vetted.value})" if vetted else str(category)
            return f"{held} of {code}", f"held by {holder or 'themself'}", _period(first, last, running=True)
        case kinds.Rsc(first=first, last=last, minutes=minutes, provider=provider):
            return f"RSC with {provider}", hours(minutes), _period(first, last)
        case kinds.Rating(rater=rater, slot=slot, rated_on=on):
            return f"reference of {rater} as {slot}", str(on)
        case kinds.Signature(document=document, signed_on=on):
            return document.value.replace("_", " "), str(on)
        case kinds.ServiceHours(kind=kind, first=first, last=last, minutes=minutes):
            return kind.value, hours(minutes), _period(first, last)
        case kinds.Attestation(statement=statement, given_on=on):
            return statement.replace("_", " "), str(on)
        case kinds.Exam(part=part, sat_on=on, passed=passed):
            return part.value.replace("_", " "), "passed" if passed else "not passed", str(on)
        case kinds.Membership(association=code, plan=plan, first=first, last=last):
            return f"{plan} member of {code}", _period(first, last)
        case _:
            assert_never(facts)


def _period(first: date, last: date | None, *, running: bool = False) -> str:
    if last is None:
        return f"since {first}" if running else str(first)
    return str(first) if first == last else f"{first} to {last}"
