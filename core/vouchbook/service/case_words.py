"""The words of everything that an evaluation may name, opened in one go for whoever may read the file."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.evidence import Colleague
from vouchbook.domain.names import ColleagueId, ItemId
from vouchbook.letters.items import called
from vouchbook.service.case import Case, case_items
from vouchbook.service.office import Office
from vouchbook.service.opening import ERASED, item_words


class Words(Struct, frozen=True):
    """What the ids in a trace are called, for those who may read them."""

    labels: dict[ItemId, str]
    names: dict[ColleagueId, str]


def words_of(office: Office, case: Case) -> Words:
    """The words of every item that a trace of this case may name; nothing of them is kept."""
    words = item_words(office, case.person)
    pool = {item.id: item.facts for item in case_items(office, case)}
    pool |= {item.id: item.facts for item in case.person.state.items.values()}
    names = {
        facts.colleague: str(words.get(id_, {}).get("name", ERASED))
        for id_, facts in pool.items()
        if isinstance(facts, Colleague)
    }
    return Words({id_: called(facts, words.get(id_, {}), names) for id_, facts in pool.items()}, names)
