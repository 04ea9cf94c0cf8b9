"""An application as the book knows it on a day: everything that an evaluation of it reads, with its versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from vouchbook.domain.application import ClaimedItem, EndorsementApplication
from vouchbook.domain.evidence import CLAIMS, Item, Portfolio
from vouchbook.domain.names import ItemId, Source
from vouchbook.domain.person import Person
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import APPLICATION, ENDORSEMENT, MEMBERSHIP, PERSON, RATING
from vouchbook.domain.trace import Moments
from vouchbook.ledger.entries import Entry
from vouchbook.projections.endorsements import endorsements_of
from vouchbook.projections.ratings import ratings_of
from vouchbook.service.office import Office
from vouchbook.service.opening import labels
from vouchbook.service.shelf import Loaded


class Known(Struct, frozen=True):
    """How much of a book is looked at: what had happened by ``on``, as it was recorded up to ``position``."""

    on: date | None = None
    position: int | None = None

    def __call__(self, entry: Entry) -> bool:
        if self.on is not None and entry.happened_on > self.on:
            return False
        return self.position is None or entry.position <= self.position


EVERYTHING = Known()


class Case(Struct, frozen=True):
    """Everything that an evaluation of one application reads, with the versions it was read at."""

    application: Loaded
    person: Loaded
    membership: Loaded
    ratings: tuple[Loaded, ...]
    endorsements: tuple[Loaded, ...] = ()

    @property
    def versions(self) -> tuple[tuple[str, int], ...]:
        """What must be unchanged when something is decided on this reading."""
        return tuple(
            (each.stream, each.version) for each in (self.person, self.membership, *self.ratings, *self.endorsements)
        )


def read_case(office: Office, application_id: str, known: Known = EVERYTHING) -> Case:
    """:raises Refused: no such application, or not yet on that day"""
    application = office.load(APPLICATION, application_id, until=known)
    if application.state.id is None:
        if office.load(APPLICATION, application_id).state.id is None:
            raise Refused("unknown_application", application=application_id, association=office.code)
        raise Refused("application_not_opened_yet", application=application_id, on=known.on)
    person = application.state.person
    found = (office.load(RATING, rating, until=known) for rating in office.listed(ratings_of, person))
    return Case(
        application=application,
        person=office.load(PERSON, person, until=known),
        membership=office.load(MEMBERSHIP, person, until=known),
        ratings=tuple(rating for rating in found if rating.version),
        endorsements=granted_here(office, person, known),
    )


def granted_here(office: Office, person: str, known: Known | None = None) -> tuple[Loaded, ...]:
    """The endorsements that this association itself has granted to a person."""
    granted = (office.load(ENDORSEMENT, row.endorsement, until=known) for row in office.listed(endorsements_of, person))
    return tuple(each for each in granted if each.version)


def held_here(office: Office, granted: Iterable[Loaded]) -> tuple[Item, ...]:
    """What somebody holds by them: no claim, because the book itself says so."""
    return tuple(each.state.held(office.code) for each in granted)


def ratings_asked(office: Office, person: str) -> dict[ItemId, Loaded]:
    """The references that a person has asked for, by their ids; those not received yet have no item."""
    return {ItemId(rating): office.load(RATING, rating) for rating in office.listed(ratings_of, person)}


def received(ratings: Iterable[Loaded]) -> tuple[Item, ...]:
    """The references that have come in."""
    items = (rating.state.item for rating in ratings)
    return tuple(item for item in items if item is not None)


def needs_confirming(item: Item) -> bool:
    """Whether it is a claim that nobody has confirmed: it does not count yet."""
    return isinstance(item.facts, CLAIMS) and item.source is Source.ASSERTED


def portfolio_of(office: Office, case: Case, *, submitting: bool = False) -> Portfolio:
    """The evidence of an application: the person's pool, or what was claimed once it is submitted.

    Memberships, exam results and the association's own endorsements are read as they stand: they are no
    evidence that a submission pins. ``submitting``: the pool as it stands, whatever was claimed before.
    """
    application: EndorsementApplication = case.application.state
    pool = current_items(case)
    if application.submitted is not None and not submitting:
        pool = _claimed(office, case, pool)
    return Portfolio(items=(*pool, *_as_they_stand(office, case)))


def _as_they_stand(office: Office, case: Case) -> tuple[Item, ...]:
    return (
        *case.membership.state.items,
        *case.application.state.exams,
        *held_here(office, case.endorsements),
    )


def current_items(case: Case) -> tuple[Item, ...]:
    """The person's items and received ratings, as they stand."""
    return (*case.person.state.evidence, *received(case.ratings))


def case_labels(office: Office, case: Case) -> dict[ItemId, str]:
    """Words for every item that an evaluation of this case may name."""
    others = (*current_items(case), *_as_they_stand(office, case))
    return labels(office, case.person, (item for item in others if item.id not in case.person.state.items))


def claims_of(case: Case) -> tuple[ClaimedItem, ...]:
    """Every current item with its revision: what a submission rests on."""
    return tuple(ClaimedItem(item.id, item.revision) for item in current_items(case))


def _claimed(office: Office, case: Case, pool: tuple[Item, ...]) -> tuple[Item, ...]:
    """The claimed revision of each claimed item; a confirmation that came later counts."""
    application: EndorsementApplication = case.application.state
    now = {(item.id, item.revision): item for item in pool}
    then: dict[tuple[ItemId, int], Item] | None = None
    found: list[Item] = []
    for claim in application.claims:
        item = now.get((claim.item, claim.revision))
        if item is None:
            if then is None:
                pinned: Person = office.load(PERSON, str(application.person), upto=application.person_version).state
                then = {(each.id, each.revision): each for each in pinned.evidence}
            item = then.get((claim.item, claim.revision))
        if item is not None:
            found.append(item)
    return tuple(found)


def moments_of(application: EndorsementApplication, asked: date, decided: date | None = None) -> Moments:
    """The days of an application by which its rules are picked."""
    return Moments(
        asked=asked,
        registered=application.opened_on,
        submitted=application.submitted.on if application.submitted else None,
        decided=decided,
    )
