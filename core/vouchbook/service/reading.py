"""What people may look at: a person, their evidence, lists; opened for those who may see it."""

from __future__ import annotations

from msgspec import Struct

from vouchbook.domain.authorize import Action, Circumstances, Principal
from vouchbook.domain.evidence import Facts, Item, PersonWords, Rating, Words
from vouchbook.domain.names import ItemId, PersonId, Source, StateCode
from vouchbook.domain.person import PersonCorrected, PersonRegistered
from vouchbook.domain.streams import MEMBERSHIP, PERSON
from vouchbook.domain.trace import Audience
from vouchbook.letters.items import called, item_in_words
from vouchbook.projections.applications import ApplicationRow, applications, applications_of
from vouchbook.projections.endorsements import EndorsementRow, endorsements_of
from vouchbook.projections.people import PersonRow
from vouchbook.projections.people import everybody as _everybody
from vouchbook.service.access import audience_of
from vouchbook.service.case import needs_confirming, ratings_asked, received
from vouchbook.service.office import Office
from vouchbook.service.opening import (
    ERASED,
    colleague_names,
    item_words,
    opened,
    person_words,
)
from vouchbook.service.person import known_person


class SeenPerson(Struct, frozen=True):
    """Somebody as those see them who may: words opened, items and unconfirmed claims counted."""

    person: str
    state: StateCode | None
    words: PersonWords
    items: int
    unconfirmed: int
    applications: tuple[ApplicationRow, ...]
    endorsements: tuple[EndorsementRow, ...]


class SeenItem(Struct, frozen=True):
    """An item with its words; ``needs_confirming`` marks a claim that does not count yet.

    ``facts`` are left out of a reference where its applicant reads: they tell what its form says.
    """

    item: ItemId
    revision: int
    kind: str
    source: Source
    needs_confirming: bool
    withdrawn: bool
    said: str
    facts: Facts | None
    words: Words


class Named(Struct, frozen=True):
    """A person's id with their name."""

    person: str
    name: str


def person(office: Office, principal: Principal, id_: PersonId) -> SeenPerson:
    """:raises Refused: not for the asker's eyes, or nobody of that id"""
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=id_))
    loaded = known_person(office, id_)
    items = evidence(office, principal, id_)
    return SeenPerson(
        person=id_,
        state=loaded.state.state,
        words=person_words(office, loaded),
        items=len([item for item in items if not item.withdrawn]),
        unconfirmed=len([item for item in items if item.needs_confirming]),
        applications=tuple(applications_of(office.book, id_)),
        endorsements=tuple(endorsements_of(office.book, id_)),
    )


def evidence(office: Office, principal: Principal, id_: PersonId) -> list[SeenItem]:
    """Everything somebody has documented: their pool, their references, their memberships.

    What a reference says is shown to nobody here; who it came from is seen by the coordinator and, because
    they asked for it, the applicant.
    """
    office.allow(principal, Action.SEE_PERSON, Circumstances(about=id_))
    loaded = known_person(office, id_)
    words, names = item_words(office, loaded), colleague_names(office, loaded)
    own = audience_of(principal, id_) is Audience.APPLICANT
    pool = [(item, words.get(item.id, {}), item.id in loaded.state.withdrawn) for item in loaded.state.items.values()]
    pool.extend((rating, {}, False) for rating in received(ratings_asked(office, id_).values()))
    pool.extend((term, {}, False) for term in office.load(MEMBERSHIP, id_).state.items)
    return [
        SeenItem(
            item=item.id,
            revision=item.revision,
            kind=str(item.facts.__struct_config__.tag),
            source=item.source,
            needs_confirming=needs_confirming(item) and not withdrawn,
            withdrawn=withdrawn,
            said=called(item.facts, said, names) if _hidden(item, own) else item_in_words(item.facts, said, names),
            facts=None if _hidden(item, own) else item.facts,
            words=said,
        )
        for item, said, withdrawn in pool
    ]


def _hidden(item: Item, own: bool) -> bool:
    """Of a reference its applicant reads from whom it is and for which place, and not even the day it was written."""
    return own and isinstance(item.facts, Rating)


def everybody(office: Office, principal: Principal) -> list[Named]:
    """Everybody with their names; a coordinator's list."""
    office.allow(principal, Action.SEE_EVERYBODY)
    return [Named(row.person, name_of(office, row)) for row in _everybody(office.book)]


def name_of(office: Office, row: PersonRow) -> str:
    """The current name, from the one event that holds it."""
    (entry,) = office.book.read(PERSON.stream(row.person), after=row.named_in - 1, upto=row.named_in)
    words = opened(office, entry.event.words) if isinstance(entry.event, PersonRegistered | PersonCorrected) else None
    return words.name if words is not None else ERASED


def all_applications(office: Office, principal: Principal) -> list[ApplicationRow]:
    """Every application with its days; a coordinator's list."""
    office.allow(principal, Action.SEE_EVERYBODY)
    return applications(office.book)
