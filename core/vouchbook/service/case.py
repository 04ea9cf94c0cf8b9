"""An application as the book knows it on a day: everything that an evaluation of it reads, with its versions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from vouchbook.domain.application import ClaimedItem, EndorsementApplication
from vouchbook.domain.evidence import CLAIMS, Item, Portfolio
from vouchbook.domain.names import ItemId, PersonId, Source
from vouchbook.domain.person import Person
from vouchbook.domain.refusal import Refused
from vouchbook.domain.streams import APPLICATION, MEMBERSHIP, PERSON, RATING
from vouchbook.domain.trace import Moments
from vouchbook.ledger.entries import Entry
from vouchbook.projections.ratings import ratings_of
from vouchbook.service.held import Holder, colleagues_of, granted_here, held_here
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


def _until(known: Known) -> Known | None:
    """Nothing where everything is known: then streams at hand need not be read from their beginning."""
    return None if known == EVERYTHING else known


class Case(Struct, frozen=True):
    """Everything that an evaluation of one application reads, with the versions it was read at."""

    application: Loaded
    person: Loaded
    membership: Loaded
    ratings: tuple[Loaded, ...]
    endorsements: tuple[Loaded, ...] = ()
    colleagues: tuple[Holder, ...] = ()

    @property
    def versions(self) -> tuple[tuple[str, int], ...]:
        """What must be unchanged when something is decided on this reading."""
        of_others = (stream for colleague in self.colleagues for stream in colleague.streams)
        read = (self.person, self.membership, *self.ratings, *self.endorsements, *of_others)
        return tuple(dict.fromkeys((each.stream, each.version) for each in read))


def read_case(office: Office, application_id: str, known: Known = EVERYTHING) -> Case:
    """:raises Refused: no such application, or not yet on that day"""
    application = office.load(APPLICATION, application_id, until=_until(known))
    if application.state.id is None:
        if office.load(APPLICATION, application_id).state.id is None:
            raise Refused("unknown_application", application=application_id, association=office.code)
        raise Refused("application_not_opened_yet", application=application_id, on=known.on)
    return _read(office, application, application.state.person, known)


def as_known_to(case: Case, reviewer: PersonId) -> Case:
    """The case as one of its reviewers knows it: until they have completed, without what the others say."""
    state: EndorsementApplication = case.application.state
    return replace(case, application=replace(case.application, state=state.known_to(reviewer)))


def person_case(office: Office, person: str, known: Known = EVERYTHING) -> Case:
    """What the book knows of somebody without any application: what a renewal is asked of."""
    return _read(office, office.load(APPLICATION, "none"), person, known)


def _read(office: Office, application: Loaded, id_: str, known: Known) -> Case:
    person = office.load(PERSON, id_, until=_until(known))
    found = (office.load(RATING, rating, until=_until(known)) for rating in office.listed(ratings_of, id_))
    return Case(
        application=application,
        person=person,
        membership=office.load(MEMBERSHIP, id_, until=_until(known)),
        ratings=tuple(rating for rating in found if rating.version),
        endorsements=granted_here(office, id_, _until(known)),
        colleagues=colleagues_of(office, person.state, _until(known)),
    )


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

    Memberships, exam results, the association's own endorsements, and what the book knows of colleagues are read as
    they stand: they are no evidence that a submission pins. ``submitting``: the pool as it stands, whatever was
    claimed before.
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
        *held_here(office.code, case.endorsements),
        *(item for colleague in case.colleagues for item in colleague.items(office.code)),
    )


def current_items(case: Case) -> tuple[Item, ...]:
    """The person's items and received ratings, as they stand."""
    return (*case.person.state.evidence, *received(case.ratings))


def case_labels(office: Office, case: Case) -> dict[ItemId, str]:
    """Words for every item that an evaluation of this case may name."""
    others = case_items(office, case)
    return labels(office, case.person, (item for item in others if item.id not in case.person.state.items))


def case_items(office: Office, case: Case) -> tuple[Item, ...]:
    """Every item that an evaluation of this case may name."""
    return (*current_items(case), *_as_they_stand(office, case))


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
