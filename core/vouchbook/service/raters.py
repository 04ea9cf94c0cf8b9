"""Who a rater is: never the applicant under another address, and never one person named twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from vouchbook.domain.evidence import Colleague, PersonWords, Words
from vouchbook.domain.names import ColleagueId
from vouchbook.domain.person import Person, PersonCorrected, PersonRegistered
from vouchbook.domain.rating import Rating
from vouchbook.domain.refusal import Refused
from vouchbook.policy.portfolio_file import folded
from vouchbook.service.office import Office
from vouchbook.service.opening import item_words, opened
from vouchbook.service.shelf import Loaded

_DOTS_MEAN_NOTHING = frozenset({"gmail.com", "googlemail.com"})
_WORD = re.compile(r"\w+")


def mailbox(address: str) -> str:
    """The mailbox that an address leads to: however it is written, and whatever stands behind a plus sign.

    Dots are left out only where the provider is known to do so: elsewhere they may tell two people apart.

    >>> mailbox("Ana.Ruiz+nc@Gmail.com"), mailbox("ana.ruiz@example.org")
    ('anaruiz@gmail.com', 'ana.ruiz@example.org')
    """
    name, _, provider = folded(address).rpartition("@")
    name = name.partition("+")[0]
    if provider in _DOTS_MEAN_NOTHING:
        name, provider = name.replace(".", ""), "gmail.com"
    return f"{name}@{provider}"


def named_alike(name: str) -> frozenset[str]:
    """Equal for one name in any order and any spelling of its case: ``Ruiz, Ana`` and ``ana ruiz``."""
    return frozenset(_WORD.findall(folded(name)))


class Raters:
    """Those who give references in one file: each another person, and none of them the applicant."""

    def __init__(self, applicant: Known, given: Iterable[tuple[ColleagueId, Words]] = ()) -> None:
        self._applicant = applicant
        self._by_mailbox: dict[str, str] = {}
        for rater, words in given:
            if address := str(words.get("email", "")):
                self._by_mailbox.setdefault(mailbox(address), rater)

    def take(self, rater: ColleagueId, words: Words, called: str) -> None:
        """Take one more; ``called`` is what the file calls them.

        :raises Refused: ``rater_is_applicant``, ``raters_alike``
        """
        if self._applicant.are(words):
            raise Refused("rater_is_applicant", rater=called)
        if (address := str(words.get("email", ""))) and self._by_mailbox.setdefault(mailbox(address), rater) != rater:
            raise Refused("raters_alike", rater=called)


class Known(Struct, frozen=True):
    """How somebody may be known again: every mailbox and every name that they ever had."""

    mailboxes: frozenset[str] = frozenset()
    names: frozenset[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, words: Iterable[PersonWords]) -> Known:
        said = [*words]
        return cls(frozenset(mailbox(each.email) for each in said), frozenset(named_alike(each.name) for each in said))

    def are(self, colleague: Words) -> bool:
        """Whether these words of a colleague are theirs."""
        address, name = (str(colleague.get(each, "")) for each in ("email", "name"))
        return (bool(address) and mailbox(address) in self.mailboxes) or self.called(name)

    def called(self, name: str) -> bool:
        found = named_alike(name)
        return bool(found) and found in self.names


def ever(office: Office, person: Loaded) -> Known:
    """What somebody was ever registered or corrected as; nothing of what was erased since."""
    events = (entry.event for entry in person.entries)
    sealed = (each.words for each in events if isinstance(each, PersonRegistered | PersonCorrected))
    return Known.of(words for box in sealed if (words := opened(office, box)) is not None)


def must_be_another_person(office: Office, applicant: Loaded, rater: ColleagueId) -> None:
    """:raises Refused: ``rater_is_applicant``: nobody writes their own reference, under whatever address"""
    state: Person = applicant.state
    known_as = state.identified.get(rater)
    if known_as == state.id or _has_address_of(applicant, rater):
        raise Refused("rater_is_applicant", rater=rater)
    words = _words(office, applicant).get(rater, {})
    if known_as is not None:  # the coordinator knows whom this is: two people may share a name
        words = {name: text for name, text in words.items() if name != "name"}
    if ever(office, applicant).are(words):
        raise Refused("rater_is_applicant", rater=rater)


def must_not_be_asked_already(office: Office, applicant: Loaded, rater: ColleagueId, ratings: Iterable[Rating]) -> None:
    """Nobody is asked twice at once, nor fills two places because they are named twice.

    :raises Refused: ``rater_asked_already``, ``rater_named_twice``
    """
    found = _words(office, applicant)
    for rating in ratings:
        asked = rating.requested
        if asked is None:
            continue
        if asked.rater == rater:
            if rating.awaited:
                raise Refused("rater_asked_already", rater=rater, rating=asked.rating, slot=asked.slot)
        elif (rating.awaited or rating.item is not None) and _same(applicant.state, found, rater, asked.rater):
            raise Refused("rater_named_twice", rater=rater, other=asked.rater, rating=asked.rating)


def _has_address_of(applicant: Loaded, rater: ColleagueId) -> bool:
    """The same by the digests alone, which stay when the words are erased."""
    colleague: Colleague | None = applicant.state.colleague(rater)
    events = (entry.event for entry in applicant.entries)
    ever_had = {each.email for each in events if isinstance(each, PersonRegistered | PersonCorrected)}
    return colleague is not None and colleague.email is not None and colleague.email in ever_had


def _same(person: Person, words: Mapping[ColleagueId, Words], one: ColleagueId, other: ColleagueId) -> bool:
    known = person.identified
    if one in known and other in known:
        return known[one] == known[other]
    addresses = [str(words.get(each, {}).get("email", "")) for each in (one, other)]
    return all(addresses) and mailbox(addresses[0]) == mailbox(addresses[1])


def _words(office: Office, applicant: Loaded) -> dict[ColleagueId, Words]:
    """What is written of everybody whom the applicant names now."""
    words, state = item_words(office, applicant), applicant.state
    found = ((item.facts, words.get(item.id, {})) for item in state.evidence)
    return {facts.colleague: said for facts, said in found if isinstance(facts, Colleague)}
