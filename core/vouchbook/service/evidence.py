"""The evidence pool of a person: signed, claimed, confirmed, taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from vouchbook.domain import membership as memberships
from vouchbook.domain import person as people
from vouchbook.domain import rating as ratings
from vouchbook.domain.authorize import Action, Circumstances
from vouchbook.domain.evidence import Facts, Signature, Standing, Words
from vouchbook.domain.names import Document, ItemId, PersonId, Source, TermId
from vouchbook.domain.refusal import Refused
from vouchbook.domain.sealed import Purpose, Sealed
from vouchbook.domain.streams import MEMBERSHIP, PERSON
from vouchbook.ledger.entries import Write
from vouchbook.policy.portfolio_people import CATEGORIES
from vouchbook.policy.portfolio_tables import OTHER, association
from vouchbook.service.case import needs_confirming, ratings_asked, received
from vouchbook.service.entering import prefix
from vouchbook.service.office import Done, Office, Plan, Request
from vouchbook.service.person import known_person
from vouchbook.service.shelf import Loaded
from vouchbook.service.written import sealed_reason


def record(
    office: Office,
    request: Request,
    person: PersonId,
    items: tuple[tuple[Facts, Words], ...],
    *,
    action: Action = Action.RECORD_EVIDENCE,
) -> Done:
    """Enter items of evidence, each as its facts and its words; all or none. Their ids are in the result.

    An item without words, such as a signature, that stands there already is not entered again: its id is
    the one that it has.

    :raises Refused: dated after the day of asking, or not the asker's to record
    """
    office.allow(request.principal, action, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        wordless = not all(words for _, words in items)
        there = {item.facts: item.id for item in loaded.state.evidence} if wordless else {}
        new: list[people.NewItem] = []
        ids: list[ItemId] = []
        for facts, words in items:
            known = None if words else there.get(facts)
            ids.append(known or ItemId(office.edge.mint(prefix(facts))))
            if known is None:
                new.append(people.NewItem(ids[-1], facts, Sealed(Purpose.EVIDENCE, (person,), words)))
        events = people.decide(people.Record(tuple(new), Source.ASSERTED, request.on), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "items": ids})

    return office.record(request, action.value, [person, items], plan)


def sign(office: Office, request: Request, person: PersonId, document: Document) -> Done:
    """Sign the code of ethics or the endorsement agreement, as the person themself."""
    return record(office, request, person, ((Signature(document, request.on), {}),), action=Action.SIGN)


def claim_standing(office: Office, request: Request, person: PersonId, held: Standing) -> Done:
    """Record a person's own endorsement by another association, as a claim.

    :raises Refused: ``unknown_code``: the codes are no codes of a category and an association; it would end
        before it begins
    """
    if held.last is not None and held.last < held.first:
        raise Refused("term_ends_before_it_begins", first=held.first, last=held.last)
    if held.category not in CATEGORIES or association(held.association) in (OTHER, ""):
        raise Refused("unknown_code", category=held.category, association=held.association)
    return record(office, request, person, ((held, {}),))


class Claims(Struct, frozen=True):
    """Which claims are meant: ``items`` by their ids, and every one of these ``kinds`` not confirmed yet."""

    items: tuple[ItemId, ...] = ()
    kinds: tuple[str, ...] = ()


def confirm(office: Office, request: Request, person: PersonId, claims: Claims, *, source: Source, where: str) -> Done:
    """Say that claims were seen: in a public registry, or by the coordinator; ``where`` says where.

    Ratings and memberships are confirmed in the same way: the coordinator has the rater's own form, and the
    records of the body that sold the membership. What was confirmed is in the result as ``items``.

    :raises Refused: an item that needs no confirmation, or does not exist; then none is confirmed
    """
    office.allow(request.principal, Action.CONFIRM_EVIDENCE, Circumstances(about=person))
    seen = sealed_reason(person, where)

    def plan() -> Plan:
        loaded = known_person(office, person)
        terms = office.load(MEMBERSHIP, person)
        writes: list[Write] = []
        state, events, confirmed = loaded.state, list[people.Event](), list[memberships.Event]()
        asked = ratings_asked(office, person)
        named = dict.fromkeys((*claims.items, *_unconfirmed(claims.kinds, loaded, terms, asked)))
        for item in named:
            if item in asked:
                rating = asked[item]
                writes.append(rating.write(ratings.decide(ratings.Confirm(source, request.on), rating.state)))
            elif item in terms.state.terms:
                command = memberships.ConfirmTerm(TermId(item), source, request.on, seen)
                confirmed += memberships.decide(command, MEMBERSHIP.fold(confirmed, terms.state))
            else:
                confirm_item = people.Confirm(item, source, seen_on=request.on, today=request.on, where=seen)
                decided = people.decide(confirm_item, state)
                state = PERSON.fold(decided, state)
                events += decided
        return Plan(
            writes=(loaded.write(events), terms.write(confirmed), *writes),
            result={"person": person, "items": list(named)},
        )

    return office.record(request, "confirm_evidence", [person, claims, source, where], plan)


def _unconfirmed(
    kinds: tuple[str, ...], person: Loaded, terms: Loaded, asked: Mapping[ItemId, Loaded]
) -> Iterator[ItemId]:
    """The claims of these kinds that nobody has confirmed yet."""
    for item in (*person.state.evidence, *terms.state.items, *received(asked.values())):
        if needs_confirming(item) and str(item.facts.__struct_config__.tag) in kinds:
            yield item.id


def withdraw(office: Office, request: Request, person: PersonId, item: ItemId) -> Done:
    """Take an item back; what was submitted with it stays submitted."""
    office.allow(request.principal, Action.WITHDRAW_EVIDENCE, Circumstances(about=person))

    def plan() -> Plan:
        loaded = known_person(office, person)
        events = people.decide(people.Withdraw(item), loaded.state)
        return Plan(writes=(loaded.write(events),), result={"person": person, "item": item})

    return office.record(request, "withdraw_evidence", [person, item], plan)
