"""What stands in somebody's pool, found in every way in which a row can mean it: by id, by what it says, by address."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from vouchbook.domain.evidence import Colleague, Facts, Item, Words
from vouchbook.domain.names import ColleagueId, ItemId, KeyedDigest
from vouchbook.domain.refusal import Refused
from vouchbook.policy.portfolio_file import folded
from vouchbook.service.case import ratings_asked
from vouchbook.service.entering import Known, known_of
from vouchbook.service.importing.people import Someone
from vouchbook.service.office import Office
from vouchbook.service.opening import opened

Said = tuple[Facts, bytes]
_in_order = msgspec.json.Encoder(order="sorted").encode


def said(facts: Facts, words: Words) -> Said:
    """What an item says, whatever it is called: equal for two that say the same."""
    if isinstance(facts, Colleague):
        facts = replace(facts, colleague=ColleagueId(""))
    return facts, _in_order({name: text for name, text in words.items() if name != "ref"})


class Pool:
    """A person's items, and the colleagues that a row may refer to: theirs, and those that the same import names."""

    def __init__(self, office: Office, someone: Someone) -> None:
        self._office = office
        state = someone.state
        registered = someone.new is None and state.id is not None
        self.known = known_of(office, someone.loaded) if registered else Known()
        words = self.known.words
        withdrawn = [state.items[id_] for id_ in state.withdrawn]
        self.withdrawn = {str(words[each.id].get("ref", "")): each for each in withdrawn if each.id in words}
        self.said = {said(each.facts, words.get(each.id, {})): each for each in state.items.values()}
        self.ratings = _ratings(office, str(state.id)) if registered else {}
        self._items = state.evidence
        self._colleagues: dict[str, ColleagueId] = {}
        self._by_address: dict[KeyedDigest, set[ColleagueId]] = {}
        for ref, item in self.known.by_ref.items():
            if isinstance(item.facts, Colleague):
                self._colleagues[ref] = item.facts.colleague
        for item in state.evidence:
            if isinstance(item.facts, Colleague):
                self.add_colleague(item.id, item.facts.colleague, item.facts.email)

    def is_withdrawn(self, item: ItemId) -> bool:
        return any(each.id == item for each in self.withdrawn.values())

    def add_colleague(self, called: str, id_: ColleagueId, address: KeyedDigest | None) -> None:
        """Let rows refer to a colleague as ``called``, or by their address."""
        self._colleagues[called] = id_
        if address is not None:
            self._by_address.setdefault(address, set()).add(id_)

    def colleague(self, written: str) -> ColleagueId:
        """The colleague whom a row names: by an id of a file, by the book's, by an e-mail address, or by their name.

        :raises Refused: nobody, or several of one address or name
        """
        if (found := self._colleagues.get(written)) is not None:
            return found
        ids = self._by_address.get(self._office.keyed("email", written), set()) if "@" in written else set()
        ids = ids or self._called(written)
        if not ids:
            raise Refused("colleague_not_named")
        if len(ids) > 1:
            raise Refused("colleagues_alike")
        return next(iter(ids))

    def _called(self, written: str) -> set[ColleagueId]:
        """Those of the book who have this name."""
        found, words = set(), self.known.words
        for item in self._items:
            name = str(words.get(item.id, {}).get("name", ""))
            if isinstance(item.facts, Colleague) and folded(name) == folded(written):
                found.add(item.facts.colleague)
        return found


def _ratings(office: Office, person: str) -> dict[str, Item]:
    """The references that have come in, by their ids in a file."""
    found = {}
    for loaded in ratings_asked(office, person).values():
        rating = loaded.state
        if rating.item is not None and rating.received is not None:
            words = opened(office, rating.received.words) or {}
            found[str(words.get("ref", rating.item.id))] = rating.item
    return found
