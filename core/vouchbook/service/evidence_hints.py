"""Hints at items that may stand twice or overlap: said to whoever documents, and never a reason to refuse."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import combinations

from msgspec import Struct

from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.evidence import Item, Rsc, ServiceHours, Training, Words, Work
from vouchbook.domain.names import ItemId, PersonId
from vouchbook.policy.portfolio_file import folded
from vouchbook.service.office import Office
from vouchbook.service.opening import item_words
from vouchbook.service.person import known_person

MOST = 200
"""Hints that anybody reads."""
_DAY = 24 * 60  # minutes
_Key = Callable[[Item], Hashable]


class Hint(Enum):
    """What may be wrong with items."""

    ALIKE = "alike"  # they say the same
    SAME_TRAINING = "same_training"  # of one title, on the same days
    SAME_RSC = "same_rsc"  # of one provider, on the same days
    SAME_JOB = "same_job"  # of one employer and role, at the same time
    LONG_DAY = "long_day"  # more hours of one day than it has


class Hinted(Struct, frozen=True):
    """A hint with the items that it is about, in the order of the pool; ``on`` where it is about one day."""

    hint: Hint
    items: tuple[ItemId, ...]
    on: date | None = None


def hints(office: Office, principal: Principal, person: PersonId) -> list[Hinted]:
    """What may stand twice among everything that somebody has documented."""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=person))
    loaded = known_person(office, person)
    words = item_words(office, loaded)
    found: dict[tuple[ItemId, ...], Hinted] = {}
    for hinted in _hints(loaded.state.evidence, {id_: words.get(id_, {}) for id_ in loaded.state.items}):
        found.setdefault(hinted.items, hinted)
        if len(found) == MOST:
            break
    return list(found.values())


def _hints(items: Sequence[Item], words: dict[ItemId, Words]) -> Iterator[Hinted]:
    for group in _together(items, lambda item: (item.facts, _said(words[item.id]))):
        yield Hinted(Hint.ALIKE, tuple(item.id for item in group))
    yield from _overlapping(items, Hint.SAME_TRAINING, Training, lambda item: folded(str(words[item.id].get("title"))))
    yield from _overlapping(items, Hint.SAME_RSC, Rsc, lambda item: getattr(item.facts, "provider", ""))
    yield from _overlapping(
        items,
        Hint.SAME_JOB,
        Work,
        lambda item: (getattr(item.facts, "employer", ""), folded(str(words[item.id].get("role")))),
    )
    for group in _together(items, _one_day):
        on = _one_day(group[0])
        if on is not None and sum(getattr(item.facts, "minutes", 0) for item in group) > _DAY:
            yield Hinted(Hint.LONG_DAY, tuple(item.id for item in group), on)


def _together(items: Sequence[Item], key: _Key) -> Iterator[list[Item]]:
    """Items that have the same key, two or more."""
    groups: dict[Hashable, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return (group for found, group in groups.items() if len(group) > 1 and found is not None)


def _overlapping(items: Sequence[Item], hint: Hint, kind: type, key: _Key) -> Iterator[Hinted]:
    for group in _together([item for item in items if isinstance(item.facts, kind)], key):
        for one, other in combinations(group, 2):
            if _meet(one, other):
                yield Hinted(hint, (one.id, other.id))


def _meet(one: Item, other: Item) -> bool:
    (first, last), (begins, ends) = _days(one), _days(other)
    return first <= ends and begins <= last


def _days(item: Item) -> tuple[date, date]:
    return getattr(item.facts, "first", date.min), getattr(item.facts, "last", None) or date.max


def _one_day(item: Item) -> date | None:
    facts = item.facts
    if isinstance(facts, Training | Rsc | ServiceHours) and facts.first == facts.last:
        return facts.first
    return None


def _said(words: Words) -> Hashable:
    return tuple(
        (name, folded(said) if isinstance(said, str) else tuple(said)) for name, said in sorted(words.items())
        if name != "ref"
    )  # fmt: skip
