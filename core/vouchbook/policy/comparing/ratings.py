"""Two rules on reference ratings, or on the areas of competency that they help to show."""

from __future__ import annotations

from vouchbook.policy.comparing.beside import Beside
from vouchbook.policy.comparing.effects import (
    LOOSER,
    OTHER,
    STRICTER,
    Change,
    Changes,
    Effect,
    all_of,
    at_most,
    change,
    condition,
    how_long,
    joined,
    one_of,
    switch,
    within,
    wording,
)
from vouchbook.policy.rules import Competencies, Ratings, Slot


def ratings(old: Ratings, new: Ratings, beside: Beside) -> Changes:
    yield from _slots(old, new)
    yield from _valid(old, new)
    yield from condition("at_least_one_may", old.at_least_one_may, new.at_least_one_may)
    for name in dict.fromkeys(_standings(old)):
        if name in _standings(new):
            yield from beside.standing(name)


def _valid(old: Ratings, new: Ratings) -> Changes:
    """When a rating is valid, whatever place it fills."""
    yield from how_long("known_for", old.known_for, new.known_for)
    yield from at_most(
        "not_enough_information_below", old.not_enough_information_below, new.not_enough_information_below
    )
    yield from within("within_last", old.within_last, new.within_last)


def _slots(old: Ratings, new: Ratings) -> Changes:
    """A place more is stricter, unless its rater may be the one of standing whom all places together need."""
    before, after = ({slot.key: slot for slot in rule.slot} for rule in (old, new))
    joint = old.at_least_one_may is not None and new.at_least_one_may is not None
    for key in dict.fromkeys([*before, *after]):
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            yield Change(f"slot.{key}", one, other, OTHER if joint else STRICTER if one is None else LOOSER)
        else:
            yield from _slot(one, other)


def _slot(old: Slot, new: Slot) -> Changes:
    field = f"slot.{old.key}"
    yield from condition(f"{field}.is", *(None if slot.is_ == "anyone" else slot.is_ for slot in (old, new)))
    yield from condition(f"{field}.may", old.may, new.may)
    yield from wording(f"{field}.line", old.line, new.line)


def _standings(rule: Ratings) -> list[str]:
    return [name for name in (rule.at_least_one_may, *(slot.may for slot in rule.slot)) if name is not None]


def competencies(old: Competencies, new: Competencies, beside: Beside) -> Changes:
    yield from all_of("areas", old.areas, new.areas)
    yield from one_of("by", old.by, new.by)
    yield from one_of("ratings_show", old.ratings_show, new.ratings_show)
    yield from switch("coursework_needs_transcript", old.coursework_needs_transcript, new.coursework_needs_transcript)
    if old.ratings_show and new.ratings_show:
        effect = _fewer_valid(*beside.ratings)
        yield from change("ratings", *beside.ratings, effect) if effect is not Effect.SAME else ()


def _fewer_valid(old: Ratings | None, new: Ratings | None) -> Effect:
    """What becomes of the areas that ratings show when another line says which ratings are valid."""
    if old is None or new is None:
        return Effect.SAME if old is new else STRICTER if new is None else LOOSER
    return joined(each.effect for each in _valid(old, new))
