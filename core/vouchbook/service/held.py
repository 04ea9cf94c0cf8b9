"""What the book itself knows that somebody holds: endorsed here, vetted here, seen in another's registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.evidence import Education, Item, Portfolio, Standing
from vouchbook.domain.names import AssociationCode, ColleagueId, Source
from vouchbook.domain.person import Person
from vouchbook.domain.streams import ENDORSEMENT, PERSON, VETTING
from vouchbook.ledger.entries import Entry
from vouchbook.projections.endorsements import endorsements_of
from vouchbook.projections.vettings import vettings_of
from vouchbook.service.office import Office
from vouchbook.service.shelf import Loaded

Until = Callable[[Entry], bool]


class Holder(Struct, frozen=True):
    """Somebody of the book with all that tells what they hold; ``colleague`` is who they are to an applicant."""

    person: Loaded
    endorsements: tuple[Loaded, ...]
    vettings: tuple[Loaded, ...]
    colleague: ColleagueId | None = None

    @property
    def streams(self) -> tuple[Loaded, ...]:
        return self.person, *self.endorsements, *self.vettings

    def items(self, association: AssociationCode) -> tuple[Item, ...]:
        """Their standings, held by the colleague: those of this book, and those that were seen elsewhere."""
        here = (*held_here(association, self.endorsements), *held_here(association, self.vettings))
        return tuple(_as_of(item, self.colleague) for item in (*here, *_seen_elsewhere(self.person.state)))

    def portfolio(self, association: AssociationCode) -> Portfolio:
        """What they hold with their own degrees, on which a standing may turn."""
        person: Person = self.person.state
        return Portfolio((*self.items(association), *(i for i in person.evidence if isinstance(i.facts, Education))))


def holder(office: Office, person: str, known: Until | None = None, colleague: ColleagueId | None = None) -> Holder:
    """Read what somebody holds, as far as ``known`` lets entries through."""
    return Holder(
        person=office.load(PERSON, person, until=known),
        endorsements=granted_here(office, person, known),
        vettings=vetted_here(office, person, known),
        colleague=colleague,
    )


def colleagues_of(office: Office, person: Person, known: Until | None = None) -> tuple[Holder, ...]:
    """Those colleagues of a person who are known to be somebody of the book."""
    return tuple(holder(office, who, known, colleague) for colleague, who in person.identified.items())


def granted_here(office: Office, person: str, known: Until | None = None) -> tuple[Loaded, ...]:
    """The endorsements that this association itself has granted to a person."""
    granted = (office.load(ENDORSEMENT, row.endorsement, until=known) for row in office.listed(endorsements_of, person))
    return tuple(each for each in granted if each.version)


def vetted_here(office: Office, person: str, known: Until | None = None) -> tuple[Loaded, ...]:
    """This association's vettings of a person, whatever came of them."""
    found = (office.load(VETTING, row.vetting, until=known) for row in office.listed(vettings_of, person))
    return tuple(each for each in found if each.version)


def held_here(association: AssociationCode, streams: Iterable[Loaded]) -> tuple[Item, ...]:
    """What somebody holds by them: no claim, because the book itself says so."""
    items = (each.state.held(association) for each in streams)
    return tuple(item for item in items if item is not None)


def _seen_elsewhere(person: Person) -> tuple[Item, ...]:
    """Their own standings that somebody has seen in a registry or otherwise: what they only claim is none."""
    return tuple(
        item
        for item in person.evidence
        if isinstance(item.facts, Standing) and item.facts.holder is None and item.source is not Source.ASSERTED
    )


def _as_of(item: Item, colleague: ColleagueId | None) -> Item:
    facts = item.facts
    return replace(item, facts=replace(facts, holder=colleague)) if isinstance(facts, Standing) else item
