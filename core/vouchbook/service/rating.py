"""References: asked of a colleague for a place on the sheet, received as the rater's form came in."""

from __future__ import annotations

from datetime import date

from vouchbook.domain import rating as ratings
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import Words
from vouchbook.domain.names import ColleagueId, ItemId, PersonId, SlotKey, Source
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import RATING
from vouchbook.policy import portfolio_values as values
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.person import known_person
from vouchbook.service.slots import must_be_slots
from vouchbook.service.written import described

MOST_QUESTIONS = 1000
"""No form of a reference asks more."""


def request_rating(
    office: Office, request: Request, person: PersonId, rater: ColleagueId, slot: SlotKey, *, waived: bool
) -> Done:
    """Ask a colleague for a reference; ``waived``: the applicant gives up the right to read it."""
    office.allow(request.principal, Action.REQUEST_RATING, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        must_be_slots(office, request.on, (slot,))
        if loaded.state.colleague(rater) is None:
            raise Refused("unknown_colleague", colleague=rater, person=person)
        rating = ItemId(office.edge.mint("ra"))
        new = office.load(RATING, rating)
        events = ratings.decide(ratings.Request(rating, person, rater, slot, waived), new.state)
        return Plan(
            writes=(new.write(events),),
            unchanged=((loaded.stream, loaded.version),),
            result={"person": person, "rating": rating},
        )

    return office.record(request, "request_rating", [person, rater, slot, waived], plan)


def receive_rating(
    office: Office,
    request: Request,
    rating: ItemId,
    *,
    rated_on: date,
    known_since: date,
    not_enough_information: int,
    words: Words,
) -> Done:
    """Record a rater's form, as it reached the coordinator.

    :raises WrittenWrongly: more answers than a form has questions, or words that are endless
    :raises Refused: it was received before, never asked for, or dated impossibly
    """
    requested = office.load(RATING, rating).state.requested
    office.allow(request.principal, Action.RECEIVE_RATING, Circumstances(about=requested and requested.person))
    if requested is None:
        raise Refused("unknown_rating", rating=rating, association=office.code)
    person, rater = requested.person, requested.rater
    values.whole(MOST_QUESTIONS)(not_enough_information)
    kept = {name: described(name, text) if isinstance(text, str) else text for name, text in words.items()}

    def plan() -> Plan:
        now = office.load(RATING, rating)
        events = ratings.decide(
            ratings.Receive(
                rated_on=rated_on,
                known_since=known_since,
                not_enough_information=not_enough_information,
                source=Source.CONFIRMED,
                words=Sealed(Purpose.REFERENCE, (person, PersonId(rater)), kept),
                today=request.on,
            ),
            now.state,
        )
        return Plan(writes=(now.write(events),), result={"person": person, "rating": rating})

    content = [rating, rated_on, known_since, not_enough_information, words]
    return office.record(request, "receive_rating", content, plan)
