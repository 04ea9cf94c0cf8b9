"""Opens what is sealed, for people who may read it: names, titles, reasons. Nothing else in the core does."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from vouchbook.domain.evidence import Colleague, Item, PersonWords, Words
from vouchbook.domain.names import ColleagueId, ItemId
from vouchbook.domain.person import EvidenceRecorded
from vouchbook.domain.sealed import Sealed
from vouchbook.letters.items import called
from vouchbook.service.office import Office
from vouchbook.service.shelf import Loaded
from vouchbook.vault import Erased

T = TypeVar("T")
ERASED = "(erased)"
"""What stands where a person's key was destroyed."""


def opened(office: Office, sealed: Sealed[T]) -> T | None:
    """The open value; ``None`` when a key that it needs was destroyed."""
    try:
        return office.vault.open(sealed)
    except Erased:
        return None


def person_words(office: Office, person: Loaded) -> PersonWords:
    """Who a person is, by the latest correction."""
    sealed = person.state.words
    words = opened(office, sealed) if sealed is not None else None
    return words if words is not None else PersonWords(ERASED, "", "")


def item_words(office: Office, person: Loaded) -> dict[ItemId, Words]:
    """The free text of every item, in its latest revision."""
    return {
        entry.event.item: opened(office, entry.event.words) or {}
        for entry in person.entries
        if isinstance(entry.event, EvidenceRecorded)
    }


def colleague_names(office: Office, person: Loaded) -> dict[ColleagueId, str]:
    """The names of those whom a person names, by id."""
    words = item_words(office, person)
    return {
        item.facts.colleague: str(words.get(item.id, {}).get("name", ERASED))
        for item in person.state.items.values()
        if isinstance(item.facts, Colleague)
    }


def labels(office: Office, person: Loaded, others: Iterable[Item] = ()) -> dict[ItemId, str]:
    """A few words by which people recognise each item of a person, and ``others``: references, terms, exams."""
    names, words = colleague_names(office, person), item_words(office, person)
    items = (*person.state.items.values(), *others)
    return {item.id: called(item.facts, words.get(item.id, {}), names) for item in items}
