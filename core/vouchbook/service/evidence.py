"""The evidence pool of a person: signed, confirmed, taken back; references asked for and received."""

from __future__ import annotations

from datetime import date

from vouchbook.domain import membership as memberships
from vouchbook.domain import person as people
from vouchbook.domain import rating as ratings
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import Facts, Signature, Standing, Words
from vouchbook.domain.names import ColleagueId, Document, ItemId, PersonId, SlotKey, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import MEMBERSHIP, PERSON, RATING
from vouchbook.ledger.entries import Write
from vouchbook.policy.portfolio_people import CATEGORIES
from vouchbook.policy.portfolio_tables import OTHER, association
from vouchbook.service.office import Done, Loaded, Office, Plan, Request
from vouchbook.service.person import known_person, prefix


def record(
    office: Office,
    request: Request,
    person: PersonId,
    items: tuple[tuple[Facts, Words], ...],
    *,
    action: Action = Action.RECORD_EVIDENCE,
) -> Done:
    """Enter items of evidence, each as its facts and its words; all or none. Their ids are in the result.

    An item without words, such as a signature, that stands there already is not entered again.

    :raises Refused: dated after the day of asking, or not the asker's to record
    """
    office.allow(request.principal, action, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        there = {item.facts for item in loaded.state.evidence}
        new = tuple(
            people.NewItem(ItemId(office.edge.mint(prefix(facts))), facts, Sealed(Purpose.EVIDENCE, (person,), words))
            for facts, words in items
            if words or facts not in there
        )
        events = people.decide(people.Record(new, Source.ASSERTED, request.on), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "items": [item.item for item in new]})

    return office.record(request, action.value, [person, items], plan)


def sign(office: Office, request: Request, person: PersonId, document: Document) -> Done:
    """Sign the code of ethics or the endorsement agreement, as the person themself."""
    return record(office, request, person, ((Signature(document, request.on), {}),), action=Action.SIGN)


def claim_standing(office: Office, request: Request, person: PersonId, held: Standing) -> Done:
    """Record a person's own endorsement by another association, as a claim.

    :raises Refused: ``unknown_code``: the codes are no codes of a category and an association
    """
    if held.category not in CATEGORIES or association(held.association) in (OTHER, ""):
        raise Refused("unknown_code", category=held.category, association=held.association)
    return record(office, request, person, ((held, {}),))


def confirm(
    office: Office, request: Request, person: PersonId, items: tuple[ItemId, ...], *, source: Source, where: str
) -> Done:
    """Say that claims were seen: in a public registry, or by the coordinator; ``where`` says where.

    Ratings and memberships are confirmed in the same way: the coordinator has the rater's own form, and the
    records of the body that sold the membership.

    :raises Refused: an item that needs no confirmation, or does not exist; then none is confirmed
    """
    office.allow(request.principal, Action.CONFIRM_EVIDENCE, Circumstances(about=person))
    if not where.strip():
        raise Refused("reason_missing")

    def plan() -> Plan:
        loaded = known_person(office, person)
        terms = office.load(MEMBERSHIP, person)
        writes: list[Write] = []
        state, events, confirmed = loaded.state, list[people.Event](), list[memberships.Event]()
        for item in items:
            rating = office.load(RATING, item)
            if rating.state.requested is not None:
                _must_be_of(rating, person, item)
                writes.append(rating.write(ratings.decide(ratings.Confirm(source, request.on), rating.state)))
            elif item in terms.state.terms:
                command = memberships.ConfirmTerm(TermId(item), source)
                confirmed += memberships.decide(command, MEMBERSHIP.fold(confirmed, terms.state))
            else:
                sealed = Sealed(Purpose.EVIDENCE, (person,), where)
                confirm_item = people.Confirm(item, source, seen_on=request.on, today=request.on, where=sealed)
                decided = people.decide(confirm_item, state)
                state = PERSON.fold(decided, state)
                events += decided
        return Plan(
            writes=(loaded.write(events), terms.write(confirmed), *writes),
            result={"person": person, "items": list(items)},
        )

    return office.record(request, "confirm_evidence", [person, items, source, where], plan)


def withdraw(office: Office, request: Request, person: PersonId, item: ItemId) -> Done:
    """Take an item back; what was submitted with it stays submitted."""
    office.allow(request.principal, Action.WITHDRAW_EVIDENCE, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        events = people.decide(people.Withdraw(item), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "item": item})

    return office.record(request, "withdraw_evidence", [person, item], plan)


def request_rating(
    office: Office, request: Request, person: PersonId, rater: ColleagueId, slot: SlotKey, *, waived: bool
) -> Done:
    """Ask a colleague for a reference; ``waived``: the applicant gives up the right to read it."""
    office.allow(request.principal, Action.REQUEST_RATING, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
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

    :raises Refused: it was received before, never asked for, or dated impossibly
    """
    loaded = office.load(RATING, rating)
    if loaded.state.requested is None:
        raise Refused("unknown_rating", rating=rating, association=office.code)
    person, rater = loaded.state.requested.person, loaded.state.requested.rater
    office.allow(request.principal, Action.RECEIVE_RATING, Circumstances(about=person))

    def plan() -> Plan:
        now = office.load(RATING, rating)
        events = ratings.decide(
            ratings.Receive(
                rated_on=rated_on,
                known_since=known_since,
                not_enough_information=not_enough_information,
                source=Source.CONFIRMED,
                words=Sealed(Purpose.REFERENCE, (person, PersonId(rater)), words),
                today=request.on,
            ),
            now.state,
        )
        return Plan(writes=(now.write(events),), result={"person": person, "rating": rating})

    content = [rating, rated_on, known_since, not_enough_information, words]
    return office.record(request, "receive_rating", content, plan)


def _must_be_of(rating: Loaded, person: PersonId, item: ItemId) -> None:
    if rating.state.requested.person != person:
        raise Refused("unknown_item", item=item)
